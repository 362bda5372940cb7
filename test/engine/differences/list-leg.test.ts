import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { DayView } from '../../../shared/domain/views/day-views.ts'
import type { DiscrepancyView } from '../../../shared/domain/views/difference-views.ts'
import type { OrderView } from '../../../shared/domain/views/order-views.ts'
import { changed, order } from '../../support/orders.ts'
import { openIsv, openPullShop } from '../../support/pull-isv.ts'
import { openShop, type Shop } from '../../support/shop.ts'
import type { ShopHandClock } from '../../support/shop-hand-clock.ts'

// What a platform's own list of a day says, read again, against what the shop made of it while it ran.

const day = '2026-11-22'
const hour = 3_600_000
type Isv = Awaited<ReturnType<typeof openIsv>>
type Listed = ReturnType<typeof order>

const sold = (orderId: string, over: object = {}): Listed =>
  order({
    ...{ orderId, revision: 1, pickupNo: orderId },
    ...{ payment: { method: 'alipay', tradeNo: `T-${orderId}`, paidAt: '2026-11-22T07:01:05+08:00' }, ...over },
  })

async function list(shop: Shop): Promise<string[]> {
  const { body } = await shop.get<DiscrepancyView[]>('/api/v1/discrepancies')
  return (
    body
      .filter(one => one.state === 'open' || one.state === 'suspended')
      // The printer is off.
      .filter(one => one.class !== 'PAID_NOT_PRINTED')
      .map(one => `${one.class} ${one.orderId} ${one.expected} ${one.actual}`)
      .sort()
  )
}

const orderIds = async (shop: Shop) =>
  (await shop.get<OrderView[]>('/api/v1/orders?limit=1000')).body.map(one => one.orderId)

function database(shop: Shop) {
  const db = new Database(join(shop.folder, 'gudang.db'), { readonly: true })
  onTestFinished(() => void db.close())
  return db
}

/** The live feed has taken in what the list had by then. */
async function runDay(isv: Isv): Promise<{ shop: Shop; clock: ShopHandClock }> {
  const { shop, clock } = await openPullShop(isv.url, { silent: true })
  await clock.until(async () => (await orderIds(shop)).length === isv.orders.length)
  return { shop, clock }
}

const close = (shop: Shop) => shop.post<DayView>(`/api/v1/days/${day}/close`, { by: '老板' })

test('at the close: an order that the live feed never saw is taken in before the numbers are frozen', async () => {
  const isv = await openIsv()
  isv.orders.push(sold('a'), sold('b'))
  const { shop } = await runDay(isv)
  // Behind the cursor: nobody would ever ask for it again.
  isv.orders.splice(1, 0, sold('lost'))
  const closed = await close(shop)
  expect(closed.body).toMatchObject({ state: 'closed', report: { orders: 3, sales: 2250, openDifferences: 0 } })
  expect((await shop.order('lost', 'pull')).jobs).toMatchObject([{ kind: 'kitchen' }])
  expect(await list(shop)).toEqual([])
  expect(isv.asked.at(-1)).toBe('?after=&limit=200')
  // Where the live list stands is as it was; once more changes nothing.
  expect(database(shop).prepare('select cursor from pull_cursors').pluck().all()).toEqual(['2'])
  expect((await close(shop)).body.adjustments).toEqual([])
  expect(await orderIds(shop)).toHaveLength(3)
})

