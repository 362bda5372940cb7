import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { assertDurable, type Db, isDiskRefusal, openDatabase, sql, transact } from '../../main/store/database.ts'
import { migrate } from '../../main/store/migrations.ts'
import { insertOrder, type OrderRow, takeNumber } from '../../main/store/orders.ts'
import { isStoreError } from '../../main/store/store-error.ts'
import { openTestDatabase } from '../support/database.ts'
import { tempFolder } from '../support/temp-folder.ts'

function openError(path: string): { code: string; message: string } {
  try {
    openDatabase(path).close()
  } catch (error) {
    if (isStoreError(error)) return { code: error.code, message: error.message }
    throw error
  }
  throw new Error('it opened')
}

/** A healthy file with a thousand orders in it, as bytes. */
function healthyFile(): Buffer {
  const path = join(tempFolder(), 'gudang.db')
  const db = openDatabase(path)
  transact(db, () => {
    for (let index = 0; index < 1000; index += 1)
      insertOrder(db, row({ order_id: `o-${index}`, body: 'x'.repeat(200) }))
  })
  db.close()
  return readFileSync(path)
}

function row(over: Partial<OrderRow> = {}): Parameters<typeof insertOrder>[1] {
  return {
    source: 'mini',
    order_id: 'o-1',
    revision: 1,
    content_hash: 'h',
    status: 'paid',
    state: 'waiting',
    series: 'shop',
    day: '2026-11-22',
    number: null,
    kitchen_revision: null,
    amount_fault: 0,
    body: '{}',
    summary: '{}',
    received_at: 0,
    ...over,
  }
}

describe('opening', () => {
  test('commits reach the disk: WAL, synchronous FULL, still so after a write', () => {
    const db = openTestDatabase()
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    insertOrder(db, row())
    expect(db.pragma('synchronous', { simple: true })).toBe(2)
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1)
    assertDurable(db)
    db.pragma('synchronous = NORMAL')
    expect(() => assertDurable(db)).toThrow(/synchronous is 1/)
  })
  test.each<[string, (healthy: Buffer) => Buffer]>([
    ['garbage', () => Buffer.from('no database at all, '.repeat(1000))],
    ['three bytes', () => Buffer.from('abc')],
    ['a torn header', whole => Buffer.concat([Buffer.alloc(100), whole.subarray(100)])],
    [
      'a destroyed page',
      whole => Buffer.concat([whole.subarray(0, 40_960), Buffer.alloc(4096, 7), whole.subarray(45_056)]),
    ],
    ['a file cut short', whole => whole.subarray(0, whole.length - 50_000)],
  ])('%s is damaged, and stays as it is', (_, damage) => {
    const path = join(tempFolder(), 'gudang.db')
    const bytes = damage(healthyFile())
    writeFileSync(path, bytes)
    expect(openError(path).code).toBe('damaged')
    expect(readFileSync(path).equals(bytes)).toBe(true)
  })
  test('a file of a later version is left alone', () => {
    const path = join(tempFolder(), 'gudang.db')
    openDatabase(path).close()
    const later = new Database(path)
    later.pragma('user_version = 99')
    later.close()
    expect(openError(path)).toMatchObject({ code: 'newer', message: expect.stringContaining('99') })
    const again = new Database(path, { readonly: true })
    expect(again.pragma('user_version', { simple: true })).toBe(99)
    again.close()
  })
  test('migrating twice changes nothing', () => {
    const db = openTestDatabase()
    insertOrder(db, row())
    const picture = () => [
      db.pragma('user_version', { simple: true }),
      db.prepare('select name, sql from sqlite_schema order by name').all(),
      db.prepare('select count(*) from orders').pluck().get(),
    ]
    const before = picture()
    migrate(db)
    expect(picture()).toEqual(before)
    expect(before[0]).toBeGreaterThan(0)
  })
  test('a migration that fails half-way leaves nothing behind', () => {
    const db = new Database(join(tempFolder(), 'gudang.db'))
    // In the way of the last table that the first step makes.
    db.exec('create table printers (x)')
    expect(() => migrate(db)).toThrow(/printers already exists/)
    expect(db.pragma('user_version', { simple: true })).toBe(0)
    expect(db.prepare(`select count(*) from sqlite_schema where name = 'orders'`).pluck().get()).toBe(0)
    db.close()
  })
})

describe('transactions', () => {
  test('take the write lock at once, so that two writers never deadlock', () => {
    const path = join(tempFolder(), 'gudang.db')
    const [one, other] = [openDatabase(path), openDatabase(path)]
    other.pragma('busy_timeout = 0')
    let refusal: unknown
    transact(one, () => {
      try {
        transact(other, () => 0)
      } catch (error) {
        refusal = error
      }
    })
    expect(isDiskRefusal(refusal)).toBe(true)
    one.close()
    other.close()
  })
  test('one inside another is undone alone', () => {
    const db = openTestDatabase()
    transact(db, () => {
      insertOrder(db, row({ order_id: 'kept' }))
      expect(() =>
        transact(db, () => {
          insertOrder(db, row({ order_id: 'undone' }))
          throw new Error('no')
        }),
      ).toThrow('no')
    })
    expect(sql(db, 'select order_id from orders').all()).toEqual([{ order_id: 'kept' }])
  })
  test('a full disk is a refusal, and nothing of the transaction stays', () => {
    const db = openTestDatabase()
    db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 3}`)
    const fill = () =>
      transact(db, () => {
        for (let index = 0; index < 100; index += 1)
          insertOrder(db, row({ order_id: `${index}`, body: 'x'.repeat(4000) }))
      })
    let refusal: unknown
    try {
      fill()
    } catch (error) {
      refusal = error
    }
    expect(isDiskRefusal(refusal)).toBe(true)
    expect(sql(db, 'select count(*) as n from orders').get()).toEqual({ n: 0 })
    db.pragma('max_page_count = 1000000')
    fill()
    expect(sql(db, 'select count(*) as n from orders').get()).toEqual({ n: 100 })
  })
})

describe('ticket numbers', () => {
  const take = (db: Db, day = '2026-11-22', series: 'shop' | 'demo' = 'shop') => takeNumber(db, day, series)

  test('go up by one in each day and series', () => {
    const db = openTestDatabase()
    expect([take(db), take(db), take(db, '2026-11-23'), take(db, '2026-11-22', 'demo'), take(db)]).toEqual([
      1, 2, 1, 1, 3,
    ])
  })
  test('leave no gap where a transaction is rolled back', () => {
    const db = openTestDatabase()
    const numbers: number[] = []
    for (let index = 0; index < 30; index += 1) {
      try {
        transact(db, () => {
          const number = take(db)
          if (index % 3 === 0) throw new Error('rolled back')
          numbers.push(number)
        })
      } catch {}
    }
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
  })
  test('cannot be given twice', () => {
    const db = openTestDatabase()
    insertOrder(db, row({ number: 1 }))
    expect(() => insertOrder(db, row({ order_id: 'o-2', number: 1 }))).toThrow(/UNIQUE/)
    insertOrder(db, row({ order_id: 'o-2', number: 1, series: 'demo' }))
  })
})

test('an order is there once, whoever writes it: source and orderId are its identity', () => {
  const db = openTestDatabase()
  insertOrder(db, row({ source: 'mini', order_id: 'mp-1' }))
  insertOrder(db, row({ source: 'demo', order_id: 'mp-1' }))
  expect(() => insertOrder(db, row({ source: 'mini', order_id: 'mp-1', revision: 2 }))).toThrow(/UNIQUE/)
})
