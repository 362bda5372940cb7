import { chmodSync, chownSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import type { OrderView } from '../../shared/domain/views/order-views.ts'
import type { JobView } from '../../shared/domain/views/printing-views.ts'
import type { AlarmView } from '../../shared/domain/views/shop-views.ts'
import { breakfastOrder } from '../support/breakfast.ts'
import { filesIn } from '../support/files.ts'
import { programFile } from '../support/programs.ts'
import { startProgram } from '../support/run-command.ts'
import { endRunningShops, type RunningShop, startServe } from '../support/running-shop.ts'
import { shopSettings } from '../support/shop.ts'
import { backUp, databaseFile, dropFromJournal, zeroPages } from '../support/shop-files.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

// reliability §5, fault 14, as a shop has it: a process is killed, its file breaks, and it is started again.

vi.setConfig({ testTimeout: 90_000 })
afterEach(endRunningShops)

const breakfast = (id: string) => ({
  ...breakfastOrder(id, [{ name: '鲜肉包', quantity: 2 }, { name: '豆浆' }]),
  pickupNo: id,
})
const jobs = (shop: RunningShop) => shop.get<JobView[]>('/api/v1/jobs?limit=1000')
const printed = (shop: RunningShop, count: number) =>
  until(async () => (await jobs(shop)).filter(job => job.state === 'printed').length === count)
const papersOf = (folder: string, id: string) =>
  filesIn(join(folder, 'paper'))
    .filter(name => name.endsWith('.txt'))
    .map(name => readFileSync(join(folder, 'paper', name), 'utf8'))
    .filter(text => text.includes(id))

/** A backup after the first order; two more are printed after it; then kill -9. */
async function killedShop(): Promise<string> {
  const folder = tempFolder()
  writeFileSync(join(folder, 'config.json'), JSON.stringify(shopSettings))
  const shop = await startServe(folder)
  expect((await shop.push(breakfast('mp-1'))).status).toBe(201)
  await printed(shop, 1)
  backUp(folder, Date.now())
  expect((await shop.push(breakfast('mp-2'))).status).toBe(201)
  expect((await shop.push(breakfast('mp-3'))).status).toBe(201)
  await printed(shop, 3)
  await until(() => papersOf(folder, 'mp-3').length === 1)
  await shop.kill()
  return folder
}

test.each<[string, (folder: string) => void]>([
  ['zeros for pages in the middle of the file', folder => zeroPages(databaseFile(folder))],
  ['garbage', folder => writeFileSync(databaseFile(folder), 'this is no database '.repeat(5_000))],
  ['a missing log', folder => rmSync(`${databaseFile(folder)}-wal`)],
])('%s: the next start has every order, in paper as in numbers', async (_, breakIt) => {
  const folder = await killedShop()
  breakIt(folder)
  dropFromJournal(folder, line => 'out' in line)
  const shop = await startServe(folder)
  await printed(shop, 3)
  await until(() => papersOf(folder, 'mp-3').length === 2)
  const orders = await shop.get<OrderView[]>('/api/v1/orders?limit=1000')
  expect(orders.map(order => [order.orderId, order.number])).toEqual([
    ['mp-1', 1],
    ['mp-2', 2],
    ['mp-3', 3],
  ])
  for (const id of ['mp-2', 'mp-3']) {
    const [plain, marked, ...more] = papersOf(folder, id)
    expect([
      plain?.includes('补打'),
      marked?.includes('补打 第2次'),
      marked?.includes('可能重复'),
      more.length,
    ]).toEqual([false, true, true, 0])
  }
  expect(papersOf(folder, 'mp-1')).toHaveLength(1)
  const alarms = await shop.get<AlarmView[]>('/api/v1/alarms')
  expect(alarms.find(alarm => alarm.code === 'database-restored')).toMatchObject({ severity: 'critical' })
  const [kept = ''] = readdirSync(join(folder, 'damaged'))
  expect(existsSync(join(folder, 'damaged', kept, 'gudang.db'))).toBe(true)
  expect((await shop.push(breakfast('mp-4'))).body).toMatchObject({ tickets: [{ number: 4 }] })
  expect(await shop.stop()).toBe(0)
})

/** As after a start by the machine's owner: this user may read it and no more. */
function makeForeign(file: string): void {
  chownSync(file, 0, 0)
  chmodSync(file, 0o644)
}

/** Root may write anything; this is for whom a file can be read-only. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

test.skipIf(process.platform === 'win32').each<[string, (folder: string) => void, number]>([
  ['its own file, read-only', folder => chmodSync(databaseFile(folder), 0o444), 0],
  ['somebody else’s file, read-only', folder => makeForeign(databaseFile(folder)), 1],
])('%s: put right, nothing is lost or printed again', async (_, protect, kept) => {
  if (kept > 0 && nobody.uid === undefined) return
  const folder = await killedShop()
  for (const name of filesIn(folder)) own(join(folder, name))
  for (const name of ['.', 'backups', 'journal', 'logs', 'paper', 'paper/kitchen', 'bills']) own(join(folder, name))
  protect(folder)
  const serve = startProgram(programFile('serve'), ['--data', folder, '--port', '0'], {}, nobody)
  const { url, token } = await serve.ready()
  const ask = async (path: string) =>
    (await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } })).json()
  expect(((await ask('/api/v1/jobs')) as JobView[]).map(job => job.state)).toEqual(['printed', 'printed', 'printed'])
  expect(await ask('/api/v1/alarms')).toEqual([])
  expect((await serve.stop()).code).toBe(0)
  expect(filesIn(folder).filter(name => /^damaged\/.*gudang\.db$/.test(name))).toHaveLength(kept)
  expect(statSync(databaseFile(folder)).mode & 0o600).toBe(0o600)
  expect(papersOf(folder, 'mp-3')).toHaveLength(1)

  function own(path: string): void {
    if (nobody.uid !== undefined) chownSync(path, nobody.uid, nobody.gid)
  }
})
