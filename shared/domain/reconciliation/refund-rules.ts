import { sumFen } from '../money.ts'
import type { BookedRefund } from '../recorded-refund.ts'
import type { BillRow } from './bill.ts'
import type { LocalOrder } from './local-order.ts'
import {
  amountOf,
  found,
  isInside,
  type MoneyCase,
  type MoneyRule,
  payable,
  paymentsOf,
  refundsOf,
} from './money-case.ts'

/** With one press; should an order ever have more, the next look shows them. */
const mostRecorded = 50

type Refund = LocalOrder['refunds'][number]

type Comparison = {
  /** what neither side can show to the other */
  ofBill: BillRow[]
  ours: Refund[]
  /** one request, two sums */
  unequal: { ofBill: BillRow; ours: Refund }[]
}

/**
 * By request number, then by amount within the order: platforms and shops number refunds in their own ways. Where both come
 * to the same sum, money and order agree, however it was split.
 */
function compareRefunds(one: MoneyCase): Comparison {
  const agreed: Comparison = { ofBill: [], ours: [], unequal: [] }
  const { order } = one
  const ofBill = refundsOf(one)
  // Called off whole: all that was paid has to be back, in as many steps as it took.
  if (order.status === 'cancelled' || order.status === 'unpaid') return agreed
  const back = -amountOf(ofBill)
  if (order.status === 'refunded' && order.refunds.length === 0) {
    const due = [amountOf(paymentsOf(one)), order.amount, payable(order)]
    if (due.includes(back)) return agreed
    return { ...agreed, ours: [{ refundNo: '', amount: order.amount - back, at: null }] }
  }
  const ours = [...order.refunds]
  if (back === sumFen(ours.map(refund => refund.amount))) return agreed
  const left = reversedAside(one, ofBill)
  const unequal: Comparison['unequal'] = []
  for (const isSame of [sameNumber, sameAmount]) {
    for (const refund of [...left]) {
      const at = ours.findIndex(other => isSame(refund, other))
      const other = ours[at]
      if (other === undefined) continue
      ours.splice(at, 1)
      left.splice(left.indexOf(refund), 1)
      if (refund.amount !== -other.amount) unequal.push({ ofBill: refund, ours: other })
    }
  }
  return { ofBill: left, ours, unequal }
}

function sameNumber(refund: BillRow, ours: Refund): boolean {
  return ours.refundNo !== '' && refund.refundNo === ours.refundNo
}

function sameAmount(refund: BillRow, ours: Refund): boolean {
  return refund.amount === -ours.amount
}

/** The refund of a second payment that went back whole is that payment's matter. */
function reversedAside(one: MoneyCase, refunds: readonly BillRow[]): BillRow[] {
  const payments = paymentsOf(one)
  const left = [...refunds]
  let standing = payments.length
  for (const refund of refunds) {
    const pair = payments.find(row => refund.tradeNo !== null && row.tradeNo === refund.tradeNo)
    const isKnown = one.order.refunds.some(ours => sameNumber(refund, ours) || sameAmount(refund, ours))
    if (standing < 2 || pair === undefined || pair.amount !== -refund.amount || isKnown) continue
    left.splice(left.indexOf(refund), 1)
    standing -= 1
  }
  return left
}

/** The sums that nobody can explain. */
function unexplained({ ofBill, ours }: Comparison) {
  return { expected: 0 - sumFen(ours.map(refund => refund.amount)), actual: amountOf(ofBill) }
}

const refundAmount: MoneyRule = one => {
  const [first] = compareRefunds(one).unequal
  if (first === undefined) return null
  return found(
    one,
    'AMOUNT',
    { expected: 0 - first.ours.amount, actual: first.ofBill.amount },
    refundFacts(first.ofBill),
  )
}

const refundNotLocal: MoneyRule = one => {
  const compared = compareRefunds(one)
  const unknown = compared.ofBill.filter(refund => one.rows.includes(refund))
  const [first] = unknown
  if (first === undefined || unknown.some(refund => isAfterItsDay(one, refund))) return null
  return found(one, 'REFUND_NOT_LOCAL', unexplained(compared), unknownFacts(first, compared))
}

/** A known one only where the books were closed before it; an unknown one where the order's day was over. */
const refundAfterClose: MoneyRule = one => {
  const { order, rows, days, closedAt } = one
  const compared = compareRefunds(one)
  const unknown = compared.ofBill.find(refund => rows.includes(refund) && isAfterItsDay(one, refund))
  if (unknown !== undefined) {
    return found(one, 'REFUND_AFTER_CLOSE', unexplained(compared), { ...unknownFacts(unknown, compared), known: 0 })
  }
  const closed = closedAt(days.business(order.paidAt))
  const isLate = (refund: BillRow) => refund.kind === 'refund' && closed !== null && refund.at >= closed
  // Who recorded it has seen it, and has made the correction with it.
  const isRecorded = (refund: BillRow) =>
    order.refunds.some(ours => ours.recorded && (sameNumber(refund, ours) || sameAmount(refund, ours)))
  const late = rows.find(refund => isLate(refund) && !isRecorded(refund))
  if (late === undefined) return null
  return found(
    one,
    'REFUND_AFTER_CLOSE',
    { expected: late.amount, actual: late.amount },
    { ...refundFacts(late), known: 1 },
  )
}

/** One whose time nobody gave is expected where its order is; one of a later day on that day's bill. */
const localRefundNotBill: MoneyRule = one => {
  const { order, bill } = one
  if (order.platform !== bill.platform) return null
  const ours = compareRefunds(one).ours.filter(refund => isInside(bill, refund.at ?? order.paidAt))
  const [first] = ours
  // Never paid, as far as bills know: then that is what is wrong, or nothing was ever taken.
  if (first === undefined || paymentsOf(one).length === 0) return null
  const missing = sumFen(ours.map(refund => refund.amount))
  return found(one, 'LOCAL_REFUND_NOT_BILL', { expected: 0 - missing, actual: 0 }, { refundNo: first.refundNo })
}

function isAfterItsDay({ order, days, closedAt }: MoneyCase, refund: BillRow): boolean {
  const day = days.business(order.paidAt)
  const closed = closedAt(day)
  return days.business(refund.at) > day || (closed !== null && refund.at >= closed)
}

/** With all that a person would record, as JSON: facts are plain words and numbers. */
function unknownFacts(first: BillRow, { ofBill }: Comparison) {
  const refunds: BookedRefund[] = ofBill
    .slice(0, mostRecorded)
    .map(({ refundNo, amount, at }) => ({ refundNo: refundNo ?? '', amount: 0 - amount, at }))
  return { ...refundFacts(first), refunds: JSON.stringify(refunds) }
}

function refundFacts(refund: BillRow) {
  return { refundNo: refund.refundNo ?? '', refundAt: refund.at, tradeNo: refund.tradeNo ?? '' }
}

export const refundRules: readonly MoneyRule[] = [refundAmount, refundNotLocal, refundAfterClose, localRefundNotBill]
