import type { BillKind, BillPlatform } from '../reconciliation/bill.ts'
import type { DiscrepancyClass, DiscrepancySeverity, DiscrepancyState } from '../reconciliation/discrepancy.ts'
import type { DiscrepancyAction } from '../reconciliation/discrepancy-class.ts'

// Bills, and what does not agree, as the door shows them: over REST (contract §8) and to the screen. Times are ISO 8601 with
// offset, money is integer fen.

/** contract §8, to the letter. */
export type DiscrepancyView = {
  id: string
  class: DiscrepancyClass
  severity: DiscrepancySeverity
  /** business day */
  day: string
  source: string | null
  /** 商户订单号 */
  orderId: string | null
  /** fen: what ours says, and what the bill, the paper or the platform says */
  expected: number | null
  actual: number | null
  state: DiscrepancyState
  /** what to do, in the shop's language */
  suggestion: string
  history: { at: string; what: string; by: string | null; note: string | null }[]
}

/** The same for the screen, which says it in its reader's language and does it at once. */
export type DifferenceView = DiscrepancyView & {
  facts: Record<string, string | number>
  action: DiscrepancyAction
  /** the order of ours that it is about, as it is called here */
  order: { source: string; orderId: string } | null
  since: string
  /** how often it was looked at again since its day was closed */
  tries: number
}

/** What is not settled, and on which days. */
export type DifferenceDayView = { day: string; open: number; critical: number }

/** A 轻会员 agreement as our orders add up; fen. */
export type MemberView = {
  agreementId: string
  fee: number | null
  termEnds: string | null
  benefit: number
  reversed: number
  /** min(fee, benefit enjoyed); null: no order has said what a term costs */
  due: number | null
  orders: number
}

/** A bill that was read. Fen; `account` is masked. */
export type BillView = {
  id: string
  kind: BillKind
  platform: BillPlatform
  account: string | null
  from: string
  until: string
  payments: { count: number; amount: number }
  refunds: { count: number; amount: number }
  /** rows that have an order of ours */
  matched: number
  receivedAt: string
  by: string
}

/** `known`: read before, nothing has changed. */
export type BillAnswer = { result: 'stored' | 'known'; bill: BillView; differences: number }

/** Of the bill that is being read: 0 to 99. */
export type BillProgress = { percent: number }
