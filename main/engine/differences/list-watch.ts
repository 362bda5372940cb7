import type { Logger } from 'pino'
import type { Discrepancy } from '../../../shared/domain/reconciliation/discrepancy.ts'
import type { SourceSettings } from '../../../shared/domain/settings.ts'
import type { Db } from '../../store/database.ts'
import { note } from '../../store/history.ts'
import type { Clock } from '../clock.ts'
import type { Submission } from '../intake/submission.ts'
import { type ListLegDeps, lookAtList } from './list-leg.ts'

/** A source whose orders of a day can be read once more. */
export type PlatformList = {
  source: SourceSettings
  /** Of our own keeping: what it has was taken once, and may be on paper. What we lack of it is for a person. */
  isOurs: boolean
  /** null: there is no list of that day. Throws where it cannot be read; then nothing is known, and nothing differs. */
  read(day: string, signal: AbortSignal): AsyncIterable<readonly Submission[]> | null
}

/** Reads platforms' lists of a day again: one at a time, and what cannot be read once more later. */
export type ListWatch = {
  /** Resolves when the day's lists were read, or could not be for now. Never rejects. */
  look(day: string): Promise<void>
  lookAt(sourceId: string, day: string): void
  stop(): Promise<void>
}

export type ListWatchDeps = ListLegDeps & {
  db: Db
  clock: Clock
  log: Logger
  lists: readonly PlatformList[]
  take: (scope: string, found: readonly Discrepancy[]) => void
}

/** One minute, two, four … an hour: a night without the platform is waited out. */
const firstRestMs = 60_000
const longestRestMs = 3_600_000
const mostTries = 16

export function createListWatch(deps: ListWatchDeps): ListWatch {
  const { db, clock, log } = deps
  const stopping = new AbortController()
  /** by source and day: what is to be read, and ends the wait for it */
  const waiting = new Map<string, () => void>()
  let reading: Promise<void> = Promise.resolve()

  function lookOnce(list: PlatformList, day: string, failures = 0): Promise<void> {
    const key = `${list.source.id}/${day}`
    waiting.get(key)?.()
    waiting.delete(key)
    reading = reading.then(async () => {
      if (stopping.signal.aborted) return
      try {
        const pages = list.read(day, stopping.signal)
        if (pages === null) return
        const found = await lookAtList(deps, list, day, pages)
        if (!stopping.signal.aborted) deps.take(`list:${key}`, found)
      } catch (error) {
        if (stopping.signal.aborted) return
        log.warn({ err: error, source: list.source.id, day }, 'the platform’s list of the day could not be read')
        if (failures === 0) noteUnread(list, day, error)
        if (failures >= mostTries || waiting.has(key)) return
        const rest = Math.min(longestRestMs, firstRestMs * 2 ** failures)
        waiting.set(
          key,
          clock.after(rest, () => void lookOnce(list, day, failures + 1)),
        )
      }
    })
    return reading
  }

  /** It is no difference; but who asks why a day was not held against its platform finds it. */
  function noteUnread({ source }: PlatformList, day: string, error: unknown): void {
    const detail = `${source.id} ${day}: ${error instanceof Error ? error.message : String(error)}`
    try {
      note(db, { at: clock.now(), what: 'list-unread', detail })
    } catch (failure) {
      log.warn({ err: failure }, 'that could not be noted')
    }
  }

  return {
    async look(day) {
      await Promise.all(deps.lists.map(list => lookOnce(list, day)))
    },
    lookAt(sourceId, day) {
      const list = deps.lists.find(one => one.source.id === sourceId)
      if (list !== undefined) void lookOnce(list, day)
    },
    async stop() {
      stopping.abort()
      for (const cancel of waiting.values()) cancel()
      await reading
    },
  }
}
