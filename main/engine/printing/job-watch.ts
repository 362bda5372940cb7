import type { AlarmCode } from '../../../shared/domain/alarm.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import { ticketNumber } from '../../../shared/ticket/blocks.ts'
import type { Db } from '../../store/database.ts'
import { isAlarmSlip, type JobRow, listJobsOfOrder } from '../../store/jobs.ts'
import { getOrder } from '../../store/orders.ts'
import type { AlarmBook } from '../alarm-book.ts'
import { showId } from '../ids.ts'

/** How people speak of a ticket: by its order's number of the day, else by the job's id. */
export function ticketName(job: Pick<JobRow, 'id'>, number: number | null): string {
  return number === null ? showId('j', job.id) : ticketNumber(number)
}

/**
 * Alarms of single jobs: raised when one needs a person, ended when it no longer does. What is held behind a silent
 * printer or as a backlog left nothing to look for: those have one alarm for all of them, their printer's.
 */
export function watchJob(deps: { alarms: AlarmBook; settings: Settings }, job: JobRow, number: number | null): void {
  const { alarms } = deps
  // An alarm about the paper of an alarm would be one too many.
  if (isAlarmSlip(job)) return
  const id = showId('j', job.id)
  const printer = deps.settings.printers.find(one => one.id === job.printer)
  const facts = {
    printer: printer?.name ?? job.printer,
    printerId: job.printer,
    ticket: ticketName(job, number),
    jobId: id,
  }
  const say = (code: AlarmCode, stands: boolean) => {
    if (stands) alarms.raise(code, id, facts)
    else alarms.end(code, id)
  }
  const held = job.state === 'held' && printer !== undefined ? job.held_for : null
  say('job-uncertain', job.state === 'uncertain')
  say('job-held', held === 'uncertain' || (held !== null && job.doubtful === 1))
  say('job-unprintable', held === 'unprintable')
}

/** An order that looks like abuse has been looked at when none of its tickets waits any more. */
export function watchHeldOrder({ db, alarms }: { db: Db; alarms: AlarmBook }, orderRow: number | null): void {
  const order = orderRow === null ? undefined : getOrder(db, orderRow)
  if (order === undefined || order.flags === null) return
  const waits = listJobsOfOrder(db, order.id).some(job => job.held_for === 'suspicious')
  if (!waits) alarms.end('order-held', `${order.source}/${order.order_id}`)
}

/** Tickets that no printer can take, because the shop has none (of that name). */
export function watchHomeless(deps: { alarms: AlarmBook; settings: Settings }, held: readonly JobRow[]): void {
  const homeless = held.filter(job => !deps.settings.printers.some(printer => printer.id === job.printer))
  if (homeless.length > 0) deps.alarms.raise('no-printers', 'printers', { waiting: homeless.length })
  else deps.alarms.end('no-printers', 'printers')
}
