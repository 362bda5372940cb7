import type { Logger } from 'pino'
import type { AlarmCode } from '../../shared/domain/alarm.ts'
import type { AlarmFacts } from '../../shared/domain/alarms/alarm-text.ts'
import type { AlarmBook } from './alarm-book.ts'
import type { Clock } from './clock.ts'

/** Refusals of one kind are written down at most this often: a storm of them must not busy the disk. */
const writeEveryMs = 1_000

/** Counts what the door refuses, in alarms that a person ends. */
export type Refusals = {
  count(code: AlarmCode, subject: string, facts: AlarmFacts): void
  stop(): void
}

export function createRefusals(deps: { alarms: AlarmBook; clock: Clock; log: Logger }): Refusals {
  const { alarms, clock, log } = deps
  /** of each kind, what came since it was written down last; subjects are sources and tokens, so there are few */
  const lately = new Map<string, { more: number; cancel: () => void }>()

  function write(key: string, times: number, ...what: Parameters<Refusals['count']>): void {
    const known = { more: 0, cancel: clock.after(writeEveryMs, later) }
    lately.set(key, known)
    alarms.count(...what, times)

    function later(): void {
      lately.delete(key)
      try {
        if (known.more > 0) write(key, known.more, ...what)
      } catch (error) {
        log.warn({ err: error }, 'refusals could not be counted')
      }
    }
  }

  return {
    count(code, subject, facts) {
      const key = `${code} ${subject}`
      const known = lately.get(key)
      if (known === undefined) write(key, 1, code, subject, facts)
      else known.more += 1
    },
    stop() {
      for (const { cancel } of lately.values()) cancel()
    },
  }
}
