import { existsSync, readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { signWebhook, verifyWebhook, webhookKey } from '../../main/sources/push/webhook-signature.ts'
import { httpRequest } from '../support/http-request.ts'
import { order } from '../support/orders.ts'
import { openShop, type Shop } from '../support/shop.ts'
import { hostilePieces, hostileText } from './hostile-text.ts'
import { fuzz, mutated, patience, readCorpusLines } from './mutation.ts'

// Addresses, bodies and headers that no tool of ours sends, to a real door: an answer of the contract each time, never a 500,
// never a line in the log that says the door failed.

async function openBusyShop(): Promise<{ shop: Shop; agent: Agent }> {
  const shop = await openShop({ silent: true })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  await shop.push(order({ orderId: 'mp-1' }))
  await shop.push(null, { rawBody: '{' })
  return { shop, agent }
}

async function expectNoFault(shop: Shop): Promise<void> {
  expect((await shop.push(order({ orderId: 'in-the-end' }))).status).toBe(201)
  await shop.close()
  const file = join(shop.folder, 'logs', 'test.log')
  const log = existsSync(file) ? readFileSync(file, 'utf8') : ''
  expect(log.split('\n').filter(text => /"level":[56]0/.test(text))).toEqual([])
}

/** Node's client sends no path with spaces, controls or more than latin1 in it; the raw door tests do. */
function asPath(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1')
  return `/${text.replace(/[^\x21-\x7e]/g, found => `%${found.charCodeAt(0).toString(16).padStart(2, '0')}`).replace(/^\/+/, '')}`
}

describe('an address', () => {
  const samples = readCorpusLines('query')
  const pieces = [
    ...[
      '?',
      '&',
      '=',
      '/',
      '//',
      '..',
      '%',
      '%00',
      '%2e%2e',
      '%2f',
      '%ff',
      '%u0041',
      '#',
      ';',
      ',',
      'limit=',
      'after=',
      'limit=1e3',
      'limit=-1',
    ],
    ...[
      'after=j9999999999999999999',
      'state=',
      'state[]=x',
      'day=2026-02-30',
      'input=',
      '%7B',
      '%22',
      '__proto__',
      'constructor',
      'batch=1',
      '1001',
    ],
    ...hostilePieces.map(piece => encodeURIComponent(piece.toWellFormed())),
  ]
  test('is answered or refused, in the contract’s words', { timeout: patience }, async () => {
    const { shop, agent } = await openBusyShop()
    const seen = new Set<number>()
    await fc.assert(
      fc.asyncProperty(mutated(samples, pieces), async bytes => {
        const path = asPath(bytes.subarray(0, 8_000))
        const headers = { authorization: `Bearer ${shop.token}` }
        // A subscription never ends; it has tests of its own.
        if (path.includes('changes')) return
        const reply = await httpRequest<{ error?: { code?: unknown; message?: unknown } }>(shop.url, path, {
          headers,
          agent,
        })
        seen.add(reply.status)
        expect([path, [200, 207, 400, 404, 405, 414, 431].includes(reply.status)], reply.text).toEqual([path, true])
        if (reply.status === 200 || path.startsWith('/trpc')) return
        expect(reply.body.error).toMatchObject({ code: expect.any(String), message: expect.any(String) })
      }),
      fuzz(400),
    )
    expect([...seen]).toEqual(expect.arrayContaining([200, 400, 404]))
    await expectNoFault(shop)
  })
})

describe('an act', () => {
  const acts = [
    ['POST', '/api/v1/jobs/j1/reprint'],
    ['POST', '/api/v1/jobs/j1/release'],
    ['POST', '/api/v1/jobs/j1/resolve'],
    ['POST', '/api/v1/jobs/j1/cancel'],
    ['POST', '/api/v1/quarantine/q1/replay'],
    ['POST', '/api/v1/quarantine/q1/dismiss'],
    ['POST', '/api/v1/conflicts/c1/accept'],
    ['POST', '/api/v1/conflicts/c1/dismiss'],
    ['POST', '/api/v1/printers/kitchen/test'],
    ['POST', '/api/v1/printers/kitchen/pause'],
    ['POST', '/api/v1/printers/kitchen/resume'],
    ['PUT', '/api/v1/virtual-printers/kitchen'],
    ['POST', '/api/v1/alarms/a1/ack'],
    ...[
      'reprint',
      'release',
      'resolve',
      'cancel',
      'move',
      'testPage',
      'pause',
      'resume',
      'ackAlarm',
      'replay',
      'dismissQuarantined',
      'acceptConflict',
      'dismissConflict',
    ].map(name => ['POST', `/trpc/${name}`] as const),
  ] as const
  const value = fc.oneof(
    hostileText,
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom('printed', 'not-printed', 'kitchen', 'j1', 'off', 'on', -1),
  )
  const key = fc.constantFrom(
    'by',
    'as',
    'note',
    'jobId',
    'printerId',
    'idempotencyKey',
    'power',
    'paper',
    'cover',
    'dropAfterBytes',
    'baud',
    'confirm',
    '__proto__',
    'x',
  )
  const body = fc.oneof(
    fc.dictionary(key, value, { maxKeys: 5 }).map(one => JSON.stringify(one)),
    fc.jsonValue({ maxDepth: 3 }).map(one => JSON.stringify(one)),
    mutated([Buffer.from('{"by":"王","as":"printed"}')], ['{', '}', '[', '"', '\\ud800', '\0', 'null']).map(one =>
      Buffer.from(one).toString('utf8'),
    ),
  )
  test('with any body is done or refused', { timeout: patience }, async () => {
    const { shop, agent } = await openBusyShop()
    const header = fc.oneof(fc.constant('k1'), fc.stringMatching(/^[\x21-\x7e]{1,200}$/))
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...acts), body, header, async ([method, path], content, idempotencyKey) => {
        const headers = {
          authorization: `Bearer ${shop.token}`,
          'content-type': 'application/json',
          'idempotency-key': idempotencyKey,
        }
        const reply = await httpRequest(shop.url, path, { method, headers, body: content, agent })
        expect([path, content, [200, 400, 404, 409].includes(reply.status)], reply.text).toEqual([path, content, true])
      }),
      fuzz(400),
    )
    await shop.put('/api/v1/virtual-printers/kitchen', { power: 'off' })
    await expectNoFault(shop)
  })
})

