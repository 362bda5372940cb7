import type { Logger } from 'pino'
import { doubledMs } from '../sources/back-off.ts'
import { createRest } from '../sources/rest.ts'
import { EventRefused, type SourceEvent } from '../sources/source.ts'
import { type Db, transact } from '../store/database.ts'
import { insertRefused, listUnheard, type OutboxRow, saveHeard, unheardLoad } from '../store/outbox.ts'
import type { AlarmBook } from './alarm-book.ts'
import type { Clock } from './clock.ts'
import { iso } from './job-view.ts'
import type { DiskWatch } from './recovery/disk-watch.ts'

/** Brings one source what became of its orders (contract §7): at least once, in order, for as long as it takes. */
export type Courier = {
  /** There may be something to tell. */
  wake(): void
  stop(): Promise<void>
}

/** Handed over together; a source that takes events one by one may have taken some when it fails, and hears them again. */
const batchSize = 50
const longestBackOffMs = 60_000
/** An event that is refused so often, alone and in a row, is put aside for a person. */
const mostRefusals = 3
/** Nobody eats cold food for want of an event: a person hears of it after a while. */
const alarmAfterMs = 5 * 60_000

export function createCourier(deps: {
  source: string
  shopId: string
  deliver: (events: readonly SourceEvent[]) => Promise<void>
  db: Db
  clock: Clock
  alarms: AlarmBook
  disk: DiskWatch
  log: Logger
}): Courier {
  const { source, db, clock, alarms, disk, log } = deps
  const rest = createRest(clock)
  let failures = 0
  let refusals = 0

  const running = run()

  async function run(): Promise<void> {
    while (!rest.signal.aborted) {
      try {
        // After a refusal one at a time, to find the one that is meant.
        const rows = listUnheard(db, source, refusals > 0 ? 1 : batchSize)
        const first = rows[0]
        const last = rows.at(-1)
        if (first === undefined || last === undefined) await rest.sleep(null)
        else await bring(rows, first, last)
      } catch (error) {
        log.warn({ err: error, source }, 'events could not be brought to their source')
        disk.noticed(error)
        await backOff()
      }
    }
  }

  async function bring(rows: readonly OutboxRow[], first: OutboxRow, last: OutboxRow): Promise<void> {
    try {
      await rest.unlessCut(deps.deliver(rows.map(row => eventOf(row, deps.shopId))))
    } catch (error) {
      if (!(error instanceof EventRefused)) throw error
      await refuse(rows, first, error)
      return
    }
    saveHeard(db, source, last.id)
    failures = 0
    refusals = 0
    alarms.end('events-waiting', source)
  }

  async function refuse(rows: readonly OutboxRow[], first: OutboxRow, error: EventRefused): Promise<void> {
    refusals += 1
    if (rows.length === 1 && refusals > mostRefusals) {
      transact(db, () => {
        insertRefused(db, { event: first.id, source, error: error.message, at: clock.now() })
        saveHeard(db, source, first.id)
      })
      refusals = 0
      log.error({ source, event: first.event_id, type: first.type }, 'an event was put aside: its source refuses it')
      alarms.count('event-refused', source, { source, detail: error.message })
      return
    }
    await backOff()
  }

  function tellPerson(): void {
    try {
      const { waiting, oldest } = unheardLoad(db, source)
      if (oldest === null || clock.now() - oldest < alarmAfterMs) return
      alarms.raise('events-waiting', source, { source, waiting })
    } catch (error) {
      disk.noticed(error)
    }
  }

  async function backOff(): Promise<void> {
    tellPerson()
    const wait = doubledMs(failures, longestBackOffMs)
    failures += 1
    await rest.backOff(wait)
  }

  return { wake: rest.rouse, stop: () => rest.end(running) }
}

function eventOf(row: OutboxRow, shopId: string): SourceEvent {
  return {
    eventId: row.event_id,
    type: row.type,
    shopId,
    orderId: row.order_id,
    revision: row.revision,
    at: iso(row.at),
    data: JSON.parse(row.data),
  }
}
