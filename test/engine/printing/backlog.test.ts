import { expect, test } from 'vitest'
import { DeskError } from '../../../main/engine/desk.ts'
import type { BacklogView, JobView } from '../../../shared/domain/views/printing-views.ts'
import { openLaneBench } from '../../support/lane-bench.ts'
import { changed, line, order } from '../../support/orders.ts'
import { printed } from '../../support/scripted-printer.ts'
import { openShop } from '../../support/shop.ts'
import { createShopHandClock } from '../../support/shop-hand-clock.ts'

// What became old while a printer (or the engine) was away waits as one question; an order that is merely late prints.

const minute = 60_000
const by = '小王'

function openBench() {
  // Less to wait than the default of 30 minutes; the rule's own numbers are tested with the domain.
  const bench = openLaneBench({ policy: { staleAfterMinutes: 3 } })
  const kitchen = bench.printer('kitchen')
  /** ordered at this moment, or so many minutes ago */
  const push = (orderId: string, minutesAgo = 0) => {
    const at = new Date(bench.clock.now() - minutesAgo * minute).toISOString()
    const made = order({ orderId, placedAt: at, pickupNo: orderId, items: [line('1', `包子 ${orderId}`)] })
    const given = { ...made, payment: { ...made.payment, paidAt: at } }
    bench.take(given)
    return given
  }
  const states = () => Object.fromEntries(bench.jobs().map(job => [job.orderId, job.state]))
  const marks = () => Object.fromEntries(bench.jobs().map(job => [job.orderId, job.marks]))
  /** No screen is open: alarms go to paper too, which is another test's matter. */
  const tickets = () => bench.papers.filter(paper => !paper.includes('告警'))
  return { ...bench, kitchen, push, states, marks, tickets }
}

/** The printer was off for four and a half minutes; three old orders and a fresh one. */
async function afterOutage() {
  const bench = openBench()
  bench.kitchen.become('offline')
  const pushed = []
  for (const orderId of ['old-1', 'old-2', 'old-3']) {
    pushed.push(bench.push(orderId))
    await bench.clock.pass(12_000)
  }
  await bench.clock.pass(174_000)
  bench.push('new-1')
  await bench.clock.pass(minute)
  bench.kitchen.become('ready')
  await bench.clock.pass(10_000)
  return { ...bench, pushed }
}

test('one question: the old ones are held, the fresh one prints, an alarm says what to do', async () => {
  const bench = await afterOutage()
  expect(bench.states()).toEqual({ 'old-1': 'held', 'old-2': 'held', 'old-3': 'held', 'new-1': 'printed' })
  expect(bench.tickets()).toHaveLength(1)
  for (const job of bench.jobs().slice(0, 3)) expect(job).toMatchObject({ heldFor: 'stale', attempts: [] })
  const [question, ...others] = bench.backlog.backlogs()
  expect(others).toEqual([])
  expect(question).toMatchObject({
    printerId: 'kitchen',
    printer: '后厨',
    tickets: 3,
    oldest: '2026-11-21T23:01:10.000Z',
  })
  expect(question?.orders.map(one => [one.orderId, one.minutes, one.jobs.length])).toEqual([
    ['old-1', 4, 1],
    ['old-2', 4, 1],
    ['old-3', 4, 1],
  ])
  expect(bench.alarms.standing()).toMatchObject([
    { code: 'printer-backlog', subject: 'kitchen', severity: 'critical', facts: { tickets: 3, oldest: '07:01' } },
  ])
  expect(bench.order('old-1').state).toBe('problem')
})

test('the paper ran out in the middle of a ticket, which ends when the roll is in: the others are asked about', async () => {
  const bench = openBench()
  bench.push('before')
  await bench.clock.pass(2_000)
  const rollIn = Promise.withResolvers<void>()
  // All of its bytes are taken; the word comes when there is paper again.
  bench.follow({ print: () => rollIn.promise.then(() => printed()) })
  bench.push('torn')
  await bench.clock.pass(2_000)
  bench.kitchen.become('paper-out')
  for (const orderId of ['old-1', 'old-2', 'old-3']) bench.push(orderId)
  await bench.clock.pass(4 * minute)
  bench.push('new-1')
  await bench.clock.pass(2_000)
  bench.follow({})
  bench.kitchen.become('ready')
  rollIn.resolve()
  await bench.clock.pass(10_000)
  expect(bench.states()).toEqual({
    ...{ before: 'printed', torn: 'printed', 'new-1': 'printed' },
    ...{ 'old-1': 'held', 'old-2': 'held', 'old-3': 'held' },
  })
  expect(bench.tickets()).toHaveLength(3)
  expect(bench.codes()).toEqual(['printer-backlog'])
  expect(bench.backlog.backlogs()).toMatchObject([{ printerId: 'kitchen', tickets: 3 }])
  expect(bench.backlog.answerBacklog('kitchen', { print: 'all', by })).toEqual({ printed: 3, cancelled: 0 })
  await bench.clock.pass(5_000)
  expect(bench.tickets()).toHaveLength(6)
  expect(bench.codes()).toEqual([])
})