test('what cannot be taken in, or stands there otherwise, is named; what is older than ours says nothing', async () => {
  const isv = await openIsv()
  isv.orders.push(...['same', 'cancelled', 'dearer', 'newer', 'older'].map(name => sold(name)))
  isv.orders.push(sold('older', { revision: 2, note: '快' }), sold('other'))
  const { shop, clock } = await openPullShop(isv.url, { silent: true })
  await clock.until(async () => (await orderIds(shop)).length === 6)
  await clock.until(async () => (await shop.order('older', 'pull')).revision === 2)
  // Changed in place, under the revision that we have; a later revision behind the cursor; one that nobody can read.
  isv.orders[1] = sold('cancelled', { status: 'cancelled' })
  isv.orders[2] = changed(sold('dearer'), { fees: [{ name: '打包费', amount: 100 }] })
  isv.orders[3] = sold('newer', { revision: 2, status: 'cancelled' })
  const broken = { ...sold('broken'), items: [{ lineId: '1', name: '鲜肉包', quantity: 'two' }] }
  const garbled = { ...broken, orderId: 'garbled', status: 'unpaid' }
  isv.orders.splice(5, 2, ...([broken, garbled] as unknown as Listed[]))
  await close(shop)
  expect(await list(shop)).toEqual([
    'AMOUNT dearer 750 850',
    'PAID_NOT_LOCAL broken 0 750',
    'STATUS_MISMATCH cancelled 750 0',
  ])
  expect(await shop.order('newer', 'pull')).toMatchObject({ revision: 2, status: 'cancelled' })
  expect((await shop.order('cancelled', 'pull')).status).toBe('paid')
  // Each is kept aside for a person, once, however often the list is read.
  const { body: conflicts } = await shop.get<{ conflictId: string; orderId: string }[]>('/api/v1/conflicts')
  expect(conflicts.map(one => one.orderId).sort()).toEqual(['cancelled', 'dearer'])
  const { body: all } = await shop.get<DiscrepancyView[]>('/api/v1/discrepancies')
  expect(all.find(one => one.class === 'STATUS_MISMATCH')?.suggestion).toContain('店里是“已付款”，支付宝那边是“已取消”')

  // A person takes the platform's word: both agree, and the difference goes by itself.
  const taken = conflicts.find(one => one.orderId === 'cancelled') as unknown as { id?: string; conflictId?: string }
  await shop.post(`/api/v1/conflicts/${taken.id ?? taken.conflictId}/accept`, { by: '老板' })
  await clock.until(async () => !(await list(shop)).some(one => one.startsWith('STATUS_MISMATCH')))
  expect((await shop.order('cancelled', 'pull')).status).toBe('cancelled')
  // What a person has dismissed, the list brings up no more, however often it is read.
  const kept = async () => (await shop.get<{ id: string; raw: string }[]>('/api/v1/quarantine')).body
  const aside = (await kept()).filter(one => one.raw.includes('garbled'))
  expect(aside).toHaveLength(1)
  const dismissed = await shop.post(`/api/v1/quarantine/${aside[0]?.id}/dismiss`, { by: '老板', note: '是测试' })
  expect(dismissed.status).toBe(200)
  // The platform sells at the old price after all, and mends what was broken: looked at on the next morning.
  isv.orders[2] = sold('dearer')
  isv.orders[5] = sold('broken')
  clock.jump(26 * hour)
  await clock.until(async () => (await list(shop)).length === 0, 300_000)
  expect(await orderIds(shop)).toContain('broken')
  expect((await kept()).filter(one => one.raw.includes('garbled'))).toEqual([])
}, 60_000)

