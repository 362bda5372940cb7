import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { alipayKeys } from '../../support/alipay-keys.ts'
import { openAlipayShop } from '../../support/alipay-shop.ts'
import { ioError, watchSync } from '../../support/disk-faults.ts'
import { filesWith } from '../../support/files.ts'
import { order } from '../../support/orders.ts'

vi.setConfig({ testTimeout: 60_000 })

const topic = 'alipay.open.mini.order.changed'
const { stranger } = alipayKeys()

const miniOrder = {
  ...{ code: '10000', order_id: '2026112200502300000001', out_order_id: 'out-1', status: 'PAID', trade_no: 't-1' },
  ...{
    create_time: '2026-11-22 07:01:02',
    open_id: 'open-1',
    contact_info: { contact_name: '王小明', phone_number: '13812345678' },
  },
  order_detail: {
    item_infos: [
      { item_name: '鲜肉包', item_cnt: 2, sale_price: '2.50', out_sku_id: 'BZ01' },
      { item_name: '豆浆', item_cnt: 1, sale_price: '3.00' },
    ],
    price_info: { order_price: '8.00', freight: '0.00', discounted_price: '0.00' },
  },
}

async function openLinked(change: Record<string, unknown> = {}) {
  const all = await openAlipayShop({ duties: [], ...change })
  await all.clock.until(() => all.far.sockets.size === 1)
  return all
}

test('an order that a message brings is on disk before it is acknowledged; the same message again prints nothing', async () => {
  const { shop, far, clock } = await openLinked()
  const frame = far.frame('m-1', topic, { order: order({ orderId: 'a-1' }) })
  far.send(frame)
  await clock.until(() => far.acks.length === 1)
  expect(far.acks[0]).toEqual({
    msgId: 'm-1',
    status: 'SUCCESS',
    headers: 'from-sys:msgbroker\r\nfrom-sys-ip:10.0.0.1\r\nstream-id:s-1',
  })
  expect((await shop.order('a-1', 'alipay')).status).toBe('paid')
  far.send(frame)
  await clock.until(() => far.acks.length === 2)
  await clock.until(async () => (await shop.jobs('&state=printed')).length === 1)
  expect((await shop.jobs()).filter(job => job.kind === 'kitchen')).toHaveLength(1)
  expect(far.connects[0]).toMatchObject({ cookie: 'zone=GZ00C;', query: { sign_type: 'RSA2', link_token: 'link-1' } })
})

test('an order that a message only names is asked for, and comes out of the printer', async () => {
  const { shop, far, clock, folder, close } = await openLinked()
  far.orders.set('2026112200502300000001', miniOrder)
  far.send(far.frame('m-1', topic, { order_id: '2026112200502300000001', status: 'PAID' }))
  await clock.until(async () => (await shop.jobs('&state=printed')).length === 1)
  const made = await shop.order('out-1', 'alipay')
  expect(made).toMatchObject({ payable: 800, amountFault: false, placedAt: '2026-11-21T23:01:02.000Z' })
  expect(made.items).toMatchObject([
    { name: '鲜肉包', quantity: 2, unitPrice: 250, sku: 'BZ01' },
    { name: '豆浆', quantity: 1 },
  ])
  // It is called off there: the kitchen hears of it.
  far.orders.set('2026112200502300000001', { ...miniOrder, status: 'REFUND_CLOSED' })
  far.send(far.frame('m-2', topic, JSON.stringify({ order_id: '2026112200502300000001' })))
  await clock.until(async () => (await shop.jobs()).some(job => job.kind === 'void'))
  await close()
  expect(filesWith(folder, '13812345678')).toEqual([])
})

test.each(['500', 'silent'] as const)(
  'an order that cannot be fetched (%s) is alarmed within ten seconds, prints when it can be, and goes before all else',
  async how => {
    const { shop, far, clock } = await openLinked({ duties: ['order-centre'] })
    far.misbehave(({ method }) => (method === 'alipay.open.mini.order.query' || method.includes('sync') ? how : null))
    far.orders.set('x-1', { ...miniOrder, out_order_id: 'x-1' })
    const before = clock.elapsed()
    far.send(far.frame('m-1', topic, { out_order_id: 'x-1' }))
    await clock.until(async () => (await shop.alarmCodes()).includes('orders-unread'))
    expect(clock.elapsed() - before).toBeLessThan(13_000)
    far.misbehave(null)
    await clock.until(
      async () => (await shop.jobs()).some(job => job.orderId === 'x-1' && job.state === 'printed'),
      400_000,
    )
    expect(await shop.alarmCodes()).not.toContain('orders-unread')
  },
)

