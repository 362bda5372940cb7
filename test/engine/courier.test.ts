import pino from 'pino'
import { expect, test } from 'vitest'
import { createAlarmBook } from '../../main/engine/alarm-book.ts'
import { createBell } from '../../main/engine/bell.ts'
import { createCourier } from '../../main/engine/courier.ts'
import { EventRefused, type SourceEvent } from '../../main/sources/source.ts'
import { addEvent, keepCursors } from '../../main/store/outbox.ts'
import { openTestDatabase } from '../support/database.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { steadyDisk } from '../support/steady-disk.ts'

const minute = 60_000

function openCourier(deliver: (events: readonly SourceEvent[]) => Promise<void>) {
  const db = openTestDatabase()
  const clock = createHandClock()
  const alarms = createAlarmBook({ db, clock, bell: createBell(), language: 'zh-CN' })
  keepCursors(db, ['mini'])
  const say = (type: 'order.accepted' | 'order.printed') =>
    addEvent(db, { type, source: 'mini', at: clock.now(), data: {} })
  const log = pino({ enabled: false })
  const courier = createCourier({
    ...{ source: 'mini', shopId: 'gudang-001', deliver, db, clock, alarms, log, disk: steadyDisk },
  })
  /** A second at a time, and whoever waits gets to go on. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 1_000) {
      clock.pass(1_000)
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
    }
  }
  return { clock, alarms, say, courier, pass, codes: () => alarms.standing().map(one => one.code) }
}

test('a source that cannot be told: a person hears of it after five minutes, and it ends with the telling', async () => {
  let away = true
  const heard: string[] = []
  const { say, courier, pass, alarms, codes, clock } = openCourier(async events => {
    if (away) throw new Error('unreachable')
    heard.push(...events.map(event => event.type))
  })
  say('order.accepted')
  say('order.printed')
  courier.wake()
  await pass(4 * minute)
  expect(codes()).toEqual([])
  // Between two tries there is a minute at most.
  await pass(2 * minute)
  expect(alarms.standing()).toMatchObject([{ code: 'events-waiting', subject: 'mini', facts: { waiting: 2 } }])
  away = false
  await pass(minute)
  expect([heard, codes()]).toEqual([['order.accepted', 'order.printed'], []])
  await courier.stop()
  expect(clock.pending).toBe(0)
})

test('one that is refused again and again is put aside, in its place; those behind it go on', async () => {
  const heard: string[] = []
  const { say, courier, pass, codes } = openCourier(async events => {
    if (events.some(event => event.type === 'order.accepted')) throw new EventRefused('no such order')
    heard.push(...events.map(event => event.type))
  })
  say('order.accepted')
  say('order.printed')
  courier.wake()
  await pass(minute)
  expect([heard, codes()]).toEqual([['order.printed'], ['event-refused']])
  await courier.stop()
})
