import type { OrderNote } from '../../shared/domain/order-note.ts'
import { type JobEvent, newJob, next } from '../../shared/domain/print-job.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import type { JobView } from '../../shared/domain/views/printing-views.ts'
import { believeLastAttempt } from '../store/attempts.ts'
import { type Db, transact } from '../store/database.ts'
import { note } from '../store/history.ts'
import { findJobByKey, getJob, insertJob, type JobRow, listHeld, printJob, saveJob } from '../store/jobs.ts'
import { getTicket, insertTicket } from '../store/tickets.ts'
import type { AlarmBook } from './alarm-book.ts'
import type { Bell } from './bell.ts'
import type { Clock } from './clock.ts'
import { type Desk, DeskError } from './desk.ts'
import { readId } from './ids.ts'
import { callOff } from './intake/call-off.ts'
import { letGo } from './intake/order-hour.ts'
import { jobView } from './job-view.ts'
import { refreshOrder } from './order-progress.ts'
import { watchBacklog } from './printing/backlog.ts'
import { watchHeldOrder, watchHomeless, watchJob } from './printing/job-watch.ts'
import { moveToPrinter } from './printing/move-job.ts'
import { endSilence, tryAnew } from './printing/silence.ts'

export type JobActsDeps = {
  db: Db
  settings: Settings
  clock: Clock
  bell: Bell
  alarms: AlarmBook
  wakeLane: (printerId: string) => void
}

export function jobRow(db: Db, jobId: string): JobRow {
  const row = readId('j', jobId)
  const job = row === null ? undefined : getJob(db, row)
  if (job === undefined) throw new DeskError('not-found', `there is no job ${jobId}`)
  return job
}

/** What a person does with one job. Each act is one transaction, goes through the machine, and is audited. */
export function createJobActs(
  deps: JobActsDeps,
): Pick<Desk, 'reprint' | 'release' | 'resolve' | 'cancel' | 'move' | 'testPage'> {
  const { db, settings, clock } = deps

  function act(jobId: string, by: string, what: OrderNote, work: (job: JobRow) => number): JobView {
    const id = transact(db, () => {
      const job = jobRow(db, jobId)
      const changed = work(job)
      note(db, { order_row: job.order_row, job: job.id, at: clock.now(), what, by })
      refreshOrder(db, job.order_row, clock.now())
      return changed
    })
    return settled(id)
  }

  /** After the commit: alarms, the screen, and the lane that may have something to do. */
  function settled(id: number): JobView {
    const job = getJob(db, id)
    if (job === undefined) throw new DeskError('not-found', 'the job is gone')
    watchJob(deps, job, getTicket(db, job.ticket).number)
    watchHomeless(deps, listHeld(db))
    watchHeldOrder(deps, job.order_row)
    watchBacklog(deps, job.printer)
    deps.wakeLane(job.printer)
    deps.bell.ring('jobs', 'orders', 'printers')
    return jobView(db, job)
  }

  function step(job: JobRow, event: JobEvent): number {
    const after = next(printJob(job), event)
    if (after === null) throw new DeskError('conflict', `a job that is ${job.state} cannot be changed like that`)
    if (after.state === 'queued') requirePrinter(job.printer)
    saveJob(db, job.id, after)
    // A person's word stands for the printer's: it may try this one anew; one that came out speaks for all of them.
    if (after.evidence === 'human') endSilence(db, job.printer, clock.now())
    else if (after.state === 'queued') tryAnew(db, job)
    return job.id
  }

  function requirePrinter(id: string) {
    const printer = settings.printers.find(one => one.id === id)
    if (printer === undefined) throw new DeskError('conflict', `there is no printer ${id}`, 'printer-gone')
    return printer
  }

  return {
    reprint(jobId, { by, idempotencyKey }) {
      const key = `${jobId}:${idempotencyKey}`
      const known = findJobByKey(db, key)
      if (known !== undefined) return jobView(db, known)
      return act(jobId, by, 'reprint', job => {
        requirePrinter(job.printer)
        return insertJob(db, {
          ticket: job.ticket,
          order_row: job.order_row,
          printer: job.printer,
          kind: 'reprint',
          job: newJob({ reprint: true, doubtful: job.doubtful === 1 }),
          created_at: clock.now(),
          reprint_of: job.id,
          idempotency_key: key,
          stands_in_for: job.stands_in_for,
        })
      })
    },
    release(jobId, { by }) {
      let awake = new Set<string>()
      const released = act(jobId, by, 'release', job => {
        if (job.release_at === null || job.state !== 'queued') return step(job, { type: 'release' })
        awake = letGo(db, job)
        tryAnew(db, job)
        return job.id
      })
      for (const printer of awake) deps.wakeLane(printer)
      return released
    },
    resolve: (jobId, { by, as }) =>
      act(jobId, by, `resolve-${as}`, job => {
        const resolved = step(job, { type: 'resolve', as })
        if (as === 'printed') believeLastAttempt(db, job.id)
        else if (callOff(db, job.id)) {
          const detail = 'order called off'
          note(db, { order_row: job.order_row, job: job.id, at: clock.now(), what: 'job-cancelled', detail })
        }
        return resolved
      }),
    cancel: (jobId, { by }) => act(jobId, by, 'cancel', job => step(job, { type: 'cancel' })),
    move(jobId, { by, printerId }) {
      requirePrinter(printerId)
      const left = jobRow(db, jobId).printer
      const moved = act(jobId, by, `move-to-${printerId}`, job => {
        if (job.state === 'sending') throw new DeskError('conflict', 'the job is being printed')
        if (!moveToPrinter(db, settings, job, printerId)) {
          throw new DeskError('conflict', `a job that is ${job.state} cannot be moved`)
        }
        tryAnew(db, { printer: printerId, held_for: null })
        return job.id
      })
      deps.wakeLane(left)
      return moved
    },
    testPage(printerId, { by, drawer = false, beep = false }) {
      const printer = settings.printers.find(one => one.id === printerId)
      if (printer === undefined) throw new DeskError('not-found', `there is no printer ${printerId}`)
      const id = transact(db, () => {
        const ticket = insertTicket(db, {
          order_row: null,
          revision: null,
          kind: 'test',
          station: null,
          printer: printerId,
          number: null,
          content: { kind: 'test', marks: [], printerName: printer.name, drawer, beep },
          created_at: clock.now(),
        })
        const job = insertJob(db, {
          ticket,
          order_row: null,
          printer: printerId,
          kind: 'test',
          job: newJob(),
          created_at: clock.now(),
        })
        note(db, { job, at: clock.now(), what: 'test-page', by, detail: drawer ? 'drawer' : null })
        return job
      })
      return settled(id)
    },
  }
}
