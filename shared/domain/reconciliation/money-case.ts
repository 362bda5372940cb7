import { sumFen } from '../money.ts'
import type { Bill, BillRow } from './bill.ts'
import type { DayBook } from './day-book.ts'
import type { Discrepancy, DiscrepancyClass } from './discrepancy.ts'
import type { LocalOrder } from './local-order.ts'

/** One order of ours and everything that bills say of it. */
export type MoneyCase = {
  bill: Bill
  order: LocalOrder
  /** of this bill */
  rows: readonly BillRow[]
  /** of other bills */
  others: readonly BillRow[]
  days: DayBook
  closedAt: (day: string) => number | null
}

export type MoneyRule = (one: MoneyCase) => Discrepancy | null

export function isInside(bill: Pick<Bill, 'from' | 'until'>, at: number): boolean {
  return at >= bill.from && at < bill.until
}

export function orderSubject(order: Pick<LocalOrder, 'source' | 'orderId'>): string {
  return `order:${order.source}/${order.orderId}`
}

/** What was paid for it, on whatever bill. */
export function paymentsOf({ rows, others }: MoneyCase): BillRow[] {
  return [...rows, ...others].filter(row => row.kind === 'payment')
}

export function refundsOf({ rows, others }: MoneyCase): BillRow[] {
  return [...rows, ...others].filter(row => row.kind === 'refund')
}

export function amountOf(rows: readonly BillRow[]): number {
  return sumFen(rows.map(row => row.amount))
}

/**
 * Without payments that went back whole by their own trade number, where another payment stays: the second of two taps,
 * undone. They are nobody's difference.
 */
export function withoutReversed(payments: readonly BillRow[], refunds: readonly BillRow[]): BillRow[] {
  const left = [...payments]
  for (const refund of refunds) {
    if (left.length < 2 || refund.tradeNo === null) continue
    const at = left.findIndex(row => row.tradeNo === refund.tradeNo && row.amount === -refund.amount)
    if (at >= 0) left.splice(at, 1)
  }
  return left
}

/** What the customer is to pay: the order without what the platform bears. */
export function payable(order: LocalOrder): number {
  return order.amount - order.platformDiscount
}

export function found(
  one: Pick<MoneyCase, 'bill' | 'order' | 'rows' | 'days'>,
  what: DiscrepancyClass,
  sums: { expected: number | null; actual: number | null },
  facts: Record<string, string | number> = {},
): Discrepancy {
  const { order, rows, days, bill } = one
  const named = rows.find(row => row.outTradeNo !== null)?.outTradeNo ?? order.outTradeNo
  return {
    class: what,
    subject: orderSubject(order),
    day: days.business(order.paidAt),
    source: order.source,
    orderId: named,
    ...sums,
    facts: { platform: bill.platform, at: order.paidAt, ...facts },
  }
}
