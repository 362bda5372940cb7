import { describe, expect, test } from 'vitest'
import type { OrderInput } from '../../../shared/domain/order.ts'
import type { JobView } from '../../../shared/domain/views.ts'
import { eventually } from '../../support/eventually.ts'
import { filesIn, filesWith } from '../../support/files.ts'
import { changed, line, order } from '../../support/orders.ts'
import { openShop, type Shop, shopSettings } from '../../support/shop.ts'
import { openTcpPrinter } from '../../support/tcp-printer.ts'

// What revisions of an order put on paper (contract §3, §9), from the push to the virtual printer's paper.

const buns = line('1', '鲜肉包', 2)
const milk = line('2', '豆浆')

async function take(shop: Shop, given: OrderInput, result = 'accepted') {
  const reply = await shop.push(given)
  expect(reply.body.result, reply.text).toBe(result)
  return reply.body
}

/** Waits until nothing of the order is under way, and gives its jobs with their papers. */
async function papers(shop: Shop, orderId: string): Promise<{ job: JobView; text: string }[]> {
  const jobs = await eventually(async () => {
    const { jobs } = await shop.order(orderId)
    expect(jobs.map(job => job.state).filter(state => state !== 'printed' && state !== 'cancelled')).toEqual([])
    return jobs
  })
  return Promise.all(
    jobs
      .filter(job => job.state === 'printed')
      .map(async job => ({ job, text: (await shop.get(`/api/v1/jobs/${job.jobId}/paper.txt`)).text })),
  )
}

const kinds = (list: { job: JobView }[]) => list.map(({ job }) => job.kind)
const marks = (list: { job: JobView }[]) => list.at(-1)?.job.marks

/** A shop whose kitchen printer is on the network. */
async function openPaperShop() {
  const printer = await openTcpPrinter()
  return { printer, shop: await openShop({ settings: { printers: [printer.settings] } }) }
}

/** Pushes one revision after the other, each after the papers of the one before are out. */
async function revise(first: OrderInput, ...later: OrderInput[]) {
  const { shop } = await openPaperShop()
  let out: Awaited<ReturnType<typeof papers>> = []
  for (const one of [first, ...later]) {
    await take(shop, one)
    out = await papers(shop, first.orderId)
  }
  return { shop, out, last: out.at(-1)?.text ?? '' }
}

describe('payment', () => {
  test('unpaid waits without a number; paid, it prints whole', async () => {
    const { shop } = await openPaperShop()
    const unpaid = order({ orderId: 'mp-1', status: 'unpaid', items: [buns, milk] })
    expect((await take(shop, unpaid)).tickets).toEqual([])
    expect(await shop.order('mp-1')).toMatchObject({ status: 'unpaid', number: null, state: 'waiting', jobs: [] })
    expect((await take(shop, order({ orderId: 'mp-2' }))).tickets[0]?.number).toBe(1)
    const paid = await take(shop, changed(unpaid, { status: 'paid' }))
    expect([paid.revision, paid.tickets.map(ticket => ticket.number)]).toEqual([2, [2]])
    const out = await papers(shop, 'mp-1')
    expect(kinds(out)).toEqual(['kitchen'])
    expect(out[0]?.text).toMatch(/鲜肉包[\s\S]*豆浆/)
    expect(out[0]?.text).toContain('#0002')
    expect(out[0]?.job.marks).toEqual([])
  })
  test('unpaid changes meanwhile: the kitchen hears only of what was paid', async () => {
    const unpaid = order({ status: 'unpaid', items: [buns, milk] })
    const fewer = changed(unpaid, { items: [milk], tableNo: '9' })
    const { out } = await revise(unpaid, fewer, changed(fewer, { status: 'paid' }))
    expect(kinds(out)).toEqual(['kitchen'])
    expect(out[0]?.text).not.toContain('鲜肉包')
  })
  test.each(['on-delivery', 'after-meal'] as const)(
    '%s: prints at once, and payment later prints nothing',
    async terms => {
      const unpaid = order({ status: 'unpaid', payment: { terms } })
      const { shop, out } = await revise(unpaid, changed(unpaid, { status: 'paid' }))
      expect(kinds(out)).toEqual(['kitchen'])
      expect(await shop.order(unpaid.orderId)).toMatchObject({ status: 'paid', revision: 2, number: 1 })
    },
  )
  test('unpaid and called off: nothing ever prints, no number is used', async () => {
    const shop = await openShop()
    const unpaid = order({ status: 'unpaid' })
    await take(shop, unpaid)
    expect((await take(shop, changed(unpaid, { status: 'cancelled' }))).tickets).toEqual([])
    expect(await shop.order(unpaid.orderId)).toMatchObject({ state: 'cancelled', number: null, jobs: [] })
    expect((await take(shop, order())).tickets[0]?.number).toBe(1)
  })
})

