import { createHmac, timingSafeEqual } from 'node:crypto'

// Standard Webhooks (standardwebhooks.com, spec 1.0): HMAC-SHA256 over `id.timestamp.body` with the base64-decoded
// secret, sent as `v1,<base64>`; several signatures stand in one header, separated by spaces, while keys rotate.

export type SignatureVerdict =
  | { ok: true; webhookId: string }
  | { ok: false; code: 'signature' | 'timestamp'; message: string }

const prefix = 'whsec_'
const toleranceSeconds = 300
/** A header is a few signatures, not a way to have us compute all day. */
const mostSignatures = 16
/** It is kept for days, to know a delivery again. */
const longestId = 256

/** The HMAC key of a secret as ISVs write it: `whsec_` + base64, prefix optional. Null: it is no key. */
export function webhookKey(secret: string): Uint8Array | null {
  const encoded = secret.startsWith(prefix) ? secret.slice(prefix.length) : secret
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return null
  const key = Buffer.from(encoded, 'base64')
  return key.length < 16 ? null : key
}

export function newWebhookSecret(randomBytes: (size: number) => Buffer): string {
  return `${prefix}${randomBytes(32).toString('base64')}`
}

/** `v1,…` of one message; `timestamp` is in seconds. */
export function signWebhook(key: Uint8Array, id: string, timestamp: number, body: string | Uint8Array): string {
  return `v1,${digest(key, id, String(timestamp), body).toString('base64')}`
}

/** A request's headers, names in lower case; `webhook-id`, `webhook-timestamp` and `webhook-signature` are read. */
export type WebhookHeaders = Readonly<Record<string, string | string[] | undefined>>

/** `body` is exactly what came over the wire; `now` is the engine's clock in milliseconds. */
export function verifyWebhook(
  keys: readonly Uint8Array[],
  headers: WebhookHeaders,
  body: Uint8Array,
  now: number,
): SignatureVerdict {
  const id = headers['webhook-id']
  const timestamp = headers['webhook-timestamp']
  const signatures = headers['webhook-signature']
  if (typeof id !== 'string' || id === '') return refuse('signature', 'webhook-id is missing')
  if (id.length > longestId) return refuse('signature', `webhook-id is longer than ${longestId} characters`)
  if (typeof signatures !== 'string') return refuse('signature', 'webhook-signature is missing')
  if (typeof timestamp !== 'string') return refuse('timestamp', 'webhook-timestamp is missing')
  if (!/^\d{1,12}$/.test(timestamp)) return refuse('timestamp', 'webhook-timestamp is not in seconds')
  if (Math.abs(now / 1000 - Number(timestamp)) > toleranceSeconds) {
    return refuse('timestamp', `webhook-timestamp is more than ${toleranceSeconds} s from this computer's clock`)
  }
  const expected = keys.map(key => digest(key, id, timestamp, body))
  for (const signature of signatures.split(' ').slice(0, mostSignatures)) {
    const [version, encoded] = signature.split(',', 2)
    if (version !== 'v1' || encoded === undefined) continue
    const given = Buffer.from(encoded, 'base64')
    if (expected.some(one => one.length === given.length && timingSafeEqual(one, given)))
      return { ok: true, webhookId: id }
  }
  return refuse('signature', 'no signature matches')
}

function digest(key: Uint8Array, id: string, timestamp: string, body: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest()
}

function refuse(code: 'signature' | 'timestamp', message: string): SignatureVerdict {
  return { ok: false, code, message }
}
