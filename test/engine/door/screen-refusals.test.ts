import Database from 'better-sqlite3'
import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { openDoor } from '../../../main/engine/door/door.ts'
import { httpRequest } from '../../support/http-request.ts'
import { order } from '../../support/orders.ts'
import { openShop, type Shop, shopSettings } from '../../support/shop.ts'

// What the screen hears where the engine would not: which of its words fit, and whether trying again helps.

type Told = { error: { message: string; data: { code: string; httpStatus: number; reason: string | null } } }

async function told(shop: Shop, path: string, body: object) {
  const reply = await shop.post<Told>(`/trpc/${path}`, body)
  return [reply.status, reply.body.error?.data.reason]
}

const menu = [{ sku: 'BZ01', name: '鲜肉包', category: '蒸点', price: 250 }]
const withoutDemo = { menu, sources: shopSettings.sources.filter(({ id }) => id !== 'demo') }

test('a test order: each of its refusals has its own reason', async () => {
  const none = await openShop({ settings: withoutDemo })
  expect(await told(none, 'testOrder', {})).toEqual([409, 'no-demo-source'])
  const empty = await openShop()
  expect(await told(empty, 'testOrder', {})).toEqual([409, 'menu-empty'])
  const shop = await openShop({ silent: true, settings: { menu } })
  for (let n = 0; n < 30; n += 1) expect((await shop.post('/trpc/testOrder', {})).status).toBe(200)
  expect(await told(shop, 'testOrder', {})).toEqual([429, null])
  const rest = await shop.post('/api/v1/test-order')
  expect([rest.status, rest.headers['retry-after'], rest.body]).toEqual([
    ...[429, '1'],
    { error: { code: 'busy', message: 'too many orders at once' } },
  ])
})

test('what is over already has no reason beyond that; an order that cannot be rushed has one', async () => {
  const shop = await openShop({ silent: true })
  await shop.push(order({ orderId: 'mp-1', status: 'unpaid' }))
  const rush = { source: 'mini', orderId: 'mp-1', idempotencyKey: 'k' }
  expect(await told(shop, 'rush', rush)).toEqual([409, 'not-in-kitchen'])
  expect(await told(shop, 'markReady', rush)).toEqual([409, 'not-paid'])
  expect(await told(shop, 'receipt', rush)).toEqual([409, 'no-receipts'])
  await shop.push(order({ orderId: 'mp-2' }))
  const [job] = await shop.jobs()
  await shop.post(`/api/v1/jobs/${job?.jobId}/cancel`, {})
  expect(await told(shop, 'cancel', { jobId: job?.jobId })).toEqual([409, null])
})

test('an act that the disk refuses is told as that, and the engine hears of its disk', async () => {
  const shop = await openShop()
  const full = new Database.SqliteError('database or disk is full', 'SQLITE_FULL')
  const noticed: unknown[] = []
  const desk = Object.create(shop.engine.desk, {
    pause: {
      value() {
        throw full
      },
    },
  })
  const door = await openDoor(
    { ...shop.engine, desk, noticed: error => noticed.push(error) },
    {
      host: '127.0.0.1',
      port: 0,
      token: shop.token,
      hosts: [],
      tls: null,
      screenFolder: shop.folder,
      log: pino({ enabled: false }),
    },
  )
  onTestFinished(() => door.close())
  const reply = await httpRequest<Told>(`${door.url}`, '/trpc/pause', {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ printerId: 'kitchen' }),
  })
  expect([reply.status, reply.body.error.message]).toEqual([503, 'the disk refused; nothing was done'])
  expect(noticed).toEqual([full])
})
