import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import type { DayView, PeriodView } from '../../../shared/domain/views/day-views.ts'
import type { JobView } from '../../../shared/domain/views/printing-views.ts'
import { changed, line, order } from '../../support/orders.ts'
import { openShop, type Shop } from '../../support/shop.ts'
import { until } from '../../support/until.ts'

// A business day from its first order to its close, and what comes to be known later (contract §8, §11).

const day = '2026-11-22'
const at = `/api/v1/days/${day}`
const dayOf = async (shop: Shop) => (await shop.get<DayView>(at)).body
const close = (shop: Shop, body: object = { by: '老板' }) => shop.post<DayView>(`${at}/close`, body)
const slips = async (shop: Shop) => (await shop.jobs()).filter(job => job.kind === 'report')

/** What the sources are to hear, and what the tables hold. */
function database(shop: Shop) {
  const db = new Database(join(shop.folder, 'gudang.db'), { readonly: true })
  onTestFinished(() => void db.close())
  return db
}

const cash = (orderId: string, name: string, fen: number) =>
  order({
    orderId,
    channel: 'counter',
    items: [line('1', name, 1, { unitPrice: fen })],
    payment: { method: 'cash', paidAt: '2026-11-22T07:30:00+08:00' },
  })

test('an open day is counted as it is now', async () => {
  const shop = await openShop()
  expect(await dayOf(shop)).toMatchObject({
    day,
    state: 'open',
    over: false,
    report: { orders: 0, sales: 0, dishes: [] },
  })
  await shop.push(order({ orderId: 'a' }))
  await shop.push(cash('b', '油条', 300))
  const { report, adjusted, discrepancies } = await dayOf(shop)
  expect(report).toMatchObject({ orders: 2, sales: 1050, refunded: 0, items: 1050, unexplained: 0 })
  expect(report.channels).toEqual([
    { channel: 'alipay-mini', orders: 1, sales: 750, refunded: 0 },
    { channel: 'counter', orders: 1, sales: 300, refunded: 0 },
  ])
  expect(report.methods.map(row => [row.method, row.sales])).toEqual([
    ['alipay', 750],
    ['cash', 300],
  ])
  expect(report.hours).toEqual([{ hour: 7, orders: 2, sales: 1050, refunded: 0 }])
  expect(report.dishes.map(dish => [dish.name, dish.quantity, dish.amount])).toEqual([
    ['鲜肉包', 2, 500],
    ['油条', 1, 300],
    ['豆浆', 1, 250],
  ])
  expect(report.stations).toEqual([{ station: 'kitchen', quantity: 4, amount: 1050 }])
  expect(adjusted).toEqual({ orders: 2, sales: 1050, refunded: 0, net: 1050 })
  expect(discrepancies).toEqual([])
})

test('a close freezes the numbers and prints one slip; again it says the same and prints nothing', async () => {
  const shop = await openShop()
  await shop.push(order({ orderId: 'a' }))
  await until(async () => (await shop.jobs('&state=printed')).length === 1)
  const first = await close(shop)
  expect(first).toMatchObject({
    status: 200,
    body: { state: 'closed', closedBy: '老板', report: { orders: 1, sales: 750 } },
  })
  expect(first.body.report.paper).toMatchObject({ papers: 1, waits: expect.arrayContaining([{ upTo: 5, orders: 1 }]) })
  const again = await close(shop, { by: '小王', note: 'x' })
  expect(again.body).toEqual(first.body)
  const [slip] = await until(async () => {
    const found = await slips(shop)
    return found.every(job => job.state === 'printed') ? found : null
  })
  expect(await slips(shop)).toHaveLength(1)
  expect(slip).toMatchObject({ jobId: first.body.slipJobId, orderId: null, printerId: 'kitchen', marks: [], copy: 1 })
  expect(slip).toMatchObject({ kind: 'report', report: 'day' })
  const paper = (await shop.get<string>(`/api/v1/jobs/${slip?.jobId}/paper.txt`)).text
  for (const words of ['日结单', '古荡早餐店', day, '营业额', '7.50', '鲜肉包', '老板', '没有差异'])
    expect(paper).toContain(words)
  const events = database(shop).prepare("select type, source, data from outbox where type = 'day.closed'").all()
  expect(events).toEqual([{ type: 'day.closed', source: null, data: expect.any(String) }])
  expect(JSON.parse((events[0] as { data: string }).data)).toMatchObject({ day, orders: 1, sales: 750, net: 750 })
})

