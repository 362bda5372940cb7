import { expect, test } from 'vitest'
import { createDifferenceBook } from '../../../main/engine/differences/difference-book.ts'
import type { Db } from '../../../main/store/database.ts'
import { listDiscrepancies, listDiscrepancyHistory } from '../../../main/store/discrepancies.ts'
import type { Discrepancy } from '../../../shared/domain/reconciliation/discrepancy.ts'
import { openTestDatabase } from '../../support/database.ts'

// The life of a difference: what looks see comes and goes, what people say stays.

const day = '2026-11-22'

function difference(over: Partial<Discrepancy> = {}): Discrepancy {
  return {
    ...{ class: 'AMOUNT', subject: 'order:mini/mp-1', day, source: 'mini', orderId: 'mp-1' },
    ...{ expected: 400, actual: 500, facts: { platform: 'alipay', at: 1 } },
    ...over,
  }
}

function openBook() {
  const db = openTestDatabase()
  let at = 1_000
  const book = createDifferenceBook({ db, now: () => at })
  const all = () => listDiscrepancies(db, { state: null, day: null, after: 0, limit: 1000 })
  const life = (id: number) => listDiscrepancyHistory(db, id).map(({ what }) => what)
  return { db, book, all, life, pass: () => (at += 1_000), told: () => counted(db) }
}

/** Rows written so far: what changes nothing writes nothing. */
function counted(db: Db): number {
  return (db.prepare('select total_changes() as n').get() as { n: number }).n
}

test('found, gone, found again: a new one each time, and what happened stays', () => {
  const { book, all, life } = openBook()
  expect(book.take('bill:1', [difference()])).toBe(true)
  expect(all()).toMatchObject([{ class: 'AMOUNT', state: 'open', expected: 400, actual: 500, order_id: 'mp-1' }])
  book.take('bill:1', [])
  expect(all().map(row => row.state)).toEqual(['cleared'])
  book.take('bill:1', [difference()])
  expect(all().map(row => row.state)).toEqual(['cleared', 'open'])
  expect([life(1), life(2)]).toEqual([['found', 'cleared'], ['found']])
})

test('the same look again writes nothing at all', async () => {
  const { book, told, pass } = openBook()
  const found = Array.from({ length: 250 }, (_, n) => difference({ subject: `order:mini/mp-${n}`, orderId: `mp-${n}` }))
  await book.takeSlowly('bill:1', found)
  const before = told()
  pass()
  await book.takeSlowly('bill:1', [...found].reverse())
  expect(book.take('bill:1', structuredClone(found))).toBe(false)
  expect(told()).toBe(before)
})

test('one for each subject: the one that says most, and when that is gone the next', () => {
  const { book, all, life } = openBook()
  const unprinted = difference({ class: 'PAID_NOT_PRINTED', expected: null, actual: null })
  book.take('bill:1', [difference()])
  book.take('paper', [unprinted])
  book.take('bill:2', [difference({ class: 'CROSS_DAY' })])
  expect(all().map(({ class: one, state }) => [one, state])).toEqual([
    ['AMOUNT', 'cleared'],
    ['PAID_NOT_PRINTED', 'open'],
  ])
  expect(life(1)).toEqual(['found', 'explained'])
  book.take('paper', [])
  expect(all().filter(row => row.state === 'open')).toMatchObject([{ class: 'AMOUNT', id: 3 }])
})

test('one that two looks see stands until neither does', () => {
  const { book, all } = openBook()
  book.take('bill:1', [difference()])
  book.take('bill:2', [difference()])
  book.take('bill:1', [])
  expect(all().map(row => row.state)).toEqual(['open'])
  book.take('bill:2', [])
  expect(all().map(row => row.state)).toEqual(['cleared'])
})

test('other sums are the same difference, and are noted', () => {
  const { book, all, life } = openBook()
  book.take('bill:1', [difference()])
  book.take('bill:1', [difference({ actual: 600 })])
  expect(all()).toMatchObject([{ id: 1, actual: 600, state: 'open' }])
  expect(life(1)).toEqual(['found', 'changed'])
})

test('what a person resolved is not opened by the same facts, and is by others', () => {
  const { book, all, db } = openBook()
  book.take('bill:1', [difference()])
  expect(book.resolve(1, { by: '王姐', note: '顾客补了一元' })).toMatchObject({ state: 'resolved' })
  expect(listDiscrepancyHistory(db, 1).at(-1)).toEqual({
    at: 1_000,
    what: 'resolved',
    by: '王姐',
    note: '顾客补了一元',
  })
  book.take('bill:1', [])
  book.take('bill:1', [difference()])
  book.take('bill:2', [difference()])
  expect(all().map(row => row.state)).toEqual(['resolved'])
  book.take('bill:2', [difference({ actual: 700 })])
  expect(all().map(row => row.state)).toEqual(['resolved', 'open'])
  expect(book.resolve(1, { by: '王姐', note: '再' })).toBeNull()
  expect(book.resolve(9, { by: '王姐', note: '无' })).toBeNull()
})

test('something else that is wrong with it comes up when a person has settled the first', () => {
  const { book, all } = openBook()
  book.take('bill:1', [difference()])
  book.take('day:2026-11-22', [difference({ class: 'PRINTED_TWICE_UNMARKED', expected: null, actual: null })])
  book.resolve(2, { by: '王姐', note: '问过后厨，只做了一份' })
  expect(all().map(({ class: one, state }) => [one, state])).toEqual([
    ['AMOUNT', 'cleared'],
    ['PRINTED_TWICE_UNMARKED', 'resolved'],
    ['AMOUNT', 'open'],
  ])
})

test('a closed day: what is open waits, and clears by itself', () => {
  const { book, all, life } = openBook()
  book.take('bill:1', [difference(), difference({ subject: 'order:mini/mp-2', day: '2026-11-23' })])
  expect(book.suspendDay(day, '王姐')).toBe(1)
  expect(book.suspendDay(day, '王姐')).toBe(0)
  expect(all().map(row => row.state)).toEqual(['suspended', 'open'])
  book.tried(1)
  book.take('bill:1', [])
  expect(all().map(row => row.state)).toEqual(['cleared', 'cleared'])
  expect(life(1)).toEqual(['found', 'suspended', 'tried', 'cleared'])
})

test('history is neither rewritten nor deleted', () => {
  const { book, db } = openBook()
  book.take('bill:1', [difference()])
  expect(() => db.exec(`update discrepancy_history set what = 'cleared'`)).toThrow('is not rewritten')
  expect(() => db.exec('delete from discrepancy_history')).toThrow('is not deleted')
})

test('a day costs the same after ten thousand others', () => {
  const { book, db } = openBook()
  const fill = db.prepare(
    `insert into discrepancies (subject, class, day, source, order_id, expected, actual, facts, state, found_at, changed_at)
     values (?, 'AMOUNT', ?, 'mini', ?, 1, 2, '{}', 'cleared', 1, 1)`,
  )
  const measure = () => {
    const found = Array.from({ length: 20 }, (_, n) => difference({ subject: `order:mini/m-${n}` }))
    const before = performance.now()
    book.take('bill:9', found)
    book.take('bill:9', [])
    return performance.now() - before
  }
  measure()
  const few = Math.min(measure(), measure(), measure())
  db.transaction(() => {
    for (let n = 0; n < 20_000; n += 1) fill.run(`order:mini/old-${n}`, day, `old-${n}`)
  })()
  const many = Math.min(measure(), measure(), measure())
  // Looked up, not searched: twenty thousand rows more would cost tenfold otherwise.
  expect(many).toBeLessThan(few * 4 + 20)
})