describe('changes', () => {
  const first = order({ orderId: 'mp-1', items: [buns, milk], revision: 1 })
  const second = (over: Parameters<typeof changed>[1]) => revise(first, changed(first, { revision: 2, ...over }))

  test('加菜: only what is new', async () => {
    const { out, last } = await second({ items: [line('1', '鲜肉包', 5), milk, line('3', '油条', 2)] })
    expect([kinds(out), marks(out)]).toEqual([['kitchen', 'addition'], ['加菜']])
    expect(last).toContain('加菜')
    expect(last).toContain('#0001')
    expect(last).toMatch(/鲜肉包\D*3/)
    expect(last).toMatch(/油条\D*2/)
    expect(last).not.toContain('豆浆')
  })
  test('退菜: a line less, a line gone', async () => {
    const { out, last } = await second({ items: [line('1', '鲜肉包', 1)] })
    expect([kinds(out), marks(out)]).toEqual([['kitchen', 'void'], ['退菜']])
    expect(last).toMatch(/鲜肉包\D*1/)
    expect(last).toContain('豆浆')
  })
  test('退菜 names the channel, also where only the source knows it', async () => {
    const first = order({ items: [buns, milk], channel: null })
    const { last } = await revise(first, changed(first, { items: [buns] }))
    expect(last).toContain('支付宝小程序')
  })

  test('退菜: a line refunded, wholly or in part, once', async () => {
    const refunds = [{ refundNo: 'r1', amount: 250, lines: [{ lineId: '1', quantity: 1 }], at: null }]
    const refunded = changed(first, { revision: 2, refunds })
    const { out, last } = await revise(first, refunded, changed(refunded, { revision: 3, guests: 2 }))
    expect([kinds(out), marks(out)]).toEqual([['kitchen', 'void'], ['退菜']])
    expect(last).toMatch(/鲜肉包\D*1/)
    expect(last).not.toContain('豆浆')
  })
  test.each<[string, Parameters<typeof changed>[1], RegExp]>([
    ['the table', { tableNo: '12' }, /12/],
    ['the pickup number', { pickupNo: 'B077' }, /B077/],
    ['the note', { note: '不要葱' }, /不要葱/],
    ['the mode', { serviceMode: 'takeaway' }, /外带|打包|带走/],
    ['the time', { expectedAt: '2026-11-22T09:30:00+08:00' }, /09:30/],
    ['modifiers', { items: [{ ...buns, modifiers: [{ name: '加辣', price: 0 }] }, milk] }, /加辣/],
    ['a note of a line', { items: [buns, { ...milk, note: '少糖' }] }, /少糖/],
  ])('改单: %s', async (_, over, expected) => {
    const { out, last } = await second(over)
    expect(kinds(out)).toEqual(['kitchen', 'change'])
    expect(marks(out)).toContain('改单')
    expect(last).toMatch(expected)
  })
  test('more, less and otherwise in one revision: one ticket each', async () => {
    const { out } = await second({
      tableNo: '3',
      items: [line('1', '鲜肉包', 1), { ...milk, note: '热' }, line('9', '粥')],
    })
    expect(kinds(out).slice(1).sort()).toEqual(['addition', 'change', 'void'])
    expect(out.slice(1).map(({ job }) => [job.n, job.of])).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ])
  })
  test('prices, names of customers and unknown fields print nothing, but are taken', async () => {
    const dearer = { ...line('1', '鲜肉包', 2, { unitPrice: 300 }) }
    const { shop, out } = await second({ items: [dearer, milk], customer: { name: '王五' } })
    expect(kinds(out)).toEqual(['kitchen'])
    expect(await shop.order('mp-1')).toMatchObject({ revision: 2, payable: 850, state: 'printed' })
  })
  test('without revisions other content is the next one', async () => {
    const { revision: _, ...bare } = first
    const { shop, out } = await revise(bare, { ...changed(bare, { tableNo: '5' }) })
    expect(kinds(out)).toEqual(['kitchen', 'change'])
    expect((await shop.order('mp-1')).revision).toBe(2)
  })
  test('the first one seen prints whole, whatever its number', async () => {
    const { out, shop } = await revise(changed(first, { revision: 7 }))
    expect([kinds(out), marks(out)]).toEqual([['kitchen'], []])
    expect((await shop.order('mp-1')).revision).toBe(7)
  })
})

