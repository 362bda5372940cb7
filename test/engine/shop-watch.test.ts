import { expect, test } from 'vitest'
import { openLaneBench } from '../support/lane-bench.ts'
import { order } from '../support/orders.ts'

// A source that has stopped sending at an hour at which it usually sends.

const minute = 60_000
const day = 24 * 60 * minute

/** So many mornings with four orders half an hour from now, and none of them today. */
function afterMornings(mornings: number) {
  const bench = openLaneBench()
  bench.clock.jump(30 * minute - mornings * day)
  for (let morning = 0; morning < mornings; morning += 1) {
    for (let n = 0; n < 4; n += 1) bench.take(order({ orderId: `${morning}-${n}` }))
    bench.clock.jump(day)
  }
  bench.clock.jump(-30 * minute)
  return bench
}

test('an alarm after an hour without an order, which ends with the next one', { timeout: 60_000 }, async () => {
  const bench = afterMornings(4)
  await bench.clock.pass(59 * minute)
  expect(bench.codes()).toEqual([])
  await bench.clock.pass(2 * minute)
  expect(bench.alarms.standing()).toMatchObject([{ code: 'source-silent', subject: 'mini', severity: 'critical' }])
  bench.take(order({ orderId: 'at last' }))
  await bench.clock.pass(10_000)
  expect(bench.codes()).toEqual([])
})

test('no alarm of a source that is not known so well', { timeout: 60_000 }, async () => {
  const bench = afterMornings(3)
  await bench.clock.pass(61 * minute)
  expect(bench.codes()).toEqual([])
})
