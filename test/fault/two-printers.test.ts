import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { JobView, PrinterView } from '../../shared/domain/views/printing-views.ts'
import { breakfastOrder, breakfastShop } from '../support/breakfast.ts'
import { type NetworkPrinter, openNetworkPrinter } from '../support/network-printer.ts'
import { endRunningShops, type RunningShop, startServe } from '../support/running-shop.ts'
import { until } from '../support/until.ts'

// The main job, as its users have it: a process, two printers on the network, signed pushes.

const fourDishes = breakfastOrder('mp-1', [
  { name: '鲜肉包', quantity: 2 },
  { name: '豆浆' },
  { name: '油条', category: '煎炸' },
  { name: '葱包烩', category: '煎炸' },
])

vi.setConfig({ testTimeout: 90_000 })

let folder: string
let steam: NetworkPrinter
let fry: NetworkPrinter

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gudang-test-'))
  steam = await openNetworkPrinter('process-id')
  fry = await openNetworkPrinter('none', 'generic-58')
})
afterEach(async context => {
  await endRunningShops(context)
  await steam.close()
  await fry.close()
  rmSync(folder, { recursive: true, force: true })
})

function configure(policy: object = {}): void {
  const shop = breakfastShop(
    { id: 'steam', port: steam.port, confirmation: 'process-id' },
    { id: 'fry', port: fry.port, profile: 'generic-58' },
    policy,
  )
  writeFileSync(join(folder, 'config.json'), JSON.stringify(shop))
}

const allJobs = (serve: RunningShop) => serve.get<JobView[]>('/api/v1/jobs?limit=1000')
/** No screen is open, so an alarm is a job too. */
const jobs = async (serve: RunningShop) => (await allJobs(serve)).filter(job => job.kind !== 'report')
const settled = (serve: RunningShop, count: number) =>
  until(async () => {
    const all = await jobs(serve)
    return all.length === count && all.every(job => job.state === 'printed' || job.state === 'sent') ? all : null
  }, 40_000)

/** Without a knife the last paper is torn off when the printer has been at rest for a second. */
const tornOff = (printer: NetworkPrinter, count: number) => until(() => printer.papers.length >= count)

test('an order of four dishes over two stations: printed where the printer says so, sent where it is mute', async () => {
  configure()
  const serve = await startServe(folder)
  const answer = await serve.push(fourDishes)
  expect(answer).toMatchObject({ status: 201, body: { result: 'accepted', orderId: 'mp-1', revision: 1 } })
  const [atSteam, atFry] = await settled(serve, 2)
  expect(atSteam).toMatchObject({ printerId: 'steam', state: 'printed', number: 1, n: 1, of: 2, copy: 1, marks: [] })
  expect(atSteam?.attempts).toMatchObject([{ outcome: 'printed', evidence: 'process-id', error: null }])
  expect(atFry).toMatchObject({ printerId: 'fry', state: 'sent', number: 1, n: 2, of: 2 })
  expect(atFry?.attempts).toMatchObject([{ outcome: 'sent', evidence: 'none' }])

  await tornOff(fry, 1)
  expect(steam.papers).toHaveLength(1)
  expect(fry.papers).toHaveLength(1)
  for (const [paper, dishes, place] of [
    [steam.papers[0], ['鲜肉包', '豆浆'], '1/2'],
    [fry.papers[0], ['油条', '葱包烩'], '2/2'],
  ] as const) {
    expect(paper?.errors).toEqual([])
    for (const words of [...dishes, place, '#0001', 'A012', '堂食']) expect(paper?.text).toContain(words)
    expect(paper?.text).not.toContain('补打')
  }

  // The same again, 50 times at once: one order, no more paper.
  const again = await Promise.all(Array.from({ length: 50 }, () => serve.push(fourDishes)))
  for (const one of again) {
    expect(one.status).toBe(200)
    expect(one.body).toMatchObject({ result: 'duplicate', tickets: answer.body.tickets })
  }
  expect(await jobs(serve)).toHaveLength(2)
  expect(await serve.stop()).toBe(0)
  expect(steam.papers).toHaveLength(1)
  expect(fry.papers).toHaveLength(1)
})

