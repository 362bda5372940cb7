import type { OrderStatus } from '../order.ts'
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
  /** `recorded`: a named person has put it down, on the word of a bill */
  refunds: { refundNo: string; amount: number; at: number | null; recorded?: true }[]
}
