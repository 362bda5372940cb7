import { type Bill, type BillRow, barePayment } from '../../../shared/domain/reconciliation/bill.ts'
import { dayOfNoon, noonOf } from '../../../shared/domain/reconciliation/bill-due.ts'
import type { Discrepancy } from '../../../shared/domain/reconciliation/discrepancy.ts'
import { matchBill } from '../../../shared/domain/reconciliation/match-bill.ts'
import { compareKeys } from '../../../shared/domain/reconciliation/sorted-groups.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import type { Db } from '../../store/database.ts'
import { findPaidOrder } from '../../store/payments.ts'
import { listPaymentsBetween, type PaymentRow } from '../../store/platform-payments.ts'

// What a platform says of payments while the day runs (notices, its sales list): an order that was paid for and never came is
// known within minutes, not when the bill comes. The list is no bill: it may lag, so that only what it says is judged, never
// what it does not say.

/** An order may come a little behind its payment. */
const patienceMs = 3 * 60_000
const mostOfADay = 5_000

/** `date`: a calendar day. */
export function lookAtSales(db: Db, settings: Settings, source: string, date: string, now: number): Discrepancy[] {
  const { from, until } = dayOfNoon(noonOf(date, settings.shop.timezone))
  const query = { from, until: Math.min(until, now - patienceMs), limit: mostOfADay }
  const rows = listPaymentsBetween(db, source, query).flatMap(rowsOf)
  if (rows.length === 0) return []
  const none = { count: 0, amount: 0 }
  const bill: Bill = {
    ...{ kind: 'alipay-trade', platform: 'alipay', account: null, from, until, payments: none, refunds: none },
  }
  const matching = matchBill({
    ...{ bill, shop: settings.shop },
    rows: {
      byTradeNo: () => [],
      byOrderNo: () => rows.sort(byOrderNo).map((row, index) => ({ ...row, line: index + 1 })),
    },
    orders: { byTradeNo: () => [], byOrderNo: () => [], elsewhere: row => findPaidOrder(db, row) },
  })
  return [...matching].filter(isSaid)
}

/** A payment, and what of it has gone back so far. */
function rowsOf(row: PaymentRow): BillRow[] {
  const { trade_no: tradeNo, out_trade_no: outTradeNo, paid_at: at, total } = row
  if (at === null || total === null || row.status === 'WAIT_BUYER_PAY') return []
  const payment = barePayment({ tradeNo, outTradeNo, at, amount: total })
  // Closed after it was paid: all of it went back.
  const refunded = row.status === 'TRADE_CLOSED' ? total : row.refunded
  if (refunded === 0) return [payment]
  return [payment, { ...payment, kind: 'refund', amount: 0 - refunded, at: row.refunded_at ?? row.closed_at ?? at }]
}

function byOrderNo(a: BillRow, b: BillRow): number {
  if (a.outTradeNo === null || b.outTradeNo === null)
    return (a.outTradeNo === null ? 0 : 1) - (b.outTradeNo === null ? 0 : 1)
  return compareKeys(a.outTradeNo, b.outTradeNo)
}

/** What does not depend on how new the list is: money for an order that we have not, have unpaid, or have been paid twice. */
function isSaid({ class: what, facts }: Discrepancy): boolean {
  return (
    what === 'PAID_NOT_LOCAL' || what === 'DUP_PAYMENT' || (what === 'STATUS_MISMATCH' && facts.status === 'unpaid')
  )
}
