import type { Bill, BillPlatform } from '../../../shared/domain/reconciliation/bill.ts'
import type { BillRefusalCode } from '../../../shared/domain/reconciliation/bill-refusals.ts'
import type { Discrepancy } from '../../../shared/domain/reconciliation/discrepancy.ts'
import type { BillMapping } from '../../sources/bills/bill-columns.ts'

type OfShop = { dataFolder: string; shop: { timezone: string; businessDayStart: string } }

/** A file, to be read, staged and matched. */
export type NewBill = OfShop & {
  /** as it was brought */
  file: string
  /** where its rows go */
  staging: string
  accounts: Partial<Record<BillPlatform, readonly string[]>>
  mapping: BillMapping | null
  now: number
}

/** A bill that is known, to be matched with the orders as they are now. */
export type KnownBill = OfShop & { identity: string }

/** What the bill thread is asked for. */
export type BillOrder = NewBill | KnownBill

/** Errors cross from thread to thread as what they say. */
export type BillReport =
  | { is: 'progress'; percent: number }
  /** read before, with this identity, and its rows are there */
  | { is: 'known'; identity: string }
  | { is: 'matched'; identity: string; bill: Bill; matched: number; found: Discrepancy[] }
  | { is: 'refused'; code: BillRefusalCode; facts: Record<string, string | number> }
  | { is: 'failed'; message: string; code: string }