test('a list that cannot be read is no difference; it is noted, and read when it can be', async () => {
  const isv = await openIsv()
  isv.orders.push(sold('a'))
  const { shop, clock } = await runDay(isv)
  isv.orders.unshift(sold('lost'))
  isv.misbehave(response => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>登录</html>'))
  expect((await close(shop)).body).toMatchObject({ state: 'closed', report: { orders: 1 } })
  expect(await list(shop)).toEqual([])
  const noted = database(shop).prepare(`select detail from history where what = 'list-unread'`).pluck()
  expect(noted.all()).toEqual(['pull 2026-11-22: the answer is not JSON'])
  isv.misbehave(response => response.writeHead(500).end())
  await clock.pass(70_000)
  expect(await orderIds(shop)).toEqual(['a'])
  isv.misbehave(null)
  await clock.until(async () => (await orderIds(shop)).includes('lost'), 300_000)
  expect(noted.all()).toHaveLength(1)
  // The day was closed meanwhile: what comes late is its correction.
  const { body } = await shop.get<DayView>(`/api/v1/days/${day}`)
  expect(body).toMatchObject({ report: { orders: 1 }, adjusted: { orders: 2 } })
})

test('the close does not wait for a platform that says nothing', async () => {
  const isv = await openIsv()
  isv.orders.push(sold('a'))
  const { shop, clock } = await runDay(isv)
  isv.misbehave(() => {})
  let closed = 0
  void close(shop).then(({ status }) => {
    closed = status
  })
  await clock.until(() => closed === 200, 10_000)
})

test('at the day’s end, from where the list stood when the day began', async () => {
  const isv = await openIsv()
  isv.orders.push(sold('monday'))
  const { shop, clock } = await runDay(isv)
  clock.jump(24 * hour)
  await clock.pass(61_000)
  const paidAt = '2026-11-23T07:30:00+08:00'
  isv.orders.push(sold('tuesday', { placedAt: paidAt, payment: { method: 'alipay', tradeNo: 'T-2', paidAt } }))
  await clock.until(async () => (await orderIds(shop)).includes('tuesday'))
  const days = database(shop).prepare('select day, cursor from pull_days order by day')
  expect(days.all()).toEqual([
    { day: '2026-11-22', cursor: '' },
    { day: '2026-11-23', cursor: '1' },
  ])
  // One more of Tuesday turns up behind the cursor.
  isv.orders.splice(1, 0, sold('late', { placedAt: paidAt, payment: { method: 'alipay', tradeNo: 'T-3', paidAt } }))
  const before = isv.asked.length
  clock.jump(24 * hour)
  await clock.until(async () => (await orderIds(shop)).includes('late'), 200_000)
  expect(isv.asked.slice(before)).toContain('?after=1&limit=200')
  expect(isv.asked.slice(before)).not.toContain('?after=&limit=200')
})

describe('what was sent to the shop is on the journal’s list', () => {
  const at = { placedAt: '2026-11-22T07:01:05+08:00' }

  test('all of it agrees, whatever became of the orders; what was refused is not on it', async () => {
    const shop = await openShop({ silent: true })
    for (const name of ['plain', 'dearer', 'cancelled', 'bare']) await shop.push(sold(name, at))
    await shop.push(sold('dearer', { ...at, revision: 2, fees: [{ name: '打包费', amount: 100 }] }))
    await shop.push(sold('cancelled', { ...at, revision: 2, status: 'cancelled' }))
    await shop.push(sold('plain', { ...at, note: '不要葱' }))
    await shop.push({ ...sold('broken', at), items: 'none' })
    await shop.push(sold('never'), { secret: 'whsec_d3JvbmcgZXZlcnkgdGltZQ==' })
    await shop.push(sold('bare', { ...at, revision: undefined, note: '快' }))
    await shop.push(sold('train', at), { source: 'demo' })
    await close(shop)
    expect(await list(shop)).toEqual([])
  })

  test('what the database has lost, or has otherwise, is named and not printed again', async () => {
    const shop = await openShop({ silent: true })
    for (const name of ['kept', 'lost', 'turned']) await shop.push(sold(name, at))
    const db = new Database(join(shop.folder, 'gudang.db'))
    db.prepare(`update orders set order_id = 'gone' where order_id = 'lost'`).run()
    db.prepare(`update orders set status = 'cancelled', content_hash = 'x' where order_id = 'turned'`).run()
    db.close()
    const before = await orderIds(shop)
    await close(shop)
    expect(await list(shop)).toEqual(['PAID_NOT_LOCAL lost 0 750', 'STATUS_MISMATCH turned 0 750'])
    expect(await orderIds(shop)).toEqual(before)
    expect((await shop.jobs()).filter(job => job.kind === 'kitchen')).toHaveLength(3)
  })
})
