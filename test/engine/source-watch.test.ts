import pino from 'pino'
import { expect, test } from 'vitest'
import { createAlarmBook } from '../../main/engine/alarm-book.ts'
import { createBell } from '../../main/engine/bell.ts'
import { startSourceWatch } from '../../main/engine/source-watch.ts'
import { type Db, transact } from '../../main/store/database.ts'
import { insertOrder } from '../../main/store/orders.ts'
import { settingsSchema } from '../../shared/domain/settings.ts'
import { openTestDatabase } from '../support/database.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { shopSettings } from '../support/shop.ts'

// A source whose link broke quietly, on a real database, by a clock moved by hand. Time 0 is 06:00 of a Sunday.

const minute = 60_000
const hour = 60 * minute
const week = 7 * 24 * hour

function openWatch() {
  const db = openTestDatabase()
  const clock = createHandClock()
  const alarms = createAlarmBook({ db, clock, bell: createBell(), language: 'zh-CN' })
  const watch = () =>
    startSourceWatch({ db, clock, alarms, settings: settingsSchema.parse(shopSettings), log: pino({ enabled: false }) })
  return {
    db,
    clock,
    alarms,
    watch,
    standing: () => alarms.standing().map(({ code, subject, facts }) => ({ code, subject, facts })),
  }
}

let orders = 0
function receive(db: Db, at: number, source = 'mini'): void {
  orders += 1
  const order = {
    order_id: `o-${orders}`,
    revision: 1,
    content_hash: 'x',
    status: 'paid' as const,
    state: 'printed' as const,
  }
  const rest = {
    series: 'shop',
    day: '2026-11-22',
    number: null,
    kitchen_revision: null,
    amount_fault: 0,
    body: '{}',
    summary: '{}',
  }
  insertOrder(db, { source, received_at: at, ...order, ...rest } as Parameters<typeof insertOrder>[1])
}

/** Every Sunday from 06:00 to 10:00 an order every three minutes, for `weeks` weeks. */
function habit(db: Db, weeks: number, source = 'mini'): void {
  transact(db, () => {
    for (let back = 1; back <= weeks; back += 1) {
      for (let at = 0; at < 4 * hour; at += 3 * minute) receive(db, at - back * week, source)
    }
    // Known since before those, on another day of the week.
    receive(db, -weeks * week - 24 * hour, source)
  })
}

test('silent where it usually delivers: a warning, with what is missing; an order ends it', () => {
  const { db, clock, watch, standing, alarms } = openWatch()
  habit(db, 4)
  const stop = watch()
  for (let at = 0; at < hour; at += 3 * minute) receive(db, at)
  clock.pass(hour + 15 * minute)
  expect(standing()).toEqual([])
  // 06:57 was the last; that one and seven more are usual by now.
  clock.pass(5 * minute)
  expect(standing()).toEqual([
    { code: 'source-silent', subject: 'mini', facts: { source: 'mini', minutes: 23, usual: 8 } },
  ])
  expect(alarms.standing()[0]).toMatchObject({
    severity: 'warning',
    message: '来源 mini 已 23 分钟没有订单，往常这段时间有 8 单',
  })
  expect(alarms.health().status).toBe('degraded')
  clock.pass(10 * minute)
  expect(standing()[0]?.facts).toMatchObject({ minutes: 33, usual: 11 })
  receive(db, clock.now())
  clock.pass(minute)
  expect(standing()).toEqual([])
  stop.stop()
  expect(clock.pending).toBe(0)
})

test('stands after the usual hours too, and over a restart; a person may silence it', () => {
  const { db, clock, watch, standing, alarms } = openWatch()
  habit(db, 4)
  const first = watch()
  clock.pass(12 * hour)
  expect(standing()).toHaveLength(1)
  const [alarm] = alarms.standing()
  first.stop()
  const second = watch()
  clock.pass(5 * minute)
  expect(standing()).toHaveLength(1)
  alarms.ack(Number(alarm?.id.slice(1)), '王')
  clock.pass(hour)
  expect(alarms.standing().map(one => [one.code, one.acked])).toEqual([['source-silent', true]])
  second.stop()
})

test('a new shop, a shop that never had much, the demo, the night: nobody is disturbed', () => {
  const { db, clock, watch, standing } = openWatch()
  habit(db, 1)
  habit(db, 4, 'demo')
  const { stop } = watch()
  clock.pass(24 * hour)
  expect(standing()).toEqual([])
  stop()
})

test('an engine that was just started waits before it wonders', () => {
  const { db, clock, watch, standing } = openWatch()
  habit(db, 4)
  clock.pass(2 * hour)
  const { stop } = watch()
  clock.pass(14 * minute)
  expect(standing()).toEqual([])
  clock.pass(10 * minute)
  expect(standing()).toHaveLength(1)
  stop()
})
