import { mostUnproven, next } from '../../../shared/domain/print-job.ts'
import type { Db } from '../../store/database.ts'
import { note } from '../../store/history.ts'
import { countPapers, type JobRow, listClaimable, listHeldAt, printJob, saveJob } from '../../store/jobs.ts'
import { getPrinter, setUnproven } from '../../store/printers.ts'
import { refreshOrder } from '../order-progress.ts'

// A printer that has left several papers in a row without a word gets no more of them: what it owes is held until it
// gives its word (for a test page, say) or a person theirs. All of this belongs into the caller's transaction.

export function isSilent(db: Db, printerId: string): boolean {
  return (getPrinter(db, printerId)?.unproven ?? 0) >= mostUnproven
}

/** One more paper of which it said nothing. Returns whether that makes it silent. */
export function countSilence(db: Db, printerId: string): boolean {
  const papers = (getPrinter(db, printerId)?.unproven ?? 0) + 1
  setUnproven(db, printerId, papers)
  return papers >= mostUnproven
}

/** What nobody asked for just now: a test page or a reprint is how a person finds out. */
export function waitsBehindSilence(job: JobRow): boolean {
  return job.reprint === 0 && job.kind !== 'test'
}

/** Holds all that is due at a silent printer. */
export function holdBehindSilence(db: Db, printerId: string, at: number): void {
  for (const job of listClaimable(db, printerId)) {
    if (!waitsBehindSilence(job) || (job.release_at ?? 0) > at) continue
    const held = next(printJob(job), { type: 'hold', why: 'silent' })
    if (held === null) continue
    saveJob(db, job.id, held)
    note(db, { order_row: job.order_row, job: job.id, at, what: 'held-silent', detail: printerId })
    refreshOrder(db, job.order_row, at)
  }
}

/** A person wants that job's paper from it all the same: it may try anew. One that is not silent yet keeps its count. */
export function tryAnew(db: Db, { printer, held_for }: Pick<JobRow, 'printer' | 'held_for'>): void {
  if (held_for === 'silent' || isSilent(db, printer)) setUnproven(db, printer, 0)
}

/** It gave its word, a person theirs, or it is another printer now: what provably left nothing goes on. */
export function endSilence(db: Db, printerId: string, at: number): void {
  setUnproven(db, printerId, 0)
  for (const job of listHeldAt(db, printerId)) {
    if (job.held_for !== 'silent' || job.doubtful === 1 || countPapers(db, job.ticket) > 0) continue
    const released = next(printJob(job), { type: 'release' })
    if (released === null) continue
    saveJob(db, job.id, released)
    note(db, { order_row: job.order_row, job: job.id, at, what: 'let-go', detail: printerId })
    refreshOrder(db, job.order_row, at)
  }
}
