import type { Logger } from 'pino'
import { printersFor } from '../../shared/domain/routing.ts'
import type { SourceSettings } from '../../shared/domain/settings.ts'
import { transact } from '../store/database.ts'
import type { Journal, JournalEntry } from '../store/journal.ts'
import { savePullCursor } from '../store/pull-cursors.ts'
import { setJournalPosition } from '../store/restorations.ts'
import type { Bell } from './bell.ts'
import type { DiskWatch } from './disk-watch.ts'
import type { Outside } from './outside.ts'
import type { Submission } from './submission.ts'
import type { Verdict } from './take-order.ts'
import type { TakeDeps } from './take-revision.ts'
import { takeSafely } from './take-submission.ts'

export type IntakeAnswer = Verdict | { result: 'busy' } | { result: 'not-durable' }

export type Intake = {
  /** Resolves once the verdict is on disk (or the disk refused). */
  take(source: SourceSettings, submission: Submission): Promise<IntakeAnswer>
  /** What a source gave up to this cursor: orders and cursor are stored together or not at all. */
  takePage(source: SourceSettings, submissions: readonly Submission[], cursor: string): Promise<IntakeAnswer[]>
  /** Resolves when everything that waits has its answer. */
  drained(): Promise<void>
}

/** Above this many waiting orders the door says "busy" (contract §4). */
const mostWaiting = 1_000
/** One journal fsync and one commit carry up to this many orders: a burst costs few disk waits, one order only two. */
const batchSize = 100

/** What one caller hands in: one order, or a page of them and where it ends. */
type Waiting = {
  source: SourceSettings
  submissions: readonly Submission[]
  cursor: string | null
  answer: (answers: IntakeAnswer[]) => void
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

  function printersOf({ parsed }: Submission): string[] {
    return parsed.ok && parsed.order.status === 'paid' ? [...printersFor(parsed.order.items, deps.settings)] : []
  }

  function journalEntries({ submissions, cursor }: Waiting): JournalEntry[] {
    return submissions.map(({ kind, receivedAt, sourceId, webhookId, again, bodyHash, contentHash, body }, index) => {
      sequence += 1
      return {
        ...{ seq: `${run}-${sequence}`, at: receivedAt, source: sourceId, webhookId, bodyHash, contentHash, body },
        ...(again ? { again } : {}),
        ...(kind === 'order' ? {} : { kind }),
        // Once all of the page has been taken in from the journal, the source need not be asked for it again.
        ...(cursor !== null && index === submissions.length - 1 ? { cursor } : {}),
      }
    })
  }

  async function settle(batch: Waiting[]): Promise<void> {
    if (!deps.disk.takesOrders()) {
      refuseAll(batch)
      return
    }
    const submissions = batch.flatMap(one => one.submissions)
    const entries = batch.flatMap(journalEntries)
    let verdicts: Verdict[][]
    deps.faultPoint?.('received')
    try {
      const onDisk = deps.journal.append(entries)
      // The disk is busy with it; the printers can say meanwhile how they are.
      deps.expectTickets(new Set(submissions.flatMap(printersOf)))
      await onDisk
      verdicts = transact(deps.db, () => {
        const last = entries.at(-1)
        if (last !== undefined) setJournalPosition(deps.db, last)
        return batch.map(({ source, submissions, cursor }) => {
          if (cursor !== null) savePullCursor(deps.db, source.id, cursor)
          return submissions.map(submission => takeSafely(deps, source, submission))
        })
      })
      deps.faultPoint?.('committed')
    } catch (error) {
      // First of all the answers: a log on the same full disk may fail too.
      refuseAll(batch)
      deps.disk.noticed(error)
      deps.alarms.raise('not-durable', 'disk', { detail: error instanceof Error ? error.message : String(error) })
      deps.log.error({ err: error, orders: submissions.length }, 'the disk refused; nothing was accepted')
      // Best effort: without it a replay takes the order in, which is right for one whose sender gave up.
      await deps.journal
        .conclude(entries.map(({ seq }) => ({ seq, verdict: 'not-durable' })))
        .catch(failure => deps.log.warn({ err: failure }, 'no verdict in the journal'))
      return
    }
    // It is on disk: first the answers, then everything that only tells of it.
    batch.forEach((one, index) => {
      one.answer(verdicts[index] ?? [])
    })
    deps.wakeLanes()
    deps.bell.ring('orders', 'jobs', 'quarantine')
    deps.alarms.end('not-durable', 'disk')
    await deps.journal
      .conclude(verdicts.flat().map((verdict, index) => ({ seq: entries[index]?.seq ?? '', verdict: verdict.result })))
      .catch(failure => deps.log.warn({ err: failure }, 'no verdict in the journal'))
  }

  function takeAll(source: SourceSettings, submissions: readonly Submission[], cursor: string | null) {
    return new Promise<IntakeAnswer[]>(answer => {
      waiting.push({ source, submissions, cursor, answer })
      running ??= work()
    })
  }

  return {
    async take(source, submission) {
      if (waiting.length >= mostWaiting) return { result: 'busy' }
      const [answer = { result: 'not-durable' as const }] = await takeAll(source, [submission], null)
      return answer
    },
    takePage: takeAll,
    async drained() {
      while (running !== null) await running
    },
  }
}

function refuseAll(batch: readonly Waiting[]): void {
  for (const one of batch) one.answer(one.submissions.map(() => ({ result: 'not-durable' })))
}
