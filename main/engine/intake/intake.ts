import type { Logger } from 'pino'
import { businessDay } from '../../../shared/domain/business-day.ts'
import { printersFor } from '../../../shared/domain/routing.ts'
import type { SourceSettings } from '../../../shared/domain/settings.ts'
import { transact } from '../../store/database.ts'
import type { Journal, JournalEntry, Settles } from '../../store/journal.ts'
import { savePullCursor } from '../../store/pull-cursors.ts'
import { getJournalPosition, setJournalPosition } from '../../store/restorations.ts'
import type { Bell } from '../bell.ts'
import { type ForeignPrint, printLine } from '../cloud/foreign-print.ts'
import { type PrintVerdict, takePrintSafely } from '../cloud/take-print.ts'
import type { Outside } from '../outside.ts'
import type { DiskWatch } from '../recovery/disk-watch.ts'
import { type Dismissal, dismissalLine } from './dismissal.ts'
import { type NamedOrder, type NamedVerdict, namedLine, takeNamed } from './named-order.ts'
import type { Submission } from './submission.ts'
import { type DismissalVerdict, takeDismissal } from './take-dismissal.ts'
import { type KeptVerdict, takeKept } from './take-kept.ts'
import type { Verdict } from './take-order.ts'
import type { TakeDeps } from './take-revision.ts'
import { takeSafely } from './take-submission.ts'

export type NotTaken = { result: 'busy' } | { result: 'not-durable' }
export type IntakeAnswer = Verdict | NotTaken

export type Intake = {
  /** Resolves once the verdict is on disk (or the disk refused). */
  take(source: SourceSettings, submission: Submission): Promise<IntakeAnswer>
  /** What was kept aside, and a person has taken in after all: it is settled in the same transaction. */
  takeKept(source: SourceSettings, submission: Submission, settles: Settles): Promise<KeptVerdict | NotTaken>
  /** What a source gave up to this cursor: orders and cursor are stored together or not at all. */
  takePage(source: SourceSettings, submissions: readonly Submission[], cursor: string): Promise<IntakeAnswer[]>
  /** A ticket that a cloud printer's client sent. */
  takePrint(print: ForeignPrint): Promise<PrintVerdict | NotTaken>
  /** A person's word about what was kept aside. */
  takeDismissal(dismissal: Dismissal): Promise<DismissalVerdict | NotTaken>
  /** What a platform only named: it will be asked for it. `kept`: what else it said, JSON, masked. */
  takeNamed(named: NamedOrder, kept: string): Promise<NamedVerdict | NotTaken>
  /** After a refusal: does the disk take orders again? To be asked now and then; none may come for hours. */
  look(): Promise<void>
  /** Resolves when everything that waits has its answer. */
  drained(): Promise<void>
}

/** Above this many waiting orders the door says "busy" (contract §4). */
const mostWaiting = 1_000
/** One journal fsync and one commit carry up to this many orders: a burst costs few disk waits, one order only two. */
const batchSize = 100

/** What came in, whatever it is: how the journal keeps it, who will print it, and what becomes of it. */
type Arrival<Answer extends { result: string }> = {
  line: Omit<JournalEntry, 'seq'>
  printers: readonly string[]
  /** in the transaction */
  take(): Answer
}

/** What one caller handed in: one arrival, or a page of them. */
type Waiting = {
  lines: readonly Arrival<never>['line'][]
  printers: readonly string[]
  /** in the transaction; the verdicts for the journal */
  take(): string[]
  answer(): void
  refuse(): void
}

/**
 * received → journal (fsync) → one transaction → answers. The journal comes first, so that a database that is lost
 * later can be filled again from it; an order counts as accepted only when both are on disk.
 */
