import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { makeBackup } from '../../../main/store/backups.ts'
import { type Db, totalChanges } from '../../../main/store/database.ts'
import { insertDayClose } from '../../../main/store/days.ts'
import { addHistory } from '../../support/history.ts'
import { day, hour, keepHouse, minute, newPlace, passSlowly, purged } from '../../support/house.ts'

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
