import { isStale } from '../../../shared/domain/backlog.ts'
import type { Order } from '../../../shared/domain/order.ts'
import { holdsUncertain, next } from '../../../shared/domain/print-job.ts'
import { forgotten } from '../../../shared/domain/restored-job.ts'
import type { Settings, SourceSettings } from '../../../shared/domain/settings.ts'
import { type Db, transact } from '../../store/database.ts'
import { note } from '../../store/history.ts'
import { getJob, type JobRow, listHeld, listJobsInLanes, printJob, saveJob } from '../../store/jobs.ts'
import type { OrderRow } from '../../store/orders.ts'
import { isListRead, setListRead } from '../../store/pull-cursors.ts'
import { beginRestoration, getLastGap, getOpenRestoration } from '../../store/restorations.ts'
import { getTicket, setLostPapers } from '../../store/tickets.ts'
import type { AlarmBook } from '../alarm-book.ts'
import { refreshOrder } from '../order-progress.ts'
import { watchJob } from '../printing/job-watch.ts'

/**
 * This database has come back from an earlier day or hour: what it still calls unprinted may be on paper. From here on
 * none of it prints without 补打 and 可能重复. `backupAt` null: of when it is cannot be told. `elsewhere`: the shop may have
 * gone on at another place, of which no journal here tells.
 */
export function forgetOutcomes(db: Db, given: { at: number; backupAt: number | null; elsewhere?: boolean }): void {
  const { at, backupAt, elsewhere = false } = given
  transact(db, () => {
    beginRestoration(db, { at, backup_at: backupAt, gap: elsewhere })
    for (const job of [...listJobsInLanes(db), ...listHeld(db)]) doubt(db, job, at)
  })
}

/** In the caller's transaction. */
export function doubt(db: Db, job: JobRow, at: number): void {
  const doubtful = forgotten(printJob(job))
  if (doubtful === null) return
  saveJob(db, job.id, doubtful)
  setLostPapers(db, job.ticket, 1)
  note(db, { order_row: job.order_row, job: job.id, at, what: 'may-have-printed', detail: 'database restored' })
  refreshOrder(db, job.order_row, at)
}

/**
 * A fresh one prints again, marked; under the policy `hold`, and where it is so old that the food has long been eaten or
 * asked for, a person decides. In the caller's transaction.
 */
export function holdDoubtful(deps: { db: Db; settings: Settings; alarms: AlarmBook }, job: JobRow, at: number): void {
  const { db, settings } = deps
  const { uncertain, staleAfterMinutes } = settings.policy
  if (!holdsUncertain(uncertain, job.kind) && !isStale(job.stale_from, at, staleAfterMinutes)) return
  const held = next(printJob(job), { type: 'hold', why: 'uncertain' })
  if (held === null) return
  saveJob(db, job.id, held)
  refreshOrder(db, job.order_row, at)
  watchJob(deps, { ...job, state: 'held', held_for: 'uncertain' }, getTicket(db, job.ticket).number)
}

/** A ticket that has only now been made may be on paper all the same (mayHaveCome). In the caller's transaction. */
export function doubtNew(deps: Parameters<typeof holdDoubtful>[0], job: JobRow, at: number): void {
  doubt(deps.db, job, at)
  const doubtful = getJob(deps.db, job.id)
  if (doubtful !== undefined) holdDoubtful(deps, doubtful, at)
}

/**
 * May this word of a source have come once before, behind the copy that the database was restored from, with nothing here
 * that tells of it? Where the journal is whole, never. Else so it is of what was paid for before the restore, if its
 * source is read again from where the copy stood (pull, Alipay), says that it sends it once more, or had words about it
 * that are not here: its number is not the next one. A pulled list is news again from its end on.
 */
export function mayHaveCome(
  db: Db,
  source: SourceSettings,
  {
    order,
    again,
    before,
    at,
  }: { order: Order; again: boolean; before: Pick<OrderRow, 'revision'> | undefined; at: number },
): boolean {
  const isPulled = source.type === 'pull'
  const isRead = isPulled || source.type === 'alipay'
  // One without a number is the next one. Where times are the numbers, nobody can say how many are missing.
  const isFarther = order.revision !== null && order.revision > (before?.revision ?? 0) + 1
  if (!isRead && !again && !isFarther) return false
  const gap = getLastGap(db)
  // What is taken in from the journal just now is doubted there.
  if (gap === undefined || getOpenRestoration(db) !== undefined) return false
  const isBefore = Date.parse(order.payment.paidAt ?? order.placedAt) <= gap.at
  // By a clock that was wrong at the restore the time of it means nothing: a list's end still tells, for the others there is
  // no telling.
  if (isPulled) return !isListRead(db, source.id, gap.id) && (isBefore || gap.at < (gap.since_at ?? 0))
  return isBefore && gap.at <= at
}

/** A source's list has nothing more just now. */
export function readToEnd(db: Db, source: string): void {
  const gap = getLastGap(db)
  if (gap !== undefined && !isListRead(db, source, gap.id)) setListRead(db, source, gap.id)
}
