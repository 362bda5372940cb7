import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createAlarmBook } from '../../../main/engine/alarm-book.ts'
import { createBell } from '../../../main/engine/bell.ts'
import { createHousekeeping } from '../../../main/engine/recovery/housekeeping.ts'
import { makeBackup } from '../../../main/store/backups.ts'
import { type Db, openDatabase, sql, totalChanges } from '../../../main/store/database.ts'
import { insertDayClose } from '../../../main/store/days.ts'
import { takeNumber } from '../../../main/store/orders.ts'
import { scriptedErrands } from '../../support/errands.ts'
import { createHandClock, type HandClock } from '../../support/hand-clock.ts'
import { addHistory } from '../../support/history.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const minute = 60_000
const hour = 60 * minute

type Place = { path: string; db: Db; clock: HandClock }

function newPlace(): Place {
  const path = tempFolder()
  const db = openDatabase(join(path, 'gudang.db'))
  onTestFinished(() => void db.close())
  const clock = createHandClock()
  clock.pass(20_000 * 24 * hour)
  return { path, db, clock }
}

/** `answering`: every backup is made as soon as it is asked for. `at`: where an earlier run was. */
function keepHouse(options: { answering?: boolean; at?: Place } = {}) {
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
  /** Time goes by a minute at a time, and what is due gets to do it. */
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

test('by the hour, and only when something was written since', async () => {
  const { pass, order, kinds, errands, path, clock } = keepHouse()
  await pass(3 * hour)
  expect(kinds()).toEqual([])
  order()
  await pass(minute)
  expect(errands.asked).toEqual([
    { kind: 'backup', database: join(path, 'gudang.db'), folder: join(path, 'backups'), second: null, at: clock.now() },
  ])
  makeBackup(join(path, 'gudang.db'), join(path, 'backups'), clock.now())
  await errands.answer()
  await pass(5 * hour)
  expect(kinds()).toEqual(['backup'])
  order()
  await pass(minute)
  expect(kinds()).toEqual(['backup', 'backup'])
})

test('it starts also where something that was left behind cannot be removed, and goes on to the rest', () => {
  const place = newPlace()
  mkdirSync(join(place.path, 'backups', 'gudang-2026-11-20T08-01-10Z.db.77.tmp'), { recursive: true })
  writeFileSync(join(place.path, 'gudang.db.restored'), 'half')
  keepHouse({ at: place })
  expect(existsSync(join(place.path, 'gudang.db.restored'))).toBe(false)
})

test('one at a time, not before the hour is over, and at once where the newest is dated in the future', async () => {
  const { pass, order, kinds, errands, path, clock } = keepHouse()
  makeBackup(join(path, 'gudang.db'), join(path, 'backups'), clock.now())
  order()
  await pass(59 * minute)
  expect(kinds()).toEqual([])
  await pass(3 * hour)
  expect(kinds()).toEqual(['backup'])
  makeBackup(join(path, 'gudang.db'), join(path, 'backups'), clock.now() + 365 * 24 * hour)
  order()
  await errands.answer()
  order()
  await pass(minute)
  expect(kinds()).toEqual(['backup', 'backup'])
})

test('by the hour too, where an earlier one is dated in the future', async () => {
  const { pass, order, kinds, errands, path, clock } = keepHouse()
  makeBackup(join(path, 'gudang.db'), join(path, 'backups'), clock.now() + 365 * 24 * hour)
  for (let minutes = 0; minutes < 150; minutes += 1) {
    order()
    const before = kinds().length
    await pass(minute)
    if (kinds().length === before) continue
    makeBackup(join(path, 'gudang.db'), join(path, 'backups'), clock.now())
    await errands.answer()
  }
  expect(kinds()).toEqual(['backup', 'backup', 'backup'])
})

/** A day as it is closed; what its slip points to is no matter here. */
function closeDay(db: Db, day: string, at: number): void {
  db.pragma('foreign_keys = off')
  insertDayClose(db, { day, at, by: '老板', note: null, numbers: '{}', ticket: 1 })
}

test('a closed day has a backup at once, however fresh the last one is, and once', async () => {
  const { pass, kinds, errands, house, db, path, clock } = keepHouse()
  makeBackup(join(path, 'gudang.db'), join(path, 'backups'), clock.now())
  await pass(5 * minute)
  closeDay(db, '2026-11-21', clock.now())
  house.dayClosed()
  await pass(0)
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
  expect(kinds()).toEqual(['backup'])
  makeBackup(join(path, 'gudang.db'), join(path, 'backups'), clock.now())
  await errands.answer()
  await pass(5 * minute)
  expect(kinds()).toEqual(['backup'])
})

test('where the backup of a closed day fails it is tried again, and the next start makes one that was not made', async () => {
  const { pass, kinds, errands, house, db, path, clock } = keepHouse()
  makeBackup(join(path, 'gudang.db'), join(path, 'backups'), clock.now())
  await pass(5 * minute)
  // The program was ended between the closing and its backup: nobody says so any more.
  closeDay(db, '2026-11-21', clock.now())
  await pass(minute)
  expect(kinds()).toEqual(['backup'])
  await errands.answer({ failed: 'no room' })
  house.dayClosed()
  await pass(5 * minute)
  expect(kinds()).toEqual(['backup'])
  await pass(6 * minute)
  expect(kinds()).toEqual(['backup', 'backup'])
})

test('one that fails raises an alarm, is tried again after ten minutes, and ends it', async () => {
  const { pass, order, kinds, errands, alarms } = keepHouse()
  order()
  await pass(minute)
  await errands.answer({ failed: 'no room' })
  expect(alarms.standing()).toMatchObject([{ code: 'backup-failed', severity: 'warning', subject: 'backups' }])
  expect(alarms.standing()[0]?.message).toContain('no room')
  await pass(9 * minute)
  expect(kinds()).toHaveLength(1)
  await pass(2 * minute)
  expect(kinds()).toHaveLength(2)
  await errands.answer()
  expect(alarms.standing()).toEqual([])
})

test('a second folder that is not there is a warning of its own', async () => {
  const { pass, order, errands, alarms, path } = keepHouse()
  writeFileSync(join(path, 'housekeeping.json'), '{ "backupAlso": "/media/stick/gudang" }')
  order()
  await pass(minute)
  expect(errands.asked).toMatchObject([{ second: '/media/stick/gudang' }])
  await errands.answer({ secondFailed: 'ENOENT' })
  expect(alarms.standing()).toMatchObject([{ code: 'backup-failed', subject: 'second' }])
  expect(alarms.standing()[0]?.message).toContain('/media/stick/gudang')
})

test('once a day the database is looked at; one that is damaged is the disk’s matter', async () => {
  const { pass, kinds, errands, noticed } = keepHouse()
  await pass(24 * hour - minute)
  expect(kinds()).toEqual([])
  await pass(minute)
  expect(kinds()).toEqual(['check'])
  await errands.answer()
  await pass(24 * hour - minute)
  expect(kinds()).toEqual(['check'])
  await pass(minute)
  await errands.answer({ failed: 'row 7 missing', damaged: true })
  expect(noticed).toMatchObject([{ code: 'damaged', message: 'row 7 missing' }])
})

test('a backup that finds damage has the whole looked at at once', async () => {
  const { pass, order, kinds, errands, noticed } = keepHouse()
  order()
  await pass(minute)
  await errands.answer({ failed: 'malformed', damaged: true })
  expect(kinds()).toEqual(['backup', 'check'])
  await errands.answer({ failed: 'malformed', damaged: true })
  expect(noticed).toHaveLength(1)
})

describe('what is old enough', () => {
  const day = 24 * hour
  /** In steps that are shorter than its own pauses. */
  const passSlowly = async (house: ReturnType<typeof keepHouse>, ms: number) => {
    for (let passed = 0; passed < ms; passed += 100) {
      house.clock.pass(100)
      await new Promise(setImmediate)
      await house.errands.answer()
    }
  }
  const purged = (house: ReturnType<typeof keepHouse>) =>
    sql<{ n: number }>(house.db, 'select count(*) as n from orders where purged_at is not null').get()?.n

  test('goes while no order comes, is broken off by one, and is gone on with later', async () => {
    const house = keepHouse({ answering: true })
    addHistory(house.db, { orders: 900, at: house.clock.now() - 31 * day })
    await house.pass(11 * minute)
    await passSlowly(house, 2_000)
    const some = purged(house)
    expect(some).toBeGreaterThan(50)
    expect(some).toBeLessThan(900)
    addHistory(house.db, { orders: 1, at: house.clock.now() })
    await passSlowly(house, 2_000)
    const then = purged(house)
    await passSlowly(house, 5_000)
    expect(purged(house)).toBe(then)
    expect(house.errands.aged).toEqual([])
    await house.pass(9 * minute)
    await passSlowly(house, 120_000)
    expect(purged(house)).toBe(900)
    const now = house.clock.now()
    expect(house.errands.aged).toMatchObject([
      { kind: 'age-out', path: house.path, backups: [join(house.path, 'backups')] },
    ])
    const [errand] = house.errands.aged
    if (errand?.kind !== 'age-out') throw new Error('no errand')
    expect(now - errand.limits.customers).toBeGreaterThanOrEqual(30 * day)
    expect(now - errand.limits.customers).toBeLessThan(30 * day + hour)
  })
  test('as soon as this shop wants it, and by the day', async () => {
    const house = keepHouse({ answering: true })
    writeFileSync(join(house.path, 'housekeeping.json'), '{ "customerDays": 3 }')
    addHistory(house.db, { orders: 10, at: house.clock.now() - 4 * day })
    addHistory(house.db, { orders: 10, at: house.clock.now() - 2 * day })
    await house.pass(11 * minute)
    await passSlowly(house, 10_000)
    expect(purged(house)).toBe(10)
    await house.pass(23 * hour)
    expect(house.errands.aged).toHaveLength(1)
    await house.pass(26 * hour)
    expect(house.errands.aged.length).toBeGreaterThan(1)
    expect(purged(house)).toBe(20)
  })
  describe('by a clock that can be believed', () => {
    const year = 365 * day

    /** The day before, when all was well. */
    async function yesterday(runs = 9 * hour) {
      const house = keepHouse({ answering: true })
      addHistory(house.db, { orders: 10, at: house.clock.now() - 10 * day })
      await house.pass(runs)
      await house.house.stop({ backUp: false })
      return house
    }
    /** A night later, or whatever is said. */
    function nextRun(before: Place, off = 15 * hour) {
      before.clock.jump(off)
      return keepHouse({ answering: true, at: before })
    }
    const later = async (house: ReturnType<typeof keepHouse>, ms: number) => {
      await house.pass(ms)
      await passSlowly(house, 5_000)
    }

    test('a start with the clock a year ahead forgets nobody; put right, it goes on as ever', async () => {
      const house = nextRun(await yesterday(), year)
      await later(house, 5 * hour)
      expect([purged(house), house.errands.aged]).toEqual([0, []])
      house.clock.jump(-year)
      addHistory(house.db, { orders: 3, at: house.clock.now() - 31 * day })
      await later(house, 5 * hour)
      expect([purged(house), house.errands.aged]).toEqual([0, []])
      await later(house, 2 * hour)
      expect(purged(house)).toBe(3)
      expect(house.errands.aged).toHaveLength(1)
    })
    test('so does the first start of a shop that has kept no look at it yet', async () => {
      const place = newPlace()
      addHistory(place.db, { orders: 10, at: place.clock.now() - 10 * day })
      addHistory(place.db, { orders: 1, at: place.clock.now() - day })
      const house = nextRun(place, year)
      await later(house, 5 * hour)
      expect([purged(house), house.errands.aged]).toEqual([0, []])
      const updated = newPlace()
      addHistory(updated.db, { orders: 3, at: updated.clock.now() - 31 * day })
      addHistory(updated.db, { orders: 1, at: updated.clock.now() - day })
      const next = nextRun(updated)
      await later(next, hour)
      expect(purged(next)).toBe(3)
    })
    test('a clock that leaps while the shop is open, at the last moment too', async () => {
      const house = keepHouse({ answering: true })
      addHistory(house.db, { orders: 10, at: house.clock.now() - 10 * day })
      await house.pass(9 * minute)
      house.clock.jump(year)
      await later(house, hour)
      expect([purged(house), house.errands.aged]).toEqual([0, []])
    })
    test('a shop that was closed for two weeks catches up within the day', async () => {
      const house = nextRun(await yesterday(), 14 * day)
      addHistory(house.db, { orders: 3, at: house.clock.now() - 31 * day })
      await later(house, hour)
      expect(purged(house)).toBe(0)
      await later(house, 8 * hour)
      expect(purged(house)).toBe(3)
    })
    test('a weekend is nothing, and a stall that is open for three hours a day catches up on the third', async () => {
      const weekend = nextRun(await yesterday(), 2.5 * day)
      addHistory(weekend.db, { orders: 3, at: weekend.clock.now() - 31 * day })
      await later(weekend, 20 * minute)
      expect(purged(weekend)).toBe(3)
      let stall = nextRun(await yesterday(), 14 * day)
      addHistory(stall.db, { orders: 3, at: stall.clock.now() - 31 * day })
      await later(stall, 3 * hour)
      await stall.house.stop({ backUp: false })
      stall = nextRun(stall, 21 * hour)
      await later(stall, 2 * hour)
      expect(purged(stall)).toBe(0)
      await stall.house.stop({ backUp: true })
      stall = nextRun(stall, 21 * hour)
      await later(stall, 2 * hour)
      expect(purged(stall)).toBe(3)
    })
    test('a stall that is open for five hours a week catches up in the second', async () => {
      let stall = nextRun(await yesterday(5 * hour), 7 * day - 5 * hour)
      addHistory(stall.db, { orders: 3, at: stall.clock.now() - 31 * day })
      await later(stall, 5 * hour)
      await stall.house.stop({ backUp: true })
      expect(purged(stall)).toBe(0)
      stall = nextRun(stall, 7 * day - 5 * hour)
      await later(stall, 2 * hour)
      expect(purged(stall)).toBe(3)
    })
    test.each([2, 5])('not by a clock a year ahead; put right after %i hours, it is where it was', async hours => {
      let stall = nextRun(await yesterday(5 * hour), 7 * day - 5 * hour)
      addHistory(stall.db, { orders: 3, at: stall.clock.now() - 31 * day })
      await later(stall, 5 * hour)
      await stall.house.stop({ backUp: true })
      stall = nextRun(stall, 7 * day - 5 * hour + year)
      await later(stall, hours * hour)
      expect(purged(stall)).toBe(0)
      stall.clock.jump(-year)
      await later(stall, 0.5 * hour)
      expect(purged(stall)).toBe(0)
      await later(stall, hour)
      expect(purged(stall)).toBe(3)
    })
    test('two short runs a year ahead forget nobody, nor does the way back', async () => {
      let stall = nextRun(await yesterday(), year)
      for (const next of [7 * day, 7 * day - year]) {
        await later(stall, 2.5 * hour)
        await stall.house.stop({ backUp: true })
        stall = nextRun(stall, next)
      }
      await later(stall, 5 * hour)
      expect([purged(stall), stall.errands.aged]).toEqual([0, []])
    })
    test('a computer that wakes at its factory date and is put right in minutes is believed by what it ran', async () => {
      let house = nextRun(await yesterday(), 15 * hour - 6 * year)
      for (let mornings = 1; mornings <= 2; mornings += 1) {
        await later(house, 10 * minute)
        house.clock.jump(6 * year)
        if (mornings === 1) addHistory(house.db, { orders: 3, at: house.clock.now() - 31 * day })
        await later(house, 5 * hour)
        expect(purged(house)).toBe(mornings === 1 ? 0 : 3)
        await house.house.stop({ backUp: true })
        house = nextRun(house, 19 * hour - 6 * year)
      }
    })
  })
  test('a shop that is never quiet gets it all the same after a day', async () => {
    const house = keepHouse({ answering: true })
    addHistory(house.db, { orders: 10, at: house.clock.now() - 31 * day })
    for (let hours = 0; hours < 25; hours += 1) {
      for (let turn = 0; turn < 12; turn += 1) {
        addHistory(house.db, { orders: 1, at: house.clock.now() })
        await house.pass(5 * minute)
      }
      if (hours < 24) expect(purged(house)).toBe(0)
    }
    expect(purged(house)).toBe(10)
  })
})

test('at the end: one more, if there is anything new and it is worth it', async () => {
  const quiet = keepHouse()
  await quiet.house.stop({ backUp: true })
  expect(quiet.kinds()).toEqual([])
  const busy = keepHouse()
  busy.order()
  const stopped = busy.house.stop({ backUp: true })
  await vi.waitFor(() => expect(busy.errands.asked).toMatchObject([{ kind: 'backup' }]))
  await busy.errands.answer()
  await stopped
  expect([busy.clock.pending, totalChanges(busy.db) > 0]).toEqual([0, true])
  const given = keepHouse()
  given.order()
  await given.house.stop({ backUp: false })
  expect(given.kinds()).toEqual([])
})
