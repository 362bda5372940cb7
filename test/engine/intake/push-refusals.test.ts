import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import type { ConflictView, QuarantineView } from '../../../shared/domain/views/order-views.ts'
import { ioError, watchSync } from '../../support/disk-faults.ts'
import { eventually } from '../../support/eventually.ts'
import { changed, line, order } from '../../support/orders.ts'
import { openShop, type Shop } from '../../support/shop.ts'

// contract §4, row by row, over HTTP: what is kept aside for a person, and what is not believed.

const silent = { silent: true }

const kitchenJobs = async (shop: Shop) => (await shop.jobs()).map(job => [job.orderId, job.kind, job.revision])

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
  test('a disk that refuses is told as that, to tools and to the screen, and the next press works', async () => {
    const { shop, conflicts } = await contradiction({ items: [line('1', '鲜肉包', 5)] })
    await shop.push(null, { rawBody: '{' })
    const id = conflicts[0]?.id
    const sync = await watchSync()
    const refused: [string, object][] = [
      [`/api/v1/conflicts/${id}/accept`, { by: '王' }],
      [`/api/v1/conflicts/${id}/dismiss`, { by: '王', note: '不要' }],
      ['/api/v1/quarantine/q1/dismiss', { by: '王', note: '不要' }],
    ]
    for (const [path, body] of refused) {
      sync.mockRejectedValueOnce(ioError('ENOSPC'))
      expect(await shop.post(path, body)).toMatchObject({ status: 503, body: { error: { code: 'not-durable' } } })
    }
    sync.mockRejectedValueOnce(ioError('ENOSPC'))
    expect(await shop.post('/trpc/acceptConflict', { conflictId: id, by: '王' })).toMatchObject({
      status: 503,
      body: { error: { message: expect.stringContaining('disk'), data: { code: 'SERVICE_UNAVAILABLE' } } },
    })
    expect(await shop.post('/trpc/acceptConflict', { conflictId: id, by: '王' })).toMatchObject({ status: 200 })
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
  test('accepted, it is known again when its source sends it as its own next revision, phones and all', async () => {
    const shop = await openShop(silent)
    const first = order({ orderId: 'mp-1', revision: 1, customer: { name: '王小明', phone: '13812345678' } })
    const other = changed(first, { tableNo: '9' })
    await shop.push(first)
    expect((await shop.push(other)).status).toBe(409)
    await shop.post('/api/v1/conflicts/c1/accept', { by: '王' })
    const { status, body } = await shop.push({ ...other, revision: 2 })
    expect([status, body.result, body.revision]).toEqual([200, 'duplicate', 2])
    expect(await shop.alarmCodes()).toEqual([])
  })
  test('of one who dismisses it and two who accept it in the same moment, the first is heard', async () => {
    const shop = await openShop(silent)
    const first = order({ orderId: 'mp-1', revision: 1 })
    await shop.push(first)
    await shop.push(changed(first, { tableNo: '9' }))
    const { desk } = shop.engine
    const heard = await Promise.allSettled([
      desk.dismissConflict('c1', { by: '王', note: '问过了' }),
      desk.acceptConflict('c1', { by: '李' }),
      desk.acceptConflict('c1', { by: '赵' }),
    ])
    expect(heard.map(one => one.status)).toEqual(['fulfilled', 'rejected', 'rejected'])
    const [kept] = (await shop.get<ConflictView[]>('/api/v1/conflicts?state=settled')).body
    expect([kept?.state, (await shop.order('mp-1')).tableNo]).toEqual(['dismissed', null])
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
