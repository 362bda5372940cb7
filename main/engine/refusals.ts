import type { AlarmCode } from '../../shared/domain/alarm.ts'
import type { AlarmFacts } from '../../shared/domain/alarms/alarm-text.ts'
import type { AlarmBook } from './alarm-book.ts'

/** Refusals of one kind raise the alarm's count at most this often: a storm of them must not busy the disk. */
const countEveryMs = 1_000
/** Subjects come from outside; so many are told apart. */
const mostKnown = 1_000

/** Counts what the door refuses, in alarms that a person ends. */
export type Refusals = { count(code: AlarmCode, subject: string, facts: AlarmFacts): void }

export function createRefusals({ alarms, now }: { alarms: AlarmBook; now: () => number }): Refusals {
  const lastCounted = new Map<string, number>()
  return {
    count(code, subject, facts) {
      const key = `${code} ${subject}`
      const at = now()
      if (Math.abs(at - (lastCounted.get(key) ?? 0)) < countEveryMs) return
      if (lastCounted.size >= mostKnown) lastCounted.clear()
      lastCounted.set(key, at)
      alarms.count(code, subject, facts)
    },
  }
}
