import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { JobView, OrderView, QuarantineView } from '../../../shared/domain/views.ts'
import { exampleOrder } from '../../shared/domain/orders.ts'
import { line, order } from '../../support/orders.ts'
import { sayRaw } from '../../support/raw-connection.ts'
import { openShop, type Shop } from '../../support/shop.ts'
import { tempFolder } from '../../support/temp-folder.ts'

// Who is let in, what every refusal looks like, and what the door says of itself (contract §3, §4, §8).

const silent = { silent: true }
const bearer = (shop: Shop, over: Record<string, string> = {}) => ({ authorization: `Bearer ${shop.token}`, ...over })
const hostOf = (shop: Shop) => new URL(shop.url).host
const portOf = (shop: Shop) => new URL(shop.url).port
type Refusal = { error: { code: string; message: string; issues?: unknown } }

function refusal(code: string) {
  return { error: { code, message: expect.stringMatching(/\S/) } }
}

describe('who is let in', () => {
  test('421: any Host but its own, before all else', async () => {
    const shop = await openShop({ silent: true, hosts: ['till.local:8760'] })
    const status = async (host: string, path = '/api/v1/health') =>
      (await shop.request(path, { headers: bearer(shop, { host }) })).status
    for (const host of [
      `127.0.0.1:${portOf(shop)}`,
      `localhost:${portOf(shop)}`,
      `LOCALHOST:${portOf(shop)}`,
      'till.local:8760',
    ]) {
      expect([host, await status(host)]).toEqual([host, 200])
    }
    const foreign = [
      'evil.example',
      '127.0.0.1',
      `127.0.0.1:1`,
      `evil.example:${portOf(shop)}`,
      `127.0.0.1.evil.example:${portOf(shop)}`,
      'till.local',
    ]
    for (const host of foreign) expect([host, await status(host)]).toEqual([host, 421])
    for (const path of ['/api/v1/jobs', '/', '/trpc/shop', '/nowhere'])
      expect(await status('evil.example', path)).toBe(421)
    expect(await sayRaw(shop.url, 'GET /api/v1/health HTTP/1.1\r\nhost:\r\n\r\n')).toMatch(/^HTTP\/1\.1 421/)
    expect(await sayRaw(shop.url, 'GET /api/v1/health HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 421/)
    expect(await sayRaw(shop.url, 'GET /api/v1/health HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 421/)
    const pushed = await shop.push(order(), { headers: { host: 'evil.example' } })
    expect([pushed.status, pushed.body]).toEqual([421, refusal('host')])
    expect(await shop.jobs()).toEqual([])
  })
  test('403: a foreign Origin; its own and none are fine', async () => {
    const shop = await openShop(silent)
    const ask = (origin: string) => shop.request('/api/v1/jobs', { headers: bearer(shop, { origin }) })
    expect((await ask(`http://${hostOf(shop)}`)).status).toBe(200)
    expect((await ask(`http://localhost:${portOf(shop)}`)).status).toBe(200)
    const foreign = [
      'http://evil.example',
      'null',
      `https://${hostOf(shop)}`,
      `http://${hostOf(shop)}.evil.example`,
      'http://127.0.0.1',
      'file://',
      '',
    ]
    for (const origin of foreign) {
      const reply = await ask(origin)
      expect([origin, reply.status, reply.body]).toEqual([origin, 403, refusal('origin')])
      expect(reply.headers['access-control-allow-origin']).toBeUndefined()
    }
    const form = await shop.push(order(), { headers: { origin: 'http://evil.example' } })
    expect(form.status).toBe(403)
    expect(await shop.jobs()).toEqual([])
  })
  test('401: no token, a wrong one, another scheme; health and the schemas need none', async () => {
    const shop = await openShop(silent)
    const wrong = [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      `Bearer ${shop.token}x`,
      `Bearer ${shop.token.slice(1)}`,
      `Basic ${shop.token}`,
      shop.token,
      `Bearer ${shop.token} x`,
    ]
    for (const authorization of wrong) {
      const headers = authorization === undefined ? {} : { authorization }
      for (const [method, path] of [
        ['GET', '/api/v1/jobs'],
        ['POST', '/api/v1/printers/kitchen/test'],
        ['GET', '/trpc/board'],
      ] as const) {
        const reply = await shop.request(path, { method, headers })
        expect([authorization, path, reply.status, reply.body]).toEqual([authorization, path, 401, refusal('token')])
        expect(reply.headers['www-authenticate']).toBe('Bearer')
      }
    }
    expect((await shop.request('/api/v1/jobs', { headers: { authorization: `bearer ${shop.token}` } })).status).toBe(
      200,
    )
    expect((await shop.request(`/api/v1/jobs?token=${shop.token}`)).status).toBe(401)
    for (const path of ['/api/v1/health', '/api/v1/openapi.json', '/api/v1/schema/order.json']) {
      expect((await shop.request(path)).status, path).toBe(200)
    }
    expect(await shop.jobs()).toEqual([])
  })
  test('answers are for nobody’s cache and load nothing from elsewhere', async () => {
    const shop = await openShop(silent)
    for (const path of ['/api/v1/health', '/api/v1/nothing']) {
      const { headers } = await shop.request(path)
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
      expect(headers['content-security-policy']).toContain("default-src 'none'")
    }
  })
})

describe('refusals all have one shape', () => {
  const rows: [method: string, path: string, body: object | undefined, status: number, code: string][] = [
    ['GET', '/api/v1/nothing', undefined, 404, 'not-found'],
    ['GET', '/favicon.ico', undefined, 404, 'not-found'],
    ['DELETE', '/api/v1/jobs/j1', undefined, 404, 'not-found'],
    ['POST', '/api/v1/jobs', {}, 404, 'not-found'],
    ['GET', '/api/v1/orders/mini/nothing', undefined, 404, 'not-found'],
    ['GET', '/api/v1/orders/nobody/nothing', undefined, 404, 'not-found'],
    ['GET', '/api/v1/jobs/j1', undefined, 404, 'not-found'],
    ['GET', '/api/v1/jobs/o1', undefined, 404, 'not-found'],
    ['GET', '/api/v1/jobs/j1/paper.txt', undefined, 404, 'not-found'],
    ['GET', '/api/v1/jobs/j1/paper.png', undefined, 404, 'not-found'],
    ['GET', '/api/v1/jobs/j1/paper.bin', undefined, 404, 'not-found'],
    ['POST', '/api/v1/jobs/j1/release', {}, 404, 'not-found'],
    ['POST', '/api/v1/jobs/j1/cancel', {}, 404, 'not-found'],
    ['POST', '/api/v1/jobs/j1/resolve', { as: 'printed' }, 404, 'not-found'],
    ['POST', '/api/v1/jobs/j1/resolve', {}, 400, 'invalid'],
    ['POST', '/api/v1/jobs/j1/resolve', { as: 'maybe' }, 400, 'invalid'],
    ['POST', '/api/v1/jobs/j1/reprint', {}, 400, 'invalid'],
    ['POST', '/api/v1/jobs/j1/cancel', { by: '' }, 400, 'invalid'],
    ['POST', '/api/v1/jobs/j1/cancel', { by: 'x'.repeat(65) }, 400, 'invalid'],
    ['POST', '/api/v1/jobs/j1/cancel', { by: 7 }, 400, 'invalid'],
    ['POST', '/api/v1/jobs/j1/cancel', [], 400, 'invalid'],
    ['POST', '/api/v1/printers/nobody/test', {}, 404, 'not-found'],
    ['POST', '/api/v1/printers/nobody/pause', {}, 404, 'not-found'],
    ['POST', '/api/v1/alarms/a1/ack', {}, 404, 'not-found'],
    ['PUT', '/api/v1/virtual-printers/nobody', {}, 404, 'not-found'],
    ['PUT', '/api/v1/virtual-printers/lan', { power: 'off' }, 409, 'conflict'],
    ['GET', '/api/v1/jobs?limit=0', undefined, 400, 'invalid'],
    ['GET', '/api/v1/jobs?limit=1001', undefined, 400, 'invalid'],
    ['GET', '/api/v1/jobs?limit=ten', undefined, 400, 'invalid'],
    ['GET', '/api/v1/jobs?limit=1.5', undefined, 400, 'invalid'],
    ['GET', '/api/v1/jobs?limit=', undefined, 400, 'invalid'],
    ['GET', '/api/v1/jobs?limit=1&limit=2', undefined, 400, 'invalid'],
    ['GET', '/api/v1/jobs?after=o1', undefined, 400, 'invalid'],
    ['GET', '/api/v1/jobs?after=', undefined, 400, 'invalid'],
    ['GET', '/api/v1/jobs?state=cooking', undefined, 400, 'invalid'],
    ['GET', '/api/v1/orders?after=nothing', undefined, 400, 'invalid'],
    ['GET', '/api/v1/orders?day=today', undefined, 400, 'invalid'],
    ['GET', '/api/v1/orders?day=2026-13-45', undefined, 400, 'invalid'],
    ['GET', '/api/v1/orders?day=2026-02-30', undefined, 400, 'invalid'],
    ['GET', '/api/v1/quarantine?after=j1', undefined, 400, 'invalid'],
    ['GET', '/api/v1/conflicts?limit=-1', undefined, 400, 'invalid'],
  ]
  test('whatever is asked for', async () => {
    const shop = await openShop({
      settings: {
        printers: [
          { id: 'kitchen', name: '后厨', profile: 'generic-80', connection: { type: 'virtual' } },
          { id: 'lan', name: '网口', profile: 'generic-80', connection: { type: 'tcp', host: '127.0.0.1', port: 1 } },
        ],
      },
    })
    for (const [method, path, body, status, code] of rows) {
      const json = body === undefined ? {} : { 'content-type': 'application/json' }
      const reply = await shop.request<Refusal>(path, {
        method,
        headers: bearer(shop, json),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      expect([method, path, body, reply.status, reply.body]).toEqual([method, path, body, status, refusal(code)])
      expect(reply.headers['content-type']).toMatch(/^application\/json/)
    }
  })
  test.each<[string, { body: string; type?: string }, number, string]>([
    ['broken JSON', { body: '{' }, 400, 'invalid'],
    ['a form', { body: 'by=x', type: 'application/x-www-form-urlencoded' }, 415, 'media-type'],
    ['text, which a foreign page may send unasked', { body: '{}', type: 'text/plain' }, 415, 'media-type'],
    ['more than 256 KiB', { body: JSON.stringify({ by: 'x'.repeat(256 * 1024) }) }, 413, 'too-large'],
  ])('a body that is %s', async (_, { body, type = 'application/json' }, status, code) => {
    const shop = await openShop(silent)
    const headers = bearer(shop, { 'content-type': type })
    const reply = await shop.request('/api/v1/printers/kitchen/pause', { method: 'POST', headers, body })
    expect([reply.status, reply.body]).toEqual([status, refusal(code)])
    expect((await shop.get<{ paused: boolean }[]>('/api/v1/printers')).body[0]?.paused).toBe(false)
  })
  test('an order to a virtual printer that is none: every fault is named', async () => {
    const shop = await openShop(silent)
    const body = { power: 'maybe', dropAfterBytes: -1, bogus: 1 }
    const reply = await shop.put<Refusal>('/api/v1/virtual-printers/kitchen', body)
    expect([reply.status, reply.body.error.code]).toEqual([400, 'invalid'])
    expect(reply.body.error.issues).toEqual(
      expect.arrayContaining([
        { path: 'power', message: expect.any(String) },
        { path: 'dropAfterBytes', message: expect.any(String) },
        { path: '', message: expect.stringContaining('bogus') },
      ]),
    )
  })
  test('no body at all is an act without a name', async () => {
    const shop = await openShop(silent)
    const reply = await shop.request('/api/v1/printers/kitchen/pause', { method: 'POST', headers: bearer(shop) })
    expect(reply.status).toBe(200)
    expect(reply.body).toMatchObject({ id: 'kitchen', paused: true })
  })
  test('a body on GET changes nothing, and the line stays in step', async () => {
    const shop = await openShop(silent)
    await shop.push(order({ orderId: 'mp-1' }))
    const body = JSON.stringify({ limit: 'x' })
    const reply = await shop.request<OrderView[]>('/api/v1/orders', {
      headers: bearer(shop, { 'content-type': 'application/json' }),
      body,
    })
    expect([reply.status, reply.body.map(one => one.orderId)]).toEqual([200, ['mp-1']])
    const request = (path: string, content: string) =>
      `GET ${path} HTTP/1.1\r\nhost: ${hostOf(shop)}\r\nauthorization: Bearer ${shop.token}\r\ncontent-length: ${content.length}\r\n\r\n${content}`
    const answers = await sayRaw(
      shop.url,
      request('/api/v1/orders', 'POST / HTTP/1.1') + request('/api/v1/nothing', ''),
    )
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404'])
  })
  test('what is no HTTP is shut out, and the door stays open', async () => {
    const shop = await openShop(silent)
    for (const noise of [
      '\x00\x01\x02\r\n\r\n',
      'GET / HTTP/1.1\r\nhost\r\n\r\n',
      `GET /${'x'.repeat(100_000)} HTTP/1.1\r\n\r\n`,
    ]) {
      await sayRaw(shop.url, noise)
      expect((await shop.request('/api/v1/health')).status).toBe(200)
    }
  })
})

describe('paths that try to climb', () => {
  const paths = [
    '/../config.json',
    '/..%2fsecrets.json',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..\\secrets.json',
    '/.%00/secrets.json',
    '//etc/passwd',
    '/assets/..%5c..%5csecrets.json',
    '/assets/%2e%2e%2f%2e%2e%2ftoken',
    '/.env',
    '/%',
    '/%ff%fe',
    '/api/v1/orders/mini/..%2f..%2ftoken',
    '/api/v1/orders/..%2f..%2f/x',
    '/api/v1/jobs/..%2f..%2ftoken/paper.txt',
    '/api/v1/jobs/j1%00/paper.txt',
    `/api/v1/jobs/${'x'.repeat(500)}`,
  ]
  test('get nowhere', async () => {
    const folder = tempFolder()
    mkdirSync(join(folder, 'screen', 'assets'), { recursive: true })
    writeFileSync(join(folder, 'screen', 'index.html'), '<!doctype html><title>screen</title>')
    writeFileSync(join(folder, 'secrets.json'), '{"top":"secret"}')
    writeFileSync(join(folder, 'token'), 'top secret')
    const shop = await openShop({ silent: true, screenFolder: join(folder, 'screen') })
    expect((await shop.request('/')).text).toContain('<title>screen</title>')
    const secrets = [shop.secretOf('mini'), shop.token, folder, shop.folder, '"secret"', 'root:', 'top secret']
    for (const path of paths) {
      const reply = await shop.request<Refusal>(path, { headers: bearer(shop) })
      expect([path, Math.floor(reply.status / 100), reply.body]).toEqual([
        path,
        4,
        { error: { code: expect.any(String), message: expect.any(String) } },
      ])
      for (const secret of secrets) expect([path, reply.text.includes(secret)]).toEqual([path, false])
    }
  })
})

describe('what the door says of itself', () => {
  type Page = {
    openapi: string
    paths: Record<string, Record<string, { security: unknown[]; parameters: { name: string; in: string }[] }>>
  }

  /** Every route that Fastify is given while a shop opens, as `METHOD /path/{id}`. */
  async function routesOf(): Promise<{ shop: Shop; routes: string[] }> {
    const routes: string[] = []
    const seen = (message: unknown) => {
      const { fastify } = message as { fastify: FastifyInstance }
      fastify.addHook('onRoute', ({ method, url }: RouteOptions) => {
        for (const one of [method].flat()) routes.push(`${one} ${url.replace(/:(\w+)/g, '{$1}')}`)
      })
    }
    subscribe('fastify.initialization', seen)
    onTestFinished(() => void unsubscribe('fastify.initialization', seen))
    const shop = await openShop(silent)
    return { shop, routes }
  }

  test('openapi.json lists exactly the routes there are', async () => {
    const { shop, routes } = await routesOf()
    const { body } = await shop.request<Page>('/api/v1/openapi.json')
    const listed = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`),
    )
    const served = routes.filter(route => /^\w+ \/(api\/|phone\/|metrics$)/.test(route) && !route.startsWith('HEAD '))
    expect(served.length).toBeGreaterThan(20)
    expect(listed.sort()).toEqual([...new Set(served)].sort())
  })
  test('and says which of them need a token, and all that stands in their paths', async () => {
    const shop = await openShop(silent)
    const { body } = await shop.request<Page>('/api/v1/openapi.json')
    expect(body.openapi).toMatch(/^3\.1/)
    for (const [path, methods] of Object.entries(body.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
        expect(operation.parameters.filter(one => one.in === 'path').map(one => one.name)).toEqual(names)
        if (path.endsWith('/orders') && method === 'post') continue
        const reply = await shop.request(path.replace(/[{}]/g, ''), { method: method.toUpperCase() })
        expect([path, reply.status === 401]).toEqual([path, operation.security.length > 0])
      }
    }
  })
  test('order.json is the schema of gudang.order/1, and asks for what the contract asks for', async () => {
    const shop = await openShop(silent)
    type Schema = {
      title: string
      type: string
      required: string[]
      properties: Record<string, Record<string, unknown>>
      additionalProperties?: unknown
    }
    type OrderSchema = Schema & { properties: { items: { items: Schema; maxItems: number }; total: Schema } }
    const { body } = await shop.request<OrderSchema & { $id: string }>('/api/v1/schema/order.json')
    expect([body.$id, body.title, body.type]).toEqual(['gudang.order/1', 'gudang.order/1', 'object'])
    expect(body.required.sort()).toEqual(['items', 'orderId', 'placedAt', 'status', 'total'])
    const { items, total, status } = body.properties
    expect(items.items.required.sort()).toEqual(['lineId', 'name', 'quantity'])
    expect([items.maxItems, total.required]).toEqual([500, ['payable']])
    expect(status).toMatchObject({ enum: ['unpaid', 'paid', 'cancelled', 'refunded'] })
    expect(items.items.properties.quantity).toMatchObject({ minimum: 0.001, maximum: 999 })
    expect(total.properties.payable).toMatchObject({ type: 'integer', minimum: 0, maximum: 100_000_000 })
    // Unknown fields are kept.
    expect([body.additionalProperties, items.items.additionalProperties]).not.toContain(false)
    const documented = [
      ...['orderId', 'revision', 'channel', 'status', 'pickupNo', 'tableNo', 'serviceMode', 'guests', 'placedAt'],
      ...['expectedAt', 'note', 'items', 'fees', 'discounts', 'total', 'payment', 'refunds', 'customer'],
    ]
    expect(Object.keys(body.properties).sort()).toEqual(documented.sort())
  })
  test('the example of the contract is an order', async () => {
    const shop = await openShop(silent)
    const reply = await shop.push(exampleOrder())
    expect([reply.status, reply.body.result]).toEqual([201, 'accepted'])
    const read = await shop.order('mp-20261122-000123')
    expect(read).toMatchObject({ amountFault: false, payable: 400, pickupNo: 'A012', channel: 'alipay-mini' })
    // One of its two buns is refunded already.
    expect(read.dishes).toEqual([{ name: '鲜肉包', quantity: 1 }])
    expect(read.order).toEqual(exampleOrder())
    expect(read.history.filter(entry => entry.what === 'taken-as-other')).toEqual([])
    expect(await shop.alarmCodes()).toEqual([])
  })
})
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