test('two people close at once: one close, one slip, one event', async () => {
  const shop = await openShop()
  await shop.push(order({ orderId: 'a' }))
  const answers = await Promise.all(['甲', '乙', '丙'].map(by => close(shop, { by })))
  expect(new Set(answers.map(answer => answer.body.closedBy)).size).toBe(1)
  expect(await slips(shop)).toHaveLength(1)
  expect(database(shop).prepare("select count(*) as n from outbox where type = 'day.closed'").get()).toEqual({ n: 1 })
})

test('the slip again is a reprint, and says so', async () => {
  const shop = await openShop()
  const key = { 'idempotency-key': 'k' }
  expect(await shop.post(`${at}/slip`, { by: 'a' }, key)).toMatchObject({ status: 409 })
  await close(shop)
  await until(async () => (await slips(shop)).every(job => job.state === 'printed'))
  const asked = await Promise.all([1, 2].map(() => shop.post<JobView>(`${at}/slip`, { by: '小王' }, key)))
  expect(new Set(asked.map(reply => reply.body.jobId)).size).toBe(1)
  const job = await until(async () => {
    const { body } = await shop.get<JobView>(`/api/v1/jobs/${asked[0]?.body.jobId}`)
    return body.state === 'printed' ? body : null
  })
  expect(job).toMatchObject({ kind: 'reprint', marks: ['补打'], copy: 2 })
})

test('what comes after the close is an adjustment, dated, with reason and name; what was frozen stays', async () => {
  const shop = await openShop()
  const first = order({ orderId: 'a', revision: 1 })
  await shop.push(first)
  await shop.push(cash('c', '粽子', 600))
  const frozen = (await close(shop)).body.report
  await shop.push(order({ orderId: 'b' }))
  const refunds = [
    { refundNo: 'r1', amount: 250, lines: [{ lineId: '1', quantity: 1 }], at: '2026-11-22T08:00:00+08:00' },
  ]
  await shop.push({ ...changed(first, { revision: 2 }), refunds })
  await shop.push({ ...cash('c', '粽子', 600), status: 'cancelled' })
  await shop.push(order({ orderId: 'demo-1' }), { source: 'demo' })
  const correction = { by: '老板', reason: '盘点：少收一碗面', sales: -1200 }
  expect((await shop.post(`${at}/adjustments`, correction)).status).toBe(200)
  const view = await dayOf(shop)
  expect(view.report).toEqual(frozen)
  expect(
    view.adjustments.map(one => [one.kind, one.orderId, one.orders, one.sales, one.refunded, one.by, one.demo]),
  ).toEqual([
    ['late-order', 'b', 1, 750, 0, 'mini', false],
    ['refund', 'a', 0, 0, 250, 'mini', false],
    ['called-off', 'c', -1, -600, 0, 'mini', false],
    ['late-order', 'demo-1', 1, 750, 0, 'demo', true],
    ['correction', null, 0, -1200, 0, '老板', false],
  ])
  expect(view.adjusted).toEqual({ orders: 2, sales: 300, refunded: 250, net: 50 })
  const { body: period } = await shop.get<PeriodView>(`/api/v1/days?from=${day}&until=${day}`)
  expect(period.adjusted).toEqual(view.adjusted)
  expect(period.days).toMatchObject([{ day, closed: true, orders: 2, sales: 300, refunded: 250, calledOff: 1 }])
  const db = new Database(join(shop.folder, 'gudang.db'))
  onTestFinished(() => void db.close())
  for (const text of [
    'update day_closes set numbers = 1',
    'delete from day_adjustments',
    'update day_adjustments set sales = 0',
  ]) {
    expect(() => db.exec(text), text).toThrow(/closed|adjustment/)
  }
})

test('demo orders are reconciled apart', async () => {
  const shop = await openShop()
  await shop.push(order({ orderId: 'a' }))
  await shop.push(order({ orderId: 'x', items: [line('1', '演示包', 3)] }), { source: 'demo' })
  const { report, demo } = (await close(shop)).body
  expect([report.orders, report.sales, report.paper.tickets]).toEqual([1, 750, [{ kind: 'kitchen', count: 1 }]])
  expect([demo?.orders, demo?.sales, demo?.dishes[0]?.name]).toEqual([1, 750, '演示包'])
  const csv = (await shop.get<string>(`${at}/report.csv`)).text
  expect(csv).toContain('演示,演示包,,3,7.50')
})

test('a shop without printers closes all the same; its slip is held, and a person hears of it', async () => {
  const shop = await openShop({ settings: { printers: [] } })
  expect((await close(shop)).status).toBe(200)
  expect(await slips(shop)).toMatchObject([{ state: 'held', heldFor: 'no-printer' }])
  expect(await shop.alarmCodes()).toContain('no-printers')
})