test('a second order that cannot be fetched is another alarm; one that only passes by is not', async () => {
  const { shop, far, clock } = await openLinked({ duties: ['order-centre'] })
  const stuck = new Set(['x-1', 'x-2'])
  far.misbehave(({ method, content }) =>
    method === 'alipay.open.mini.order.query' && stuck.has(String(content.out_order_id)) ? { code: '20000' } : null,
  )
  const message = (orderId: string) => {
    far.orders.set(orderId, {
      ...miniOrder,
      order_id: `no-${orderId}`,
      out_order_id: orderId,
      trade_no: `t-${orderId}`,
    })
    far.send(far.frame(`m-${orderId}`, topic, { out_order_id: orderId }))
  }
  const unread = async () => (await shop.alarms()).filter(alarm => alarm.code === 'orders-unread')
  message('x-1')
  const [first] = await clock.until(async () => ((await unread()).length === 1 ? unread() : null))
  shop.engine.desk.ackAlarm(String(first?.id), { by: '小王' })
  message('x-3')
  await clock.until(async () => (await shop.jobs()).some(job => job.orderId === 'x-3' && job.state === 'printed'))
  expect(await unread()).toMatchObject([{ id: first?.id, acked: true }])
  message('x-2')
  const [second] = await clock.until(async () => ((await unread()).some(one => !one.acked) ? unread() : null))
  expect(second).toMatchObject({ message: expect.stringContaining('2 单') })
  expect(second?.id).not.toBe(first?.id)
})

test('one that Alipay cannot explain is kept aside, not guessed at', async () => {
  const { shop, far, clock } = await openLinked()
  far.orders.set('x', { ...miniOrder, status: 'SOMETHING_NEW' })
  far.send(far.frame('m-1', topic, { out_order_id: 'x' }))
  await clock.until(async () => (await shop.get<unknown[]>('/api/v1/quarantine')).body.length === 1)
  expect(await shop.jobs('&state=printed')).toEqual([])
})

test.each([
  ['signed by somebody else', stranger.privateKey],
  ['not signed', null],
])('a message that is %s is dropped and alarmed, never acknowledged', async (_, key) => {
  const { shop, far, clock } = await openLinked()
  far.send(far.frame('m-1', topic, { order: order({ orderId: 'forged' }) }, key))
  await clock.until(async () => (await shop.alarmCodes()).includes('source-signature'))
  far.send(far.frame('m-2', topic, { order: order({ orderId: 'true' }) }))
  await clock.until(() => far.acks.length === 1)
  expect(far.acks.map(ack => ack.msgId)).toEqual(['m-2'])
  expect((await shop.get('/api/v1/orders/alipay/forged')).status).toBe(404)
})

test('changed by one character after it was signed: the same', async () => {
  const { shop, far, clock } = await openLinked()
  const frame = far.frame('m-1', topic, { order: order({ orderId: 'a-1', note: '不要辣' }) })
  far.send(frame.replace('不要辣', '多放辣'))
  await clock.until(async () => (await shop.alarmCodes()).includes('source-signature'))
  expect(far.acks).toEqual([])
})

test('what this version does not know is kept as it came, acknowledged, and somebody hears of it', async () => {
  const { shop, far, clock } = await openLinked()
  far.send(far.frame('m-1', 'alipay.brand.new', { buyer: { phone: '13812345678' }, x: [1] }))
  await clock.until(() => far.acks.length === 1)
  const [alarm] = (await shop.alarms()).filter(one => one.code === 'message-unknown')
  expect(alarm?.facts).toMatchObject({ topic: 'alipay.brand.new', count: 1 })
  const { body } = await shop.get<{ body: string }[]>('/api/v1/notices?state=kept')
  expect(body).toMatchObject([{ source: 'alipay', kind: 'message', topic: 'alipay.brand.new' }])
  expect(body[0]?.body).toContain('138****5678')
})

test('one about an order that cannot even be written down, or names none, is quarantined, and holds up none behind it', async () => {
  const { shop, far, clock } = await openLinked()
  const deep = `${'{"order":'.repeat(20_000)}1${'}'.repeat(20_000)}`
  far.send(far.rawFrame('m-1', topic, `{"order":{"orderId":"a-1","items":[],"x":${deep}}}`))
  far.send(far.frame('m-2', topic, { order: order({ orderId: 'a-2' }) }))
  far.send(far.frame('m-3', topic, { status: 'PAID' }))
  await clock.until(() => far.acks.length === 3)
  expect((await shop.order('a-2', 'alipay')).status).toBe('paid')
  expect((await shop.get<object[]>('/api/v1/quarantine')).body).toHaveLength(2)
  expect(await shop.alarmCodes()).toContain('order-invalid')
})

