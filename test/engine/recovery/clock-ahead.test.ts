import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { listBackups } from '../../../main/store/backups.ts'
import { changed, line } from '../../support/orders.ts'
import { openIsv, openPullShop } from '../../support/pull-isv.ts'
import { openShop, type Shop } from '../../support/shop.ts'
import { backUp, databaseFile, dropFromJournal, keepOldFile, zeroPages } from '../../support/shop-files.ts'
import { closeWith, fresh, numbers, onlyOutcomes, papersOf, settled } from './lost-shop.ts'

// The clock is ahead once, for minutes: an order that comes then, and a backup that is made then, are of next year, and so
// is a file of the journal. It is put right, the shop goes on, and later the database is lost.

vi.setConfig({ testTimeout: 60_000 })

const hour = 3_600_000
const day = 24 * hour

/** `ahead`: by so much. Returns the backup that was made meanwhile. */
async function shopAhead(options: { ahead?: number; first?: boolean } = {}) {
  const { ahead = 365 * day, first = false } = options
  const shop = await openShop()
  if (!first) {
    await shop.push(fresh('before'))
    await settled(shop, 1)
  }
  shop.clock.jump(ahead)
  await shop.push(fresh('ahead', { revision: 1 }))
  await settled(shop, first ? 1 : 2)
  const backup = backUp(shop.folder, shop.clock.now())
  shop.clock.jump(-ahead)
  return { shop, backup, known: first ? ['ahead'] : ['before', 'ahead'] }
}

const ids = async (shop: Shop) => (await numbers(shop)).map(([id]) => id)

async function goOn(shop: Shop, jobs: number) {
  await shop.push(fresh('after-1'))
  await shop.push(null, { rawBody: '{ broken' })
  await shop.push(fresh('ahead', { revision: 2, status: 'cancelled' }))
  await shop.push(fresh('after-2'))
  await settled(shop, jobs + 3)
}

describe('a backup of that time is all there is', () => {
  test.each([
    ['a year ahead', {}],
    ['a year ahead, before the first order of the shop', { first: true }],
    // By then its days are past.
    ['three days ahead', { ahead: 3 * day }],
  ])('%s: what came since comes back from the journal, and what was printed is not printed again', async (_, how) => {
    const { shop, backup, known } = await shopAhead(how)
    await goOn(shop, known.length)
    await closeWith(shop, backup)
    zeroPages(databaseFile(shop.folder))
    shop.clock.jump(10 * day)
    await shop.reopen()
    expect(await ids(shop)).toEqual([...known, 'after-1', 'after-2'])
    expect((await shop.order('ahead')).status).toBe('cancelled')
    expect((await shop.jobs()).map(job => job.state)).toEqual(Array(known.length + 3).fill('printed'))
    expect((await shop.get<unknown[]>('/api/v1/quarantine')).body).toHaveLength(1)
    // Nor does the next start find anything more.
    await shop.reopen()
    expect(await ids(shop)).toEqual([...known, 'after-1', 'after-2'])
    expect(await shop.jobs()).toHaveLength(known.length + 3)
  })

  test('behind a day on which no order came, too', async () => {
    const { shop, backup, known } = await shopAhead()
    await shop.push(fresh('after-1'))
    await settled(shop, 3)
    shop.clock.jump(day)
    await shop.push(null, { rawBody: '{ broken' })
    shop.clock.jump(day)
    await shop.push(fresh('after-2'))
    await settled(shop, 4)
    await closeWith(shop, backup)
    zeroPages(databaseFile(shop.folder))
    shop.clock.jump(day)
    await shop.reopen()
    expect(await ids(shop)).toEqual([...known, 'after-1', 'after-2'])
    expect((await shop.get<unknown[]>('/api/v1/quarantine')).body).toHaveLength(1)
  })

  test('what nobody can tell prints once more, marked', async () => {
    const { shop, backup } = await shopAhead()
    await goOn(shop, 2)
    await closeWith(shop, backup)
    zeroPages(databaseFile(shop.folder))
    dropFromJournal(shop.folder, onlyOutcomes)
    await shop.reopen()
    await settled(shop, 5)
    for (const id of ['after-1', 'after-2']) {
      await vi.waitFor(() => expect(papersOf(shop, id)).toHaveLength(2))
      expect(papersOf(shop, id)[1]).toMatch(/补打 第2次[\s\S]*可能重复/)
    }
    expect(papersOf(shop, 'before')).toHaveLength(1)
  })
})

