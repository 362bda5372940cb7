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
      lookAtAll()
    } catch (error) {
      deps.log.warn({ err: error }, 'the day sequences could not be looked at')
    }
  })

  function lookAtAll(): void {
    const days = [dayBefore(0), dayBefore(1)]
    const watched = new Set(settings.sources.flatMap(({ id }) => days.map(day => look(id, day))))
    // What is still missing when the day after is over, however long nobody looked, will not come by itself: the day's
    // reconciliation has it. And of a source that is gone nothing comes.
    for (const { code, subject } of alarms.standing()) {
      if (code === 'dayseq-gap' && !watched.has(subject)) alarms.end(code, subject)
    }
  }

  /** Gives the subject of its alarm, whether it stands or not. */
  function look(source: string, day: string): string {
    const subject = `${source}/${day}`
    const missing = overdue(source, day)
    const facts = { source, day, missing: numbersInWords(missing, ', ') }
    if (missing.length === 0) alarms.end('dayseq-gap', subject)
    else alarms.gather('dayseq-gap', subject, facts, missing.map(String))
    return subject
  }

  function overdue(source: string, day: string): number[] {
    const seen = listSequence(db, source, day)
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
