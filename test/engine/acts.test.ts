import { describe, expect, test } from 'vitest'
import type { OrderDetail } from '../../shared/domain/views/order-views.ts'
import type { JobView, PrinterView } from '../../shared/domain/views/printing-views.ts'
import { openLaneBench } from '../support/lane-bench.ts'
import { line, order } from '../support/orders.ts'
import { lost } from '../support/scripted-printer.ts'
import { openScriptedTcpPrinter } from '../support/scripted-tcp-printer.ts'
import { openShop, type Shop } from '../support/shop.ts'
import { until } from '../support/until.ts'
import { inState, only, paper, printed, two } from './two-stations.ts'

// What a person does with jobs, over REST, on virtual printers that misbehave on request.

const hold = { ...two, policy: { uncertain: 'hold' } }

/** An order whose ticket broke off in the middle. */
async function torn(shop: Shop): Promise<JobView> {
  await until(async () => (await shop.get<PrinterView[]>('/api/v1/printers')).body[0]?.state === 'ready')
  await shop.put('/api/v1/virtual-printers/steam', { dropAfterBytes: 150 })
  const { body } = await shop.push(order())
  return until(async () => (await shop.jobs('&printer=steam')).find(job => job.ticketId === body.tickets[0]?.ticketId))
}

describe('reprint', () => {
  test('needs a key, prints once per key, is marked, linked and audited', async () => {
    const shop = await openShop({ settings: two })
    const first = await printed(shop)
    const path = `/api/v1/jobs/${first.jobId}/reprint`
    expect(await shop.post(path, { by: '小王' })).toMatchObject({ status: 400, body: { error: { code: 'invalid' } } })
    const keyed = { 'idempotency-key': 'press-1' }
    const answers = await Promise.all([1, 2, 3].map(() => shop.post<JobView>(path, { by: '小王' }, keyed)))
    const ids = new Set(answers.map(answer => answer.body.jobId))
    expect(answers.map(answer => answer.status)).toEqual([200, 200, 200])
    expect(ids.size).toBe(1)
    const again = await inState(shop, [...ids][0] ?? '', 'printed')
    expect(again).toMatchObject({ kind: 'reprint', copy: 2, marks: ['补打'], reprintOf: first.jobId, number: 1 })
    expect(await paper(shop, again.jobId)).toMatch(/补打.*第2次/)
    expect(await paper(shop, first.jobId)).not.toContain('补打')
    const third = await shop.post<JobView>(path, { by: '小王' }, { 'idempotency-key': 'press-2' })
    expect(third.body).toMatchObject({ copy: 3 })
    const { history } = await shop.order(first.orderId ?? '')
    expect(history.filter(entry => entry.what === 'reprint').map(entry => entry.by)).toEqual(['小王', '小王'])
  })

  test('of what is not there: 404', async () => {
    const shop = await openShop({ settings: two })
    for (const path of ['/api/v1/jobs/j99', '/api/v1/jobs/nonsense']) {
      expect(await shop.post(`${path}/reprint`, {}, { 'idempotency-key': 'x' })).toMatchObject({ status: 404 })
    }
  })
})