test('a backup of now goes before one of next year', async () => {
  const { shop, backup } = await shopAhead()
  await shop.push(fresh('after-1'))
  await settled(shop, 3)
  // Another second than the stop's own.
  const newest = backUp(shop.folder, shop.clock.now() - 60_000)
  await shop.push(fresh('after-2'))
  await settled(shop, 4)
  await shop.close()
  for (const { file } of listBackups(join(shop.folder, 'backups'))) if (![backup, newest].includes(file)) rmSync(file)
  zeroPages(databaseFile(shop.folder))
  await shop.reopen()
  expect(await ids(shop)).toEqual(['before', 'ahead', 'after-1', 'after-2'])
  const alarm = (await shop.alarms()).find(one => one.code === 'database-restored')
  expect(alarm?.facts).toMatchObject({ orders: 1, tickets: 0 })
})

test('a start between that time and the next order is an ordinary one, and so are all later ones', async () => {
  const { shop } = await shopAhead()
  await shop.reopen()
  await goOn(shop, 2)
  const [kept] = (await shop.get<{ quarantineId: string; times: number }[]>('/api/v1/quarantine')).body
  for (let starts = 0; starts < 2; starts += 1) await shop.reopen()
  expect(await shop.jobs()).toHaveLength(5)
  expect(await shop.alarmCodes()).not.toContain('database-restored')
  expect((await shop.get<unknown[]>('/api/v1/quarantine')).body).toEqual([kept])
})

test('the file of that time, put in the place of today’s, is known for what it is', async () => {
  const { shop } = await shopAhead()
  const putBack = await keepOldFile(shop)
  await goOn(shop, 2)
  await putBack()
  dropFromJournal(shop.folder, onlyOutcomes)
  await shop.reopen()
  await settled(shop, 5)
  expect(await shop.alarmCodes()).toContain('database-restored')
  expect(await ids(shop)).toEqual(['before', 'ahead', 'after-1', 'after-2'])
  await vi.waitFor(() => expect(papersOf(shop, 'after-1')).toHaveLength(2))
  expect(papersOf(shop, 'after-1')[1]).toMatch(/补打 第2次[\s\S]*可能重复/)
})

test('a clock that is years behind at a start reads nothing that it knows', async () => {
  const { shop } = await shopAhead()
  await goOn(shop, 2)
  await shop.close()
  shop.clock.jump(-6 * 365 * day)
  await shop.reopen()
  shop.clock.jump(6 * 365 * day)
  await shop.push(fresh('after-3'))
  await settled(shop, 6)
  expect(await shop.alarmCodes()).not.toContain('database-restored')
  await shop.reopen()
  expect(await shop.jobs()).toHaveLength(6)
})

test('an order that changed since, without a number of its revision, is not changed back by a start', async () => {
  const isv = await openIsv()
  const { shop, clock } = await openPullShop(isv.url, { silent: true })
  const first = fresh('p-1', { items: [line('1', '鲜肉包', 2)] })
  clock.jump(365 * day)
  isv.orders.push(first)
  await clock.until(async () => (await shop.jobs()).some(job => job.orderId === 'p-1'))
  clock.jump(-365 * day)
  isv.orders.push(changed(first, { items: [line('1', '鲜肉包', 3)] }))
  const revision = async () => (await shop.order('p-1', 'pull')).revision
  await clock.until(async () => (await revision()) === 2)
  await shop.reopen()
  expect(await revision()).toBe(2)
})
