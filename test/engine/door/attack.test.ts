import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { line, order } from '../../support/orders.ts'
import { openRaw, sayRaw } from '../../support/raw-connection.ts'
import { openShop, type Shop } from '../../support/shop.ts'

// What a hostile page, program or neighbour says to the door (reference/reliability.md §5, row 44), byte for byte over real
// sockets. Every answer is the contract's, nothing is printed, and orders are taken all the while.

const silent = { silent: true }
const hostOf = (shop: Shop) => new URL(shop.url).host
const megabyte = 1024 * 1024

/** A request by hand, with the shop's own Host and token. */
function say(shop: Shop, first: string, headers: string[] = [], body = ''): string {
  const own = [`host: ${hostOf(shop)}`, `authorization: Bearer ${shop.token}`]
  return `${[`${first} HTTP/1.1`, ...own, ...headers].join('\r\n')}\r\n\r\n${body}`
}

type Answer = { status: number; code: string | undefined; text: string }

/** The last answer on the line; a 100 Continue before it is none. */
function read(text: string): Answer {
  const [head = '', ...rest] = text.slice(text.lastIndexOf('HTTP/1.1 ')).split('\r\n\r\n')
  const body = /^transfer-encoding: chunked/im.test(head) ? rest.join('').split('\r\n')[1] : rest.join('\r\n\r\n')
  let code: string | undefined
  try {
    code = JSON.parse(body ?? '').error?.code
  } catch {
    code = undefined
  }
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]), code, text }
}

async function expectQuiet(shop: Shop): Promise<void> {
  const pushed = await shop.push(order({ orderId: 'after-all' }))
  expect(pushed.status).toBe(201)
  expect((await shop.jobs()).map(job => job.orderId)).toEqual(['after-all'])
  expect((await shop.get<{ paused: boolean }[]>('/api/v1/printers')).body.map(one => one.paused)).toEqual([false])
}

