import { expect, test } from 'vitest'
import type { AlarmView, BacklogView, JobView } from '../../shared/domain/views.ts'
import { line, order } from '../support/orders.ts'
import { openShop, type Shop } from '../support/shop.ts'
import { createShopHandClock } from '../support/shop-hand-clock.ts'

// What became old while a printer (or the engine) was away waits as one question; an order that is merely late prints.

const minute = 60_000
const two = {
  // Less to wait than the default of 30 minutes; the rule's own numbers are tested with the domain.
  policy: { staleAfterMinutes: 3 },
  printers: [
    { id: 'steam', name: '蒸档', profile: 'generic-80', connection: { type: 'virtual' } },
    { id: 'fry', name: '煎炸', profile: 'generic-80', connection: { type: 'virtual' } },
  ],
  stations: [
    { id: 'steam', name: '蒸档', printer: 'steam' },
    { id: 'fry', name: '煎炸', printer: 'fry' },
  ],
  routing: [{ category: '煎炸', station: 'fry' }],
  defaultStation: 'steam',
}

async function openTwo() {
  const clock = createShopHandClock()
  const shop = await openShop({ settings: two, clock })
  const power = (printer: string, power: 'on' | 'off') =>
    clock.until(() => shop.put(`/api/v1/virtual-printers/${printer}`, { power }))
  /** ordered at this moment */
  const push = (orderId: string, minutesAgo = 0) => {
    const at = new Date(clock.now() - minutesAgo * minute).toISOString()
    const given = order({ orderId, placedAt: at, pickupNo: orderId, items: [line('1', `包子 ${orderId}`)] })
    return clock.until(() => shop.push({ ...given, payment: { ...given.payment, paidAt: at } }))
  }
  const jobs = (query = '') => clock.until(() => shop.jobs(query))
  const statesOf = async () => Object.fromEntries((await jobs()).map(job => [job.orderId, job.state]))
  const all = async (state: string, count: number) =>
    clock.until(async () => {
      const found = await shop.jobs(`&state=${state}`)
      return found.length === count ? found : null
    })
  const backlogs = async () => (await clock.until(() => shop.get<BacklogView[]>('/api/v1/backlogs'))).body
  const codes = () => clock.until(() => shop.alarmCodes())
  const answer = (body: object) =>
    clock.until(() => shop.post<{ printed: number; cancelled: number }>('/api/v1/backlogs/steam', body))
  return { shop, clock, power, push, jobs, statesOf, all, backlogs, codes, answer }
}

/** The steamer's printer was off for four and a half minutes; three old orders and a fresh one. */
async function afterOutage() {
  const bench = await openTwo()
  await bench.power('steam', 'off')
  for (const orderId of ['old-1', 'old-2', 'old-3']) {
    await bench.push(orderId)
    await bench.clock.pass(20_000)
  }
  await bench.clock.pass(2.5 * minute)
  await bench.push('new-1')
  await bench.clock.pass(minute)
  await bench.power('steam', 'on')
  await bench.all('printed', 1)
  return bench
}
const paper = async (shop: Shop, job: JobView | undefined) =>
  (await shop.get<string>(`/api/v1/jobs/${job?.jobId}/paper.txt`)).text

test('one question: the old ones are held, the fresh one prints, an alarm says what to do', async () => {
  const { statesOf, backlogs, clock, shop, jobs } = await afterOutage()
  expect(await statesOf()).toEqual({ 'old-1': 'held', 'old-2': 'held', 'old-3': 'held', 'new-1': 'printed' })
  expect((await jobs('&state=held')).map(job => [job.heldFor, job.attempts.length])).toEqual(
    Array(3).fill(['stale', 0]),
  )
  const [question, ...others] = await backlogs()
  expect(others).toEqual([])
  expect(question).toMatchObject({ printerId: 'steam', printer: '蒸档', tickets: 3 })
  expect(question?.orders.map(one => [one.orderId, one.minutes, one.jobs.length])).toEqual([
    ['old-1', 4, 1],
    ['old-2', 4, 1],
    ['old-3', 3, 1],
  ])
  const alarms = await clock.until(() => shop.alarms())
  expect(alarms).toMatchObject([
    {
      code: 'printer-backlog',
      subject: 'steam',
      severity: 'critical',
      facts: { tickets: 3, oldest: '07:01' },
    } satisfies Partial<AlarmView>,
  ])
  expect((await clock.until(() => shop.order('old-1'))).state).toBe('problem')
})

test('print all: each once, with 积压 and nothing else, and the question is not put again', async () => {
  const { answer, all, shop, clock, codes, backlogs } = await afterOutage()
  expect((await answer({ print: 'all', by: '小王' })).body).toEqual({ printed: 3, cancelled: 0 })
  const printed = await all('printed', 4)
  for (const job of printed) {
    const old = job.orderId?.startsWith('old')
    expect([job.orderId, job.marks, job.attempts.length]).toEqual([job.orderId, old ? ['积压'] : [], 1])
  }
  expect(await clock.until(() => paper(shop, printed[0]))).toContain('积压')
  expect(await codes()).toEqual([])
  expect(await backlogs()).toEqual([])
  const { history } = await clock.until(() => shop.order('old-1'))
  expect(history.map(entry => [entry.what, entry.by]).slice(-2)).toEqual([
    ['held-stale', null],
    ['release', '小王'],
  ])
  expect((await answer({ print: 'all', by: '小王' })).status).toBe(409)
})

