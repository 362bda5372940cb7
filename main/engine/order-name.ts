import type { OrderSummary } from '../../shared/domain/views/order-views.ts'
import { calledNumber, ticketNumber } from '../../shared/ticket/blocks.ts'
import type { OrderRow } from '../store/orders.ts'

/** How people speak of an order: as it is called out, else by its number of the day, else by its id. */
export function orderName(row: Pick<OrderRow, 'summary' | 'number' | 'order_id'>): string {
  const { pickupNo, tableNo } = JSON.parse(row.summary) as OrderSummary
  const called = calledNumber(pickupNo) ?? calledNumber(tableNo)
  return called ?? (row.number === null ? row.order_id : ticketNumber(row.number))
}
