import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import type { ConflictView, OrderView, QuarantineView } from '../../../shared/domain/views.ts'
import { blockSync, ioError, watchSync } from '../../support/disk-faults.ts'
import { eventually } from '../../support/eventually.ts'
import { changed, line, order } from '../../support/orders.ts'
import { openShop, type Shop } from '../../support/shop.ts'
import { mountSmallDisk } from '../../support/small-disk.ts'

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

describe('409 conflict', () => {
  async function contradiction(second: Parameters<typeof changed>[1]) {
    const shop = await openShop(silent)
    const first = order({ orderId: 'mp-1', revision: 1 })
    await shop.push(first)
    const other = changed(first, second)
    const reply = await shop.push(other)
    const conflicts = await shop.get<ConflictView[]>('/api/v1/conflicts')
    return { shop, first, other, reply, conflicts: conflicts.body }
  }

  test('same revision, other content: kept aside, alarmed, not printed', async () => {
    const { shop, first, other, reply, conflicts } = await contradiction({ items: [line('1', '鲜肉包', 5)] })
    expect(reply.status).toBe(409)
    expect(reply.body).toEqual({ error: { code: 'conflict', message: expect.any(String) } })
    expect(conflicts).toMatchObject([
      { source: 'mini', orderId: 'mp-1', revision: 1, state: 'open', known: first, other },
    ])
    expect(await shop.alarms()).toMatchObject([{ code: 'order-conflict', subject: 'mini/mp-1', severity: 'critical' }])
    expect(await kitchenJobs(shop)).toEqual([['mp-1', 'kitchen', 1]])
    expect((await shop.push(other)).status).toBe(409)
    expect((await shop.get<ConflictView[]>('/api/v1/conflicts')).body).toHaveLength(1)
    expect((await shop.push(first)).body.result).toBe('duplicate')
  })
  test('a person takes it as the next revision: what changed prints, the alarm ends', async () => {
    const { shop, conflicts, other } = await contradiction({ items: [line('1', '鲜肉包', 5), line('2', '豆浆')] })
    const path = `/api/v1/conflicts/${conflicts[0]?.id}/accept`
    const reply = await shop.post<{ result: string }>(path, { by: '王' })
    expect([reply.status, reply.body.result]).toEqual([200, 'accepted'])
    expect(await kitchenJobs(shop)).toEqual([
      ['mp-1', 'kitchen', 1],
      ['mp-1', 'addition', 2],
    ])
    const read = await shop.order('mp-1')
    expect([read.revision, read.items[0]?.quantity]).toEqual([2, 5])
    expect(read.history).toContainEqual(expect.objectContaining({ what: 'conflict-accepted', by: '王' }))
    expect(await shop.alarmCodes()).toEqual([])
    expect((await shop.get<ConflictView[]>('/api/v1/conflicts')).body).toEqual([])
    expect((await shop.post(path, { by: '王' })).status).toBe(409)
    // The sender, told 409, tries once more: revision 1 is old news now.
    expect((await shop.push(other)).body.result).toBe('stale')
  })
  test('also where what is known is a cancellation: the person has the last word', async () => {
    const shop = await openShop(silent)
    const paid = order({ orderId: 'mp-1', revision: 1 })
    await shop.push(changed(paid, { status: 'cancelled' }))
    expect((await shop.push(paid)).status).toBe(409)
    const [conflict] = (await shop.get<ConflictView[]>('/api/v1/conflicts')).body
    const reply = await shop.post<{ result: string }>(`/api/v1/conflicts/${conflict?.id}/accept`, { by: '王' })
    expect(reply.body.result).toBe('accepted')
    expect(await kitchenJobs(shop)).toEqual([['mp-1', 'kitchen', 2]])
    expect((await shop.order('mp-1')).status).toBe('paid')
  })
  test('unknown conflicts are 404', async () => {
    const shop = await openShop(silent)
    for (const id of ['c1', 'q1', 'x', '1', 'c99999999999999999999']) {
      expect((await shop.post(`/api/v1/conflicts/${id}/accept`, { by: 'x' })).status).toBe(404)
      expect((await shop.post(`/api/v1/quarantine/${id}/replay`, { by: 'x' })).status).toBe(404)
    }
  })
})

