import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test, vi } from 'vitest'
import { listBackups } from '../../../main/store/backups.ts'
import type { DayView } from '../../../shared/domain/views/day-views.ts'
import { eventually } from '../../support/eventually.ts'
import { changed, line } from '../../support/orders.ts'
import { openShop, type Shop } from '../../support/shop.ts'
import { createShopClock, morning } from '../../support/shop-clock.ts'
import { backUp, databaseFile, dropFromJournal, removeFiles, zeroPages } from '../../support/shop-files.ts'
import {
  closeWith,
  fresh,
  numbers,
  onlyOutcomes,
  orders,
  papers,
  papersOf,
  settled,
  shopWithBackup,
} from './lost-shop.ts'

// A database that is lost, and what the shop has afterwards. What really lies in the kitchen is the virtual printer's tray.

vi.setConfig({ testTimeout: 60_000 })

const restoredAlarm = async (shop: Shop) => (await shop.alarms()).find(one => one.code === 'database-restored')

describe('a damaged file with a backup', () => {
  test('comes back whole: what the journal knows to be printed is not printed again', async () => {
    const shop = await shopWithBackup()
    const before = papers(shop)
    zeroPages(databaseFile(shop.folder))
    await shop.reopen()
    expect(await numbers(shop)).toEqual([
      ['before-1', 1],
      ['before-2', 2],
      ['waiting', 3],
      ['after-1', 4],
      ['after-2', 5],
    ])
    const jobs = await shop.jobs()
    expect(jobs.map(job => job.state)).toEqual(Array(5).fill('printed'))
    const alarm = await restoredAlarm(shop)
    expect(alarm).toMatchObject({ code: 'database-restored', facts: { orders: 2, tickets: 0 } })
    expect(alarm?.message).toContain('11-22 06:01')
    // The next order goes on with the next number, on one plain paper.
    await shop.push(fresh('next'))
    await settled(shop, 6)
    expect((await numbers(shop)).at(-1)).toEqual(['next', 6])
    await eventually(() => expect(papers(shop)).toHaveLength(before.length + 1))
    expect(papersOf(shop, 'next')[0]).not.toContain('补打')
  })

  test('a closed day stays closed, with its numbers: its backup was made at once', async () => {
    const shop = await shopWithBackup()
    await shop.reopen()
    const day = '/api/v1/days/2026-11-22'
    const before = readdirSync(join(shop.folder, 'backups'))
    const closed = await shop.post<DayView>(`${day}/close`, { by: '老板' })
    expect(closed.body).toMatchObject({ state: 'closed', report: { orders: 5 } })
    const made = await eventually(() => {
      const news = readdirSync(join(shop.folder, 'backups')).filter(name => !before.includes(name))
      expect(news.filter(name => name.endsWith('.db'))).toHaveLength(1)
      return news
    })
    await shop.push(fresh('late'))
    await shop.close()
    // As after a kill: what the stop itself saved is not there.
    for (const { file } of listBackups(join(shop.folder, 'backups'))) {
      if (![...made, ...before].includes(basename(file))) rmSync(file)
    }
    zeroPages(databaseFile(shop.folder))
    await shop.reopen()
    expect(await restoredAlarm(shop)).toBeDefined()
    const after = (await shop.get<DayView>(day)).body
    expect(after).toMatchObject({ state: 'closed', closedBy: '老板', report: closed.body.report })
    // What came behind it is in the journal, and is a correction again.
    expect(after.adjustments).toMatchObject([{ kind: 'late-order', orderId: 'late' }])
  })

  test('what nobody can tell prints once more, marked, and never plain', async () => {
    const shop = await shopWithBackup()
    zeroPages(databaseFile(shop.folder))
    dropFromJournal(shop.folder, onlyOutcomes)
    await shop.reopen()
    await settled(shop, 5)
    for (const id of ['before-1', 'before-2']) expect(papersOf(shop, id)).toHaveLength(1)
    await eventually(() => expect(papers(shop)).toHaveLength(8))
    for (const id of ['waiting', 'after-1', 'after-2']) {
      const [first, second, ...more] = papersOf(shop, id)
      expect(more).toEqual([])
      expect(first).not.toContain('补打')
      expect(second).toContain('补打 第2次')
      expect(second).toContain('可能重复')
    }
    expect(await restoredAlarm(shop)).toMatchObject({ code: 'database-restored', facts: { tickets: 3 } })
    expect((await shop.order('waiting')).history.map(one => one.what)).toContain('may-have-printed')
  })

  test('under the policy hold nothing of it prints by itself; let go, it says what it is', async () => {
    const shop = await shopWithBackup({ settings: { policy: { uncertain: 'hold' } } })
    zeroPages(databaseFile(shop.folder))
    dropFromJournal(shop.folder, onlyOutcomes)
    await shop.reopen()
    const held = (await shop.jobs('&state=held')).map(job => job.orderId)
    expect(held).toEqual(['waiting', 'after-1', 'after-2'])
    await shop.reopen()
    expect(await shop.jobs('&state=held')).toHaveLength(3)
    expect(papers(shop)).toHaveLength(5)
    const [job] = await shop.jobs('&state=held')
    await shop.post(`/api/v1/jobs/${job?.jobId}/release`)
    await eventually(() => expect(papersOf(shop, 'waiting')).toHaveLength(2))
    expect(papersOf(shop, 'waiting')[1]).toMatch(/补打 第2次[\s\S]*可能重复/)
  })

  test('what is older than the shop calls fresh waits for a person instead of flooding the kitchen', async () => {
    const clock = createShopClock()
    const shop = await shopWithBackup({ clock })
    zeroPages(databaseFile(shop.folder))
    dropFromJournal(shop.folder, onlyOutcomes)
    clock.jump(31 * 60_000)
    await shop.reopen()
    expect(await shop.jobs('&state=held')).toHaveLength(3)
    expect(await restoredAlarm(shop)).toMatchObject({ code: 'database-restored', facts: { tickets: 3 } })
    expect(papers(shop)).toHaveLength(5)
  })

  test('its files are kept aside, byte for byte', async () => {
    const shop = await shopWithBackup()
    zeroPages(databaseFile(shop.folder))
    const damaged = readFileSync(databaseFile(shop.folder))
    writeFileSync(`${databaseFile(shop.folder)}-wal`, 'a log that nobody can read')
    await shop.reopen()
    const [folder = ''] = readdirSync(join(shop.folder, 'damaged'))
    expect(folder).toMatch(/^2026-11-21T23-01-\d\dZ$/)
    const kept = join(shop.folder, 'damaged', folder)
    expect(readFileSync(join(kept, 'gudang.db')).equals(damaged)).toBe(true)
    expect(readFileSync(join(kept, 'gudang.db-wal'), 'utf8')).toBe('a log that nobody can read')
  })

  test('a backup that is damaged itself is passed over for the one before', async () => {
    const shop = await shopWithBackup()
    const bad = backUp(shop.folder, shop.clock.now() + 3_600_000)
    const garbage = backUp(shop.folder, shop.clock.now() + 7_200_000)
    zeroPages(bad)
    writeFileSync(garbage, 'no database at all')
    zeroPages(databaseFile(shop.folder))
    await shop.reopen()
    expect((await shop.jobs()).map(job => job.state)).toEqual(Array(5).fill('printed'))
    expect(await restoredAlarm(shop)).toMatchObject({ code: 'database-restored', facts: { orders: 2 } })
  })

  test('orders that changed since the backup: the last word counts', async () => {
    const shop = await openShop({ silent: true })
    const [changing, cancelled] = [fresh('changing', { revision: 1 }), fresh('cancelled', { revision: 1 })]
    await shop.push(changing)
    await shop.push(cancelled)
    const backup = backUp(shop.folder, morning - 3_600_000)
    await shop.push(changed(changing, { revision: 2, items: [line('1', '鲜肉包', 5)] }))
    await shop.push(changed(cancelled, { revision: 2, status: 'cancelled' }))
    const whole = (await orders(shop)).map(({ orderId, revision, status, number }) => [
      orderId,
      revision,
      status,
      number,
    ])
    await closeWith(shop, backup)
    zeroPages(databaseFile(shop.folder))
    dropFromJournal(shop.folder, onlyOutcomes)
    await shop.reopen()
    const restored = (await orders(shop)).map(({ orderId, revision, status, number }) => [
      orderId,
      revision,
      status,
      number,
    ])
    expect(restored).toEqual(whole)
    const jobs = (await shop.jobs()).map(job => [job.orderId, job.kind, job.state])
    expect(jobs).toContainEqual(['cancelled', 'kitchen', 'cancelled'])
    // The slip may be out already; without its mark nobody could tell a second one from a second cancellation.
    const slip = (await shop.jobs()).find(job => job.kind === 'void' && job.orderId === 'cancelled')
    expect(slip?.marks).toEqual(['补打', '可能重复', '作废'])
  })

  test('a sender that repeats itself is known, phones and all', async () => {
    const shop = await openShop({ silent: true })
    await shop.push(fresh('early'))
    const backup = backUp(shop.folder, morning - 3_600_000)
    const pushed = fresh('mp-1', { customer: { name: '王小明', phone: '13812345678' }, note: '电话 13912345678' })
    await shop.push(pushed, { id: 'msg-1' })
    await closeWith(shop, backup)
    zeroPages(databaseFile(shop.folder))
    await shop.reopen()
    for (const id of ['msg-1', 'msg-2']) {
      const { status, body } = await shop.push(pushed, { id })
      expect([status, body.result, body.tickets.length]).toEqual([200, 'duplicate', 1])
    }
    expect(await shop.jobs()).toHaveLength(2)
  })

  test('what was refused stays refused, and what was kept aside is kept aside again', async () => {
    const shop = await openShop({ silent: true })
    const first = fresh('mp-1', { revision: 1 })
    await shop.push(fresh('early'))
    const backup = backUp(shop.folder, morning - 3_600_000)
    await shop.push(first)
    await shop.push(changed(first, { tableNo: '9' }))
    await shop.push(null, { rawBody: '{ broken' })
    await closeWith(shop, backup)
    // The order that the contradiction is about is lost from the journal: it must not be printed in its place.
    shop.forgive('mp-1')
    dropFromJournal(shop.folder, one => typeof one.body === 'string' && one.body === JSON.stringify(first))
    zeroPages(databaseFile(shop.folder))
    await shop.reopen()
    expect((await orders(shop)).map(one => one.orderId)).toEqual(['early'])
    const kept = (await shop.get<{ raw: string }[]>('/api/v1/quarantine')).body
    expect(kept.map(one => one.raw)).toEqual([expect.stringContaining('"tableNo":"9"'), '{ broken'])
  })

  test('what a person dismissed need not be dismissed again, be it from before the backup or behind it', async () => {
    const shop = await openShop({ silent: true })
    const first = fresh('mp-1', { revision: 1 })
    await shop.push(first)
    await shop.push(null, { rawBody: '{ before' })
    await shop.push(changed(first, { tableNo: '9' }))
    const backup = backUp(shop.folder, morning - 3_600_000)
    await shop.push(null, { rawBody: '{ behind' })
    await shop.push(null, { rawBody: '{ still open' })
    const word = { by: '王', note: '问过了' }
    for (const path of ['quarantine/q1', 'quarantine/q2', 'conflicts/c1'])
      expect((await shop.post(`/api/v1/${path}/dismiss`, word)).status).toBe(200)
    type Kept = { raw: string; settled: object }[]
    const told = async (list: string) => (await shop.get<Kept>(`/api/v1/${list}?state=settled`)).body
    const before = [await told('quarantine'), await told('conflicts')]
    await closeWith(shop, backup)
    zeroPages(databaseFile(shop.folder))
    await shop.reopen()
    expect([await told('quarantine'), await told('conflicts')]).toEqual(before)
    expect(before[0]).toMatchObject([
      { raw: '{ behind', settled: word },
      { raw: '{ before', settled: word },
    ])
    expect((await shop.get<Kept>('/api/v1/quarantine')).body.map(one => one.raw)).toEqual(['{ still open'])
    expect(await shop.alarmCodes()).toEqual(expect.arrayContaining(['order-invalid']))
    expect(await shop.alarmCodes()).not.toContain('order-conflict')
  })
})

