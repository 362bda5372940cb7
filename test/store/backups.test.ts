import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { expect, test, vi } from 'vitest'
import { backUpNow, checkFile, listBackups, makeBackup, sweepPieces, thinOut } from '../../main/store/backups.ts'
import { type Db, openDatabase, sql, transact } from '../../main/store/database.ts'
import { runErrand } from '../../main/store/errands.ts'
import { takeNumber } from '../../main/store/orders.ts'
import { zeroPages } from '../support/shop-files.ts'
import { canTrace } from '../support/strace.ts'
import { tempFolder } from '../support/temp-folder.ts'

vi.setConfig({ testTimeout: 60_000 })

const at = Date.parse('2026-11-22T07:01:10Z')
const hour = 3_600_000
const numbersInIt = 4_000

function shopFile(): { db: Db; file: string; folder: string; backups: string } {
  const folder = tempFolder()
  const file = join(folder, 'gudang.db')
  const db = openDatabase(file)
  transact(db, () => {
    // Most of the file: what is zeroed in its middle is one of them.
    for (let index = 0; index < numbersInIt; index += 1) takeNumber(db, `day-${index}-${'x'.repeat(200)}`, 'shop')
  })
  return { db, file, folder, backups: join(folder, 'backups') }
}

const numbers = (file: string) => {
  const db = new Database(file, { readonly: true })
  try {
    return db.prepare('select count(*) from ticket_numbers').pluck().get()
  } finally {
    db.close()
  }
}

test('a backup has all that is committed, in the log too, while the engine goes on', () => {
  const { db, file, backups } = shopFile()
  const made = makeBackup(file, backups, at)
  expect(made.file).toBe(join(backups, 'gudang-2026-11-22T07-01-10Z.db'))
  takeNumber(db, 'later', 'shop')
  expect([numbers(made.file), checkFile(made.file)]).toEqual([numbersInIt, 'ok'])
  expect(readdirSync(backups)).toEqual(['gudang-2026-11-22T07-01-10Z.db'])
  if (process.platform !== 'win32') expect((statSync(made.file).mode & 0o777).toString(8)).toBe('600')
  expect(listBackups(backups)).toEqual([{ file: made.file, at }])
  db.close()
})

test('a damaged database gives no backup, and nothing that looks like one', () => {
  const { db, file, backups } = shopFile()
  db.close()
  zeroPages(file)
  expect(() => makeBackup(file, backups, at)).toThrow(/malformed|quick_check|copy/)
  expect(readdirSync(backups)).toEqual([])
})

test('a copy that cannot be read back never gets the name of a backup', () => {
  const { db, file, backups } = shopFile()
  mkdirSync(backups)
  // Somebody is quicker: what lies in the way of the piece is no database.
  writeFileSync(join(backups, `gudang-2026-11-22T07-01-10Z.db.${process.pid}.tmp`), 'in the way')
  expect(() => makeBackup(file, backups, at)).toThrow()
  expect(listBackups(backups)).toEqual([])
  db.close()
})

test('pieces of a backup that was killed are swept, backups and other files are not', () => {
  const folder = tempFolder()
  const names = ['gudang-2026-11-22T07-01-10Z.db', 'gudang-2026-11-22T08-01-10Z.db.77.tmp', 'second-path', 'notes.txt']
  for (const name of [...names, 'gudang-2026-11-22T08-01-10Z.db.77.tmp-journal']) writeFileSync(join(folder, name), 'x')
  sweepPieces(folder)
  expect(readdirSync(folder).sort()).toEqual([names[0], 'notes.txt', 'second-path'])
  expect(listBackups(folder).map(one => one.at)).toEqual([at])
  sweepPieces(join(folder, 'nowhere'))
})

test('the newest 24 are kept, and the last of each of 30 days', () => {
  const folder = tempFolder()
  const name = (time: number) => `gudang-${new Date(time).toISOString().slice(0, 19).replaceAll(':', '-')}Z.db`
  const midnight = Date.parse('2026-11-22T23:00:00Z')
  // Every two hours for 40 days.
  const all = Array.from({ length: 40 * 12 }, (_, index) => midnight - index * 2 * hour)
  for (const time of all) writeFileSync(join(folder, name(time)), '')
  writeFileSync(join(folder, 'second-path'), '/elsewhere')
  thinOut(folder)
  const left = listBackups(folder).map(one => one.at)
  expect(left.slice(0, 24)).toEqual(all.slice(0, 24))
  const days = new Set(left.map(time => new Date(time).toISOString().slice(0, 10)))
  expect(days.size).toBe(30)
  // Two of the thirty days are among the 24 already.
  expect(left).toHaveLength(24 + 28)
  for (const time of left.slice(24)) expect(new Date(time).getUTCHours()).toBe(23)
  const before = readdirSync(folder)
  thinOut(folder)
  expect(readdirSync(folder)).toEqual(before)
  expect(before).toContain('second-path')
})

test('what a clock that was wrong once has dated: the newest is the newest, and the one just made stays', () => {
  const name = (time: number) => `gudang-${new Date(time).toISOString().slice(0, 19).replaceAll(':', '-')}Z.db`
  const folder = tempFolder()
  const nextYear = Array.from({ length: 5 }, (_, index) => at + 365 * 24 * hour + index * hour)
  for (const time of [at - hour, at, ...nextYear]) writeFileSync(join(folder, name(time)), '')
  const times = (now?: number) => listBackups(folder, now).map(one => one.at)
  expect(times(at + hour)).toEqual([at, at - hour, ...nextYear.toReversed()])
  // Years behind: all of it is later.
  expect(times(0)).toEqual([...nextYear.toReversed(), at, at - hour])
  const crowded = tempFolder()
  const before = Array.from({ length: 60 }, (_, index) => at - index * hour)
  const made = Date.parse('2020-01-01T00:00:00Z')
  for (const time of [...before, made]) writeFileSync(join(crowded, name(time)), '')
  thinOut(crowded, made)
  const left = listBackups(crowded).map(one => one.at)
  expect(left).toEqual(expect.arrayContaining([made, ...before.slice(0, 23)]))
})

