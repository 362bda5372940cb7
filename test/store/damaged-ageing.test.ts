import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { endAlarm, getStandingAlarm, raiseAlarm } from '../../main/store/alarms.ts'
import { makeBackup } from '../../main/store/backups.ts'
import { type Db, openDatabase, sql } from '../../main/store/database.ts'
import { doErrand } from '../../main/store/do-errand.ts'
import { insertQuarantine } from '../../main/store/inbox.ts'
import { keepAside, keptAsideAt, stamp } from '../../main/store/kept-aside.ts'
import { beginRestoration, finishRestoration, getOpenRestoration } from '../../main/store/restorations.ts'
import { filesWith } from '../support/files.ts'
import { addHistory, oldWords } from '../support/history.ts'
import { zeroPages } from '../support/shop-files.ts'
import { tempFolder } from '../support/temp-folder.ts'

const day = 86_400_000
const now = 20_000 * day
const limits = { now, customers: now - 30 * day, history: now - 400 * day }
const old = now - 31 * day

/** A shop whose database was put aside then, and that went on with a copy; `since`: what came after the copy was made. */
function restoredShop(at: number, since: (db: Db) => void = () => {}) {
  const data = tempFolder()
  const file = join(data, 'gudang.db')
  const before = openDatabase(file)
  addHistory(before, { orders: 2, at: at - day })
  const backup = makeBackup(file, tempFolder(), at)
  since(before)
  before.close()
  const kept = keepAside(file, at) ?? ''
  copyFileSync(backup.file, file)
  const db = openDatabase(file)
  onTestFinished(() => void db.close())
  const age = () =>
    expect(doErrand({ kind: 'age-out', path: data, backups: [], limits })).toMatchObject({ failed: null })
  return { data, db, kept, age }
}

const damaged = (data: string) => filesWith(join(data, 'damaged'), oldWords)

test('what a restore put aside goes when all of it is old, whole or in pieces', () => {
  const { data, age, kept } = restoredShop(old)
  const inPieces = join(data, 'damaged', `${stamp(old)}-2`, 'gudang.db')
  mkdirSync(join(inPieces, '..'))
  copyFileSync(join(kept, 'gudang.db'), inPieces)
  zeroPages(inPieces)
  mkdirSync(join(data, 'damaged', 'from the technician'))
  expect(damaged(data)).toHaveLength(2)
  age()
  expect(readdirSync(join(data, 'damaged'))).toEqual(['from the technician'])
  const young = restoredShop(now - 29 * day)
  young.age()
  expect(damaged(young.data)).toHaveLength(1)
})

test('not before the restore is done and somebody has read of it', () => {
  const { data, db, age } = restoredShop(old)
  beginRestoration(db, { at: old, backup_at: old, gap: false })
  age()
  expect(damaged(data)).toHaveLength(1)
  finishRestoration(db, getOpenRestoration(db)?.id ?? 0, { at: old, whole: true })
  raiseAlarm(db, { code: 'database-restored', subject: 'database', facts: {}, since: old })
  age()
  expect(damaged(data)).toHaveLength(1)
  endAlarm(db, getStandingAlarm(db, 'database-restored', 'database')?.id ?? 0, now)
  age()
  expect(damaged(data)).toEqual([])
})

test.each([
  ['an order whose ticket is owed', (db: Db) => void addHistory(db, { orders: 1, at: old, state: 'queued' })],
  [
    'something that a person was to look at',
    (db: Db) => {
      addHistory(db, { orders: 1, at: old })
      const row = { source: 'mini', webhook_id: null, body_hash: 'h', issues: [], received_at: old }
      insertQuarantine(db, { ...row, raw: oldWords })
    },
  ],
])('nor while it is the only place with %s', (_, since) => {
  const { data, kept, age } = restoredShop(old, since)
  age()
  expect(damaged(data)).toHaveLength(1)
  // Looking has changed nothing.
  const aside = openDatabase(join(kept, 'gudang.db'))
  sql(aside, `update jobs set state = 'printed'`).run()
  sql(aside, `update quarantine set state = 'dismissed'`).run()
  aside.close()
  age()
  expect(existsSync(kept)).toBe(false)
})

test('what the shop’s database knows of too does not keep it, whatever became of it', () => {
  const { data, db, age } = restoredShop(old, aside => {
    sql(aside, `update jobs set state = 'queued'`).run()
    const kept = { source: 'mini', webhook_id: null, body_hash: 'h', issues: [], received_at: old }
    insertQuarantine(aside, { ...kept, raw: oldWords })
  })
  expect(sql(db, 'select distinct state from jobs').pluck().all()).toEqual(['printed'])
  age()
  expect(damaged(data)).toEqual([])
})

test('the time in the name of such a folder', () => {
  const at = Date.parse('2026-11-22T07:01:10Z')
  expect([stamp(at), `${stamp(at)}-2`, '2026-13-22T07-01-10Z', 'notes', '2026-11-22'].map(keptAsideAt)).toEqual([
    ...[at, at, null, null, null],
  ])
})

test('what cannot be removed keeps nothing else that is old, and is told of', () => {
  const { data } = restoredShop(old)
  const backups = join(data, 'backups')
  const noFolder = join(data, 'stick')
  for (const file of [noFolder, join(data, 'paper')]) writeFileSync(file, 'in the way')
  makeBackup(join(data, 'gudang.db'), backups, old)
  mkdirSync(join(backups, 'gudang-2024-08-01T00-00-00Z.db'))
  const errand = { kind: 'age-out', path: data, limits } as const
  expect(doErrand({ ...errand, backups: [noFolder, backups] })).toMatchObject({
    failed: expect.stringContaining('paper'),
  })
  expect([damaged(data), filesWith(backups, oldWords)]).toEqual([[], []])
  // Nor the other way round.
  const other = restoredShop(old)
  rmSync(join(other.data, 'damaged'), { recursive: true })
  writeFileSync(join(other.data, 'damaged'), 'in the way')
  makeBackup(join(other.data, 'gudang.db'), join(other.data, 'backups'), old)
  const report = doErrand({ ...errand, path: other.data, backups: [join(other.data, 'backups')] })
  expect(report).toMatchObject({ failed: expect.stringContaining('damaged') })
  expect(filesWith(join(other.data, 'backups'), oldWords)).toEqual([])
})
