import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, expect, test, vi } from 'vitest'
import type { JobView } from '../../shared/domain/views/printing-views.ts'
import type { AlarmView } from '../../shared/domain/views/shop-views.ts'
import { breakfastOrder } from '../support/breakfast.ts'
import { endRunningShops, type RunningShop, startServe } from '../support/running-shop.ts'
import { shopSettings } from '../support/shop.ts'
import { databaseFile } from '../support/shop-files.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

// reliability §5, fault 13: another program (a virus scanner, somebody's database browser) holds the write lock.

vi.setConfig({ testTimeout: 60_000 })
afterEach(endRunningShops)

const breakfast = (id: string) => ({ ...breakfastOrder(id, [{ name: '鲜肉包', quantity: 2 }]), pickupNo: id })
const jobs = (shop: RunningShop) => shop.get<JobView[]>('/api/v1/jobs')
const alarms = async (shop: RunningShop) => (await shop.get<AlarmView[]>('/api/v1/alarms')).map(alarm => alarm.code)

test('locked by another program: nothing is acknowledged, a person hears of it, and all goes on when it lets go', async () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'config.json'), JSON.stringify(shopSettings))
  const shop = await startServe(folder)
  expect((await shop.push(breakfast('mp-1'))).status).toBe(201)
  await until(async () => (await jobs(shop)).every(job => job.state === 'printed'))

  const other = new Database(databaseFile(folder))
  other.exec('begin immediate')
  const refused = await shop.push(breakfast('mp-2'))
  expect([refused.status, refused.body]).toMatchObject([503, { error: { code: 'not-durable' } }])
  await until(async () => (await alarms(shop)).includes('not-durable'), 10_000)
  other.exec('rollback')
  other.close()

  expect((await shop.push(breakfast('mp-2'))).status).toBe(201)
  await until(async () => (await jobs(shop)).length === 2 && (await jobs(shop)).every(job => job.state === 'printed'))
  expect((await jobs(shop)).map(job => [job.orderId, job.copy, job.marks])).toEqual([
    ['mp-1', 1, []],
    ['mp-2', 1, []],
  ])
  expect(await alarms(shop)).not.toContain('not-durable')
  expect(await shop.stop()).toBe(0)
})
