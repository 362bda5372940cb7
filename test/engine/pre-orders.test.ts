import { describe, expect, test } from 'vitest'
import { openLaneBench } from '../support/lane-bench.ts'
import { changed, line, order } from '../support/orders.ts'
import { lost } from '../support/scripted-printer.ts'
import { openShop } from '../support/shop.ts'
import { createShopHandClock } from '../support/shop-hand-clock.ts'
import { until } from '../support/until.ts'
import { inState, only, two } from './two-stations.ts'

// Orders that are wanted later.

test('a pre-order prints so many minutes before it is wanted, marked 预约', async () => {
  const clock = createShopHandClock()
  const shop = await openShop({ clock, settings: { ...two, policy: { releaseMinutesBefore: 15 } } })
  const expectedAt = new Date(clock.now() + 16 * 60_000).toISOString()
  await shop.push(order({ expectedAt }))
  const job = await clock.until(only(shop, 'steam'))
  expect(job).toMatchObject({ state: 'queued', marks: ['预约'], releaseAt: expect.any(String) })
  await clock.pass(Date.parse(job.releaseAt ?? '') - clock.now() - 1)
  expect(await only(shop, 'steam')()).toMatchObject({ state: 'queued', attempts: [] })
  const out = await clock.until(async () => (await shop.jobs('&state=printed'))[0])
  expect(Date.parse(out.attempts[0]?.at ?? '')).toBeGreaterThanOrEqual(Date.parse(job.releaseAt ?? ''))
})

test('a pre-order whose time is changed comes by its new one', async () => {
  const shop = await openShop({ settings: { ...two, policy: { releaseMinutesBefore: 15 } } })
  const now = shop.clock.now()
  const inMinutes = (minutes: number) => new Date(now + minutes * 60_000).toISOString()
  const first = order({ orderId: 'pre', expectedAt: inMinutes(120) })
  await shop.push(first)
  const job = await until(only(shop, 'steam'))
  await shop.push(changed(first, { expectedAt: inMinutes(180) }))
  const later = (await shop.jobs()).find(one => one.jobId === job.jobId)
  expect(Date.parse(later?.releaseAt ?? '') - Date.parse(job.releaseAt ?? '')).toBe(60 * 60_000)
  await shop.push(changed(first, { expectedAt: inMinutes(5) }))
  await inState(shop, job.jobId, 'printed')
})

test('a pre-order can be let go before its time', async () => {
  const shop = await openShop({ settings: { ...two, policy: { releaseMinutesBefore: 15 } } })
  await shop.push(order({ expectedAt: new Date(shop.clock.now() + 3_600_000).toISOString() }))
  const job = await until(only(shop, 'steam'))
  await shop.post(`/api/v1/jobs/${job.jobId}/release`, { by: '小王' })
  await inState(shop, job.jobId, 'printed')
})

const minute = 60_000
const fried = (lineId: string) => line(lineId, '油条', 1, { category: '煎炸' })

/** A kitchen whose pre-orders print a quarter of an hour before they are wanted. */
function openBench(settings: object = {}, policy: object = {}) {
  const bench = openLaneBench({ settings, policy: { releaseMinutesBefore: 15, ...policy } })
  const start = bench.clock.now()
  return {
    ...bench,
    inMinutes: (minutes: number) => new Date(start + minutes * minute).toISOString(),
    /** in the order in which they were made */
    kinds: (state: string) =>
      bench
        .jobs()
        .filter(job => job.state === state)
        .map(job => `${job.printerId} ${job.kind}`),
    async let(orderId: string, printerId: string) {
      const job = bench.jobs().find(one => one.orderId === orderId && one.printerId === printerId)
      bench.acts.release(job?.jobId ?? '', { by: '小王' })
      await bench.clock.pass(1_000)
    },
  }
}

