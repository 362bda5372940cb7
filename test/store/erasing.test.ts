import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeBackup } from '../../main/store/backups.ts'
import { type Db, openDatabase, sql } from '../../main/store/database.ts'
import { eraseCustomer } from '../../main/store/erasing.ts'
import { insertQuarantine, settleQuarantine } from '../../main/store/inbox.ts'
import { listJobsOfOrder } from '../../main/store/jobs.ts'
import { eraseFromJournal } from '../../main/store/journal-erasing.ts'
import { getOrder } from '../../main/store/orders.ts'
import { openTestDatabase } from '../support/database.ts'
import { addHistory, oldWords } from '../support/history.ts'
import { tempFolder } from '../support/temp-folder.ts'

const now = 20_000 * 86_400_000

// Numbers of orders may be as short as those of their lines. These are somebody else's, whatever stands in them.
const others = [
  JSON.stringify({ orderId: '2', status: 'no', items: [{ lineId: '1', name: '豆浆' }] }),
  JSON.stringify({ orderId: '11', note: '"orderId":"1"', payment: { tradeNo: '1' } }),
  '{"orderId":"2","items":[{"lineId":"1"},broken',
  '{"orderId":12,"seq":"1","note":"\\"orderId\\":\\"1\\"" broken',
]
const mentions = JSON.stringify({ orderId: '2', ext: { main: { orderId: '1', customer: { id: 'c-1' } } } })
const theirs = {
  read: JSON.stringify({ orderId: '1', status: 'no', customer: { id: 'c-1' } }),
  wrapped: JSON.stringify({ order: { order_id: 1, status: 'paid' } }),
  broken: '{ "orderId" : "1", "note": "不要花生", broken',
}

function keep(db: Db, raw: string, source = 'mini'): number {
  const row = { source, webhook_id: null, body_hash: `h-${raw}`, raw, issues: [], received_at: now }
  insertQuarantine(db, row)
  return sql<{ id: number }>(db, 'select max(id) as id from quarantine').get()?.id ?? 0
}

const kept = (db: Db) =>
  sql<{ raw: string }>(db, 'select raw from quarantine order by id')
    .all()
    .map(({ raw }) => raw)
const dismissed = { state: 'dismissed', at: now, by: '王', note: null } as const

test('what was kept aside goes when it is that order’s, not when its number stands in it', () => {
  const db = openTestDatabase()
  for (const raw of [...others, mentions]) keep(db, raw)
  keep(db, theirs.read, 'elsewhere')
  const left = kept(db)
  for (const raw of [theirs.read, theirs.wrapped]) settleQuarantine(db, keep(db, raw), dismissed)
  const unread = keep(db, theirs.broken)
  const erased = eraseCustomer(db, { source: 'mini', orderId: '1' }, now)
  expect(erased).toEqual({ orders: [], open: [], quarantined: 3, unread: [unread] })
  expect(kept(db)).toEqual(left)
})

test('one that a person may still bring in stops it, as an open ticket does', () => {
  const db = openTestDatabase()
  const waiting = keep(db, theirs.read)
  keep(db, theirs.broken)
  const before = kept(db)
  for (const whom of [{ source: 'mini', orderId: '1' }, { customer: 'c-1' }]) {
    expect(eraseCustomer(db, whom, now)).toEqual({ orders: [], open: [{ quarantine: waiting }], quarantined: 0 })
  }
  expect(kept(db)).toEqual(before)
  settleQuarantine(db, waiting, dismissed)
  expect(eraseCustomer(db, { customer: 'c-1' }, now)).toMatchObject({ open: [], quarantined: 1 })
  expect(kept(db)).toEqual([theirs.broken])
})

test('what has no number is nobody’s, whatever the number is called', () => {
  const db = openTestDatabase()
  keep(db, JSON.stringify([{ customer: null }, { customer: { id: null } }, { orderId: null }]))
  for (const id of ['undefined', 'null', '[object Object]']) {
    for (const whom of [{ source: 'mini', orderId: id }, { customer: id }]) {
      expect(eraseCustomer(db, whom, now)).toMatchObject({ open: [], quarantined: 0 })
    }
  }
})

test('in what is no JSON the customer is found by what is called their id', () => {
  const db = openTestDatabase()
  const other = '{"customer":{"name":"王*","id":"c-10"},"orderId":"c-1",'
  for (const raw of [other, '{"orderId":"9","customer":{"name":"王*","id":"c-1"},']) keep(db, raw)
  expect(eraseCustomer(db, { customer: 'c-1' }, now)).toMatchObject({ quarantined: 1, unread: [2] })
  expect(kept(db)).toEqual([other])
})

test('the same in the journal, and in the piece of a line that a power cut left', () => {
  const folder = join(tempFolder(), 'journal')
  mkdirSync(folder)
  const line = (body: string) => JSON.stringify({ seq: 's', at: now, source: 'mini', webhookId: null, body })
  const torn = (body: string) => line(body).slice(0, -20)
  const stay = [...[...others, mentions].map(line), torn(others[0] ?? '')]
  const go = [...Object.values(theirs).map(line), torn(`{"orderId":"1","note":"${'不要花生'.repeat(9)}"}`)]
  const file = join(folder, '2026-11-22.jsonl')
  writeFileSync(file, [...stay, ...go, ''].join('\n'))
  expect(eraseFromJournal(folder, { source: 'mini', orderId: '1' }, [])).toBe(4)
  const lines = readFileSync(file, 'utf8').split('\n')
  expect(lines.slice(0, stay.length)).toEqual(stay)
  for (const text of ['不要花生', 'c-1']) expect(lines.slice(stay.length).join()).not.toContain(text)
})

test('in a backup, what was open then and is settled by now; what nobody has settled stays', () => {
  const folder = tempFolder()
  const db = openDatabase(join(folder, 'gudang.db'))
  const [id = 0] = addHistory(db, { orders: 1, at: now, state: 'queued' })
  const row = getOrder(db, id)
  const whom = { source: 'mini', orderId: row?.order_id ?? '' }
  keep(db, JSON.stringify({ orderId: whom.orderId, status: 'no', note: oldWords }))
  const copy = openDatabase(makeBackup(join(folder, 'gudang.db'), join(folder, 'backups'), now).file)
  onTestFinished(() => {
    db.close()
    copy.close()
  })
  const before = JSON.stringify([getOrder(copy, id), kept(copy)])
  expect(eraseCustomer(copy, whom, now, db)).toMatchObject({ orders: [], open: [whom] })
  expect(JSON.stringify([getOrder(copy, id), kept(copy)])).toBe(before)

  sql(db, `update jobs set state = 'printed'`).run()
  settleQuarantine(db, 1, dismissed)
  expect(eraseCustomer(db, whom, now)).toMatchObject({ orders: [whom], quarantined: 1 })
  expect(eraseCustomer(copy, whom, now, db)).toMatchObject({ orders: [whom], open: [], quarantined: 1 })
  expect(JSON.stringify([getOrder(copy, id), kept(copy)])).not.toContain(oldWords)
  expect(listJobsOfOrder(copy, id).map(({ state }) => state)).toEqual(['queued'])
})
