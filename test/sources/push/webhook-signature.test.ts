import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import {
  newWebhookSecret,
  signWebhook,
  verifyWebhook,
  webhookKey,
} from '../../../main/sources/push/webhook-signature.ts'

const now = 1_795_302_070_000
const seconds = now / 1000
const keyBytes = Buffer.from('a key of thirty-two bytes, there')
const secret = `whsec_${keyBytes.toString('base64')}`
const body = '{"orderId":"mp-1","note":"不要香菜😀"}'

function headers(over: Record<string, string | string[] | undefined> = {}) {
  return {
    'webhook-id': 'msg-1',
    'webhook-timestamp': String(seconds),
    'webhook-signature': new Webhook(secret).sign('msg-1', new Date(now), body),
    ...over,
  }
}

const verify = (given = headers(), at = now, sent: string | Uint8Array = body, keys: Uint8Array[] = [keyBytes]) =>
  verifyWebhook(keys, given, Buffer.from(sent), at)
const codeOf = (verdict: ReturnType<typeof verify>) => (verdict.ok ? 'ok' : verdict.code)

test('the example of the documentation', () => {
  // The example that the documentation of the Standard Webhooks libraries is built on, and what every one of them gives.
  const key = webhookKey('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')
  expect(key).not.toBeNull()
  expect(signWebhook(key as Uint8Array, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330, '{"test": 2432232314}')).toBe(
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  )
})

describe('beside the package that senders use', () => {
  const message = fc.record({
    key: fc.uint8Array({ minLength: 16, maxLength: 64 }),
    id: fc.string({ minLength: 1, maxLength: 64 }),
    text: fc.string({ unit: 'binary', maxLength: 300 }),
    time: fc.integer({ min: 0, max: 4_000_000_000 }),
  })
  const secretOf = (key: Uint8Array) => `whsec_${Buffer.from(key).toString('base64')}`

  test('both sign alike', () => {
    fc.assert(
      fc.property(message, ({ key, id, text, time }) => {
        const theirs = new Webhook(secretOf(key)).sign(id, new Date(time * 1000), text)
        expect(signWebhook(key, id, time, text)).toBe(theirs)
        expect(webhookKey(secretOf(key))).toEqual(Buffer.from(key))
      }),
    )
  })
  test('what they sign is taken, and nothing else', () => {
    const change = fc.constantFrom('body', 'id', 'time', 'key', 'signature')
    fc.assert(
      fc.property(message, change, fc.nat(), ({ key, id, text, time }, what, at) => {
        const signature = new Webhook(secretOf(key)).sign(id, new Date(time * 1000), text)
        const given = { 'webhook-id': id, 'webhook-timestamp': String(time), 'webhook-signature': signature }
        const sent = Buffer.from(text)
        expect(verifyWebhook([key], given, sent, time * 1000)).toEqual({ ok: true, webhookId: id })

        const flip = (bytes: Uint8Array) =>
          Buffer.from(bytes.map((byte, index) => (index === at % bytes.length ? byte ^ 1 : byte)))
        const digest = Buffer.from(signature.slice(3), 'base64')
        const forged = {
          body: () => verifyWebhook([key], given, sent.length === 0 ? Buffer.from('x') : flip(sent), time * 1000),
          id: () => verifyWebhook([key], { ...given, 'webhook-id': `${id}x` }, sent, time * 1000),
          time: () => verifyWebhook([key], { ...given, 'webhook-timestamp': String(time + 1) }, sent, time * 1000),
          key: () => verifyWebhook([flip(key)], given, sent, time * 1000),
          signature: () =>
            verifyWebhook(
              [key],
              { ...given, 'webhook-signature': `v1,${flip(digest).toString('base64')}` },
              sent,
              time * 1000,
            ),
        }
        expect(codeOf(forged[what]())).toBe('signature')
      }),
    )
  })
  test('what we sign is taken by them', () => {
    const at = Math.floor(Date.now() / 1000)
    const given = headers({
      'webhook-timestamp': String(at),
      'webhook-signature': signWebhook(keyBytes, 'msg-1', at, body),
    }) as Record<string, string>
    expect(new Webhook(secret).verify(body, given)).toEqual(JSON.parse(body))
    expect(() => new Webhook(secret).verify(`${body} `, given)).toThrow(/No matching signature/)
  })
})

