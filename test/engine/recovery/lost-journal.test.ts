import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { forgetOutcomes } from '../../../main/engine/recovery/doubts.ts'
import { sql } from '../../../main/store/database.ts'
import { finishRestoration, getOpenRestoration } from '../../../main/store/restorations.ts'
import { changed, line, order } from '../../support/orders.ts'
import { openIsv, openPullShop } from '../../support/pull-isv.ts'
import type { Shop } from '../../support/shop.ts'
import { morning } from '../../support/shop-clock.ts'
import { backUp, databaseFile, zeroPages } from '../../support/shop-files.ts'
import type { ShopHandClock } from '../../support/shop-hand-clock.ts'
import { openTaking } from '../../support/taking.ts'
import { closeWith, papers, papersOf } from './lost-shop.ts'

// A backup is all that is left: the disk died with the journal, or the shop went on at another place. What a source that is
// read again then brings may be on paper already. What really lies in the kitchen is the virtual printer's tray.

vi.setConfig({ testTimeout: 60_000 })

const minute = 60_000
const marked = /补打 第2次[\s\S]*可能重复/

/** Placed and paid at that moment; its number stands on its tickets. */
const at = (orderId: string, time: number, over = {}) =>
  order({ orderId, pickupNo: orderId, placedAt: new Date(time).toISOString(), payment: {}, ...over })

/** Alarms print too, and a paper is written behind its last byte. */
async function printed(shop: Shop, clock: ShopHandClock, jobs: number, onPaper = jobs): Promise<void> {
  await clock.until(
    async () => (await shop.jobs('&state=printed')).filter(job => job.kind !== 'report').length === jobs,
  )
  await clock.until(() => papers(shop).filter(text => /early|late|meanwhile|after/.test(text)).length === onPaper)
}

/** `early` is in the backup; `late`, and a dish more for `early`, came behind it and were printed. */
async function lostShop(options: { policy?: 'hold' } = {}) {
  const isv = await openIsv()
  const early = at('early', morning, { items: [line('1', '鲜肉包', 2)] })
  isv.orders.push(early)
  const settings = options.policy === undefined ? {} : { policy: { uncertain: options.policy } }
  const { shop, clock } = await openPullShop(isv.url, { settings })
  await printed(shop, clock, 1)
  const backup = backUp(shop.folder, clock.now())
  await clock.pass(minute)
  isv.orders.push(at('late', clock.now()), changed(early, { items: [line('1', '鲜肉包', 3)] }))
  await printed(shop, clock, 3)
  await closeWith(shop, backup)
  await clock.pass(minute)
  /** What somebody orders while the shop is down. */
  isv.orders.push(at('meanwhile', clock.now()))
  await clock.pass(minute)
  return { isv, shop, clock, early, backup }
}

function loseDisk(shop: Shop): void {
  for (const name of ['gudang.db', 'gudang.db-wal', 'gudang.db-shm', 'journal']) {
    rmSync(join(shop.folder, name), { recursive: true, force: true })
  }
}