describe('400 invalid-order', () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    ['a quantity of nothing', { items: [{ ...line('1', '包'), quantity: 0 }] }, ['items.0.quantity']],
    ['a quantity in words', { items: [line('1', '包'), { ...line('2', '包'), quantity: '2' }] }, ['items.1.quantity']],
    ['four decimals', { items: [{ ...line('1', '包'), quantity: 0.1234 }] }, ['items.0.quantity']],
    ['1000 of it', { items: [{ ...line('1', '包'), quantity: 1000 }] }, ['items.0.quantity']],
    ['a negative price', { items: [{ ...line('1', '包'), unitPrice: -1 }] }, ['items.0.unitPrice']],
    ['a price in yuan', { items: [{ ...line('1', '包'), amount: 2.5 }] }, ['items.0.amount']],
    ['a price beyond all', { total: { payable: 1e21 } }, ['total.payable']],
    ['no total', { total: {} }, ['total.payable']],
    ['a line twice', { items: [line('1', '包'), line('1', '包')] }, ['items.1.lineId']],
    ['a line without a name', { items: [{ ...line('1', '包'), name: ' ' }] }, ['items.0.name']],
    ['501 lines', { items: Array.from({ length: 501 }, (_, index) => line(String(index), '包')) }, ['items']],
    ['no lines', { items: [] }, ['items']],
    ['a combo without a parent', { items: [{ ...line('1', '包'), comboOf: '9' }] }, ['items.0.comboOf']],
    ['a status of its own', { status: 'cooking' }, ['status']],
    ['a time without an offset', { placedAt: '2026-11-22T07:01:02' }, ['placedAt']],
    ['no orderId', { orderId: null }, ['orderId']],
    ['an orderId in Chinese', { orderId: '订单' }, ['orderId']],
    ['a note of 10,001 characters', { note: '长'.repeat(10_001) }, ['note']],
    ['two faults', { status: 'x', placedAt: 1 }, ['status', 'placedAt']],
  ])('%s', async (_, over, paths) => {
    const shop = await openShop(silent)
    const reply = await shop.push({ ...order(), ...over })
    expect(reply.status).toBe(400)
    expect(Object.keys(reply.body)).toEqual(['error'])
    expect(reply.body.error.code).toBe('invalid-order')
    expect([...new Set(reply.body.error.issues?.map(issue => issue.path))]).toEqual(paths)
    expect(reply.body.error.issues?.every(issue => issue.message.length > 0)).toBe(true)
    expect(await shop.jobs()).toEqual([])
    expect(await shop.alarms()).toMatchObject([{ code: 'order-invalid', subject: 'mini', facts: { count: 1 } }])
  })
  test('is kept raw but masked, counted once however often it comes', async () => {
    const shop = await openShop(silent)
    const wrong = { ...order({ orderId: 'mp-1' }), status: 'no', customer: { phone: '13812345678' }, extra: ['kept'] }
    for (let times = 0; times < 3; times += 1) expect((await shop.push(wrong)).status).toBe(400)
    const kept = (await shop.get<QuarantineView[]>('/api/v1/quarantine')).body
    expect(kept).toMatchObject([{ source: 'mini', state: 'open', issues: [{ path: 'status' }] }])
    expect(JSON.parse(kept[0]?.raw ?? '')).toEqual({ ...wrong, customer: { phone: '138****5678' } })
    expect((await shop.alarms())[0]?.facts.count).toBe(1)
    expect((await shop.get('/api/v1/orders/mini/mp-1')).status).toBe(404)
    expect((await shop.push(order())).status).toBe(201)
  })
  test('replayed while still wrong: 409 with the reason, and it stays there once', async () => {
    const shop = await openShop(silent)
    await shop.push({ ...order(), status: 'no', customer: { phone: '13812345678' } })
    for (let times = 0; times < 2; times += 1) {
      const reply = await shop.post<{ error: { code: string; message: string } }>('/api/v1/quarantine/q1/replay', {})
      expect([reply.status, reply.body.error.code]).toEqual([409, 'conflict'])
      expect(reply.body.error.message).toContain('status')
    }
    expect((await shop.get<QuarantineView[]>('/api/v1/quarantine')).body).toMatchObject([{ id: 'q1', state: 'open' }])
    expect((await shop.alarms())[0]?.facts.count).toBe(1)
  })
  test('replayed when this version can read it: taken in, printed, the alarm ends', async () => {
    const shop = await openShop(silent)
    await shop.push({ ...order({ orderId: 'mp-1' }), status: 'no' })
    await shop.close()
    // What an older version could not read.
    const db = new Database(join(shop.folder, 'gudang.db'))
    db.prepare('update quarantine set raw = ?').run(JSON.stringify(order({ orderId: 'mp-1' })))
    db.close()
    await shop.reopen()
    expect(await shop.alarmCodes()).toContain('order-invalid')
    const replayed = await shop.post('/api/v1/quarantine/q1/replay', { by: '王' })
    expect([replayed.status, replayed.body]).toEqual([200, { result: 'accepted', orderId: 'mp-1' }])
    expect(await kitchenJobs(shop)).toEqual([['mp-1', 'kitchen', 1]])
    expect(await shop.alarmCodes()).not.toContain('order-invalid')
    expect((await shop.post('/api/v1/quarantine/q1/replay', { by: '王' })).status).toBe(409)
    expect((await shop.get<QuarantineView[]>('/api/v1/quarantine')).body).toEqual([])
  })
  test.each<[string, string | Uint8Array, RegExp]>([
    ['broken JSON', '{"orderId":"mp-1"', /not JSON/],
    ['nothing at all', '', /not JSON/],
    ['a word', '"paid"', /.+/],
    ['a list', '[1]', /.+/],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), /UTF-8/],
    ['GBK', Buffer.from('7b22c4e3bac3223a317d', 'hex'), /UTF-8/],
    ['lists in lists, 1000 deep', `${'['.repeat(1000)}${']'.repeat(1000)}`, /nests/],
    ['lists in lists, 100,000 deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, /nests/],
    [
      'deep in an unknown field',
      JSON.stringify(order()).replace(/}$/, `,"x":${'{"a":'.repeat(1000)}1${'}'.repeat(1001)}`),
      /nests/,
    ],
  ])('%s', async (_, rawBody, message) => {
    const shop = await openShop(silent)
    const reply = await shop.push(null, { rawBody })
    expect([reply.status, reply.body.error.code]).toEqual([400, 'invalid-order'])
    expect(reply.body.error.issues?.[0]).toMatchObject({ path: '', message: expect.stringMatching(message) })
    expect((await shop.get<QuarantineView[]>('/api/v1/quarantine')).body).toHaveLength(1)
    expect(await shop.alarmCodes()).toEqual(['order-invalid'])
    expect((await shop.push(order())).status).toBe(201)
  })
  test('__proto__ is a field like any other: it gives the order nothing', async () => {
    const shop = await openShop(silent)
    const body = JSON.stringify({ ...order({ orderId: 'mp-1' }), tableNo: undefined })
    const rawBody = body.replace('{', '{"__proto__":{"tableNo":"99","polluted":"yes"},')
    expect((await shop.push(null, { rawBody })).status).toBe(201)
    const read = await shop.order('mp-1')
    expect(read.tableNo).toBeNull()
    expect(Object.hasOwn({}, 'polluted') || 'polluted' in {}).toBe(false)
    expect((await shop.get('/api/v1/orders/mini/mp-1')).text).toContain('"__proto__":{"tableNo":"99"')
    const inherited = `{"__proto__":${JSON.stringify(order())}}`
    expect((await shop.push(null, { rawBody: inherited })).status).toBe(400)
  })
  test('unknown fields and words are kept, and taken as other with a note', async () => {
    const shop = await openShop(silent)
    const pushed = {
      ...order({ orderId: 'mp-1' }),
      channel: 'teleport',
      serviceMode: 'by-owl',
      ext: { deep: [1, null] },
    }
    expect((await shop.push(pushed)).status).toBe(201)
    const read = await shop.order('mp-1')
    expect([read.channel, read.serviceMode, read.order]).toEqual(['other', 'other', pushed])
    expect(read.history.filter(entry => entry.what === 'taken-as-other')).toHaveLength(2)
  })
})

