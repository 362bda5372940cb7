import type { Order } from '../../../shared/domain/order.ts'
import type { PlannedTicket } from '../../../shared/domain/plan-tickets.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import type { Db } from '../../store/database.ts'
import { countPapers, type JobRow, listJobsOfOrder, listJobsOfTicket, setHour } from '../../store/jobs.ts'
import { listTickets } from '../../store/tickets.ts'

// When the papers of an order print: a pre-order's so many minutes before it is wanted. In the caller's transaction.

type HourDeps = { db: Db; settings: Settings; now: () => number }

/** Before which hour a paper does not print (null: at once), and from when on it grows old. */
export function hourOf(deps: HourDeps, order: Order, atOnce: boolean): Pick<JobRow, 'release_at' | 'stale_from'> {
  return {
    release_at: atOnce ? null : releaseAt(order, deps.settings.policy.releaseMinutesBefore, deps.now()),
    stale_from: Date.parse(order.expectedAt ?? order.payment.paidAt ?? order.placedAt),
  }
}

/**
 * What waits for the order's old time waits for its new one, also while a person has yet to look at it. What a person let
 * go has no time any more, and what may be on paper is theirs.
 */
export function retime(deps: HourDeps, orderRow: number, order: Order): void {
  const { db } = deps
  for (const job of listJobsOfOrder(db, orderRow)) {
    const waits = job.state === 'queued' || (job.state === 'held' && countPapers(db, job.ticket) === 0)
    if (job.release_at !== null && waits) setHour(db, job.id, hourOf(deps, order, false))
  }
}

/**
 * Is something to be made otherwise, or not at all, that its station has on paper or is about to get? That cannot wait for
 * the order's hour. Of what waits for it, a change comes by the same hour, behind its ticket.
 */
export function isNews({ db, now }: HourDeps, orderRow: number, { kind, stationId }: PlannedTicket): boolean {
  if (kind !== 'void' && kind !== 'change') return false
  const isDue = (job: JobRow) => job.state !== 'cancelled' && (job.release_at ?? 0) <= now()
  const dishes = listTickets(db, orderRow).filter(ticket => ticket.kind === 'kitchen' || ticket.kind === 'addition')
  const here = dishes.filter(ticket => ticket.station === stationId)
  // A station that was given up meanwhile leaves its dishes to another one.
  return (here.length > 0 ? here : dishes).some(
    ({ id }) => countPapers(db, id) > 0 || listJobsOfTicket(db, id).some(isDue),
  )
}

function releaseAt(order: Order, minutesBefore: number | null, now: number): number | null {
  if (order.expectedAt === null || minutesBefore === null) return null
  const at = Math.round(Date.parse(order.expectedAt) - minutesBefore * 60_000)
  return at > now ? at : null
}