describe('the headers of a push', () => {
  const key = webhookKey('whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=') ?? new Uint8Array()
  const other = webhookKey('whsec_YWJjZGVmZ2hpamtsbW5vcGFiY2RlZmdoaWprbG1ub3A=') ?? new Uint8Array()
  const samples = readCorpusLines('webhook')
  const pieces = [
    'v1,',
    ' ',
    ',',
    '=',
    'v1',
    'A',
    '/',
    '+',
    '-1',
    '1e9',
    '0x',
    '.',
    '9'.repeat(30),
    ' v1, ',
    '\t',
    '\u00ff',
  ]
  const word = mutated(samples, pieces).map(bytes => Buffer.from(bytes).toString('latin1'))
  const maybe = fc.option(fc.oneof(word, fc.array(word, { maxLength: 3 })), { nil: undefined, freq: 5 })
  const body = Buffer.from('{}')
  const now = 1_763_766_062_000

  test('never pass without the signature', { timeout: patience }, () => {
    fc.assert(
      fc.property(maybe, maybe, maybe, (id, timestamp, signature) => {
        const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature }
        const verdict = verifyWebhook([key, other], headers, body, now)
        expect(verdict).toEqual({
          ok: false,
          code: expect.stringMatching(/^(signature|timestamp)$/),
          message: expect.any(String),
        })
      }),
      fuzz(1_000),
    )
  })
  test('pass with it, whatever stands beside it', { timeout: patience }, () => {
    const beside = fc.array(
      word.map(text => text.replaceAll(' ', '')),
      { maxLength: 10 },
    )
    fc.assert(
      fc.property(beside, fc.nat(), fc.constantFrom(key, other), (words, at, signer) => {
        const place = at % (words.length + 1)
        const signature = signWebhook(signer, 'msg_1', now / 1000, body)
        const signatures = [...words.slice(0, place), signature, ...words.slice(place)].join(' ')
        const headers = {
          'webhook-id': 'msg_1',
          'webhook-timestamp': String(now / 1000),
          'webhook-signature': signatures,
        }
        expect(verifyWebhook([key, other], headers, body, now)).toEqual({ ok: true, webhookId: 'msg_1' })
        expect(verifyWebhook([key, other], headers, Buffer.from('{ }'), now).ok).toBe(false)
        expect(verifyWebhook([signer === key ? other : key], headers, body, now).ok).toBe(false)
      }),
      fuzz(500),
    )
  })
  test('over the wire are refused with 401, and the shop goes on', { timeout: patience }, async () => {
    const { shop, agent } = await openBusyShop()
    // What Node's client lets through: no line ends, no other controls.
    const sendable = word.map(text => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, ''))
    await fc.assert(
      fc.asyncProperty(sendable, sendable, sendable, async (id, timestamp, signature) => {
        const reply = await httpRequest(shop.url, '/api/v1/sources/mini/orders', {
          method: 'POST',
          body: '{}',
          agent,
          headers: {
            'content-type': 'application/json',
            'webhook-id': id,
            'webhook-timestamp': timestamp,
            'webhook-signature': signature,
          },
        })
        expect([reply.status, reply.body]).toEqual([
          401,
          { error: { code: expect.stringMatching(/^(signature|timestamp)$/), message: expect.any(String) } },
        ])
      }),
      fuzz(150),
    )
    await expectNoFault(shop)
  })
})
