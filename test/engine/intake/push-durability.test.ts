import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { OrderView } from '../../../shared/domain/views/order-views.ts'
import { blockSync, ioError, watchSync } from '../../support/disk-faults.ts'
import { eventually } from '../../support/eventually.ts'
import { changed, order } from '../../support/orders.ts'
import { openShop, type Shop } from '../../support/shop.ts'
import { mountSmallDisk } from '../../support/small-disk.ts'

// contract §4 over HTTP: what is acknowledged is on disk, and what the disk refuses is not acknowledged.

const silent = { silent: true }

describe('503 not-durable', () => {
  test('the journal cannot be synced: nothing is accepted, later the same push is', async () => {
    const shop = await openShop(silent)
    const sync = await watchSync()
    const pushed = order({ orderId: 'mp-1' })
    sync.mockRejectedValueOnce(ioError())
    const refused = await shop.push(pushed, { id: 'msg-a' })
    expect([refused.status, refused.body]).toEqual([
      503,
      { error: { code: 'not-durable', message: expect.any(String) } },
    ])
    // What a failed fsync leaves is not trusted: the engine opens everything anew, and answers 503 until it has.
    await eventually(async () => expect((await shop.get('/api/v1/orders/mini/mp-1')).status).toBe(404))
    expect([await shop.jobs(), await shop.alarmCodes()]).toEqual([[], ['disk-failing']])
    const reply = await shop.push(pushed, { id: 'msg-a' })
    expect([reply.status, reply.body.result, reply.body.tickets[0]?.number]).toEqual([201, 'accepted', 1])
  })
  test('the answer comes after the fsync, never before', async () => {
    const shop = await openShop(silent)
    const disk = await blockSync()
    let answered = false
    const reply = shop.push(order()).then(given => {
      answered = true
      return given
    })
    // Another request made meanwhile is answered: the door is alive, only the order waits.
    for (let turn = 0; turn < 5; turn += 1) expect((await shop.request('/api/v1/health')).status).toBe(200)
    expect(answered).toBe(false)
    disk.release()
    expect((await reply).status).toBe(201)
  })
  test('a full disk: 503 with nothing stored, and all goes on when there is room again', { timeout: 60_000 }, async ({
    skip,
  }) => {
    const disk = mountSmallDisk(16 * 1024 * 1024)
    if (disk === null) return skip('this user may not mount a small file system')
    const shop = await openShop({ silent: true, folder: disk.folder })
    const heavy = (orderId: string) => ({ ...order({ orderId }), pad: 'x'.repeat(60_000) })
    expect((await shop.push(heavy('first'))).status).toBe(201)
    disk.fill(400 * 1024)
    const accepted: string[] = ['first']
    const refused: string[] = []
    for (let index = 0; refused.length < 3 && index < 200; index += 1) {
      const orderId = `heavy-${index}`
      const { status } = await shop.push(heavy(orderId))
      expect([201, 503]).toContain(status)
      ;(status === 201 ? accepted : refused).push(orderId)
    }
    expect(refused).toHaveLength(3)
    expect(await shop.alarmCodes()).toContain('not-durable')
    const stored = async () => (await shop.get<OrderView[]>('/api/v1/orders?limit=1000')).body
    expect((await stored()).map(one => one.orderId)).toEqual(accepted)
    disk.free()
    for (const orderId of refused) expect((await shop.push(heavy(orderId))).status).toBe(201)
    expect(await shop.alarmCodes()).not.toContain('not-durable')
    await shop.reopen()
    const orders = await stored()
    expect(orders.map(one => one.orderId)).toEqual([...accepted, ...refused])
    expect(orders.map(one => one.number)).toEqual(orders.map((_, index) => index + 1))
  })
})

describe('the journal', () => {
  type Line = { seq: string; body?: string; verdict?: string; source?: string; webhookId?: string }
  const lines = (shop: Shop): Line[] =>
    readFileSync(join(shop.folder, 'journal', '2026-11-21.jsonl'), 'utf8')
      .split('\n')
      .filter(text => text !== '')
      .map(text => JSON.parse(text) as Line)

  test('has every signed request with its verdict, and nothing unsigned', async () => {
    const shop = await openShop(silent)
    const first = order({ orderId: 'mp-1', revision: 2 })
    await shop.push(first, { id: 'msg-1' })
    await shop.push(first, { id: 'msg-2' })
    await shop.push(changed(first, { revision: 1 }), { id: 'msg-3' })
    await shop.push(changed(first, { tableNo: '1' }), { id: 'msg-4' })
    await shop.push(null, { rawBody: '{', id: 'msg-5' })
    await shop.push(order(), { id: 'msg-6', headers: { 'webhook-signature': 'v1,AAAA' } })
    await shop.close()
    const all = lines(shop)
    const verdicts = new Map(all.filter(one => one.verdict !== undefined).map(one => [one.seq, one.verdict]))
    const entries = all.filter(one => one.body !== undefined)
    expect(entries.map(one => [one.source, one.webhookId, verdicts.get(one.seq)])).toEqual([
      ['mini', 'msg-1', 'accepted'],
      ['mini', 'msg-2', 'duplicate'],
      ['mini', 'msg-3', 'stale'],
      ['mini', 'msg-4', 'conflict'],
      ['mini', 'msg-5', 'invalid'],
    ])
    expect(JSON.parse(entries[0]?.body ?? '')).toEqual(first)
    expect(entries[4]?.body).toBe('{')
  })
  test('says of what the disk refused that it was not accepted', async () => {
    const shop = await openShop(silent)
    const sync = await watchSync()
    sync.mockRejectedValueOnce(ioError())
    await shop.push(order())
    await eventually(async () => expect((await shop.get('/api/v1/jobs')).status).toBe(200))
    await shop.push(order())
    await shop.close()
    expect(lines(shop).flatMap(one => one.verdict ?? [])).toEqual(['not-durable', 'accepted'])
  })
})
