import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test, vi } from 'vitest'
import { listBackups } from '../../../main/store/backups.ts'
import type { JobView, OrderView } from '../../../shared/domain/views.ts'
import { eventually } from '../../support/eventually.ts'
import { filesIn } from '../../support/files.ts'
import { changed, line, order } from '../../support/orders.ts'
import { openShop, type Shop } from '../../support/shop.ts'
import { createShopClock, morning } from '../../support/shop-clock.ts'
import {
  backUp,
  copyWithoutLog,
  databaseFile,
  dropFromJournal,
  removeFiles,
  zeroPages,
} from '../../support/shop-files.ts'
import { tempFolder } from '../../support/temp-folder.ts'

// A database that is lost, and what the shop has afterwards. What really lies in the kitchen is the virtual printer's tray.

vi.setConfig({ testTimeout: 60_000 })

/** Fresh enough that nothing is a backlog. */
const fresh = (orderId: string, over = {}) =>
  order({ orderId, placedAt: new Date(morning).toISOString(), payment: {}, pickupNo: orderId, ...over })

const papers = (shop: Shop) =>
  filesIn(join(shop.folder, 'paper'))
    .filter(name => name.endsWith('.txt'))
    .map(name => readFileSync(join(shop.folder, 'paper', name), 'utf8'))
const papersOf = (shop: Shop, pickupNo: string) => papers(shop).filter(text => text.includes(pickupNo))

async function settled(shop: Shop, count: number): Promise<JobView[]> {
  return eventually(async () => {
    const jobs = await shop.jobs()
    expect(jobs.filter(job => ['printed', 'cancelled', 'held'].includes(job.state))).toHaveLength(count)
    return jobs
  })
}

const orders = async (shop: Shop) => (await shop.get<OrderView[]>('/api/v1/orders?limit=1000')).body
const numbers = async (shop: Shop) => (await orders(shop)).map(one => [one.orderId, one.number])
const restoredAlarm = async (shop: Shop) => (await shop.alarms()).find(one => one.code === 'database-restored')
const onlyOutcomes = (line: Record<string, unknown>) => 'out' in line
const isFinal = ({ out }: Record<string, unknown>) => (out as { state: string }).state === 'printed'

/** The backup that it makes at its end, and would not have made when killed, goes again; `backup` is the only one. */
async function closeWith(shop: Shop, backup = 'none'): Promise<void> {
  await shop.close()
  for (const { file } of listBackups(join(shop.folder, 'backups'))) if (file !== backup) rmSync(file)
}

/** Two printed before the backup, one waiting at it and printed after it, two more after it; then the file breaks. */
async function shopWithBackup(options = {}): Promise<Shop> {
  const shop = await openShop(options)
  await shop.push(fresh('before-1'))
  await shop.push(fresh('before-2'))
  await settled(shop, 2)
  await shop.put('/api/v1/virtual-printers/kitchen', { power: 'off' })
  await shop.push(fresh('waiting'))
  const backup = backUp(shop.folder, morning - 3_600_000)
  await shop.put('/api/v1/virtual-printers/kitchen', { power: 'on' })
  await shop.push(fresh('after-1'))
  await shop.push(fresh('after-2'))
  await settled(shop, 5)
  await closeWith(shop, backup)
  return shop
}

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

