import { sumFen } from '../money.ts'
import type { BillRow } from './bill.ts'
import type { DayBook } from './day-book.ts'
import type { Discrepancy } from './discrepancy.ts'
import {
  amountOf,
  found,
  isInside,
  type MoneyCase,
  type MoneyRule,
  payable,
  paymentsOf,
  refundsOf,
  withoutReversed,
} from './money-case.ts'
import { refundRules } from './refund-rules.ts'

// What can be wrong between one order and its payments. Each rule looks for one class; all that find something are
// weighed by discrepancy-class.ts. What the classes mean stands there.

/** A sum may be off by one fen for each row that it is made of. */
const roundingPerRow = 1

/** Everything that is wrong with one order's money. */
export function judgeMoney(one: MoneyCase): Discrepancy[] {
  return rules.flatMap(rule => rule(one) ?? [])
}

/**
 * What nearly all orders are: one payment of exactly the sum, on its day, and nothing else. No rule would find anything; that
 * none does is said here at a tenth of the cost, and held against the rules by a test.
 */
export function agreesPlainly({ bill, order, rows, days }: MoneyCase): boolean {
  const row = rows[0]
  if (rows.length !== 1 || row === undefined || row.kind !== 'payment' || order.status !== 'paid') return false
  const isWhole = row.amount === order.amount && order.platform === bill.platform && order.refunds.length === 0
  const isUndiscounted = (row.merchantDiscount ?? 0) === 0 && (row.platformDiscount ?? 0) === 0
  const isReceived =
    row.received === null || row.received === row.amount || row.received === row.amount - (row.fee ?? 0)
  return isWhole && isUndiscounted && isReceived && isSameDay(days, row.at, order.paidAt)
}

const localNotPaid: MoneyRule = one => {
  const { bill, order } = one
  const expected = order.status === 'paid' && order.platform === bill.platform && order.amount > 0
  if (!expected || !isInside(bill, order.paidAt) || paymentsOf(one).length > 0) return null
  return found(one, 'LOCAL_NOT_PAID', { expected: order.amount, actual: 0 })
}

/** A bill of no platform (a mapped file) says nothing about channels; an order that names no method contradicts nothing. */
const channelMixed: MoneyRule = one => {
  const { bill, order, rows } = one
  const payments = rows.filter(row => row.kind === 'payment')
  if (payments.length === 0 || bill.platform === 'other' || order.method === null) return null
  if (order.platform === bill.platform) return null
  const sums = { expected: 0, actual: amountOf(payments) }
  return found(one, 'CHANNEL_MIXED', sums, { method: order.method, ordered: order.amount })
}

const statusMismatch: MoneyRule = one => {
  const { order } = one
  if (order.status === 'paid' || order.status === 'refunded' || paymentsOf(one).length === 0) return null
  const kept = amountOf(paymentsOf(one)) + amountOf(refundsOf(one))
  return kept <= 0 ? null : found(one, 'STATUS_MISMATCH', { expected: 0, actual: kept }, { status: order.status })
}

/** How far the payments are from what the order costs; 0: they agree. */
function offBy(one: MoneyCase, payments: readonly BillRow[]): number {
  const { order } = one
  const amount = amountOf(payments)
  const discounts = sumFen(payments.map(row => (row.merchantDiscount ?? 0) + (row.platformDiscount ?? 0)))
  // Discounts may have been taken off before the trade was made, or by the platform within it; a platform's own may not
  // be said at all.
  const ways = [amount - order.amount, amount - payable(order), amount - discounts - payable(order)]
  return ways.reduce((best, way) => (Math.abs(way) < Math.abs(best) ? way : best))
}

/** Of a status that says nothing about what it should have cost, status-mismatch speaks; of no payment, local-not-paid. */
function paymentsToCompare(one: MoneyCase): BillRow[] {
  if (one.order.status === 'unpaid' || one.order.status === 'cancelled') return []
  return withoutReversed(paymentsOf(one), refundsOf(one))
}

