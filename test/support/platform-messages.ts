import { createHash, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'

// Messages as platforms send them, from the samples in fuzz/corpus, signed here by the rules that their documents give and
// not by our own code.

export type Wire = { headers: Record<string, string>; body: string }

export function sample(platform: string, name: string): Record<string, unknown> {
  const file = new URL(`../fuzz/corpus/${platform}/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
}

export const elemeSecret = 'the secret of the app'

/** `over`: members of the inner message; the wire text of numbers is JavaScript's. */
export function elemeWire(name: string, over: Record<string, unknown> = {}, envelope: object = {}): Wire {
  const given = { ...sample('eleme', name), ...envelope } as Record<string, unknown>
  // The last of two members of a name counts, and no number goes through JavaScript's hands.
  const more = Object.keys(over).length === 0 ? '}' : `,${JSON.stringify(over).slice(1)}`
  const message = `${String(given.message).slice(0, -1)}${more}`
  const members: Record<string, unknown> = { ...given, message, userId: 283166468 }
  const text = Object.keys(members)
    .sort()
    .map(key => `${key}=${JSON.stringify(members[key])}`)
    .join('')
  const signature = createHash('md5').update(`${text}${elemeSecret}`).digest('hex').toUpperCase()
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...members, signature }) }
}

export const meituanSecret = 'c613fa5af229499caf01acf757919965'
export const meituanCallback = 'https://isv.example/meituan/order'

/** Encoded twice, as Meituan encodes it, and signed over what stands there once it is decoded. */
export function meituanWire(
  name: string,
  over: Record<string, string> = {},
  { url = meituanCallback, times = 2 } = {},
): Wire {
  const parameters = { ...(sample('meituan', name) as Record<string, string>), ...over }
  const query = Object.keys(parameters)
    .sort()
    .map(key => `${key}=${parameters[key]}`)
    .join('&')
  const sig = createHash('md5').update(`${url}?${query}${meituanSecret}`).digest('hex')
  const encode = (text: string) => new URLSearchParams({ x: text }).toString().slice(2)
  const encoded = (text: string) => (times === 2 ? encode(encode(text)) : encode(text))
  const body = Object.entries({ ...parameters, sig })
    .map(([key, value]) => `${key}=${encoded(value)}`)
    .join('&')
  return { headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' }, body }
}

/** Made once: a key takes a while. */
let pair: { publicKey: KeyObject; privateKey: KeyObject } | null = null
function keys() {
  pair ??= generateKeyPairSync('rsa', { modulusLength: 2048 })
  return pair
}

/** As merchants paste it: bare base64. */
export function publicKeyText(): string {
  return keys().publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
}

function sign(text: string): string {
  return createSign('RSA-SHA256').update(text).sign(keys().privateKey, 'base64')
}

export function koubeiWire(name: string, over: Record<string, unknown> = {}): Wire {
  const node = 'koubei_catering_order_info_query_response'
  const signed = JSON.stringify({ ...(sample('koubei', name)[node] as object), ...over })
  return {
    headers: { 'content-type': 'application/json' },
    body: `{"${node}":${signed},"sign":"${sign(signed)}"}`,
  }
}

export function wechatWire(name: string, over: Record<string, unknown> = {}): Wire {
  const body = JSON.stringify({ ...sample('wechat', name), ...over })
  const [timestamp, nonce] = ['1795302066', '593BEC0C930BF1AFEB40B4A08C8FB242']
  const signature = sign(`POST\n/v3/catering/orders/sync-status\n${timestamp}\n${nonce}\n${body}\n`)
  const parts = { mchid: '1900000100', nonce_str: nonce, signature, timestamp, serial_no: '1DDE55AD98ED71D6' }
  const authorization = Object.entries(parts).map(([key, value]) => `${key}="${value}"`)
  return {
    headers: { 'content-type': 'application/json', authorization: `WECHATPAY2-SHA256-RSA2048 ${authorization}` },
    body,
  }
}

export const platformSources = [
  { id: 'mini', type: 'push', channel: 'alipay-mini' },
  { id: 'ele', type: 'eleme' },
  { id: 'mt', type: 'meituan', callbacks: ['https://isv.example/meituan/refund', meituanCallback] },
  { id: 'kb', type: 'koubei' },
  { id: 'wx', type: 'wechat' },
]

export function platformSecrets() {
  return {
    ele: { secret: ['the one before', elemeSecret] },
    mt: { secret: meituanSecret },
    kb: { publicKey: publicKeyText() },
    wx: { publicKey: publicKeyText() },
  }
}
