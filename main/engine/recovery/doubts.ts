import { forgotten } from '../../../shared/domain/restored-job.ts'
import { type Db, transact } from '../../store/database.ts'
import { note } from '../../store/history.ts'
import { type JobRow, listHeld, listJobsInLanes, printJob, saveJob } from '../../store/jobs.ts'
import { beginRestoration } from '../../store/restorations.ts'
import { setLostPapers } from '../../store/tickets.ts'
import { refreshOrder } from '../order-progress.ts'

/**
 * This database has come back from an earlier day or hour: what it still calls unprinted may be on paper. From here on
 * none of it prints without 补打 and 可能重复. `backupAt` null: of when it is cannot be told.
 */
export function forgetOutcomes(db: Db, { at, backupAt }: { at: number; backupAt: number | null }): void {
  transact(db, () => {
    beginRestoration(db, { at, backup_at: backupAt })
    for (const job of [...listJobsInLanes(db), ...listHeld(db)]) doubt(db, job, at)
  })
}

/** In the caller's transaction. */
export function doubt(db: Db, job: JobRow, at: number): void {
  const doubtful = forgotten(printJob(job))
  if (doubtful === null) return
  saveJob(db, job.id, doubtful)
  setLostPapers(db, job.ticket, 1)
  note(db, { order_row: job.order_row, job: job.id, at, what: 'may-have-printed', detail: 'database restored' })
  refreshOrder(db, job.order_row, at)
}
