import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Shop } from '../support/shop.ts'

/** After all that was sent: every order can be opened, and each of `lists` can be read. */
export async function expectReadable(shop: Shop, lists: readonly string[]): Promise<void> {
  type Known = { orderId: string; source: string }
  const { status, body } = await shop.get<Known[]>('/api/v1/orders?limit=1000')
  expect(status).toBe(200)
  for (const { orderId, source } of body) {
    const path = `/api/v1/orders/${source}/${encodeURIComponent(orderId)}`
    expect([path, (await shop.get(path)).status]).toEqual([path, 200])
  }
  for (const path of lists) expect([path, (await shop.get(`/api/v1/${path}`)).status]).toEqual([path, 200])
}

/** Closes the shop, whose log has no error then. */
export async function expectQuietEnd(shop: Shop): Promise<void> {
  await shop.close()
  const file = join(shop.folder, 'logs', 'test.log')
  const log = existsSync(file) ? readFileSync(file, 'utf8') : ''
  expect(log.split('\n').filter(text => /"level":[56]0/.test(text))).toEqual([])
}