test('a disk that refuses: not acknowledged; the connection ends, and Alipay sends it again', async () => {
  const { shop, far, clock } = await openLinked()
  const sync = await watchSync()
  sync.mockRejectedValueOnce(ioError())
  const frame = far.frame('m-1', topic, { order: order({ orderId: 'a-1' }) })
  far.send(frame)
  await clock.until(() => far.connects.length === 2, 120_000)
  await clock.until(() => far.sockets.size === 1, 120_000)
  expect(far.acks).toEqual([])
  far.send(frame)
  await clock.until(() => far.acks.length === 1, 120_000)
  expect((await shop.order('a-1', 'alipay')).status).toBe('paid')
})

test.each(['html', 'forged', { code: '40004', sub_code: 'x' }] as const)(
  'a registration that is %j: nothing is connected, the shop is told, and it goes on trying',
  async how => {
    const { shop, far, clock } = await openAlipayShop({ duties: [] })
    await clock.until(() => far.sockets.size === 1)
    far.answerRegister(how)
    for (const socket of far.sockets) socket.terminate()
    await clock.until(async () => (await shop.alarmCodes()).includes('source-unreachable'), 120_000)
    expect((await shop.alarmCodes()).includes('source-signature')).toBe(how === 'forged')
    expect(far.sockets.size).toBe(0)
    far.answerRegister('signed')
    await clock.until(() => far.sockets.size === 1, 120_000)
    await clock.until(async () => !(await shop.alarmCodes()).includes('source-unreachable'))
  },
)

test('a line that has gone silent is given up after ten seconds', async () => {
  const { far, clock } = await openLinked()
  for (const socket of far.sockets) {
    // Whatever comes in is not read any more, pings among it.
    socket.pause()
  }
  await clock.until(() => far.connects.length === 2, 60_000)
})

test('a lost database has the orders of messages again, from the journal, and asks for what the rest were about', async () => {
  const { shop, far, clock, folder, close } = await openLinked()
  far.send(far.frame('m-1', topic, { order: order({ orderId: 'a-1' }) }))
  await clock.until(async () => (await shop.jobs('&state=printed')).length === 1)
  await close()
  for (const name of ['gudang.db', 'gudang.db-wal', 'gudang.db-shm', 'backups']) {
    rmSync(join(folder, name), { recursive: true, force: true })
  }
  await shop.reopen()
  expect((await shop.order('a-1', 'alipay')).status).toBe('paid')
  await clock.until(() => far.sockets.size === 1)
  far.send(far.frame('m-1', topic, { order: order({ orderId: 'a-1' }) }))
  await clock.until(() => far.acks.length === 2)
})

test('one that Alipay could not tell of yet, only named, is asked for still; one that it has told of is known', async () => {
  const { shop, far, clock, folder, close } = await openLinked()
  far.orders.set('told', { ...miniOrder, out_order_id: 'told', trade_no: 't-2' })
  far.send(far.frame('m-1', topic, { out_order_id: 'told' }))
  await clock.until(async () => (await shop.jobs('&state=printed')).length === 1)
  far.misbehave(({ method }) => (method === 'alipay.open.mini.order.query' ? '500' : null))
  far.orders.set('named', { ...miniOrder, out_order_id: 'named' })
  far.send(far.frame('m-2', topic, { out_order_id: 'named' }))
  await clock.until(async () => (await shop.alarmCodes()).includes('orders-unread'))
  expect(far.acks.map(ack => ack.msgId)).toEqual(['m-1', 'm-2'])
  await close()
  for (const name of ['gudang.db', 'gudang.db-wal', 'gudang.db-shm', 'backups']) {
    rmSync(join(folder, name), { recursive: true, force: true })
  }
  far.misbehave(null)
  await shop.reopen()
  const tickets = async () =>
    (await shop.jobs()).filter(job => job.kind === 'kitchen').map(job => [job.orderId, job.state])
  await clock.until(
    async () => (await tickets()).length === 2 && (await shop.jobs('&state=queued')).length === 0,
    600_000,
  )
  expect(await tickets()).toEqual([
    ['told', 'printed'],
    ['named', 'printed'],
  ])
  expect((await shop.order('told', 'alipay')).revision).toBe(1)
  // The same message once more asks for nothing more.
  const asked = far.of('alipay.open.mini.order.query').length
  await clock.until(() => far.sockets.size === 1, 120_000)
  far.send(far.frame('m-2', topic, { out_order_id: 'named' }))
  await clock.until(() => far.acks.length === 3)
  await clock.pass(120_000)
  expect(far.of('alipay.open.mini.order.query')).toHaveLength(asked)
})