test('killed while a slow printer is mid-ticket: that ticket comes once more, marked; the others once, unmarked', async () => {
  configure()
  await steam.obey({ baud: 150 })
  const first = await startServe(folder)
  for (const id of ['mp-1', 'mp-2', 'mp-3']) await first.push({ ...fourDishes, orderId: id, pickupNo: id })
  // At 15 bytes a second the first ticket takes half a minute: its bytes are on their way, and it is far from done.
  await until(async () => (await jobs(first)).some(job => job.printerId === 'steam' && job.state === 'sending'))
  await until(() => steam.device.buffered > 0)
  await until(async () => (await jobs(first)).filter(job => job.printerId === 'fry').every(job => job.state === 'sent'))
  await first.kill()
  await steam.obey({ baud: null })

  const second = await startServe(folder)
  const after = await settled(second, 6)
  const marked = after.filter(job => job.marks.includes('补打'))
  expect(marked).toHaveLength(1)
  expect(marked[0]).toMatchObject({ orderId: 'mp-1', printerId: 'steam', copy: 2, marks: ['补打', '可能重复'] })
  expect(marked[0]?.attempts).toMatchObject([{ outcome: 'uncertain' }, { outcome: 'printed' }])

  await tornOff(fry, 3)
  // What is on paper: each other ticket exactly once and plain; the killed one at most once plain, then once marked.
  const papers = [...steam.papers, ...fry.papers].map(paper => paper.text)
  const of = (id: string, station: string) => papers.filter(text => text.includes(id) && text.includes(station))
  for (const [id, station] of [
    ['mp-2', '豆浆'],
    ['mp-3', '豆浆'],
    ['mp-1', '油条'],
    ['mp-2', '油条'],
    ['mp-3', '油条'],
  ] as const) {
    expect(of(id, station)).toHaveLength(1)
    expect(of(id, station)[0]).not.toContain('补打')
  }
  // The killed one is void, and the paper that follows it is the marked one.
  const voids = steam.papers.map(paper => paper.text.includes('上一张不完整, 作废'))
  expect(voids.filter(isVoid => isVoid)).toHaveLength(1)
  expect(steam.papers[voids.indexOf(true) + 1]?.text).toMatch(/补打[\s\S]*mp-1/)
  const twice = of('mp-1', '豆浆')
  expect(
    twice.filter(text => text.includes('补打') && text.includes('第2次') && text.includes('可能重复')),
  ).toHaveLength(1)
  expect(twice.filter(text => !text.includes('补打')).length).toBeLessThanOrEqual(1)
  expect(await second.stop()).toBe(0)
})

test('a dead printer blocks nobody, is named within ten seconds, and its tickets can go elsewhere', async () => {
  configure()
  await fry.obey({ power: 'off' })
  const serve = await startServe(folder)
  const pushedAt = performance.now()
  await serve.push(fourDishes)
  await until(async () => (await jobs(serve)).find(job => job.printerId === 'steam')?.state === 'printed')
  const alarms = await until(async () => {
    const standing =
      await serve.get<{ code: string; subject: string; message: string; remedy: string }[]>('/api/v1/alarms')
    return standing.length > 0 ? standing : null
  }, 12_000)
  expect(performance.now() - pushedAt).toBeLessThan(10_000)
  expect(alarms).toMatchObject([{ code: 'printer-offline', subject: 'fry' }])
  expect(`${alarms[0]?.message}：${alarms[0]?.remedy}`).toContain('1 张小票在等')
  const stuck = (await jobs(serve)).find(job => job.printerId === 'fry')
  expect(stuck).toMatchObject({ state: 'waiting', copy: 1, attempts: [] })

  // No screen is open: the printer that works says it too.
  await until(async () => (await allJobs(serve)).some(job => job.kind === 'report' && job.state === 'printed'))
  expect(steam.papers.at(-1)?.text).toContain('连不上')

  // Back on its own: printed once, unmarked, and the alarm ends.
  await fry.obey({ power: 'on' })
  await settled(serve, 2)
  await tornOff(fry, 1)
  expect(fry.papers).toHaveLength(1)
  expect(fry.papers[0]?.text).not.toContain('补打')
  await until(async () => (await serve.get<unknown[]>('/api/v1/alarms')).length === 0)
  const printers = await serve.get<PrinterView[]>('/api/v1/printers')
  expect(printers.find(printer => printer.id === 'fry')).toMatchObject({ queue: 0, confirmation: 'none' })
})
