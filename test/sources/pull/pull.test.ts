import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ioError, watchSync } from '../../support/disk-faults.ts'
import { changed, line, order } from '../../support/orders.ts'
import { openShop, type Shop, shopSettings } from '../../support/shop.ts'
import { createShopHandClock } from '../../support/shop-hand-clock.ts'
import { tempFolder } from '../../support/temp-folder.ts'

// contract §6 against an ISV's server. The shop's rests and back-offs pass by hand.

async function openIsv() {
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

async function openPullShop(url: string) {
  const folder = tempFolder()
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ pull: { token: 'pull-token' } }))
  const pull = { id: 'pull', type: 'pull', channel: 'alipay-mini', url }
  const clock = createShopHandClock()
  return { clock, shop: await openShop({ clock, folder, settings: { sources: [...shopSettings.sources, pull] } }) }
}

/** No screen is open, so an alarm is a job too. */
const orderJobs = async (shop: Shop) => (await shop.jobs()).filter(job => job.kind !== 'report')

test('everything missed comes, page by page, once; its source hears what became of it', {
  timeout: 120_000,
}, async () => {
  const isv = await openIsv()
  for (let index = 0; index < 250; index += 1) isv.orders.push(order({ orderId: `p-${index}` }))
  const { shop, clock } = await openPullShop(isv.url)
  const told = (type: string) => new Set(isv.events.filter(event => event.type === type).map(event => event.orderId))
  await clock.until(() => told('order.accepted').size === 250, 90_000)
  await clock.until(() => told('order.printed').size > 0)
  expect(await shop.jobs()).toHaveLength(250)
  expect(isv.asked.slice(0, 2)).toEqual(['?after=&limit=200', '?after=200&limit=200'])
  await shop.close()
  const before = isv.asked.length
  const again = await openShop({ clock, folder: shop.folder })
  await clock.until(() => isv.asked.length > before)
  expect(isv.asked[before]).toBe('?after=250&limit=200')
  // The ticket in flight comes to its end.
  await Promise.all([again.close(), clock.pass(10_000)])
})

test.each<[string, (response: ServerResponse) => void]>([
  ['HTML', response => response.end('<html>maintenance</html>')],
  ['500', response => response.writeHead(500).end()],
  ['nonsense', response => response.end('{"orders":{},"cursor":7}')],
  [
    'half an answer',
    response => response.writeHead(200, { 'content-length': '999' }).write('{"orders":[', () => response.destroy()),
  ],
  ['a redirect', response => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
])('%s never moves the cursor', async (_name, how) => {
  const isv = await openIsv()
  isv.misbehave(how)
  isv.orders.push(order({ orderId: 'p-1' }))
  const { shop, clock } = await openPullShop(isv.url)
  await clock.until(() => isv.asked.length >= 2)
  isv.misbehave(null)
  await clock.until(async () => (await orderJobs(shop)).length === 1)
  expect(new Set(isv.asked)).toEqual(new Set(['?after=&limit=200']))
})

test('what is no order is kept aside and holds up none behind it, however strange', async () => {
  const isv = await openIsv()
  const deep = `${'{"deep":'.repeat(20_000)}1${'}'.repeat(20_000)}`
  const good = JSON.stringify(order({ orderId: 'p-1' }))
  const bad = JSON.stringify(order({ orderId: 'p-2', items: [] }))
  isv.misbehave(response => response.end(`{"orders":[${deep},7,null,${bad},${good}],"cursor":"5","more":false}`))
  const { shop, clock } = await openPullShop(isv.url)
  await clock.until(async () => (await shop.jobs()).some(job => job.orderId === 'p-1'))
  expect((await shop.get<unknown[]>('/api/v1/quarantine')).body).toHaveLength(4)
  await clock.until(() => isv.asked.includes('?after=5&limit=200'))
})

test('a page and its cursor are stored together or not at all', { timeout: 30_000 }, async () => {
  const isv = await openIsv()
  const { shop, clock } = await openPullShop(isv.url)
  await clock.until(() => isv.asked.includes('?after=0&limit=200'))
  const sync = await watchSync()
  sync.mockRejectedValueOnce(ioError())
  isv.orders.push(order({ orderId: 'p-1' }), order({ orderId: 'p-2' }))
  await clock.until(() => isv.asked.at(-1) === '?after=2&limit=200', 20_000)
  expect(await orderJobs(shop)).toHaveLength(2)
  expect(isv.asked.filter(one => one === '?after=0&limit=200').length).toBeGreaterThan(1)
  expect(sync.mock.calls.length).toBeGreaterThan(1)
})

test('a database that is lost is filled from the journal, which knows how far the pulling had got', {
  timeout: 60_000,
}, async () => {
  const isv = await openIsv()
  const first = order({ orderId: 'p-1', items: [line('1', '鲜肉包', 2)] })
  isv.orders.push(first, changed(first, { items: [line('1', '鲜肉包', 3)] }), order({ orderId: 'p-2' }))
  const { shop, clock } = await openPullShop(isv.url)
  const tickets = async () => (await orderJobs(shop)).map(job => [job.orderId, job.revision, job.kind])
  const whole = [
    ['p-1', 1, 'kitchen'],
    ['p-1', 2, 'addition'],
    ['p-2', 1, 'kitchen'],
  ]
  await clock.until(async () => (await shop.jobs('&state=printed')).length === 3)
  expect(await tickets()).toEqual(whole)
  await shop.close()
  for (const name of ['gudang.db', 'gudang.db-wal', 'gudang.db-shm', 'backups']) {
    rmSync(join(shop.folder, name), { recursive: true, force: true })
  }
  const [asked, told] = [isv.asked.length, isv.events.length]
  await shop.reopen()
  await clock.until(() => isv.asked.length > asked + 1)
  expect(new Set(isv.asked.slice(asked))).toEqual(new Set(['?after=3&limit=200']))
  expect(await tickets()).toEqual(whole)
  expect(await shop.alarmCodes()).toContain('database-restored')
  // Nobody knows what had been told before.
  await clock.until(() => isv.events.slice(told).filter(event => event.type === 'order.accepted').length === 3)
})

test('an event that its source refuses is put aside, and those behind it go on', { timeout: 60_000 }, async () => {
  const isv = await openIsv()
  isv.refuse(event => event.orderId === 'p-bad')
  isv.orders.push(order({ orderId: 'p-bad' }), order({ orderId: 'p-good' }))
  const { shop, clock } = await openPullShop(isv.url)
  await clock.until(
    () => isv.events.some(event => event.orderId === 'p-good' && event.type === 'order.printed'),
    50_000,
  )
  expect(isv.events.some(event => event.orderId === 'p-bad')).toBe(false)
  expect(await shop.alarmCodes()).toContain('event-refused')
})
