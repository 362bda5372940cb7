import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { listBackups } from '../../../main/store/backups.ts'
import type { OrderView } from '../../../shared/domain/views/order-views.ts'
import type { JobView } from '../../../shared/domain/views/printing-views.ts'
import { eventually } from '../../support/eventually.ts'
import { filesIn } from '../../support/files.ts'
import { order } from '../../support/orders.ts'
import { openShop, type Shop } from '../../support/shop.ts'
import { morning } from '../../support/shop-clock.ts'
import { backUp } from '../../support/shop-files.ts'

// A shop that loses its database, its orders and its papers.

/** Fresh enough that nothing is a backlog. */
export const fresh = (orderId: string, over = {}) =>
  order({ orderId, placedAt: new Date(morning).toISOString(), payment: {}, pickupNo: orderId, ...over })

export const papers = (shop: Shop) =>
  filesIn(join(shop.folder, 'paper'))
    .filter(name => name.endsWith('.txt'))
    .map(name => readFileSync(join(shop.folder, 'paper', name), 'utf8'))

export const papersOf = (shop: Shop, pickupNo: string) => papers(shop).filter(text => text.includes(pickupNo))

export async function settled(shop: Shop, count: number): Promise<JobView[]> {
  return eventually(async () => {
    const jobs = await shop.jobs()
    expect(jobs.filter(job => ['printed', 'cancelled', 'held'].includes(job.state))).toHaveLength(count)
    return jobs
  })
}

export const orders = async (shop: Shop) => (await shop.get<OrderView[]>('/api/v1/orders?limit=1000')).body

export const numbers = async (shop: Shop) => (await orders(shop)).map(one => [one.orderId, one.number])

export const onlyOutcomes = (line: Record<string, unknown>) => 'out' in line

/** The backup that it makes at its end, and would not have made when killed, goes again; `backup` is the only one. */
export async function closeWith(shop: Shop, backup = 'none'): Promise<void> {
  await shop.close()
  for (const { file } of listBackups(join(shop.folder, 'backups'))) if (file !== backup) rmSync(file)
}

/** Two printed before the backup, one waiting at it and printed after it, two more after it; then the file breaks. */
export async function shopWithBackup(options = {}): Promise<Shop> {
  const shop = await openShop(options)
  await shop.push(fresh('before-1'))
  await shop.push(fresh('before-2'))
  await settled(shop, 2)
  await shop.put('/api/v1/virtual-printers/kitchen', { power: 'off' })
  await shop.push(fresh('waiting'))
  const backup = backUp(shop.folder, morning - 3_600_000)
  await shop.put('/api/v1/virtual-printers/kitchen', { power: 'on' })
  await shop.push(fresh('after-1'))
  await shop.push(fresh('after-2'))
  await settled(shop, 5)
  await closeWith(shop, backup)
  return shop
}
