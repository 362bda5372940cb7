import type { Logger } from 'pino'
import type { Settings } from '../../shared/domain/settings.ts'
import {
  isDelivering,
  minutesOf,
  missedOrders,
  silentStretch,
  stretchesBefore,
} from '../../shared/domain/silent-source.ts'
import type { Db } from '../store/database.ts'
import { countReceived, receivedSpan } from '../store/orders.ts'
import type { AlarmBook } from './alarm-book.ts'
import type { Clock } from './clock.ts'

/** How often each source is looked at. The question is one of quarters of an hour. */
const everyMs = 60_000

/** Raises an alarm for a source that is silent where it usually is not, and ends it at its next order. */
export type SourceWatch = { stop(): void }

export function startSourceWatch(deps: {
  db: Db
  clock: Clock
  settings: Settings
  alarms: AlarmBook
  log: Logger
}): SourceWatch {
  const { db, clock, alarms } = deps
  const watchedSince = clock.now()
  // The demo's orders come when somebody trains.
  const sources = deps.settings.sources.filter(({ id }) => id !== 'demo')

  function look(source: string): void {
    const { first, last } = receivedSpan(db, source)
    const now = clock.now()
    if (isDelivering({ now, lastAt: last })) alarms.end('source-silent', source)
    const stretch = silentStretch({ now, lastAt: last, watchedSince })
    if (stretch === null) return
    const before = stretchesBefore(stretch, first)
    const usual = missedOrders(before.map(one => countReceived(db, source, one)))
    // Once raised it stands until an order comes: that business slackens towards evening mends no link.
    if (usual !== null) alarms.raise('source-silent', source, { source, minutes: minutesOf(stretch), usual })
  }

  let cancel = () => {}
  const round = () => {
    for (const { id } of sources) {
      try {
        look(id)
      } catch (error) {
        deps.log.warn({ err: error, source: id }, 'a source could not be looked at')
      }
    }
    cancel = clock.after(everyMs, round)
  }
  if (sources.length > 0) cancel = clock.after(everyMs, round)
  return { stop: () => cancel() }
}