describe('key rotation', () => {
  const old = Buffer.from('the key before this one, 32 byte')
  const signed = (key: Uint8Array) => signWebhook(key, 'msg-1', seconds, body)

  test('one of several signatures is enough, wherever it stands', () => {
    for (const list of [
      [signed(keyBytes), signed(old)],
      [signed(old), signed(keyBytes)],
      ['v1a,AAAA', 'v2,AAAA', signed(keyBytes)],
      ['', 'v1', 'v1,', ',', signed(keyBytes)],
    ]) {
      expect(codeOf(verify(headers({ 'webhook-signature': list.join(' ') })))).toBe('ok')
    }
    expect(codeOf(verify(headers({ 'webhook-signature': signed(old) })))).toBe('signature')
  })
  test('one of several keys is enough', () => {
    expect(codeOf(verify(headers(), now, body, [old, keyBytes]))).toBe('ok')
    expect(codeOf(verify(headers(), now, body, [old]))).toBe('signature')
    expect(codeOf(verify(headers(), now, body, []))).toBe('signature')
  })
  test('a header is not a way to have us compute all day', () => {
    const many = [...Array(200).fill('v1,AAAA'), signed(keyBytes)].join(' ')
    expect(codeOf(verify(headers({ 'webhook-signature': many })))).toBe('signature')
  })
  test('only version 1 counts', () => {
    expect(codeOf(verify(headers({ 'webhook-signature': signed(keyBytes).replace('v1,', 'v2,') })))).toBe('signature')
    expect(codeOf(verify(headers({ 'webhook-signature': signed(keyBytes).slice(3) })))).toBe('signature')
  })
})

describe('the clock', () => {
  test.each([
    [-300, 'ok'],
    [-301, 'timestamp'],
    [300, 'ok'],
    [301, 'timestamp'],
    [-86_400, 'timestamp'],
  ])('%i s from ours: %s', (offset, expected) => {
    const at = seconds + offset
    const given = headers({
      'webhook-timestamp': String(at),
      'webhook-signature': signWebhook(keyBytes, 'msg-1', at, body),
    })
    expect(codeOf(verify(given))).toBe(expected)
  })
  test.each(['', 'now', '1.5', '-1', '1e9', ' 1795302070', '1795302070000', '2026-11-22T07:01:10Z', '9'.repeat(400)])(
    'a timestamp "%s" is none',
    timestamp => {
      const signature = `v1,${createHmac('sha256', keyBytes).update(`msg-1.${timestamp}.${body}`).digest('base64')}`
      expect(codeOf(verify(headers({ 'webhook-timestamp': timestamp, 'webhook-signature': signature })))).toBe(
        'timestamp',
      )
    },
  )
})

test.each<[string, Record<string, string | string[] | undefined>, string]>([
  ['no id', { 'webhook-id': undefined }, 'signature'],
  ['an empty id', { 'webhook-id': '' }, 'signature'],
  ['an endless id', { 'webhook-id': 'x'.repeat(257) }, 'signature'],
  ['two ids', { 'webhook-id': ['a', 'b'] }, 'signature'],
  ['no signature', { 'webhook-signature': undefined }, 'signature'],
  ['an empty signature', { 'webhook-signature': '' }, 'signature'],
  ['two signature headers', { 'webhook-signature': ['v1,a', 'v1,b'] }, 'signature'],
  ['no timestamp', { 'webhook-timestamp': undefined }, 'timestamp'],
  ['half a signature', { 'webhook-signature': headers()['webhook-signature'].slice(0, 20) }, 'signature'],
])('malformed: %s', (_, over, code) => {
  expect(codeOf(verify(headers(over)))).toBe(code)
})

test('whatever comes, it is refused and nothing is thrown', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(undefined, 'v1,', 'v1,=', 'v1, v1,', String(seconds)),
    fc.array(fc.string()),
  )
  const anyHeaders = fc.record({ 'webhook-id': value, 'webhook-timestamp': value, 'webhook-signature': value })
  fc.assert(
    fc.property(anyHeaders, fc.uint8Array(), fc.array(fc.uint8Array()), (given, sent, keys) => {
      expect(verifyWebhook(keys, given, sent, now).ok).toBe(false)
    }),
    { numRuns: 500 },
  )
})

describe('secrets', () => {
  test('prefix optional, base64 of 16 bytes or more', () => {
    expect(webhookKey(secret)).toEqual(keyBytes)
    expect(webhookKey(secret.slice('whsec_'.length))).toEqual(keyBytes)
    expect(webhookKey(Buffer.alloc(16, 1).toString('base64'))).toHaveLength(16)
    expect(webhookKey(Buffer.alloc(64, 1).toString('base64'))).toHaveLength(64)
  })
  test.each([
    '',
    'whsec_',
    'whsec_short',
    Buffer.alloc(15).toString('base64'),
    'whsec_ä'.repeat(9),
    'whsec_****************',
  ])('"%s" is none', given => expect(webhookKey(given)).toBeNull())
  test('a new one is one that they and we take', () => {
    const made = newWebhookSecret(size => Buffer.alloc(size, 5))
    expect(webhookKey(made)).toHaveLength(32)
    expect(() => new Webhook(made)).not.toThrow()
  })
})

test('an id that is too long is not said to be missing', () => {
  expect(verify(headers({ 'webhook-id': 'x'.repeat(257) }))).toMatchObject({
    message: 'webhook-id is longer than 256 characters',
  })
})