test('print all: each once, with 积压 and nothing else, and the question is not put again', async () => {
  const bench = await afterOutage()
  expect(bench.backlog.answerBacklog('kitchen', { print: 'all', by })).toEqual({ printed: 3, cancelled: 0 })
  await bench.clock.pass(5_000)
  expect(bench.marks()).toEqual({ 'old-1': ['积压'], 'old-2': ['积压'], 'old-3': ['积压'], 'new-1': [] })
  expect(bench.tickets()).toHaveLength(4)
  expect(bench.tickets().filter(paper => paper.includes('积压'))).toHaveLength(3)
  expect(bench.codes()).toEqual([])
  expect(bench.backlog.backlogs()).toEqual([])
  expect(
    bench
      .order('old-1')
      .history.map(entry => [entry.what, entry.by])
      .slice(-2),
  ).toEqual([
    ['held-stale', null],
    ['release', by],
  ])
  expect(() => bench.backlog.answerBacklog('kitchen', { print: 'all', by })).toThrow(DeskError)
})

test('answered, and the printer dies again before they are out: they print when it is back', async () => {
  const bench = await afterOutage()
  bench.kitchen.become('offline')
  bench.backlog.answerBacklog('kitchen', { print: 'all', by })
  await bench.clock.pass(5 * minute)
  bench.kitchen.become('ready')
  await bench.clock.pass(10_000)
  expect(new Set(Object.values(bench.states()))).toEqual(new Set(['printed']))
})

test('only those of the last four minutes or so: the others are cancelled in the name of the person', async () => {
  const bench = await afterOutage()
  const answer = bench.backlog.answerBacklog('kitchen', { print: 'recent', minutes: 4.3, by })
  expect(answer).toEqual({ printed: 1, cancelled: 2 })
  await bench.clock.pass(5_000)
  expect(bench.states()).toEqual({ 'old-1': 'cancelled', 'old-2': 'cancelled', 'old-3': 'printed', 'new-1': 'printed' })
  expect(bench.order('old-2')).toMatchObject({ state: 'cancelled' })
  expect(bench.order('old-2').history.at(-1)).toMatchObject({ what: 'cancel', by })
  expect(bench.codes()).toEqual([])
})

test('none of them', async () => {
  const bench = await afterOutage()
  expect(bench.backlog.answerBacklog('kitchen', { print: 'none', by })).toEqual({ printed: 0, cancelled: 3 })
  await bench.clock.pass(5_000)
  expect(bench.tickets()).toHaveLength(1)
  expect(bench.codes()).toEqual([])
})

test('each can be let go alone; what is left is still asked about', async () => {
  const bench = await afterOutage()
  const [first, second, third] = bench.jobs()
  bench.acts.release(first?.jobId ?? '', { by: '工具' })
  await bench.clock.pass(2_000)
  expect(bench.states()).toMatchObject({ 'old-1': 'printed', 'old-2': 'held' })
  expect(bench.alarms.standing()).toMatchObject([{ code: 'printer-backlog', facts: { tickets: 2 } }])
  bench.acts.release(second?.jobId ?? '', { by: '工具' })
  bench.acts.cancel(third?.jobId ?? '', { by: '工具' })
  expect(bench.codes()).toEqual([])
  expect(bench.backlog.backlogs()).toEqual([])
})

test('two old ones print, marked', async () => {
  const bench = openBench()
  bench.kitchen.become('paper-out')
  for (const orderId of ['a', 'b']) bench.push(orderId)
  await bench.clock.pass(4 * minute)
  bench.push('c')
  bench.kitchen.become('ready')
  await bench.clock.pass(10_000)
  expect(bench.marks()).toEqual({ a: ['积压'], b: ['积压'], c: [] })
  expect(bench.tickets()).toHaveLength(3)
})

test('orders that come late to a printer that is fine print at once, marked, however many', async () => {
  const bench = openBench()
  await bench.clock.pass(9 * minute)
  for (const orderId of ['a', 'b', 'c', 'd']) bench.push(orderId, 40)
  await bench.clock.pass(2_000)
  expect(bench.marks()).toEqual({ a: ['积压'], b: ['积压'], c: ['积压'], d: ['积压'] })
  expect(bench.tickets()).toHaveLength(4)
})

