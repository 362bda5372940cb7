import type { Bill, BillRow } from './bill.ts'
import type { LocalOrder } from './local-order.ts'

// What a bill is matched with. Streams are read once each, from front to back, and never held as a whole.

/**
 * A bill's rows, twice, each time rising by a key with null first, as SQLite's BINARY orders text. A row that several sorts
 * show is the same by its `line`.
 */
export type BillRows = {
  byTradeNo(): Iterable<BillRow>
  /** `only`: rows of these numbers, and those without one */
  byOrderNo(only?: ReadonlySet<string>): Iterable<BillRow>
}

/** The shop's orders (never the series `demo`) whose `paidAt` lies within the bill's [from, until), whatever their status. */
export type OrdersOfBill = {
  byTradeNo(): Iterable<LocalOrder>
  /** `only`: orders of these numbers */
  byOrderNo(only?: ReadonlySet<string>): Iterable<LocalOrder>
  /**
   * The order that a row is about, where none within the bill's time is: by trade number, else merchant order number, else,
   * of a refund, by its request number. A look-up for the few rows that are left.
   */
  elsewhere(row: BillRow): LocalOrder | null
}

export type BillMatch = {
  bill: Bill
  rows: BillRows
  orders: OrdersOfBill
  shop: { timezone: string; businessDayStart: string }
  /** rows of other bills with this order's trade number or merchant order number: asked only of what does not agree */
  otherBills?: (order: LocalOrder) => readonly BillRow[]
  /** when the business day was closed; null: it has not been */
  closedAt?: (day: string) => number | null
  /** called every some thousand rows and orders; for a progress bar */
  progress?: (done: number) => void
}