describe('a file of an earlier hour', () => {
  test('a log that was left behind when the shop was copied', async () => {
    const shop = await openShop()
    await shop.push(fresh('mp-1'))
    await shop.push(fresh('mp-2'))
    await settled(shop, 2)
    await eventually(() => expect(papers(shop)).toHaveLength(2))
    const copy = join(tempFolder(), 'copy')
    copyWithoutLog(shop.folder, copy)
    removeFiles(copy, /^backups\//)
    dropFromJournal(copy, onlyOutcomes)
    await shop.close()
    const moved = await openShop({ folder: copy, clock: shop.clock })
    await settled(moved, 2)
    expect(await numbers(moved)).toEqual([
      ['mp-1', 1],
      ['mp-2', 2],
    ])
    await eventually(() => expect(papers(moved)).toHaveLength(4))
    for (const id of ['mp-1', 'mp-2']) expect(papersOf(moved, id)[1]).toMatch(/补打 第2次[\s\S]*可能重复/)
    expect(await moved.alarmCodes()).toContain('database-restored')
  })
  test('without a log, and nothing came since: what was printed meanwhile is not printed plain', async () => {
    const shop = await openShop()
    await shop.push(fresh('mp-1'))
    await settled(shop, 1)
    await shop.close()
    await shop.reopen()
    await shop.put('/api/v1/virtual-printers/kitchen', { power: 'off' })
    await shop.push(fresh('mp-2'))
    const beside = new Database(databaseFile(shop.folder))
    beside.pragma('wal_checkpoint(FULL)')
    beside.close()
    await shop.put('/api/v1/virtual-printers/kitchen', { power: 'on' })
    await settled(shop, 2)
    await eventually(() => expect(papersOf(shop, 'mp-2')).toHaveLength(1))
    const copy = join(tempFolder(), 'copy')
    copyWithoutLog(shop.folder, copy)
    dropFromJournal(copy, onlyOutcomes)
    await shop.close()
    const moved = await openShop({ folder: copy, clock: shop.clock })
    await eventually(() => expect(papersOf(moved, 'mp-2')).toHaveLength(2))
    expect(papersOf(moved, 'mp-2')[1]).toMatch(/补打 第2次[\s\S]*可能重复/)
    expect(papersOf(moved, 'mp-1')).toHaveLength(1)
  })
  test.each([['last hour’s file'], ['the file of before the first order']])(
    'somebody put %s in its place',
    async which => {
      const isFirst = which.includes('first')
      const shop = await openShop()
      if (!isFirst) {
        await shop.push(fresh('mp-1'))
        await settled(shop, 1)
      }
      await shop.close()
      const old = join(shop.folder, 'old.db')
      copyFileSync(databaseFile(shop.folder), old)
      await shop.reopen()
      await shop.push(fresh('mp-2'))
      await settled(shop, isFirst ? 1 : 2)
      await shop.close()
      renameSync(old, databaseFile(shop.folder))
      dropFromJournal(shop.folder, onlyOutcomes)
      await shop.reopen()
      await settled(shop, isFirst ? 1 : 2)
      expect(await shop.alarmCodes()).toContain('database-restored')
      await eventually(() => expect(papersOf(shop, 'mp-2')).toHaveLength(2))
      expect(papersOf(shop, 'mp-2')[1]).toMatch(/补打 第2次[\s\S]*可能重复/)
      expect(papersOf(shop, 'mp-1')).toHaveLength(isFirst ? 0 : 1)
    },
  )
  test.each([
    ['what the journal knows to be printed is not printed again', () => false],
    ['without the last word of it, not plain', (line: Record<string, unknown>) => 'out' in line && isFinal(line)],
  ] as const)('an earlier hour’s file, and since then no order came, only paper: %s', async (_, drop) => {
    const shop = await openShop()
    await shop.push(fresh('mp-1'))
    await settled(shop, 1)
    await shop.put('/api/v1/virtual-printers/kitchen', { power: 'off' })
    await shop.push(fresh('mp-2'))
    await shop.push(fresh('mp-3'))
    await shop.close()
    const old = join(shop.folder, 'old.db')
    copyFileSync(databaseFile(shop.folder), old)
    await shop.reopen()
    await settled(shop, 3)
    await shop.close()
    renameSync(old, databaseFile(shop.folder))
    // Of mp-2 at least the journal tells.
    dropFromJournal(shop.folder, line => drop(line) && JSON.stringify(line).includes('mp-3'))
    const before = papers(shop).length
    await shop.reopen()
    await settled(shop, 3)
    expect(await shop.alarmCodes()).toContain('database-restored')
    expect(papersOf(shop, 'mp-2')).toHaveLength(1)
    await eventually(() => expect(papersOf(shop, 'mp-3')).toHaveLength(papers(shop).length - before + 1))
    for (const again of papersOf(shop, 'mp-3').slice(1)) expect(again).toMatch(/补打 第2次[\s\S]*可能重复/)
  })
  test('an earlier hour’s file: what a person cancelled since then is not printed', async () => {
    const shop = await openShop()
    await shop.post('/api/v1/printers/kitchen/pause', { by: '小王' })
    await shop.push(fresh('mp-1'))
    await shop.close()
    const old = join(shop.folder, 'old.db')
    copyFileSync(databaseFile(shop.folder), old)
    await shop.reopen()
    const [job] = await shop.jobs()
    await shop.post(`/api/v1/jobs/${job?.jobId}/cancel`, { by: '小王' })
    await shop.close()
    renameSync(old, databaseFile(shop.folder))
    await shop.reopen()
    await shop.post('/api/v1/printers/kitchen/resume', { by: '小王' })
    await shop.push(fresh('mp-2'))
    await settled(shop, 2)
    expect((await shop.jobs()).map(one => one.state)).toEqual(['cancelled', 'printed'])
    expect(papersOf(shop, 'mp-1')).toEqual([])
  })
  test('an earlier hour’s file, of a source that calls every word of an order by the same id', async () => {
    const shop = await openShop({ silent: true })
    const first = fresh('mp-1', { revision: 1 })
    await shop.push(first, { id: 'msg-mp-1' })
    await shop.close()
    const old = join(shop.folder, 'old.db')
    copyFileSync(databaseFile(shop.folder), old)
    await shop.reopen()
    await shop.push(changed(first, { revision: 2, items: [line('1', '鲜肉包', 5)] }), { id: 'msg-mp-1' })
    await settled(shop, 1)
    await shop.close()
    renameSync(old, databaseFile(shop.folder))
    dropFromJournal(shop.folder, onlyOutcomes)
    await shop.reopen()
    expect(await shop.alarmCodes()).toContain('database-restored')
  })
  test('a file that is gone, and a restore that was cut short', async () => {
    const shop = await shopWithBackup()
    rmSync(databaseFile(shop.folder))
    writeFileSync(`${databaseFile(shop.folder)}-wal`, 'left behind')
    writeFileSync(`${databaseFile(shop.folder)}.restored`, 'half a copy')
    await shop.reopen()
    expect((await shop.jobs()).map(job => job.state)).toEqual(Array(5).fill('printed'))
    expect(filesIn(join(shop.folder, 'damaged')).map(name => name.replace(/.*\//, ''))).toEqual(['gudang.db-wal'])
    expect(existsSync(`${databaseFile(shop.folder)}.restored`)).toBe(false)
  })
  test('a newer version’s file is refused, not replaced', async () => {
    const shop = await shopWithBackup()
    const later = new Database(databaseFile(shop.folder))
    later.pragma('user_version = 99')
    later.close()
    const bytes = readFileSync(databaseFile(shop.folder))
    await expect(shop.reopen()).rejects.toMatchObject({ code: 'newer', message: expect.stringContaining('99') })
    expect(readFileSync(databaseFile(shop.folder)).equals(bytes)).toBe(true)
    expect(existsSync(join(shop.folder, 'damaged'))).toBe(false)
  })
})

describe('an ordinary start', () => {
  const entry = (orderId: string, seq: string) => {
    const body = JSON.stringify(fresh(orderId))
    return { seq, at: morning, source: 'mini', webhookId: `msg-${seq}`, bodyHash: seq, contentHash: seq, body }
  }
  const write = (shop: Shop, ...lines: object[]) => {
    const file = join(shop.folder, 'journal', '2026-11-21.jsonl')
    writeFileSync(file, `${readFileSync(file, 'utf8')}${lines.map(one => `${JSON.stringify(one)}\n`).join('')}`)
  }
  test('takes in, once and plain, what reached the journal and not the database', async () => {
    const shop = await openShop()
    await shop.push(fresh('mp-1'))
    await settled(shop, 1)
    await shop.close()
    write(shop, entry('mp-2', 'x-1'), entry('mp-3', 'x-2'), { seq: 'x-2', verdict: 'not-durable' })
    await shop.reopen()
    await settled(shop, 2)
    await shop.reopen()
    await settled(shop, 2)
    expect(await numbers(shop)).toEqual([
      ['mp-1', 1],
      ['mp-2', 2],
    ])
    expect(papersOf(shop, 'mp-2')).toHaveLength(1)
    expect(papersOf(shop, 'mp-2')[0]).not.toContain('补打')
    expect(await shop.alarmCodes()).toEqual([])
  })
  test('a folder of before there was any account of the journal is simply gone on with', async () => {
    const folder = tempFolder()
    mkdirSync(join(folder, 'journal'))
    const shop = await openShop({ folder, silent: true })
    await shop.push(fresh('mp-1'))
    await shop.close()
    const db = new Database(databaseFile(folder))
    db.exec('delete from journal_position')
    db.close()
    await shop.reopen()
    expect(await shop.alarmCodes()).toEqual([])
    expect(await shop.jobs()).toHaveLength(1)
  })
})
