import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { listBackups } from '../../../main/store/backups.ts'
import { feie, openCloudShop, sunmi, yilianyun, yilianyunToken } from '../../support/cloud-clients.ts'
import { ioError, watchSync } from '../../support/disk-faults.ts'
import { eventually } from '../../support/eventually.ts'
import type { Shop } from '../../support/shop.ts'
import { databaseFile, dropFromJournal, keepOldFile, removeFiles, zeroPages } from '../../support/shop-files.ts'

// A foreign print is as safe as an order: on disk before its client hears so, back after a restart and after a lost
// database, and never a second time without its mark.

vi.setConfig({ testTimeout: 60_000 })

const sn = '922500001'
const print = async (shop: Shop, content: string, fields = {}) =>
  String((await feie(shop, 'Open_printMsg', { sn, content, ...fields })).body.data)
const kitchen = (shop: Shop, act: 'pause' | 'resume') => shop.post(`/api/v1/printers/kitchen/${act}`, { by: '王' })
const isPrinted = async (shop: Shop, orderid: string) =>
  (await feie(shop, 'Open_queryOrderState', { orderid })).body.data

async function settled(shop: Shop, count: number) {
  return eventually(async () => {
    const jobs = await shop.jobs()
    expect(jobs.filter(job => job.state === 'printed')).toHaveLength(count)
    return jobs
  })
}

/** The database is gone, and the backup that the stop would have made too. */
async function loseDatabase(shop: Shop): Promise<void> {
  await shop.close()
  for (const { file } of listBackups(join(shop.folder, 'backups'))) rmSync(file)
  removeFiles(shop.folder, /^gudang\.db/)
}

const texts = (shop: Shop) => {
  const tray = join(shop.folder, 'paper', 'kitchen')
  return readdirSync(tray)
    .filter(name => name.endsWith('.txt'))
    .map(name => readFileSync(join(tray, name), 'utf8'))
}

test('what was accepted waits through a restart, and prints plain', async () => {
  const shop = await openCloudShop()
  await kitchen(shop, 'pause')
  const orderid = await print(shop, '豆浆', { times: '2' })
  await shop.reopen()
  await kitchen(shop, 'resume')
  const jobs = await settled(shop, 2)
  expect(jobs.flatMap(job => job.marks)).toEqual([])
  expect(await isPrinted(shop, orderid)).toBe(true)
})

test('after a lost database the journal brings it back: what is known to be printed is not printed again', async () => {
  const shop = await openCloudShop()
  const first = await print(shop, '豆浆')
  const token = await yilianyunToken(shop)
  const yly = { access_token: token, machine_code: '4004500001', origin_id: 'a', content: '<MN>2</MN>油条' }
  const second = (await yilianyun(shop, '/print/index', yly)).body.body
  const trade = { sn: 'N501P58U10200', trade_no: 'T1', content: Buffer.from('包子\n').toString('hex') }
  await sunmi(shop, 'device/pushContent', trade)
  await settled(shop, 4)
  await loseDatabase(shop)
  await shop.reopen()
  expect((await shop.jobs()).map(job => [job.source, job.state])).toEqual([
    ['feie', 'printed'],
    ['yly', 'printed'],
    ['yly', 'printed'],
    ['sunmi', 'printed'],
  ])
  expect(await isPrinted(shop, first)).toBe(true)
  // Each is known by its names too: nothing is a second print.
  expect((await yilianyun(shop, '/print/index', yly)).body.body).toEqual(second)
  expect((await sunmi(shop, 'device/pushContent', trade)).body.code).toBe(10071705)
  // A new one gets a number of its own.
  expect(await print(shop, '豆浆')).not.toBe(first)
  await settled(shop, 5)
  // An alarm may be on paper too.
  const foreign = () => texts(shop).filter(text => /豆浆|油条|包子/.test(text))
  await eventually(() => expect(foreign()).toHaveLength(5))
  expect(foreign().filter(text => /补\s*打/.test(text))).toEqual([])
})

test('…and what nobody can tell prints once more, marked', async () => {
  const shop = await openCloudShop()
  const orderid = await print(shop, '豆浆一碗')
  await settled(shop, 1)
  await loseDatabase(shop)
  dropFromJournal(shop.folder, line => 'out' in line)
  await shop.reopen()
  const [job] = await settled(shop, 1)
  expect(job).toMatchObject({ orderId: orderid, marks: ['补打', '可能重复'], copy: 2 })
  await eventually(() => expect(texts(shop)).toHaveLength(2))
  expect(texts(shop)[1]).toMatch(/补\s*打\s+第\s*2\s*次[\s\S]*可\s*能\s*重\s*复[\s\S]*豆浆一碗/)
})

