import type { TFunction } from 'i18next'
import type { OrderView } from '../../shared/domain/views/order-views.ts'

type Named = Pick<OrderView, 'pickupNo' | 'tableNo' | 'number' | 'orderId'>

/** What the kitchen and the customer call this order. */
export function orderTitle(order: Named, t: TFunction): string {
  if (order.pickupNo !== null) return order.pickupNo
  if (order.tableNo !== null) return t('board.table', { table: order.tableNo })
  return order.number === null ? order.orderId : dayNumber(order.number)
}

/** Big where it can be: a pickup number fills the card, an order's id has to wrap. */
export function titleSize(title: string): 'short' | 'long' | 'endless' {
  if (title.length <= 6) return 'short'
  return title.length <= 10 ? 'long' : 'endless'
}

/** `#0012`, as on paper. */
export function dayNumber(number: number): string {
  return `#${String(number).padStart(4, '0')}`
}

/** A revision that is a moment, as platforms have it: a number of eleven digits is nothing to show. */
export function isMoment(revision: number): boolean {
  return revision > 1_000_000
}
