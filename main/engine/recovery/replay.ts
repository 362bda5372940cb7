import type { Logger } from 'pino'
import { businessDay } from '../../../shared/domain/business-day.ts'
import { remembered } from '../../../shared/domain/restored-job.ts'
import type { SourceSettings } from '../../../shared/domain/settings.ts'
import { dayAndMinute } from '../../../shared/domain/wall-clock.ts'
import { findCloudPrint } from '../../store/cloud-prints.ts'
import { type Db, transact } from '../../store/database.ts'
import { note } from '../../store/history.ts'
import { listJobsInLanes, listJobsOfTicket, listNewerJobs, newestJob, printJob, saveJob } from '../../store/jobs.ts'
import type { Journal, JournalOutcome, JournalVerdict } from '../../store/journal.ts'
import type { ReadEntry, ReadJournal } from '../../store/journal-reading.ts'
import { findOrder } from '../../store/orders.ts'
import { savePullCursor } from '../../store/pull-cursors.ts'
import {
  finishRestoration,
  getJournalPosition,
  getOpenRestoration,
  type JournalPosition,
  setJournalPosition,
} from '../../store/restorations.ts'
import { listTickets, listTicketsOfPrint, setLostPapers, type TicketRow } from '../../store/tickets.ts'
import { readPrintLine } from '../cloud/foreign-print.ts'
import { type PrintVerdict, takePrintSafely } from '../cloud/take-print.ts'
import { readDismissalLine } from '../intake/dismissal.ts'
import { type NamedVerdict, readNamedLine, takeNamed } from '../intake/named-order.ts'
import { readSubmission } from '../intake/submission.ts'
import { type DismissalVerdict, takeDismissal } from '../intake/take-dismissal.ts'
import { type KeptVerdict, takeKept } from '../intake/take-kept.ts'
import { quarantine } from '../intake/take-order.ts'
import type { TakeDeps } from '../intake/take-revision.ts'
import { takeSafely } from '../intake/take-submission.ts'
import { refreshOrder } from '../order-progress.ts'
import { watchHeldOrder } from '../printing/job-watch.ts'
import { type Behind, type EntryBehind, survey } from './behind.ts'
import { doubt, forgetOutcomes, holdDoubtful } from './doubts.ts'
import { knowsLessOfPaper, knowsOrder } from './old-database.ts'

export type ReplayDeps = TakeDeps & { log: Logger; journal: Journal; journalFolder: string; readJournal: ReadJournal }

const batchSize = 100

/**
 * Before the lanes start: takes in what the journal has and the database has not. After an ordinary stop that is at most
 * an order whose sender heard nothing. After a restore, or where the file turns out to be of an earlier hour than the
 * journal, it is all that came since, and whatever of it the journal does not know to be settled prints marked.
 */
export async function replayJournal(deps: ReplayDeps): Promise<void> {
  const { db } = deps
  const begun = getOpenRestoration(db)
  const position = getJournalPosition(db) ?? takenAt(begun?.backup_at ?? null)
  const since = { seq: begun?.since_seq ?? position?.seq ?? '', at: begun?.since_at ?? position?.at }
  const behind = await survey(deps, { position, since, restored: begun !== undefined })
  if (begun === undefined && (behind.concluded || knowsLessOfPaper(db, behind.outcomes))) {
    deps.log.error({ since: position?.at }, 'the journal knows more than the database: it is an old one')
    forgetOutcomes(db, { at: deps.now(), backupAt: position?.at ?? null })
  }
  const restoration = getOpenRestoration(db)
  // Made new, or by a version that kept no account: nobody can say what is behind it.
  if (position === undefined && restoration === undefined) return
  const taken = await takeBehind(deps, behind, restoration !== undefined)
  if (taken.orders > 0) deps.log.warn(taken, 'taken in from the journal')
  if (restoration === undefined) return
  recall(deps, behind.outcomes.values())
  const tickets = settleDoubts(deps)
  const whole = restoration.gap === 0 && behind.isWhole
  transact(db, () => {
    deps.alarms.raise('database-restored', 'database', {
      backup: restoration.backup_at === null ? '' : dayAndMinute(restoration.backup_at, deps.settings.shop.timezone),
      orders: taken.orders,
      ...{ tickets, gap: whole ? 0 : 1 },
    })
    finishRestoration(db, restoration.id, { at: deps.now(), whole })
  })
}

/** A backup that keeps no account of the journal: what came in a minute before it may not be in it yet. */
function takenAt(backupAt: number | null): JournalPosition | undefined {
  return backupAt === null ? undefined : { seq: '', at: backupAt - 60_000 }
}

async function takeBehind(deps: ReplayDeps, behind: Behind, doubtful: boolean): Promise<{ orders: number }> {
  let orders = 0
  let batch: EntryBehind[] = []
  // What the program before wrote and did not sync could still go.
  await deps.journal.append([]).catch(error => deps.log.warn({ err: error }, 'the journal could not be synced'))
  for await (const one of behind.entries(doubtful)) {
    batch.push(one)
    if (batch.length === batchSize) await takeBatch()
  }
  await takeBatch()
  return { orders }

  async function takeBatch(): Promise<void> {
    if (batch.length === 0) return
    // One whose fsync failed may be gone from the disk all the same: it is no place to be found again.
    const last = batch.findLast(({ entry, astray }) => !astray && behind.verdicts.get(entry.seq) !== 'not-durable')
    const verdicts = transact(deps.db, () => {
      if (last !== undefined) setJournalPosition(deps.db, last.entry)
      return batch.map(({ entry }) => {
        const newest = newestJob(deps.db)
        const verdict = replayOne(deps, entry, behind.verdicts.get(entry.seq))
        if (doubtful) for (const job of listNewerJobs(deps.db, newest)) doubt(deps.db, job, entry.at)
        return verdict
      })
    })
    orders += verdicts.filter(verdict => verdict?.result === 'accepted').length
    const news = batch.flatMap(({ entry: { seq } }, index): JournalVerdict[] => {
      const verdict = verdicts[index]
      return verdict == null || behind.verdicts.has(seq) ? [] : [{ seq, verdict: verdict.result }]
    })
    batch = []
    // Without them the entries are taken once more at the next start, and found known.
    await deps.journal.conclude(news).catch(error => deps.log.warn({ err: error }, 'no verdict in the journal'))
  }
}

