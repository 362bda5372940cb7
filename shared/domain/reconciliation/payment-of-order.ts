import type { Channel, Order } from '../order.ts'
import type { BillPlatform } from './bill.ts'
import { billNumber } from './bill-number.ts'
import type { LocalOrder } from './local-order.ts'

/** Of channels that label orders which are paid through them. */
const platformOfChannel: Record<Channel, BillPlatform | null> = {
  'alipay-mini': 'alipay',
  'wechat-mini': 'wechat',
  koubei: 'alipay',
  amap: 'alipay',
  tmall: 'alipay',
  weibo: 'alipay',
  // These settle with the shop themselves, the counter by what the customer lays on it.
  eleme: null,
  meituan: null,
  counter: null,
  other: null,
}

/** On whose bill the money of such an order has to be; null: on none, or nobody knows. */
export function platformOf(method: string | null, channel: Channel | null): BillPlatform | null {
  const named = (method ?? '').trim().toLowerCase()
  if (named === '') return channel === null ? null : platformOfChannel[channel]
  if (/alipay|支付宝|huabei|花呗/.test(named)) return 'alipay'
  if (/wechat|weixin|wxpay|微信/.test(named)) return 'wechat'
  if (/cash|现金|member|balance|余额|储值|eleme|meituan|饿了么|美团/.test(named)) return null
  return 'other'
}

/** The order as its money is looked for. */
export function paymentOfOrder(order: Order): Omit<LocalOrder, 'row' | 'source' | 'day'> {
  const borne = (platform: boolean) =>
    order.discounts.filter(one => (one.fundedBy === 'platform') === platform).reduce((sum, one) => sum + one.amount, 0)
  const platformDiscount = borne(true)
  return {
    orderId: order.orderId,
    outTradeNo: billNumber(order.payment.outTradeNo) ?? order.orderId,
    tradeNo: billNumber(order.payment.tradeNo),
    method: order.payment.method?.slice(0, 40) ?? null,
    platform: platformOf(order.payment.method, order.channel),
    status: order.status,
    paidAt: Date.parse(order.payment.paidAt ?? order.placedAt),
    amount: order.total.payable + platformDiscount,
    merchantDiscount: borne(false),
    platformDiscount,
    refunds: order.refunds.map(({ refundNo, amount, at }) => ({
      refundNo: billNumber(refundNo) ?? '',
      amount,
      at: at === null ? null : Date.parse(at),
    })),
  }
}