const dupPayment: MoneyRule = one => {
  const payments = paymentsToCompare(one)
  if (payments.length < 2 || offBy(one, payments) <= 0) return null
  // One of them, or some of them, are what it costs; the rest is too much.
  const enough = payments.some(row => offBy(one, [row]) === 0 || offBy(one, without(payments, row)) === 0)
  if (!enough) return null
  const sums = { expected: one.order.amount, actual: amountOf(payments) }
  return found(one, 'DUP_PAYMENT', sums, { payments: payments.length })
}

const amount: MoneyRule = one => {
  const payments = paymentsToCompare(one)
  if (payments.length === 0 || dupPayment(one) !== null) return null
  const off = offBy(one, payments)
  if (Math.abs(off) <= roundingPerRow * payments.length) return null
  return found(one, 'AMOUNT', { expected: one.order.amount, actual: amountOf(payments) }, { off })
}

const subsidySplit: MoneyRule = one => {
  const { order } = one
  const payments = paymentsToCompare(one)
  const merchant = sumFen(payments.map(row => row.merchantDiscount ?? 0))
  const platform = sumFen(payments.map(row => row.platformDiscount ?? 0))
  const isSilent = payments.some(row => row.merchantDiscount === null || row.platformDiscount === null)
  // Discounts that were taken off before the trade was made are not on the bill.
  if (payments.length === 0 || isSilent || merchant + platform === 0) return null
  if (merchant === order.merchantDiscount && platform === order.platformDiscount) return null
  const sums = { expected: order.merchantDiscount, actual: merchant }
  return found(one, 'SUBSIDY_SPLIT', sums, { platformExpected: order.platformDiscount, platformActual: platform })
}

const feeRounding: MoneyRule = one => {
  const payments = paymentsToCompare(one)
  const off = payments.length === 0 ? 0 : offBy(one, payments)
  if (off !== 0 && Math.abs(off) <= roundingPerRow * payments.length) {
    return found(one, 'FEE_ROUNDING', { expected: one.order.amount, actual: amountOf(payments) })
  }
  const odd = payments.find(row => isRoundedOff(row))
  if (odd === undefined || odd.received === null) return null
  return found(one, 'FEE_ROUNDING', { expected: odd.amount - (odd.merchantDiscount ?? 0), actual: odd.received })
}

/**
 * 商家实收 is one fen beside every sum that it can be: the amount, or that without the merchant's discount, without both,
 * without the fee. Which of them a platform means, its documents do not say; further off it means something else.
 */
function isRoundedOff({ amount, received, merchantDiscount, platformDiscount, fee }: BillRow): boolean {
  if (received === null) return false
  const merchant = amount - (merchantDiscount ?? 0)
  const sums = [amount, merchant, merchant - (platformDiscount ?? 0)].flatMap(sum => [sum, sum - (fee ?? 0)])
  return !sums.includes(received) && sums.some(sum => Math.abs(sum - received) === 1)
}

/** A bill covers its own time, whatever the business day: only what the two sides count to different days is told. */
const crossDay: MoneyRule = one => {
  const { order, rows, days } = one
  const payment = rows.find(row => row.kind === 'payment' && !isSameDay(days, row.at, order.paidAt))
  if (payment === undefined) return null
  const facts = { billDay: days.calendar(payment.at), ourDay: days.business(order.paidAt), paidAt: payment.at }
  return found(one, 'CROSS_DAY', { expected: order.amount, actual: payment.amount }, facts)
}

/** On the wall and in the books. */
function isSameDay(days: DayBook, one: number, other: number): boolean {
  return days.calendar(one) === days.calendar(other) && days.business(one) === days.business(other)
}

const rules: readonly MoneyRule[] = [
  ...[localNotPaid, channelMixed, statusMismatch, dupPayment, amount, subsidySplit, feeRounding, crossDay],
  ...refundRules,
]

function without<Item>(items: readonly Item[], one: Item): Item[] {
  return items.filter(item => item !== one)
}
