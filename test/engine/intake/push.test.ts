import { describe, expect, test } from 'vitest'
import type { OrderView } from '../../../shared/domain/views/order-views.ts'
import { blockSync } from '../../support/disk-faults.ts'
import { changed, line, order } from '../../support/orders.ts'
import { openShop, type Shop } from '../../support/shop.ts'

// contract §4, row by row, over HTTP. The kitchen's printer is off unless paper matters.

const silent = { silent: true }

const kitchenJobs = async (shop: Shop) => (await shop.jobs()).map(job => [job.orderId, job.kind, job.revision])

const whatOf = async (shop: Shop, orderId: string) => (await shop.order(orderId)).history.map(entry => entry.what)

describe('201 accepted', () => {
  test('says which tickets, and the order can be read at that moment', async () => {
    const shop = await openShop(silent)
    const pushed = order({ orderId: 'mp-1' })
    const reply = await shop.push(pushed)
    expect(reply.status).toBe(201)
    expect(reply.headers['content-type']).toMatch(/^application\/json/)
    expect(reply.body).toEqual({
      result: 'accepted',
      orderId: 'mp-1',
      revision: 1,
      tickets: [{ ticketId: expect.stringMatching(/^t\d+$/), printerId: 'kitchen', number: 1 }],
    })
    const read = await shop.order('mp-1')
    expect(read).toMatchObject({ orderId: 'mp-1', source: 'mini', revision: 1, status: 'paid', number: 1 })
    expect(read.items.map(({ name, quantity }) => [name, quantity])).toEqual([
      ['鲜肉包', 2],
      ['豆浆', 1],
    ])
    expect(read.order).toEqual(pushed)
    expect(read.tickets.map(ticket => ticket.ticketId)).toEqual(reply.body.tickets.map(ticket => ticket.ticketId))
    expect(read.jobs.map(job => job.ticketId)).toEqual([reply.body.tickets[0]?.ticketId])
  })
  test('one ticket per station, all with the number of the order', async () => {
    const shop = await openShop({
      silent: true,
      settings: {
        printers: [
          { id: 'kitchen', name: '后厨', profile: 'generic-80', connection: { type: 'virtual' } },
          { id: 'fry', name: '煎炸', profile: 'generic-58', connection: { type: 'virtual' } },
        ],
        stations: [
          { id: 'kitchen', name: '后厨', printer: 'kitchen', copies: 2 },
          { id: 'fry', name: '煎炸', printer: 'fry' },
        ],
        routing: [{ name: '*油条*', station: 'fry' }],
      },
    })
    await shop.push(order())
    const { body } = await shop.push(order({ items: [line('1', '包子'), line('2', '大油条')] }))
    expect(body.tickets.map(({ printerId, number }) => [printerId, number])).toEqual([
      ['kitchen', 2],
      ['kitchen', 2],
      ['fry', 2],
    ])
    expect(new Set(body.tickets.map(({ ticketId }) => ticketId)).size).toBe(3)
  })
  test('any 64 printable characters make an orderId', async () => {
    const shop = await openShop(silent)
    const orderId = `a/b?c#d%25 "'<>\\..;&=+~`.padEnd(64, '.')
    expect((await shop.push(order({ orderId }))).body).toMatchObject({ result: 'accepted', orderId })
    expect((await shop.order(orderId)).orderId).toBe(orderId)
    expect((await shop.push(order({ orderId: 'x'.repeat(65) }))).status).toBe(400)
  })
  test('is durable: still there, with all it said, after a restart', async () => {
    const shop = await openShop(silent)
    const { body } = await shop.push(order({ orderId: 'mp-1' }))
    await shop.reopen()
    expect((await shop.order('mp-1')).tickets).toMatchObject(body.tickets)
    expect((await shop.push(order({ orderId: 'mp-2' }))).body.tickets[0]?.number).toBe(2)
  })
})

