import { abuseRuleIds } from '../../shared/domain/abuse-rules.ts'
import { next } from '../../shared/domain/print-job.ts'
import { abusePolicyOf } from '../../shared/domain/settings.ts'
import { listFlagged } from '../store/abuse-traces.ts'
import { transact } from '../store/database.ts'
import { note } from '../store/history.ts'
import { listJobsOfOrder, printJob, saveJob } from '../store/jobs.ts'
import { findOrder, type OrderRow } from '../store/orders.ts'
import { type Desk, DeskError } from './desk.ts'
import type { JobActsDeps } from './job-acts.ts'
import { jobView } from './job-view.ts'
import { refreshOrder } from './order-progress.ts'
import { orderDetail, orderView } from './order-view.ts'
import { paging } from './paging.ts'
import { watchHeldOrder } from './printing/job-watch.ts'
import { canRush, issueRush } from './printing/rush-tickets.ts'
import { tryAnew } from './printing/silence.ts'

/** What a person does with a whole order: ask the kitchen for it, or let it go that was held because it looks like abuse. */
export function createOrderDesk(deps: JobActsDeps): Pick<Desk, 'rush' | 'releaseOrder' | 'suspicious'> {
  const { db, settings, clock, alarms } = deps

  function rowOf(source: string, orderId: string): OrderRow {
    const row = findOrder(db, source, orderId)
    if (row === undefined) throw new DeskError('not-found', `source ${source} has no order ${orderId}`)
    return row
  }

  function told(printerIds: readonly string[]): void {
    for (const printerId of new Set(printerIds)) deps.wakeLane(printerId)
    deps.bell.ring('jobs', 'orders', 'printers')
  }

  return {
    rush(source, orderId, { by, idempotencyKey }) {
      const jobs = transact(db, () => {
        const row = rowOf(source, orderId)
        if (!canRush(row)) throw new DeskError('conflict', 'the kitchen knows nothing of this order', 'not-in-kitchen')
        const key = `by-hand:${idempotencyKey}`
        const made = issueRush({ db, settings, alarms, now: () => clock.now() }, row, { key, by })
        if (made.length === 0) throw new DeskError('conflict', 'nothing of this order is to be made', 'nothing-to-make')
        return made
      })
      told(jobs.map(job => job.printer))
      return jobs.map(job => jobView(db, job))
    },
    releaseOrder(source, orderId, { by }) {
      const printers = transact(db, () => {
        const row = rowOf(source, orderId)
        const held = listJobsOfOrder(db, row.id).filter(job => job.held_for === 'suspicious')
        for (const job of held) {
          const released = next(printJob(job), { type: 'release' })
          if (released !== null) saveJob(db, job.id, released)
          tryAnew(db, job)
          note(db, { order_row: row.id, job: job.id, at: clock.now(), what: 'release', by })
        }
        refreshOrder(db, row.id, clock.now())
        return held.map(job => job.printer)
      })
      const row = rowOf(source, orderId)
      watchHeldOrder(deps, row.id)
      told(printers)
      return orderDetail(db, row)
    },
    suspicious(query) {
      const rules = abuseRuleIds.map(rule => ({ rule, policy: abusePolicyOf(settings, rule) }))
      return { rules, orders: listFlagged(db, paging('o', query)).map(orderView) }
    },
  }
}
