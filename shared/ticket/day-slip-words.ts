import type { Bearer } from '../domain/sale.ts'
import type { TicketKind } from '../domain/ticket.ts'
import type { PaperLanguage } from './words.ts'

/** The words of the day's slip and of the day's tables. */
export type DaySlipWords = {
  title: string
  orders: string
  guests: string
  sales: string
  refunds: (count: number) => string
  net: string
  items: string
  fees: string
  discounts: string
  unexplained: string
  owed: (count: number) => string
  calledOff: (count: number) => string
  amountFaults: string
  channels: string
  methods: string
  unknownMethod: string
  unknownChannel: string
  bearers: Record<Bearer, string>
  kinds: Readonly<Record<string, string>>
  coupons: string
  members: string
  cash: {
    title: string
    float: string
    sales: string
    refunds: string
    paidIn: string
    paidOut: string
    expected: string
    counted: string
    difference: string
    notCounted: string
    outside: string
    shift: (from: string, until: string) => string
  }
  dishes: string
  moreDishes: (count: number) => string
  stations: string
  hours: string
  customers: { title: string; newcomers: string; returning: string; each: string }
  paper: {
    title: string
    tickets: Record<TicketKind, string>
    papers: string
    reprints: string
    copies: string
    doubtful: string
    uncertain: string
    held: string
    failed: string
    cancelled: string
    unconfirmed: string
    wait: string
    seconds: (ms: number) => string
    median: string
    p95: string
    longest: string
  }
  trouble: (times: number, minutes: number) => string
  troubles: Readonly<Record<string, string>>
  noDifferences: string
  openDifferences: (count: number) => string
  demo: (orders: number) => string
  closed: string
  note: string
  sign: string
}

export function daySlipWords(language: PaperLanguage): DaySlipWords {
  return language === 'en' ? english : chinese
}

const chinese: DaySlipWords = {
  title: '日结单',
  orders: '订单',
  guests: '客人',
  sales: '营业额',
  refunds: count => `退款 ${count}笔`,
  net: '净收入',
  items: '菜品',
  fees: '附加费',
  discounts: '优惠',
  unexplained: '金额不符',
  owed: count => `未付款 ${count}单`,
  calledOff: count => `已取消 ${count}单`,
  amountFaults: '金额异常',
  channels: '按渠道',
  methods: '按付款方式',
  unknownMethod: '未注明',
  unknownChannel: '未注明',
  bearers: { merchant: '商家承担', platform: '平台承担', other: '未注明' },
  kinds: { coupon: '卡券', member: '会员', 'light-member': '轻会员', promotion: '活动', other: '其他' },
  coupons: '卡券明细',
  members: '会员',
  cash: {
    title: '现金',
    float: '备用金',
    sales: '现金收入',
    refunds: '现金退款',
    paidIn: '放入',
    paidOut: '取出',
    expected: '应有',
    counted: '实点',
    difference: '差额',
    notCounted: '没有点钱',
    outside: '不在班次内',
    shift: (from, until) => `${from}–${until}`,
  },
  dishes: '按菜品',
  moreDishes: count => `其余 ${count} 种`,
  stations: '按档口',
  hours: '按时段',
  customers: { title: '顾客', newcomers: '新客', returning: '回头客', each: '人均消费' },
  paper: {
    title: '出票',
    tickets: {
      kitchen: '后厨单',
      receipt: '收据',
      void: '退菜单',
      addition: '加菜单',
      change: '改单',
      rush: '催菜单',
      reprint: '补打单',
      label: '标签',
      report: '报表',
      test: '测试页',
      source: '云打印单',
    },
    papers: '出纸',
    reprints: '补打',
    copies: '重复出纸',
    doubtful: '可能重复',
    uncertain: '不知打出没有',
    held: '等人处理',
    failed: '排版失败',
    cancelled: '取消打印',
    unconfirmed: '只知已发送',
    wait: '下单到出票',
    seconds: ms => (ms < 60_000 ? `${tenths(ms / 1000)}秒` : `${tenths(ms / 60_000)}分钟`),
    median: '半数订单',
    p95: '95%订单',
    longest: '最久一单',
  },
  trouble: (times, minutes) => `${times}次 ${minutes}分钟`,
  troubles: {
    'printer-paper-out': '缺纸',
    'printer-cover-open': '开盖',
    'printer-offline': '连不上',
    'printer-error': '故障',
    'printer-near-end': '纸将尽',
    'printer-paused': '暂停',
    'printer-stuck': '卡住',
    'printer-silent': '没有回音',
    'printer-backlog': '积压',
    'printer-busy': '被占用',
    'printer-forbidden': '没有权限',
    'printer-alike': '分不清是哪台',
    'printer-replaced': '换了一台',
    'printer-mute': '不会应答',
  },
  noDifferences: '对账：没有差异',
  openDifferences: count => `对账：${count} 笔差异没处理`,
  demo: orders => `演示 ${orders}单（不计入）`,
  closed: '日结',
  note: '备注',
  sign: '签字',
}

