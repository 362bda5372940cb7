import { describe, expect, test } from 'vitest'
import type { OrderInput } from '../../../shared/domain/order.ts'
import { eventually } from '../../support/eventually.ts'
import { filesIn } from '../../support/files.ts'
import { changed, line, order } from '../../support/orders.ts'
import { openShop } from '../../support/shop.ts'
import { kinds, marks, openPaperShop, papers, take } from './paper-shop.ts'

// What revisions of an order put on paper (contract §3, §9), from the push to the virtual printer's paper.

const buns = line('1', '鲜肉包', 2)

const milk = line('2', '豆浆')

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
