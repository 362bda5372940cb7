import type { Bill, BillRow } from './bill.ts'
import type { DayBook } from './day-book.ts'
import type { Discrepancy } from './discrepancy.ts'
import { amountOf } from './money-case.ts'
import type { Unmatched } from './suggest-pairs.ts'

/**
 * Money that no order of ours is behind, gathered by what the platform calls its order. What came and went back whole is
 * nobody's difference.
 */
export function loneRows(bill: Bill, rows: readonly BillRow[], days: DayBook): Unmatched[] {
  return [...Map.groupBy(rows, nameOf)].flatMap(([name, own]) => {
    const payments = own.filter(row => row.kind === 'payment')
    const refunds = own.filter(row => row.kind === 'refund')
    const paid = amountOf(payments)
    const first = earliest(payments.length > 0 ? payments : own)
    const isUndone = payments.length > 0 ? paid + amountOf(refunds) <= 0 : amountOf(refunds) === 0
    if (first === undefined || isUndone) return []
    const found: Discrepancy = {
      class: payments.length > 0 ? 'PAID_NOT_LOCAL' : 'REFUND_NOT_LOCAL',
      subject: `trade:${name}`,
      day: days.business(first.at),
      source: null,
      orderId: first.outTradeNo ?? first.tradeNo,
      expected: 0,
      actual: payments.length > 0 ? paid : amountOf(refunds),
      facts: {
        ...{ platform: bill.platform, at: first.at, tradeNo: first.tradeNo ?? '' },
        ...(payments.length > 0
          ? { refunded: 0 - amountOf(refunds) }
          : { refundNo: first.refundNo ?? '', refundAt: first.at }),
      },
    }
    return [{ at: first.at, amount: paid, found }]
  })
}

/** Rows of a file without any number are told apart by what they say. */
function nameOf(row: BillRow): string {
  return row.outTradeNo ?? row.tradeNo ?? `${row.at}/${row.amount}`
}

/** The order of rows in a file must not decide. */
function earliest(rows: readonly BillRow[]): BillRow | undefined {
  return rows.reduce<BillRow | undefined>(
    (first, row) => (first === undefined || isBefore(row, first) ? row : first),
    undefined,
  )
}

function isBefore(one: BillRow, other: BillRow): boolean {
  return one.at !== other.at ? one.at < other.at : (one.tradeNo ?? '') < (other.tradeNo ?? '')
}
