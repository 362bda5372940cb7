import type { Channel, ServiceMode } from '../domain/order.ts'
import type { ChangedField, Mark } from '../domain/ticket.ts'

export type PaperLanguage = 'zh-CN' | 'en'

/** Every word that the program itself puts on paper. */
export type PaperWords = {
  serviceModes: Record<ServiceMode, string>
  channels: Record<Channel, string>
  marks: Record<Mark, string>
  /** `n` is which paper of this ticket it is */
  reprint: (n: number) => string
  standsIn: (station: string) => string
  /** below a ticket that broke off, before the next one */
  torn: string
  table: (tableNo: string) => string
  copy: (n: number) => string
  guests: (n: number) => string
  /** stands before each dish of a void ticket */
  stop: string
  /** what stood there before a change, and that nothing stood there */
  was: (text: string) => string
  nothing: string
  /** a dish whose name has no visible character */
  unnamed: string
  changed: Record<ChangedField, string>
  ordered: string
  wanted: string
  printed: string
  paid: string
  note: (text: string) => string
  /** between modifiers on one line */
  separator: string
  subtotal: string
  payable: string
  refund: string
  orderId: string
  customer: string
  /** by the order's `payment.method` */
  methods: ReadonlyMap<string, string>
  unpaid: string
  onDelivery: string
  afterMeal: string
  cancelled: string
  refunded: string
  alarm: { title: string; since: (time: string) => string; noScreen: string }
}

export function paperWords(language: PaperLanguage): PaperWords {
  return language === 'en' ? english : chinese
}

const chinese: PaperWords = {
  serviceModes: { 'dine-in': '堂食', takeaway: '外带', pickup: '自取', delivery: '外卖', other: '其他' },
  channels: {
    'alipay-mini': '支付宝小程序',
    'wechat-mini': '微信小程序',
    koubei: '口碑',
    eleme: '饿了么',
    meituan: '美团',
    amap: '高德',
    tmall: '天猫',
    weibo: '微博',
    counter: '柜台',
    other: '其他渠道',
  },
  marks: {
    补打: '补打',
    可能重复: '可能重复',
    加菜: '加菜',
    退菜: '退菜',
    催菜: '催菜',
    作废: '作废',
    代打: '代打',
    改单: '改单',
    预约: '预约',
    积压: '积压',
    金额异常: '金额异常',
    演示: '演示',
  },
  reprint: n => `补打 第${n}次`,
  standsIn: station => `代打 ${station}`,
  torn: '上一张不完整, 作废',
  table: tableNo => (tableNo.includes('桌') ? tableNo : `桌 ${tableNo}`),
  copy: n => `第${n}联`,
  guests: n => `${n}人`,
  stop: '退 ',
  was: text => `原：${text}`,
  nothing: '无',
  unnamed: '（无名）',
  changed: { pickupNo: '取餐号', tableNo: '桌号', serviceMode: '方式', expectedAt: '要求', note: '备注' },
  ordered: '下单',
  wanted: '要求',
  printed: '打印',
  paid: '付款',
  note: text => `备注：${text}`,
  separator: '、',
  subtotal: '小计',
  payable: '应付',
  refund: '退款',
  orderId: '单号',
  customer: '顾客',
  methods: new Map([
    ['alipay', '支付宝'],
    ['wechat', '微信支付'],
    ['wechatpay', '微信支付'],
    ['cash', '现金'],
    ['card', '银行卡'],
    ['unionpay', '云闪付'],
    ['member', '会员余额'],
    ['other', '其他方式'],
  ]),
  unpaid: '未付款',
  onDelivery: '货到付款',
  afterMeal: '餐后付款',
  cancelled: '已取消',
  refunded: '已退款',
  alarm: { title: '告警', since: time => `${time} 起`, noScreen: '没有屏幕开着，所以打在纸上。处理完不用管这张纸。' },
}

// The marks keep their Chinese word in English too: it is what the contract promises, what the screen and the REST
// answers say, and what the cook beside the English reader knows.
const english: PaperWords = {
  serviceModes: { 'dine-in': 'Dine in', takeaway: 'Takeaway', pickup: 'Pickup', delivery: 'Delivery', other: 'Other' },
  channels: {
    'alipay-mini': 'Alipay',
    'wechat-mini': 'WeChat',
    koubei: 'Koubei',
    eleme: 'Ele.me',
    meituan: 'Meituan',
    amap: 'Amap',
    tmall: 'Tmall',
    weibo: 'Weibo',
    counter: 'Counter',
    other: 'Other channel',
  },
  marks: {
    补打: '补打 REPRINT',
    可能重复: '可能重复 DUPE?',
    加菜: '加菜 ADD-ON',
    退菜: '退菜 REMOVE',
    催菜: '催菜 RUSH',
    作废: '作废 VOID',
    代打: '代打 FOR',
    改单: '改单 CHANGED',
    预约: '预约 PREORDER',
    积压: '积压 LATE',
    金额异常: '金额异常 SUM?',
    演示: '演示 DEMO',
  },
  reprint: n => `补打 REPRINT ${n}`,
  standsIn: station => `代打 FOR ${station}`,
  torn: '上一张不完整, 作废 TORN, VOID',
  table: tableNo => (/table/i.test(tableNo) ? tableNo : `Table ${tableNo}`),
  copy: n => `Copy ${n}`,
  guests: n => (n === 1 ? '1 guest' : `${n} guests`),
  stop: 'VOID ',
  was: text => `was: ${text}`,
  nothing: 'none',
  unnamed: '(no name)',
  changed: { pickupNo: 'Number', tableNo: 'Table', serviceMode: 'Mode', expectedAt: 'Wanted', note: 'Note' },
  ordered: 'Placed',
  wanted: 'Wanted',
  printed: 'Printed',
  paid: 'Paid',
  note: text => `Note: ${text}`,
  separator: ', ',
  subtotal: 'Subtotal',
  payable: 'To pay',
  refund: 'Refund',
  orderId: 'Order',
  customer: 'Customer',
  methods: new Map([
    ['alipay', 'Alipay'],
    ['wechat', 'WeChat Pay'],
    ['wechatpay', 'WeChat Pay'],
    ['cash', 'Cash'],
    ['card', 'Card'],
    ['unionpay', 'UnionPay'],
    ['member', 'Member balance'],
    ['other', 'Other'],
  ]),
  unpaid: 'Not paid',
  onDelivery: 'Pay on delivery',
  afterMeal: 'Pay after meal',
  cancelled: 'Cancelled',
  refunded: 'Refunded',
  alarm: {
    title: '告警 ALARM',
    since: time => `since ${time}`,
    noScreen: 'No screen is open, so this is on paper. Throw it away when it is dealt with.',
  },
}
