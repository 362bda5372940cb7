import { expect, test } from 'vitest'
import type { AlarmCode } from '../../../shared/domain/alarm.ts'
import { openLaneBench } from '../../support/lane-bench.ts'
import { line, order } from '../../support/orders.ts'
import { shopSettings } from '../../support/shop.ts'

// What stood when the program stopped, and has no cause any more that anybody would see go.

const minute = 60_000
const settings = { sources: [...shopSettings.sources, { id: 'alipay', type: 'alipay', appId: '2021000000000001' }] }

test.each<[AlarmCode, string]>([
  ['orders-unread', 'gone'],
  ['calls-waiting', 'gone'],
  // It is another kind of source by now.
  ['orders-unread', 'mini'],
  ['events-waiting', 'gone'],
  // It is told nothing any more.
  ['events-waiting', 'mini'],
  ['source-silent', 'gone'],
  ['source-unreachable', 'gone'],
  ['printer-offline', 'gone'],
  ['lane-failed', 'kitchen'],
  ['not-durable', 'disk'],
  ['order-while-paused', 'shop'],
])('%s %s ends at the next start', async (code, subject) => {
  const bench = openLaneBench({ settings })
  bench.alarms.raise(code, subject, { source: subject })
  await bench.restart(minute)
  expect(bench.codes()).toEqual([])
})

test.each<[AlarmCode, string]>([
  ['orders-unread', 'alipay'],
  ['calls-waiting', 'alipay'],
  ['source-unreachable', 'mini'],
  ['order-conflict', 'mini/a'],
])('%s %s has to be looked at first, and stays seen as it was', async (code, subject) => {
  const bench = openLaneBench({ settings })
  bench.alarms.raise(code, subject, { source: subject })
  const [before] = bench.alarms.standing()
  await bench.restart(minute)
  expect(bench.alarms.standing()).toEqual([before])
})

test('an order that waited for a person ends with its last ticket, also where the program stopped between the two', async () => {
  const bench = openLaneBench({ settings })
  bench.take(order({ orderId: 'a/b', items: [line('1', '包子')] }))
  await bench.clock.pass(5_000)
  bench.tamper(`update orders set flags = '["replay"]'`)
  bench.alarms.raise('order-held', 'mini/a/b', { name: 'A1', rule: 'replay' })
  await bench.restart(minute)
  expect(bench.codes()).toEqual([])
})

test('what waits in quarantine is counted anew: erasing takes what nobody can read without the engine', async () => {
  const bench = openLaneBench({ settings })
  for (const orderId of ['a', 'b']) bench.take({ ...order({ orderId }), items: [] })
  expect(bench.alarms.standing()).toMatchObject([{ code: 'order-invalid', facts: { count: 2 } }])
  bench.tamper('delete from quarantine where id = 1')
  await bench.restart(minute)
  expect(bench.alarms.standing()).toMatchObject([{ code: 'order-invalid', facts: { count: 1 } }])
  bench.tamper('delete from quarantine')
  await bench.restart(minute)
  expect(bench.codes()).toEqual([])
})