describe('what a person took in of what was kept aside', () => {
  type Kept = { raw: string; settled: object }[]
  const asked = async (shop: Shop, list: string) => (await shop.get<Kept>(`/api/v1/${list}`)).body
  const settledIn = (shop: Shop, list: string) => asked(shop, `${list}?state=settled`)

  test.each([
    ['kept aside before the backup', true],
    ['kept aside behind it', false],
  ])('a conflict %s is not asked for again, and nothing newer is undone', async (_, before) => {
    const shop = await openShop()
    const first = fresh('mp-1', { revision: 1 })
    const other = changed(first, { tableNo: '9' })
    await shop.push(first)
    if (before) await shop.push(other)
    const backup = backUp(shop.folder, morning - 3_600_000)
    if (!before) await shop.push(other)
    expect((await shop.post('/api/v1/conflicts/c1/accept', { by: '王' })).status).toBe(200)
    await shop.push(changed(other, { revision: 3, items: [...first.items, line('3', '豆腐脑')] }))
    await settled(shop, 3)
    const told = await settledIn(shop, 'conflicts')
    const history = (await shop.order('mp-1')).history.filter(one => one.what === 'conflict-accepted')
    expect(told).toMatchObject([{ settled: { by: '王', note: null } }])
    await closeWith(shop, backup)
    zeroPages(databaseFile(shop.folder))
    await shop.reopen()
    expect([await asked(shop, 'conflicts'), await settledIn(shop, 'conflicts')]).toEqual([[], told])
    expect(await shop.alarmCodes()).not.toContain('order-conflict')
    expect((await shop.order('mp-1')).revision).toBe(3)
    expect((await shop.order('mp-1')).history).toEqual(expect.arrayContaining(history))
    expect((await shop.post('/api/v1/conflicts/c1/accept', { by: '王' })).status).toBe(409)
    expect((await shop.jobs()).map(job => job.state)).toEqual(Array(3).fill('printed'))
  })

  test('nor what could not be read once', async () => {
    const shop = await openShop({ silent: true })
    await shop.push(fresh('early'))
    const backup = backUp(shop.folder, morning - 3_600_000)
    await shop.push(fresh('mp-1', { status: 'no' }))
    await shop.close()
    // As if a newer version could read it.
    const db = new Database(databaseFile(shop.folder))
    db.prepare('update quarantine set raw = ?').run(JSON.stringify(fresh('mp-1')))
    db.close()
    await shop.reopen()
    expect((await shop.post('/api/v1/quarantine/q1/replay', { by: '王' })).status).toBe(200)
    await closeWith(shop, backup)
    zeroPages(databaseFile(shop.folder))
    await shop.reopen()
    expect(await asked(shop, 'quarantine')).toEqual([])
    expect(await settledIn(shop, 'quarantine')).toMatchObject([{ state: 'replayed', settled: { by: '王' } }])
    expect(await shop.alarmCodes()).not.toContain('order-invalid')
    expect((await orders(shop)).map(one => one.orderId)).toEqual(['early', 'mp-1'])
  })

  test('that reached the journal when the program was killed, and not the database, is taken in and settled', async () => {
    const shop = await openShop({ silent: true })
    const first = fresh('mp-1', { revision: 1 })
    await shop.push(first)
    await shop.push(changed(first, { tableNo: '9' }))
    const before = readFileSync(backUp(shop.folder, morning))
    expect((await shop.post('/api/v1/conflicts/c1/accept', { by: '王' })).status).toBe(200)
    await closeWith(shop)
    writeFileSync(databaseFile(shop.folder), before)
    dropFromJournal(shop.folder, one => one.verdict === 'accepted')
    await shop.reopen()
    expect(await asked(shop, 'conflicts')).toEqual([])
    expect(await settledIn(shop, 'conflicts')).toMatchObject([{ state: 'accepted', settled: { by: '王' } }])
    const order = await shop.order('mp-1')
    expect([order.revision, order.tableNo]).toEqual([2, '9'])
  })
})

