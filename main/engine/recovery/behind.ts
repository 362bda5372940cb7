import type { Db } from '../../store/database.ts'
import type { JournalOutcome } from '../../store/journal.ts'
import {
  isEntry,
  isVerdict,
  type JournalLine,
  journalDayOf,
  journalDays,
  type ReadEntry,
  type ReadJournal,
} from '../../store/journal-reading.ts'
import type { JournalPosition } from '../../store/restorations.ts'
import { knowsContent, knowsEntry, ticketName } from './old-database.ts'

// What the journal has behind a place in it. Its files are named by days, and so they are read in the order of writing,
// unless the clock was wrong once: a year ahead for a moment, it has left a file of its own that counts as the last one from
// then on, and a place in it has all that was written since before it. What may stand astray is asked of the database.

/** `astray`: it says nothing of how far the journal has been taken in */
export type EntryBehind = { entry: ReadEntry; astray: boolean }

export type Behind = {
  /** `old`: the database is of an earlier hour, so that also the words that were answered since may be missing */
  entries: (old: boolean) => AsyncGenerator<EntryBehind>
  verdicts: Map<string, string>
  /** the sender of one of the entries was told that it is taken, and this database does not know it: it must have once */
  concluded: boolean
  /** the last word on each ticket */
  outcomes: Map<string, JournalOutcome['out']>
  /** the journal goes on from where the database stood: what is not in it was not taken in */
  isWhole: boolean
}

type SurveyDeps = { db: Db; now: () => number; readJournal: ReadJournal; journalFolder: string }

/** Clocks of one shop differ by so much, and are put right by so much every day. */
const clockMarginMs = 600_000

type Place = {
  /** behind it; undefined: behind nothing, all of it */
  position: JournalPosition | undefined
  /** where the database stood when it was restored; else the same */
  since: { seq: string; at: number | undefined }
  restored: boolean
}

export async function survey(deps: SurveyDeps, { position, since, restored }: Place): Promise<Behind> {
  const { db, readJournal, journalFolder } = deps
  const isAhead = (at: number) => at > deps.now() + clockMarginMs
  const fromDay = since.at === undefined ? '' : journalDayOf(since.at)
  const mayBeAstray = restored || (position !== undefined && isAhead(position.at))
  const earlyDay = mayBeAstray ? await firstDayBehind(deps, fromDay) : fromDay

  async function* lines(): AsyncGenerator<{ line: JournalLine; isEarly: boolean }> {
    if (earlyDay < fromDay) {
      for await (const line of readJournal(journalFolder, earlyDay, fromDay)) yield { line, isEarly: true }
    }
    for await (const line of readJournal(journalFolder, fromDay)) yield { line, isEarly: false }
  }

  const outcomes = new Map<string, JournalOutcome['out']>()
  const early = new Map<string, string>()
  let verdicts = new Map<string, string>()
  let found = false
  let isWhole = false
  let waiting = earlyDay < fromDay ? 1 : 0
  for await (const { line, isEarly } of lines()) {
    // A database that has taken in nothing yet stood before the first of them.
    if (isEntry(line) && (since.seq === '' || line.seq === since.seq)) isWhole = true
    if (isVerdict(line)) (isEarly ? early : verdicts).set(line.seq, line.verdict)
    else if (!isEntry(line)) keepLast(outcomes, line.out)
    else if (line.seq === position?.seq) {
      found = true
      waiting = earlyDay < fromDay ? 1 : 0
      verdicts = new Map()
    } else waiting += 1
  }
  for (const [seq, verdict] of early) verdicts.set(seq, verdict)

  /** Where somebody removed the file with that entry, time has to tell. */
  async function* entries(old: boolean): AsyncGenerator<EntryBehind> {
    if (waiting === 0) return
    let behind = position === undefined
    // What a day begins with may be from before the place.
    let hasNews = false
    for await (const { line, isEarly } of lines()) {
      if (!isEntry(line)) continue
      const isBehind = behind || (!found && position !== undefined && line.at > position.at)
      const astray = isEarly || isAhead(line.at)
      if (isEarly) hasNews ||= isMissing(db, line, verdicts.get(line.seq))
      const isWanted = isEarly ? hasNews : isBehind
      if (isWanted && (!astray || isNews(line, old))) yield { entry: line, astray }
      if (line.seq === position?.seq) behind = true
    }
  }

  /** An order that is known would be taken for a change back to what it was; other words are about orders. */
  function isNews(line: ReadEntry, old: boolean): boolean {
    const told = verdicts.get(line.seq)
    const isOrder = line.kind === undefined
    if (!old && told !== undefined && !(isOrder && told === 'accepted')) return false
    return !isOrder || isRefusal(told) || !knowsContent(db, line)
  }

  let concluded = false
  for await (const { entry } of entries(restored))
    if (verdicts.get(entry.seq) === 'accepted' && !knowsEntry(db, entry)) concluded = true
  return { entries, verdicts, concluded, outcomes, isWhole }
}

/** Backwards from that day, to where the database knows all of a day's orders; one without orders tells nothing. */
async function firstDayBehind({ db, readJournal, journalFolder }: SurveyDeps, fromDay: string): Promise<string> {
  let first = fromDay
  for (const day of journalDays(journalFolder).reverse()) {
    if (day >= fromDay) continue
    const known = new Map<string, boolean>()
    for await (const line of readJournal(journalFolder, day, first)) {
      if (isVerdict(line) && line.verdict !== 'accepted') known.delete(line.seq)
      else if (isEntry(line) && line.kind === undefined) known.set(line.seq, knowsContent(db, line))
    }
    if ([...known.values()].includes(false)) first = day
    else if (known.size > 0) break
  }
  return first
}

/** An order that was taken, or whose sender heard nothing, and that is not here. */
function isMissing(db: Db, line: ReadEntry, told: string | undefined): boolean {
  return line.kind === undefined && (told === undefined || told === 'accepted') && !knowsContent(db, line)
}

function isRefusal(told: string | undefined): boolean {
  return told === 'invalid' || told === 'conflict' || told === 'not-durable'
}

/** The one with the most papers: of two files nobody can say which was written last. */
function keepLast(outcomes: Behind['outcomes'], told: JournalOutcome['out']): void {
  const name = ticketName(told)
  if ((outcomes.get(name)?.papers ?? 0) <= told.papers) outcomes.set(name, told)
}
