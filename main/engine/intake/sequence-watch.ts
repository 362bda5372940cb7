import type { Logger } from 'pino'
import { numbersInWords, sequenceGaps, sequenceGraceMs } from '../../../shared/domain/day-sequence.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import { dateText, wallTime } from '../../../shared/domain/wall-clock.ts'
import type { Db } from '../../store/database.ts'
import { hasEarlierSequence, listSequence } from '../../store/day-sequence.ts'
import type { AlarmBook } from '../alarm-book.ts'
import type { Clock } from '../clock.ts'
import { lookEvery } from '../look-every.ts'

const lookMs = 5_000
const dayMs = 24 * 3_600_000

/** Numbers of a platform's day that never came (see shared/domain/day-sequence.ts): each source, today and yesterday. */
export function createSequenceWatch(deps: {
  db: Db
  settings: Settings
  clock: Clock
  alarms: AlarmBook
  log: Logger
}): {
  stop(): void
} {
  const { db, settings, clock, alarms } = deps
  const stop = lookEvery(clock, lookMs, () => {
    try {
      for (const { id } of settings.sources) for (const back of [0, 1, 2]) look(id, dayBefore(back), back)
    } catch (error) {
      deps.log.warn({ err: error }, 'the day sequences could not be looked at')
    }
  })

  function look(source: string, day: string, back: number): void {
    const subject = `${source}/${day}`
    const seen = back > 1 ? [] : listSequence(db, source, day)
    // What is still missing when the day after is over will not come by itself: the day's reconciliation has it.
    const missing = overdue(source, day, seen)
    if (missing.length === 0) alarms.end('dayseq-gap', subject)
    else
      alarms.gather('dayseq-gap', subject, { source, day, missing: numbersInWords(missing, ', ') }, missing.map(String))
  }

  function overdue(source: string, day: string, seen: ReturnType<typeof listSequence>): number[] {
    const [lowest] = seen
    if (lowest === undefined) return []
    // Connected in the middle of a day: what came before belongs to nobody here.
    const first = hasEarlierSequence(db, source, day) ? 1 : lowest.number
    const now = clock.now()
    return sequenceGaps(seen, first)
      .filter(gap => now - gap.since >= sequenceGraceMs)
      .map(gap => gap.number)
  }

  function dayBefore(days: number): string {
    return dateText(wallTime(clock.now() - days * dayMs, settings.shop.timezone))
  }

  return { stop }
}
