import { expect, test } from 'vitest'
import { createAlarmBook } from '../../main/engine/alarm-book.ts'
import { createBell } from '../../main/engine/bell.ts'
import { transact } from '../../main/store/database.ts'
import { openTestDatabase } from '../support/database.ts'
import { createShopHandClock } from '../support/shop-hand-clock.ts'

// A disk that takes no writes must not hide what else is wrong.

function openBook() {
  const db = openTestDatabase()
  const clock = createShopHandClock()
  const book = createAlarmBook({ db, clock, bell: createBell(), language: 'zh-CN' })
  const stored = () => db.prepare('select code from alarms where ended_at is null order by id').pluck().all()
  const disk = (takesWrites: boolean) => void db.pragma(`query_only = ${takesWrites ? 'off' : 'on'}`)
  const codes = () => book.standing().map(alarm => alarm.code)
  return { db, clock, book, stored, disk, codes }
}
const printer = { printer: '蒸档', waiting: 1, detail: '', standIn: '' }

test('all that is raised while the disk refuses stands, each once, with its newest facts', () => {
  const { book, disk, codes, stored } = openBook()
  book.raise('order-conflict', 'mini/a', { orderId: 'a', revision: 1 })
  disk(false)
  book.raise('not-durable', 'disk', { detail: 'full' })
  book.raise('printer-paper-out', 'steam', printer)
  book.raise('printer-paper-out', 'steam', { ...printer, waiting: 2 })
  book.raise('printer-offline', 'fry', printer)
  for (let times = 0; times < 3; times += 1) book.count('source-signature', 'mini', { source: 'mini' })
  expect(codes()).toEqual(['not-durable', 'printer-paper-out', 'printer-offline', 'source-signature', 'order-conflict'])
  expect(new Set(book.standing().map(alarm => alarm.id)).size).toBe(5)
  expect(book.standing().map(alarm => alarm.facts.waiting ?? alarm.facts.count ?? null)).toEqual([null, 2, 1, 3, null])
  expect(book.health()).toEqual({ status: 'alarm', alarms: 5 })
  expect(stored()).toEqual(['order-conflict'])
})

test('each ends with its own cause, or when a person has seen it', () => {
  const { book, disk, codes } = openBook()
  disk(false)
  book.raise('not-durable', 'disk', { detail: 'full' })
  book.raise('printer-paper-out', 'steam', printer)
  book.count('source-signature', 'mini', { source: 'mini' })
  book.end('printer-paper-out', 'steam')
  expect(codes()).toEqual(['not-durable', 'source-signature'])
  const idOf = (code: string) =>
    Number(
      book
        .standing()
        .find(alarm => alarm.code === code)
        ?.id.slice(1),
    )
  book.ack(idOf('source-signature'), '小王')
  expect(codes()).toEqual(['not-durable'])
  expect(book.ack(idOf('not-durable'), '小王')).toMatchObject({ acked: true })
  expect(book.standing()).toMatchObject([{ code: 'not-durable', acked: true }])
  expect(book.health()).toEqual({ status: 'degraded', alarms: 1 })
})

test('once the disk takes writes they are kept, since when they stood and seen as they were', () => {
  const { book, disk, codes, stored, clock } = openBook()
  disk(false)
  book.raise('printer-paper-out', 'steam', printer)
  book.raise('not-durable', 'disk', { detail: 'full' })
  const [first] = book.standing()
  book.ack(Number(first?.id.slice(1)), '小王')
  clock.jump(60_000)
  disk(true)
  book.raise('printer-offline', 'fry', printer)
  book.end('not-durable', 'disk')
  expect(stored().toSorted()).toEqual(['printer-offline', 'printer-paper-out'])
  expect(codes().toSorted()).toEqual(['printer-offline', 'printer-paper-out'])
  expect(book.standing().find(alarm => alarm.code === 'printer-paper-out')).toMatchObject({
    since: first?.since,
    acked: true,
  })
})

test('what is raised in a transaction that is undone does not take others with it', () => {
  const { db, book, disk, codes } = openBook()
  disk(false)
  book.raise('printer-paper-out', 'steam', printer)
  disk(true)
  expect(() =>
    transact(db, () => {
      book.raise('order-amount', 'mini/a', { orderId: 'a' })
      throw new Error('undone')
    }),
  ).toThrow('undone')
  expect(codes()).toEqual(['printer-paper-out'])
})

test('one more lost order is another alarm, that nobody has seen; one fewer is the same', () => {
  const { book, clock, stored } = openBook()
  const gap = (missing: string, ...numbers: string[]) =>
    book.gather('dayseq-gap', 'ele/2026-11-22', { source: 'ele', day: '2026-11-22', missing }, numbers)
  const seen = () => book.standing().map(({ id, acked, facts, since }) => ({ id, acked, facts, since }))
  const ack = () => book.ack(Number(book.standing()[0]?.id.slice(1)), '小王')
  gap('2', '2')
  ack()
  const [first] = seen()
  expect(first).toMatchObject({ acked: true, facts: { missing: '2' } })
  gap('2', '2')
  expect(seen()).toEqual([first])
  clock.jump(60_000)
  gap('2, 15', '2', '15')
  const [second] = seen()
  expect(second).toMatchObject({ acked: false })
  expect(second?.id).not.toBe(first?.id)
  expect(Date.parse(second?.since ?? '')).toBe(Date.parse(first?.since ?? '') + 60_000)
  // Only what its words are made of is shown.
  expect(second?.facts).toEqual({ source: 'ele', day: '2026-11-22', missing: '2, 15' })
  ack()
  gap('15', '15')
  expect(seen()).toEqual([{ ...second, acked: true, facts: { ...second?.facts, missing: '15' } }])
  // It was found, and is lost again: nobody looks for it.
  gap('2, 15', '2', '15')
  expect(seen()).toMatchObject([{ acked: false, facts: { missing: '2, 15' } }])
  expect(stored()).toEqual(['dayseq-gap'])
  book.end('dayseq-gap', 'ele/2026-11-22')
  expect(seen()).toEqual([])
})

test('so it is while the disk refuses, and for what was seen before it did', () => {
  const { book, disk, stored } = openBook()
  const gap = (...numbers: string[]) =>
    book.gather('dayseq-gap', 'ele/d', { source: 'ele', day: 'd', missing: numbers.join(', ') }, numbers)
  const ack = () => book.ack(Number(book.standing()[0]?.id.slice(1)), '小王')
  disk(false)
  gap('2')
  ack()
  gap('2', '15')
  expect(book.standing()).toMatchObject([{ acked: false, facts: { missing: '2, 15' } }])
  disk(true)
  gap('2', '15', '16')
  expect(book.standing()).toMatchObject([{ acked: false, facts: { missing: '2, 15, 16' } }])
  ack()
  disk(false)
  gap('2', '15', '16', '17')
  disk(true)
  gap('2', '15', '16', '17')
  expect(book.standing()).toMatchObject([{ acked: false, facts: { missing: '2, 15, 16, 17' } }])
  expect(stored()).toEqual(['dayseq-gap'])
})
