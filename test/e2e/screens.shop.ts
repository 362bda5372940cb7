import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Webhook } from 'standardwebhooks'
import { onTestFinished } from 'vitest'
import { order } from '../support/orders.ts'
import { programFile } from '../support/programs.ts'
import { tempFolder } from '../support/temp-folder.ts'

// A breakfast shop with two virtual printers and a signed source, run as its owner runs it: `serve` in a process.

const config = {
  shop: { id: 'gudang-001', name: '古荡早餐店' },
  printers: [
    { id: 'kitchen', name: '后厨', profile: 'generic-80', connection: { type: 'virtual' } },
    { id: 'spare', name: '备用', profile: 'generic-80', connection: { type: 'virtual' } },
  ],
  stations: [{ id: 'all', name: '后厨', printer: 'kitchen' }],
  defaultStation: 'all',
  sources: [{ id: 'mini', type: 'push', channel: 'alipay-mini' }],
  receipt: { printer: 'spare', when: 'on-request' },
}

export type RunningShop = {
  url: string
  token: string
  /** resolves with the answer's status */
  push(order: object): Promise<number>
  get<Answer>(path: string): Promise<Answer>
  /** SIGKILL; resolves when it is gone */
  kill(): Promise<void>
}

export function shopFolder(more: object = {}): string {
  const folder = join(tempFolder(), 'data')
  mkdirSync(folder)
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, ...more }))
  return folder
}

export async function runShop(folder: string, port = '0'): Promise<RunningShop> {
  const child = spawn(process.execPath, [programFile('serve'), '--data', folder, '--port', port], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let complaints = ''
  child.stderr.on('data', chunk => {
    complaints += chunk
  })
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  onTestFinished(kill)
  const line = await Promise.race([once(createInterface(child.stdout), 'line'), once(child, 'exit').then(() => null)])
  if (line === null) throw new Error(`serve ended before it was ready: ${complaints}`)
  const { url, token } = JSON.parse(String(line[0])) as { url: string; token: string }

  return {
    url,
    token,
    kill,
    async push(pushed) {
      const { mini } = JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8'))
      const body = JSON.stringify(pushed)
      const id = `msg_${crypto.randomUUID()}`
      const at = new Date()
      const headers = {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(mini.secret).sign(id, at, body),
      }
      return (await fetch(`${url}/api/v1/sources/mini/orders`, { method: 'POST', headers, body })).status
    },
    async get(path) {
      const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } })
      return (await response.json()) as never
    },
  }
}

/** An order of this minute, so that nothing calls it late. */
export function freshOrder(pickupNo: string, more: Parameters<typeof order>[0] = {}) {
  const at = new Date().toISOString()
  const made = order({ pickupNo, placedAt: at, ...more })
  return { ...made, payment: { ...made.payment, paidAt: at } }
}