test('only those of the last four minutes: the others are cancelled in the name of the person', async () => {
  const { answer, all, statesOf, shop, clock, codes } = await afterOutage()
  expect((await answer({ print: 'recent', minutes: 4, by: '小王' })).body).toEqual({ printed: 1, cancelled: 2 })
  await all('printed', 2)
  expect(await statesOf()).toEqual({
    'old-1': 'cancelled',
    'old-2': 'cancelled',
    'old-3': 'printed',
    'new-1': 'printed',
  })
  const { history, state } = await clock.until(() => shop.order('old-2'))
  expect(history.at(-1)).toMatchObject({ what: 'cancel', by: '小王' })
  expect(state).toBe('cancelled')
  expect(await codes()).toEqual([])
})

test('none; and what cannot be an answer is refused', async () => {
  const { answer, all, codes, jobs } = await afterOutage()
  for (const [body, status] of [
    [{ print: 'none' }, 400],
    [{ print: 'none', by: ' ' }, 400],
    [{ print: 'some', by: '小王' }, 400],
    [{ print: 'recent', by: '小王' }, 400],
    [{ print: 'recent', minutes: -1, by: '小王' }, 400],
  ] as const) {
    expect((await answer(body)).status).toBe(status)
  }
  expect(await jobs('&state=held')).toHaveLength(3)
  expect((await answer({ print: 'none', by: '小王' })).body).toEqual({ printed: 0, cancelled: 3 })
  await all('cancelled', 3)
  expect(await codes()).toEqual([])
})

test('each can be let go alone, by any tool that knows /release; what is left is still asked about', async () => {
  const { jobs, all, shop, clock, backlogs } = await afterOutage()
  const [first, second, third] = await jobs('&state=held')
  await clock.until(() => shop.post(`/api/v1/jobs/${first?.jobId}/release`, { by: '工具' }))
  await all('printed', 2)
  expect((await backlogs())[0]?.tickets).toBe(2)
  await clock.until(() => shop.post(`/api/v1/jobs/${second?.jobId}/release`, {}))
  await clock.until(() => shop.post(`/api/v1/jobs/${third?.jobId}/cancel`, {}))
  await all('printed', 3)
  expect(await backlogs()).toEqual([])
})

test('two old ones print, marked', async () => {
  const { power, push, clock, all, backlogs } = await openTwo()
  await power('steam', 'off')
  for (const orderId of ['a', 'b']) await push(orderId)
  await clock.pass(4 * minute)
  await push('c')
  await power('steam', 'on')
  const printed = await all('printed', 3)
  expect(printed.map(job => job.marks)).toEqual([['积压'], ['积压'], []])
  expect(await backlogs()).toEqual([])
})

test('orders that come late to a printer that is fine print at once, marked, however many', async () => {
  const { push, all, clock } = await openTwo()
  await clock.pass(10 * minute)
  for (const orderId of ['a', 'b', 'c', 'd']) await push(orderId, 40)
  expect((await all('printed', 4)).map(job => job.marks)).toEqual(Array(4).fill(['积压']))
})

test('the engine was away: the same question after its start', async () => {
  const { shop, push, clock, power, all, statesOf, backlogs } = await openTwo()
  await push('before')
  await all('printed', 1)
  await power('steam', 'off')
  for (const orderId of ['a', 'b', 'c']) await push(orderId)
  // A virtual printer is switched on again by the start of the program that it lives in.
  await shop.close()
  clock.jump(50 * minute)
  await shop.reopen()
  await all('held', 3)
  expect(await statesOf()).toEqual({ before: 'printed', a: 'held', b: 'held', c: 'held' })
  expect((await backlogs())[0]?.orders[0]?.minutes).toBe(50)
  // It waits on, through another start too.
  await shop.reopen()
  await clock.pass(5_000)
  expect((await backlogs())[0]?.tickets).toBe(3)
})

test('a short outage, or a long wait behind a slow printer, is no question', async () => {
  const { power, push, clock, all } = await openTwo()
  await power('steam', 'off')
  for (const orderId of ['a', 'b', 'c', 'd']) await push(orderId)
  await clock.pass(2 * minute)
  await power('steam', 'on')
  expect((await all('printed', 4)).map(job => job.marks)).toEqual(Array(4).fill([]))
})

test('the clock of the computer jumps by a year during a minute without paper: nothing is held', async () => {
  const { power, push, clock, all } = await openTwo()
  await push('first')
  await all('printed', 1)
  await power('steam', 'off')
  for (const orderId of ['a', 'b', 'c']) await push(orderId)
  clock.jump(365 * 24 * 60 * minute)
  await clock.pass(minute)
  await power('steam', 'on')
  await all('printed', 4)
})

test('an order called off while its ticket waits for the answer: the ticket is gone, its slip prints', async () => {
  const { shop, clock, all, backlogs } = await afterOutage()
  const { order: sent } = await clock.until(() => shop.order('old-2'))
  await clock.until(() => shop.push({ ...(sent as object), status: 'cancelled' }))
  await all('printed', 2)
  expect((await backlogs())[0]?.orders.map(one => one.orderId)).toEqual(['old-1', 'old-3'])
})
