import { type BillRow, barePayment } from './bill.ts'
import type { BillMatch } from './bill-match.ts'
import { sortClaims } from './claims.ts'
import { createDayBook } from './day-book.ts'
import type { Discrepancy } from './discrepancy.ts'
import { mostSpecific } from './discrepancy-class.ts'
import type { LocalOrder } from './local-order.ts'
import { loneRows } from './lone-rows.ts'
import { found, type MoneyCase } from './money-case.ts'
import { agreesPlainly, judgeMoney } from './money-rules.ts'
import { createNumberSet } from './number-set.ts'
import { joinSorted } from './sorted-groups.ts'
import { suggestPairs, type Unmatched } from './suggest-pairs.ts'

const progressEvery = 4_096
/** Above so many numbers the whole of both streams is sorted by them instead. */
const mostNumbers = 50_000

type Rows = { order: LocalOrder; rows: BillRow[] }

/**
 * The differences between a bill and the shop's orders, as they are found; in no order that means anything.
 *
 *   1  rows and orders side by side by trade number
 *   2  what is left, by merchant order number (all of it only where that is most of it); orders that no row has named are judged here
 *   3  rows that are still left, each looked up among orders of another time (a refund's order is of an earlier day)
 *   4  rows that no order is behind; and which of them may belong to an order without payment
 *
 * Several payments may make up one order, and one payment several orders. Memory: what does not agree, and one bit for each
 * row and order.
 */
