/** contract §11; what each means stands in the rules beside. */
export const discrepancyClasses = [
  'PAID_NOT_LOCAL',
  'LOCAL_NOT_PAID',
  'AMOUNT',
  'DUP_PAYMENT',
  'DUP_LOCAL',
  'CROSS_DAY',
  'REFUND_NOT_LOCAL',
  'LOCAL_REFUND_NOT_BILL',
  'REFUND_AFTER_CLOSE',
  'FEE_ROUNDING',
  'SUBSIDY_SPLIT',
  'VOUCHER_NOT_USED',
  'VOUCHER_USED_NO_ORDER',
  'PAID_NOT_PRINTED',
  'PRINTED_NOT_PAID',
  'PRINTED_TWICE_UNMARKED',
  'DAYSEQ_GAP',
  'STATUS_MISMATCH',
  'BILL_LATE',
  'CHANNEL_MIXED',
  'LIGHT_MEMBER_DIFF',
] as const
export type DiscrepancyClass = (typeof discrepancyClasses)[number]

export const discrepancyStates = ['open', 'suspended', 'cleared', 'resolved'] as const
/** 存疑 is `suspended`: tried again on the days that follow; `resolved` is a person's word. */
export type DiscrepancyState = (typeof discrepancyStates)[number]

export type DiscrepancySeverity = 'critical' | 'warning' | 'info'

/** One difference as the rules find it, before it has a life of its own. */
export type Discrepancy = {
  class: DiscrepancyClass
  /** what it is about, one open difference each: `order:mini/mp-1`, `trade:2026…` where we have no order, `bill:alipay/2026-11-22` */
  subject: string
  /** business day YYYY-MM-DD */
  day: string
  /** the order's source; null where no order of ours is behind it */
  source: string | null
  /** the bill's merchant order number (contract §11), else the order's own */
  orderId: string | null
  /** fen, or null where it is not about a sum */
  expected: number | null
  actual: number | null
  /** what the suggestion's words need; no customer's data */
  facts: Record<string, string | number>
}
