import type { OrderStatus } from '../order.ts'

/** One order of ours, as far as money and paper are concerned. Money is integer fen; times are milliseconds UTC. */
export type LocalOrder = {
  source: string
  orderId: string
  /** 商户订单号; the order's id where its source names none */
  outTradeNo: string
  tradeNo: string | null
  method: string | null
  status: OrderStatus
  /** business day YYYY-MM-DD */
  day: string
  paidAt: number
  /** what the customer's order cost at the till, before discounts that the platform bears */
  amount: number
  merchantDiscount: number
  platformDiscount: number
  refunds: { refundNo: string; amount: number; at: number | null }[]
}