describe('200 duplicate', () => {
  test('the same content again, keys in another order and nulls left out', async () => {
    const shop = await openShop(silent)
    const first = order({ orderId: 'mp-1', revision: 3, tableNo: null })
    const accepted = await shop.push(first)
    const { tableNo: _, ...rest } = first
    const reply = await shop.push(Object.fromEntries(Object.entries(rest).reverse()))
    expect(reply.status).toBe(200)
    expect(reply.body).toEqual({ ...accepted.body, result: 'duplicate' })
    expect(await kitchenJobs(shop)).toEqual([['mp-1', 'kitchen', 3]])
  })
  test('the same delivery again, although the order has moved on', async () => {
    const shop = await openShop(silent)
    const first = order({ orderId: 'mp-1' })
    await shop.push(first, { id: 'msg-a' })
    await shop.push(changed(first, { tableNo: '7' }), { id: 'msg-b' })
    const again = await shop.push(first, { id: 'msg-a' })
    expect([again.status, again.body.result, again.body.revision]).toEqual([200, 'duplicate', 1])
    expect((await shop.order('mp-1')).revision).toBe(2)
    const latest = await shop.push(changed(first, { tableNo: '7' }), { id: 'msg-c' })
    expect([latest.body.result, latest.body.revision]).toEqual(['duplicate', 2])
  })
  test('a webhook-id with another body decides nothing, and is noted', async () => {
    const shop = await openShop(silent)
    const first = order({ orderId: 'mp-1', revision: 1 })
    await shop.push(first, { id: 'msg-a' })
    const other = await shop.push(order({ orderId: 'mp-2' }), { id: 'msg-a' })
    expect([other.status, other.body.result]).toEqual([201, 'accepted'])
    expect(await whatOf(shop, 'mp-2')).toContain('webhook-id-reused')
    expect((await shop.push(first, { id: 'msg-a' })).body).toMatchObject({ result: 'duplicate', orderId: 'mp-1' })
    expect(await whatOf(shop, 'mp-1')).not.toContain('webhook-id-reused')
    const contradiction = await shop.push(changed(first, { tableNo: '1' }), { id: 'msg-a' })
    expect(contradiction.status).toBe(409)
    expect(await whatOf(shop, 'mp-1')).toContain('webhook-id-reused')
  })
  test('webhook-ids of different sources have nothing to do with each other', async () => {
    const shop = await openShop(silent)
    const pushed = order({ orderId: 'mp-1' })
    await shop.push(pushed, { id: 'msg-a' })
    expect((await shop.push(pushed, { id: 'msg-a', source: 'demo' })).body.result).toBe('accepted')
  })
  test('50 at once, of one delivery or of many: one order, one ticket, all answered 2xx', async () => {
    const shop = await openShop(silent)
    for (const [orderId, id] of [['mp-one', 'msg-same'] as const, ['mp-many', undefined] as const]) {
      const pushed = order({ orderId })
      const replies = await Promise.all(
        Array.from({ length: 50 }, () => shop.push(pushed, id === undefined ? {} : { id })),
      )
      expect(replies.map(reply => reply.status).sort()).toEqual([...Array(49).fill(200), 201])
      expect(new Set(replies.map(reply => JSON.stringify(reply.body.tickets))).size).toBe(1)
    }
    expect(await kitchenJobs(shop)).toEqual([
      ['mp-one', 'kitchen', 1],
      ['mp-many', 'kitchen', 1],
    ])
  })
})

test('200 different orders at once: all accepted, numbers 1 to 200 without a gap', { timeout: 60_000 }, async () => {
  const shop = await openShop(silent)
  const replies = await Promise.all(Array.from({ length: 200 }, () => shop.push(order())))
  expect(new Set(replies.map(reply => reply.status))).toEqual(new Set([201]))
  const numbers = replies.map(reply => reply.body.tickets[0]?.number ?? 0).sort((a, b) => a - b)
  expect(numbers).toEqual(Array.from({ length: 200 }, (_, index) => index + 1))
  const stored = await shop.get<OrderView[]>('/api/v1/orders?limit=1000')
  expect(stored.body.map(one => one.number)).toEqual(numbers)
})

describe('200 stale', () => {
  test('a lower revision is ignored and noted', async () => {
    const shop = await openShop(silent)
    const second = order({ orderId: 'mp-1', revision: 2 })
    const accepted = await shop.push(second)
    const reply = await shop.push(changed(second, { revision: 1, items: [line('1', '油条', 9)] }))
    expect(reply.status).toBe(200)
    expect(reply.body).toEqual({ ...accepted.body, result: 'stale' })
    expect(await whatOf(shop, 'mp-1')).toContain('stale')
    expect(await kitchenJobs(shop)).toEqual([['mp-1', 'kitchen', 2]])
  })
})

