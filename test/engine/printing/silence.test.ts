import { describe, expect, test } from 'vitest'
import type { JobView, PrinterView } from '../../../shared/domain/views/printing-views.ts'
import { openLaneBench } from '../../support/lane-bench.ts'
import { line, order } from '../../support/orders.ts'
import { lost, printed } from '../../support/scripted-printer.ts'
import { openScriptedTcpPrinter } from '../../support/scripted-tcp-printer.ts'
import { openShop } from '../../support/shop.ts'
import { until } from '../../support/until.ts'
import { two } from '../two-stations.ts'

// A printer that takes papers and never says a word: three of them and no more, whoever's tickets they are.

const silent = { print: lost }
const states = (jobs: JobView[]) => jobs.map(job => job.state)

async function silenced(policy: object = {}) {
  const bench = openLaneBench({ script: silent, policy })
  for (const orderId of ['a', 'b', 'c', 'd', 'e']) bench.take(order({ orderId }))
  await bench.clock.pass(2_000)
  return bench
}

test('three papers in a row: its jobs are held, with one alarm for all that left nothing', async () => {
  const bench = await silenced()
  expect(bench.papers).toHaveLength(3)
  expect(bench.jobs().map(job => [job.state, job.heldFor, job.attempts.length])).toEqual([
    ['held', 'silent', 3],
    ...Array(4).fill(['held', 'silent', 0]),
  ])
  expect(bench.codes()).toEqual(['job-held', 'printer-silent'])
  const alarm = bench.alarms.standing().find(one => one.code === 'printer-silent')
  expect(alarm?.remedy).toContain('5 张小票在等')
})

test('under the policy hold too: three papers of three orders, then the rest waits', async () => {
  const bench = await silenced({ uncertain: 'hold' })
  expect(bench.papers).toHaveLength(3)
  expect(bench.jobs().map(job => [job.heldFor, job.attempts.length])).toEqual([
    ['uncertain', 1],
    ['uncertain', 1],
    ['uncertain', 1],
    ['silent', 0],
    ['silent', 0],
  ])
})

const uncertain = (bench: Awaited<ReturnType<typeof silenced>>) =>
  bench.events().filter(one => one.startsWith('order.uncertain'))

test.each([
  ['hold', ['a', 'b', 'c']],
  ['reprint-marked', ['a']],
])('their source hears of those that may be on paper and wait for a person, once: %s', async (policy, orders) => {
  const bench = await silenced({ uncertain: policy })
  expect(uncertain(bench)).toEqual(orders.map(orderId => `order.uncertain ${orderId}`))
  await bench.restart(60_000)
  await bench.clock.pass(60_000)
  expect(uncertain(bench)).toHaveLength(orders.length)
})

test('also of one that is the third paper in a row without a word, and its own first', async () => {
  const bench = openLaneBench()
  bench.follow({
    print(papers) {
      if (papers === 1) bench.pause('kitchen', true)
      return lost()
    },
  })
  bench.take(order({ orderId: 'a' }))
  await bench.clock.pass(2_000)
  bench.acts.cancel(bench.jobs()[0]?.jobId ?? '', { by: '王' })
  bench.take(order({ orderId: 'b' }))
  bench.pause('kitchen', false)
  await bench.clock.pass(2_000)
  expect(bench.jobs().at(-1)).toMatchObject({ orderId: 'b', state: 'held', heldFor: 'silent' })
  expect(uncertain(bench)).toEqual(['order.uncertain a', 'order.uncertain b'])
})

test('an order that comes then is taken, and makes no paper', async () => {
  const bench = await silenced()
  bench.take(order({ orderId: 'f' }))
  await bench.clock.pass(60_000)
  expect(bench.papers).toHaveLength(3)
  expect(bench.jobs().at(-1)).toMatchObject({ orderId: 'f', state: 'held', heldFor: 'silent' })
  expect(bench.order('f').state).toBe('problem')
})