describe('a ticket that broke off', () => {
  test('prints again by itself, marked 补打 第2次 可能重复, as the same job', async () => {
    const shop = await openShop({ settings: two })
    const job = await inState(shop, (await torn(shop)).jobId, 'printed')
    expect(job).toMatchObject({ kind: 'kitchen', copy: 2, marks: ['补打', '可能重复'] })
    expect(job.attempts).toMatchObject([{ outcome: 'uncertain' }, { outcome: 'printed', evidence: 'status' }])
    expect(job.attempts[0]?.bytes).toBeGreaterThan(0)
    expect(await paper(shop, job.jobId)).toMatch(/补打.*第2次[\s\S]*可能重复/)
    expect(await shop.alarms()).toEqual([])
  })

  test('under the policy hold it waits for a person, who is alarmed', async () => {
    const shop = await openShop({ settings: hold })
    const job = await inState(shop, (await torn(shop)).jobId, 'held')
    expect(job).toMatchObject({ copy: 1, marks: [], attempts: [{ outcome: 'uncertain' }] })
    await until(async () => (await shop.alarmCodes()).includes('job-held'))
    expect((await shop.order(job.orderId ?? '')).state).toBe('problem')
    // Others go on.
    await shop.push(order({ items: [line('1', '豆浆')] }))
    await until(async () => (await shop.jobs('&state=printed')).length === 1)
  })

  test('it did come out: printed, on a human word', async () => {
    const shop = await openShop({ settings: hold })
    const { jobId } = await inState(shop, (await torn(shop)).jobId, 'held')
    const resolved = await shop.post<JobView>(`/api/v1/jobs/${jobId}/resolve`, { as: 'printed', by: '小王' })
    expect(resolved.body).toMatchObject({
      state: 'printed',
      copy: 1,
      marks: [],
      attempts: [{ outcome: 'printed', evidence: 'human' }],
    })
    expect(await shop.alarms()).toEqual([])
    expect(await shop.post(`/api/v1/jobs/${jobId}/resolve`, { as: 'printed' })).toMatchObject({ status: 409 })
  })

  test('it did not: it prints again with 补打, and no doubt', async () => {
    const shop = await openShop({ settings: hold })
    const { jobId } = await inState(shop, (await torn(shop)).jobId, 'held')
    await shop.post(`/api/v1/jobs/${jobId}/resolve`, { as: 'not-printed', by: '小王' })
    expect(await inState(shop, jobId, 'printed')).toMatchObject({ copy: 2, marks: ['补打'] })
    expect(await paper(shop, jobId)).not.toContain('可能重复')
  })

  test('released: it prints again with both marks', async () => {
    const shop = await openShop({ settings: hold })
    const { jobId } = await inState(shop, (await torn(shop)).jobId, 'held')
    await shop.post(`/api/v1/jobs/${jobId}/release`, { by: '小王' })
    expect(await inState(shop, jobId, 'printed')).toMatchObject({ copy: 2, marks: ['补打', '可能重复'] })
  })

  test('a wrong word is refused', async () => {
    const shop = await openShop({ settings: hold })
    const { jobId } = await torn(shop)
    expect(await shop.post(`/api/v1/jobs/${jobId}/resolve`, { as: 'perhaps' })).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid' } },
    })
  })
})

test('three papers in a row without a word from the printer: held, with an alarm, until a person says', async () => {
  const printer = await openScriptedTcpPrinter(ticket => ticket <= 3)
  const [steam, fry] = two.printers
  const shop = await openShop({ settings: { ...two, printers: [{ ...steam, connection: printer.connection }, fry] } })
  await shop.push(order())
  const held = await until(async () => (await shop.jobs('&state=held'))[0])
  expect(held.attempts.map(attempt => attempt.outcome)).toEqual(['uncertain', 'uncertain', 'uncertain'])
  expect(held).toMatchObject({ copy: 3, marks: ['补打', '可能重复'] })
  await until(async () => (await shop.alarmCodes()).includes('job-held'))
  await shop.post(`/api/v1/jobs/${held.jobId}/release`, { by: '小王' })
  expect(await inState(shop, held.jobId, 'printed')).toMatchObject({ copy: 4, marks: ['补打', '可能重复'] })
  expect(await paper(shop, held.jobId)).toMatch(/第4次/)
  expect(printer.tickets).toBe(4)
})