test('a slip that waits for its printer outlives a restart: it is no alarm that may be called back', async () => {
  const shop = await openShop({ silent: true })
  await close(shop)
  await shop.reopen()
  await shop.engine.obey('kitchen', { power: 'on' })
  await until(async () => (await slips(shop)).every(job => job.state === 'printed'), 15_000)
  expect(await slips(shop)).toHaveLength(1)
})

test('refused: no day, a day that has not begun, a count that does not add up, one who may only look', async () => {
  const shop = await openShop()
  for (const wrong of ['2026-02-30', 'today', '2026-1-1']) {
    expect(await shop.get(`/api/v1/days/${wrong}`)).toMatchObject({ status: 400, body: { error: { code: 'invalid' } } })
    expect((await shop.post(`/api/v1/days/${wrong}/close`, {})).status).toBe(400)
    expect((await shop.get(`/api/v1/days/${wrong}/report.csv`)).status).toBe(400)
  }
  expect((await shop.post('/api/v1/days/2026-11-23/close', {})).status).toBe(409)
  const count = { counted: 100, pieces: { 50: 1 } }
  expect((await close(shop, { cash: count })).status).toBe(400)
  expect((await close(shop, { cash: { pieces: { 7: 1 } } })).status).toBe(400)
  expect((await shop.get('/api/v1/days?from=2026-11-22&until=2026-11-21')).status).toBe(400)
  expect((await shop.get('/api/v1/days?from=2026-01-01&until=2026-11-21')).status).toBe(400)
  const { body } = await shop.post<{ token: string }>('/api/v1/tokens', { name: 'tv', scope: 'read' })
  const headers = { authorization: `Bearer ${body.token}`, 'content-type': 'application/json' }
  expect((await shop.request(`${at}/close`, { method: 'POST', headers, body: '{}' })).status).toBe(403)
  expect((await shop.request(at, { headers })).status).toBe(200)
  expect(await slips(shop)).toEqual([])
  expect((await dayOf(shop)).state).toBe('open')
})

test('days begin and end by the shop’s clock', async () => {
  const shop = await openShop()
  await shop.push(order({ orderId: 'a' }))
  shop.clock.jump(Date.parse('2026-11-23T03:59:00+08:00') - shop.clock.now())
  await shop.push(order({ orderId: 'b', placedAt: '2026-11-23T03:58:00+08:00' }))
  shop.clock.jump(120_000)
  await shop.push(order({ orderId: 'c' }))
  expect(await dayOf(shop)).toMatchObject({ over: true, report: { orders: 2 } })
  const { body } = await shop.get<PeriodView>('/api/v1/days?from=2026-11-21&until=2026-11-23')
  expect(body.days.map(one => one.orders)).toEqual([0, 2, 1])
  expect(body.report).toMatchObject({ orders: 3, sales: 2250 })
})

test('a day closes with differences open: they wait as 存疑, the slip counts them, a person’s word is an adjustment', async () => {
  const virtual = (id: string) => ({ id, name: id, profile: 'generic-58', connection: { type: 'virtual' } })
  const shop = await openShop({
    settings: {
      ...{ printers: [virtual('kitchen'), virtual('front')], receipt: { printer: 'front', when: 'on-request' } },
      policy: { alarmAfterSeconds: 1 },
    },
    silent: true,
  })
  await shop.push(order({ orderId: 'a' }))
  await until(async () => (await dayOf(shop)).discrepancies.some(one => one.state === 'open'), 15_000)
  const { body } = await close(shop)
  expect(body.discrepancies).toMatchObject([
    { class: 'PAID_NOT_PRINTED', day, source: 'mini', orderId: 'a', state: 'suspended' },
  ])
  expect(body.report.openDifferences).toBe(1)
  await until(async () => (await slips(shop)).every(job => job.state === 'printed'))
  const paper = (await shop.get<string>(`/api/v1/jobs/${body.slipJobId}/paper.txt`)).text
  expect(paper).toContain('1 笔差异没处理')
  const word = { by: '老板', note: '手写单做好了' }
  expect((await shop.post(`/api/v1/discrepancies/${body.discrepancies[0]?.id}/resolve`, word)).status).toBe(200)
  const { adjustments, discrepancies } = await dayOf(shop)
  expect(discrepancies).toMatchObject([{ state: 'resolved' }])
  expect(adjustments).toMatchObject([
    { kind: 'difference-resolved', by: '老板', reason: expect.stringContaining('手写单做好了'), sales: 0 },
  ])
})
