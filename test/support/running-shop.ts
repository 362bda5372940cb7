import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Webhook } from 'standardwebhooks'
import type { TaskMeta } from 'vitest'
import { addAccount } from './fault-record.ts'
import { programFile } from './programs.ts'
import { type Acknowledged, accountOfFile, type ShopAccount } from './shop-account.ts'

// The program as its users run it: a process of its own, spoken to only through its door.

export type Ready = { event: string; url: string; token: string; pid: number; data: string }

/** A push as it goes over the wire. */
export type SignedPush = { path: string; method: 'POST'; headers: Record<string, string>; body: string }

export type RunningShop = {
  ready: Ready
  child: ChildProcess
  signed(order: object, source?: string): SignedPush
  push(order: object, source?: string): Promise<{ status: number; body: Record<string, unknown> }>
  get<T>(path: string): Promise<T>
  post<T>(path: string, body?: object, headers?: Record<string, string>): Promise<T>
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
}

const alive = new Set<ChildProcess>()
/** by data folder: what its senders were told, and what had become of it when the shop last stopped as it should */
const acknowledged = new Map<string, Acknowledged[]>()
const accounts = new Map<string, ShopAccount>()

export async function startServe(
  folder: string,
  args: readonly string[] = [],
  file = programFile('serve'),
  nodeFlags: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<RunningShop> {
  const child = spawn(process.execPath, [...nodeFlags, file, '--data', folder, '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  alive.add(child)
  child.once('exit', () => alive.delete(child))
  let complaints = ''
  child.stderr?.on('data', chunk => {
    complaints += chunk
  })
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  const first = await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => null)])
  if (first === null) throw new Error(`serve ended before it was ready: ${complaints}`)
  const ready = JSON.parse(String(first[0])) as Ready
  const authorization = `Bearer ${ready.token}`
  const secrets = JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8'))

  async function call<T>(path: string, init: RequestInit): Promise<T> {
    const response = await fetch(`${ready.url}${path}`, init)
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }

  function signed(order: object, source = 'mini'): SignedPush {
    const body = JSON.stringify(order)
    const id = `msg_${Math.random().toString(36).slice(2)}`
    const at = new Date()
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secrets[source].secret).sign(id, at, body),
    }
    return { path: `/api/v1/sources/${source}/orders`, method: 'POST', headers, body }
  }

  return {
    ready,
    child,
    signed,
    async push(order, source = 'mini') {
      const { path, ...init } = signed(order, source)
      const response = await fetch(`${ready.url}${path}`, init)
      const body = (await response.json()) as Record<string, unknown>
      if (response.ok) {
        const told = acknowledged.get(folder) ?? []
        acknowledged.set(folder, told)
        told.push({ source, orderId: String(body.orderId) })
      }
      return { status: response.status, body }
    },
    get: path => call(path, { headers: { authorization } }),
    post: (path, body = {}, headers = {}) =>
      call(path, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    async stop() {
      child.kill('SIGTERM')
      const code = child.exitCode ?? ((await once(child, 'exit'))[0] as number | null)
      const account = accountOfFile(join(folder, 'gudang.db'), acknowledged.get(folder))
      if (account !== null) accounts.set(folder, account)
      return code
    },
    async kill() {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}

/** For afterEach: what became of the test's shops, and the end of whatever a failed one left running. */
export async function endRunningShops(context?: { task: { meta: TaskMeta } }): Promise<void> {
  for (const account of accounts.values()) if (context !== undefined) addAccount(context.task, account)
  accounts.clear()
  acknowledged.clear()
  await Promise.all(
    [...alive].map(child => {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      return gone
    }),
  )
}
