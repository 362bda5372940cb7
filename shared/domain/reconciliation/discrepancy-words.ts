import { yuan } from '../money.ts'
import { clockText, dateText, wallTime } from '../wall-clock.ts'
import type { Discrepancy, DiscrepancyClass } from './discrepancy.ts'

// What a difference is and what to do about it, as the owner would say it. Made of facts, so that REST, screen and paper say
// it alike, each in its reader's language.

export type DiscrepancyLanguage = 'zh-CN' | 'en'
export type Said = Pick<Discrepancy, 'class' | 'orderId' | 'source' | 'expected' | 'actual' | 'facts'>

/** What the words are made of. */
type Words = {
  /** the sums without their sign, in yuan */
  expected: string
  actual: string
  apart: string
  /** how the order is called: by its pickup number, else by its own number */
  order: string
  platform: string
  /** when it was paid, on the shop's clock */
  at: string
  fact(name: string): string
  sum(name: string): string
  time(name: string): string
  has(name: string): boolean
}

type Say = Record<DiscrepancyLanguage, (words: Words) => string>

const platforms: Record<DiscrepancyLanguage, Record<string, string>> = {
  'zh-CN': { alipay: '支付宝', wechat: '微信', other: '账单上' },
  en: { alipay: 'Alipay', wechat: 'WeChat Pay', other: 'The bill' },
}

const methods: Record<string, string> = { cash: '现金', alipay: '支付宝', wechat: '微信', wxpay: '微信', card: '刷卡' }

const statuses: Record<string, string> = { unpaid: '未付款', paid: '已付款', cancelled: '已取消', refunded: '已退款' }