describe('calling off', () => {
  test.each(['cancelled', 'refunded'] as const)(
    '%s after it was printed: a 作废 slip with its number',
    async status => {
      const first = order({ items: [buns, milk] })
      const { shop, out, last } = await revise(first, changed(first, { status }))
      expect([kinds(out), marks(out)]).toEqual([['kitchen', 'void'], ['作废']])
      expect(last).toContain('作废')
      expect(last).toContain('#0001')
      expect(last).toMatch(/鲜肉包[\s\S]*豆浆/)
      expect((await shop.order(first.orderId)).state).toBe('cancelled')
    },
  )
  test('before the printer took it: the ticket is not made, the slip is', async () => {
    const shop = await openShop({ silent: true })
    const first = order({ orderId: 'mp-1', items: [buns] })
    await take(shop, first)
    const off = await take(shop, changed(first, { status: 'cancelled' }))
    expect(off.tickets).toMatchObject([{ number: 1 }])
    const states = async () => (await shop.order('mp-1')).jobs.map(job => [job.kind, job.state])
    expect((await states())[0]).toEqual(['kitchen', 'cancelled'])
    await shop.put('/api/v1/virtual-printers/kitchen', { power: 'on' })
    const out = await papers(shop, 'mp-1')
    expect([kinds(out), marks(out)]).toEqual([['void'], ['作废']])
    expect(out[0]?.text).toContain('#0001')
    await shop.close()
    expect(filesIn(shop.folder).filter(name => name.endsWith('.txt'))).toEqual(['paper/kitchen/000001.txt'])
  })
  test('called off twice: one slip', async () => {
    const first = order({ revision: 1 })
    const off = changed(first, { status: 'cancelled', revision: 2 })
    const { out } = await revise(first, off, changed(off, { status: 'refunded', revision: 3 }))
    expect(kinds(out)).toEqual(['kitchen', 'void'])
  })
  test('before it was seen: remembered, never printed, however often the order comes after it', async () => {
    const { shop } = await openPaperShop()
    const paid = order({ orderId: 'mp-1', revision: 1 })
    expect((await take(shop, changed(paid, { revision: 2, status: 'cancelled' }))).tickets).toEqual([])
    expect((await take(shop, paid, 'stale')).tickets).toEqual([])
    await shop.reopen()
    await take(shop, paid, 'stale')
    expect(await shop.order('mp-1')).toMatchObject({ status: 'cancelled', state: 'cancelled', number: null, jobs: [] })
    expect((await take(shop, order())).tickets[0]?.number).toBe(1)
  })
  test('before it was seen, and then really ordered anew by a higher revision: prints whole', async () => {
    const { shop } = await openPaperShop()
    const paid = order({ orderId: 'mp-1', revision: 3 })
    await take(shop, changed(paid, { revision: 2, status: 'cancelled' }))
    await take(shop, paid)
    expect(kinds(await papers(shop, 'mp-1'))).toEqual(['kitchen'])
  })
  test('before it was seen, no revisions: what comes later may be older, so a person is asked', async () => {
    const { shop } = await openPaperShop()
    const paid = order({ orderId: 'mp-1' })
    await take(shop, changed(paid, { status: 'refunded' }))
    await take(shop, paid, 'stale')
    expect(await shop.order('mp-1')).toMatchObject({ status: 'refunded', jobs: [] })
    expect(await shop.alarms()).toMatchObject([{ code: 'order-revived', subject: 'mini/mp-1' }])
  })
  test('a cancellation ends the alarms of the tickets that it takes back', async () => {
    const shop = await openShop({ settings: { policy: { uncertain: 'hold' } } })
    await shop.put('/api/v1/virtual-printers/kitchen', { dropAfterBytes: 40 })
    const first = order({ orderId: 'mp-1', revision: 1 })
    await take(shop, first)
    await eventually(async () => expect(await shop.alarmCodes()).toEqual(['job-held']))
    await take(shop, changed(first, { revision: 2, status: 'cancelled' }))
    expect((await shop.order('mp-1')).jobs[0]?.state).toBe('cancelled')
    await eventually(async () => expect(await shop.alarmCodes()).toEqual([]))
    expect((await shop.order('mp-1')).state).toBe('cancelled')
  })
})

