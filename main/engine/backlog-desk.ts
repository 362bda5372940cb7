import { isRecent } from '../../shared/domain/backlog.ts'
import { next } from '../../shared/domain/print-job.ts'
import type { BacklogView } from '../../shared/domain/views/printing-views.ts'
import { type Db, transact } from '../store/database.ts'
import { note } from '../store/history.ts'
import { getJob, type JobRow, printJob, saveJob } from '../store/jobs.ts'
import { getOrder } from '../store/orders.ts'
import { getTicket } from '../store/tickets.ts'
import { type Desk, DeskError } from './desk.ts'
import { showId } from './ids.ts'
import type { JobActsDeps } from './job-acts.ts'
import { iso } from './job-view.ts'
import { refreshOrder } from './order-progress.ts'
import { orderView } from './order-view.ts'
import { listBacklog, orderedAt, watchBacklog } from './printing/backlog.ts'
import { watchJob } from './printing/job-watch.ts'
import { tryAnew } from './printing/silence.ts'

/** The question of what became old during an outage, and its answers. Each act is one transaction, and audited. */
export function createBacklogDesk(deps: JobActsDeps): Pick<Desk, 'backlogs' | 'answerBacklog'> {
  const { db, settings, clock } = deps

  return {
    backlogs: () =>
      settings.printers.flatMap(({ id, name }) => {
        const jobs = listBacklog(db, id)
        const [oldest] = jobs
        return oldest === undefined ? [] : [view(db, { id, name }, jobs, oldest, clock.now())]
      }),
    answerBacklog(printerId, { print, minutes, by }) {
      const at = clock.now()
      if (!settings.printers.some(printer => printer.id === printerId)) {
        throw new DeskError('not-found', `there is no printer ${printerId}`)
      }
      // Left out by mistake it must not cancel everything.
      if (print === 'recent' && minutes === undefined) throw new DeskError('invalid', 'recent needs minutes')
      const done = transact(db, () => {
        const jobs = listBacklog(db, printerId)
        if (jobs.length === 0) throw new DeskError('conflict', `nothing old waits at printer ${printerId}`)
        const prints = (job: JobRow) =>
          print === 'all' || (print === 'recent' && isRecent(orderedAt(job), at, minutes ?? 0))
        for (const job of jobs) {
          const after = next(printJob(job), { type: prints(job) ? 'release' : 'cancel' })
          if (after === null) throw new Error(`a held job cannot be ${prints(job) ? 'released' : 'cancelled'}`)
          saveJob(db, job.id, after)
          if (prints(job)) tryAnew(db, job)
          const what = prints(job) ? 'release' : 'cancel'
          note(db, { order_row: job.order_row, job: job.id, at, what, by, detail: 'backlog' })
        }
        for (const order of new Set(jobs.map(job => job.order_row))) refreshOrder(db, order, at)
        const printed = jobs.filter(prints).length
        return { jobs, answer: { printed, cancelled: jobs.length - printed } }
      })
      for (const { id, ticket } of done.jobs) {
        const job = getJob(db, id)
        if (job !== undefined) watchJob(deps, job, getTicket(db, ticket).number)
      }
      watchBacklog(deps, printerId)
      deps.wakeLane(printerId)
      deps.bell.ring('jobs', 'orders', 'printers')
      return done.answer
    },
  }
}

function view(
  db: Db,
  printer: { id: string; name: string },
  jobs: readonly JobRow[],
  oldest: JobRow,
  now: number,
): BacklogView {
  const orders = Map.groupBy(jobs, job => job.order_row)
  return {
    printerId: printer.id,
    printer: printer.name,
    tickets: jobs.length,
    oldest: iso(orderedAt(oldest)),
    orders: [...orders].flatMap(([row, own]) => {
      const order = row === null ? undefined : getOrder(db, row)
      const [first] = own
      if (order === undefined || first === undefined) return []
      const { id, source, orderId, pickupNo, tableNo, number, dishes } = orderView(order)
      const since = orderedAt(first)
      return [
        {
          ...{ id, source, orderId, pickupNo, tableNo, number, dishes },
          orderedAt: iso(since),
          minutes: Math.floor((now - since) / 60_000),
          jobs: own.map(job => showId('j', job.id)),
        },
      ]
    }),
  }
}