describe('a request that is not for us, or is none', () => {
  test('each gets its refusal, and nothing else happens', async () => {
    const shop = await openShop(silent)
    const host = `host: ${hostOf(shop)}`
    const bearer = `authorization: Bearer ${shop.token}`
    const json = 'content-type: application/json'
    const pause = 'POST /api/v1/printers/kitchen/pause'
    const raw = (first: string, ...headers: string[]) => `${[first, ...headers].join('\r\n')}\r\n\r\n`
    const withBody = (...headers: string[]) => say(shop, pause, [json, ...headers], '{}')
    const rows: [name: string, bytes: string, status: number, code: string][] = [
      ['no Host', raw('GET /api/v1/health HTTP/1.1'), 421, 'host'],
      ['no Host in HTTP/1.0', raw('GET /api/v1/health HTTP/1.0'), 421, 'host'],
      ['an empty Host', raw('GET /api/v1/health HTTP/1.1', 'host:'), 421, 'host'],
      ['a second Host', raw('GET /api/v1/health HTTP/1.1', host, 'host: evil.example'), 421, 'host'],
      ['our Host second', raw('GET /api/v1/health HTTP/1.1', 'host: evil.example', host), 421, 'host'],
      [
        'a rebound name',
        raw(`GET /api/v1/jobs HTTP/1.1`, `host: evil.example:${hostOf(shop).split(':')[1]}`),
        421,
        'host',
      ],
      ['a path in Host', raw('GET /api/v1/health HTTP/1.1', `${host}/x`), 421, 'host'],
      ['somebody else in the address', say(shop, 'GET http://evil.example/api/v1/health'), 421, 'host'],
      ['a user in the address', say(shop, `GET http://x@${hostOf(shop)}/api/v1/health`), 421, 'host'],
      ['no address', say(shop, 'OPTIONS *'), 421, 'host'],
      ['a foreign Host and a broken path', raw('GET /% HTTP/1.1', 'host: evil.example'), 421, 'host'],
      ['a foreign page', say(shop, pause, ['origin: http://evil.example']), 403, 'origin'],
      [
        'a foreign page that asks first',
        say(shop, 'OPTIONS /api/v1/jobs', ['origin: http://evil.example']),
        403,
        'origin',
      ],
      ['no token', raw(`${pause} HTTP/1.1`, host), 401, 'token'],
      ['a wrong one', raw(`${pause} HTTP/1.1`, host, `${bearer}x`), 401, 'token'],
      ['a WebSocket from a foreign page', upgrade(shop, '/trpc/changes', 'origin: http://evil.example'), 403, 'origin'],
      ['a WebSocket without a token', upgrade(shop, '/trpc/changes', host), 401, 'token'],
      ['a WebSocket', upgrade(shop, '/nothing', host, bearer), 404, 'not-found'],
      ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'invalid'],
      ['TRACE', say(shop, 'TRACE /api/v1/health'), 405, 'method-not-allowed'],
      ['TRACE of the screen’s calls', say(shop, 'TRACE /trpc/board'), 404, 'not-found'],
      ['PUT to the screen’s calls', say(shop, 'PUT /trpc/pause', [json, 'content-length: 2'], '{}'), 404, 'not-found'],
      ['CONNECT', say(shop, 'CONNECT 127.0.0.1:22'), 405, 'not-found'],
      ['a method that is none', say(shop, 'COOK /'), 400, 'invalid'],
      ['a length below nothing', withBody('content-length: -1'), 400, 'invalid'],
      ['a length with a sign', withBody('content-length: +2'), 400, 'invalid'],
      ['a length in hex', withBody('content-length: 0x2'), 400, 'invalid'],
      ['a length beyond all', withBody('content-length: 99999999999999999999'), 400, 'invalid'],
      ['two lengths', withBody('content-length: 2', 'content-length: 3'), 400, 'invalid'],
      ['a length and pieces', withBody('content-length: 2', 'transfer-encoding: chunked'), 400, 'invalid'],
      ['an unknown encoding', withBody('transfer-encoding: zip'), 400, 'invalid'],
      ['a piece without a size', say(shop, pause, [json, 'transfer-encoding: chunked'], 'zz\r\n'), 400, 'invalid'],
      ['a body cut short', withBody('content-length: 20'), 400, 'invalid'],
      ['line feeds for line ends', `GET /api/v1/health HTTP/1.1\n${host}\n\n`, 400, 'invalid'],
      ['a folded header', raw('GET /api/v1/health HTTP/1.1', host, ' evil'), 400, 'invalid'],
      ['a zero byte in the path', say(shop, 'GET /\0'), 400, 'invalid'],
      ['a long path', say(shop, `GET /${'x'.repeat(12_000)}`), 404, 'not-found'],
      ['a longer path', say(shop, `GET /${'x'.repeat(20_000)}`), 431, 'invalid'],
      ['a huge header', say(shop, 'GET /api/v1/jobs', [`x: ${'y'.repeat(20_000)}`]), 431, 'invalid'],
      [
        'a thousand headers',
        say(
          shop,
          'GET /api/v1/jobs',
          Array.from({ length: 1_000 }, () => 'a: b'),
        ),
        431,
        'invalid',
      ],
      [
        'five thousand headers',
        say(
          shop,
          'GET /api/v1/jobs',
          Array.from({ length: 5_000 }, () => 'a:'),
        ),
        431,
        'invalid',
      ],
    ]
    for (const [name, bytes, status, code] of rows) {
      const answer = read(await sayRaw(shop.url, bytes))
      expect([name, answer.status, answer.code], answer.text).toEqual([name, status, code])
    }
    await expectQuiet(shop)
  })
  test('what is odd but meant well is served', async () => {
    const shop = await openShop(silent)
    const order = JSON.stringify({ by: '王' })
    const rows: [name: string, bytes: string][] = [
      ['the whole address', say(shop, `GET http://${hostOf(shop)}/api/v1/jobs`)],
      ['HTTP/1.0', say(shop, 'GET /api/v1/jobs').replace('HTTP/1.1', 'HTTP/1.0')],
      ['Expect of something unheard of', say(shop, 'GET /api/v1/jobs', ['expect: the-unexpected'])],
      [
        'Expect: 100-continue',
        say(
          shop,
          'POST /api/v1/printers/kitchen/resume',
          ['expect: 100-continue', 'content-type: application/json', `content-length: ${Buffer.byteLength(order)}`],
          order,
        ),
      ],
      ['h2c, which we do not speak', say(shop, 'GET /api/v1/jobs', ['connection: upgrade', 'upgrade: h2c'])],
    ]
    for (const [name, bytes] of rows) {
      const answer = read(await sayRaw(shop.url, bytes))
      expect([name, answer.status], answer.text).toEqual([name, 200])
    }
  })

  function upgrade(shop: Shop, path: string, ...headers: string[]): string {
    const own = headers.some(one => one.startsWith('host')) ? [] : [`host: ${hostOf(shop)}`]
    const key = ['sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==', 'sec-websocket-version: 13']
    const asks = ['connection: upgrade', 'upgrade: websocket', ...key]
    return `${[`GET ${path} HTTP/1.1`, ...own, ...headers, ...asks].join('\r\n')}\r\n\r\n`
  }
})