describe('401', () => {
  test('signature: wrong secret, no headers, another body; alarmed, and nothing is kept', async () => {
    const shop = await openShop(silent)
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
    const body = JSON.stringify(order())
    const bare = { 'content-type': 'application/json' }
    const path = '/api/v1/sources/mini/orders'
    const replies = [
      await shop.push(order(), { secret }),
      await shop.push(order(), { headers: { 'webhook-signature': 'v1,AAAA' } }),
      await shop.push(order(), { headers: { 'webhook-id': 'another' } }),
      await shop.request(path, { method: 'POST', headers: bare, body }),
      await shop.request(path, { method: 'POST', headers: shop.signed(`${body} `), body }),
    ]
    for (const reply of replies) {
      expect(reply.status).toBe(401)
      expect(reply.body).toEqual({ error: { code: 'signature', message: expect.any(String) } })
    }
    expect(await shop.alarms()).toMatchObject([{ code: 'source-signature', subject: 'mini', severity: 'critical' }])
    expect((await shop.get<unknown[]>('/api/v1/quarantine')).body).toEqual([])
    expect((await shop.push(order())).status).toBe(201)
  })
  test('timestamp: five minutes either way, told apart from a wrong secret', async () => {
    const shop = await openShop(silent)
    const now = () => Math.floor(shop.clock.now() / 1000)
    for (const [offset, status] of [
      [-298, 201],
      [298, 201],
      [-302, 401],
      [302, 401],
    ] as const) {
      expect((await shop.push(order(), { timestamp: now() + offset })).status, `${offset} s`).toBe(status)
    }
    const late = await shop.push(order(), { timestamp: now() - 3600 })
    expect(late.body).toEqual({ error: { code: 'timestamp', message: expect.any(String) } })
    expect(await shop.alarmCodes()).toEqual(['source-clock'])
  })
  test('the alarm counts every one, is written at most once a second, and ends when it is acknowledged', async () => {
    const shop = await openShop(silent)
    const forged = () => shop.push(order(), { headers: { 'webhook-signature': 'v1,AAAA' } })
    const counted = async () => (await shop.alarms())[0]?.facts.count
    for (let times = 0; times < 5; times += 1) await forged()
    expect(await counted()).toBeLessThan(5)
    await eventually(async () => expect(await counted()).toBe(5))
    await forged()
    await eventually(async () => expect(await counted()).toBe(6))
    const [alarm] = await shop.alarms()
    expect((await shop.post(`/api/v1/alarms/${alarm?.id}/ack`, { by: '王' })).status).toBe(200)
    expect(await shop.alarms()).toEqual([])
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
