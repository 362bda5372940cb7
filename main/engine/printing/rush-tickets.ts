import { isCalledOff, parseOrder } from '../../../shared/domain/order.ts'
import { planRush } from '../../../shared/domain/plan-rush.ts'
import { newJob, next } from '../../../shared/domain/print-job.ts'
import { note } from '../../store/history.ts'
import { findJobByKey, insertJob, type JobRow, listHeld, listJobsOfOrder } from '../../store/jobs.ts'
import { findRevision, type OrderRow } from '../../store/orders.ts'
import { insertTicket, stationsOfLines } from '../../store/tickets.ts'
import type { TakeDeps } from '../intake/take-revision.ts'
import { refreshOrder } from '../order-progress.ts'
import { watchHomeless } from './job-watch.ts'

/** May the kitchen be asked for it? It must have been told of the order, and not that it is off. */
export function canRush(row: OrderRow): boolean {
  return row.number !== null && row.kitchen_revision !== null && !isCalledOff(row)
}

/**
 * 催菜: a ticket to each station of the order, once per `key`. In the caller's transaction; returns its jobs, those that
 * the key has made already if it is known.
 */
export function issueRush(
  deps: Omit<TakeDeps, 'keyedHash'>,
  row: OrderRow,
  rush: { key: string; by: string | null },
): JobRow[] {
  const { db, settings } = deps
  const keyOf = (n: number) => `rush:${row.id}:${rush.key}:${n}`
  const made = () => listJobsOfOrder(db, row.id).filter(job => job.idempotency_key?.startsWith(keyOf(0).slice(0, -1)))
  if (findJobByKey(db, keyOf(1)) !== undefined) return made()
  const { number, kitchen_revision } = row
  const stored = kitchen_revision === null ? undefined : findRevision(db, row.id, kitchen_revision)
  const parsed = stored === undefined ? null : parseOrder(JSON.parse(stored.body))
  if (number === null || !parsed?.ok) throw new Error(`order ${row.id} cannot be rushed: the kitchen does not know it`)
  const stations = stationsOfLines(db, row.id)
  const planned = planRush({
    order: parsed.order,
    settings,
    number,
    demo: row.series === 'demo',
    amountFault: row.amount_fault === 1,
    stationOf: lineId => stations.get(lineId) ?? null,
  })
  const created_at = deps.now()
  for (const { printerId, stationId, content } of planned) {
    const ticket = insertTicket(db, {
      ...{ order_row: row.id, revision: row.revision, kind: 'rush', station: stationId, printer: printerId, number },
      ...{ content, created_at },
    })
    const job = newJob()
    const hasPrinter = settings.printers.some(one => one.id === printerId)
    insertJob(db, {
      ...{ ticket, order_row: row.id, printer: printerId, kind: 'rush', created_at, stale_from: created_at },
      job: hasPrinter ? job : (next(job, { type: 'hold', why: 'no-printer' }) ?? job),
      idempotency_key: keyOf('n' in content ? content.n : 1),
    })
    if (!hasPrinter) watchHomeless(deps, listHeld(db))
  }
  note(db, { order_row: row.id, at: created_at, what: 'rushed', by: rush.by, detail: null })
  refreshOrder(db, row.id, created_at)
  return made()
}