export function createIntake(
  deps: TakeDeps & {
    journal: Journal
    bell: Bell
    log: Logger
    disk: DiskWatch
    faultPoint?: Outside['faultPoint']
    wakeLanes: () => void
    /** these printers will probably have something to print in a moment */
    expectTickets: (printerIds: ReadonlySet<string>) => void
  },
): Intake {
  const waiting: Waiting[] = []
  let running: Promise<void> | null = null
  let sequence = 0
  let refused = false
  const run = `${deps.now().toString(36)}-${process.pid.toString(36)}`

  /** Whatever goes wrong with one batch, the next is taken. */
  async function work(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, batchSize)
      await settle(batch).catch(error => {
        deps.log.error({ err: error }, 'intake stumbled')
        refuseAll(batch)
      })
    }
    running = null
  }

  function numbered(line: Omit<JournalEntry, 'seq'>): JournalEntry {
    sequence += 1
    return { seq: `${run}-${sequence}`, ...line }
  }

  async function settle(batch: Waiting[]): Promise<void> {
    if (!deps.disk.takesOrders()) {
      refuseAll(batch)
      return
    }
    const entries = batch.flatMap(one => one.lines.map(numbered))
    let verdicts: string[]
    deps.faultPoint?.('received')
    try {
      const onDisk = deps.journal.append(entries)
      // The disk is busy with it; the printers can say meanwhile how they are.
      deps.expectTickets(new Set(batch.flatMap(one => one.printers)))
      await onDisk
      verdicts = transact(deps.db, () => {
        const last = entries.at(-1)
        if (last !== undefined) setJournalPosition(deps.db, last)
        return batch.flatMap(one => one.take())
      })
      deps.faultPoint?.('committed')
    } catch (error) {
      // First of all the answers: a log on the same full disk may fail too.
      refuseAll(batch)
      refused = true
      deps.disk.noticed(error)
      deps.alarms.raise('not-durable', 'disk', { detail: error instanceof Error ? error.message : String(error) })
      deps.log.error({ err: error, orders: entries.length }, 'the disk refused; nothing was accepted')
      // Best effort: without it a replay takes the order in, which is right for one whose sender gave up.
      await deps.journal
        .conclude(entries.map(({ seq }) => ({ seq, verdict: 'not-durable' })))
        .catch(failure => deps.log.warn({ err: failure }, 'no verdict in the journal'))
      return
    }
    // It is on disk: first the answers, then everything that only tells of it.
    for (const one of batch) one.answer()
    deps.wakeLanes()
    deps.bell.ring('orders', 'jobs', 'quarantine')
    takesAgain()
    await deps.journal
      .conclude(verdicts.map((verdict, index) => ({ seq: entries[index]?.seq ?? '', verdict })))
      .catch(failure => deps.log.warn({ err: failure }, 'no verdict in the journal'))
  }

  function takesAgain(): void {
    refused = false
    deps.alarms.end('not-durable', 'disk')
  }

  /** Both are written and synced, with nothing new in them. */
  async function look(): Promise<void> {
    if (!refused || !deps.disk.takesOrders()) return
    try {
      await deps.journal.append([])
      const position = getJournalPosition(deps.db)
      if (position !== undefined) transact(deps.db, () => setJournalPosition(deps.db, position))
      takesAgain()
    } catch (error) {
      deps.disk.noticed(error)
    }
  }

  function takeAll<Answer extends { result: string }>(arrivals: readonly Arrival<Answer>[], first = () => {}) {
    return new Promise<(Answer | { result: 'not-durable' })[]>(answer => {
      let verdicts: Answer[] = []
      waiting.push({
        lines: arrivals.map(({ line }) => line),
        printers: arrivals.flatMap(({ printers }) => printers),
        take() {
          first()
          verdicts = arrivals.map(arrival => arrival.take())
          return verdicts.map(({ result }) => result)
        },
        answer: () => answer(verdicts),
        refuse: () => answer(arrivals.map(() => ({ result: 'not-durable' }))),
      })
      running ??= work()
    })
  }

  async function takeOne<Answer extends { result: string }>(arrival: Arrival<Answer>): Promise<Answer | NotTaken> {
    if (waiting.length >= mostWaiting) return { result: 'busy' }
    const [answer = { result: 'not-durable' as const }] = await takeAll([arrival])
    return answer
  }

  function orderArrival(source: SourceSettings, submission: Submission): Arrival<Verdict> {
    const { kind, parsed, receivedAt, sourceId, webhookId, again, bodyHash, contentHash, body } = submission
    const isForPaper = parsed.ok && parsed.order.status === 'paid'
    return {
      line: {
        ...{ at: receivedAt, source: sourceId, webhookId, bodyHash, contentHash, body },
        ...(again ? { again } : {}),
        ...(kind === 'order' ? {} : { kind }),
      },
      printers: isForPaper ? [...printersFor(parsed.order.items, deps.settings)] : [],
      take: () => takeSafely(deps, source, submission),
    }
  }

  return {
    take: (source, submission) => takeOne(orderArrival(source, submission)),
    takeKept(source, submission, settles) {
      const { line, printers } = orderArrival(source, submission)
      const take = () => takeKept(deps, source, submission, settles)
      return takeOne<KeptVerdict>({ line: { ...line, settles }, printers, take })
    },
    takePage(source, submissions, cursor) {
      const arrivals = submissions.map(one => orderArrival(source, one))
      const last = arrivals.at(-1)
      // Once all of the page has been taken in from the journal, the source need not be asked for it again.
      if (last !== undefined) last.line = { ...last.line, cursor }
      return takeAll(arrivals, () =>
        savePullCursor(deps.db, source.id, cursor, businessDay(deps.now(), deps.settings.shop)),
      )
    },
    takePrint: print =>
      takeOne({ line: printLine(print), printers: [print.printer], take: () => takePrintSafely(deps, print) }),
    takeDismissal: dismissal =>
      takeOne({ line: dismissalLine(dismissal), printers: [], take: () => takeDismissal(deps, dismissal) }),
    takeNamed: (named, kept) =>
      takeOne({ line: namedLine(named), printers: [], take: () => takeNamed(deps, named, kept) }),
    look,
    async drained() {
      while (running !== null) await running
    },
  }
}

function refuseAll(batch: readonly Waiting[]): void {
  for (const one of batch) one.refuse()
}
