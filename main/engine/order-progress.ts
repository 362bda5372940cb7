import { orderState } from '../../shared/domain/order-state.ts'
import type { Db } from '../store/database.ts'
import { type JobRow, listJobsOfOrder } from '../store/jobs.ts'
import { getOrder, setOrderState } from '../store/orders.ts'
import { addEvent, type EventType, hasEvent } from '../store/outbox.ts'

const events: Partial<Record<string, EventType>> = {
  printed: 'order.printed',
  sent: 'order.sent',
}

/**
 * Brings an order's state on the board in line with its jobs, and tells its source, once per revision, when all of it
 * is out. To be called in the transaction that changed a job.
 */
export function refreshOrder(db: Db, orderRow: number | null, at: number): void {
  if (orderRow === null) return
  const order = getOrder(db, orderRow)
  if (order === undefined) return
  const jobs = listJobsOfOrder(db, orderRow)
  const state = orderState(
    order.status,
    jobs.map(job => job.state),
  )
  if (state !== order.state) setOrderState(db, orderRow, state)
  const type = jobs.some(mayBeOnPaper) ? 'order.uncertain' : events[state]
  if (type === undefined || jobs.length === 0 || hasEvent(db, orderRow, order.revision, type)) return
  addEvent(db, {
    type,
    source: order.source,
    order_row: orderRow,
    order_id: order.order_id,
    revision: order.revision,
    at,
    data: {
      number: order.number,
      jobs: jobs.map(job => ({ printerId: job.printer, state: job.state, copy: job.copy })),
    },
  })
}

/** Of which nobody knows; be it that a copy follows, or that a person has to look first. */
function mayBeOnPaper({ state, held_for, doubtful }: JobRow): boolean {
  const heldForDoubt = state === 'held' && (held_for === 'uncertain' || held_for === 'silent')
  return state === 'uncertain' || (heldForDoubt && doubtful === 1)
}
