import { describe, expect, test } from 'vitest'
import type { Outcome } from '../../../drivers/printer/printer.ts'
import type { PrinterState } from '../../../shared/domain/printer.ts'
import type { JobView } from '../../../shared/domain/views/printing-views.ts'
import { openLaneBench } from '../../support/lane-bench.ts'
import { line, order } from '../../support/orders.ts'
import { lost, printed } from '../../support/scripted-printer.ts'
import { openShop } from '../../support/shop.ts'
import { createShopHandClock } from '../../support/shop-hand-clock.ts'

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
}
const buns = (orderId: string) => order({ orderId, pickupNo: orderId, items: [line('1', '包子')] })
const sticks = (orderId: string) => order({ orderId, items: [line('1', '油条', 1, { category: '煎炸' })] })

function openThree(policy: object = {}) {
  const bench = openLaneBench({ settings: { ...three, policy } })
  const [steam, fry] = [bench.printer('steam'), bench.printer('fry')]
  const where = () => bench.jobs().map(job => [job.orderId, job.printerId, job.state, job.marks])
  const alarmAt = (id: string) => bench.alarms.standing().find(alarm => alarm.subject === id)
  return { ...bench, steam, fry, where, alarmAt }
}

test.each<PrinterState>(['offline', 'paper-out', 'cover-open', 'error'])(
  '%s: after twice the alarm time its tickets come out at the backup, marked with the station; later ones follow',
  async state => {
    const { steam, fry, take, clock, where, alarmAt, order: orderOf, jobs } = openThree()
    steam.become(state)
    for (const orderId of ['a', 'b']) take(buns(orderId))
    await clock.pass(15_000)
    for (const job of jobs()) expect([job.printerId, job.attempts]).toEqual(['steam', []])
    expect(alarmAt('steam')).toMatchObject({
      code: `printer-${state}`,
      remedy: expect.stringContaining('2 张小票在等'),
    })

    await clock.pass(10_000)
    // While it is down, what comes follows within a second or two, in its order; the alarm stands and says so.
    for (const orderId of ['c', 'd', 'e']) take(buns(orderId))
    await clock.pass(2_500)
    expect(where()).toEqual(['a', 'b', 'c', 'd', 'e'].map(orderId => [orderId, 'fry', 'printed', ['代打']]))
    expect(steam.papers).toEqual([])
    const tickets = fry.papers.filter(paper => paper.includes('包子'))
    for (const [index, paper] of tickets.entries()) expect(paper).toMatch(new RegExp(`代打 蒸档\\n${'abcde'[index]} `))
    expect(tickets).toHaveLength(5)
    expect(alarmAt('steam')).toMatchObject({ code: `printer-${state}`, remedy: expect.stringContaining('由煎炸代打') })
    expect(orderOf('a').history).toContainEqual(expect.objectContaining({ what: 'stand-in-fry', detail: 'steam' }))

    // Well again: nothing comes a second time, and new ones go home.
    steam.become('ready')
    await clock.pass(10_000)
    expect(alarmAt('steam')).toBeUndefined()
    take(buns('f'))
    await clock.pass(2_000)
    expect(where().at(-1)).toEqual(['f', 'steam', 'printed', []])
    expect(steam.papers).toHaveLength(1)
    expect(fry.papers.filter(paper => paper.includes('包子'))).toHaveLength(5)
  },
)

test('back in time: nothing moves', async () => {
  const { steam, take, clock, where } = openThree()
  steam.become('offline')
  take(buns('a'))
  await clock.pass(18_000)
  steam.become('ready')
  await clock.pass(6_000)
  expect(where()).toEqual([['a', 'steam', 'printed', []]])
})

describe('of what may be on paper', () => {
  async function torn() {
    const bench = openThree({ uncertain: 'hold' })
    bench.steam.follow({ print: lost })
    bench.take(buns('torn'))
    await bench.clock.pass(1_000)
    bench.steam.become('offline')
    bench.take(buns('whole'))
    await bench.clock.pass(40_000)
    return bench
  }
  test('nothing moves by itself, and the others go past it', async () => {
    const { where } = await torn()
    expect(where()).toEqual([
      ['torn', 'steam', 'held', []],
      ['whole', 'fry', 'printed', ['代打']],
    ])
  })
  test('nor under the policy that lets a copy follow: it waits for its own printer', async () => {
    const { steam, take, clock, where } = openThree()
    steam.follow({
      print() {
        steam.become('offline')
        return lost()
      },
    })
    take(buns('torn'))
    await clock.pass(60_000)
    expect(where()).toEqual([['torn', 'steam', 'uncertain', []]])
    steam.follow({})
    steam.become('ready')
    await clock.pass(10_000)
    expect(where()).toEqual([['torn', 'steam', 'printed', ['补打', '可能重复']]])
  })
  test('a person sends it there, with all its marks', async () => {
    const { acts, jobs, clock, where, fry } = await torn()
    acts.move(jobs()[0]?.jobId ?? '', { by: '小王', printerId: 'fry' })
    await clock.pass(1_000)
    expect(where()[0]).toEqual(['torn', 'fry', 'printed', ['补打', '可能重复', '代打']])
    expect(fry.papers.at(-1)).toMatch(/补打 第2次\n可能重复\n代打 蒸档/)
  })
  test('a reprint that a person asked for waits for its own printer', async () => {
    const { steam, take, clock, acts, jobs, where } = openThree()
    take(buns('a'))
    await clock.pass(1_000)
    steam.become('offline')
    acts.reprint(jobs()[0]?.jobId ?? '', { by: '小王', idempotencyKey: 'x' })
    await clock.pass(40_000)
    expect(where()[1]).toEqual(['a', 'steam', 'waiting', ['补打']])
  })
})

