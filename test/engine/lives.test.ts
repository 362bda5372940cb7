import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { StoreError } from '../../main/store/store-error.ts'
import type { OrderView } from '../../shared/domain/views/order-views.ts'
import { ioError, watchSync } from '../support/disk-faults.ts'
import { eventually } from '../support/eventually.ts'
import { order } from '../support/orders.ts'
import { openShop, type Shop } from '../support/shop.ts'
import { morning } from '../support/shop-clock.ts'
import { backUp, databaseFile, zeroPages } from '../support/shop-files.ts'
import { createShopHandClock } from '../support/shop-hand-clock.ts'

// One door, several lives of the engine behind it.

vi.setConfig({ testTimeout: 60_000 })

const fresh = (orderId: string) => order({ orderId, placedAt: new Date(morning).toISOString(), payment: {} })
const accepted = (shop: Shop, orderId: string) =>
  eventually(async () => expect([200, 201]).toContain((await shop.push(fresh(orderId))).status), 30_000)
const orders = async (shop: Shop) => (await shop.get<OrderView[]>('/api/v1/orders')).body.map(one => one.orderId)

test('an fsync that fails: nothing is acknowledged until all is opened anew, and a person hears of it', async () => {
  const shop = await openShop({ silent: true })
  await shop.push(fresh('mp-1'))
  const changes = new AbortController()
  const rung: string[] = []
  const listening = (async () => {
    for await (const topics of shop.engine.desk.changes(changes.signal)) rung.push(...topics)
  })()
  const sync = await watchSync()
  sync.mockRejectedValueOnce(ioError())
  expect((await shop.push(fresh('mp-2'))).status).toBe(503)
  // Between two lives the door answers, and takes nothing.
  expect((await shop.push(fresh('mp-3'))).status).toBe(503)
  const between = await shop.get<{ error: { code: string } }>('/api/v1/orders')
  expect([between.status, between.body.error.code]).toEqual([503, 'not-durable'])
  // Whoever looks is told.
  expect(await shop.alarms()).toMatchObject([{ code: 'disk-away', severity: 'critical', subject: 'disk' }])
  const health = await shop.get<{ status: string; alarms: number }>('/api/v1/health')
  expect([health.status, health.body]).toMatchObject([200, { status: 'alarm', alarms: 1 }])
  await accepted(shop, 'mp-2')
  const alarms = await shop.alarms()
  expect(alarms.find(one => one.code === 'disk-failing')).toMatchObject({ severity: 'critical', acked: false })
  expect(alarms.map(one => one.code)).not.toContain('database-restored')
  expect(alarms.map(one => one.code)).not.toContain('disk-away')
  // Who listened before listens still.
  await eventually(() => expect(rung).toContain('printers'))
  changes.abort()
  await listening
  await accepted(shop, 'mp-3')
  expect((await orders(shop)).sort()).toEqual(['mp-1', 'mp-2', 'mp-3'])
})

test('the ticket in flight comes out whole, once, and unmarked', async () => {
  const shop = await openShop()
  await shop.put('/api/v1/virtual-printers/kitchen', { baud: 9600 })
  await shop.push(fresh('mp-1'))
  await eventually(async () => expect((await shop.jobs())[0]?.state).toBe('sending'))
  shop.engine.noticed(ioError())
  await accepted(shop, 'mp-2')
  await eventually(
    async () => expect((await shop.jobs()).map(job => job.state)).toEqual(['printed', 'printed']),
    20_000,
  )
  expect((await shop.jobs()).map(job => [job.copy, job.marks])).toEqual([
    [1, []],
    [1, []],
  ])
})

test('a ticket that waits for paper keeps nobody from ordering: it is given up after a while, and comes again, marked', async () => {
  const clock = createShopHandClock()
  const shop = await openShop({ clock })
  await clock.until(() => shop.put('/api/v1/virtual-printers/kitchen', { baud: 2400 }))
  await clock.until(() => shop.push(fresh('mp-1')))
  await clock.until(async () => (await shop.jobs())[0]?.state === 'sending')
  await clock.until(() => shop.put('/api/v1/virtual-printers/kitchen', { paper: 'out' }))
  shop.engine.noticed(ioError())
  const from = clock.elapsed()
  await clock.until(async () => (await shop.push(fresh('mp-2'))).status === 201)
  // Eight of them for the ticket; time goes on while files are opened.
  expect(clock.elapsed() - from).toBeLessThan(30_000)
  expect(await clock.until(() => shop.alarmCodes())).toContain('disk-failing')
  await clock.until(async () => (await shop.jobs('&state=printed')).length === 2)
  expect((await clock.until(() => shop.jobs())).map(job => [job.orderId, job.copy, job.marks])).toEqual([
    ['mp-1', 2, ['补打', '可能重复']],
    ['mp-2', 1, []],
  ])
})

test('damage that is noticed while the shop is open: restored behind the same door', async () => {
  const shop = await openShop({ silent: true })
  await shop.push(fresh('mp-1'))
  backUp(shop.folder, shop.clock.now())
  await shop.push(fresh('mp-2'))
  zeroPages(databaseFile(shop.folder))
  shop.engine.noticed(new StoreError('damaged', 'the daily look'))
  await accepted(shop, 'mp-3')
  expect(await orders(shop)).toEqual(['mp-1', 'mp-2', 'mp-3'])
  expect(await shop.alarmCodes()).toContain('database-restored')
  expect(existsSync(join(shop.folder, 'damaged'))).toBe(true)
  expect((await shop.jobs()).map(job => job.marks)).toEqual([['补打', '可能重复'], ['补打', '可能重复'], []])
})

test('a stop in the middle of it ends it all', async () => {
  const shop = await openShop({ silent: true })
  await shop.push(fresh('mp-1'))
  shop.engine.noticed(ioError())
  await shop.close()
  await shop.reopen()
  expect(await orders(shop)).toEqual(['mp-1'])
})