describe('what any page may send without asking', () => {
  const simple = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']

  test('a form acts on nothing: 401 without the token, 415 with it, and where no token is asked for', async () => {
    const shop = await openShop(silent)
    await shop.push(order({ orderId: 'mp-1' }))
    const { body: page } = await shop.request<{ paths: Record<string, Record<string, object>> }>('/api/v1/openapi.json')
    const acts = Object.entries(page.paths).flatMap(([path, methods]) =>
      Object.keys(methods).flatMap(method => (method === 'get' || path.includes('/sources/') ? [] : [[method, path]])),
    )
    const trpc = ['pause', 'reprint', 'cancel'].map(name => ['post', `/trpc/${name}`])
    expect(acts.length).toBeGreaterThan(8)
    for (const [method = '', path = ''] of [...acts, ...trpc]) {
      const at = path.replace('/jobs/{id}', '/jobs/j1').replace('{id}', 'kitchen')
      for (const type of simple) {
        for (const [token, status, code] of [
          // The training page's door: a customer has no token.
          path.startsWith('/phone/') ? [null, 415, 'media-type'] : [null, 401, 'token'],
          // A bill comes as a form, with the token; this is none.
          path === '/api/v1/reconcile/bill' && type.startsWith('multipart')
            ? [shop.token, 400, 'invalid']
            : [shop.token, 415, 'media-type'],
        ] as const) {
          const reply = await shop.request<{ error: { code: string } }>(at, {
            method: method.toUpperCase(),
            headers: {
              'content-type': type,
              'idempotency-key': 'k',
              ...(token === null ? {} : { authorization: `Bearer ${token}` }),
            },
            body: '{"by":"page"}',
          })
          expect([at, type, reply.status, reply.body.error.code]).toEqual([at, type, status, code])
        }
      }
    }
    expect((await shop.jobs()).map(job => [job.orderId, job.kind, job.state])).toEqual([['mp-1', 'kitchen', 'waiting']])
  })
  test('…and pushes nothing, signed or not', async () => {
    const shop = await openShop(silent)
    for (const contentType of simple) {
      expect((await shop.push(order(), { contentType })).status).toBe(415)
      expect((await shop.push(order(), { contentType, headers: { 'webhook-signature': '' } })).status).toBe(415)
    }
    expect(await shop.jobs()).toEqual([])
  })
  test('no GET acts', async () => {
    const shop = await openShop(silent)
    await shop.push(order({ orderId: 'mp-1' }))
    for (const path of [
      '/api/v1/jobs/j1/cancel',
      '/api/v1/jobs/j1/reprint',
      '/api/v1/printers/kitchen/pause',
      '/api/v1/alarms/a1/ack',
    ]) {
      expect([path, (await shop.get(path)).status]).toEqual([path, 405])
    }
    const input = encodeURIComponent(JSON.stringify({ printerId: 'kitchen', jobId: 'j1', idempotencyKey: 'k' }))
    for (const name of ['pause', 'reprint', 'cancel', 'testPage']) {
      expect([name, (await shop.get(`/trpc/${name}?input=${input}`)).status]).toEqual([name, 405])
    }
    expect((await shop.jobs()).map(job => [job.kind, job.state])).toEqual([['kitchen', 'waiting']])
    expect((await shop.get('/api/v1/printers')).body).toMatchObject([{ paused: false }])
  })
})

