import { next } from '../../../shared/domain/print-job.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import type { Db } from '../../store/database.ts'
import { type JobRow, moveJob, printJob, saveJob } from '../../store/jobs.ts'
import { getTicket, ticketContent } from '../../store/tickets.ts'

/**
 * Puts a job that is not being printed into another printer's lane, where it says 代打 unless that is its station's own.
 * What may be on paper already keeps its marks. False: a job in its state is not moved. In the caller's transaction.
 */
export function moveToPrinter(db: Db, settings: Settings, job: JobRow, printerId: string): boolean {
  const released = next(printJob(job), { type: 'release' }) ?? (job.state === 'queued' ? printJob(job) : null)
  if (released === null) return false
  const ticket = getTicket(db, job.ticket)
  const content = ticketContent(ticket)
  const name = 'station' in content ? (content.station?.name ?? null) : null
  const home = settings.stations.some(one => one.id === ticket.station && one.printer === printerId)
  moveJob(db, job.id, printerId, home ? null : name)
  saveJob(db, job.id, released)
  return true
}
