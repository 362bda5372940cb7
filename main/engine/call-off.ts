import { isCalledOff } from '../../shared/domain/order.ts'
import { next } from '../../shared/domain/print-job.ts'
import type { Db } from '../store/database.ts'
import { getJob, printJob, saveJob } from '../store/jobs.ts'
import { getOrder } from '../store/orders.ts'

/**
 * For a job whose attempt has just ended, in that transaction: was its order called off while it was on its way, no
 * copy follows; the void slip waits behind it.
 */
export function callOff(db: Db, jobId: number): void {
  const job = getJob(db, jobId)
  const order = job?.order_row == null ? undefined : getOrder(db, job.order_row)
  if (job === undefined || order === undefined || !isCalledOff(order)) return
  if (job.kind === 'void' || job.kind === 'reprint') return
  const cancelled = next(printJob(job), { type: 'cancel' })
  if (cancelled !== null) saveJob(db, jobId, cancelled)
}
