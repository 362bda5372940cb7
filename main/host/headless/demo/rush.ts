import { randomUUID } from 'node:crypto'
import { systemClock } from '../../../engine/clock.ts'
import { signWebhook } from '../../../sources/push/webhook-signature.ts'
import { createRest } from '../../../sources/rest.ts'
import type { Serving } from '../serve.ts'
import { createRushOrders } from './rush-orders.ts'

export type Rush = { stop(): Promise<void> }

/** About one order every two seconds, over the same signed HTTP door that an ISV uses. */
export function startRush(serving: Pick<Serving, 'ready' | 'folder'>, random: () => number = Math.random): Rush {
  const { ready, folder } = serving
  const key = folder.secrets.keysOf('demo', Date.now())[0]
  if (key === undefined) throw new Error('the demo shop has no source "demo"')
  const orders = createRushOrders(folder.settings, random)
  const rest = createRest(systemClock)

  async function push(): Promise<void> {
    const body = JSON.stringify(orders.next(Date.now()))
    const id = `msg_${randomUUID()}`
    const timestamp = Math.floor(Date.now() / 1000)
    const response = await fetch(`${ready.url}/api/v1/sources/demo/orders`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signWebhook(key as Uint8Array, id, timestamp, body),
      },
      body,
      signal: rest.signal,
    })
    if (!response.ok) process.stderr.write(`demo order refused: ${response.status} ${await response.text()}\n`)
  }

  async function run(): Promise<void> {
    while (!rest.signal.aborted) {
      // The door is closed before the rush when the demo ends; that is no news.
      await push().catch(error => {
        if (!rest.signal.aborted) process.stderr.write(`demo order not delivered: ${error.message}\n`)
      })
      await rest.sleep(1_000 + random() * 2_000)
    }
  }

  const running = run()
  return { stop: () => rest.end(running) }
}
