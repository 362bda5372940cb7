import { createHash, createHmac } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HttpReply } from './http-request.ts'
import { openShop, type Shop, type ShopOptions } from './shop.ts'
import { tempFolder } from './temp-folder.ts'

// Clients of cloud printers as ISVs' code is written: their own signatures, made here from the vendors' formulas and not
// with our signer.

export const cloudSecrets = {
  feie: { ukey: 'UKEY123' },
  yly: { clientSecret: 'secretABC' },
  xp: { userKey: 'XPKEY' },
  sunmi: { appKey: 'appkey1' },
}

export const cloudSources = [
  { id: 'mini', type: 'push', channel: 'alipay-mini' },
  { id: 'feie', type: 'feie', user: 'demo@shop.cn', printers: { '922500001': 'kitchen' } },
  { id: 'yly', type: 'yilianyun', clientId: '1000000001', printers: { '4004500001': 'kitchen' } },
  { id: 'xp', type: 'xpyun', user: 'dev@shop.cn', printers: { XPY0001: 'kitchen' } },
  { id: 'sunmi', type: 'sunmi', appId: 'appid1', printers: { N501P58U10200: 'kitchen' } },
]

/** A shop with one source of each kind; `settings` on top. */
export function openCloudShop(options: ShopOptions = {}): Promise<Shop> {
  const folder = options.folder ?? tempFolder()
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify(cloudSecrets), { mode: 0o600 })
  return openShop({ ...options, folder, settings: { sources: cloudSources, ...options.settings } })
}

export type FeieReply = { msg: string; ret: number; data: unknown; serverExecutedTime: number }
type Fields = Record<string, string>

const hash = (kind: 'sha1' | 'md5', text: string) => createHash(kind).update(text).digest('hex')
const seconds = (shop: Shop) => String(Math.floor(shop.clock.now() / 1000))

export function feieFields(shop: Shop, apiname: string, fields: Fields = {}): Fields {
  const stime = fields.stime ?? seconds(shop)
  const user = fields.user ?? 'demo@shop.cn'
  return { user, stime, sig: hash('sha1', `${user}UKEY123${stime}`), apiname, ...fields }
}

export function feie(shop: Shop, apiname: string, fields: Fields = {}): Promise<HttpReply<FeieReply>> {
  return postForm(shop, '/Api/Open/', feieFields(shop, apiname, fields))
}

export function postForm<Body>(shop: Shop, path: string, fields: Fields): Promise<HttpReply<Body>> {
  return shop.request<Body>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  })
}

export type YilianyunReply = { error: string | number; error_description: string; body?: Record<string, unknown> }

export function yilianyunFields(shop: Shop, fields: Fields = {}): Fields {
  const timestamp = fields.timestamp ?? seconds(shop)
  const sign = hash('md5', `1000000001${timestamp}secretABC`)
  return { client_id: '1000000001', id: '0f8fad5b-d9cb-469f-a165-70867728950e', timestamp, sign, ...fields }
}

export function yilianyun(shop: Shop, path: string, fields: Fields = {}): Promise<HttpReply<YilianyunReply>> {
  return postForm(shop, path, yilianyunFields(shop, fields))
}

export async function yilianyunToken(shop: Shop): Promise<string> {
  const reply = await yilianyun(shop, '/oauth/oauth', { grant_type: 'client_credentials', scope: 'all' })
  return String(reply.body.body?.access_token)
}

export type XpyunReply = { code: number; msg: string; data: unknown; serverExecutedTime: number }

export function xpyun(shop: Shop, action: string, body: object = {}): Promise<HttpReply<XpyunReply>> {
  const timestamp = seconds(shop)
  const signed = { user: 'dev@shop.cn', timestamp, sign: hash('sha1', `dev@shop.cnXPKEY${timestamp}`) }
  return shop.request(`/api/openapi/xprinter/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json;charset=UTF-8' },
    body: JSON.stringify({ ...signed, ...body }),
  })
}

export type SunmiReply = { code: number; msg: string; data: Record<string, unknown> | null }

export function sunmi(shop: Shop, action: string, body: object, headers: Fields = {}): Promise<HttpReply<SunmiReply>> {
  const json = JSON.stringify(body)
  const timestamp = seconds(shop)
  const sign = createHmac('sha256', 'appkey1').update(`${json}appid1${timestamp}123456`).digest('hex')
  return shop.request(`/v2/printer/open/open/${action}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'Sunmi-Appid': 'appid1',
      'Sunmi-Timestamp': timestamp,
      'Sunmi-Nonce': '123456',
      'Sunmi-Sign': sign,
      Source: 'openapi',
      ...headers,
    },
    body: json,
  })
}
