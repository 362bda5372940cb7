import type { Discrepancy } from './discrepancy.ts'

/** Payment and order so close together may belong to each other; a person decides that, never this program. */
const nearMs = 10 * 60_000
/** A bill of another shop leaves everything unmatched; nobody goes through more than this by hand. */
const mostCompared = 2_000

export type Unmatched = { at: number; amount: number; found: Discrepancy }

/**
 * Lone payments and lone orders of the same sum within ten minutes, nearest first, each in one pair at most. What is found
 * stays two differences; each names the other in its facts.
 */
export function suggestPairs(payments: readonly Unmatched[], orders: readonly Unmatched[]): void {
  if (payments.length > mostCompared || orders.length > mostCompared) return
  const byAmount = Map.groupBy(orders, order => order.amount)
  const pairs = payments.flatMap(payment =>
    (byAmount.get(payment.amount) ?? []).flatMap(order => {
      const apart = Math.abs(payment.at - order.at)
      return apart <= nearMs ? [{ payment, order, apart }] : []
    }),
  )
  pairs.sort((a, b) => a.apart - b.apart || compare(a.payment, b.payment) || compare(a.order, b.order))
  const taken = new Set<Unmatched>()
  for (const { payment, order } of pairs) {
    if (taken.has(payment) || taken.has(order)) continue
    taken.add(payment).add(order)
    payment.found.facts.perhaps = order.found.orderId ?? ''
    order.found.facts.perhaps = payment.found.orderId ?? ''
  }
}

/** The order of rows in a file must not decide. */
function compare(a: Unmatched, b: Unmatched): number {
  return a.found.subject < b.found.subject ? -1 : 1
}
