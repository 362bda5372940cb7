// A payment bill as its file says it, before anything of the shop is held against it. Money is integer fen; times are
// milliseconds UTC; ranges are half-open.

export const billKinds = ['alipay-trade', 'alipay-fund', 'wechat-trade', 'generic'] as const
/** Told by the content, never by the file's name (contract §11). */
export type BillKind = (typeof billKinds)[number]

/** The channel that the money came through. */
export type BillPlatform = 'alipay' | 'wechat' | 'other'

export type BillRow = {
  /** 1-based, in the file */
  line: number
  kind: 'payment' | 'refund'
  /** 支付宝交易号, 微信订单号 */
  tradeNo: string | null
  /** 商户订单号 */
  outTradeNo: string | null
  /** 退款批次号/请求号, 商户退款单号; null on a payment */
  refundNo: string | null
  at: number
  /** 订单金额, what the customer's order cost; of a refund what went back, negative */
  amount: number
  /** 商家实收 before fees; negative of a refund. null where this kind of bill does not say */
  received: number | null
  /** 商家优惠 and 支付宝优惠/红包, as positive sums of a payment; null where this kind of bill does not say */
  merchantDiscount: number | null
  platformDiscount: number | null
  /** 服务费, as a positive sum where it is taken; null where this kind of bill does not say */
  fee: number | null
}

/** A payment of which nothing else is known, from elsewhere than a bill. */
export function barePayment(known: Pick<BillRow, 'tradeNo' | 'outTradeNo' | 'at' | 'amount'>): BillRow {
  const unsaid = { received: null, merchantDiscount: null, platformDiscount: null, fee: null }
  return { ...unsaid, line: 0, kind: 'payment', refundNo: null, ...known }
}

export type Bill = {
  kind: BillKind
  platform: BillPlatform
  /** the account it is of, masked; null where it does not say */
  account: string | null
  from: number
  until: number
  payments: { count: number; amount: number }
  /** `amount` is negative */
  refunds: { count: number; amount: number }
}
