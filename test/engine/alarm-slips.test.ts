import { expect, test } from 'vitest'
import type { Outcome } from '../../drivers/printer/printer.ts'
import { openLaneBench } from '../support/lane-bench.ts'
import { changed, line, order } from '../support/orders.ts'
import { lost, printed } from '../support/scripted-printer.ts'
import { openShop } from '../support/shop.ts'
import { createShopHandClock } from '../support/shop-hand-clock.ts'

// While no screen is open, an alarm also prints on a working printer (contract §8).

const virtual = (id: string, name: string) => ({ id, name, profile: 'generic-80', connection: { type: 'virtual' } })
const one = {
  printers: [virtual('steam', '蒸档')],
  stations: [{ id: 'steam', name: '蒸档', printer: 'steam' }],
  defaultStation: 'steam',
}
const three = {
  ...one,
  printers: [virtual('steam', '蒸档'), virtual('fry', '煎炸'), virtual('front', '前台')],
  receipt: { printer: 'front', when: 'on-request' },
}
const buns = (orderId: string) => order({ orderId, items: [line('1', '包子')] })

function open(settings: object = three) {
  const bench = openLaneBench({ settings })
  const where = () => bench.slips().map(job => [job.printerId, job.state])
  /** two contents of one revision: an alarm that is about no printer */
  const contradict = (orderId: string) => {
    const first = { ...buns(orderId), revision: 1 }
    bench.take(first)
    bench.take(changed(first, { tableNo: '9' }))
  }
  return { ...bench, where, contradict, steam: bench.printer('steam') }
}

test('within ten seconds, once, on the printer at the counter; another time for another alarm', async () => {
  const { steam, take, clock, where, slips, printer } = open()
  steam.become('offline')
  take(buns('a'))
  await clock.pass(10_000)
  expect(where()).toEqual([['front', 'printed']])
  expect(slips()).toMatchObject([{ orderId: null, source: null, marks: [], number: 0, report: 'alarms' }])
  const [paper] = printer('front').papers
  for (const words of ['告警', '蒸档打印机连不上', '1 张小票在等', 'printer-offline', '没有屏幕开着']) {
    expect(paper).toContain(words)
  }
  await clock.pass(120_000)
  expect(where()).toHaveLength(1)
  steam.become('ready')
  await clock.pass(10_000)
  steam.become('paper-out')
  await clock.pass(5_000)
  expect(where()).toHaveLength(2)
})

test('never at the printer that it is about; a backlog also at the only one, which works', async () => {
  const { steam, take, clock, codes, where } = open({ ...one, policy: { staleAfterMinutes: 1 } })
  steam.become('cover-open')
  for (const orderId of ['a', 'b', 'c']) take(buns(orderId))
  await clock.pass(90_000)
  expect(codes()).toEqual(['printer-cover-open'])
  expect(where()).toEqual([])
  steam.become('ready')
  await clock.pass(10_000)
  expect(codes()).toEqual(['printer-backlog'])
  expect(where()).toEqual([['steam', 'printed']])
})

test('what mends itself at once, what a person has seen, and warnings cost no paper', async () => {
  const { steam, clock, alarms, where, contradict } = open()
  steam.become('paper-out')
  await clock.pass(1_500)
  steam.become('paper-near-end')
  await clock.pass(20_000)
  expect(alarms.standing()).toMatchObject([{ code: 'printer-near-end', severity: 'warning' }])
  contradict('x')
  const seen = alarms.standing().find(alarm => alarm.code === 'order-conflict')
  alarms.ack(Number(seen?.id.slice(1)), '小王')
  await clock.pass(20_000)
  expect(where()).toEqual([])
})

test('alarms that come together are one paper', async () => {
  const { clock, contradict, where, printer } = open()
  for (const orderId of ['x', 'y', 'z']) contradict(orderId)
  await clock.pass(5_000)
  expect(where()).toEqual([['front', 'printed']])
  for (const orderId of ['x', 'y', 'z']) expect(printer('front').papers[0]).toContain(`订单 ${orderId} 第 1 版`)
})

