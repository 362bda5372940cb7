import type { SalesNumbers, Takings } from '../day-numbers.ts'
import type { PaperNumbers } from '../day-paper.ts'
import type { CashNumbers } from '../drawer.ts'
import type { DiscrepancyView } from './difference-views.ts'

// What the door shows of business days (contract §8). Money is integer fen, times are ISO 8601.

/** How long, and how often, something was wrong with a printer that day. */
export type PrinterTroubleNumbers = { printer: string; code: string; times: number; minutes: number }

/**
 * Customers that a source names, told apart by a keyed hash. New: not seen as long as customers are remembered (30 days
 * unless the shop says otherwise).
 */
export type CustomerNumbers = {
  customers: number
  newcomers: number
  returning: number
  /** what they spent, refunds taken off */
  spent: number
}

export type DayReport = SalesNumbers & {
  paper: PaperNumbers
  printers: PrinterTroubleNumbers[]
  customers: CustomerNumbers
  cash: CashNumbers
  /** differences that were open when it was counted */
  openDifferences: number
}
/** Orders of the source `demo`, reconciled apart. */
export type DemoReport = SalesNumbers & { paper: PaperNumbers }

export const adjustmentKinds = [
  'late-order',
  'order-changed',
  'refund',
  'called-off',
  'difference-resolved',
  'correction',
] as const
export type AdjustmentKind = (typeof adjustmentKinds)[number]

/** What came to be known of a day after it was closed. The numbers are what it adds to the frozen ones. */
export type AdjustmentView = Takings & {
  id: string
  day: string
  at: string
  kind: AdjustmentKind
  source: string | null
  orderId: string | null
  demo: boolean
  reason: string
  by: string
}

/** By id. */
export type ReportNames = { stations: Record<string, string>; printers: Record<string, string> }

export type DayView = {
  day: string
  state: 'open' | 'closed'
  /** its last moment is past */
  over: boolean
  closedAt: string | null
  closedBy: string | null
  note: string | null
  /** the job of its slip */
  slipJobId: string | null
  /** as frozen by the close; of an open day, as it is now */
  report: DayReport
  demo: DemoReport | null
  /** oldest first, at most a thousand */
  adjustments: AdjustmentView[]
  /** what the day came to with all of its adjustments, demo orders apart */
  adjusted: Takings & { net: number }
  discrepancies: DiscrepancyView[]
  names: ReportNames
}

/** One day in a month. */
export type DayTotals = Takings & {
  day: string
  closed: boolean
  calledOff: number
  customers: CustomerNumbers
}

/** Several days, each as it was frozen or is now, put together; what came later is in the adjustments. */
export type PeriodView = {
  from: string
  until: string
  days: DayTotals[]
  report: DayReport
  adjusted: Takings & { net: number }
  /** distinct in the period; null where its customers are forgotten already */
  active: CustomerNumbers | null
  /** by day, because medians do not add up */
  waits: { day: string; medianMs: number; p95Ms: number }[]
  names: ReportNames
}
