import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { OrderDetail } from '../../shared/domain/views/order-views.ts'
import { eventually } from '../support/eventually.ts'
import { order } from '../support/orders.ts'
import { openShop } from '../support/shop.ts'

test('an order is called and collected once, and its source hears of both', async () => {
  const shop = await openShop()
  await shop.push(order({ orderId: 'o-1', pickupNo: 'A1' }))
  const first = await shop.post<OrderDetail>('/api/v1/orders/mini/o-1/ready', { by: '小王' })
  expect([first.status, first.body.readyAt === null]).toEqual([200, false])
  shop.clock.jump(5_000)
  const again = await shop.post<OrderDetail>('/api/v1/orders/mini/o-1/ready', { by: '老板' })
  expect(again.body.readyAt).toBe(first.body.readyAt)
  await shop.post('/api/v1/orders/mini/o-1/collected', { by: '老板' })
  expect(handovers(shop.folder)).toEqual([
    ['order.ready', 'o-1', { number: 1, pickupNo: 'A1' }],
    ['order.collected', 'o-1', { number: 1, pickupNo: 'A1' }],
  ])
  expect((await shop.order('o-1')).history.map(({ what, by }) => [what, by]).slice(-2)).toEqual([
    ['ready', '小王'],
    ['collected', '老板'],
  ])
})

test('what is called off, unpaid or unknown is not called out', async () => {
  const shop = await openShop()
  await shop.push(order({ orderId: 'o-1', status: 'unpaid' }))
  await shop.push(order({ orderId: 'o-2', revision: 1 }))
  await eventually(async () => expect((await shop.jobs()).map(job => job.state)).toEqual(['printed']))
  // Its 作废 has yet to print.
  await shop.engine.obey('kitchen', { power: 'off' })
  await shop.push(order({ orderId: 'o-2', revision: 2, status: 'cancelled' }))
  const status = async (orderId: string) => (await shop.post(`/api/v1/orders/mini/${orderId}/ready`)).status
  expect([await status('o-1'), await status('o-2'), await status('o-3')]).toEqual([409, 409, 404])
})

function handovers(folder: string): unknown[] {
  const db = new Database(join(folder, 'gudang.db'), { readonly: true })
  const rows = db
    .prepare(`select type, order_id, data from outbox where type in ('order.ready', 'order.collected') order by id`)
    .all() as { type: string; order_id: string; data: string }[]
  db.close()
  return rows.map(({ type, order_id, data }) => [type, order_id, JSON.parse(data)])
}