describe('a gigabyte', () => {
  const gigabyte = 1024 * megabyte
  /** What the systems at both ends of a line may hold, far above their buffers and far below a gigabyte. */
  const heldByTheSystem = 64 * megabyte

  /** Pours until the door shuts; resolves with the bytes that it took. */
  async function pour(shop: Shop, head: string, pieces: boolean): Promise<{ answer: Answer; taken: number }> {
    const lineOut = await openRaw(shop.url)
    const piece = Buffer.alloc(megabyte, 0x20)
    const framed = pieces ? Buffer.concat([Buffer.from('100000\r\n'), piece, Buffer.from('\r\n')]) : piece
    let taken = 0
    if (await lineOut.write(head)) {
      while (taken < gigabyte && (await lineOut.write(framed))) taken += megabyte
    }
    await lineOut.closed
    return { answer: read(lineOut.answer()), taken }
  }

  test.each([
    ['declared', false],
    ['in pieces', true],
  ])('%s is cut off early, whatever it is sent to', { timeout: 60_000 }, async (_, pieces) => {
    const shop = await openShop(silent)
    const length = pieces ? 'transfer-encoding: chunked' : `content-length: ${gigabyte}`
    const json = 'content-type: application/json'
    const stranger = (first: string) => `${first} HTTP/1.1\r\nhost: ${hostOf(shop)}\r\n${json}\r\n${length}\r\n\r\n`
    const rows: [name: string, head: string, status: number, code: string][] = [
      ['a push', say(shop, 'POST /api/v1/sources/mini/orders', [json, length]), 413, 'too-large'],
      ['a push to nobody', say(shop, 'POST /api/v1/sources/nobody/orders', [json, length]), 413, 'too-large'],
      ['an act', say(shop, 'POST /api/v1/printers/kitchen/pause', [json, length]), 413, 'too-large'],
      ['a call of the screen', say(shop, 'POST /trpc/pause', [json, length]), 413, 'too-large'],
      ['without a token', stranger('POST /api/v1/printers/kitchen/pause'), 401, 'token'],
      ['to nowhere', stranger('POST /nowhere'), 413, 'too-large'],
      ['of text', say(shop, 'POST /trpc/pause', ['content-type: text/plain', length]), 415, 'media-type'],
      ['to somebody else', stranger('POST /').replace(`host: ${hostOf(shop)}`, 'host: evil.example'), 421, 'host'],
    ]
    for (const [name, head, status, code] of rows) {
      const { answer, taken } = await pour(shop, head, pieces)
      expect([name, answer.status, answer.code], answer.text).toEqual([name, status, code])
      expect(taken, name).toBeLessThan(heldByTheSystem)
      expect((await shop.push(order({ items: [line('1', name)] }))).status).toBe(201)
    }
    expect((await shop.jobs()).length).toBe(rows.length)
  })
})

describe('many at once', () => {
  test('requests one behind the other are answered one behind the other, as long as they are few', async () => {
    const shop = await openShop(silent)
    const paths = Array.from({ length: 16 }, (_, index) => (index % 3 === 0 ? '/api/v1/health' : `/nowhere/${index}`))
    const few = await openRaw(shop.url)
    few.socket.end(paths.map(path => say(shop, `GET ${path}`)).join(''))
    await few.closed
    expect(few.statuses()).toEqual(paths.map(path => (path === '/api/v1/health' ? 200 : 404)))
    const many = await openRaw(shop.url)
    await many.write(say(shop, 'GET /api/v1/health').repeat(2_000))
    await many.closed
    expect(many.statuses().length).toBeLessThan(2_000)
    await expectQuiet(shop)
  })
  test('subscriptions: so many and no more, and a place is free again when its line is', async () => {
    const shop = await openShop(silent)
    const subscribe = async (path = '/trpc/changes') => {
      const lineOut = await openRaw(shop.url)
      await lineOut.write(say(shop, `GET ${path}`, ['accept: text/event-stream']))
      await eventually(() => expect(lineOut.statuses()).toHaveLength(1))
      return lineOut
    }
    const lines = await Promise.all(Array.from({ length: 80 }, () => subscribe()))
    const [open, refused] = [200, 429].map(status => lines.filter(one => one.statuses()[0] === status))
    expect([open?.length, refused?.length]).toEqual([64, 16])
    expect(read(refused?.[0]?.answer() ?? '').code).toBe('busy')
    expect(refused?.[0]?.answer()).toMatch(/^retry-after: \d+/im)
    // In a batch it is one all the same.
    expect((await subscribe('/trpc/board,changes?batch=1')).statuses()).toEqual([429])
    expect((await shop.get('/trpc/board')).status).toBe(200)

    await shop.push(order())
    for (const one of open ?? []) await eventually(() => expect(one.answer()).toContain('"orders"'))
    for (const one of (open ?? []).slice(0, 10)) one.socket.destroy()
    await eventually(async () => expect((await subscribe()).statuses()).toEqual([200]))
  })
  test('nothing that listens is left behind by lines that come and go', async () => {
    const shop = await openShop(silent)
    const before = EventEmitter.listenerCount(process, 'warning')
    const warnings: string[] = []
    const heard = (warning: Error) => warnings.push(warning.message)
    process.on('warning', heard)
    for (let round = 0; round < 200; round += 1) {
      const lineOut = await openRaw(shop.url)
      await lineOut.write(say(shop, 'GET /trpc/changes').slice(0, round % 2 === 0 ? undefined : 40))
      lineOut.socket.destroy()
      await lineOut.closed
    }
    await expectQuiet(shop)
    process.off('warning', heard)
    expect([warnings, EventEmitter.listenerCount(process, 'warning')]).toEqual([[], before])
  })
})
