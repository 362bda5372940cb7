import type { Discrepancy, DiscrepancyClass, DiscrepancySeverity } from './discrepancy.ts'

// One open difference per subject (contract §11): of several that are found, the one that says most about what happened
// and what to do. The order below is that precedence, the first one wins. The food comes before the money: who has paid
// and gets nothing to eat is standing at the counter. Then what names a cause, then what only says that sums differ, last
// what informs.

/** What a person does about it; the act itself is one click away. */
export type DiscrepancyAction =
  /** have the missing order come again, or enter it by hand, and print it */
  | 'fetch-order'
  /** put on paper what is not on paper */
  | 'print'
  /** look at the order, then say what became of it */
  | 'look'
  /** give money back on the platform */
  | 'refund'
  /** say that the money went back */
  | 'mark-refunded'
  /** bring the bill */
  | 'upload-bill'
  /** nothing: it informs */
  | 'none'

export type DiscrepancyRule = { class: DiscrepancyClass; severity: DiscrepancySeverity; action: DiscrepancyAction }

export const discrepancyRules: readonly DiscrepancyRule[] = [
  /** Paid, not called off, and no paper that its printer vouches for, or that at least went out. */
  { class: 'PAID_NOT_PRINTED', severity: 'critical', action: 'print' },
  /** A second paper of one ticket that did not say so: somebody may have cooked twice. */
  { class: 'PRINTED_TWICE_UNMARKED', severity: 'critical', action: 'look' },
  /** Two orders of ours claim one payment: one of them came twice, and was cooked twice. */
  { class: 'DUP_LOCAL', severity: 'critical', action: 'look' },
  /** Two payments for one order, the second of which is too much. */
  { class: 'DUP_PAYMENT', severity: 'critical', action: 'refund' },
  /** The money came through another channel than the order says. */
  { class: 'CHANNEL_MIXED', severity: 'warning', action: 'look' },
  /** Unpaid or called off here, and the money is there (and has not gone back). */
  { class: 'STATUS_MISMATCH', severity: 'critical', action: 'look' },
  /** Went to the kitchen on trust (on delivery, after the meal), and the day is over without payment. */
  { class: 'PRINTED_NOT_PAID', severity: 'critical', action: 'look' },
  /** Money went back when the order's day was over already: that day's figures need a correction. */
  { class: 'REFUND_AFTER_CLOSE', severity: 'warning', action: 'mark-refunded' },
  /** The bill has a refund that no order of ours knows. */
  { class: 'REFUND_NOT_LOCAL', severity: 'warning', action: 'mark-refunded' },
  /** A refund of ours that is on no bill: the customer has not got the money. */
  { class: 'LOCAL_REFUND_NOT_BILL', severity: 'critical', action: 'refund' },
  /** The sum agrees, but not who bears the discount. */
  { class: 'SUBSIDY_SPLIT', severity: 'warning', action: 'look' },
  /** The order took a coupon off that the platform does not know to be used: it can be used again. */
  { class: 'VOUCHER_NOT_USED', severity: 'warning', action: 'look' },
  /** A coupon is used up on the platform, and no valid order of ours took it. */
  { class: 'VOUCHER_USED_NO_ORDER', severity: 'warning', action: 'look' },
  /** What the platform charged at the end of a 轻会员 term is not what our ledger says. */
  { class: 'LIGHT_MEMBER_DIFF', severity: 'warning', action: 'look' },
  /** The sums of one order differ by more than rounding. */
  { class: 'AMOUNT', severity: 'critical', action: 'look' },
  /** 长款, 漏单: the platform has money for an order that we have not. */
  { class: 'PAID_NOT_LOCAL', severity: 'critical', action: 'fetch-order' },
  /** 短款: we have a paid order whose money is on no bill. */
  { class: 'LOCAL_NOT_PAID', severity: 'critical', action: 'look' },
  /** A number is missing in a row that a platform counts without gaps. */
  { class: 'DAYSEQ_GAP', severity: 'warning', action: 'fetch-order' },
  /** One fen for each row, and no more. */
  { class: 'FEE_ROUNDING', severity: 'info', action: 'none' },
  /** Paid just before midnight, or the business day's hour, by our clock, and just after it by the bill's. */
  { class: 'CROSS_DAY', severity: 'info', action: 'none' },
  /** A bill that should be here by now is not. */
  { class: 'BILL_LATE', severity: 'warning', action: 'upload-bill' },
]

const rank = new Map(discrepancyRules.map((rule, at) => [rule.class, { ...rule, at }]))

export function ruleOf(one: DiscrepancyClass): DiscrepancyRule & { at: number } {
  const rule = rank.get(one)
  if (rule === undefined) throw new Error(`no rule for ${one}`)
  return rule
}

/** Null: there are none. */
export function mostSpecific<Found extends Pick<Discrepancy, 'class'>>(found: readonly Found[]): Found | null {
  let best: Found | null = null
  for (const one of found) if (best === null || ruleOf(one.class).at < ruleOf(best.class).at) best = one
  return best
}
