import type { Outcome } from '../../../drivers/printer/printer.ts'
import { holdsUncertain, type JobEvent, next, type PrintJob } from '../../../shared/domain/print-job.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import type { Mark } from '../../../shared/domain/ticket.ts'
import { beginAttempt, endAttempt } from '../../store/attempts.ts'
import { type Db, transact } from '../../store/database.ts'
import { note } from '../../store/history.ts'
import {
  countPapers,
  getJob,
  insertJob,
  isDoubtful,
  type JobRow,
  nextJob,
  printJob,
  saveJob,
} from '../../store/jobs.ts'
import { setLastPrinted } from '../../store/printers.ts'
import { callOff } from '../intake/call-off.ts'
import { refreshOrder } from '../order-progress.ts'
import { countSilence, endSilence, holdBehindSilence, isSilent, waitsBehindSilence } from './silence.ts'

/** A rendered ticket: its bytes, which paper of the ticket it is, and what stands at its top. */
export type PrintedPaper = { bytes: Uint8Array; copy: number; marks: Mark[] }

/** Writes down what a lane does to its jobs; each entry is one transaction, on disk when it returns. */
export type JobLedger = {
  /** The lane's next job, first in first out; of a printer that has fallen silent, what it owes is held instead. */
  next(): JobRow | undefined
  /**
   * The write-ahead intent, on disk before byte 1: from here on a crash is known to be one. Returns the attempt.
   * Throws JobChanged where the job is no longer the one that was rendered, or its ticket's other papers are others now.
   */
  begin(job: JobRow, paper: PrintedPaper): number
  /** How it ended. `attempt` 0: it was refused before its intent was written. Throws where the disk refuses. */
  end(job: JobRow, attempt: number, outcome: Outcome, size: number): JobRow
  /**
   * It cannot be rendered: it fails, and the dishes go out on the plainest ticket there is. Throws JobChanged where a
   * person changed it meanwhile: drawing takes its time.
   */
  giveUp(job: JobRow): void
}

/** The job was cancelled, moved or changed, or its printer paused, while it was being drawn or its printer reached. */
export class JobChanged extends Error {
  override readonly name = 'JobChanged'
}

export function createJobLedger(deps: {
  db: Db
  printerId: string
  now: () => number
  /** for a ticket of which nobody knows */
  policy: Settings['policy']['uncertain']
}): JobLedger {
  const { db, printerId, now, policy } = deps
  const isAsRendered = (job: JobRow) => JSON.stringify(getJob(db, job.id)) === JSON.stringify(job)

  /** Refused before its intent was written. The job may be another lane's by now: then it is no longer ours to judge. */
  function refuse(before: JobRow, job: JobRow): JobRow {
    const ours = job.printer === printerId && job.state === before.state
    const after = ours ? next(printJob(job), { type: 'refused' }) : null
    if (after === null || after.state === job.state) return job
    saveJob(db, job.id, after)
    refreshOrder(db, job.order_row, now())
    return getJob(db, job.id) ?? job
  }

  /** What the outcome says of the printer, and of the job where that changes it. */
  function judgePrinter(outcome: Outcome, job: PrintJob): PrintJob {
    if (outcome.kind === 'printed' || outcome.kind === 'sent') endSilence(db, printerId, now())
    if (outcome.kind !== 'uncertain' || !countSilence(db, printerId)) return job
    return next(job, { type: 'hold', why: 'silent' }) ?? job
  }

  return {
    next() {
      const claim = () => nextJob(db, printerId, now(), policy)
      const job = claim()
      if (job === undefined || !waitsBehindSilence(job) || !isSilent(db, printerId)) return job
      transact(db, () => holdBehindSilence(db, printerId, now()))
      return claim()
    },
    begin(job, { bytes, copy, marks }) {
      return transact(db, () => {
        const isNewest = countPapers(db, job.ticket) === copy - 1
        const isAsSure = isDoubtful(db, job.ticket) === marks.includes('可能重复')
        const same = isAsRendered(job) && isNewest && isAsSure
        const started = same ? next(printJob(job), { type: 'started', copy }) : null
        if (started === null) throw new JobChanged()
        saveJob(db, job.id, started)
        const attempt = beginAttempt(db, {
          job: job.id,
          printer: printerId,
          copy,
          marks,
          started_at: now(),
          paper: bytes,
        })
        refreshOrder(db, job.order_row, now())
        return attempt
      })
    },
    end(before, attempt, outcome, size) {
      return transact(db, () => {
        const job = getJob(db, before.id)
        if (job === undefined) throw new Error(`job ${before.id} is gone`)
        if (attempt === 0) return refuse(before, job)
        const after = next(printJob(job), eventOf(outcome, holdsUncertain(policy, job.kind)))
        if (after === null) throw new Error(`job ${job.id} is ${job.state}, its attempt ended as ${outcome.kind}`)
        saveJob(db, job.id, judgePrinter(outcome, after))
        endAttempt(db, { id: attempt, ended_at: now(), ...attemptEnd(outcome, size) })
        if (outcome.kind === 'printed' || outcome.kind === 'sent') setLastPrinted(db, printerId, now())
        callOff(db, job.id)
        refreshOrder(db, job.order_row, now())
        return getJob(db, job.id) ?? job
      })
    },
    giveUp(job) {
      transact(db, () => {
        if (!isAsRendered(job)) throw new JobChanged()
        const failed = next(printJob(job), job.plain === 1 ? lastEvent(job) : { type: 'unprintable' })
        if (failed === null) return
        saveJob(db, job.id, failed)
        if (job.plain === 0) {
          const { ticket, order_row, printer, kind, stale_from, stands_in_for } = job
          const fallback = { ticket, order_row, printer, kind, stale_from, stands_in_for, plain: 1 as const }
          insertJob(db, { ...fallback, job: { ...printJob(job), state: 'queued' }, created_at: now() })
        }
        note(db, { order_row: job.order_row, job: job.id, at: now(), what: 'not-rendered' })
        refreshOrder(db, job.order_row, now())
      })
    },
  }
}

/** The plain one failing too leaves only a person; not with alarms, which that person has on the screen. */
function lastEvent({ kind }: JobRow): JobEvent {
  return kind === 'report' ? { type: 'cancel' } : { type: 'hold', why: 'unprintable' }
}

function eventOf(outcome: Outcome, hold: boolean): JobEvent {
  switch (outcome.kind) {
    case 'refused':
      return { type: 'refused' }
    case 'printed':
      return { type: 'confirmed', evidence: outcome.evidence }
    case 'sent':
      return { type: 'taken' }
    case 'uncertain':
      return { type: 'lost', hold }
  }
}

function attemptEnd(outcome: Outcome, size: number) {
  return {
    outcome: outcome.kind,
    evidence: outcome.kind === 'printed' ? outcome.evidence : null,
    error: 'fault' in outcome ? outcome.fault.message : null,
    taken: outcome.kind === 'refused' ? 0 : Math.min(outcome.bytes, size),
  }
}
