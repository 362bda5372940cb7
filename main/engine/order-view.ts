import { isCalledOff, type Order, parseOrder } from '../../shared/domain/order.ts'
import { kitchenView } from '../../shared/domain/revision.ts'
import type { OrderDetail, OrderView } from '../../shared/domain/views.ts'
import type { Db } from '../store/database.ts'
import { listHistory } from '../store/history.ts'
import { listJobsOfOrder } from '../store/jobs.ts'
import type { OrderRow } from '../store/orders.ts'
import { listTickets } from '../store/tickets.ts'
import { showId } from './ids.ts'
import { iso, jobView } from './job-view.ts'

export function orderView(row: OrderRow): OrderView {
  return summary(row, readBack(row).order)
}

export function orderDetail(db: Db, row: OrderRow): OrderDetail {
  const { raw, order } = readBack(row)
  return {
    ...summary(row, order),
    items: order.items,
    order: raw,
    tickets: listTickets(db, row.id).map(ticket => ({
      ticketId: showId('t', ticket.id),
      printerId: ticket.printer,
      number: ticket.number ?? 0,
      kind: ticket.kind,
      revision: ticket.revision ?? 0,
    })),
    jobs: listJobsOfOrder(db, row.id).map(job => jobView(db, job)),
    history: listHistory(db, row.id).map(entry => ({ ...entry, at: iso(entry.at) })),
  }
}

function summary(row: OrderRow, order: Order): OrderView {
  return {
    id: showId('o', row.id),
    source: row.source,
    orderId: row.order_id,
    revision: row.revision,
    status: row.status,
    state: row.state,
    channel: order.channel,
    day: row.day,
    number: row.number,
    pickupNo: order.pickupNo,
    tableNo: order.tableNo,
    serviceMode: order.serviceMode,
    placedAt: order.placedAt,
    receivedAt: iso(row.received_at),
    expectedAt: order.expectedAt,
    payable: order.total.payable,
    demo: row.series === 'demo',
    amountFault: row.amount_fault === 1,
    dishes: (isCalledOff(order) ? order.items.map(line => ({ line, quantity: line.quantity })) : kitchenView(order))
      .filter(({ line }) => line.comboOf === null)
      .map(({ line, quantity }) => ({ name: line.name, quantity })),
    note: order.note,
  }
}

function readBack(row: OrderRow): { raw: unknown; order: Order } {
  const raw: unknown = JSON.parse(row.body)
  const parsed = parseOrder(raw)
  if (!parsed.ok) throw new Error(`order ${row.id} cannot be read back: ${parsed.issues[0]?.path}`)
  return { raw, order: parsed.order }
}
