import type { Settings } from '../../shared/domain/settings.ts'
import type { JobRow } from '../store/jobs.ts'
import type { AlarmBook } from './alarm-book.ts'
import { showId } from './ids.ts'

/** Alarms of single jobs: raised when one needs a person, ended when it no longer does. */
export function watchJob(deps: { alarms: AlarmBook; settings: Settings }, job: JobRow, number: number | null): void {
  const { alarms } = deps
  const id = showId('j', job.id)
  const printer = deps.settings.printers.find(one => one.id === job.printer)
  const facts = {
    printer: printer?.name ?? job.printer,
    ticket: number === null ? id : `#${String(number).padStart(4, '0')}`,
    jobId: id,
  }
  if (job.state === 'uncertain') alarms.raise('job-uncertain', id, facts)
  else alarms.end('job-uncertain', id)
  if (job.state === 'held' && printer !== undefined) alarms.raise('job-held', id, facts)
  else alarms.end('job-held', id)
}

/** Tickets that no printer can take, because the shop has none (of that name). */
export function watchHomeless(deps: { alarms: AlarmBook; settings: Settings }, held: readonly JobRow[]): void {
  const homeless = held.filter(job => !deps.settings.printers.some(printer => printer.id === job.printer))
  if (homeless.length > 0) deps.alarms.raise('no-printers', 'printers', { waiting: homeless.length })
  else deps.alarms.end('no-printers', 'printers')
}