test('a few an hour and no more; what has to wait is on the next one', async () => {
  const { clock, contradict, where, steam } = open(one)
  for (let n = 1; n <= 7; n += 1) {
    contradict(`c${n}`)
    await clock.pass(5_000)
  }
  expect(where()).toHaveLength(4)
  await clock.pass(3_600_000)
  expect(where()).toHaveLength(5)
  for (const orderId of ['c5', 'c6', 'c7']) expect(steam.papers.at(-1)).toContain(orderId)
})

test('a second lost order is on paper too, once the paper that tells of the first is out', async () => {
  const { clock, alarms, steam, slips, where } = open(one)
  const lose = (...numbers: string[]) =>
    alarms.gather('dayseq-gap', 'ele/d', { source: 'ele', day: 'd', missing: numbers.join(', ') }, numbers)
  lose('2')
  await clock.pass(5_000)
  expect(steam.papers[0]).toContain('少了第 2 号单')
  lose('2', '15')
  await clock.pass(5_000)
  expect(steam.papers[1]).toContain('少了第 2, 15 号单')
  lose('15')
  await clock.pass(60_000)
  expect(where()).toHaveLength(2)

  // One after the other, while the printer is busy: what is on its way stays, and the next one tells of all others.
  let finish: (outcome: Outcome) => void = () => {}
  steam.follow({ print: () => new Promise(resolve => (finish = resolve)) })
  lose('15', '16')
  await clock.pass(3_000)
  for (let number = 17; number < 40; number += 1) {
    lose('15', '16', ...Array.from({ length: number - 16 }, (_, n) => `${17 + n}`))
    await clock.pass(1_000)
  }
  expect(slips().map(job => job.state)).toEqual(['printed', 'printed', 'sending'])
  finish(printed())
  await clock.pass(3_000)
  finish(printed())
  await clock.pass(3_000)
  expect(slips().map(job => job.state)).toEqual(['printed', 'printed', 'printed', 'printed'])
  expect(steam.papers.at(-1)).toContain('38, 39 号单')
})

test('tickets go first: a slip is one more job behind those that were there', async () => {
  const { clock, contradict, jobs, slips, take } = open(one)
  contradict('x')
  take(buns('b'))
  await clock.pass(5_000)
  const [slip] = slips()
  for (const job of jobs())
    expect(Date.parse(job.attempts[0]?.at ?? '')).toBeLessThan(Date.parse(slip?.attempts[0]?.at ?? ''))
})

test('a slip whose cause is gone, or whose printer fails first, is called back', async () => {
  const { steam, clock, where, acts, printer } = open()
  let finish: (outcome: Outcome) => void = () => {}
  printer('front').follow({ print: () => new Promise(resolve => (finish = resolve)) })
  acts.testPage('front', { by: '技术员' })
  steam.become('paper-out')
  await clock.pass(4_000)
  expect(where()).toEqual([['front', 'queued']])
  steam.become('ready')
  await clock.pass(2_000)
  expect(where()).toEqual([['front', 'cancelled']])

  finish(printed())
  await clock.pass(1_000)
  acts.testPage('front', { by: '技术员' })
  steam.become('cover-open')
  await clock.pass(4_000)
  expect(where()[1]).toEqual(['front', 'queued'])
  printer('front').become('offline')
  await clock.pass(4_000)
  expect(where().slice(1, 3)).toEqual([
    ['front', 'cancelled'],
    ['fry', 'printed'],
  ])
  finish(printed())
  await clock.pass(1_000)
})

