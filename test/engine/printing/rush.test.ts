import { expect, test } from 'vitest'
import type { JobView } from '../../../shared/domain/views/printing-views.ts'
import { changed, line, order } from '../../support/orders.ts'
import { elemeWire } from '../../support/platform-messages.ts'
import { forward, openPlatformShop } from '../../support/platform-shop.ts'
import { openShop, shopSettings } from '../../support/shop.ts'
import { until } from '../../support/until.ts'

// 催菜: a person at the counter, or a customer through the platform, asks the kitchen where it is.

const twoStations = {
  ...shopSettings,
  printers: [
    { id: 'kitchen', name: '后厨', profile: 'generic-80', connection: { type: 'virtual' } },
    { id: 'fry', name: '煎炸', profile: 'generic-58', connection: { type: 'virtual' } },
  ],
  stations: [
    { id: 'kitchen', name: '后厨', printer: 'kitchen', copies: 2 },
    { id: 'fry', name: '煎炸', printer: 'fry', split: 'per-item' },
  ],
  routing: [{ name: '*油条*', station: 'fry' }],
}
const rushPath = '/api/v1/orders/mini/mp-1/rush'

test('one paper to each station that makes something of it, whatever it has of other tickets', async () => {
  const shop = await openShop({ settings: twoStations })
  const first = order({
    orderId: 'mp-1',
    pickupNo: 'A012',
    items: [line('1', '鲜肉包', 2), line('2', '油条'), line('3', '甜油条', 3), line('4', '豆浆')],
    note: '快一点',
  })
  await shop.push(first)
  await shop.push(
    changed(first, { revision: 2, refunds: [{ refundNo: 'r', amount: 250, lines: [{ lineId: '4', quantity: 1 }] }] }),
  )
  const { status, body } = await shop.post<JobView[]>(rushPath, { by: '小王' })
  expect(status).toBe(200)
  expect(body.map(({ printerId, kind, marks, number, n, of }) => [printerId, kind, marks, number, n, of])).toEqual([
    ['kitchen', 'rush', ['催菜'], 1, 1, 2],
    ['fry', 'rush', ['催菜'], 1, 2, 2],
  ])
  const [kitchen = '', fry = ''] = await Promise.all(
    body.map(async ({ jobId }) => {
      await until(async () => (await shop.get<JobView>(`/api/v1/jobs/${jobId}`)).body.paper)
      return (await shop.get(`/api/v1/jobs/${jobId}/paper.txt`)).text
    }),
  )
  expect(kitchen).toMatch(/催菜[\s\S]*A012[\s\S]*鲜肉包 +×2/)
  // What was paid back is not asked for; what the other station makes is its own matter.
  expect(kitchen).not.toMatch(/豆浆|油条/)
  expect(fry).toMatch(/催菜[\s\S]*油条[\s\S]*甜油条 +×3/)
  const { history } = await shop.order('mp-1')
  expect(history.at(-1)).toMatchObject({ what: 'rushed', by: '小王' })
})

test('the same intention once, two of them twice', async () => {
  const shop = await openShop({ silent: true })
  await shop.push(order({ orderId: 'mp-1' }))
  const ask = async (key?: string) => {
    const { body } = await shop.post<JobView[]>(rushPath, {}, key === undefined ? {} : { 'idempotency-key': key })
    return body.map(({ jobId }) => jobId)
  }
  const [first, again, other] = [await ask('k1'), await ask('k1'), await ask('k2')]
  expect(again).toEqual(first)
  expect(new Set([...first, ...other, ...(await ask()), ...(await ask())]).size).toBe(4)
})

test('there is nothing to ask for before it is paid, or when it is off', async () => {
  const shop = await openShop({ silent: true })
  const unpaid = order({ orderId: 'mp-1', status: 'unpaid' })
  expect((await shop.post(rushPath)).status).toBe(404)
  await shop.push(unpaid)
  expect((await shop.post(rushPath)).status).toBe(409)
  await shop.push(changed(unpaid, { status: 'paid' }))
  expect((await shop.post(rushPath)).status).toBe(200)
  await shop.push(changed(unpaid, { status: 'cancelled' }))
  expect((await shop.post(rushPath)).status).toBe(409)
  // A rush that had not come out yet is not wanted any more.
  expect((await shop.jobs()).find(({ kind }) => kind === 'rush')?.state).toBe('cancelled')
})

test('a platform’s 催单 reaches the kitchen once per reminder, and the owner is told to answer it', async () => {
  const shop = await openPlatformShop()
  await forward(shop, 'ele', elemeWire('order'))
  for (const _ of ['first', 'again']) {
    expect((await forward(shop, 'ele', elemeWire('reminder', {}, { requestId: String(Math.random()) }))).status).toBe(
      200,
    )
  }
  expect((await shop.jobs()).map(({ kind }) => kind)).toEqual(['kitchen', 'rush'])
  expect(await shop.alarms()).toMatchObject([{ code: 'order-rushed', facts: { name: '#6' } }])
  await forward(shop, 'ele', elemeWire('reminder', { remindId: 2 }))
  expect((await shop.jobs()).map(({ kind }) => kind)).toEqual(['kitchen', 'rush', 'rush'])
  await forward(shop, 'ele', elemeWire('cancelled'))
  const late = await forward(shop, 'ele', elemeWire('reminder', { remindId: 3 }))
  expect(late.status).toBe(200)
  expect((await shop.order('3014728511382982849', 'ele')).history.at(-1)?.what).toBe('rush-ignored')
  const unknown = await forward(shop, 'ele', elemeWire('reminder', { orderId: '1' }))
  expect(unknown.status).toBe(409)
})
