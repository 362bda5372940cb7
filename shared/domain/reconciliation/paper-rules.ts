import type { OrderStatus } from '../order.ts'
import type { Discrepancy, DiscrepancyClass } from './discrepancy.ts'

/** One order of ours, as far as paper is concerned. */
export type OrderPaper = {
  source: string
  orderId: string
  /** 商户订单号 */
  outTradeNo: string
  /** business day YYYY-MM-DD of its number */
  day: string
  status: OrderStatus
  /** fen, what the customer is to pay */
  amount: number
  pickupNo: string | null
  /** what the kitchen cooks from: first tickets and additions, one for each ticket, whatever copies it had */
  tickets: KitchenPaper[]
}

export type KitchenPaper = {
  /** `out`: on paper, or at least sent; `owed`: it will print, or waits for a person; `dropped`: nobody will print it */
  state: 'out' | 'owed' | 'dropped'
  /** when it should have begun to print; since then its printer may have been busy with others */
  dueAt: number
  /** marks of its papers in the order in which they came out, torn ones too */
  papers: readonly (readonly string[])[]
}

/** Paid, and so long after it was due not on paper. What a person dropped is not on paper at once. */
export function paidNotPrinted(order: OrderPaper, now: number, afterMs: number): Discrepancy | null {
  if (order.status !== 'paid') return null
  const missing = order.tickets.filter(
    ({ state, dueAt }) => state === 'dropped' || (state === 'owed' && now - dueAt >= afterMs),
  )
  if (missing.length === 0) return null
  const out = order.tickets.filter(({ state }) => state === 'out').length
  return paperDifference(order, 'PAID_NOT_PRINTED', { missing: missing.length, out, paid: order.amount })
}

/** `isOver`: its business day has ended or was closed; until then a guest may still sit at the table. */
export function printedNotPaid(order: OrderPaper, isOver: boolean): Discrepancy | null {
  const out = order.tickets.filter(({ state }) => state === 'out').length
  if (order.status !== 'unpaid' || !isOver || out === 0) return null
  return { ...paperDifference(order, 'PRINTED_NOT_PAID', { out }), expected: order.amount, actual: 0 }
}

/** Every paper of a ticket after its first says 补打 (contract §9). */
export function printedTwiceUnmarked(order: OrderPaper): Discrepancy | null {
  const unmarked = order.tickets.reduce(
    (sum, { papers }) => sum + papers.slice(1).filter(marks => !marks.includes('补打')).length,
    0,
  )
  return unmarked === 0 ? null : paperDifference(order, 'PRINTED_TWICE_UNMARKED', { papers: unmarked })
}

function paperDifference(
  order: OrderPaper,
  what: DiscrepancyClass,
  facts: Record<string, string | number>,
): Discrepancy {
  const { source, orderId, outTradeNo, day, pickupNo } = order
  return {
    class: what,
    subject: `order:${source}/${orderId}`,
    ...{ day, source, orderId: outTradeNo, expected: null, actual: null },
    facts: { pickupNo: pickupNo ?? '', ...facts },
  }
}