test.each(['hold', 'reprint-marked'])(
  'nobody knows whether it came out (policy %s): a marked copy follows, at most three',
  async uncertain => {
    const bench = open({ ...one, policy: { uncertain } })
    // Orders x and y come out.
    bench.steam.follow({ print: papers => (papers === 1 || papers >= 4 ? lost() : printed()) })
    bench.contradict('x')
    await bench.clock.pass(10_000)
    expect(bench.slips()).toMatchObject([{ state: 'printed', copy: 2, marks: ['补打', '可能重复'] }])
    const slips = bench.steam.papers.filter(paper => paper.includes('告警'))
    expect(slips).toHaveLength(2)
    expect(slips[1]).toContain('补打')

    bench.contradict('y')
    await bench.clock.pass(120_000)
    expect(bench.steam.papers.filter(paper => paper.includes('订单 y'))).toHaveLength(3)
    expect(bench.where()).not.toContainEqual(['steam', 'held'])
  },
)

test('the program stops with one on its way, in a shop that wants to decide: it comes again, marked', async () => {
  const bench = open({ ...one, policy: { uncertain: 'hold' } })
  bench.contradict('x')
  await bench.clock.pass(1_000)
  // As a kill leaves it: an attempt without an end.
  bench.tamper(
    `create trigger cut before update of ended_at on attempts when new.outcome <> 'uncertain' begin select raise(rollback, 'cut'); end`,
  )
  await bench.clock.pass(4_000)
  await bench.restart(1_000)
  bench.tamper('drop trigger cut')
  await bench.clock.pass(10_000)
  expect(bench.slips()).toMatchObject([{ state: 'printed', copy: 2, marks: ['补打', '可能重复'] }])
})

test('the slip of a day that closed waits for its printer, and is no alarm that could be called back', async () => {
  const bench = open(one)
  bench.pause('steam', true)
  bench.tamper(`update printers set paused = 1`)
  bench.tamper(`insert into tickets (id, kind, printer, content, created_at)
    values (77, 'report', 'steam', '{"kind":"report","marks":[],"slip":{}}', 1)`)
  bench.tamper(`insert into jobs (ticket, printer, kind, state, copy, reprint, doubtful, unproven, plain, created_at)
    values (77, 'steam', 'report', 'queued', 1, 0, 0, 0, 0, 1)`)
  await bench.restart(1_000)
  await bench.clock.pass(10_000)
  expect(bench.slips().map(job => job.state)).toEqual(['queued'])
})

test('not even the plainest one can be made: it is given up, and leaves nothing that waits', async () => {
  const bench = open(one)
  bench.steam.follow({
    draw() {
      throw new Error('it cannot be drawn')
    },
  })
  bench.contradict('x')
  await bench.clock.pass(30_000)
  expect(bench.slips().map(job => job.state)).toEqual(['failed', 'cancelled'])
  expect(bench.codes()).toContain('order-conflict')
})

test('not while a screen is open; when the last one is closed, what still stands is printed', {
  timeout: 60_000,
}, async () => {
  const clock = createShopHandClock()
  const shop = await openShop({ settings: three, clock })
  const slips = async () => (await shop.jobs()).filter(job => job.kind === 'report')
  const leave = new AbortController()
  const screen = await fetch(`${shop.url}/trpc/changes`, {
    headers: { authorization: `Bearer ${shop.token}`, accept: 'text/event-stream' },
    signal: leave.signal,
  })
  expect(screen.status).toBe(200)
  await clock.until(() => shop.put('/api/v1/virtual-printers/steam', { paper: 'out' }))
  await clock.pass(30_000)
  expect(await clock.until(() => shop.alarmCodes())).toEqual(['printer-paper-out'])
  expect(await clock.until(slips)).toEqual([])
  leave.abort()
  const slip = await clock.until(async () => (await slips()).find(job => job.state === 'printed'))
  expect(slip).toMatchObject({ printerId: 'front' })
  const { text } = await clock.until(() => shop.get<string>(`/api/v1/jobs/${slip.jobId}/paper.txt`))
  for (const words of ['告警', '蒸档打印机缺纸', '请换纸', 'printer-paper-out']) expect(text).toContain(words)
})
