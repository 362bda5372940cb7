import type { Logger } from 'pino'
import { isStale } from '../../../shared/domain/backlog.ts'
import { businessDay } from '../../../shared/domain/business-day.ts'
import { holdsUncertain, next } from '../../../shared/domain/print-job.ts'
import { remembered } from '../../../shared/domain/restored-job.ts'
import type { SourceSettings } from '../../../shared/domain/settings.ts'
import { dayAndMinute } from '../../../shared/domain/wall-clock.ts'
import { findCloudPrint } from '../../store/cloud-prints.ts'
import { type Db, transact } from '../../store/database.ts'
import { note } from '../../store/history.ts'
import { listJobsInLanes, listJobsOfTicket, listNewerJobs, newestJob, printJob, saveJob } from '../../store/jobs.ts'
import type { Journal, JournalOutcome, JournalVerdict } from '../../store/journal.ts'
import { isEntry, isVerdict, journalDayOf, type ReadEntry, type ReadJournal } from '../../store/journal-reading.ts'
import { findOrder } from '../../store/orders.ts'
import { savePullCursor } from '../../store/pull-cursors.ts'
import {
  finishRestoration,
  getJournalPosition,
  getOpenRestoration,
  type JournalPosition,
  setJournalPosition,
} from '../../store/restorations.ts'
import { getTicket, listTickets, listTicketsOfPrint, setLostPapers, type TicketRow } from '../../store/tickets.ts'
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
import { watchHeldOrder, watchJob } from '../printing/job-watch.ts'
import { doubt, forgetOutcomes } from './doubts.ts'
import { knowsEntry, knowsLessOfPaper, knowsOrder, ticketName } from './old-database.ts'

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
  const behind = await survey(deps, position, begun?.since_at ?? position?.at)
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
  transact(db, () => {
    deps.alarms.raise('database-restored', 'database', {
      backup: restoration.backup_at === null ? '' : dayAndMinute(restoration.backup_at, deps.settings.shop.timezone),
      orders: taken.orders,
      tickets,
    })
    finishRestoration(db, restoration.id, deps.now())
  })
}

/** A backup that keeps no account of the journal: what came in a minute before it may not be in it yet. */
function takenAt(backupAt: number | null): JournalPosition | undefined {
  return backupAt === null ? undefined : { seq: '', at: backupAt - 60_000 }
}

type Behind = {
  entries: () => AsyncGenerator<ReadEntry>
  verdicts: Map<string, string>
  /** the sender of one of the entries was told that it is taken, and this database does not know it: it must have once */
  concluded: boolean
  /** the last word on each ticket */
  outcomes: Map<string, JournalOutcome['out']>
}

async function survey(
  { db, readJournal, journalFolder }: Pick<ReplayDeps, 'db' | 'readJournal' | 'journalFolder'>,
  position: JournalPosition | undefined,
  sinceAt?: number,
): Promise<Behind> {
  const fromDay = sinceAt === undefined ? '' : journalDayOf(sinceAt)
  const outcomes = new Map<string, JournalOutcome['out']>()
  let verdicts = new Map<string, string>()
  let found = false
  let waiting = 0
  for await (const line of readJournal(journalFolder, fromDay)) {
    if (isVerdict(line)) verdicts.set(line.seq, line.verdict)
    else if (!isEntry(line)) outcomes.set(ticketName(line.out), line.out)
    else if (line.seq === position?.seq) {
      found = true
      waiting = 0
      verdicts = new Map()
    } else waiting += 1
  }
  /** Where somebody removed the file with that entry, time has to tell. */
  async function* entries() {
    if (waiting === 0) return
    let behind = position === undefined
    for await (const line of readJournal(journalFolder, fromDay)) {
      if (!isEntry(line)) continue
      if (behind || (!found && position !== undefined && line.at > position.at)) yield line
      if (line.seq === position?.seq) behind = true
    }
  }
  let concluded = false
  // A clock that was a year ahead for a moment has left a file of its own, which counts as the last one from then on.
  for await (const entry of entries())
    if (verdicts.get(entry.seq) === 'accepted' && !knowsEntry(db, entry)) concluded = true
  return { entries, verdicts, concluded, outcomes }
}

async function takeBehind(deps: ReplayDeps, behind: Behind, doubtful: boolean): Promise<{ orders: number }> {
  let orders = 0
  let batch: ReadEntry[] = []
  // What the program before wrote and did not sync could still go.
  await deps.journal.append([]).catch(error => deps.log.warn({ err: error }, 'the journal could not be synced'))
  for await (const entry of behind.entries()) {
    batch.push(entry)
    if (batch.length === batchSize) await takeBatch()
  }
  await takeBatch()
  return { orders }

  async function takeBatch(): Promise<void> {
    if (batch.length === 0) return
    // One whose fsync failed may be gone from the disk all the same: it is no place to be found again.
    const last = batch.findLast(({ seq }) => behind.verdicts.get(seq) !== 'not-durable')
    const verdicts = transact(deps.db, () => {
      if (last !== undefined) setJournalPosition(deps.db, last)
      return batch.map(entry => {
        const newest = newestJob(deps.db)
        const verdict = replayOne(deps, entry, behind.verdicts.get(entry.seq))
        if (doubtful) for (const job of listNewerJobs(deps.db, newest)) doubt(deps.db, job, entry.at)
        return verdict
      })
    })
    orders += verdicts.filter(verdict => verdict?.result === 'accepted').length
    const news = batch.flatMap(({ seq }, index): JournalVerdict[] => {
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

/**
 * What is left may be on paper or not. A fresh one prints again, marked; under the policy `hold`, and where it is so old
 * that the food has long been eaten or asked for, a person decides. Returns how many there are.
 */
function settleDoubts(deps: ReplayDeps): number {
  const { db, settings } = deps
  const doubtful = listJobsInLanes(db).filter(job => job.doubtful === 1)
  const held = doubtful.filter(
    job =>
      holdsUncertain(settings.policy.uncertain, job.kind) ||
      isStale(job.stale_from, deps.now(), settings.policy.staleAfterMinutes),
  )
  transact(db, () => {
    for (const job of held) {
      const after = next(printJob(job), { type: 'hold', why: 'uncertain' })
      if (after === null) continue
      saveJob(db, job.id, after)
      refreshOrder(db, job.order_row, deps.now())
    }
  })
  for (const job of held)
    watchJob(deps, { ...job, state: 'held', held_for: 'uncertain' }, getTicket(db, job.ticket).number)
  return doubtful.length
}