const english: DaySlipWords = {
  title: 'Day close',
  orders: 'Orders',
  guests: 'Guests',
  sales: 'Sales',
  refunds: count => `Refunds ×${count}`,
  net: 'Net',
  items: 'Dishes',
  fees: 'Fees',
  discounts: 'Discounts',
  unexplained: 'Sums that differ',
  owed: count => `Not paid ×${count}`,
  calledOff: count => `Called off ×${count}`,
  amountFaults: 'Wrong sums',
  channels: 'By channel',
  methods: 'By payment',
  unknownMethod: 'Not said',
  unknownChannel: 'Not said',
  bearers: { merchant: 'Merchant', platform: 'Platform', other: 'Not said' },
  kinds: { coupon: 'coupon', member: 'member', 'light-member': 'light member', promotion: 'promotion', other: 'other' },
  coupons: 'Coupons',
  members: 'Members',
  cash: {
    title: 'Cash',
    float: 'Float',
    sales: 'Cash sales',
    refunds: 'Cash refunds',
    paidIn: 'Put in',
    paidOut: 'Taken out',
    expected: 'Expected',
    counted: 'Counted',
    difference: 'Difference',
    notCounted: 'Not counted',
    outside: 'Outside shifts',
    shift: (from, until) => `${from}–${until}`,
  },
  dishes: 'By dish',
  moreDishes: count => `${count} more`,
  stations: 'By station',
  hours: 'By hour',
  customers: { title: 'Customers', newcomers: 'New', returning: 'Returning', each: 'Spent each' },
  paper: {
    title: 'Paper',
    tickets: {
      kitchen: 'Kitchen',
      receipt: 'Receipt',
      void: 'Void',
      addition: 'Addition',
      change: 'Change',
      rush: 'Rush',
      reprint: 'Reprint',
      label: 'Label',
      report: 'Report',
      test: 'Test page',
      source: 'Cloud print',
    },
    papers: 'Papers',
    reprints: 'Reprints',
    copies: 'Further copies',
    doubtful: 'Maybe twice',
    uncertain: 'Not known',
    held: 'Waits for a person',
    failed: 'Plain only',
    cancelled: 'Cancelled',
    unconfirmed: 'Sent only',
    wait: 'Order to paper',
    seconds: ms => (ms < 60_000 ? `${tenths(ms / 1000)} s` : `${tenths(ms / 60_000)} min`),
    median: 'Half within',
    p95: '95% within',
    longest: 'Longest',
  },
  trouble: (times, minutes) => `×${times}, ${minutes} min`,
  troubles: {
    'printer-paper-out': 'out of paper',
    'printer-cover-open': 'cover open',
    'printer-offline': 'offline',
    'printer-error': 'error',
    'printer-near-end': 'paper low',
    'printer-paused': 'paused',
    'printer-stuck': 'stuck',
    'printer-silent': 'no word',
    'printer-backlog': 'backlog',
    'printer-busy': 'in use',
    'printer-forbidden': 'no permission',
    'printer-alike': 'two alike',
    'printer-replaced': 'replaced',
    'printer-mute': 'cannot answer',
  },
  noDifferences: 'Reconciled: no differences',
  openDifferences: count => `${count} differences are open`,
  demo: orders => `Demo ×${orders} (not counted)`,
  closed: 'Closed',
  note: 'Note',
  sign: 'Signed',
}

function tenths(value: number): string {
  return String(Math.round(value * 10) / 10)
}
