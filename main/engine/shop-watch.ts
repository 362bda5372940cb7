import type { Logger } from 'pino'
import { businessDay } from '../../shared/domain/business-day.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import { isSilent, silenceWindowMs, usualDays } from '../../shared/domain/silent-source.ts'
import { paperTime } from '../../shared/ticket/paper-clock.ts'
import type { Db } from '../store/database.ts'
import { countReceived } from '../store/orders.ts'
import { findPause } from '../store/shop-pause.ts'
import type { AlarmBook } from './alarm-book.ts'
import type { Clock } from './clock.ts'
import { lookEvery } from './look-every.ts'

const lookMs = 5_000
const dayMs = 24 * 3_600_000

/** What nobody does and nothing reports: a shop left closed on a new day, a source that has stopped sending. */
export function createShopWatch(deps: { db: Db; settings: Settings; clock: Clock; alarms: AlarmBook; log: Logger }): {
  stop(): void
} {
  const { db, settings, clock, alarms } = deps
  const startedAt = clock.elapsed()
  const stop = lookEvery(clock, lookMs, () => {
    try {
      look()
    } catch (error) {
      deps.log.warn({ err: error }, 'the shop could not be looked at')
    }
  })

  function look(): void {
    const now = clock.now()
    const pause = findPause(db)
    const forgotten = pause !== undefined && businessDay(pause.since, settings.shop) < businessDay(now, settings.shop)
    if (forgotten) {
      const since = paperTime(pause.since, now, settings.shop.timezone)
      alarms.raise('shop-still-paused', 'shop', { since: since.replace(/:\d\d$/, '') })
    } else alarms.end('shop-still-paused', 'shop')
    // Nobody could send to a program that was not there, and a closed shop has asked for silence.
    const listening = pause === undefined && clock.elapsed() - startedAt >= silenceWindowMs
    for (const { id } of settings.sources) {
      if (listening && id !== 'demo' && isSilent(received(id, now), usual(id, now))) {
        alarms.raise('source-silent', id, { source: id })
      } else alarms.end('source-silent', id)
    }
  }

  function received(source: string, until: number): number {
    return countReceived(db, source, { from: until - silenceWindowMs, until })
  }

  function usual(source: string, now: number): number[] {
    return Array.from({ length: usualDays }, (_, day) => received(source, now - (day + 1) * dayMs))
  }

  return { stop }
}
