// What platforms are asked and told, and what they say, as the door shows it. Times are ISO 8601 with offset, money is
// integer fen.

/** A call of a platform: it waits, it is done, the platform refuses it, or a person dropped it. */
export type CallView = {
  callId: string
  source: string
  kind: string
  /** fixed for ever, what the platform knows it by */
  key: string
  /** the order that it is about */
  orderId: string | null
  orderSource: string | null
  state: 'waiting' | 'done' | 'refused' | 'dropped'
  tries: number
  createdAt: string
  nextAt: string
  endedAt: string | null
  /** why the last try came to nothing */
  error: string | null
}

/** What is under way to the outside. */
export type OutboxView = {
  /** one for each source that is told of events; `oldest`: since when the first of them waits */
  events: { source: string; waiting: number; oldest: string | null }[]
  /** events that their source would not take, the newest first */
  refused: { source: string; type: string; orderId: string | null; error: string; at: string }[]
}

/** What a platform says of one payment; money in fen. */
export type PaymentView = {
  source: string
  tradeNo: string
  outTradeNo: string | null
  status: string | null
  total: number | null
  received: number | null
  paid: number | null
  refunded: number
  paidAt: string | null
  refunds: { refundNo: string; amount: number | null; at: string | null }[]
}

/** What a platform sent that is no order, masked. */
export type NoticeView = {
  id: string
  source: string
  kind: 'notify' | 'message'
  topic: string
  receivedAt: string
  body: string
}