describe('no backup', () => {
  test('a new database is filled from the journal', async () => {
    const shop = await openShop()
    await shop.push(fresh('mp-1'))
    await shop.push(fresh('mp-2'))
    await settled(shop, 2)
    await closeWith(shop)
    zeroPages(databaseFile(shop.folder))
    await shop.reopen()
    expect(await numbers(shop)).toEqual([
      ['mp-1', 1],
      ['mp-2', 2],
    ])
    expect((await shop.jobs()).map(job => job.state)).toEqual(['printed', 'printed'])
    expect((await restoredAlarm(shop))?.message).not.toContain('备份')
    expect(papers(shop)).toHaveLength(2)
  })
  test('nor a journal: nothing is touched', async () => {
    const shop = await openShop({ silent: true })
    await shop.push(fresh('mp-1'))
    await shop.close()
    removeFiles(shop.folder, /^(backups|journal)\//)
    zeroPages(databaseFile(shop.folder))
    const damaged = readFileSync(databaseFile(shop.folder))
    await expect(shop.reopen()).rejects.toMatchObject({ code: 'damaged' })
    expect(readFileSync(databaseFile(shop.folder)).equals(damaged)).toBe(true)
    expect(existsSync(join(shop.folder, 'damaged'))).toBe(false)
  })
})
