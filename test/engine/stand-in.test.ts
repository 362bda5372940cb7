import { describe, expect, test } from 'vitest'
import type { JobView, PrinterView } from '../../shared/domain/views.ts'
import { line, order } from '../support/orders.ts'
import { openShop } from '../support/shop.ts'
import { createShopHandClock } from '../support/shop-hand-clock.ts'

// A station's backup printer (代打): what provably left nothing goes there while its own printer cannot print.

const virtual = (id: string, name: string) => ({ id, name, profile: 'generic-80', connection: { type: 'virtual' } })
const three = {
  printers: [virtual('steam', '蒸档'), virtual('fry', '煎炸'), virtual('front', '前台')],
  stations: [
    { id: 'steam', name: '蒸档', printer: 'steam', backup: 'fry' },
    { id: 'fry', name: '煎炸', printer: 'fry' },
  ],
  routing: [{ category: '煎炸', station: 'fry' }],
  defaultStation: 'steam',
  policy: { uncertain: 'hold' },
}
const buns = (orderId: string) => order({ orderId, pickupNo: orderId, items: [line('1', '包子')] })

async function openThree() {
  const clock = createShopHandClock()
  const shop = await openShop({ settings: three, clock })
  const obey = (printer: string, trouble: object) =>
    clock.until(() => shop.put(`/api/v1/virtual-printers/${printer}`, trouble))
  const push = (orderId: string) => clock.until(() => shop.push(buns(orderId)))
  const jobs = (query = '') => clock.until(() => shop.jobs(query))
  const whereIs = async () => (await jobs()).map(job => [job.orderId, job.printerId, job.state, job.marks])
  const settled = async () =>
    clock.until(async () => {
      const all = await shop.jobs()
      return all.every(job => job.state === 'printed') ? all : null
    })
  const codes = () => clock.until(() => shop.alarmCodes())
  return { shop, clock, obey, push, jobs, whereIs, settled, codes }
}

test.each([
  ['offline', { power: 'off' }, { power: 'on' }],
  ['paper-out', { paper: 'out' }, { paper: 'ok' }],
  ['cover-open', { cover: 'open' }, { cover: 'closed' }],
])(
  '%s: after twice the alarm time its tickets come out at the backup, marked with the station; later ones follow',
  async (code, trouble, well) => {
    const { shop, clock, obey, push, jobs, whereIs, settled, codes } = await openThree()
    await obey('steam', trouble)
    const [down] = await clock.until(() => shop.get<PrinterView[]>('/api/v1/printers').then(reply => reply.body))
    expect(down?.state).toBe(code)
    for (const orderId of ['a', 'b']) await push(orderId)
    await clock.pass(15_000)
    for (const job of await jobs()) expect([job.printerId, job.attempts]).toEqual(['steam', []])
    expect(await codes()).toEqual([`printer-${code}`])

    await clock.pass(10_000)
    await settled()
    // While it is down, what comes follows within a second or two, in its order; the alarm stands and says so.
    for (const orderId of ['c', 'd', 'e']) await push(orderId)
    await clock.pass(2_500)
    expect(await whereIs()).toEqual(['a', 'b', 'c', 'd', 'e'].map(orderId => [orderId, 'fry', 'printed', ['代打']]))
    const started = (await jobs()).map(job => job.attempts[0]?.at ?? '')
    expect(started).toEqual(started.toSorted())
    const [first] = await jobs()
    const paper = await clock.until(() => shop.get<string>(`/api/v1/jobs/${first?.jobId}/paper.txt`))
    expect(paper.text).toMatch(/代打 蒸档/)
    const [alarm] = await clock.until(() => shop.alarms())
    expect([alarm?.code, alarm?.remedy]).toEqual([`printer-${code}`, expect.stringContaining('小票先由煎炸代打')])
    const { history } = await clock.until(() => shop.order('a'))
    expect(history.map(entry => [entry.what, entry.detail])).toContainEqual(['stand-in-fry', 'steam'])

    // Well again: nothing comes a second time, and new ones go home.
    await obey('steam', well)
    await clock.pass(10_000)
    expect(await codes()).toEqual([])
    await push('f')
    const all = await settled()
    expect(all.map(job => job.attempts.length)).toEqual(Array(6).fill(1))
    expect(all.at(-1)).toMatchObject({ orderId: 'f', printerId: 'steam', marks: [] })
  },
)

test('back in time: nothing moves', async () => {
  const { clock, obey, push, settled } = await openThree()
  await obey('steam', { power: 'off' })
  await push('a')
  await clock.pass(15_000)
  await obey('steam', { power: 'on' })
  expect(await settled()).toMatchObject([{ printerId: 'steam', marks: [], copy: 1 }])
})

