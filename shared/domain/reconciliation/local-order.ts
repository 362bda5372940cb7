import { sumFen } from '../money.ts'
import type { Channel, Order, OrderStatus } from '../order.ts'
import type { BillPlatform } from './bill.ts'

/** One order of ours, as far as its money is concerned. Money is integer fen; times are milliseconds UTC. */
export type LocalOrder = {
  /** orders.id */
  row: number
  source: string
  orderId: string
  /** 商户订单号; the order's id where its source names none */
  outTradeNo: string
  tradeNo: string | null
  method: string | null
  /** on whose bill its money has to be; null: on none, or nobody knows (cash, what a delivery platform settles) */
  platform: BillPlatform | null
  status: OrderStatus
  /** business day YYYY-MM-DD of its number */
  day: string
  /** when it was placed, where it does not say when it was paid */
  paidAt: number
  /** what the customer's order cost at the till, before discounts that the platform bears */
  amount: number
  merchantDiscount: number
  platformDiscount: number
  refunds: { refundNo: string; amount: number; at: number | null }[]
}

/** What the shop knows of the order besides what stands in it. */
export type OrderOfShop = { row: number; source: string; channel: Channel | null; day: string }

export function localOrderOf(order: Order, { row, source, channel, day }: OrderOfShop): LocalOrder {
  const { payment, total, refunds } = order
  const borneBy = (platform: boolean) =>
    sumFen(order.discounts.filter(one => isPlatform(one.fundedBy) === platform).map(one => one.amount))
  const platformDiscount = borneBy(true)
  return {
    ...{ row, source, day, orderId: order.orderId, status: order.status },
    ...{ outTradeNo: payment.outTradeNo, tradeNo: payment.tradeNo, method: payment.method },
    platform: platformOf(payment.method, order.channel ?? channel),
    paidAt: Date.parse(payment.paidAt ?? order.placedAt),
    amount: total.payable + platformDiscount,
    ...{ merchantDiscount: borneBy(false), platformDiscount },
    refunds: refunds.map(({ refundNo, amount, at }) => ({ refundNo, amount, at: at === null ? null : Date.parse(at) })),
  }
}

/** What a delivery platform sells it settles itself, whatever its customer paid with. */
const settledByThemselves: readonly (Channel | null)[] = ['eleme', 'meituan', 'tmall', 'amap', 'weibo']
const channelBills: Partial<Record<Channel, BillPlatform>> = {
  'alipay-mini': 'alipay',
  koubei: 'alipay',
  'wechat-mini': 'wechat',
}

export function platformOf(method: string | null, channel: Channel | null): BillPlatform | null {
  if (settledByThemselves.includes(channel)) return null
  if (method === null) return channel === null ? null : (channelBills[channel] ?? null)
  if (/alipay|支付宝/i.test(method)) return 'alipay'
  return /we-?chat|weixin|wx-?pay|微信/i.test(method) ? 'wechat' : null
}

/** Sources say it in their own words; what nobody is said to bear, the shop does. */
function isPlatform(fundedBy: string | null): boolean {
  return fundedBy !== null && /platform|alipay|wechat|koubei|eleme|meituan|平台|支付宝|微信/i.test(fundedBy)
}