test('a damaged file with a backup: what came after the backup comes back too', async () => {
  const shop = await openCloudShop({ silent: true })
  await print(shop, 'a')
  await shop.close()
  await shop.reopen()
  await shop.put('/api/v1/virtual-printers/kitchen', { power: 'off' })
  const later = await print(shop, 'b')
  await shop.close()
  const [newest] = listBackups(join(shop.folder, 'backups'))
  if (newest !== undefined) rmSync(newest.file)
  zeroPages(databaseFile(shop.folder))
  await shop.reopen()
  expect((await shop.jobs()).map(job => job.orderId)).toContain(later)
})

test.each([
  ['a copy that is out since then', 2],
  ['one that came since then', 3],
])('a database of an earlier hour is known by %s; nothing prints twice', async (_, count) => {
  const shop = await openCloudShop()
  await kitchen(shop, 'pause')
  await print(shop, '豆浆', { times: '2' })
  const putBack = await keepOldFile(shop)
  await kitchen(shop, 'resume')
  if (count > 2) await print(shop, '油条')
  await settled(shop, count)
  await putBack()
  await shop.reopen()
  await kitchen(shop, 'resume')
  expect((await shop.jobs()).map(job => job.state)).toEqual(Array(count).fill('printed'))
  expect(await shop.alarmCodes()).toContain('database-restored')
  await print(shop, '包子')
  await settled(shop, count + 1)
  await eventually(() => expect(texts(shop).filter(text => text.includes('包子'))).toHaveLength(1))
  expect(texts(shop).filter(text => /豆浆|油条/.test(text))).toHaveLength(count)
})

test('a ticket that broke off prints again with its marks', async () => {
  const shop = await openCloudShop({ silent: true })
  await shop.put('/api/v1/virtual-printers/kitchen', { dropAfterBytes: 40 })
  const orderid = await print(shop, `豆浆${'一二三四五六七八九十'.repeat(20)}`)
  await shop.put('/api/v1/virtual-printers/kitchen', { power: 'on' })
  const [job] = await settled(shop, 1)
  expect(job).toMatchObject({ marks: ['补打', '可能重复'], copy: 2, orderId: orderid })
  expect(job?.attempts.map(attempt => attempt.outcome)).toContain('uncertain')
})

test('where the disk refuses, its client hears that nothing was taken, and nothing prints', async () => {
  const shop = await openCloudShop()
  const sync = await watchSync()
  sync.mockRejectedValueOnce(ioError('ENOSPC'))
  const reply = await feie(shop, 'Open_printMsg', { sn, content: '豆浆' })
  expect(reply.body).toMatchObject({ ret: 1004, data: null })
  expect(await shop.jobs()).toEqual([])
  expect(await shop.alarmCodes()).toContain('not-durable')
})

test('a shop without printers takes it, holds it, and says so', async () => {
  const shop = await openCloudShop({ settings: { printers: [] } })
  const orderid = await print(shop, '豆浆')
  expect(await shop.jobs()).toMatchObject([{ orderId: orderid, state: 'held', heldFor: 'no-printer' }])
  expect(await shop.alarmCodes()).toContain('no-printers')
})

test('one that cannot be laid out goes out plain, and a person hears of it', async () => {
  const printers = [{ id: 'kitchen', name: '后厨', profile: 'no-chinese-58', connection: { type: 'virtual' } }]
  const shop = await openCloudShop({ settings: { printers } })
  // Bytes of ESC/POS with GBK text are nothing for a printer without Chinese.
  await sunmi(shop, 'device/pushContent', {
    ...{ sn: 'N501P58U10200', trade_no: 'T1', content: Buffer.from('bun x2\n').toString('hex') },
  })
  await eventually(async () => {
    // A slow computer puts the alarm on paper too.
    const tickets = (await shop.jobs()).filter(job => job.kind === 'source')
    expect(tickets.map(job => job.state)).toEqual(['failed', 'printed'])
  })
  expect(await shop.alarmCodes()).toContain('job-failed')
})
