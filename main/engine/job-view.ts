import { isCalledOff } from '../../shared/domain/order.ts'
import type { Mark } from '../../shared/domain/ticket.ts'
import type { OrderSummary } from '../../shared/domain/views/order-views.ts'
import type { JobView } from '../../shared/domain/views/printing-views.ts'
import { listAttempts } from '../store/attempts.ts'
import { getCloudPrint } from '../store/cloud-prints.ts'
import type { Db } from '../store/database.ts'
import { countPapers, isDoubtful, type JobRow } from '../store/jobs.ts'
import { getOrder } from '../store/orders.ts'
import { getTicket } from '../store/tickets.ts'
import { showId } from './ids.ts'
import { paperMarks } from './printing/job-paper.ts'
import { paperContent } from './printing/paper-content.ts'

export function iso(at: number): string {
  return new Date(at).toISOString()
}

export function jobView(db: Db, job: JobRow): JobView {
  const ticket = getTicket(db, job.ticket)
  const content = paperContent(db, job)
  const order = job.order_row === null ? undefined : getOrder(db, job.order_row)
  const print = ticket.cloud_print === null ? undefined : getCloudPrint(db, ticket.cloud_print)
  const summary = order === undefined ? null : (JSON.parse(order.summary) as OrderSummary)
  const attempts = listAttempts(db, job.id)
  const newest = attempts.at(-1)
  const copy = newest === undefined ? 1 + countPapers(db, job.ticket) : job.copy
  const place = 'lines' in content ? content : { n: 1, of: 1, station: null }
  return {
    jobId: showId('j', job.id),
    ticketId: showId('t', job.ticket),
    orderId: order?.order_id ?? print?.order_id ?? null,
    source: order?.source ?? print?.source ?? null,
    foreign: print !== undefined,
    pickupNo: summary?.pickupNo ?? null,
    tableNo: summary?.tableNo ?? null,
    revision: ticket.revision,
    printerId: job.printer,
    kind: job.kind,
    report: content.kind !== 'report' ? null : 'alarms' in content ? 'alarms' : 'day',
    number: ticket.number ?? 0,
    state: job.state,
    heldFor: job.held_for,
    copy,
    // Of the newest paper; before there is one, what the first will say.
    marks:
      newest === undefined
        ? paperMarks(job, content, { copy, doubtful: isDoubtful(db, job.ticket), late: false })
        : (JSON.parse(newest.marks) as Mark[]),
    n: place.n,
    of: place.of,
    station: place.station?.name ?? null,
    calledOff: order !== undefined && isCalledOff(order),
    reprintOf: job.reprint_of === null ? null : showId('j', job.reprint_of),
    paper: attempts.some(attempt => attempt.taken > 0 && attempt.kept === 1),
    createdAt: iso(job.created_at),
    releaseAt: job.release_at === null ? null : iso(job.release_at),
    attempts: attempts.map(attempt => ({
      at: iso(attempt.started_at),
      bytes: attempt.taken,
      outcome: attempt.outcome,
      evidence: attempt.evidence ?? 'none',
      error: attempt.error,
    })),
  }
}
