import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openShop, type ShopOptions, shopSettings } from './shop.ts'
import { createShopHandClock } from './shop-hand-clock.ts'
import { tempFolder } from './temp-folder.ts'

/** An ISV's server as contract §6 wants it; a test may put orders into its list, change them, and have it misbehave. */
export async function openIsv() {
  const orders: object[] = []
  const events: { eventId: string; type: string; orderId: string | null }[] = []
  const asked: string[] = []
  let misbehave: ((response: ServerResponse) => void) | null = null
  let refuses = (_event: { orderId: string | null }) => false
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.headers.authorization !== 'Bearer pull-token') return response.writeHead(401).end()
    const url = new URL(request.url ?? '', 'http://isv')
    if (url.pathname === '/v1/events') {
      const pieces: Buffer[] = []
      for await (const piece of request) pieces.push(piece as Buffer)
      const given = JSON.parse(Buffer.concat(pieces).toString()) as typeof events
      if (given.some(event => refuses(event))) return response.writeHead(422).end()
      events.push(...given)
      return response.writeHead(204).end()
    }
    asked.push(url.search)
    if (misbehave !== null) return misbehave(response)
    const after = Number(url.searchParams.get('after') || 0)
    const limit = Number(url.searchParams.get('limit'))
    const page = orders.slice(after, after + limit)
    const cursor = String(after + page.length)
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ orders: page, cursor, more: after + limit < orders.length }))
  }
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    orders,
    events,
    asked,
    misbehave(how: typeof misbehave) {
      misbehave = how
    },
    refuse(which: typeof refuses) {
      refuses = which
    },
  }
}

/** Its rests and back-offs pass by hand. */
export async function openPullShop(url: string, options: Pick<ShopOptions, 'silent' | 'settings'> = {}) {
  const folder = tempFolder()
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ pull: { token: 'pull-token' } }))
  const pull = { id: 'pull', type: 'pull', channel: 'alipay-mini', url }
  const clock = createShopHandClock()
  return {
    clock,
    shop: await openShop({
      ...{ ...options, clock, folder },
      settings: { ...options.settings, sources: [...shopSettings.sources, pull] },
    }),
  }
}
