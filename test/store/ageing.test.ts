import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import Database from 'better-sqlite3'
import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { openShopDatabase } from '../../main/engine/recovery/open-shop-database.ts'
import { createAgeing, isUnresolved, rowsPerStep } from '../../main/store/ageing.ts'
import { raiseAlarm } from '../../main/store/alarms.ts'
import { findPaper, listAttempts } from '../../main/store/attempts.ts'
import { ageBackups } from '../../main/store/backup-ageing.ts'
import { makeBackup } from '../../main/store/backups.ts'
import { addCall, endCall } from '../../main/store/calls.ts'
import { type Db, openDatabase, sql, totalChanges } from '../../main/store/database.ts'
import { doErrand } from '../../main/store/do-errand.ts'
import { insertConflict, insertQuarantine, settleConflict, settleQuarantine } from '../../main/store/inbox.ts'
import { getOrder } from '../../main/store/orders.ts'
import { addEvent, insertRefused, keepCursors, listUnheard, saveHeard } from '../../main/store/outbox.ts'
import { getTicket, ticketContent } from '../../main/store/tickets.ts'
import { parseOrder } from '../../shared/domain/order.ts'
import type { JobState } from '../../shared/domain/print-job.ts'
import { openTestDatabase } from '../support/database.ts'
import { filesWith } from '../support/files.ts'
import { addHistory, oldWords } from '../support/history.ts'
import { tempFolder } from '../support/temp-folder.ts'

const day = 86_400_000
const now = 20_000 * day
const limits = { now, customers: now - 30 * day, history: now - 400 * day }
const old = now - 31 * day

function ageOut(db: Db, given = limits): { steps: number; mostWrites: number } {
  const ageing = createAgeing(db, given)
  let steps = 0
  let mostWrites = 0
  for (let more = true; more; steps += 1) {
    const before = totalChanges(db)
    more = ageing.step()
    mostWrites = Math.max(mostWrites, totalChanges(db) - before)
  }
  return { steps, mostWrites }
}

const count = (db: Db, from: string) => sql<{ n: number }>(db, `select count(*) as n from ${from}`).get()?.n

test('of an old order the amounts stay, and nothing that its customer wrote or is known by', () => {
  const db = openTestDatabase()
  const [id = 0] = addHistory(db, { orders: 1, at: old })
  const before = parseOrder(JSON.parse(getOrder(db, id)?.body ?? ''))
  ageOut(db)
  const order = getOrder(db, id)
  const after = parseOrder(JSON.parse(order?.body ?? ''))
  if (!before.ok || !after.ok) throw new Error('it cannot be read')
  expect(after.order.total).toEqual(before.order.total)
  expect(after.order.payment).toEqual(before.order.payment)
  expect(after.order.items.map(line => [line.name, line.quantity, line.amount])).toEqual(
    before.order.items.map(line => [line.name, line.quantity, line.amount]),
  )
  expect([after.order.note, after.order.customer.id, order?.purged_at]).toEqual([null, null, now])
  expect(ticketContent(getTicket(db, 1))).toMatchObject({
    note: null,
    lines: [{ name: '鲜肉包', quantity: 2, note: null }],
  })
  expect([findPaper(db, 1), listAttempts(db, 1)[0]?.kept]).toEqual([undefined, 0])
  const text = ['orders', 'revisions', 'tickets', 'attempts', 'history', 'outbox']
    .flatMap(table => sql<object>(db, `select * from ${table}`).all())
    .map(row => JSON.stringify(row))
    .join()
  expect(text).not.toContain(oldWords)
  expect(text).toContain('resolve-printed')
  expect(count(db, 'webhook_ids')).toBe(0)
})

test('younger ones are left alone', () => {
  const db = openTestDatabase()
  addHistory(db, { orders: 60, at: old })
  addHistory(db, { orders: 60, at: now - 29 * day })
  ageOut(db)
  expect([count(db, 'orders where purged_at is null'), count(db, 'webhook_ids')]).toEqual([60, 60])
  expect(count(db, `attempts where length(paper) = 0`)).toBe(60)
})

