import { isCalledOff } from '../../../shared/domain/order.ts'
import { next } from '../../../shared/domain/print-job.ts'
import type { Db } from '../../store/database.ts'
import { getJob, printJob, saveJob } from '../../store/jobs.ts'
import { getOrder } from '../../store/orders.ts'

/**
 * For a job whose attempt has just ended, or that a person says has not come out, in that transaction: was its order called
 * off meanwhile, no copy follows; the void slip waits behind it, or is out. Returns whether it was.
 */
export function callOff(db: Db, jobId: number): boolean {
  const job = getJob(db, jobId)
  const order = job?.order_row == null ? undefined : getOrder(db, job.order_row)
  if (job === undefined || order === undefined || !isCalledOff(order)) return false
  if (job.kind === 'void' || job.kind === 'reprint') return false
  const cancelled = next(printJob(job), { type: 'cancel' })
  if (cancelled === null) return false
  saveJob(db, jobId, cancelled)
  return true
}
