import Database from 'better-sqlite3'
import pino from 'pino'
import { expect, test } from 'vitest'
import { createAlarmBook } from '../../../main/engine/alarm-book.ts'
import { createBell } from '../../../main/engine/bell.ts'
import { createDiskWatch, type Trouble } from '../../../main/engine/recovery/disk-watch.ts'
import { StoreError } from '../../../main/store/store-error.ts'
import { openTestDatabase } from '../../support/database.ts'
import { ioError } from '../../support/disk-faults.ts'
import { createShopClock } from '../../support/shop-clock.ts'

const sqlite = (code: string) => new Database.SqliteError(code, code)

function watchDisk(before: { full?: boolean; room?: boolean } = {}) {
  const alarms = createAlarmBook({
    db: openTestDatabase(),
    clock: createShopClock(),
    bell: createBell(),
    language: 'en',
  })
  const made: string[] = []
  let { room = false } = before
  if (before.full === true) alarms.raise('disk-full', 'disk', {})
  const reserve = {
    make: async () => void made.push('made'),
    stop: async () => {},
    giveUp: () => void made.push('given up'),
    hasRoom: () => room,
  }
  const troubles: Trouble[] = []
  const log = pino({ enabled: false })
  const disk = createDiskWatch({ reserve, alarms, log, onTrouble: trouble => troubles.push(trouble) })
  const codes = () => alarms.standing().map(one => one.code)
  return { disk, made, troubles, codes, setRoom: (value: boolean) => (room = value) }
}

test.each(['SQLITE_FULL', 'ENOSPC', 'EDQUOT', 'SQLITE_IOERR_SHMSIZE'])(
  '%s: the reserve is given up once, and orders wait for room',
  code => {
    const { disk, made, troubles, codes, setRoom } = watchDisk()
    expect(disk.takesOrders()).toBe(true)
    const error = code.startsWith('SQLITE') ? sqlite(code) : ioError(code)
    disk.noticed(error)
    disk.noticed(error)
    expect([made, disk.takesOrders(), codes()]).toEqual([['made', 'given up'], false, ['disk-full']])
    setRoom(true)
    expect([disk.takesOrders(), codes()]).toEqual([true, []])
    expect(made).toEqual(['made', 'given up', 'made'])
    // The next time it is full it is given up again.
    setRoom(false)
    disk.noticed(error)
    expect(made.at(-1)).toBe('given up')
    expect(troubles).toEqual([])
  },
)

test('it was full when the program stopped, and there is room since: the alarm goes, and orders are taken', () => {
  const { disk, made, codes } = watchDisk({ full: true, room: true })
  expect([made, disk.takesOrders(), codes()]).toEqual([['made'], true, []])
})

test('it was full when the program stopped, and still is: so it stays until there is room', () => {
  const { disk, made, codes, setRoom } = watchDisk({ full: true })
  expect([made, disk.takesOrders(), codes()]).toEqual([[], false, ['disk-full']])
  setRoom(true)
  expect([disk.takesOrders(), made, codes()]).toEqual([true, ['made'], []])
})

test.each<[string, Error, Trouble['kind']]>([
  ['an fsync', sqlite('SQLITE_IOERR_FSYNC'), 'failing'],
  ['a read', sqlite('SQLITE_IOERR_READ'), 'failing'],
  ['the journal', ioError(), 'failing'],
  ['a page', sqlite('SQLITE_CORRUPT'), 'damaged'],
  ['the file', sqlite('SQLITE_NOTADB'), 'damaged'],
  ['the daily look', new StoreError('damaged', 'row 7'), 'damaged'],
])('%s: told once, and nothing is accepted any more', (_, error, kind) => {
  const { disk, troubles, setRoom } = watchDisk()
  disk.noticed(error)
  disk.noticed(error)
  disk.noticed(sqlite('SQLITE_CORRUPT'))
  expect(troubles).toEqual([{ kind, detail: error.message }])
  setRoom(true)
  disk.look()
  expect(disk.takesOrders()).toBe(false)
})

test('what is not the disk’s is none of its business', () => {
  const { disk, troubles, codes } = watchDisk()
  for (const error of [
    new Error('x'),
    sqlite('SQLITE_BUSY'),
    sqlite('SQLITE_CONSTRAINT'),
    null,
    'text',
    ioError('ENOENT'),
  ]) {
    disk.noticed(error)
  }
  expect([troubles, codes(), disk.takesOrders()]).toEqual([[], [], true])
})