describe('404, 413, 415 and what goes first', () => {
  const forged = { 'webhook-signature': 'v1,AAAA' }
  const tooLong = 'x'.repeat(256 * 1024 + 1)

  test('404 unknown-source', async () => {
    const shop = await openShop(silent)
    for (const source of ['nobody', 'MINI', 'counter', '%2e%2e', '__proto__', 'constructor']) {
      const reply = await shop.push(order(), { source, secret: shop.secretOf('mini') })
      expect([source, reply.status, reply.body.error.code]).toEqual([source, 404, 'unknown-source'])
    }
  })
  test('exactly 256 KiB pass, one byte more does not, also without a content-length', async () => {
    const shop = await openShop(silent)
    const given = { ...order(), pad: '' }
    const pad = 'x'.repeat(256 * 1024 - Buffer.byteLength(JSON.stringify(given)))
    const fits = JSON.stringify({ ...given, pad })
    expect(Buffer.byteLength(fits)).toBe(256 * 1024)
    for (const chunked of [false, true]) {
      expect((await shop.push(null, { rawBody: fits, chunked })).status).toBe(chunked ? 200 : 201)
      const reply = await shop.push(null, { rawBody: `${fits} `, chunked })
      expect([reply.status, reply.body]).toEqual([413, { error: { code: 'too-large', message: expect.any(String) } }])
    }
    expect(await shop.jobs()).toHaveLength(1)
  })
  test('415 media-type', async () => {
    const shop = await openShop(silent)
    for (const contentType of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/jsonp',
      'nonsense',
      null,
    ]) {
      const reply = await shop.push(order(), { contentType })
      expect([contentType, reply.status, reply.body.error.code]).toEqual([contentType, 415, 'media-type'])
    }
    for (const contentType of [
      'application/json; charset=utf-8',
      'Application/JSON',
      'application/json;charset=UTF-8',
    ]) {
      expect((await shop.push(order(), { contentType })).status, contentType).toBe(201)
    }
  })
  test.each([
    ['413 before all', { rawBody: tooLong, contentType: 'text/plain', source: 'nobody', headers: forged }, 413],
    ['413 although the type is none', { rawBody: tooLong, contentType: 'nonsense', headers: forged }, 413],
    ['413 although there is no type', { rawBody: tooLong, contentType: null, headers: forged }, 413],
    ['413 in pieces', { rawBody: tooLong, contentType: 'text/plain', chunked: true, headers: forged }, 413],
    ['415 before 404', { rawBody: '{', contentType: 'text/plain', source: 'nobody', headers: forged }, 415],
    ['404 before 401', { rawBody: '{', source: 'nobody', headers: forged }, 404],
    ['401 before 400', { rawBody: '{', headers: forged }, 401],
    ['400 at last', { rawBody: '{' }, 400],
  ])('%s', async (_, how, status) => {
    const shop = await openShop(silent)
    expect((await shop.push(null, { secret: shop.secretOf('mini'), ...how })).status).toBe(status)
  })
})

describe('429 busy', () => {
  test('only while more than 1,000 wait for the disk, with Retry-After', { timeout: 60_000 }, async () => {
    const shop = await openShop(silent)
    const disk = await blockSync()
    const waiting = []
    for (let index = 0; index < 1_001; index += 1) {
      const body = JSON.stringify(order())
      waiting.push(shop.engine.push.take('mini', shop.signed(body), Buffer.from(body)))
      // The first goes to the disk alone; the others wait for it.
      if (index === 0) await new Promise(setImmediate)
    }
    const refused = await shop.push(order({ orderId: 'one-too-many' }))
    expect([refused.status, refused.body.error.code]).toEqual([429, 'busy'])
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    disk.release()
    const answers = await Promise.all(waiting)
    expect(new Set(answers.map(answer => answer.result))).toEqual(new Set(['accepted']))
    expect((await shop.get('/api/v1/orders/mini/one-too-many')).status).toBe(404)
    expect((await shop.push(order({ orderId: 'one-too-many' }))).body.tickets[0]?.number).toBe(1_002)
  })
})