describe('numbers, marks and alarms', () => {
  test('demo orders are marked 演示 and numbered apart', async () => {
    const { shop } = await openPaperShop()
    await take(shop, order())
    const demo = await shop.push(order({ orderId: 'd-1' }), { source: 'demo' })
    expect(demo.body.tickets.map(ticket => ticket.number)).toEqual([1])
    expect((await take(shop, order())).tickets[0]?.number).toBe(2)
    const read = await eventually(async () => {
      const read = await shop.order('d-1', 'demo')
      expect(read.state).toBe('printed')
      return read
    })
    expect([read.demo, read.jobs[0]?.marks]).toEqual([true, ['演示']])
    expect((await shop.get(`/api/v1/jobs/${read.jobs[0]?.jobId}/paper.txt`)).text).toContain('演示')
  })
  test('numbers begin anew with the business day, at 04:00', async () => {
    const shop = await openShop({ silent: true })
    await take(shop, order())
    await take(shop, order())
    shop.clock.jump(20 * 3_600_000)
    const night = await take(shop, order({ orderId: 'night' }))
    shop.clock.jump(3_600_000)
    const morning = await take(shop, order({ orderId: 'morning' }))
    expect([night.tickets[0]?.number, morning.tickets[0]?.number]).toEqual([3, 1])
    expect([(await shop.order('night')).day, (await shop.order('morning')).day]).toEqual(['2026-11-22', '2026-11-23'])
  })
  test.each<[string, (given: OrderInput) => OrderInput]>([
    ['a line', given => ({ ...given, items: [{ ...buns, amount: 499 }, milk] })],
    ['the total', given => ({ ...given, total: { ...given.total, payable: 1 }, payment: { amount: 1 } })],
    ['what was paid', given => ({ ...given, payment: { ...given.payment, amount: 1 } })],
  ])('sums that differ (%s): printed with 金额异常, and alarmed', async (_, spoil) => {
    const { shop } = await openPaperShop()
    await take(shop, spoil(order({ orderId: 'mp-1', items: [buns, milk] })))
    const out = await papers(shop, 'mp-1')
    expect([kinds(out), marks(out)]).toEqual([['kitchen'], ['金额异常']])
    expect(out[0]?.text).toContain('金额异常')
    expect(await shop.alarms()).toMatchObject([{ code: 'order-amount', subject: 'mini/mp-1' }])
    expect((await shop.order('mp-1')).amountFault).toBe(true)
  })
  test('a shop without printers takes orders, holds their tickets and says so; a printer lets them go', async () => {
    const shop = await openShop({ settings: { printers: [] } })
    await take(shop, order({ orderId: 'mp-1' }))
    expect((await shop.order('mp-1')).jobs.map(job => job.state)).toEqual(['held'])
    expect(await shop.alarms()).toMatchObject([{ code: 'no-printers', facts: { waiting: 1 } }])
    await shop.close()
    const again = await openShop({ folder: shop.folder, settings: shopSettings })
    expect(kinds(await papers(again, 'mp-1'))).toEqual(['kitchen'])
    expect(await again.alarmCodes()).toEqual([])
  })
  test('printed late: 积压', async () => {
    const shop = await openShop({ silent: true })
    await take(shop, order({ orderId: 'mp-1' }))
    shop.clock.jump(31 * 60_000)
    await shop.put('/api/v1/virtual-printers/kitchen', { power: 'on' })
    expect(marks(await papers(shop, 'mp-1'))).toEqual(['积压'])
  })
})