const open: JobState[] = ['queued', 'sending', 'waiting', 'uncertain', 'held']

test.each(open)('an order whose ticket is %s keeps all it has, however old', state => {
  const db = openTestDatabase()
  const [id = 0] = addHistory(db, { orders: 1, at: now - 500 * day, state })
  addHistory(db, { orders: 3, at: now - 500 * day })
  expect(isUnresolved(db, id)).toBe(true)
  ageOut(db)
  expect(getOrder(db, id)?.body).toContain(oldWords)
  expect(findPaper(db, id)?.paper.length).toBeGreaterThan(0)
  expect(count(db, `history where order_row = ${id}`)).toBe(2)
  expect(count(db, 'history')).toBe(2)
  expect(count(db, 'orders where purged_at is null')).toBe(1)
  // When it is settled, the next time takes it too.
  sql(db, `update jobs set state = 'printed' where order_row = ?`).run(id)
  ageOut(db)
  expect(count(db, 'orders where purged_at is null')).toBe(0)
})

test('what waits for a person stays, what was settled goes: quarantine, conflicts, events, alarms', () => {
  const db = openTestDatabase()
  keepCursors(db, ['mini'])
  const [settled = 0, contradicted = 0] = addHistory(db, { orders: 2, at: old })
  for (const [hash, received_at] of [
    ['a', old],
    ['b', old],
    ['c', now],
    ['d', old],
  ] as const) {
    const kept = { source: 'mini', webhook_id: null, body_hash: hash, issues: [], received_at }
    insertQuarantine(db, { ...kept, raw: `${hash} ${oldWords}` })
  }
  const replayed = { state: 'replayed', at: old, by: '王', note: null } as const
  const dismissed = { state: 'dismissed', at: old, by: '王', note: oldWords } as const
  settleQuarantine(db, 1, replayed)
  settleQuarantine(db, 3, replayed)
  settleQuarantine(db, 4, dismissed)
  for (const [order_row, hash] of [
    [settled, 'x'],
    [settled, 'y'],
    [contradicted, 'x'],
  ] as const) {
    const kept = { revision: 1, body: '{}', received_at: old, webhook_id: null }
    insertConflict(db, { ...kept, order_row, content_hash: hash })
  }
  settleConflict(db, 1, { ...replayed, state: 'accepted' })
  settleConflict(db, 2, dismissed)
  const [heard] = listUnheard(db, 'mini', 1)
  saveHeard(db, 'mini', heard?.id ?? 0)
  for (const subject of ['stands', 'ended']) {
    raiseAlarm(db, { code: 'order-invalid', subject, facts: {}, since: now - 500 * day })
  }
  sql(db, `update alarms set ended_at = since where subject = 'ended'`).run()
  ageOut(db)
  expect(sql(db, 'select body_hash from quarantine order by id').pluck().all()).toEqual(['b', 'c'])
  expect(sql(db, 'select order_row from conflicts').pluck().all()).toEqual([contradicted])
  expect(sql(db, 'select order_row from outbox').pluck().all()).toEqual([contradicted])
  expect(sql(db, 'select subject from alarms').pluck().all()).toEqual(['stands'])
  expect(getOrder(db, contradicted)?.body).toContain(oldWords)
})