/** As it was when it came, so that days and numbers come out the same. Null: its sender was told that it is not taken. */
function replayOne(
  given: ReplayDeps,
  entry: ReadEntry,
  told: string | undefined,
): KeptVerdict | PrintVerdict | DismissalVerdict | NamedVerdict | null {
  if (told === 'not-durable' || told === 'not-open') return null
  const deps = { ...given, now: () => entry.at }
  if (entry.print === true) return replayPrint(deps, entry, told)
  if (entry.kind === 'dismissal') return replayDismissal(deps, entry, told)
  if (entry.kind === 'named') return replayNamed(deps, entry)
  const { kind, source: sourceId, webhookId, again, at: receivedAt } = entry
  const read = readSubmission({ kind, sourceId, webhookId, again, receivedAt, body: Buffer.from(entry.body) })
  if (entry.cursor !== undefined) {
    savePullCursor(deps.db, sourceId, entry.cursor, businessDay(entry.at, deps.settings.shop))
  }
  const hashes = { bodyHash: entry.bodyHash ?? read.bodyHash, contentHash: entry.contentHash ?? read.contentHash }
  const submission = { ...read, ...hashes }
  // One that was refused must not print now because another order is missing, or this version reads it.
  const refused = told === 'invalid' || (told === 'conflict' && !knowsOrder(deps.db, read))
  if (refused) {
    const issues = read.parsed.ok ? [{ path: '', message: `was refused: ${told}` }] : read.parsed.issues
    return quarantine(deps, submission, issues)
  }
  const kept = entry.settles === undefined ? null : takeKept(deps, sourceOf(), submission, entry.settles)
  if (kept !== null && kept.result !== 'not-open') return kept
  // What it settles may be gone from the journal; that a person was told it is taken in counts all the same.
  return kept !== null && told === undefined ? kept : takeSafely(deps, sourceOf(), submission)

  function sourceOf(): SourceSettings {
    const known = deps.settings.sources.find(one => one.id === sourceId)
    // Its source may be gone from the settings; what it brought is not.
    return known ?? { id: sourceId, type: 'push' }
  }
}

/** Whose client was told that it was not printed has sent it again, or will; one that can no longer be read is gone. */
function replayPrint(deps: ReplayDeps, entry: ReadEntry, told: string | undefined): PrintVerdict | null {
  const print = readPrintLine(entry)
  if (print === null || (told !== undefined && told !== 'accepted')) return null
  return takePrintSafely(deps, print)
}

/** What its platform has told of it since is behind it in the journal, and known when it is told again. */
function replayNamed(deps: ReplayDeps, entry: ReadEntry): NamedVerdict | null {
  const named = readNamedLine(entry)
  return named === null ? null : takeNamed(deps, named, '{}')
}

/** What came, and was dismissed behind the backup, need not be looked at again. */
function replayDismissal(deps: ReplayDeps, entry: ReadEntry, told: string | undefined): DismissalVerdict | null {
  const dismissal = readDismissalLine(entry)
  return dismissal === null || (told !== undefined && told !== 'dismissed') ? null : takeDismissal(deps, dismissal)
}

/** What the journal knows to be on paper, or not wanted any more, needs no second copy. */
function recall(deps: ReplayDeps, outcomes: Iterable<JournalOutcome['out']>): void {
  const { db } = deps
  transact(db, () => {
    for (const told of outcomes) {
      const ticket = ticketOf(db, told)
      if (ticket === undefined) continue
      for (const job of listJobsOfTicket(db, ticket.id)) {
        const settled = job.reprint_of === null ? remembered(printJob(job), told) : null
        if (settled === null) continue
        saveJob(db, job.id, settled)
        setLostPapers(db, job.ticket, told.papers)
        const detail = told.state
        note(db, { order_row: ticket.order_row, job: job.id, at: deps.now(), what: 'outcome-from-journal', detail })
      }
      refreshOrder(db, ticket.order_row, deps.now())
      if (ticket.order_row !== null) watchHeldOrder(deps, ticket.order_row)
    }
  })
}

function ticketOf(db: Db, { source, orderId, revision, place }: JournalOutcome['out']): TicketRow | undefined {
  const order = findOrder(db, source, orderId)
  if (order !== undefined) return listTickets(db, order.id).filter(one => one.revision === revision)[place]
  const print = findCloudPrint(db, source, orderId)
  return print === undefined ? undefined : listTicketsOfPrint(db, print.id)[place]
}

/** What is left may be on paper or not. Returns how many there are. */
function settleDoubts(deps: ReplayDeps): number {
  const doubtful = listJobsInLanes(deps.db).filter(job => job.doubtful === 1)
  transact(deps.db, () => {
    for (const job of doubtful) holdDoubtful(deps, job, deps.now())
  })
  return doubtful.length
}