test('the second folder has the same; one that cannot be written takes nothing from the first', () => {
  const { db, file, folder, backups } = shopFile()
  const second = join(folder, 'stick', 'backups')
  mkdirSync(second, { recursive: true })
  expect(backUpNow({ database: file, folder: backups, second, at })).toBeNull()
  expect([numbers(join(second, 'gudang-2026-11-22T07-01-10Z.db')), readdirSync(second).length]).toEqual([
    numbersInIt,
    1,
  ])
  // The stick is not plugged in: a folder of that name would be on the wrong disk.
  const later = { database: file, folder: backups, second: join(folder, 'unplugged'), at: at + hour }
  expect(backUpNow(later)).toMatch(/ENOENT/)
  expect(existsSync(join(folder, 'unplugged'))).toBe(false)
  expect(listBackups(backups)).toHaveLength(2)
  db.close()
})

test('what a pulled stick left half written goes with the next backup; what somebody may be writing does not', () => {
  const { db, file, folder, backups } = shopFile()
  const second = join(folder, 'stick')
  mkdirSync(join(second, 'bills'), { recursive: true })
  const bill = `${'a'.repeat(64)}.db`
  const put = (name: string, time: number) => {
    writeFileSync(join(second, name), 'half')
    utimesSync(join(second, name), time / 1000, time / 1000)
  }
  for (const name of ['gudang-2026-11-20T08-01-10Z.db.77.tmp', `bills/${bill}.77.tmp`]) put(name, at - 2 * hour)
  put('gudang-2026-11-22T07-00-10Z.db.78.tmp', at - 60_000)
  put('notes.tmp', at - 2 * hour)
  expect(backUpNow({ database: file, folder: backups, second, at })).toBeNull()
  expect(readdirSync(second).sort()).toEqual([
    'bills',
    'gudang-2026-11-22T07-00-10Z.db.78.tmp',
    'gudang-2026-11-22T07-01-10Z.db',
    'notes.tmp',
  ])
  expect(readdirSync(join(second, 'bills'))).toEqual([])
  db.close()
})

test('what is left there and cannot be removed keeps no backup away, nor other pieces', () => {
  const { db, file, folder, backups } = shopFile()
  const second = join(folder, 'stick')
  const stuck = 'gudang-2026-11-20T08-01-10Z.db.77.tmp'
  mkdirSync(join(second, stuck), { recursive: true })
  writeFileSync(join(second, 'gudang-2026-11-20T09-01-10Z.db.78.tmp'), 'half')
  for (const name of readdirSync(second)) utimesSync(join(second, name), at / 1000 - 7200, at / 1000 - 7200)
  expect(backUpNow({ database: file, folder: backups, second, at })).toBeNull()
  expect(readdirSync(second).sort()).toEqual([stuck, 'gudang-2026-11-22T07-01-10Z.db'])
  // Who asks for nothing else is told.
  expect(() => sweepPieces(second)).toThrow(stuck)
  db.close()
})

test('in a thread: done beside this one, or why not', async () => {
  const { db, file, backups } = shopFile()
  const done = { failed: null, damaged: false, secondFailed: null }
  expect(await runErrand({ kind: 'backup', database: file, folder: backups, second: null, at })).toEqual(done)
  expect(numbers(join(backups, 'gudang-2026-11-22T07-01-10Z.db'))).toBe(numbersInIt)
  expect(await runErrand({ kind: 'check', database: file })).toEqual(done)
  sql(db, 'select 1').get()
  db.close()
  zeroPages(file)
  expect(await runErrand({ kind: 'check', database: file })).toMatchObject({ damaged: true })
  expect(await runErrand({ kind: 'backup', database: file, folder: backups, second: null, at })).toMatchObject({
    damaged: true,
    failed: expect.any(String),
  })
  expect(await runErrand({ kind: 'check', database: `${file}.gone` })).toMatchObject({
    damaged: false,
    failed: expect.stringContaining('unable to open'),
  })
})

test.skipIf(!canTrace)('its bytes are on disk before it has its name, and its name before it counts', () => {
  const { db, file, folder, backups } = shopFile()
  db.close()
  const module = fileURLToPath(new URL('../../main/store/backups.ts', import.meta.url))
  const script = `const { makeBackup } = await import(${JSON.stringify(module)})
    makeBackup(${JSON.stringify(file)}, ${JSON.stringify(backups)}, ${at})`
  const log = join(folder, 'calls')
  const calls = 'trace=fsync,fdatasync,rename,renameat,renameat2'
  execFileSync('strace', ['-f', '-y', '-o', log, '-e', calls, process.execPath, '--input-type=module', '-e', script])
  const steps = execFileSync('grep', ['-E', 'gudang-2026|backups', log], { encoding: 'utf8' })
    .split('\n')
    .filter(one => !one.includes('-journal'))
    .map(one => (/rename/.test(one) ? 'named' : /\.tmp>/.test(one) ? 'bytes' : /backups>/.test(one) ? 'folder' : ''))
    .filter(step => step !== '')
  expect(steps.slice(-3)).toEqual(['bytes', 'named', 'folder'])
})