test('two people press at once: one is told that it is done, and one paper comes', async () => {
  const shop = await openShop({ settings: hold })
  for (const [path, body] of [
    ['release', {}],
    ['resolve', { as: 'not-printed' }],
    ['cancel', {}],
  ] as const) {
    const { jobId } = await inState(shop, (await torn(shop)).jobId, 'held')
    await shop.post('/api/v1/printers/steam/pause', {})
    const press = () => shop.post<JobView>(`/api/v1/jobs/${jobId}/${path}`, { ...body, by: '小王' })
    const answers = await Promise.all([press(), press()])
    expect(answers.map(answer => answer.status).sort()).toEqual([200, 409])
    await shop.post('/api/v1/printers/steam/resume', {})
    const done = await inState(shop, jobId, path === 'cancel' ? 'cancelled' : 'printed')
    expect(done.attempts).toHaveLength(path === 'cancel' ? 1 : 2)
  }
})

test('a reprint of a ticket that may be on paper says so, and counts the papers there are', async () => {
  const shop = await openShop({ settings: hold })
  const { jobId } = await inState(shop, (await torn(shop)).jobId, 'held')
  const key = { 'idempotency-key': 'once' }
  const { body } = await shop.post<JobView>(`/api/v1/jobs/${jobId}/reprint`, { by: '小王' }, key)
  const again = await inState(shop, body.jobId, 'printed')
  expect(again).toMatchObject({ copy: 2, marks: ['补打', '可能重复'] })
  expect(await paper(shop, again.jobId)).toMatch(/补打.*第2次[\s\S]*可能重复/)
})

describe('a doubt is the ticket’s, not one job’s', () => {
  const again = (bench: ReturnType<typeof openLaneBench>, key: string) => {
    const [first] = bench.jobs()
    return bench.acts.reprint(first?.jobId ?? '', { by: '小王', idempotencyKey: key })
  }

  test('a reprint broke off: the next one, of the ticket that did come out, may be a second', async () => {
    const bench = openLaneBench({ policy: { uncertain: 'hold' } })
    bench.take(order())
    await bench.clock.pass(1_000)
    bench.follow({ print: lost })
    again(bench, 'one')
    await bench.clock.pass(1_000)
    expect(bench.jobs().map(job => job.state)).toEqual(['printed', 'held'])
    bench.follow({})
    // It says so before it prints, too.
    expect(again(bench, 'two').marks).toEqual(['补打', '可能重复'])
    await bench.clock.pass(1_000)
    expect(bench.jobs().at(-1)).toMatchObject({ state: 'printed', copy: 3, marks: ['补打', '可能重复'] })
    expect(bench.papers[2]).toMatch(/补打 第3次\n可能重复/)
    bench.acts.resolve(bench.jobs()[1]?.jobId ?? '', { by: '小王', as: 'printed' })
    again(bench, 'three')
    await bench.clock.pass(1_000)
    expect(bench.jobs().at(-1)).toMatchObject({ state: 'printed', copy: 4, marks: ['补打'] })
  })

  test('asked for while the ticket is on its way, which then breaks off', async () => {
    const bench = openLaneBench({ policy: { uncertain: 'hold' } })
    const outcome = Promise.withResolvers<ReturnType<typeof lost>>()
    bench.follow({ print: () => outcome.promise })
    bench.take(order())
    await bench.clock.pass(1_000)
    expect(again(bench, 'one').marks).toEqual(['补打'])
    await bench.clock.pass(1_000)
    bench.follow({})
    outcome.resolve(lost())
    await bench.clock.pass(1_000)
    expect(bench.jobs()).toMatchObject([
      { state: 'held', heldFor: 'uncertain' },
      { state: 'printed', copy: 2, marks: ['补打', '可能重复'] },
    ])
    expect(bench.papers[1]).toMatch(/补打 第2次\n可能重复/)
  })

  test('drawn for another printer while the ticket was on its way, which then breaks off', async () => {
    const drawn = Promise.withResolvers<void>()
    const outcome = Promise.withResolvers<ReturnType<typeof lost>>()
    const bench = openLaneBench({ settings: two, policy: { uncertain: 'hold' } })
    bench.follow({ print: () => outcome.promise })
    bench.take(order())
    await bench.clock.pass(1_000)
    bench.printer('fry').follow({ draw: () => drawn.promise })
    bench.acts.move(again(bench, 'one').jobId, { by: '小王', printerId: 'fry' })
    await bench.clock.pass(1_000)
    outcome.resolve(lost())
    await bench.clock.pass(1_000)
    drawn.resolve()
    await bench.clock.pass(1_000)
    expect(bench.jobs().at(-1)).toMatchObject({ printerId: 'fry', copy: 2, marks: ['补打', '可能重复', '代打'] })
    expect(bench.printer('fry').papers).toHaveLength(1)
  })
})