describe('without the journal', () => {
  test('what a source brings again prints once more, marked; what is paid for later, plain', async () => {
    const { isv, shop, clock, early } = await lostShop()
    loseDisk(shop)
    await shop.reopen()
    await clock.pass(1)
    isv.orders.push(at('after', clock.now()))
    await printed(shop, clock, 5, 7)
    expect(papersOf(shop, 'early')).toHaveLength(3)
    expect(papersOf(shop, 'early')[1]).not.toContain('补打')
    expect(papersOf(shop, 'early')[2]).toMatch(marked)
    expect(papersOf(shop, 'late')).toHaveLength(2)
    expect(papersOf(shop, 'late')[1]).toMatch(marked)
    // Nobody can say that it was not.
    expect(papersOf(shop, 'meanwhile')).toEqual([expect.stringMatching(marked)])
    expect(papersOf(shop, 'after')).toEqual([expect.not.stringContaining('补打')])
    expect((await shop.order('late', 'pull')).history.map(one => one.what)).toContain('may-have-printed')
    const alarm = (await shop.alarms()).find(one => one.code === 'database-restored')
    expect(alarm?.remedy).toContain('可能重复')
    // The list has been read to its end: what it says from now on is news.
    await clock.pass(minute)
    isv.orders.push(changed(early, { items: [line('1', '鲜肉包', 4)] }))
    await printed(shop, clock, 6, 8)
    expect(papersOf(shop, 'early')[3]).not.toContain('补打')
  })

  test('under the policy hold a person decides', async () => {
    const { shop, clock } = await lostShop({ policy: 'hold' })
    loseDisk(shop)
    await shop.reopen()
    await clock.until(async () => (await shop.jobs('&state=held')).length === 3)
    expect(await shop.alarmCodes()).toContain('job-held')
    expect(papersOf(shop, 'late')).toHaveLength(1)
    const late = (await shop.jobs('&state=held')).find(job => job.orderId === 'late')
    await shop.post(`/api/v1/jobs/${late?.jobId}/release`)
    await clock.until(() => papersOf(shop, 'late').length === 2)
    expect(papersOf(shop, 'late')[1]).toMatch(marked)
  })

  test('what is long eaten, or asked for, floods no kitchen', async () => {
    const { shop, clock } = await lostShop()
    loseDisk(shop)
    await clock.pass(45 * minute)
    await shop.reopen()
    await clock.until(async () => (await shop.jobs('&state=held')).length === 3)
    expect(papersOf(shop, 'late')).toHaveLength(1)
  })
})

test('with the journal it is proved that what came meanwhile was never taken in: plain', async () => {
  const { shop, clock } = await lostShop()
  zeroPages(databaseFile(shop.folder))
  await shop.reopen()
  await printed(shop, clock, 4)
  expect(await shop.alarmCodes()).toContain('database-restored')
  expect(papersOf(shop, 'late')).toHaveLength(1)
  expect(papersOf(shop, 'meanwhile')).toEqual([expect.not.stringContaining('补打')])
})

