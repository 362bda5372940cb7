import { describe, expect, test } from 'vitest'
import type { OrderView, QuarantineView } from '../../../shared/domain/views/order-views.ts'
import type { JobView } from '../../../shared/domain/views/printing-views.ts'
import { line, order } from '../../support/orders.ts'
import { openShop, type Shop } from '../../support/shop.ts'

// Lists are read page by page (contract §8).

const silent = { silent: true }

describe('pages', () => {
  /** Walks a list from its beginning; `after` is the last id seen. */
  async function walk<Row>(shop: Shop, path: string, limit: number, idOf: (row: Row) => string): Promise<Row[][]> {
    const pages: Row[][] = []
    let after = ''
    for (;;) {
      const { status, body } = await shop.get<Row[]>(`${path}limit=${limit}${after}`)
      expect(status).toBe(200)
      if (body.length === 0) return pages
      pages.push(body)
      after = `&after=${encodeURIComponent(idOf(body.at(-1) as Row))}`
    }
  }
  const ids = Array.from({ length: 23 }, (_, index) => `mp/${index}`)
  async function shopOf23() {
    const shop = await openShop(silent)
    for (const orderId of ids) await shop.push(order({ orderId, items: [line('1', '包')] }))
    return shop
  }

  test('orders: oldest first, by id or by orderId, each once', async () => {
    const shop = await shopOf23()
    for (const idOf of [(row: OrderView) => row.id, (row: OrderView) => row.orderId]) {
      const pages = await walk(shop, '/api/v1/orders?', 5, idOf)
      expect(pages.map(page => page.length)).toEqual([5, 5, 5, 5, 3])
      expect(pages.flat().map(row => row.orderId)).toEqual(ids)
    }
    const today = await walk<OrderView>(shop, '/api/v1/orders?day=2026-11-22&', 10, row => row.id)
    expect(today.flat().map(row => row.orderId)).toEqual(ids)
    expect((await shop.get('/api/v1/orders?day=2026-11-21')).body).toEqual([])
  })
  test('jobs: oldest first, filtered or not', async () => {
    const shop = await shopOf23()
    for (const path of ['/api/v1/jobs?', '/api/v1/jobs?printer=kitchen&']) {
      const pages = await walk<JobView>(shop, path, 7, row => row.jobId)
      expect(pages.map(page => page.length)).toEqual([7, 7, 7, 2])
      expect(pages.flat().map(row => row.orderId)).toEqual(ids)
      expect(pages.flat().every(row => Number.isInteger(row.number))).toBe(true)
    }
    expect((await shop.get('/api/v1/jobs?state=printed')).body).toEqual([])
    expect((await shop.get('/api/v1/jobs?printer=nobody')).body).toEqual([])
  })
  test('a list that is asked for without a limit is short; 1000 is the most', async () => {
    const shop = await openShop(silent)
    const wrong = Array.from({ length: 120 }, (_, index) => shop.push(null, { rawBody: `wrong ${index}` }))
    await Promise.all(wrong)
    expect((await shop.get<unknown[]>('/api/v1/quarantine')).body).toHaveLength(100)
    expect((await shop.get<unknown[]>('/api/v1/quarantine?limit=1000')).body).toHaveLength(120)
    const pages = await walk<QuarantineView>(shop, '/api/v1/quarantine?', 50, row => row.id)
    expect(new Set(pages.flat().map(row => row.raw)).size).toBe(120)
  })
})
