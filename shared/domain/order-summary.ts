import { isCalledOff, type Order } from './order.ts'
import { kitchenView } from './revision.ts'
import type { OrderSummary } from './views/order-views.ts'

/** A called-off order still shows what it was. */
export function summarise(order: Order): OrderSummary {
  const { channel, pickupNo, tableNo, serviceMode, placedAt, expectedAt, note } = order
  const lines = isCalledOff(order) ? order.items.map(line => ({ line, quantity: line.quantity })) : kitchenView(order)
  const dishes = lines
    .filter(({ line }) => line.comboOf === null)
    .map(({ line, quantity }) => ({ name: line.name, quantity }))
  return { channel, pickupNo, tableNo, serviceMode, placedAt, expectedAt, note, payable: order.total.payable, dishes }
}
