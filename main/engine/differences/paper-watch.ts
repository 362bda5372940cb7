import type { Logger } from 'pino'
import type { Discrepancy } from '../../../shared/domain/reconciliation/discrepancy.ts'
import { paidNotPrinted } from '../../../shared/domain/reconciliation/paper-rules.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import type { Db } from '../../store/database.ts'
import { listFindings } from '../../store/findings.ts'
import { type KitchenJobRow, listDroppedOrders, listOwedOrders } from '../../store/kitchen-papers.ts'
import { findOrder, getOrder, type OrderRow } from '../../store/orders.ts'
import { getPrinter } from '../../store/printers.ts'
import type { AlarmBook } from '../alarm-book.ts'
import type { Clock } from '../clock.ts'
import { lookEvery } from '../look-every.ts'
import { orderPaper } from '../printing/order-paper.ts'
import type { DifferenceBook } from './difference-book.ts'

/**
 * PAID_NOT_PRINTED, all day: a paid order whose tickets are not on paper in time is a difference within seconds, and no
 * more once its printer has spoken. A queue that moves is no fault: a ticket behind others is late when its printer has put
 * nothing out for so long. Ages are counted on the clock that never jumps.
 */
const lookMs = 1_000
/** A difference is found at one look, and alarmed at the next if nobody else speaks of it: within the time that the shop was promised. */
const looksToAlarm = 2
/** Behind others, too, somebody has to be told some time. */
const longestQueueMs = 10 * 60_000
/** What a person dropped before that was found by an earlier look. */
const droppedForMs = 36 * 3_600_000
const scope = 'paper'

/** With the printers that owe it a ticket. */
type Late = { found: Discrepancy; printers: ReadonlySet<string> }

export function createPaperWatch(deps: {
  db: Db
  settings: Settings
  clock: Clock
  alarms: AlarmBook
  log: Logger
  book: DifferenceBook
  /** something was found, or is gone */
  changed: () => void
}): { look(): void; stop(): void } {
  const { db, settings, clock, alarms, book } = deps
  const afterMs = Math.max(0, settings.policy.alarmAfterSeconds * 1_000 - looksToAlarm * lookMs)
  /** when a ticket was first seen to be owed */
  const owedSince = new Map<number, number>()
  /** what each printer last put out, and when that was seen */
  const progress = new Map<string, { printedAt: number | null; at: number }>()
  const stop = lookEvery(clock, lookMs, look)

  function look(): void {
    try {
      const before = new Set(listFindings(db, scope).map(one => one.subject))
      const late = lookAll()
      // At the first look others may be about to say it better.
      watchAlarm(late.filter(one => before.has(one.found.subject)))
      if (
        book.take(
          scope,
          late.map(one => one.found),
        )
      )
        deps.changed()
    } catch (error) {
      deps.log.warn({ err: error }, 'paid orders could not be held against paper')
    }
  }

  function lookAll(): Late[] {
    const owed = listOwedOrders(db)
    const dropped = listDroppedOrders(db, clock.now() - droppedForMs)
    const known = listFindings(db, scope).flatMap(one => findOrderOf(one)?.id ?? [])
    const isKnown = new Set(known)
    const seen = new Set<number>()
    const progressed = new Map(settings.printers.map(({ id }) => [id, progressOf(id)]))
    const late = [...new Set([...owed, ...dropped, ...known])].flatMap(id => {
      const order = getOrder(db, id)
      if (order === undefined || order.status !== 'paid') return []
      const printers = new Set<string>()
      const paper = orderPaper(db, order, job => {
        seen.add(job.job)
        printers.add(job.printer)
        return dueAt(job, progressed, isKnown.has(id))
      })
      const found = paidNotPrinted(paper, clock.elapsed(), afterMs)
      return found === null ? [] : [{ found, printers }]
    })
    for (const job of owedSince.keys()) if (!seen.has(job)) owedSince.delete(job)
    return late
  }

  /** What was late before this program was started anew still is. */
  function dueAt(job: KitchenJobRow, progressed: ReadonlyMap<string, number>, wasLate: boolean): number {
    if (wasLate) return Number.NEGATIVE_INFINITY
    const now = clock.elapsed()
    // A pre-order waits for its hour.
    if (job.due_at > clock.now()) return now
    const since = owedSince.get(job.job) ?? now
    owedSince.set(job.job, since)
    if (job.state === 'held') return since
    return now - since >= longestQueueMs ? since : Math.max(since, progressed.get(job.printer) ?? since)
  }

  function progressOf(printerId: string): number {
    const printedAt = getPrinter(db, printerId)?.last_printed_at ?? null
    const before = progress.get(printerId)
    if (before !== undefined && before.printedAt === printedAt) return before.at
    // What it printed in an earlier run says nothing about this one.
    const at = before === undefined ? Number.NEGATIVE_INFINITY : clock.elapsed()
    progress.set(printerId, { printedAt, at })
    return at
  }

  /**
   * Its own alarm only where no other speaks of these tickets already: a printer that cannot print, a ticket that waits for
   * a person. What somebody dropped on purpose has no ticket on its way: a difference, and no alarm.
   */
  function watchAlarm(late: readonly Late[]): void {
    const standing = alarms.standing().filter(alarm => alarm.severity === 'critical')
    const isForAll = standing.some(alarm => alarm.code === 'no-printers' || alarm.code === 'not-durable')
    const spoken = new Set(standing.flatMap(alarm => [alarm.subject, String(alarm.facts.printerId ?? '')]))
    const silent = late.filter(({ printers }) => printers.size > 0 && ![...printers].some(one => spoken.has(one)))
    if (silent.length === 0 || isForAll) alarms.end('paid-not-printed', 'paper')
    else {
      const orders = silent.map(({ found }) => found.subject)
      alarms.gather('paid-not-printed', 'paper', { count: silent.length, orders: namesOf(silent) }, orders)
    }
  }

  function findOrderOf({ source, subject }: Discrepancy): OrderRow | undefined {
    return source === null ? undefined : findOrder(db, source, subject.slice(`order:${source}/`.length))
  }

  return { look, stop }
}

/** As customers are called, the first few. */
function namesOf(late: readonly Late[]): string {
  const names = late.map(({ found }) => String(found.facts.pickupNo || found.orderId))
  return names.length > 3 ? `${names.slice(0, 3).join('、')}…` : names.join('、')
}
