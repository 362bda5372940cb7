import { join } from 'node:path'
import pino from 'pino'
import { onTestFinished } from 'vitest'
import { type AlarmBook, createAlarmBook } from '../../main/engine/alarm-book.ts'
import { createBell } from '../../main/engine/bell.ts'
import { createHousekeeping, type Housekeeping } from '../../main/engine/recovery/housekeeping.ts'
import { type Db, openDatabase, sql } from '../../main/store/database.ts'
import type { Errand } from '../../main/store/errands.ts'
import { takeNumber } from '../../main/store/orders.ts'
import { scriptedErrands } from './errands.ts'
import { createHandClock, type HandClock } from './hand-clock.ts'
import { tempFolder } from './temp-folder.ts'

// A shop of which only the housekeeping runs, by a clock that is moved by hand.

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

export type Place = { path: string; db: Db; clock: HandClock }

export function newPlace(): Place {
  const path = tempFolder()
  const db = openDatabase(join(path, 'gudang.db'))
  onTestFinished(() => void db.close())
  const clock = createHandClock()
  clock.pass(20_000 * day)
  return { path, db, clock }
}

export type House = Place & {
  errands: ReturnType<typeof scriptedErrands>
  alarms: AlarmBook
  /** what the disk was said to have done */
  noticed: unknown[]
  house: Housekeeping
  /** Time goes by a minute at a time, and what is due gets to do it. */
  pass(ms: number): Promise<void>
  /** Writes something. */
  order(): void
  kinds(): Errand['kind'][]
}

/** `answering`: every backup is made as soon as it is asked for. `at`: where an earlier run was. */
export function keepHouse(options: { answering?: boolean; at?: Place } = {}): House {
  const { path, db, clock } = options.at ?? newPlace()
  const errands = scriptedErrands()
  const log = pino({ enabled: false })
  const alarms = createAlarmBook({ db, clock, bell: createBell(), language: 'zh-CN' })
  const noticed: unknown[] = []
  const disk = {
    noticed: (error: unknown) => void noticed.push(error),
    takesOrders: () => true,
    look: () => {},
    stop: async () => {},
  }
  const house = createHousekeeping({
    ...{ db, path, clock, alarms, log, disk, runErrand: errands.runErrand },
    lookAtIntake: async () => {},
  })
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += minute) {
      clock.pass(minute)
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
      if (options.answering === true) await errands.answer()
    }
  }
  const order = () => takeNumber(db, '2026-11-22', 'shop')
  return {
    path,
    db,
    clock,
    errands,
    alarms,
    noticed,
    house,
    pass,
    order,
    kinds: () => errands.asked.map(one => one.kind),
  }
}

/** In steps that are shorter than its own pauses. */
export async function passSlowly(house: House, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 100) {
    house.clock.pass(100)
    await new Promise(setImmediate)
    await house.errands.answer()
  }
}

/** How many orders have been forgotten. */
export function purged({ db }: House): number | undefined {
  return sql<{ n: number }>(db, 'select count(*) as n from orders where purged_at is not null').get()?.n
}
