import {
  type AlarmCode,
  type AlarmFacts,
  type AlarmLanguage,
  alarmSeverity,
  alarmWords,
  endsWithItsCause,
} from '../../shared/domain/alarm.ts'
import type { AlarmView, HealthView } from '../../shared/domain/views.ts'
import { type AlarmRow, ackAlarm, endAlarm, getStandingAlarm, listStandingAlarms, raiseAlarm } from '../store/alarms.ts'
import type { Db } from '../store/database.ts'
import { isDiskRefusal } from '../store/database.ts'
import type { Bell } from './bell.ts'
import type { Clock } from './clock.ts'
import { showId } from './ids.ts'

export type AlarmBook = {
  raise(code: AlarmCode, subject: string, facts: AlarmFacts): void
  /** Raises one that counts how often it happened while it stands (its fact `count`). */
  count(code: AlarmCode, subject: string, facts: AlarmFacts): void
  /** Its cause is gone. */
  end(code: AlarmCode, subject: string): void
  /** A person has seen it: one without a lasting cause ends, the others go quiet. Null: no such alarm stands. */
  ack(id: number, by: string): AlarmView | null
  standing(): AlarmView[]
  health(): Omit<HealthView, 'version'>
}

export function createAlarmBook(deps: { db: Db; clock: Clock; bell: Bell; language: AlarmLanguage }): AlarmBook {
  const { db, clock, bell } = deps
  // The disk itself may be what is wrong: that alarm must stand without it.
  let unstored: AlarmRow | null = null

  const view = (row: AlarmRow): AlarmView => {
    const facts = JSON.parse(row.facts) as AlarmFacts
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
  const rows = () => [...(unstored === null ? [] : [unstored]), ...listStandingAlarms(db).reverse()]

  function raise(code: AlarmCode, subject: string, facts: AlarmFacts): void {
    try {
      if (getStandingAlarm(db, code, subject)?.facts === JSON.stringify(facts)) return
      raiseAlarm(db, { code, subject, facts, since: clock.now() })
    } catch (error) {
      if (!isDiskRefusal(error)) throw error
      const same = unstored?.code === code && unstored.subject === subject ? unstored : null
      unstored = {
        id: 0,
        code,
        subject,
        facts: JSON.stringify(facts),
        since: same?.since ?? clock.now(),
        acked_at: same?.acked_at ?? null,
      }
    }
    bell.ring('alarms')
  }

  return {
    raise,
    count(code, subject, facts) {
      const known = getStandingAlarm(db, code, subject)
      const before = known === undefined ? 0 : Number((JSON.parse(known.facts) as AlarmFacts).count ?? 0)
      raise(code, subject, { ...facts, count: before + 1 })
    },
    end(code, subject) {
      if (unstored?.code === code && unstored.subject === subject) {
        unstored = null
        bell.ring('alarms')
      }
      try {
        const known = getStandingAlarm(db, code, subject)
        if (known === undefined) return
        endAlarm(db, known.id, clock.now())
      } catch (error) {
        // It stands a little longer; whoever ends it asks again.
        if (!isDiskRefusal(error)) throw error
      }
      bell.ring('alarms')
    },
    ack(id, by) {
      const known = rows().find(row => row.id === id)
      if (known === undefined) return null
      const at = clock.now()
      if (known === unstored) unstored = { ...unstored, acked_at: at }
      else ackAlarm(db, id, at, by)
      if (!endsWithItsCause(known.code)) endAlarm(db, id, at)
      bell.ring('alarms')
      return view({ ...known, acked_at: known.acked_at ?? at })
    },
    standing: () => rows().map(view),
    health() {
      const standing = rows()
      const loud = standing.some(row => row.acked_at === null && alarmSeverity(row.code) === 'critical')
      return { status: loud ? 'alarm' : standing.length > 0 ? 'degraded' : 'ok', alarms: standing.length }
    },
  }
}
