import { backlogOf } from '../../../shared/domain/backlog.ts'
import { next } from '../../../shared/domain/print-job.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import { paperTime } from '../../../shared/ticket/paper-clock.ts'
import { type Db, transact } from '../../store/database.ts'
import { note } from '../../store/history.ts'
import { type JobRow, listClaimable, listHeldAt, markAsked, printJob, saveJob } from '../../store/jobs.ts'
import type { AlarmBook } from '../alarm-book.ts'
import { refreshOrder } from '../order-progress.ts'

/**
 * Its printer can print again: what has become old meanwhile is held, to be asked about, before any of it prints.
 * Returns that backlog. `idleMs`: for how long that printer has printed nothing.
 */
export function holdBacklog(
  db: Db,
  printerId: string,
  lane: { at: number; idleMs: number; staleAfterMinutes: number },
): JobRow[] {
  if (lane.idleMs <= lane.staleAfterMinutes * 60_000) return []
  return transact(db, () => {
    const waiting = listClaimable(db, printerId).map(job => ({
      job,
      staleFrom: job.stale_from,
      dueSince: Math.max(job.created_at, job.release_at ?? 0),
      asked: job.asked === 1,
    }))
    const backlog = backlogOf(waiting, lane)
    for (const { job } of backlog) {
      const held = next(printJob(job), { type: 'hold', why: 'stale' })
      if (held === null) continue
      saveJob(db, job.id, held)
      markAsked(db, job.id)
      note(db, { order_row: job.order_row, job: job.id, at: lane.at, what: 'held-stale', detail: printerId })
      refreshOrder(db, job.order_row, lane.at)
    }
    return backlog.map(({ job }) => ({ ...job, state: 'held' as const, held_for: 'stale' as const }))
  })
}

/** Oldest order first. */
export function listBacklog(db: Db, printerId: string): JobRow[] {
  return listHeldAt(db, printerId)
    .filter(job => job.held_for === 'stale')
    .sort((a, b) => orderedAt(a) - orderedAt(b) || a.id - b.id)
}

/** When its order was wanted, paid or placed. */
export function orderedAt(job: JobRow): number {
  return job.stale_from ?? job.created_at
}

/** One alarm per printer for all of its old tickets. */
export function watchBacklog(
  deps: { db: Db; alarms: AlarmBook; settings: Settings; clock: { now(): number } },
  printerId: string,
): void {
  const { db, alarms, settings } = deps
  const [oldest, ...others] = listBacklog(db, printerId)
  if (oldest === undefined) {
    alarms.end('printer-backlog', printerId)
    return
  }
  const { timezone } = settings.shop
  const [time = ''] = /\S+:\d\d(?=:)/.exec(paperTime(orderedAt(oldest), deps.clock.now(), timezone)) ?? []
  alarms.raise('printer-backlog', printerId, {
    printer: settings.printers.find(one => one.id === printerId)?.name ?? printerId,
    tickets: others.length + 1,
    oldest: time,
  })
}