describe('another printer', () => {
  test('takes the tickets of a dead one, marked 代打 with the station', async () => {
    const shop = await openShop({ settings: two })
    await shop.put('/api/v1/virtual-printers/fry', { power: 'off' })
    await shop.push(order({ items: [line('1', '油条', 1, { category: '煎炸' })] }))
    const { jobId } = await until(only(shop, 'fry'))
    await inState(shop, jobId, 'waiting')
    shop.engine.desk.move(jobId, { by: '小王', printerId: 'steam' })
    const moved = await inState(shop, jobId, 'printed')
    expect(moved).toMatchObject({ printerId: 'steam', copy: 1, marks: ['代打'] })
    expect(await paper(shop, jobId)).toMatch(/代打.*煎炸/)
    expect(() => shop.engine.desk.move(jobId, { by: '小王', printerId: 'fry' })).toThrow(/printed/)
    expect(() => shop.engine.desk.move(jobId, { by: '小王', printerId: 'nowhere' })).toThrow(/no printer/)
  })
})

test('not printed, says a person, of a ticket that has no printer: it stays held, and the alarm stands', async () => {
  const shop = await openShop({ settings: { printers: [] } })
  await shop.push(order())
  const held = await until(async () => (await shop.jobs('&state=held'))[0])
  const reply = await shop.post(`/api/v1/jobs/${held.jobId}/resolve`, { as: 'not-printed' })
  expect(reply).toMatchObject({ status: 409 })
  expect(await shop.alarmCodes()).toEqual(['no-printers'])
})

test('an order says all of it: items, tickets, jobs, attempts, history', async () => {
  const shop = await openShop({ settings: two })
  const job = await printed(shop)
  const detail: OrderDetail = await shop.order(job.orderId ?? '')
  expect(detail).toMatchObject({ state: 'printed', number: 1, channel: 'alipay-mini' })
  expect(detail.items.map(item => item.name)).toEqual(['鲜肉包', '豆浆'])
  expect(detail.tickets).toMatchObject([{ ticketId: job.ticketId, printerId: 'steam', number: 1, kind: 'kitchen' }])
  expect(detail.jobs[0]?.attempts).toHaveLength(1)
  expect(detail.history.map(entry => entry.what)).toContain('revision-taken')
})

test('a kitchen ticket printed again after its order was called off says 作废; its receipt does not', async () => {
  const shop = await openShop({ settings: { ...two, receipt: { printer: 'fry', when: 'always' } } })
  const given = order()
  await shop.push(given)
  const jobs = await until(async () => {
    const all = await shop.jobs()
    return all.length === 2 && all.every(job => job.state === 'printed') ? all : null
  })
  await shop.push({ ...given, status: 'cancelled' })
  const again = async (kind: string) => {
    const jobId = jobs.find(job => job.kind === kind)?.jobId
    const { body } = await shop.post<JobView>(`/api/v1/jobs/${jobId}/reprint`, {}, { 'idempotency-key': 'once' })
    return body
  }
  const ticket = await again('kitchen')
  expect(ticket.marks).toEqual(['补打', '作废'])
  expect((await inState(shop, ticket.jobId, 'printed')).marks).toEqual(['补打', '作废'])
  expect(await paper(shop, ticket.jobId)).toMatch(/^ *补打 第2次\n *作废\n/)
  expect((await again('receipt')).marks).toEqual(['补打'])
})
