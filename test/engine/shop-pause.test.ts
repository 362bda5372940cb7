import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { ShopView } from '../../shared/domain/views/shop-views.ts'
import { changed, order } from '../support/orders.ts'
import { openShop, type Shop } from '../support/shop.ts'
import { createShopHandClock } from '../support/shop-hand-clock.ts'
import { until } from '../support/until.ts'

// 打烊: the sources are told; what comes all the same is taken and printed, with a notice.

const pause = (shop: Shop) => shop.post<ShopView>('/api/v1/shop/pause', { by: '小王' })
const resume = (shop: Shop) => shop.post<ShopView>('/api/v1/shop/resume', { by: '小李' })
function told(shop: Shop) {
  const db = new Database(join(shop.folder, 'gudang.db'), { readonly: true })
  const rows = db.prepare(`select type, source, data from outbox where type like 'shop.%' order by id`).all()
  db.close()
  return (rows as { type: string; source: string | null; data: string }[]).map(row => ({
    ...row,
    data: JSON.parse(row.data),
  }))
}

test('paused and resumed: each once however often it is pressed, kept over a restart, told to every source', async () => {
  const shop = await openShop()
  expect((await shop.get<ShopView>('/api/v1/shop')).body).toMatchObject({ id: 'gudang-001', paused: null })
  expect((await resume(shop)).body.paused).toBeNull()
  const [first, second] = await Promise.all([pause(shop), pause(shop)])
  expect(first?.body.paused).toEqual({ since: expect.any(String), by: '小王', orders: 0 })
  expect(second?.body.paused).toEqual(first?.body.paused)
  await shop.reopen()
  expect((await shop.get<ShopView>('/api/v1/shop')).body.paused).toEqual(first?.body.paused)
  expect((await resume(shop)).body.paused).toBeNull()
  expect((await resume(shop)).status).toBe(200)
  expect(told(shop)).toEqual([
    { type: 'shop.paused', source: null, data: { since: first?.body.paused?.since } },
    { type: 'shop.resumed', source: null, data: { since: first?.body.paused?.since, orders: 0 } },
  ])
})

test('an order that comes all the same is taken and printed as ever, and somebody hears of it', async () => {
  const shop = await openShop()
  await shop.push(order({ orderId: 'before' }))
  await pause(shop)
  const late = order({ orderId: 'late' })
  expect((await shop.push(late)).status).toBe(201)
  expect((await shop.push(late)).status).toBe(200)
  // A change of an order that was there before is none of that, and neither is a cancellation.
  expect((await shop.push(changed(late, { status: 'cancelled' }))).status).toBe(201)
  await shop.push(order({ orderId: 'gone', status: 'cancelled' }))
  expect(await shop.alarms()).toMatchObject([
    { code: 'order-while-paused', subject: 'shop', severity: 'warning', facts: { count: 1 } },
  ])
  const [job] = (await shop.jobs()).filter(one => one.orderId === 'late')
  await until(async () => (await shop.jobs()).find(one => one.jobId === job?.jobId && one.marks.length === 0))
  expect((await shop.get<ShopView>('/api/v1/shop')).body.paused?.orders).toBe(2)
  await resume(shop)
  expect(await shop.alarms()).toEqual([])
})

test('left closed on a new business day: an alarm, until it is opened', { timeout: 60_000 }, async () => {
  const clock = createShopHandClock()
  const shop = await openShop({ clock })
  await clock.until(() => pause(shop))
  await clock.pass(60_000)
  expect(await clock.until(() => shop.alarmCodes())).toEqual([])
  clock.jump(20 * 3_600_000)
  await clock.pass(60_000)
  expect(await clock.until(() => shop.alarmCodes())).toEqual([])
  clock.jump(2 * 3_600_000)
  await clock.pass(10_000)
  expect(await clock.until(() => shop.alarms())).toMatchObject([
    { code: 'shop-still-paused', facts: { since: '11-22 07:01' } },
  ])
  await clock.until(() => resume(shop))
  expect(await clock.until(() => shop.alarmCodes())).toEqual([])
})
