import type { KeyObject } from 'node:crypto'
import { wireMember } from '../wire-members.ts'
import { type Parameters, signedText, signRsa2, verifyRsa2 } from './signature.ts'

// Message service, first step: GET https://HOST/websocket/register.do with signed parameters gives a link token, for
// wss://HOST/websocket with signed parameters again. Protocol as in alipay-sdk-java-all v2 api/msg.

export type App = {
  appId: string
  privateKey: KeyObject
  /** Alipay's */
  publicKey: KeyObject
  certificates: { appCertSn: string; alipayCertSn: string; alipayRootCertSn: string } | null
}

/** What the far side logs us under. */
const sdkVersion = 'gudang-1'
/** Both of them are success: seen in the Java client. */
const successCodes = ['10000', '100000000']
const longestToken = 4_096

export function registerParameters(app: App, now: number, nonce: string): Parameters {
  return signed(app, { nonce, timestamp: String(now) })
}

export function connectParameters(app: App, now: number, linkToken: string): Parameters {
  return signed(app, { link_token: linkToken, timestamp: String(now) })
}

function signed(app: App, own: Parameters): Parameters {
  const names = app.certificates
  const parameters = {
    ...{ app_id: app.appId, charset: 'UTF-8', sdk_version: sdkVersion, sign_type: 'RSA2', ...own },
    ...(names === null ? {} : { app_cert_sn: names.appCertSn, alipay_root_cert_sn: names.alipayRootCertSn }),
  }
  return { ...parameters, sign: signRsa2(app.privateKey, signedText(parameters)) }
}

export type Registered = { ok: true; linkToken: string } | { ok: false; signed: boolean; why: string }

/** `signed` false: what answers is not Alipay, or not with the key that we know. */
export function readRegistered(app: App, body: string): Registered {
  const response = wireMember(body, 'response')
  const sign = stringMember(body, 'sign')
  if (response === null || sign === null) return { ok: false, signed: true, why: 'the answer is no registration' }
  const certificate = stringMember(body, 'alipay_cert_sn')
  if (app.certificates !== null && certificate !== null && certificate !== app.certificates.alipayCertSn) {
    return { ok: false, signed: false, why: 'it is signed with another certificate of Alipay' }
  }
  if (!verifyRsa2(app.publicKey, response, sign)) {
    return { ok: false, signed: false, why: 'its signature is wrong' }
  }
  const { code, link_token: linkToken } = JSON.parse(response) as Record<string, unknown>
  if (!successCodes.includes(String(code)))
    return { ok: false, signed: true, why: `Alipay answers code ${short(code)}` }
  if (typeof linkToken !== 'string' || linkToken === '' || linkToken.length > longestToken) {
    return { ok: false, signed: true, why: 'the answer has no link token' }
  }
  return { ok: true, linkToken }
}

/** A token that only header-safe characters come from: `zone=…` of Set-Cookie, which the second step takes along. */
export function readZone(setCookies: readonly string[]): string | null {
  for (const cookie of setCookies) {
    const zone = /^\s*zone=([\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{1,256})\s*(?:;|$)/.exec(cookie)?.[1]
    if (zone !== undefined) return zone
  }
  return null
}

function stringMember(text: string, name: string): string | null {
  const raw = wireMember(text, name)
  const value: unknown = raw === null ? null : JSON.parse(raw)
  return typeof value === 'string' ? value : null
}

function short(code: unknown): string {
  return String(code)
    .replace(/[^\w.-]/g, '')
    .slice(0, 64)
}
