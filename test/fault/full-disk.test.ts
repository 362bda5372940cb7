import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import type { JobView } from '../../shared/domain/views/printing-views.ts'
import type { AlarmView } from '../../shared/domain/views/shop-views.ts'
import { breakfastOrder } from '../support/breakfast.ts'
import { openNetworkPrinter } from '../support/network-printer.ts'
import { endRunningShops, type RunningShop, startServe } from '../support/running-shop.ts'
import { openShop, shopSettings } from '../support/shop.ts'
import { mountSmallDisk } from '../support/small-disk.ts'
import { until } from '../support/until.ts'

// reliability §5, fault 12: the disk fills up while the kitchen still has tickets to print.

vi.setConfig({ testTimeout: 240_000 })
afterEach(endRunningShops)

const breakfast = (id: string, pad = 0) => ({
  ...breakfastOrder(id, [{ name: '鲜肉包', quantity: 2 }]),
  pickupNo: id,
  pad: 'x'.repeat(pad),
})
/** No screen is open, so the alarm goes to paper too, where there is time for it. */
const jobs = async (shop: RunningShop) =>
  (await shop.get<JobView[]>('/api/v1/jobs?limit=1000')).filter(job => job.kind !== 'report')
const alarms = async (shop: RunningShop) => (await shop.get<AlarmView[]>('/api/v1/alarms')).map(alarm => alarm.code)

test('full: nothing is acknowledged, what was accepted prints and is written down; with room again all goes on', async ({
  skip,
}) => {
  const disk = mountSmallDisk(32 * 1024 * 1024)
  if (disk === null) return skip('this user may not mount a small file system')
  const printer = await openNetworkPrinter('process-id')
  await printer.obey({ power: 'off' })
  const reserve = join(disk.folder, 'reserve')
  const connection = { type: 'tcp', host: '127.0.0.1', port: printer.port }
  const printers = [{ id: 'kitchen', name: '后厨', profile: 'generic-80', confirmation: 'process-id', connection }]
  writeFileSync(join(disk.folder, 'config.json'), JSON.stringify({ ...shopSettings, printers }))
  const shop = await startServe(disk.folder)
  try {
    const isThere = () => existsSync(reserve) && statSync(reserve).size > 1024 * 1024
    await until(isThere)
    const accepted: string[] = []
    for (let index = 0; index < 20; index += 1) {
      expect((await shop.push(breakfast(`early-${index}`))).status).toBe(201)
      accepted.push(`early-${index}`)
    }
    disk.fill(300 * 1024)
    let status = 201
    for (let index = 0; status === 201 && index < 100; index += 1) {
      status = (await shop.push(breakfast(`late-${index}`, 60_000))).status
      if (status === 201) accepted.push(`late-${index}`)
    }
    expect(status).toBe(503)
    await until(async () => (await alarms(shop)).includes('disk-full'))
    expect(existsSync(reserve)).toBe(false)

    // The reserve is for these: each has its attempt before byte 1 and its outcome after it.
    await printer.obey({ power: 'on' })
    await until(async () => (await jobs(shop)).every(job => job.state === 'printed'), 60_000)
    expect((await jobs(shop)).map(job => job.orderId)).toEqual(accepted)
    const tickets = printer.papers.filter(paper => paper.text.includes('鲜肉包'))
    expect(tickets).toHaveLength(accepted.length)
    for (const paper of tickets) expect(paper.text).not.toContain('补打')
    expect((await shop.push(breakfast('refused'))).status).toBe(503)
    expect(await alarms(shop)).toContain('disk-full')

    disk.free()
    expect((await shop.push(breakfast('refused'))).status).toBe(201)
    expect(await alarms(shop)).not.toContain('disk-full')
    await until(isThere)
    expect(await shop.stop()).toBe(0)
    const again = await startServe(disk.folder)
    expect((await jobs(again)).map(job => job.orderId)).toEqual([...accepted, 'refused'])
    expect(await again.stop()).toBe(0)
  } finally {
    await endRunningShops()
    await printer.close()
  }
})

test('a start on a disk that is full already: the reserve makes it possible', async ({ skip }) => {
  const disk = mountSmallDisk(32 * 1024 * 1024)
  if (disk === null) return skip('this user may not mount a small file system')
  const reserve = join(disk.folder, 'reserve')
  const shop = await openShop({ silent: true, folder: disk.folder })
  await shop.push(breakfast('mp-1'))
  await until(() => existsSync(reserve) && statSync(reserve).size > 1024 * 1024)
  await shop.close()
  disk.fill(0)
  await shop.reopen()
  expect((await shop.jobs()).map(job => job.orderId)).toEqual(['mp-1'])
  disk.free()
})
