import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { expect } from 'vitest'
import type { Ready } from '../../main/host/headless/serve.ts'
import type { OrderDetail } from '../../shared/domain/views/order-views.ts'
import { eventually } from '../support/eventually.ts'
import { httpRequest } from '../support/http-request.ts'
import { order } from '../support/orders.ts'

// A shop as `serve` runs it, the orders pushed to it, and what becomes of them.

export const mode = (...path: string[]) => (statSync(join(...path)).mode & 0o777).toString(8)

export const secretsIn = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')) as Record<string, { secret: string }>

/** What was pushed, so that it can be pushed once more. */
export const bodies = new Map<string, unknown>()

export async function push(ready: Ready, orderId: string, source = 'demo'): Promise<number> {
  const now = new Date()
  const body = JSON.stringify(bodies.get(orderId) ?? order({ orderId, placedAt: now.toISOString(), payment: {} }))
  bodies.set(orderId, JSON.parse(body))
  const id = `msg_${orderId}`
  const reply = await httpRequest(ready.url, `/api/v1/sources/${source}/orders`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(secretsIn(ready.data)[source]?.secret ?? '').sign(id, now, body),
    },
  })
  return reply.status
}

export const ask = <Body>(ready: Ready, path: string) =>
  httpRequest<Body>(ready.url, path, { headers: { authorization: `Bearer ${ready.token}` } })

export async function printed(ready: Ready, orderId: string, source = 'demo'): Promise<OrderDetail> {
  return eventually(async () => {
    const { body } = await ask<OrderDetail>(ready, `/api/v1/orders/${source}/${orderId}`)
    expect(body.state).toBe('printed')
    return body
  })
}
