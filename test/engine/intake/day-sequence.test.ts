import Database from 'better-sqlite3'
import pino from 'pino'
import { afterEach, expect, test } from 'vitest'
import { createAlarmBook } from '../../../main/engine/alarm-book.ts'
import { createBell } from '../../../main/engine/bell.ts'
import { createSequenceWatch } from '../../../main/engine/intake/sequence-watch.ts'
import { saveSequence } from '../../../main/store/day-sequence.ts'
import { insertOrder } from '../../../main/store/orders.ts'
import { settingsSchema } from '../../../shared/domain/settings.ts'
import { openTestDatabase } from '../../support/database.ts'
import { createHandClock } from '../../support/hand-clock.ts'
import { elemeWire } from '../../support/platform-messages.ts'
import { forward, openPlatformShop } from '../../support/platform-shop.ts'
import { shopSettings } from '../../support/shop.ts'
import { morning } from '../../support/shop-clock.ts'

// Numbers of a platform's day that never come.

let stop = () => {}
afterEach(() => stop())

function watched() {
  const db = openTestDatabase()
  const hands = createHandClock()
  let later = 0
  const clock = { ...hands, now: () => morning + later + hands.now() }
  const settings = settingsSchema.parse({ ...shopSettings, sources: [{ id: 'ele', type: 'eleme' }] })
  const alarms = createAlarmBook({ db, clock, bell: createBell(), language: 'zh-CN' })
  const watch = createSequenceWatch({ db, settings, clock, alarms, log: pino({ enabled: false }) })
  stop = () => watch.stop()
  const row = {
    revision: 1,
    content_hash: 'h',
    status: 'paid',
    state: 'waiting',
    series: 'shop',
    number: null,
  } as const
  const order_row = insertOrder(db, {
    ...{ ...row, source: 'ele', order_id: 'o', day: '2026-11-22', kitchen_revision: null, amount_fault: 0 },
    ...{ body: '{}', summary: '{}', received_at: 0 },
  })
  return {
    hands,
    /** the wall clock, and the next look */
    nextDay() {
      later += 24 * 3_600_000
      hands.pass(5_000)
    },
    alarms,
    come: (number: number, day = '2026-11-22') =>
      saveSequence(db, { source: 'ele', day, number, order_row, seen_at: clock.now() }),
    missing: () => alarms.standing().map(({ code, subject, facts }) => [code, subject, facts.missing]),
  }
}

test('a hole that stays a minute is named; what overtakes is not; it ends when it is filled', () => {
  const { come, missing, hands } = watched()
  come(1, '2026-11-21')
  come(1)
  come(4)
  hands.pass(55_000)
  come(3)
  expect(missing()).toEqual([])
  hands.pass(10_000)
  expect(missing()).toEqual([['dayseq-gap', 'ele/2026-11-22', '2']])
  come(8)
  hands.pass(65_000)
  expect(missing()).toEqual([['dayseq-gap', 'ele/2026-11-22', '2, 5–7']])
  for (const number of [2, 5, 6, 7]) come(number)
  hands.pass(5_000)
  expect(missing()).toEqual([])
})

test('a second hole is another alarm than the first, which somebody has seen; a hole that is filled is not', () => {
  const { come, missing, hands, alarms } = watched()
  const ack = () => alarms.ack(Number(alarms.standing()[0]?.id.slice(1)), '小王')
  come(1, '2026-11-21')
  for (const number of [1, 3]) come(number)
  hands.pass(65_000)
  ack()
  expect(alarms.standing()).toMatchObject([{ acked: true }])
  come(16)
  come(14)
  hands.pass(30_000)
  come(2)
  for (let number = 4; number < 14; number += 1) come(number)
  hands.pass(5_000)
  expect(alarms.standing()).toEqual([])
  hands.pass(30_000)
  expect(missing()).toEqual([['dayseq-gap', 'ele/2026-11-22', '15']])
  ack()
  come(18)
  hands.pass(65_000)
  expect(alarms.standing()).toMatchObject([{ acked: false, facts: { missing: '15, 17' } }])
  ack()
  come(15)
  hands.pass(5_000)
  expect(alarms.standing()).toMatchObject([{ acked: true, facts: { missing: '17' } }])
})

test('a shop that is connected in the middle of a day misses nothing of before; the next day begins at 1', () => {
  const { come, missing, hands, nextDay } = watched()
  come(57)
  hands.pass(120_000)
  expect(missing()).toEqual([])
  come(59)
  hands.pass(120_000)
  expect(missing()).toEqual([['dayseq-gap', 'ele/2026-11-22', '58']])
  nextDay()
  come(3, '2026-11-23')
  hands.pass(120_000)
  expect(missing()).toEqual([
    ['dayseq-gap', 'ele/2026-11-22', '58'],
    ['dayseq-gap', 'ele/2026-11-23', '1–2'],
  ])
  // The day after, the reconciliation has it.
  nextDay()
  expect(missing()).toEqual([['dayseq-gap', 'ele/2026-11-23', '1–2']])
})

test('nobody was here for days, or the source is gone: what it said then ends at the first look', () => {
  const { come, missing, hands, alarms, nextDay } = watched()
  come(1)
  come(3)
  hands.pass(65_000)
  // As a run of long ago left them.
  for (const subject of ['ele/2026-11-19', 'gone/2026-11-22']) {
    alarms.raise('dayseq-gap', subject, { source: 'x', day: 'y', missing: '2' })
  }
  hands.pass(5_000)
  expect(missing()).toEqual([['dayseq-gap', 'ele/2026-11-22', '2']])
  nextDay()
  expect(missing()).toEqual([['dayseq-gap', 'ele/2026-11-22', '2']])
})

test('every order of a platform counts, also one that was cancelled first, or came late', async () => {
  const shop = await openPlatformShop()
  const wire = (id: string, daySn: number) => elemeWire('order', { id, orderId: id, daySn })
  await forward(shop, 'ele', wire('1', 1))
  await forward(shop, 'ele', elemeWire('cancelled', { orderId: '2' }))
  await forward(shop, 'ele', wire('3', 3))
  await forward(shop, 'ele', wire('2', 2))
  const db = new Database(`${shop.folder}/gudang.db`, { readonly: true })
  const rows = db.prepare('select day, number from day_sequence order by number').all()
  db.close()
  expect(rows).toEqual([1, 2, 3].map(number => ({ day: '2026-11-22', number })))
})
