import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { order } from '../../support/orders.ts'
import { sayRaw } from '../../support/raw-connection.ts'
import { openShop, type Shop } from '../../support/shop.ts'
import { tempFolder } from '../../support/temp-folder.ts'

// Who is let in (contract §3).

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