describe('both down', () => {
  async function bothDown() {
    const bench = openThree()
    for (const printer of [bench.steam, bench.fry]) printer.become('offline')
    bench.take(buns('a'))
    await bench.clock.pass(60_000)
    return bench
  }
  test('it stays, with an alarm', async () => {
    const { where, alarmAt } = await bothDown()
    expect(where()).toEqual([['a', 'steam', 'waiting', []]])
    expect(alarmAt('steam')?.code).toBe('printer-offline')
  })
  test('its own is back first: plain', async () => {
    const { steam, clock, where } = await bothDown()
    steam.become('ready')
    await clock.pass(10_000)
    expect(where()).toEqual([['a', 'steam', 'printed', []]])
  })
  test('the backup is back first: 代打, and never both', async () => {
    const { steam, fry, clock, where } = await bothDown()
    fry.become('ready')
    await clock.pass(3_000)
    steam.become('ready')
    await clock.pass(60_000)
    expect(where()).toEqual([['a', 'fry', 'printed', ['代打']]])
    expect(steam.papers).toEqual([])
  })
})

test('a stand-in that fails before it could print gives the ticket back, without the mark', async () => {
  const { steam, fry, take, clock, where } = openThree()
  let finish: (outcome: Outcome) => void = () => {}
  fry.follow({ print: () => new Promise(resolve => (finish = resolve)) })
  take(sticks('slow'))
  steam.become('offline')
  take(buns('a'))
  await clock.pass(25_000)
  expect(where()).toContainEqual(['a', 'fry', 'queued', ['代打']])
  fry.become('cover-open')
  steam.become('ready')
  await clock.pass(30_000)
  expect(where()).toContainEqual(['a', 'steam', 'printed', []])
  fry.follow({})
  finish(printed())
  fry.become('ready')
  await clock.pass(5_000)
  expect(where()).toEqual([
    ['slow', 'fry', 'printed', []],
    ['a', 'steam', 'printed', []],
  ])
})

test('paused by a person is not unable, and a paused backup takes nothing', async () => {
  const { pause, steam, take, clock, where } = openThree()
  pause('steam', true)
  take(buns('a'))
  await clock.pass(40_000)
  expect(where()).toEqual([['a', 'steam', 'queued', []]])
  pause('fry', true)
  steam.become('offline')
  pause('steam', false)
  await clock.pass(40_000)
  expect(where()).toEqual([['a', 'steam', 'waiting', []]])
})

test('a backup that has fallen silent takes nothing', async () => {
  const { steam, fry, take, clock, where } = openThree()
  fry.follow({ print: lost })
  take(sticks('lost'))
  await clock.pass(2_000)
  steam.become('offline')
  take(buns('a'))
  await clock.pass(60_000)
  expect(where().at(-1)).toEqual(['a', 'steam', 'waiting', []])
})

test('a station without a backup waits for its printer; so does what a person sent elsewhere', async () => {
  const { fry, take, clock, where, acts, jobs, printer } = openThree()
  printer('front').become('offline')
  fry.become('offline')
  take(sticks('a'))
  take(sticks('b'))
  await clock.pass(1_000)
  acts.move(jobs()[1]?.jobId ?? '', { by: '小王', printerId: 'front' })
  await clock.pass(60_000)
  expect(where().map(([, at, state]) => [at, state])).toEqual([
    ['fry', 'waiting'],
    ['front', 'waiting'],
  ])
})

test('in a whole shop: the paper says for whom it stands in', { timeout: 60_000 }, async () => {
  const clock = createShopHandClock()
  const shop = await openShop({ settings: three, clock })
  await clock.until(() => shop.put('/api/v1/virtual-printers/steam', { cover: 'open' }))
  await clock.until(() => shop.push(buns('a')))
  await clock.pass(25_000)
  const job = await clock.until(async () => (await shop.jobs('&printer=fry')).find(one => one.kind === 'kitchen'))
  const done = await clock.until(async () => {
    const { body } = await shop.get<JobView>(`/api/v1/jobs/${job.jobId}`)
    return body.state === 'printed' && body
  })
  expect(done).toMatchObject({ printerId: 'fry', copy: 1, marks: ['代打'] })
  const paper = await clock.until(() => shop.get<string>(`/api/v1/jobs/${job.jobId}/paper.txt`))
  expect(paper.text).toMatch(/代打 蒸档/)
})
