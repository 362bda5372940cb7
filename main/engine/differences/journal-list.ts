import { businessDayStart, dayAfter } from '../../../shared/domain/business-day.ts'
import type { Settings, SourceSettings } from '../../../shared/domain/settings.ts'
import { isEntry, isVerdict, journalDayOf, type ReadEntry, type ReadJournal } from '../../store/journal-reading.ts'
import { readSubmission, type Submission } from '../intake/submission.ts'
import type { PlatformList } from './list-watch.ts'

const pageSize = 200
/** Verdicts follow their entries within moments; and a clock is put right now and then. */
const marginMs = 600_000

export type JournalListDeps = { shop: Settings['shop']; journalFolder: string; readJournal: ReadJournal }

/**
 * A platform that sends its orders keeps no list that it could be asked for: what came of it on a business day, and was
 * taken, stands in the journal, which knows nothing of the database.
 */
export function createJournalList(source: SourceSettings, deps: JournalListDeps): PlatformList {
  const { shop, journalFolder, readJournal } = deps

  async function* read(day: string, signal: AbortSignal): AsyncGenerator<readonly Submission[]> {
    const from = businessDayStart(day, shop)
    const until = businessDayStart(dayAfter(day), shop)
    const untold = new Map<string, ReadEntry>()
    let page: Submission[] = []
    for await (const line of readJournal(journalFolder, journalDayOf(from))) {
      if (signal.aborted) return
      if (isEntry(line)) {
        // Days that came later are not this one's, however many there are.
        if (line.at >= until + marginMs) break
        const isOrder = line.source === source.id && line.kind === undefined && line.print !== true
        if (isOrder && line.at >= from && line.at < until) untold.set(line.seq, line)
      } else if (isVerdict(line)) {
        const entry = untold.get(line.seq)
        untold.delete(line.seq)
        if (entry !== undefined && line.verdict === 'accepted') page.push(submissionOf(entry))
      }
      if (page.length < pageSize) continue
      yield page
      page = []
    }
    yield page
  }

  return { source, isOurs: true, read }
}

/** Its hashes are of what came, before it was masked. */
function submissionOf({ source, webhookId, at, body, bodyHash, contentHash }: ReadEntry): Submission {
  const read = readSubmission({ sourceId: source, webhookId, receivedAt: at, body: Buffer.from(body) })
  return { ...read, bodyHash: bodyHash ?? read.bodyHash, contentHash: contentHash ?? read.contentHash }
}
