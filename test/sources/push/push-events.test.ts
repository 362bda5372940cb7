import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { expect, onTestFinished, test } from 'vitest'
import { order } from '../../support/orders.ts'
import { openShop, type Shop } from '../../support/shop.ts'
import { until } from '../../support/until.ts'

// contract §7: what becomes of a push source's orders, as Standard Webhooks that its receiver checks with the package.

type Delivery = { body: string; headers: IncomingHttpHeaders; event: { type: string; orderId: string | null } }

type EventSchema = { required: string[]; properties: { type: { enum: string[] } } }
type OpenApi = {
  webhooks: { event: { post: { requestBody: { content: { 'application/json': { schema: EventSchema } } } } } }
}

/** Answers what `answer` says; deliveries that it refused are not among `taken`. */
async function openReceiver(answer: (delivery: Delivery) => number = () => 204) {
  const taken: Delivery[] = []
  const given: Delivery[] = []
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    const body = Buffer.concat(pieces).toString()
    const delivery = { body, headers: request.headers, event: JSON.parse(body) }
    given.push(delivery)
    const status = answer(delivery)
    if (status < 300) taken.push(delivery)
    response.writeHead(status).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const types = (orderId: string | null) =>
    taken.filter(one => one.event.orderId === orderId).map(one => one.event.type)
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/told`, taken, given, types }
}

const openTellingShop = (events: string): Promise<Shop> =>
  openShop({
    settings: {
      sources: [
        { id: 'mini', type: 'push', channel: 'alipay-mini', events },
        { id: 'demo', type: 'push' },
      ],
    },
  })

/** As the package signs it; its own check of the time is against another clock than the shop's. */
function isSignedWith(secret: string, { body, headers }: Delivery): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signatures } = headers
  const right = new Webhook(secret).sign(String(id), new Date(Number(seconds) * 1000), body)
  return String(signatures).split(' ').includes(right)
}

test('a source hears of its own orders, in order, signed with its secret; of others it hears nothing', async () => {
  const receiver = await openReceiver()
  const shop = await openTellingShop(receiver.url)
  await shop.push(order({ orderId: 'of-demo' }), { source: 'demo' })
  await shop.push(order({ orderId: 'mp-1' }))
  await until(() => receiver.types('mp-1').length === 2)
  expect(receiver.types('mp-1')).toEqual(['order.accepted', 'order.printed'])
  expect(receiver.types('of-demo')).toEqual([])
  for (const one of receiver.taken) {
    expect(isSignedWith(shop.secretOf('mini'), one)).toBe(true)
    expect(one.event).toMatchObject({ shopId: 'gudang-001', eventId: one.headers['webhook-id'] })
    expect(Math.abs(Number(one.headers['webhook-timestamp']) - shop.clock.now() / 1000)).toBeLessThan(60)
    const { webhooks } = (await shop.get<OpenApi>('/api/v1/openapi.json')).body
    const { required, properties } = webhooks.event.post.requestBody.content['application/json'].schema
    expect([Object.keys(one.event), Object.keys(properties)]).toEqual([required, required])
    expect(properties.type.enum).toContain(one.event.type)
  }
})

test('what is said to all reaches it too', async () => {
  const receiver = await openReceiver()
  const shop = await openTellingShop(receiver.url)
  await shop.post('/api/v1/shop/pause', { by: 'test' })
  await until(() => receiver.types(null).includes('shop.paused'))
})

test('a receiver that fails hears it later, and in order; one that was away too', async () => {
  let away = true
  const receiver = await openReceiver(() => (away ? 503 : 204))
  const shop = await openTellingShop(receiver.url)
  await shop.push(order({ orderId: 'mp-1' }))
  await until(async () => (await shop.jobs('&state=printed')).length === 1 && receiver.given.length > 1)
  expect(receiver.taken).toEqual([])
  away = false
  await until(() => receiver.types('mp-1').length === 2)
  expect(receiver.types('mp-1')).toEqual(['order.accepted', 'order.printed'])
  away = true
  await shop.push(order({ orderId: 'mp-2' }))
  await until(() => receiver.given.some(one => one.event.orderId === 'mp-2'))
  await shop.close()
  away = false
  await shop.reopen()
  await until(() => receiver.types('mp-2').includes('order.printed'))
  expect(receiver.types('mp-1')).toHaveLength(2)
})

test('while its secret is being changed, a receiver may know the old one or the new one', async () => {
  const receiver = await openReceiver()
  const shop = await openTellingShop(receiver.url)
  const before = shop.secretOf('mini')
  expect((await shop.post('/api/v1/sources/mini/secret/rotate', { by: 'test' })).status).toBe(200)
  const now = shop.secretOf('mini')
  expect(now).not.toBe(before)
  await shop.push(order({ orderId: 'mp-1' }))
  await until(() => receiver.types('mp-1').length === 2)
  for (const one of receiver.taken) {
    const others = 'whsec_c29tZWJvZHkgZWxzZSdzIHNlY3JldA=='
    expect([before, now, others].map(secret => isSignedWith(secret, one))).toEqual([true, true, false])
  }
})