test('the engine was away: the same question after its start, and after the next one', async () => {
  const bench = openBench()
  bench.push('before')
  await bench.clock.pass(2_000)
  bench.kitchen.become('offline')
  for (const orderId of ['a', 'b', 'c']) bench.push(orderId)
  await bench.clock.pass(2_000)
  bench.kitchen.become('ready')
  await bench.restart(50 * minute)
  await bench.clock.pass(5_000)
  expect(bench.states()).toEqual({ before: 'printed', a: 'held', b: 'held', c: 'held' })
  expect(bench.backlog.backlogs()[0]?.orders[0]?.minutes).toBe(50)
  await bench.restart(1_000)
  await bench.clock.pass(5_000)
  expect(bench.backlog.backlogs()[0]?.tickets).toBe(3)
  expect(bench.codes()).toEqual(['printer-backlog'])
  expect(bench.tickets()).toHaveLength(1)
})

test('a short outage is no question', async () => {
  const bench = openBench()
  bench.kitchen.become('offline')
  for (const orderId of ['a', 'b', 'c', 'd']) bench.push(orderId)
  await bench.clock.pass(2.9 * minute)
  bench.kitchen.become('ready')
  await bench.clock.pass(10_000)
  expect(bench.marks()).toEqual({ a: [], b: [], c: [], d: [] })
  expect(bench.tickets()).toHaveLength(4)
})

test('the clock of the computer jumps by a year during a minute without paper: nothing is held', async () => {
  const bench = openBench()
  bench.push('first')
  await bench.clock.pass(2_000)
  bench.kitchen.become('offline')
  for (const orderId of ['a', 'b', 'c']) bench.push(orderId)
  bench.clock.jump(365 * 24 * 60 * minute)
  await bench.clock.pass(minute)
  bench.kitchen.become('ready')
  await bench.clock.pass(10_000)
  expect(bench.tickets()).toHaveLength(4)
})

test('an order called off while its ticket waits for the answer: the ticket is gone, its slip prints', async () => {
  const bench = await afterOutage()
  const [, second] = bench.pushed
  if (second === undefined) throw new Error('three orders were pushed')
  bench.take(changed(second, { status: 'cancelled' }))
  await bench.clock.pass(2_000)
  expect(bench.backlog.backlogs()[0]?.orders.map(one => one.orderId)).toEqual(['old-1', 'old-3'])
  expect(bench.tickets()).toHaveLength(2)
  expect(bench.tickets()[1]).toContain('作废')
})

test('over REST: the question, its answers, and what cannot be one', { timeout: 60_000 }, async () => {
  const clock = createShopHandClock()
  const shop = await openShop({ settings: { policy: { staleAfterMinutes: 1 } }, clock })
  const power = (power: string) => clock.until(() => shop.put('/api/v1/virtual-printers/kitchen', { power }))
  await power('off')
  for (const orderId of ['a', 'b', 'c']) {
    await clock.until(() => shop.push(order({ orderId, placedAt: new Date(clock.now()).toISOString() })))
  }
  await clock.pass(70_000)
  await power('on')
  await clock.until(async () => (await shop.jobs('&state=held')).length === 3)
  const [question] = (await clock.until(() => shop.get<BacklogView[]>('/api/v1/backlogs'))).body
  expect(question?.orders.map(one => one.orderId)).toEqual(['a', 'b', 'c'])
  const answer = (body: object, printer = 'kitchen') =>
    clock.until(() => shop.post(`/api/v1/backlogs/${printer}`, body))
  for (const [body, status, printer] of [
    [{ print: 'none' }, 400],
    [{ print: 'none', by: ' ' }, 400],
    [{ print: 'some', by }, 400],
    [{ print: 'recent', by }, 400],
    [{ print: 'recent', minutes: -1, by }, 400],
    [{ print: 'none', by }, 404, 'nobody'],
  ] as const) {
    expect([body, (await answer(body, printer)).status]).toEqual([body, status])
  }
  const [job] = await clock.until(() => shop.jobs('&state=held'))
  const released = await clock.until(() => shop.post<JobView>(`/api/v1/jobs/${job?.jobId}/release`, { by }))
  expect(released.status).toBe(200)
  expect(await answer({ print: 'none', by })).toMatchObject({ status: 200, body: { printed: 0, cancelled: 2 } })
  expect(await answer({ print: 'none', by })).toMatchObject({ status: 409 })
  await clock.until(async () => (await shop.alarmCodes()).length === 0)
})
