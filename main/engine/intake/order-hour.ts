import type { Order } from '../../../shared/domain/order.ts'
import type { PlannedTicket } from '../../../shared/domain/plan-tickets.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import type { Db } from '../../store/database.ts'
import { countPapers, type JobRow, listJobsOfOrder, listJobsOfTicket, setHour, setRelease } from '../../store/jobs.ts'
import { getTicket, listTickets, type TicketRow } from '../../store/tickets.ts'

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
  return dishesAt(db, orderRow, stationId).some(
    ({ id }) => countPapers(db, id) > 0 || listJobsOfTicket(db, id).some(isDue),
  )
}

/**
 * A person lets a dish job go before its hour: what its station is to make otherwise of it, or not at all, has no hour any
 * more either. Returns the printers that have something to do now.
 */
export function letGo(db: Db, job: JobRow): Set<string> {
  setRelease(db, job.id, null)
  const awake = new Set([job.printer])
  if (job.order_row === null || !isDish(job)) return awake
  for (const news of listJobsOfOrder(db, job.order_row)) {
    if (news.kind !== 'void' && news.kind !== 'change') continue
    const waits = news.release_at !== null && (news.state === 'queued' || news.state === 'held')
    // An older one is about dishes that still wait.
    if (!waits || news.ticket < job.ticket) continue
    const { station } = getTicket(db, news.ticket)
    if (!dishesAt(db, job.order_row, station).some(({ id }) => id === job.ticket)) continue
    setRelease(db, news.id, null)
    awake.add(news.printer)
  }
  return awake
}

/** A station that was given up meanwhile leaves its dishes to another one. */
function dishesAt(db: Db, orderRow: number, station: string | null): TicketRow[] {
  const dishes = listTickets(db, orderRow).filter(isDish)
  const here = dishes.filter(ticket => ticket.station === station)
  return here.length > 0 ? here : dishes
}

function isDish({ kind }: Pick<TicketRow, 'kind'>): boolean {
  return kind === 'kitchen' || kind === 'addition'
}

function releaseAt(order: Order, minutesBefore: number | null, now: number): number | null {
  if (order.expectedAt === null || minutesBefore === null) return null
  const at = Math.round(Date.parse(order.expectedAt) - minutesBefore * 60_000)
  return at > now ? at : null
}
