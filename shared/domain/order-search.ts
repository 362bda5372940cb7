import type { OrderView } from './views/order-views.ts'

type Sought = Pick<OrderView, 'orderId' | 'number' | 'pickupNo' | 'tableNo' | 'note' | 'dishes'>

/** Whether somebody who types this means that order: a part of its numbers, its note or a dish, large or small letters. */
export function isSought(order: Sought, text: string): boolean {
  const sought = text.trim().toLowerCase()
  const words = [
    order.pickupNo,
    order.tableNo,
    order.orderId,
    order.number === null ? null : String(order.number),
    order.note,
    ...order.dishes.map(dish => dish.name),
  ]
  return words.some(word => word?.toLowerCase().includes(sought))
}
