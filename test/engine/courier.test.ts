import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { createAlarmBook } from '../../main/engine/alarm-book.ts'
import { createBell } from '../../main/engine/bell.ts'
import { createCourier } from '../../main/engine/courier.ts'
import { EventRefused, type SourceEvent } from '../../main/sources/source.ts'
import { createAgeing } from '../../main/store/ageing.ts'
import { addEvent, keepCursors } from '../../main/store/outbox.ts'
import { openTestDatabase } from '../support/database.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { steadyDisk } from '../support/steady-disk.ts'

const second = 1_000

type Far = 'takes' | 'is away' | 'says nothing'

/** A courier to the source `mini`, whose far side does what the test says. */
function openCourier() {
  const db = openTestDatabase()
  const clock = createHandClock()
  const alarms = createAlarmBook({ db, clock, bell: createBell(), language: 'zh-CN' })
  const noticed: unknown[] = []
  const disk = { ...steadyDisk, noticed: (error: unknown) => void noticed.push(error) }
  const heard: string[] = []
  const offered: number[] = []
  let far: Far = 'takes'
  const refused = new Set<string>()
  keepCursors(db, ['mini'])
  const courier = createCourier({
    ...{ source: 'mini', shopId: 'gudang-001', db, clock, alarms, disk, log: pino({ enabled: false }) },
    async deliver(events: readonly SourceEvent[]) {
      offered.push(events.length)
      if (far === 'says nothing') await new Promise<never>(() => {})
      if (far === 'is away') throw new Error('it is away')
      if (events.some(event => refused.has(String(event.orderId)))) throw new EventRefused('it answers 422')
      heard.push(...events.map(event => String(event.orderId)))
    },
  })
  let stopped: Promise<void> | null = null
  const stop = () => {
    stopped ??= courier.stop()
    return stopped
  }
  onTestFinished(async () => {
    const gone = stop()
    clock.pass(60 * second)
    await gone
  })
  const turn = async () => {
    for (let turns = 0; turns < 50; turns += 1) await Promise.resolve()
  }
  return {
    ...{ db, clock, alarms, courier, heard, offered, refused, noticed, stop, turn },
    become(now: Far) {
      far = now
    },
    async tell(orderId: string, source: string | null = 'mini') {
      addEvent(db, { type: 'order.accepted', source, order_id: orderId, at: clock.now(), data: {} })
      courier.wake()
      await turn()
    },
    async pass(ms: number) {
      for (let passed = 0; passed < ms; passed += second) {
        clock.pass(second)
        await turn()
      }
    },
    codes: () => alarms.standing().map(alarm => alarm.code),
  }
}

test('its own and what is for all, in order, each once; what is for others stays', async () => {
  const { tell, heard } = openCourier()
  for (const [name, source] of [['a'], ['b', null], ['c', 'other'], ['d']] as const) await tell(name, source)
  expect(heard).toEqual(['a', 'b', 'd'])
})

test('one that is away is tried ever more rarely, not at every piece of news; after five minutes a person hears of it', async () => {
  const { become, tell, pass, heard, offered, codes, alarms } = openCourier()
  become('is away')
  for (const name of ['a', 'b', 'c', 'd']) await tell(name)
  expect(offered).toEqual([1])
  await pass(4 * 60 * second)
  // 1 + 2 + 4 + 8 + 16 + 32 + 60 + 60 s
  expect(offered.length).toBe(9)
  expect(codes()).toEqual([])
  await pass(2 * 60 * second)
  expect(alarms.standing()).toMatchObject([
    { code: 'events-waiting', subject: 'mini', facts: { source: 'mini', waiting: 4 } },
  ])
  become('takes')
  await pass(60 * second)
  expect([heard, codes()]).toEqual([['a', 'b', 'c', 'd'], []])
})

test('the one that is refused is found and put aside; those around it arrive', async () => {
  const { become, tell, pass, heard, refused, alarms } = openCourier()
  become('is away')
  for (const name of ['a', 'b', 'c']) await tell(name)
  refused.add('b')
  become('takes')
  await pass(60 * second)
  expect(heard).toEqual(['a', 'c'])
  expect(alarms.standing()).toMatchObject([{ code: 'event-refused', facts: { detail: 'it answers 422', count: 1 } }])
})

test('one that says nothing keeps nobody waiting for longer than two seconds', async () => {
  const { become, tell, clock, stop, turn, heard } = openCourier()
  become('says nothing')
  await tell('a')
  let isOver = false
  const gone = stop().then(() => {
    isOver = true
  })
  clock.pass(1_999)
  await turn()
  expect(isOver).toBe(false)
  clock.pass(1)
  await gone
  expect(heard).toEqual([])
})

test('a database that gives way is told to who looks after the disk, and does not end the courier', async () => {
  const { db, courier, tell, turn, pass, heard, noticed } = openCourier()
  await tell('a')
  db.exec('alter table outbox rename to gone')
  courier.wake()
  await turn()
  expect(noticed.map(String)).toContainEqual(expect.stringContaining('no such table: outbox'))
  db.exec('alter table gone rename to outbox')
  await tell('b')
  await pass(2 * second)
  expect(heard).toEqual(['a', 'b'])
})

test('what happens after a closed period, in which all that was heard aged out, is heard as ever', async () => {
  const { db, clock, tell, heard, codes } = openCourier()
  for (const name of ['a', 'b', 'c']) await tell(name)
  // An event of a source that is away stands below those that go.
  keepCursors(db, ['mini', 'away'])
  await tell('of the other', 'away')
  await tell('d')
  for (const forgotten of ['some of it', 'all of it']) {
    if (forgotten === 'all of it') keepCursors(db, ['mini'])
    const ageing = createAgeing(db, { now: clock.now(), customers: clock.now() + 1, history: 0 })
    while (ageing.step());
    await tell(`behind ${forgotten}`)
  }
  expect([heard, codes()]).toEqual([['a', 'b', 'c', 'd', 'behind some of it', 'behind all of it'], []])
})
