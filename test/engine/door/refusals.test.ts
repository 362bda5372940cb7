import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { OrderView } from '../../../shared/domain/views/order-views.ts'
import { order } from '../../support/orders.ts'
import { sayRaw } from '../../support/raw-connection.ts'
import { openShop, type Shop } from '../../support/shop.ts'
import { tempFolder } from '../../support/temp-folder.ts'

// What every refusal looks like (contract §4, §8).

const silent = { silent: true }

const bearer = (shop: Shop, over: Record<string, string> = {}) => ({ authorization: `Bearer ${shop.token}`, ...over })

const hostOf = (shop: Shop) => new URL(shop.url).host

type Refusal = { error: { code: string; message: string; issues?: unknown } }

function refusal(code: string) {
  return { error: { code, message: expect.stringMatching(/\S/) } }
}

describe('refusals all have one shape', () => {
  const rows: [method: string, path: string, body: object | undefined, status: number, code: string][] = [
    ['GET', '/api/v1/nothing', undefined, 404, 'not-found'],
    ['GET', '/favicon.ico', undefined, 404, 'not-found'],
    ['DELETE', '/api/v1/jobs/j1', undefined, 405, 'method-not-allowed'],
    ['POST', '/api/v1/jobs', {}, 405, 'method-not-allowed'],
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
    ...['bills', 'suspicious', 'calls', 'notices', 'discrepancies', 'quarantine', 'orders'].flatMap(list =>
      ['abc', '-1', '0', '1.5', '1001', '10000000', ''].map(
        limit =>
          ['GET', `/api/v1/${list}?limit=${limit}`, undefined, 400, 'invalid'] as [
            string,
            string,
            undefined,
            number,
            string,
          ],
      ),
    ),
    ['GET', '/api/v1/bills?after=o1', undefined, 400, 'invalid'],
    ['GET', '/api/v1/suspicious?after=j1', undefined, 400, 'invalid'],
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
  test('a method that the address does not know is told those that it knows', async () => {
    // The screen's files answer any GET that no route does.
    const screenFolder = tempFolder()
    writeFileSync(join(screenFolder, 'index.html'), '<!doctype html>')
    const shop = await openShop({ ...silent, screenFolder })
    expect((await shop.request('/index.html')).status).toBe(200)
    const rows: [method: string, path: string, allow: string][] = [
      ['DELETE', '/api/v1/jobs/j1', 'GET, HEAD'],
      ['PATCH', '/api/v1/jobs?limit=1', 'GET, HEAD'],
      ['GET', '/api/v1/jobs/j1/reprint', 'POST'],
      ['PUT', '/api/v1/sources/mini/orders', 'GET, HEAD, POST'],
      ['POST', '/api/v1/virtual-printers/kitchen', 'PUT'],
      ['OPTIONS', '/api/v1/quarantine/q1/dismiss', 'POST'],
      ['POST', '/api/v1/health', 'GET, HEAD'],
      ['POST', '/metrics', 'GET, HEAD'],
    ]
    for (const [method, path, allow] of rows) {
      const reply = await shop.request<Refusal>(path, { method, headers: bearer(shop) })
      expect([method, path, reply.status, reply.headers.allow]).toEqual([method, path, 405, allow])
      expect(reply.body).toEqual(refusal('method-not-allowed'))
    }
    const head = await shop.request('/api/v1/jobs/j1/reprint', { method: 'HEAD', headers: bearer(shop) })
    expect([head.status, head.headers.allow, head.text]).toEqual([405, 'POST', ''])
    expect((await shop.request('/api/v1/jobs', { method: 'HEAD', headers: bearer(shop) })).status).toBe(200)
    // What is not the REST door's, and what no method finds.
    for (const [method, path] of [
      ['DELETE', '/'],
      ['POST', '/index.html'],
      ['PUT', '/trpc/board'],
      ['POST', '/api/v1/jobs/'],
      ['POST', '/api/v1'],
    ] as const) {
      const reply = await shop.request(path, { method, headers: bearer(shop) })
      expect([method, path, reply.status, reply.headers.allow]).toEqual([method, path, 404, undefined])
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