export function* matchBill(match: BillMatch): Generator<Discrepancy, { matched: number }> {
  const { bill, rows, orders, otherBills = () => [], closedAt = () => null, progress = () => {} } = match
  const days = createDayBook(match.shop)
  /** by line: rows that have their order */
  const matched = createNumberSet()
  /** by row: orders that have rows */
  const paid = createNumberSet()
  /** orders that something is wrong with until more of their rows are found */
  const doubtful = new Map<number, Rows>()
  const lonelyOrders: Unmatched[] = []
  const lonelyRows: BillRow[] = []
  /** merchant order numbers of what no trade number has joined: the second pass is about these alone */
  const open = new Set<string>()
  let count = 0
  let done = 0

  for (const { left, right } of joinSorted(
    { items: noted(rows.byTradeNo()), keyOf: row => row.tradeNo },
    { items: noted(orders.byTradeNo()), keyOf: order => order.tradeNo },
  )) {
    if (isPlain(left, right)) continue
    if (left.length > 0 && right.length > 0) yield* settle(left, right, right)
    else for (const { outTradeNo } of [...left, ...right]) leave(outTradeNo)
  }
  const only = open.size > mostNumbers ? undefined : open

  for (const { left, right } of joinSorted(
    { items: counted(rowsByOrderNo()), keyOf: row => row.outTradeNo },
    { items: counted(orders.byOrderNo(only)), keyOf: order => order.outTradeNo },
  )) {
    const more = left.filter(row => !matched.has(row.line))
    const fresh = right.filter(order => !paid.has(order.row))
    if (right.length === 0) lonelyRows.push(...more)
    else if (more.length > 0 && fresh.length > 0) yield* settle(more, fresh, fresh)
    else if (more.length > 0) addTo(sortClaims(left, right), right, left, more)
    else if (left.length === 0) for (const order of fresh) yield* lone(order)
    // The rows of this number are another order's by their trade number.
    else if (fresh.length > 0) yield* settle(left, fresh, right)
  }

  const orderless: BillRow[] = []
  for (const row of lonelyRows) {
    const order = orders.elsewhere(row)
    if (order === null) orderless.push(row)
    else {
      take([row])
      remember(order, [], [row])
    }
  }
  for (const { order, rows: own } of doubtful.values()) {
    const difference = judge(order, own)
    if (difference !== null) yield difference
  }

  const lonelyPayments = loneRows(bill, orderless, days)
  suggestPairs(
    lonelyPayments.filter(one => one.found.class === 'PAID_NOT_LOCAL'),
    lonelyOrders,
  )
  for (const one of [...lonelyPayments, ...lonelyOrders]) yield one.found
  return { matched: count }

  /** One row, one order, and both say the same: nearly all of them, and settled without ado. */
  function isPlain(left: readonly BillRow[], right: readonly LocalOrder[]): boolean {
    const [row] = left
    const [order] = right
    if (row === undefined || order === undefined || left.length > 1 || right.length > 1) return false
    if (!agreesPlainly(caseOf(order, left))) return false
    take([row])
    paid.add(order.row)
    return true
  }

  /** These rows are these orders'; `named`: every order of that number, also those that have their rows already. */
  function* settle(own: BillRow[], fresh: LocalOrder[], named: readonly LocalOrder[]): Generator<Discrepancy> {
    const isOwned = own.every(row => matched.has(row.line))
    const claims = sortClaims(own, named)
    take(own)
    for (const order of fresh) paid.add(order.row)
    if (claims === 'shared') return
    for (const copy of isOwned ? fresh.filter(order => order.status === 'paid') : claims.copies) {
      yield found(
        caseOf(copy, own),
        'DUP_LOCAL',
        { expected: copy.amount, actual: 0 },
        { tradeNo: own[0]?.tradeNo ?? '' },
      )
    }
    if (!isOwned && !isClean(claims.owner, own)) doubtful.set(claims.owner.row, { order: claims.owner, rows: own })
  }

  /** More rows of orders that have some: on top of what they have been paid already. */
  function addTo(
    claims: ReturnType<typeof sortClaims>,
    named: readonly LocalOrder[],
    all: readonly BillRow[],
    more: BillRow[],
  ): void {
    const [first] = named
    const order = claims === 'shared' ? first : claims.owner
    if (order === undefined) return
    const before = all.filter(row => matched.has(row.line) && row.tradeNo === order.tradeNo)
    take(more)
    remember(order, before, more)
  }

  function remember(order: LocalOrder, before: readonly BillRow[], more: readonly BillRow[]): void {
    const known = doubtful.get(order.row)
    if (known !== undefined) known.rows.push(...more)
    else {
      const isShown = before.some(row => row.kind === 'payment') || !paid.has(order.row)
      doubtful.set(order.row, { order, rows: [...(isShown ? before : agreedRows(order)), ...more] })
    }
  }

  /** An order that no row names. */
  function* lone(order: LocalOrder): Generator<Discrepancy> {
    const difference = judge(order, [])
    if (difference === null) return
    if (difference.class !== 'LOCAL_NOT_PAID') yield difference
    else lonelyOrders.push({ at: order.paidAt, amount: order.amount, found: difference })
  }

  function caseOf(order: LocalOrder, own: readonly BillRow[]): MoneyCase {
    return { bill, order, rows: own, others: [], days, closedAt }
  }

  function isClean(order: LocalOrder, own: readonly BillRow[]): boolean {
    const one = caseOf(order, own)
    return agreesPlainly(one) || judgeMoney(one).length === 0
  }

  /** What other bills know is asked only of what would be told otherwise. */
  function judge(order: LocalOrder, own: readonly BillRow[]): Discrepancy | null {
    if (isClean(order, own)) return null
    return mostSpecific(judgeMoney({ ...caseOf(order, own), others: otherBills(order) }))
  }

  function take(own: readonly BillRow[]): void {
    for (const row of own) {
      if (!matched.has(row.line)) count += 1
      matched.add(row.line)
    }
  }

  function* rowsByOrderNo(): Generator<BillRow> {
    for (const row of rows.byOrderNo(only)) {
      if (row.outTradeNo === null && !matched.has(row.line)) lonelyRows.push(row)
      yield row
    }
  }

  function leave(number: string | null): void {
    if (number !== null && open.size <= mostNumbers) open.add(number)
  }

  function* noted<Item extends { tradeNo: string | null; outTradeNo: string | null }>(
    items: Iterable<Item>,
  ): Generator<Item> {
    for (const item of items) {
      if (item.tradeNo === null) leave(item.outTradeNo)
      done += 1
      if (done % progressEvery === 0) progress(done)
      yield item
    }
  }

  function* counted<Item>(items: Iterable<Item>): Generator<Item> {
    for (const item of items) {
      done += 1
      if (done % progressEvery === 0) progress(done)
      yield item
    }
  }
}

/** Rows of an order that agreed are not kept; what they must have said is. */
function agreedRows(order: LocalOrder): BillRow[] {
  const { tradeNo, outTradeNo, paidAt, amount } = order
  const payment = barePayment({ tradeNo, outTradeNo, at: paidAt, amount })
  return [
    payment,
    ...order.refunds.map(refund => ({
      ...payment,
      kind: 'refund' as const,
      refundNo: refund.refundNo,
      at: refund.at ?? paidAt,
      amount: -refund.amount,
    })),
  ]
}