const texts: Record<DiscrepancyClass, Say> = {
  PAID_NOT_PRINTED: {
    'zh-CN': w =>
      `${w.order} 付了 ${w.sum('paid')} 元，${w.fact('out') === '0' ? '小票没打出来' : `还有 ${w.fact('missing')} 张小票没打出来`}：点这里补打`,
    en: w =>
      `${w.order} paid ${w.sum('paid')}, and ${w.fact('out') === '0' ? 'no ticket is on paper' : `${w.fact('missing')} of its tickets are not on paper`}: print it here`,
  },
  PRINTED_TWICE_UNMARKED: {
    'zh-CN': w => `${w.order} 有 ${w.fact('papers')} 张重复小票没写“补打”，可能做了两份：请问后厨`,
    en: w =>
      `${w.order}: ${w.fact('papers')} further papers do not say that they are copies; ask the kitchen whether it cooked twice`,
  },
  DUP_LOCAL: {
    'zh-CN': w => `${w.order} 在店里有两单，只收到一笔钱：可能做了两份，请核对后作废一单`,
    en: w => `${w.order} is here twice, and was paid for once: it may have been cooked twice; call one off`,
  },
  DUP_PAYMENT: {
    'zh-CN': w =>
      `${w.order} 付了 ${w.fact('payments')} 次，共 ${w.actual} 元，应收 ${w.expected} 元：请把多收的 ${w.apart} 元退给顾客`,
    en: w =>
      `${w.order} was paid ${w.fact('payments')} times, ${w.actual} instead of ${w.expected}: give ${w.apart} back to the customer`,
  },
  CHANNEL_MIXED: {
    'zh-CN': w =>
      `${w.order} 店里记的是${methods[w.fact('method')] ?? w.fact('method')}，钱却是${w.platform}收的（${w.actual} 元）：请核对收款方式`,
    en: w =>
      `${w.order} says “${w.fact('method')}”, but the money came through ${w.platform} (${w.actual}): check how it was paid`,
  },
  STATUS_MISMATCH: {
    'zh-CN': w =>
      w.has('there') && w.fact('there') !== 'paid'
        ? `${w.order} 店里是“${statuses[w.fact('status')] ?? w.fact('status')}”，${w.platform}那边是“${statuses[w.fact('there')] ?? w.fact('there')}”：请核对，不做了就请作废`
        : `${w.order} 店里是“${statuses[w.fact('status')] ?? w.fact('status')}”，${w.platform}收了 ${w.actual} 元：${w.fact('status') === 'unpaid' ? '顾客可能在等，请补做或退款' : '请退款给顾客'}`,
    en: w =>
      w.has('there') && w.fact('there') !== 'paid'
        ? `${w.order} is ${w.fact('status')} here and ${w.fact('there')} at ${w.platform}: check it, and call it off if nobody wants it`
        : `${w.order} is ${w.fact('status')} here, and ${w.platform} has ${w.actual}: ${w.fact('status') === 'unpaid' ? 'the customer may be waiting; make it, or give the money back' : 'give the money back'}`,
  },
  PRINTED_NOT_PAID: {
    'zh-CN': w => `${w.order} 已经出餐，${w.expected} 元到打烊还没付：请向顾客收款，收不到就写明原因`,
    en: w => `${w.order} was made, and its ${w.expected} were never paid: collect them, or say why not`,
  },
  REFUND_AFTER_CLOSE: {
    'zh-CN': w =>
      `${w.order} 在 ${w.time('refundAt')} 退了 ${w.actual} 元，那天的账已经过去：${w.fact('known') === '1' ? '已记作更正，看过即可' : '请核对后登记退款'}`,
    en: w =>
      `${w.order}: ${w.actual} went back at ${w.time('refundAt')}, after its day: ${w.fact('known') === '1' ? 'booked as a correction, for your information' : 'check it and mark it as refunded'}`,
  },
  REFUND_NOT_LOCAL: {
    'zh-CN': w => `${w.platform}退了 ${w.actual} 元给 ${w.order}，店里没有这笔退款：请核对后登记退款`,
    en: w =>
      `${w.platform} gave ${w.actual} back for ${w.order}, and the shop knows of no refund: check it and mark it as refunded`,
  },
  LOCAL_REFUND_NOT_BILL: {
    'zh-CN': w =>
      `${w.order} 店里记了退款 ${w.expected} 元，${w.platform}没有退：顾客还没收到钱，请到${w.platform}退款`,
    en: w =>
      `${w.order}: the shop has a refund of ${w.expected}, ${w.platform} has none: the customer is still without the money; refund it there`,
  },
  SUBSIDY_SPLIT: {
    'zh-CN': w => `${w.order} 的优惠，店里算商家出 ${w.expected} 元，账单算商家出 ${w.actual} 元：请核对活动由谁承担`,
    en: w =>
      `${w.order}: the shop bears ${w.expected} of the discount by its own count, ${w.actual} by the bill: check who bears the campaign`,
  },
  VOUCHER_NOT_USED: {
    'zh-CN': w => `${w.order} 用了券 ${w.fact('code')}（${w.expected} 元），平台没有核销：请补核销，不然这张券还能再用`,
    en: w =>
      `${w.order} took coupon ${w.fact('code')} (${w.expected}), which the platform does not know to be used: redeem it, or it can be used again`,
  },
  VOUCHER_USED_NO_ORDER: {
    'zh-CN': w =>
      `券 ${w.fact('code')} 在平台已核销，${w.fact('calledOff') === '1' ? '订单却取消了：请把券退给顾客' : '店里没有用它的订单：请核对是不是漏单'}`,
    en: w =>
      `Coupon ${w.fact('code')} is used up on the platform, ${w.fact('calledOff') === '1' ? 'but its order was called off: give it back to the customer' : 'and no order here took it: one may be missing'}`,
  },
  LIGHT_MEMBER_DIFF: {
    'zh-CN': w =>
      w.fact('refused') === '1'
        ? `轻会员结算没有成功，店里算的优惠是 ${w.sum('ours')} 元：请核对有没有退款没告诉平台`
        : `轻会员结算：平台收了 ${w.actual} 元，店里算是 ${w.expected} 元：请核对退款和优惠`,
    en: w =>
      w.fact('refused') === '1'
        ? `A 轻会员 term did not settle; by our count it saved ${w.sum('ours')}: see whether a refund was not told to the platform`
        : `轻会员 settlement: the platform charged ${w.actual}, by our count it is ${w.expected}: check refunds and discounts`,
  },
  AMOUNT: {
    'zh-CN': w => `${w.order} 店里是 ${w.expected} 元，${w.platform}是 ${w.actual} 元，差 ${w.apart} 元：请核对这一单`,
    en: w => `${w.order} is ${w.expected} here and ${w.actual} at ${w.platform}, ${w.apart} apart: check this order`,
  },
  PAID_NOT_LOCAL: {
    'zh-CN': w =>
      `${w.platform}收了 ${w.actual} 元，店里没有这单：可能漏单，点这里补打${w.has('perhaps') ? `；也可能就是 ${w.fact('perhaps')}` : ''}`,
    en: w =>
      `${w.platform} took ${w.actual}, and there is no such order here: one may be missing; print it here${w.has('perhaps') ? `. It may be ${w.fact('perhaps')}` : ''}`,
  },
  LOCAL_NOT_PAID: {
    'zh-CN': w =>
      `${w.order} 店里收了 ${w.expected} 元，${w.platform}账单上没有：请查有没有到账${w.has('perhaps') ? `；也可能就是 ${w.fact('perhaps')}` : ''}`,
    en: w =>
      `${w.order} is paid here (${w.expected}), and not on the bill of ${w.platform}: see whether the money came${w.has('perhaps') ? `. It may be ${w.fact('perhaps')}` : ''}`,
  },
  DAYSEQ_GAP: {
    'zh-CN': w => `${w.fact('number')} 号没有收到，前后的都有：可能漏单，请到平台查这一号`,
    en: w => `Number ${w.fact('number')} never came, those before and after it did: look for it on the platform`,
  },
  FEE_ROUNDING: {
    'zh-CN': w => `${w.order} 和账单差 ${w.apart} 元，是四舍五入，不用处理`,
    en: w => `${w.order} and the bill are ${w.apart} apart by rounding; nothing to do`,
  },
  CROSS_DAY: {
    'zh-CN': w => `${w.order} 的钱在 ${w.fact('billDay')} 的账单里，店里算在 ${w.fact('ourDay')}，不用处理`,
    en: w =>
      `${w.order} is on the bill of ${w.fact('billDay')}, and belongs to ${w.fact('ourDay')} for the shop; nothing to do`,
  },
  BILL_LATE: {
    'zh-CN': w => `${w.platform} ${w.fact('date')} 的账单还没有来：请下载业务明细，在这里上传`,
    en: w => `The bill of ${w.platform} for ${w.fact('date')} has not come: download it and upload it here`,
  },
}

export function discrepancyWords(said: Said, language: DiscrepancyLanguage, timezone: string): string {
  const { facts } = said
  const fact = (name: string) => String(facts[name] ?? '')
  const time = (name: string) => clockOn(Number(facts[name] ?? 0), timezone)
  return texts[said.class][language]({
    ...{ expected: money(said.expected), actual: money(said.actual), at: time('at') },
    apart: money(Math.abs(said.actual ?? 0) - Math.abs(said.expected ?? 0)),
    order: fact('pickupNo') || said.orderId || '?',
    platform: platforms[language][fact('platform')] ?? fact('platform'),
    ...{ fact, time },
    sum: name => money(Number(facts[name] ?? 0)),
    has: name => fact(name) !== '',
  })
}

function money(fen: number | null): string {
  return yuan(Math.abs(fen ?? 0))
}

/** `11-22 07:01` */
function clockOn(at: number, timezone: string): string {
  const wall = wallTime(at, timezone)
  return `${dateText(wall).slice('2026-'.length)} ${clockText(wall).slice(0, 'HH:MM'.length)}`
}
