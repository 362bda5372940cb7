import { readFileSync } from 'node:fs'
import { request as askHttp } from 'node:http'
import { request as askHttps } from 'node:https'
import { join } from 'node:path'
import type { HealthView } from '../../shared/domain/views/shop-views.ts'
import { readEngineFile } from '../host/headless/engine-file.ts'
import { isFolderHeld } from '../store/folder-lock.ts'

// The engine that works on a data folder, if there is one, through its door.

export type RunningEngine = {
  url: string
  pid: number
  health: HealthView
  /** Throws DoorRefused for an answer that is not 2xx, or what the network says. */
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: object): Promise<T>
}

/** `mute`: somebody holds the folder, but its door does not answer (starting, stopping or stuck). */
export type Found = { kind: 'running'; engine: RunningEngine } | { kind: 'mute'; why: string } | { kind: 'none' }

export class DoorRefused extends Error {
  override readonly name = 'DoorRefused'
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

const answerMs = 5_000

/** The lock says whether there is one, engine.json only where: a stale file is never believed, nor sent the token. */
export async function findEngine(data: string): Promise<Found> {
  if (!isFolderHeld(data)) return { kind: 'none' }
  const at = readEngineFile(data)
  if (at === null) return { kind: 'mute', why: 'engine.json is not there' }
  try {
    const token = readFileSync(join(data, 'token'), 'utf8').trim()
    const { url, pid, certificate } = at
    const ask = openClient(reachable(url), token, certificate)
    const get = <T>(path: string) => ask<T>('GET', path)
    const health = await get<HealthView>('/api/v1/health')
    return { kind: 'running', engine: { url, pid, health, get, post: (path, body) => ask('POST', path, body) } }
  } catch (error) {
    return { kind: 'mute', why: error instanceof Error ? error.message : String(error) }
  }
}

type Ask = <T>(method: 'GET' | 'POST', path: string, body?: object) => Promise<T>

/** node:http and not fetch, because the engine's own certificate is trusted here and no other. */
function openClient(url: string, token: string, certificate: string | undefined): Ask {
  const request = url.startsWith('https:') ? askHttps : askHttp
  const trust =
    certificate === undefined
      ? {}
      : { ca: certificate, allowPartialTrustChain: true, checkServerIdentity: () => undefined }
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) }
      const asking = request(new URL(path, url), { method, headers, agent: false, ...trust }, answer => {
        const chunks: Buffer[] = []
        answer.on('data', chunk => chunks.push(chunk))
        answer.on('error', reject)
        answer.on('end', () => {
          try {
            const content = JSON.parse(Buffer.concat(chunks).toString('utf8'))
            const { statusCode = 0 } = answer
            if (statusCode >= 200 && statusCode < 300) resolve(content)
            else reject(new DoorRefused(content.error?.code ?? String(statusCode), content.error?.message ?? 'refused'))
          } catch (error) {
            reject(error)
          }
        })
      })
      asking.setTimeout(answerMs, () => asking.destroy(new Error(`no answer in ${answerMs / 1000} s`)))
      asking.on('error', reject)
      asking.end(body && JSON.stringify(body))
    })
}

/** A door that is open to all networks is reached over the loopback one. */
function reachable(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:')
}