describe('what is nobody else’s business', () => {
  const phone = '13912345678'
  const spaced = '139 1234 5678'
  const secrets = [phone, spaced, '139-1234-5678', '欧阳锋雪', '古荡新村西区18幢']
  const person = { phone, name: '欧阳锋雪', address: '杭州市西湖区古荡新村西区18幢2单元' }

  test('no phone, name or address is in any file or answer', { timeout: 30_000 }, async () => {
    const shop = await openShop()
    const rich = {
      ...order({ orderId: 'mp-1', revision: 1 }),
      note: `打 ${spaced} 或139-1234-5678`,
      items: [{ ...buns, note: `电话${phone}` }],
      customer: person,
      receiver: person,
      ext: { list: [{ contact_phone: phone, backupMobile: Number(phone) }], raw: JSON.stringify({ user: { phone } }) },
    }
    expect((await shop.push(rich)).status).toBe(201)
    expect((await shop.push({ ...rich, tableNo: '9' })).status).toBe(409)
    expect((await shop.push({ ...rich, orderId: 'mp-2', status: 'no' })).status).toBe(400)
    const broken = `{"orderId":"mp-3","note":"${spaced}","customer":{"phone":"${phone}","mobile":${phone}`
    expect((await shop.push(null, { rawBody: broken })).status).toBe(400)
    const gbk = Buffer.concat([Buffer.from(`{"phone":"${phone}","x":"`), Buffer.from([0xc4, 0xe3]), Buffer.from('"}')])
    expect((await shop.push(null, { rawBody: gbk })).status).toBe(400)
    expect((await shop.push(rich, { headers: { 'webhook-signature': 'v1,AAAA' } })).status).toBe(401)
    await shop.push({ ...rich, orderId: 'mp-4', status: 'unpaid' })
    const out = await papers(shop, 'mp-1')
    expect(out[0]?.text).toContain('139****5678')

    const paths = [
      '/api/v1/orders',
      '/api/v1/orders/mini/mp-1',
      '/api/v1/jobs',
      '/api/v1/quarantine',
      '/api/v1/conflicts',
      '/api/v1/alarms',
      '/api/v1/printers',
      ...['txt', 'bin'].map(type => `/api/v1/jobs/${out[0]?.job.jobId}/paper.${type}`),
    ]
    for (const path of paths) {
      const reply = await shop.get(path)
      expect(reply.status, path).toBe(200)
      for (const secret of secrets) expect(reply.bytes.includes(secret), `${secret} in ${path}`).toBe(false)
    }
    const leaks = () => secrets.flatMap(secret => filesWith(shop.folder, secret))
    expect(leaks()).toEqual([])
    await shop.close()
    expect(leaks()).toEqual([])
    // The search itself works: what may be kept is found where it has to be.
    expect(filesWith(shop.folder, '139****5678')).toEqual(
      expect.arrayContaining(['gudang.db', 'journal/2026-11-21.jsonl', 'paper/kitchen/000001.txt']),
    )
  })
})