test('a test page that comes out with its word: what left nothing goes on, once and unmarked', async () => {
  const bench = await silenced()
  bench.follow({ print: () => printed() })
  bench.acts.testPage('kitchen', { by: '技术员' })
  await bench.clock.pass(2_000)
  expect(states(bench.jobs())).toEqual(['held', 'printed', 'printed', 'printed', 'printed', 'printed'])
  const tickets = bench.papers.slice(3).filter(paper => /#000[2-5]/.test(paper))
  expect(tickets).toHaveLength(4)
  for (const paper of tickets) expect(paper).not.toContain('补打')
  expect(bench.codes()).toContain('job-held')
  bench.acts.resolve(bench.jobs()[0]?.jobId ?? '', { by: '小王', as: 'printed' })
  await bench.clock.pass(2_000)
  expect(bench.codes()).toEqual([])
})

test('a test page without a word changes nothing', async () => {
  const bench = await silenced()
  bench.acts.testPage('kitchen', { by: '技术员' })
  await bench.clock.pass(60_000)
  expect(bench.papers).toHaveLength(4)
  expect(new Set(states(bench.jobs()))).toEqual(new Set(['held']))
})

test('let go by a person without looking: that one alone tries again, marked; its word lets the others go', async () => {
  const bench = await silenced()
  bench.acts.release(bench.jobs()[0]?.jobId ?? '', { by: '小王' })
  await bench.clock.pass(2_000)
  expect(bench.papers).toHaveLength(6)
  expect(bench.jobs()[0]).toMatchObject({ state: 'held', copy: 6, marks: ['补打', '可能重复'] })
  expect(new Set(states(bench.jobs()))).toEqual(new Set(['held']))
  bench.follow({ print: () => printed() })
  bench.acts.release(bench.jobs()[0]?.jobId ?? '', { by: '小王' })
  await bench.clock.pass(2_000)
  expect(new Set(states(bench.jobs()))).toEqual(new Set(['printed']))
  expect(bench.papers).toHaveLength(6 + 5)
  expect(bench.codes()).toEqual([])
})

describe('under the policy hold a person’s act at a silent printer makes its paper, and is not undone', () => {
  test('not printed, they say of one that had left a paper', async () => {
    const bench = await silenced({ uncertain: 'hold' })
    bench.acts.resolve(bench.jobs()[0]?.jobId ?? '', { by: '小王', as: 'not-printed' })
    await bench.clock.pass(2_000)
    expect(bench.papers).toHaveLength(4)
    expect(bench.jobs()[0]).toMatchObject({ state: 'held', heldFor: 'uncertain', copy: 2, marks: ['补打'] })
    expect(bench.codes()).toContain('job-held')
    bench.follow({ print: () => printed() })
    bench.acts.resolve(bench.jobs()[0]?.jobId ?? '', { by: '小王', as: 'not-printed' })
    await bench.clock.pass(2_000)
    expect(states(bench.jobs())).toEqual(['printed', 'held', 'held', 'printed', 'printed'])
  })

  test('let go, they say of one that waits for its hour', async () => {
    const bench = openLaneBench({
      script: silent,
      policy: { uncertain: 'hold', releaseMinutesBefore: 15 },
    })
    const expectedAt = new Date(bench.clock.now() + 3_600_000).toISOString()
    for (const orderId of ['a', 'b', 'c']) bench.take(order({ orderId }))
    bench.take(order({ orderId: 'later', expectedAt }))
    await bench.clock.pass(2_000)
    expect(bench.papers).toHaveLength(3)
    bench.acts.release(bench.jobs().at(-1)?.jobId ?? '', { by: '小王' })
    await bench.clock.pass(2_000)
    expect(bench.papers).toHaveLength(4)
    expect(bench.jobs().at(-1)).toMatchObject({ orderId: 'later', heldFor: 'uncertain', attempts: [{}] })
  })

  test('moved to it from another one', async () => {
    const bench = openLaneBench({ script: silent, settings: two, policy: { uncertain: 'hold' } })
    bench.printer('fry').become('offline')
    for (const orderId of ['a', 'b', 'c']) bench.take(order({ orderId }))
    bench.take(order({ orderId: 'fried', items: [line('1', '油条', 1, { category: '煎炸' })] }))
    await bench.clock.pass(2_000)
    expect(bench.papers).toHaveLength(3)
    bench.acts.move(bench.jobs().at(-1)?.jobId ?? '', { by: '小王', printerId: 'steam' })
    await bench.clock.pass(2_000)
    expect(bench.papers).toHaveLength(4)
    expect(bench.jobs().at(-1)).toMatchObject({ orderId: 'fried', printerId: 'steam', heldFor: 'uncertain' })
  })

  test('print all, they say of what waited out an outage', async () => {
    const bench = openLaneBench({ script: silent, policy: { uncertain: 'hold', staleAfterMinutes: 3 } })
    bench.printer('kitchen').become('offline')
    for (const orderId of ['a', 'b', 'c', 'd']) bench.take(order({ orderId }))
    await bench.clock.pass(240_000)
    for (const orderId of ['e', 'f', 'g']) bench.take(order({ orderId }))
    bench.printer('kitchen').become('ready')
    await bench.clock.pass(10_000)
    expect(bench.papers).toHaveLength(3)
    bench.backlog.answerBacklog('kitchen', { print: 'all', by: '小王' })
    await bench.clock.pass(2_000)
    expect(bench.papers).toHaveLength(6)
  })
})

test('other papers let go by a person do not make a printer that is falling silent speak', async () => {
  const bench = openLaneBench({ script: silent, policy: { uncertain: 'hold', releaseMinutesBefore: 15 } })
  const expectedAt = new Date(bench.clock.now() + 3_600_000).toISOString()
  for (const orderId of ['a', 'b']) bench.take(order({ orderId }))
  for (const orderId of ['c', 'd']) bench.take(order({ orderId, expectedAt }))
  await bench.clock.pass(2_000)
  const [, , c, d] = bench.jobs()
  bench.acts.release(c?.jobId ?? '', { by: '小王' })
  await bench.clock.pass(2_000)
  bench.take(order({ orderId: 'e' }))
  await bench.clock.pass(2_000)
  expect(bench.papers).toHaveLength(3)
  expect(bench.jobs().at(-1)).toMatchObject({ orderId: 'e', heldFor: 'silent' })
  expect(d).toMatchObject({ state: 'queued' })
})

test('a person who saw the paper speaks for the printer', async () => {
  const bench = await silenced()
  bench.follow({ print: () => printed() })
  bench.acts.resolve(bench.jobs()[0]?.jobId ?? '', { by: '小王', as: 'printed' })
  await bench.clock.pass(2_000)
  expect(new Set(states(bench.jobs()))).toEqual(new Set(['printed']))
  expect(bench.papers).toHaveLength(3 + 4)
})

test('a word in between starts the count anew', async () => {
  const bench = openLaneBench({ script: { print: papers => (papers % 3 === 2 ? printed() : lost()) } })
  for (const orderId of ['a', 'b', 'c', 'd', 'e']) bench.take(order({ orderId }))
  await bench.clock.pass(2_000)
  expect(new Set(states(bench.jobs()))).toEqual(new Set(['printed']))
  expect(bench.papers).toHaveLength(15)
})

test('another device at the address: what was learned is dropped, and it is believed again', async () => {
  const mute = await openScriptedTcpPrinter(() => true)
  const fine = await openScriptedTcpPrinter(() => false)
  const printers = (connection: object) => ({
    printers: [{ id: 'kitchen', name: '后厨', profile: 'generic-80', connection }],
  })
  const shop = await openShop({ settings: printers(mute.connection) })
  for (const orderId of ['a', 'b']) await shop.push(order({ orderId }))
  await until(async () => (await shop.jobs('&state=held')).length === 2)
  expect(mute.tickets).toBe(3)
  await until(async () => (await shop.alarmCodes()).includes('printer-silent'))
  await shop.close()

  const second = await openShop({ folder: shop.folder, settings: printers(fine.connection) })
  const b = await until(async () => (await second.jobs('&state=printed'))[0])
  expect(b).toMatchObject({ orderId: 'b', copy: 1, marks: [] })
  expect(await second.jobs('&state=held')).toMatchObject([{ orderId: 'a', copy: 3 }])
  expect(fine.tickets).toBe(1)
  const [printer] = (await second.get<PrinterView[]>('/api/v1/printers')).body
  expect(printer?.confirmation).toBe('status')
  await second.close()

  // And a third, met as a stranger: it cannot confirm, although the one before could.
  const third = await openShop({ folder: shop.folder, settings: printers({ type: 'tcp', host: '127.0.0.1', port: 1 }) })
  expect((await third.get<PrinterView[]>('/api/v1/printers')).body[0]).toMatchObject({ confirmation: null })
})