describe('which orders may have come before', () => {
  const pull = { id: 'pull', type: 'pull', url: 'http://isv' }
  const alipay = { id: 'alipay', type: 'alipay', appId: '2021000000000001', sellerId: '2088000000000156' }
  const mini = { id: 'mini', type: 'push' }

  function restoredShop(given: { elsewhere?: boolean; whole?: boolean; at?: number } = {}) {
    const taking = openTaking({ sources: [pull, alipay, mini] })
    const { db } = taking
    forgetOutcomes(db, { at: given.at ?? morning, backupAt: morning - minute, elsewhere: given.elsewhere ?? false })
    const doubtful = (orderId: string) =>
      sql(db, 'select doubtful from jobs where order_row = (select id from orders where order_id = ?)')
        .pluck()
        .all(orderId)
    const finish = () => {
      const open = getOpenRestoration(db)
      if (open !== undefined) finishRestoration(db, open.id, { at: morning, whole: given.whole ?? false })
    }
    return { ...taking, doubtful, finish }
  }

  test('those of sources that are read again, of a sender that says so, or of which there were words before', () => {
    const { take, doubtful, finish } = restoredShop()
    finish()
    const paid = morning - minute
    for (const source of ['pull', 'alipay', 'mini']) take(at(`${source}-1`, paid), source)
    for (const source of ['pull', 'alipay', 'mini']) take(at(`${source}-later`, morning + 1), source)
    take(at('again', paid), 'mini', { again: true })
    take(at('second', paid, { revision: 2 }), 'mini')
    const all = ['pull-1', 'alipay-1', 'mini-1', 'pull-later', 'alipay-later', 'mini-later', 'again', 'second']
    expect(all.filter(one => doubtful(one).includes(1))).toEqual(['pull-1', 'alipay-1', 'again', 'second'])
  })

  /** All are in the copy; each gets a dish more behind it. */
  function knownShop(given: { whole?: boolean } = {}) {
    const shop = restoredShop(given)
    const paid = morning - minute
    const known = (id: string, over = {}) => at(id, paid, { items: [line('1', '鲜肉包', 2)], revision: 1, ...over })
    const more = (id: string, over = {}) => known(id, { items: [line('1', '鲜肉包', 3)], ...over })
    const unpaid = { status: 'unpaid', payment: { terms: 'prepaid' }, revision: undefined }
    for (const id of ['next', 'gone', 'again']) shop.take(known(id), 'mini')
    shop.take(known('uncounted', { revision: undefined }), 'mini')
    shop.take(known('alipay', unpaid), 'alipay')
    shop.take(known('paid-later', unpaid), 'alipay')
    const before = sql<{ id: number }>(shop.db, 'select max(id) as id from jobs').get()?.id
    shop.finish()
    shop.take(more('next', { revision: 2 }), 'mini')
    shop.take(more('gone', { revision: 3 }), 'mini')
    shop.take(more('again', { revision: 2 }), 'mini', { again: true })
    shop.take(more('uncounted', { revision: undefined }), 'mini')
    shop.take(known('alipay', { revision: undefined }), 'alipay')
    const paidAt = new Date(morning + 1).toISOString()
    shop.take(known('paid-later', { revision: undefined, payment: { paidAt } }), 'alipay')
    const fresh = sql<{ order_id: string; doubtful: number }>(
      shop.db,
      'select order_id, doubtful from jobs join orders on orders.id = order_row where jobs.id > ? order by jobs.id',
    ).all(before)
    return fresh.map(one => `${one.order_id} ${one.doubtful === 1 ? 'marked' : 'plain'}`)
  }

  test('of known ones too, where words are missing, the sender says so, or it is read again', () => {
    const plain = ['next plain', 'uncounted plain', 'paid-later plain']
    expect(knownShop().toSorted()).toEqual([...plain, 'again marked', 'alipay marked', 'gone marked'].toSorted())
    const whole = [...plain, 'again plain', 'alipay plain', 'gone plain']
    expect(knownShop({ whole: true }).toSorted()).toEqual(whole.toSorted())
  })

  test('their source hears that it is accepted before it hears of the doubt', () => {
    const { take, db, finish } = restoredShop()
    finish()
    take(at('one', morning - minute), 'pull')
    take(changed(at('one', morning - minute), { status: 'cancelled' }), 'pull')
    const told = sql(db, 'select type from outbox order by id').pluck().all()
    expect(told).toEqual(['order.accepted', 'order.uncertain', 'order.accepted', 'order.cancelled', 'order.uncertain'])
  })

  test.each([
    ['not where the journal is whole', { whole: true }, false],
    ['but where the shop may have gone on at another place', { whole: true, elsewhere: true }, true],
    ['also those of before the backup: they may have come behind it', {}, true],
  ])('%s', (_, given, expected) => {
    const { take, doubtful, finish } = restoredShop(given)
    finish()
    take(at('one', morning - 10 * minute), 'pull')
    expect(doubtful('one')).toEqual([expected ? 1 : 0])
  })

  test('a clock that was wrong at the restore: behind, and all of a list is doubtful; ahead, and only lists are', () => {
    const behind = restoredShop()
    behind.take(at('early', morning), 'pull')
    sql(behind.db, 'update restorations set since_at = ?, at = 0').run(morning)
    behind.finish()
    for (const source of ['pull', 'alipay']) behind.take(at(`${source}-1`, morning + minute), source)
    expect([behind.doubtful('pull-1'), behind.doubtful('alipay-1')]).toEqual([[1], [0]])
    const ahead = restoredShop({ at: morning + 365 * 24 * 60 * minute })
    ahead.finish()
    for (const source of ['pull', 'alipay']) ahead.take(at(`${source}-1`, morning), source)
    expect([ahead.doubtful('pull-1'), ahead.doubtful('alipay-1')]).toEqual([[1], [0]])
  })
})
