import { expect, test } from 'vitest'
import { breakfastMenu } from '../../main/engine/breakfast-menu.ts'
import type { PhoneOrder } from '../../main/engine/phone-desk.ts'
import type { HttpRequest } from '../support/http-request.ts'
import { order } from '../support/orders.ts'
import { openShop, shopSettings } from '../support/shop.ts'
import { until } from '../support/until.ts'

// The training mini-program's side of the door: no token, menu prices, an order of its own and nobody else's.

const menu = { menu: breakfastMenu }
const cart = { lines: [{ sku: 'BZ01', quantity: 2 }], note: '不要香菜' }

/** As a page does it: no token. */
function post(body: unknown, headers: Record<string, string> = {}): HttpRequest {
  return { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

type Refused = { error: { code: string; issues?: { path: string }[] } }

test('a cart becomes a paid order of the source demo, printed as training', async () => {
  const shop = await openShop({ settings: menu })
  const placed = await shop.request<PhoneOrder>('/phone/orders', post(cart))
  expect(placed.status).toBe(201)
  expect(placed.body).toMatchObject({ pickupNo: 'P001', payable: 500, status: 'accepted' })
  const orderId = placed.body.order
  await until(async () => (await shop.order(orderId, 'demo')).state === 'printed')
  const seen = await shop.order(orderId, 'demo')
  expect(seen).toMatchObject({ demo: true, number: 1, note: '不要香菜', amountFault: false })
  expect(seen.jobs.flatMap(job => job.marks)).toContain('演示')

  const follow = () => shop.request<PhoneOrder>(`/phone/orders/${orderId}`)
  expect((await follow()).body.status).toBe('making')
  await shop.post(`/api/v1/orders/demo/${orderId}/ready`, { by: '老板' })
  expect((await follow()).body.status).toBe('ready')
  await shop.post(`/api/v1/orders/demo/${orderId}/collected`, { by: '老板' })
  expect((await follow()).body.status).toBe('collected')
})

test('pickup numbers count on, also after a restart; two carts at once get two', async () => {
  const shop = await openShop({ settings: menu })
  const place = () => shop.request<PhoneOrder>('/phone/orders', post(cart))
  const both = await Promise.all([place(), place()])
  expect(both.map(one => one.body.pickupNo).sort()).toEqual(['P001', 'P002'])
  await shop.reopen()
  expect((await place()).body.pickupNo).toBe('P003')
})

test('what the page says of prices counts for nothing, and bad carts are refused by name', async () => {
  const shop = await openShop({ settings: menu })
  const send = (body: unknown) => shop.request<Refused>('/phone/orders', post(body))
  const cheap = await send({ lines: [{ sku: 'BZ01', quantity: 1, price: 1 }] })
  expect([cheap.status, cheap.body.error.code]).toEqual([400, 'invalid'])
  expect((await send({ lines: [] })).body.error.issues?.[0]?.path).toBe('lines')
  expect((await send({ lines: [{ sku: '没有', quantity: 1 }] })).body.error.issues?.[0]?.path).toBe('lines.0.sku')
  expect((await send({ lines: [{ sku: 'BZ01', quantity: 1 }], note: 'x'.repeat(20_000) })).status).toBe(413)
  expect(await shop.jobs()).toEqual([])
})

test('without a source demo nothing of it is there', async () => {
  const shop = await openShop({
    settings: { ...menu, sources: shopSettings.sources.filter(({ id }) => id !== 'demo') },
  })
  for (const path of ['/phone', '/phone/', '/phone/menu', '/phone/orders/phone-20261122-0123456789abcdefghijkl']) {
    expect([path, (await shop.request(path)).status]).toEqual([path, 404])
  }
  expect((await shop.request('/phone/orders', post(cart))).status).toBe(404)
  expect((await shop.post<Refused>('/api/v1/test-order')).status).toBe(409)
})

test('it shows no order that a phone did not place, and no page of another origin may place one', async () => {
  const shop = await openShop({ settings: menu })
  await shop.push(order({ orderId: 'secret-1' }), { source: 'demo' })
  expect((await shop.request('/phone/orders/secret-1')).status).toBe(404)
  const foreign = post(cart, { origin: 'https://evil.example' })
  expect((await shop.request('/phone/orders', foreign)).status).toBe(403)
})

test('a page that runs wild is slowed down, and served again a minute later', async () => {
  const shop = await openShop({ settings: menu, silent: true })
  const place = () => shop.request<PhoneOrder>('/phone/orders', post(cart))
  const statuses: number[] = []
  for (let n = 0; n < 32; n += 1) statuses.push((await place()).status)
  expect(statuses.filter(status => status === 201)).toHaveLength(30)
  expect(statuses.slice(30)).toEqual([429, 429])
  shop.clock.jump(61_000)
  expect((await place()).status).toBe(201)
})

test('a technician’s test order reaches every station', async () => {
  const shop = await openShop({
    settings: {
      ...menu,
      stations: [
        { id: 'steam', name: '蒸档', printer: 'kitchen' },
        { id: 'fry', name: '煎炸', printer: 'kitchen' },
      ],
      routing: [{ category: '煎炸', station: 'fry' }],
      defaultStation: 'steam',
    },
  })
  const placed = await shop.post<{ source: string; orderId: string }>('/api/v1/test-order', { by: '技术员' })
  expect(placed.status).toBe(201)
  await until(async () => (await shop.order(placed.body.orderId, 'demo')).state === 'printed')
  const seen = await shop.order(placed.body.orderId, 'demo')
  expect(seen.jobs.map(job => job.station).sort()).toEqual(['煎炸', '蒸档'])
})