test('an event goes when all who hear of it have, or would not, or are gone', () => {
  const db = openTestDatabase()
  keepCursors(db, ['mini', 'cloud'])
  addEvent(db, { type: 'shop.paused', source: null, at: old, data: {} })
  addEvent(db, { type: 'shop.resumed', source: null, at: now, data: {} })
  addEvent(db, { type: 'order.rejected', source: 'cloud', at: old, data: {} })
  addEvent(db, { type: 'order.rejected', source: 'unheard', at: old, data: {} })
  const kept = () => sql(db, 'select id from outbox order by id').pluck().all()
  ageOut(db)
  expect(kept()).toEqual([1, 2, 3])
  insertRefused(db, { event: 1, source: 'mini', error: 'the receiver answers 400', at: old })
  saveHeard(db, 'mini', 1)
  ageOut(db)
  expect(kept()).toEqual([1, 2, 3])
  saveHeard(db, 'cloud', 1)
  ageOut(db)
  expect([kept(), count(db, 'outbox_refused')]).toEqual([[2, 3], 0])
  keepCursors(db, ['mini'])
  ageOut(db)
  expect(kept()).toEqual([2])
})

test('a step is as long after ten thousand orders as after a few hundred', () => {
  const [small, large] = [openTestDatabase(), openTestDatabase()]
  addHistory(small, { orders: 300, at: old })
  addHistory(large, { orders: 10_000, at: old })
  const [few, many] = [ageOut(small), ageOut(large)]
  expect(count(large, 'orders where purged_at is null')).toBe(0)
  expect(many.mostWrites).toBeLessThanOrEqual(few.mostWrites)
  expect(many.mostWrites).toBeLessThanOrEqual(4 * rowsPerStep + 30)
  expect(many.steps).toBeGreaterThan(20 * few.steps)
}, 120_000)

test('orders of which none is old are looked through without writing', () => {
  const db = openTestDatabase()
  addHistory(db, { orders: 200, at: now })
  const before = totalChanges(db)
  ageOut(db)
  expect(totalChanges(db)).toBe(before)
})

test('in the file and in its backups nothing is left to be read', () => {
  const folder = tempFolder()
  const file = join(folder, 'gudang.db')
  const db = openDatabase(file)
  onTestFinished(() => void db.close())
  addHistory(db, { orders: 40, at: old })
  const [id = 0] = addHistory(db, { orders: 1, at: now })
  makeBackup(file, join(folder, 'backups'), now)
  sql(db, 'update orders set body = replace(body, ?, ?) where id = ?').run(oldWords, '', id)
  expect(filesWith(join(folder, 'backups'), oldWords)).toHaveLength(1)
  ageOut(db, { ...limits, customers: now + 1 })
  ageBackups(join(folder, 'backups'), { ...limits, customers: now + 1 }, null)
  db.pragma('wal_checkpoint(TRUNCATE)')
  expect(filesWith(folder, oldWords)).toEqual([])
})

test('a backup that was killed while it was changed is put right when it is used', () => {
  const folder = tempFolder()
  const file = join(folder, 'gudang.db')
  const db = openDatabase(file)
  addHistory(db, { orders: 300, at: old })
  db.close()
  const backup = makeBackup(file, join(folder, 'backups'), now)
  const half = join(folder, 'half')
  mkdirSync(half)
  const changing = new Database(backup.file)
  changing.pragma('cache_size = 5')
  changing.exec('begin; update orders set body = 1, summary = 1')
  for (const end of ['', '-journal']) cpSync(`${backup.file}${end}`, join(half, `${basename(backup.file)}${end}`))
  changing.exec('rollback')
  changing.close()
  // What a power cut leaves: pages of both kinds, and the journal that tells them apart.
  writeFileSync(join(folder, 'gudang.db'), 'no database')
  rmSync(join(folder, 'backups'), { recursive: true })
  renameSync(half, join(folder, 'backups'))
  const log = pino({ enabled: false })
  const restored = openShopDatabase(folder, { now: () => now, log })
  expect(count(restored, `orders where body = '1'`)).toBe(0)
  expect(count(restored, 'orders')).toBe(300)
  restored.close()
})

