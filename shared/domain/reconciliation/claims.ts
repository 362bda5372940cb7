import { sumFen } from '../money.ts'
import type { BillRow } from './bill.ts'
import type { LocalOrder } from './local-order.ts'
import { amountOf } from './money-case.ts'

/** Whose these rows are, of the orders that name them. `shared`: one payment for all of them together. */
export type Claims = 'shared' | { owner: LocalOrder; copies: LocalOrder[] }

/** `orders` is not empty. Copies are those that somebody cooked for nothing: what was called off is none. */
export function sortClaims(rows: readonly BillRow[], orders: readonly LocalOrder[]): Claims {
  const live = orders.filter(order => order.status === 'paid')
  const paid = amountOf(rows.filter(row => row.kind === 'payment'))
  if (live.length > 1 && paid === sumFen(live.map(order => order.amount))) return 'shared'
  const owner = [...orders].sort((a, b) => weight(rows, b) - weight(rows, a) || a.row - b.row)[0]
  if (owner === undefined) throw new Error('rows without an order have no owner')
  return { owner, copies: live.filter(order => order !== owner) }
}

/** An order that stands before one that was called off; the platform's own name for it before another; then the first one. */
function weight(rows: readonly BillRow[], order: LocalOrder): number {
  const isNamed = rows.some(row => row.outTradeNo === order.outTradeNo)
  const isOfSum = rows.some(row => row.kind === 'payment' && row.amount === order.amount)
  return (order.status === 'paid' ? 4 : 0) + (isNamed ? 2 : 0) + (isOfSum ? 1 : 0)
}
