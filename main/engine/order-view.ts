import { parseOrder } from '../../shared/domain/order.ts'
import type { OrderDetail, OrderSummary, OrderView } from '../../shared/domain/views/order-views.ts'
import { flagsOf } from '../store/abuse-traces.ts'
import type { Db } from '../store/database.ts'
import { listHistory } from '../store/history.ts'
import { listJobsOfOrder } from '../store/jobs.ts'
import type { OrderRow } from '../store/orders.ts'
import { listTickets } from '../store/tickets.ts'
import { showId } from './ids.ts'
import { iso, jobView } from './job-view.ts'

export function orderView(row: OrderRow): OrderView {
  return {
    ...(JSON.parse(row.summary) as OrderSummary),
    id: showId('o', row.id),
    source: row.source,
    orderId: row.order_id,
    revision: row.revision,
    status: row.status,
    state: row.state,
    day: row.day,
    number: row.number,
    receivedAt: iso(row.received_at),
    demo: row.series === 'demo',
    amountFault: row.amount_fault === 1,
    flags: flagsOf(row),
    readyAt: isoOrNull(row.ready_at),
    collectedAt: isoOrNull(row.collected_at),
  }
}

function isoOrNull(at: number | null): string | null {
  return at === null ? null : iso(at)
}

export function orderDetail(db: Db, row: OrderRow): OrderDetail {
  const raw: unknown = JSON.parse(row.body)
  const parsed = parseOrder(raw)
  if (!parsed.ok) throw new Error(`order ${row.id} cannot be read back: ${parsed.issues[0]?.path}`)
  return {
    ...orderView(row),
    items: parsed.order.items,
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
