import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import { expect, test, vi } from 'vitest'
import { createBell } from '../../../main/engine/bell.ts'
import { createPaperTrail } from '../../../main/engine/printing/paper-trail.ts'
import { sql } from '../../../main/store/database.ts'
import type { Journal, JournalOutcome } from '../../../main/store/journal.ts'
import { openTestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { addHistory } from '../../support/history.ts'
import { order } from '../../support/orders.ts'
import { openShop, type Shop } from '../../support/shop.ts'
import { createShopHandClock } from '../../support/shop-hand-clock.ts'

vi.setConfig({ testTimeout: 60_000 })

const told = (shop: Shop) =>
  readdirSync(join(shop.folder, 'journal'))
    .flatMap(name => readFileSync(join(shop.folder, 'journal', name), 'utf8').split('\n'))
    .filter(line => line.startsWith('{"out"'))
    .map(line => (JSON.parse(line) as JournalOutcome).out)

test('the journal hears what became of every ticket, by a name that outlives the database', async () => {
  const shop = await openShop({
    settings: { stations: [{ id: 'kitchen', name: '后厨', printer: 'kitchen', copies: 2 }] },
  })
  await shop.push(order({ orderId: 'mp-1' }))
  await eventually(() => expect(told(shop)).toHaveLength(2))
  const common = { source: 'mini', orderId: 'mp-1', revision: 1, state: 'printed', papers: 1 }
  expect(told(shop)).toMatchObject([
    { ...common, place: 0 },
    { ...common, place: 1 },
  ])
  expect(told(shop).map(one => one.evidence)).toEqual((await shop.jobs()).map(job => job.attempts[0]?.evidence))
})

test('people’s words too; a reprint and a test page are no ticket’s outcome', async () => {
  const shop = await openShop({ silent: true })
  await shop.push(order({ orderId: 'mp-1' }))
  await shop.push(order({ orderId: 'mp-2' }))
  const [first, second] = await shop.jobs()
  await shop.post(`/api/v1/jobs/${first?.jobId}/cancel`, { by: 'owner' })
  await shop.post(`/api/v1/jobs/${second?.jobId}/reprint`, { by: 'owner' }, { 'idempotency-key': 'k' })
  await shop.post('/api/v1/printers/kitchen/test')
  for (const job of (await shop.jobs()).slice(2)) await shop.post(`/api/v1/jobs/${job.jobId}/cancel`, { by: 'owner' })
  await shop.close()
  expect(told(shop)).toEqual([
    { source: 'mini', orderId: 'mp-1', revision: 1, place: 0, state: 'cancelled', evidence: null, papers: 0 },
  ])
})

test('a ticket that is taken up again after its end is told of again', async () => {
  const shop = await openShop({ settings: { printers: [{ ...printer, confirmation: 'none' }] } })
  await shop.push(order({ orderId: 'mp-1' }))
  await eventually(() => expect(told(shop).map(one => one.state)).toEqual(['sent']))
  await shop.put('/api/v1/virtual-printers/kitchen', { power: 'off' })
  const [job] = await shop.jobs()
  await shop.post(`/api/v1/jobs/${job?.jobId}/resolve`, { as: 'not-printed', by: 'owner' })
  await shop.close()
  const states = told(shop).map(one => one.state)
  expect(states[0]).toBe('sent')
  expect(['queued', 'waiting']).toContain(states.at(-1))
})

test('however many there are, each is told of, and few are kept', async () => {
  const db = openTestDatabase()
  const [bell, clock] = [createBell(), createShopHandClock()]
  const heard: number[] = []
  const journal: Pick<Journal, 'tell'> = {
    tell: async outcomes => void heard.push(...outcomes.map(({ out }) => Number(out.orderId.split('-')[1]))),
  }
  const trail = createPaperTrail({ db, bell, clock, journal: journal as Journal, log: pino({ enabled: false }) })
  await clock.pass(0)
  const first = addHistory(db, { orders: 700, at: 0, state: 'sending' })[0] ?? 0
  for (let told = 0; told < 700; told += 100) {
    const [from, until] = [first + told, first + told + 100]
    sql(db, `update jobs set state = 'printed' where order_row >= ? and order_row < ?`).run(from, until)
    bell.ring('jobs')
    await clock.pass(1_000)
    expect(heard.length).toBe(told + 100)
  }
  expect(new Set(heard).size).toBe(700)
  expect(sql<{ n: number }>(db, 'select count(*) as n from outcomes').get()?.n).toBeLessThan(300)
  await trail.stop()
})

const printer = { id: 'kitchen', name: '后厨', profile: 'generic-80', connection: { type: 'virtual' } }