describe('what changes about a pre-order that the kitchen has on paper is told at once', () => {
  test('wanted later', async () => {
    const bench = openBench()
    const first = order({ expectedAt: bench.inMinutes(16) })
    bench.take(first)
    await bench.clock.pass(2 * minute)
    bench.take(changed(first, { expectedAt: bench.inMinutes(60) }))
    await bench.clock.pass(1_000)
    expect(bench.jobs()).toMatchObject([
      { kind: 'kitchen', state: 'printed' },
      { kind: 'change', state: 'printed', releaseAt: null },
    ])
    expect(bench.papers[1]).toContain('改单')
  })

  test('a dish less, after a person let it go before its time', async () => {
    const bench = openBench()
    const first = order({ orderId: 'pre', expectedAt: bench.inMinutes(180) })
    bench.take(first)
    await bench.let('pre', 'kitchen')
    bench.take(changed(first, { items: first.items.slice(1) }))
    await bench.clock.pass(1_000)
    expect(bench.kinds('printed')).toEqual(['kitchen kitchen', 'kitchen void'])
  })

  test('a dish less that came before a person let the ticket go: behind it, not by the hour', async () => {
    const bench = openBench(two)
    const items = [line('1', '鲜肉包', 2), line('2', '豆浆'), fried('3')]
    const first = order({ orderId: 'pre', items, expectedAt: bench.inMinutes(180) })
    bench.take(first)
    bench.take(changed(first, { items: items.slice(0, 1) }))
    expect(bench.kinds('queued')).toEqual(['steam kitchen', 'fry kitchen', 'steam void', 'fry void'])
    await bench.let('pre', 'steam')
    expect(bench.kinds('printed')).toEqual(['steam kitchen', 'steam void'])
    expect(bench.jobs().map(job => job.releaseAt !== null)).toEqual([false, true, false, true])
  })

  test('but not of dishes that still wait, where only what was added is let go', async () => {
    const bench = openBench()
    const first = order({
      orderId: 'pre',
      items: [line('1', '鲜肉包'), line('2', '豆浆')],
      expectedAt: bench.inMinutes(180),
    })
    bench.take(first)
    const less = changed(first, { items: first.items.slice(0, 1) })
    bench.take(less)
    bench.take(changed(less, { items: [...less.items, line('4', '花卷')] }))
    expect(bench.kinds('queued')).toEqual(['kitchen kitchen', 'kitchen void', 'kitchen addition'])
    bench.acts.release(bench.jobs()[2]?.jobId ?? '', { by: '小王' })
    await bench.clock.pass(1_000)
    expect(bench.kinds('queued')).toEqual(['kitchen kitchen', 'kitchen void'])
  })

  test('an order that was wanted at once is now wanted later', async () => {
    const bench = openBench()
    const first = order()
    bench.take(first)
    await bench.clock.pass(1_000)
    bench.take(changed(first, { expectedAt: bench.inMinutes(60) }))
    await bench.clock.pass(1_000)
    expect(bench.kinds('printed')).toEqual(['kitchen kitchen', 'kitchen change'])
  })

  test('a ticket that has left a paper of which nobody knows', async () => {
    const bench = openBench({}, { uncertain: 'hold' })
    bench.follow({ print: lost })
    const first = order({ expectedAt: bench.inMinutes(16) })
    bench.take(first)
    await bench.clock.pass(2 * minute)
    bench.follow({})
    bench.take(changed(first, { expectedAt: bench.inMinutes(60) }))
    await bench.clock.pass(1_000)
    expect(bench.jobs()).toMatchObject([
      { kind: 'kitchen', heldFor: 'uncertain' },
      { kind: 'change', state: 'printed' },
    ])
  })

  test('but no station hears of it before its own ticket', async () => {
    const bench = openBench(two)
    const first = order({
      orderId: 'pre',
      items: [line('1', '鲜肉包', 2), fried('2')],
      expectedAt: bench.inMinutes(17),
    })
    bench.take(first)
    await bench.let('pre', 'steam')
    bench.take(changed(first, { expectedAt: bench.inMinutes(20) }))
    await bench.clock.pass(1_000)
    expect(bench.kinds('printed')).toEqual(['steam kitchen', 'steam change'])
    await bench.clock.pass(4 * minute)
    expect(bench.kinds('queued')).toEqual(['fry kitchen', 'fry change'])
    await bench.clock.pass(minute)
    expect(bench.printer('fry').papers).toHaveLength(2)
    expect(bench.printer('fry').papers[1]).toContain('改单')
  })
})

test('wanted later before it is on paper: ticket and change come by the new time, and are not late', async () => {
  // Late as soon as its time is over.
  const bench = openBench({}, { staleAfterMinutes: 0 })
  bench.pause('kitchen', true)
  const first = order({ expectedAt: bench.inMinutes(16) })
  bench.take(first)
  await bench.clock.pass(2 * minute)
  bench.take(changed(first, { expectedAt: bench.inMinutes(40) }))
  bench.pause('kitchen', false)
  await bench.clock.pass(minute)
  expect(bench.kinds('queued')).toEqual(['kitchen kitchen', 'kitchen change'])
  await bench.clock.pass(23 * minute)
  expect(bench.jobs().map(job => [job.kind, job.state, job.marks])).toEqual([
    ['kitchen', 'printed', ['预约']],
    ['change', 'printed', ['改单', '预约']],
  ])
})

test('wanted earlier while a person has yet to look at it: looked at, it prints', async () => {
  const bench = openBench({}, { abuse: { replay: 'hold' } })
  const payment = { method: 'alipay', tradeNo: '2026112222001400001' } as const
  bench.take(order({ payment }))
  const first = order({ orderId: 'pre', payment, expectedAt: bench.inMinutes(180) })
  bench.take(first)
  expect(bench.jobs().at(-1)).toMatchObject({ heldFor: 'suspicious' })
  bench.take(changed(first, { expectedAt: bench.inMinutes(10) }))
  for (const job of bench.jobs().filter(one => one.orderId === 'pre')) bench.acts.release(job.jobId, { by: '小王' })
  await bench.clock.pass(1_000)
  expect(bench.jobs().map(job => [job.kind, job.state])).toEqual([
    ['kitchen', 'printed'],
    ['kitchen', 'printed'],
    ['change', 'printed'],
  ])
})