describe('of what may be on paper', () => {
  async function torn() {
    const bench = await openThree()
    await bench.clock.pass(2_000)
    await bench.obey('steam', { dropAfterBytes: 150 })
    await bench.push('torn')
    await bench.clock.until(async () => (await bench.shop.jobs('&state=held')).length === 1)
    await bench.obey('steam', { power: 'off' })
    await bench.push('whole')
    await bench.clock.pass(40_000)
    return bench
  }
  test('nothing moves by itself, and the others go past it', async () => {
    const { whereIs } = await torn()
    expect(await whereIs()).toEqual([
      ['torn', 'steam', 'held', []],
      ['whole', 'fry', 'printed', ['代打']],
    ])
  })
  test('a person sends it there, with all its marks', async () => {
    const { shop, jobs, settled, clock } = await torn()
    const [job] = await jobs()
    shop.engine.desk.move(job?.jobId ?? '', { by: '小王', printerId: 'fry' })
    const [moved] = await settled()
    expect(moved).toMatchObject({ printerId: 'fry', copy: 2, marks: ['补打', '可能重复', '代打'] })
    const paper = await clock.until(() => shop.get<string>(`/api/v1/jobs/${job?.jobId}/paper.txt`))
    expect(paper.text).toMatch(/补打[\s\S]*第2次[\s\S]*可能重复[\s\S]*代打 蒸档/)
  })
  test('a reprint that a person asked for waits for its own printer', async () => {
    const { obey, push, clock, shop, jobs, whereIs, settled } = await openThree()
    await push('a')
    await settled()
    await obey('steam', { power: 'off' })
    const [job] = await jobs()
    await clock.until(() => shop.post<JobView>(`/api/v1/jobs/${job?.jobId}/reprint`, {}, { 'idempotency-key': 'x' }))
    await clock.pass(40_000)
    expect((await whereIs())[1]).toEqual(['a', 'steam', 'waiting', ['补打']])
  })
})

describe('both down', () => {
  async function bothDown() {
    const bench = await openThree()
    for (const printer of ['steam', 'fry']) await bench.obey(printer, { power: 'off' })
    await bench.push('a')
    await bench.clock.pass(60_000)
    return bench
  }
  test('it stays, with an alarm', async () => {
    const { whereIs, codes } = await bothDown()
    expect(await whereIs()).toEqual([['a', 'steam', 'waiting', []]])
    expect(await codes()).toEqual(['printer-offline'])
  })
  test('its own is back first: plain', async () => {
    const { obey, settled } = await bothDown()
    await obey('steam', { power: 'on' })
    expect(await settled()).toMatchObject([{ printerId: 'steam', marks: [], copy: 1 }])
  })
  test('the backup is back first: 代打', async () => {
    const { obey, settled } = await bothDown()
    await obey('fry', { power: 'on' })
    expect(await settled()).toMatchObject([{ printerId: 'fry', marks: ['代打'], copy: 1 }])
  })
})

test('a stand-in that fails before it could print gives the ticket back, without the mark', async () => {
  const { obey, push, clock, whereIs, settled, shop } = await openThree()
  await push('first')
  await settled()
  await obey('steam', { power: 'off' })
  await push('a')
  // A rush at a slow fryer: the steamer's ticket gets in line there, and then the cover is open.
  await clock.pass(10_000)
  await obey('fry', { baud: 1200 })
  for (let n = 0; n < 8; n += 1) {
    await clock.until(() => shop.push(order({ items: [line('1', '油条', 1, { category: '煎炸' })] })))
  }
  const where = async () => (await whereIs()).find(([orderId]) => orderId === 'a')
  await clock.until(async () => (await where())?.[1] === 'fry')
  await obey('fry', { cover: 'open' })
  expect(await where()).toEqual(['a', 'fry', 'queued', ['代打']])
  await obey('steam', { power: 'on' })
  await clock.until(async () => (await where())?.[2] === 'printed')
  expect(await where()).toEqual(['a', 'steam', 'printed', []])
  await obey('fry', { cover: 'closed', baud: null })
  for (const job of await settled()) expect(job.attempts).toHaveLength(1)
})

test('paused by a person is not unable, and a paused backup takes nothing', async () => {
  const { obey, push, clock, shop, whereIs } = await openThree()
  await clock.until(() => shop.post('/api/v1/printers/steam/pause', {}))
  await push('a')
  await clock.pass(40_000)
  expect(await whereIs()).toEqual([['a', 'steam', 'queued', []]])
  await clock.until(() => shop.post('/api/v1/printers/steam/resume', {}))
  await obey('steam', { power: 'off' })
  await clock.until(() => shop.post('/api/v1/printers/fry/pause', {}))
  await push('b')
  await clock.pass(40_000)
  expect((await whereIs()).at(-1)).toEqual(['b', 'steam', 'waiting', []])
})

test('a station without a backup waits for its printer', async () => {
  const { obey, clock, shop, whereIs } = await openThree()
  await obey('fry', { power: 'off' })
  await clock.until(() => shop.push(order({ orderId: 'a', items: [line('1', '油条', 1, { category: '煎炸' })] })))
  await clock.pass(60_000)
  expect(await whereIs()).toEqual([['a', 'fry', 'waiting', []]])
})
