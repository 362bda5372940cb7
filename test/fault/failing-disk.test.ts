import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import type { OrderView } from '../../shared/domain/views/order-views.ts'
import type { JobView } from '../../shared/domain/views/printing-views.ts'
import type { AlarmView } from '../../shared/domain/views/shop-views.ts'
import { breakfastOrder } from '../support/breakfast.ts'
import { endRunningShops, type RunningShop, startServe } from '../support/running-shop.ts'
import { shopSettings } from '../support/shop.ts'
import { canTrace, injectFault } from '../support/strace.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

// reliability §5, fault 15: an fsync comes back with EIO. What was accepted stays; what was not is not acknowledged.

vi.setConfig({ testTimeout: 240_000 })
afterEach(endRunningShops)

const breakfast = (id: string) => ({ ...breakfastOrder(id, [{ name: '鲜肉包', quantity: 2 }]), pickupNo: id })
const orders = (shop: RunningShop) => shop.get<OrderView[]>('/api/v1/orders?limit=1000')
const alarms = async (shop: RunningShop) => (await shop.get<AlarmView[]>('/api/v1/alarms')).map(alarm => alarm.code)

/** Until there is an engine again behind the door. */
const accepted = (shop: RunningShop, id: string) =>
  until(async () => [200, 201].includes((await shop.push(breakfast(id))).status))

test.skipIf(!canTrace).each([
  ['the journal', 'all'],
  ['the database', 'main'],
] as const)('EIO at the fsync of %s: 503, opened anew, and on it goes', async (_, threads) => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'config.json'), JSON.stringify(shopSettings))
  const shop = await startServe(folder)
  expect((await shop.push(breakfast('mp-1'))).status).toBe(201)
  await until(async () => (await shop.get<JobView[]>('/api/v1/jobs')).every(job => job.state === 'printed'))

  const fault = await injectFault(shop.ready.pid, 'fsync:error=EIO:when=1', threads)
  const refused = await shop.push(breakfast('mp-2'))
  expect([refused.status, refused.body]).toMatchObject([503, { error: { code: 'not-durable' } }])
  await fault.stop()
  await accepted(shop, 'mp-2')
  await accepted(shop, 'mp-3')
  expect(await alarms(shop)).toContain('disk-failing')
  await until(async () => (await shop.get<JobView[]>('/api/v1/jobs')).every(job => job.state === 'printed'))

  // The same process, the same door; and after a restart all of it is still there.
  expect(await shop.stop()).toBe(0)
  const again = await startServe(folder)
  expect((await orders(again)).map(order => [order.orderId, order.number])).toEqual([
    ['mp-1', 1],
    ['mp-2', 2],
    ['mp-3', 3],
  ])
  expect(existsSync(join(folder, 'damaged'))).toBe(false)
  expect(await again.stop()).toBe(0)
})
