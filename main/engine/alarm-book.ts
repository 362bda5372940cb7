import { type AlarmCode, alarmSeverity, alarmWords, endsWithItsCause } from '../../shared/domain/alarm.ts'
import type { AlarmFacts, AlarmLanguage } from '../../shared/domain/alarms/alarm-text.ts'
import type { AlarmView, HealthView } from '../../shared/domain/views/shop-views.ts'
import { type AlarmRow, ackAlarm, endAlarm, getStandingAlarm, listStandingAlarms, raiseAlarm } from '../store/alarms.ts'
import type { Db } from '../store/database.ts'
import { isDiskRefusal } from '../store/database.ts'
import type { Bell } from './bell.ts'
import type { Clock } from './clock.ts'
import { showId } from './ids.ts'

export type AlarmBook = {
  raise(code: AlarmCode, subject: string, facts: AlarmFacts): void
  /** Raises one that counts how often it happened while it stands (its fact `count`); `times` more, 1 unless given. */
  count(code: AlarmCode, subject: string, facts: AlarmFacts, times?: number): void
  /**
   * Raises one that stands for all of `orders`, however they are named. One that was not among them before makes another
   * alarm of it: nobody has heard of that order yet, whatever they have heard of the others.
   */
  gather(code: AlarmCode, subject: string, facts: AlarmFacts, orders: readonly string[]): void
  /** Its cause is gone. */
  end(code: AlarmCode, subject: string): void
  /** A person has seen it: one without a lasting cause ends, the others go quiet. Null: no such alarm stands. */
  ack(id: number, by: string): AlarmView | null
  standing(): AlarmView[]
  health(): Omit<HealthView, 'version'>
}

/** Ids of alarms that are not in the database: far above any row's. */
const firstUnstored = 1_000_000_000_000

export function createAlarmBook(deps: { db: Db; clock: Clock; bell: Bell; language: AlarmLanguage }): AlarmBook {
  const { db, clock, bell } = deps
  // What the disk refused to keep. It must be seen all the same: the disk itself may be what is wrong, and a printer
  // without paper is no less so because of it.
  const unstored = new Map<string, AlarmRow>()
  let nextUnstored = firstUnstored
  const keyOf = (code: AlarmCode, subject: string) => `${code} ${subject}`

  const view = (row: AlarmRow): AlarmView => {
    const { gathered: _, ...facts } = JSON.parse(row.facts) as AlarmFacts
    return {
      id: showId('a', row.id),
      code: row.code,
      severity: alarmSeverity(row.code),
      since: new Date(row.since).toISOString(),
      subject: row.subject,
      ...alarmWords(row.code, facts, deps.language),
      acked: row.acked_at !== null,
      facts,
    }
  }

  function rows(): AlarmRow[] {
    const stored = listStandingAlarms(db).reverse()
    const known = new Set(stored.map(row => keyOf(row.code, row.subject)))
    return [...[...unstored].filter(([key]) => !known.has(key)).map(([, row]) => row), ...stored]
  }

  function raise(code: AlarmCode, subject: string, facts: AlarmFacts): void {
    try {
      if (getStandingAlarm(db, code, subject)?.facts === JSON.stringify(facts)) return
      raiseAlarm(db, { code, subject, facts, since: clock.now() })
      store()
    } catch (error) {
      if (!isDiskRefusal(error)) throw error
      keepUnstored(code, subject, facts)
    }
    bell.ring('alarms')
  }

  function keepUnstored(code: AlarmCode, subject: string, facts: AlarmFacts): void {
    const key = keyOf(code, subject)
    const same = unstored.get(key)
    unstored.set(key, {
      id: same?.id ?? nextUnstored++,
      ...{ code, subject, facts: JSON.stringify(facts) },
      since: same?.since ?? clock.now(),
      acked_at: same?.acked_at ?? null,
    })
  }

  function gather(code: AlarmCode, subject: string, facts: AlarmFacts, orders: readonly string[]): void {
    const known = getStandingAlarm(db, code, subject) ?? unstored.get(keyOf(code, subject))
    const { gathered = '' } = known === undefined ? {} : (JSON.parse(known.facts) as AlarmFacts)
    const before = new Set(String(gathered).split('\n'))
    if (orders.some(order => !before.has(order))) end(code, subject)
    raise(code, subject, { ...facts, gathered: orders.join('\n') })
  }

  /** The disk takes writes again: what it refused meanwhile is kept now. A transaction may still be undone. */
  function store(): void {
    if (db.inTransaction) return
    for (const [key, { code, subject, facts, since, acked_at }] of unstored) {
      const known = getStandingAlarm(db, code, subject)
      if (known === undefined) raiseAlarm(db, { code, subject, facts: JSON.parse(facts) as AlarmFacts, since })
      const row = known ?? getStandingAlarm(db, code, subject)
      if (row !== undefined && acked_at !== null) ackAlarm(db, row.id, acked_at, 'screen')
      unstored.delete(key)
    }
  }

  function end(code: AlarmCode, subject: string): void {
    if (unstored.delete(keyOf(code, subject))) bell.ring('alarms')
    try {
      const known = getStandingAlarm(db, code, subject)
      if (known === undefined) return
      endAlarm(db, known.id, clock.now())
      store()
    } catch (error) {
      // It stands a little longer; whoever ends it asks again.
      if (!isDiskRefusal(error)) throw error
    }
    bell.ring('alarms')
  }

  return {
    raise,
    count(code, subject, facts, times = 1) {
      const known = getStandingAlarm(db, code, subject) ?? unstored.get(keyOf(code, subject))
      const before = known === undefined ? 0 : Number((JSON.parse(known.facts) as AlarmFacts).count ?? 0)
      raise(code, subject, { ...facts, count: before + times })
    },
    gather,
    end,
    ack(id, by) {
      const known = rows().find(row => row.id === id)
      if (known === undefined) return null
      const at = clock.now()
      const acked = { ...known, acked_at: known.acked_at ?? at }
      const key = keyOf(known.code, known.subject)
      if (id < firstUnstored) ackAlarm(db, id, at, by)
      else unstored.set(key, acked)
      if (!endsWithItsCause(known.code)) {
        if (id < firstUnstored) endAlarm(db, id, at)
        else unstored.delete(key)
      }
      bell.ring('alarms')
      return view(acked)
    },
    standing: () => rows().map(view),
    health() {
      const standing = rows()
      const loud = standing.some(row => row.acked_at === null && alarmSeverity(row.code) === 'critical')
      return { status: loud ? 'alarm' : standing.length > 0 ? 'degraded' : 'ok', alarms: standing.length }
    },
  }
}
