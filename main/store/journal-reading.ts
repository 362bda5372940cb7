import { createReadStream, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { JournalEntry, JournalOutcome, JournalVerdict } from './journal.ts'

// Reading journal/YYYY-MM-DD.jsonl back, a line at a time: a day of a busy shop is tens of megabytes.

/** Entries of before there were hashes lack them. */
export type ReadEntry = Omit<JournalEntry, 'bodyHash' | 'contentHash'> & Partial<JournalEntry>
export type JournalLine = ReadEntry | JournalVerdict | JournalOutcome

export function isEntry(line: JournalLine): line is ReadEntry {
  return 'body' in line
}

export function isVerdict(line: JournalLine): line is JournalVerdict {
  return 'verdict' in line
}

/** An entry stands in the file of the day in which it was written, a moment after it came. */
const dayMarginMs = 600_000

/** The first day whose file may hold what came at that time or later. */
export function journalDayOf(at: number): string {
  return new Date(at - dayMarginMs).toISOString().slice(0, 10)
}

const dayFile = /^(\d{4}-\d{2}-\d{2})\.jsonl$/

/** The days that there is a file of, oldest first, as their UTC dates. */
export function journalDays(folder: string): string[] {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
  return names.flatMap(name => dayFile.exec(name)?.[1] ?? []).sort()
}

export function hasJournal(folder: string): boolean {
  return journalDays(folder).some(day => statSync(join(folder, `${day}.jsonl`)).size > 0)
}

/**
 * Every whole line of that day (UTC, '' for all) and later, up to the other one (not with it; none: to the end), in the
 * order of writing as long as the clock never leapt; pieces that a power cut left are passed over.
 */
export type ReadJournal = (folder: string, fromDay: string, untilDay?: string) => AsyncIterable<JournalLine>

export async function* readJournal(folder: string, fromDay = '', untilDay?: string): AsyncGenerator<JournalLine> {
  for (const day of journalDays(folder)) {
    if (day < fromDay || (untilDay !== undefined && day >= untilDay)) continue
    for await (const text of readLines(join(folder, `${day}.jsonl`))) {
      const line = parse(text)
      if (line !== null) yield line
    }
  }
}

/** Split at line feeds only: JSON leaves U+2028 as it is, which Node's own readline takes for an end of line. */
async function* readLines(file: string): AsyncGenerator<string> {
  let rest: Buffer[] = []
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      yield Buffer.concat([...rest, chunk.subarray(start, end)]).toString('utf8')
      rest = []
      start = end + 1
    }
    rest.push(chunk.subarray(start))
  }
  yield Buffer.concat(rest).toString('utf8')
}

function parse(text: string): JournalLine | null {
  if (text.trim() === '') return null
  try {
    const line: unknown = JSON.parse(text)
    if (typeof line !== 'object' || line === null) return null
    const { seq, at, source, body, verdict, out } = line as Record<string, unknown>
    const entry = typeof at === 'number' && typeof source === 'string' && typeof body === 'string'
    if (typeof seq === 'string' && (entry || typeof verdict === 'string')) return line as JournalLine
    return typeof out === 'object' && out !== null ? (line as JournalOutcome) : null
  } catch {
    return null
  }
}