test('a backup of another version is left as it is, until all of it is old', () => {
  const folder = tempFolder()
  const file = join(folder, 'gudang.db')
  openDatabase(file).close()
  const backups = join(folder, 'backups')
  for (const at of [old, now - day]) {
    const backup = makeBackup(file, backups, at)
    const db = openDatabase(backup.file)
    db.pragma('user_version = 1')
    db.close()
  }
  ageBackups(backups, limits, null)
  expect(filesWith(backups, 'SQLite format 3')).toEqual([expect.stringContaining('gudang-2024-10-03')])
})

test('what was open in a backup and is settled since is forgotten there too; what nobody has settled stays whole', () => {
  const folder = tempFolder()
  const file = join(folder, 'gudang.db')
  const db = openDatabase(file)
  onTestFinished(() => void db.close())
  const [printed = 0, answered = 0, stillOpen = 0] = ['queued', 'printed', 'held'].flatMap(state =>
    addHistory(db, { orders: 1, at: old, state: state as JobState }),
  )
  const call = {
    source: 'mini',
    kind: 'refund',
    key: 'r-1',
    lane: 'l',
    order_row: answered,
    body: { oldWords },
    at: old,
  }
  addCall(db, call)
  addCall(db, { ...call, key: 'r-2', order_row: null })
  addCall(db, { ...call, key: 'r-3', order_row: stillOpen })
  const kept = { webhook_id: null, received_at: old }
  insertConflict(db, { ...kept, order_row: answered, revision: 1, content_hash: 'x', body: `"${oldWords}"` })
  for (const body_hash of ['settled', 'waits']) {
    insertQuarantine(db, { ...kept, source: 'mini', body_hash, issues: [], raw: `${body_hash} ${oldWords}` })
  }
  const backups = join(folder, 'backups')
  const ours = makeBackup(file, backups, now - day)
  // Of a shop that the database has not come from: whatever else is in it nobody here can have settled.
  const other = makeBackup(file, backups, now)
  const otherShop = openDatabase(other.file)
  const [unknown = 0] = addHistory(otherShop, { orders: 1, at: old, state: 'queued' })
  otherShop.close()

  sql(db, `update jobs set state = 'printed' where order_row = ?`).run(printed)
  for (const id of [1, 2]) endCall(db, id, { state: 'done', at: old, answer: null, error: null })
  settleConflict(db, 1, { state: 'dismissed', at: old, by: '王', note: null })
  settleQuarantine(db, 1, { state: 'dismissed', at: old, by: '王', note: null })
  ageOut(db)
  expect(count(db, 'quarantine')).toBe(1)
  expect(doErrand({ kind: 'age-out', path: folder, backups: [backups], limits })).toMatchObject({ failed: null })

  const left = (backup: { file: string }) => {
    const copy = openDatabase(backup.file)
    const ids = (text: string) => sql(copy, text).pluck().all()
    const found = {
      orders: ids(`select id from orders where instr(body, '${oldWords}') > 0 order by id`),
      tickets: ids(`select order_row from tickets where instr(content, '${oldWords}') > 0 order by id`),
      jobs: ids('select state from jobs order by id'),
      conflicts: ids('select body from conflicts'),
      quarantine: ids('select body_hash from quarantine order by id'),
      calls: ids(`select key from calls where instr(body, '${oldWords}') > 0 order by id`),
      asked: ids(`select key from calls where state in ('waiting', 'refused') order by id`),
    }
    copy.close()
    return found
  }
  expect(left(ours)).toEqual({
    orders: [stillOpen],
    tickets: [stillOpen],
    // A restore still looks after its paper.
    jobs: ['queued', 'printed', 'held'],
    conflicts: ['{}'],
    quarantine: ['waits'],
    calls: ['r-3'],
    asked: ['r-3'],
  })
  expect(left(other)).toMatchObject({
    orders: [stillOpen, unknown],
    jobs: ['queued', 'printed', 'held', 'queued'],
    quarantine: ['settled', 'waits'],
    asked: ['r-2', 'r-3'],
  })
})
