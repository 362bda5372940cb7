import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { describe, expect, onTestFinished, test } from 'vitest'
import { router } from '../../main/engine/door/router.ts'
import { procedureScope, scopeOf } from '../../main/engine/door/scopes.ts'
import { mainJob } from '../../main/store/migrations/0001-main-job.ts'
import { migrate } from '../../main/store/migrations.ts'
import { allows, type TokenScope, tokenScopes } from '../../shared/domain/token-scope.ts'
import type { NewTokenView, TokenView } from '../../shared/domain/views/shop-views.ts'
import { eventually } from '../support/eventually.ts'
import { filesWith } from '../support/files.ts'
import { order } from '../support/orders.ts'
import { openRaw } from '../support/raw-connection.ts'
import { openShop, type Shop } from '../support/shop.ts'

// Tokens per client: what each may do, told once, taken back one by one, over a real door.

const silent = { silent: true }
type Refusal = { error: { code: string; message: string } }

async function addToken(shop: Shop, name: string, scope: TokenScope): Promise<NewTokenView> {
  const reply = await shop.post<NewTokenView>('/api/v1/tokens', { name, scope, by: '王' })
  expect(reply.status).toBe(201)
  return reply.body
}
function as<Body = Refusal>(shop: Shop, token: string, path: string, method = 'GET', body?: object) {
  return shop.request<Body>(path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

describe('a token', () => {
  test('is told once; what is kept is its hash', async () => {
    const shop = await openShop(silent)
    const made = await addToken(shop, '厨房屏', 'read')
    expect(made).toEqual({
      id: 'k1',
      name: '厨房屏',
      scope: 'read',
      createdAt: expect.stringMatching(/^2026-11-21T23:01/),
      createdBy: '王',
      lastUsedAt: null,
      revokedAt: null,
      token: expect.stringMatching(/^gudang_[\w-]{43}$/),
    })
    expect((await as(shop, made.token, '/api/v1/jobs')).status).toBe(200)
    const { token: _, ...shown } = made
    const listed = await shop.get<TokenView[]>('/api/v1/tokens')
    expect(listed.body).toEqual([{ ...shown, lastUsedAt: expect.stringMatching(/^2026-11-21T23:01/) }])
    await shop.close()
    expect(filesWith(shop.folder, made.token)).toEqual([])
    expect(filesWith(shop.folder, made.token.slice(7))).toEqual([])
    // The data folder's own is in no book.
    expect(readdirSync(shop.folder)).toContain('token')
    await shop.reopen()
    expect((await as(shop, made.token, '/api/v1/jobs')).status).toBe(200)
    expect((await shop.get('/api/v1/jobs')).status).toBe(200)
  })
  test('taken back is refused at once, alarmed if somebody goes on using it, and its name is free again', async () => {
    const shop = await openShop(silent)
    const { id, token } = await addToken(shop, '旧平板', 'operate')
    expect((await as(shop, token, '/api/v1/jobs')).status).toBe(200)
    const taken = await shop.post<Refusal>('/api/v1/tokens', { name: '旧平板', scope: 'read' })
    expect([taken.status, taken.body.error.code]).toEqual([409, 'conflict'])
    const revoked = await shop.post<TokenView>(`/api/v1/tokens/${id}/revoke`, { by: '李' })
    expect(revoked.body).toMatchObject({ id, revokedAt: expect.any(String) })
    const refused = await as(shop, token, '/api/v1/jobs')
    expect([refused.status, refused.body.error.code]).toEqual([401, 'token'])
    expect(await shop.alarms()).toMatchObject([
      { code: 'door-token', severity: 'warning', subject: id, facts: { name: '旧平板', count: 1 } },
    ])
    // Twice is the same, and says when it was.
    expect((await shop.post<TokenView>(`/api/v1/tokens/${id}/revoke`)).body).toEqual(revoked.body)
    expect((await shop.post('/api/v1/tokens/k99/revoke')).status).toBe(404)
    const next = await addToken(shop, '旧平板', 'operate')
    expect((await as(shop, next.token, '/api/v1/jobs')).status).toBe(200)
    expect((await as(shop, token, '/api/v1/jobs')).status).toBe(401)
  })
  test('taken back ends the subscriptions that came with it, and no others', async () => {
    const shop = await openShop(silent)
    const [mine, other] = [await addToken(shop, 'a', 'read'), await addToken(shop, 'b', 'read')]
    const watch = async (token: string) => {
      const line = await openRaw(shop.url)
      await line.write(
        `GET /trpc/changes HTTP/1.1\r\nhost: ${new URL(shop.url).host}\r\nauthorization: Bearer ${token}\r\n\r\n`,
      )
      await eventually(() => expect(line.statuses()).toEqual([200]))
      return line
    }
    const [ends, stays, owner] = [await watch(mine.token), await watch(other.token), await watch(shop.token)]
    await shop.post(`/api/v1/tokens/${mine.id}/revoke`)
    // The stream is at its end; the line may be kept for another request.
    await eventually(() => expect(ends.answer()).toMatch(/\r\n0\r\n\r\n$/))
    await shop.push(order())
    for (const line of [stays, owner]) await eventually(() => expect(line.answer()).toContain('"orders"'))
    expect(ends.answer()).not.toContain('"orders"')
  })
  test('guessed at raises a warning that counts every one, written at most once a second', async () => {
    const shop = await openShop(silent)
    for (let times = 0; times < 20; times += 1)
      expect((await as(shop, `guess-${times}`, '/api/v1/jobs')).status).toBe(401)
    const [alarm] = await shop.alarms()
    expect(alarm).toMatchObject({ code: 'door-token', severity: 'warning', subject: 'door' })
    expect(Number(alarm?.facts.count)).toBeLessThan(20)
    await as(shop, 'guess', '/trpc/board')
    await eventually(async () => expect(await shop.alarms()).toMatchObject([{ facts: { count: 21 } }]))
    expect((await shop.post(`/api/v1/alarms/${alarm?.id}/ack`, { by: '王' })).status).toBe(200)
    // Who brings none asks; that is no attempt.
    expect((await shop.request('/api/v1/jobs')).status).toBe(401)
    expect(await shop.alarms()).toEqual([])
  })
  test('its last use is noted once a minute', async () => {
    const shop = await openShop(silent)
    const { token } = await addToken(shop, 'a', 'read')
    const used = async () => (await shop.get<TokenView[]>('/api/v1/tokens')).body[0]?.lastUsedAt
    await as(shop, token, '/api/v1/jobs')
    const first = await used()
    shop.clock.jump(30_000)
    await as(shop, token, '/api/v1/jobs')
    expect(await used()).toBe(first)
    shop.clock.jump(31_000)
    await as(shop, token, '/api/v1/jobs')
    expect(Date.parse((await used()) ?? '') - Date.parse(first ?? '')).toBeGreaterThan(60_000)
  })
  test.each<[string, object]>([
    ['no name', { scope: 'read' }],
    ['an empty name', { name: ' ', scope: 'read' }],
    ['a long name', { name: 'x'.repeat(41), scope: 'read' }],
    ['a name that moves the terminal', { name: 'a\u001b[2Jb', scope: 'read' }],
    ['a name read the other way', { name: 'a\u202eb', scope: 'read' }],
    ['no scope', { name: 'a' }],
    ['an unknown scope', { name: 'a', scope: 'root' }],
  ])('with %s: 400', async (_, body) => {
    const shop = await openShop(silent)
    expect((await shop.post('/api/v1/tokens', body)).status).toBe(400)
    expect((await shop.get('/api/v1/tokens')).body).toEqual([])
  })
})

describe('scopes', () => {
  test('each holds those before it', () => {
    expect(tokenScopes.map(held => tokenScopes.map(needed => allows(held, needed)))).toEqual([
      [true, false, false],
      [true, true, false],
      [true, true, true],
    ])
  })
  /** Every route that Fastify is given while a shop opens, as `METHOD /path/:id`. */
  async function routesOf(): Promise<{ shop: Shop; routes: string[] }> {
    const routes: string[] = []
    const seen = (message: unknown) => {
      const { fastify } = message as { fastify: FastifyInstance }
      fastify.addHook('onRoute', ({ method, url }: RouteOptions) => {
        for (const one of [method].flat()) routes.push(`${one} ${url}`)
      })
    }
    subscribe('fastify.initialization', seen)
    onTestFinished(() => void unsubscribe('fastify.initialization', seen))
    return { shop: await openShop(silent), routes: [...new Set(routes)].filter(route => !route.startsWith('HEAD ')) }
  }
  const open = [
    '/api/v1/health',
    '/api/v1/openapi.json',
    '/api/v1/schema/order.json',
    // Signed by who sends it.
    '/api/v1/sources/:sourceId/orders',
    '/api/v1/sources/:sourceId/notify',
    // A customer has no token.
    ...['/phone', '/phone/menu', '/phone/orders', '/phone/orders/:order'],
  ]

  test('every route: each token is let in or refused as the table says, and the page for tools says the same', async () => {
    const { shop, routes } = await routesOf()
    const tokens = Object.fromEntries(
      await Promise.all(tokenScopes.map(async scope => [scope, (await addToken(shop, scope, scope)).token] as const)),
    ) as Record<TokenScope, string>
    type Page = { paths: Record<string, Record<string, { 'x-scope'?: TokenScope; responses: object }>> }
    const { body: page } = await shop.request<Page>('/api/v1/openapi.json')
    const guarded = routes.filter(route => !open.includes(route.split(' ')[1] ?? ''))
    expect(guarded.length).toBeGreaterThan(25)
    for (const route of guarded) {
      const [method = '', url = ''] = route.split(' ')
      const needed = scopeOf(method, url)
      expect([route, needed]).toEqual([route, expect.stringMatching(/^(read|operate|admin)$/)])
      const documented = page.paths[url.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
      if (!url.startsWith('/trpc')) expect([route, documented?.['x-scope']]).toEqual([route, needed])
      for (const held of tokenScopes) {
        const reply = await as(
          shop,
          tokens[held],
          url.replace(/:\w+/g, 'x1'),
          method,
          method === 'GET' ? undefined : {},
        )
        const refused = !allows(held, needed ?? 'admin')
        expect([route, held, reply.status === 403]).toEqual([route, held, refused])
        if (refused) expect(reply.body.error.code).toBe('scope')
      }
    }
    // What only looks needs no more than reading, and the other way round.
    for (const route of guarded) {
      const [method, url] = route.split(' ') as [string, string]
      if (url.startsWith('/trpc')) continue
      const looks = method === 'GET' && url !== '/api/v1/tokens'
      expect([route, scopeOf(method, url) === 'read']).toEqual([route, looks])
    }
  })
  test('every call of the screen too, alone and in a batch', async () => {
    const shop = await openShop(silent)
    const [reader, operator] = [await addToken(shop, 'r', 'read'), await addToken(shop, 'o', 'operate')]
    const procedures = Object.entries(router._def.procedures)
    expect(procedures.length).toBeGreaterThan(20)
    for (const [name, { _def }] of procedures) {
      if (_def.type === 'subscription') continue
      const needed = procedureScope(name)
      if (_def.type === 'mutation') expect([name, needed]).not.toEqual([name, 'read'])
      const method = _def.type === 'query' ? 'GET' : 'POST'
      for (const [scope, { token }] of [
        ['read', reader],
        ['operate', operator],
      ] as const) {
        const reply = await as(shop, token, `/trpc/${name}`, method, method === 'GET' ? undefined : {})
        expect([name, scope, reply.status === 403]).toEqual([name, scope, !allows(scope, needed)])
      }
    }
    type Batch = ({ result: object } | { error: { data: { httpStatus: number } } })[]
    const { status, body } = await as<Batch>(shop, reader.token, '/trpc/board,tokens,alarms?batch=1&input=%7B%7D')
    expect([status, body.map(one => ('error' in one ? one.error.data.httpStatus : 200))]).toEqual([
      207,
      [200, 403, 200],
    ])
  })
  test('what a token did carries its name, unless a person gave theirs', async () => {
    const shop = await openShop(silent)
    const { token } = await addToken(shop, '前台平板', 'operate')
    await shop.push(order({ orderId: 'mp-1' }))
    const [job] = await shop.jobs()
    await as(shop, token, `/api/v1/jobs/${job?.jobId}/cancel`, 'POST', {})
    await shop.push(order({ orderId: 'mp-2' }))
    await as(shop, token, '/trpc/cancel', 'POST', { jobId: 'j2' })
    await shop.push(order({ orderId: 'mp-3' }))
    await as(shop, token, '/trpc/cancel', 'POST', { jobId: 'j3', by: '小王' })
    const by = async (orderId: string) => (await shop.order(orderId)).history.find(({ what }) => what === 'cancel')?.by
    expect([await by('mp-1'), await by('mp-2'), await by('mp-3')]).toEqual(['前台平板', '前台平板', '小王'])
    const db = new Database(join(shop.folder, 'gudang.db'), { readonly: true })
    onTestFinished(() => void db.close())
    expect(db.prepare("select by, detail from history where what = 'token-added'").all()).toEqual([
      { by: '王', detail: '前台平板 (operate)' },
    ])
  })
  test('the data folder’s token may do all', async () => {
    const shop = await openShop(silent)
    const { body } = await shop.get<{ result: { data: object } }>('/trpc/access')
    expect(body.result.data).toEqual({ name: null, admin: true, operate: true })
    const { token } = await addToken(shop, 'r', 'read')
    const mine = await as<{ result: { data: object } }>(shop, token, '/trpc/access')
    expect(mine.body.result.data).toEqual({ name: 'r', admin: false, operate: false })
  })
})

test('0003 on a database of 0001: nothing is lost, tokens are there', () => {
  const db = new Database(':memory:')
  onTestFinished(() => void db.close())
  db.exec(mainJob)
  db.pragma('user_version = 1')
  db.prepare(
    `insert into orders (source, order_id, revision, content_hash, status, state, series, day, body, summary, received_at)
     values ('mini', 'o', 1, 'x', 'paid', 'printed', 'shop', '2026-11-22', '{}', '{}', 5)`,
  ).run()
  migrate(db)
  expect(db.prepare('select order_id, received_at from orders').all()).toEqual([{ order_id: 'o', received_at: 5 }])
  expect(db.prepare('select count(*) from tokens').pluck().get()).toBe(0)
})
