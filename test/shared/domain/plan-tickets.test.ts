import { expect, test } from 'vitest'
import { type PlanInput, type PlannedTicket, planTickets } from '../../../shared/domain/plan-tickets.ts'
import type { TicketContent, TicketLine } from '../../../shared/domain/ticket.ts'
import { type Json, orderOf, shopSettings } from './orders.ts'

const bun = { lineId: '1', name: '鲜肉包', quantity: 2, modifiers: [{ name: '加辣' }], note: '不要葱' }
const stick = { lineId: '2', name: '油条', category: '煎炸', quantity: 1 }
const cake = { lineId: '3', name: '葱油饼', category: '煎炸', quantity: 2 }
const milk = { lineId: '4', name: '甜豆浆', quantity: 1 }
const combo = { lineId: '5', name: '早餐套餐', quantity: 1 }
const comboMilk = { lineId: '6', name: '豆浆', quantity: 1, comboOf: '5' }

function plan(before: Json | null, after: Json, more: Partial<PlanInput> = {}): PlannedTicket[] {
  const settings = more.settings ?? shopSettings()
  return planTickets({
    before: before && orderOf(before),
    after: orderOf(after),
    number: 12,
    demo: false,
    amountFault: false,
    ...more,
    settings,
  })
}

function content(ticket: PlannedTicket | undefined): TicketContent {
  if (ticket === undefined || !('lines' in ticket.content)) throw new Error('no kitchen ticket')
  return ticket.content
}

const say = (lines: TicketLine[]): string =>
  lines.map(line => `${line.name}x${line.quantity}${line.parts.length > 0 ? `[${say(line.parts)}]` : ''}`).join(' ')
/** `fry void 2/3 退菜: 油条x1` */
const inShort = (tickets: PlannedTicket[]) =>
  tickets.map(ticket => {
    const { n, of, copyNo, marks, lines } = content(ticket)
    const copy = copyNo === null ? '' : ` copy${copyNo}`
    return `${ticket.stationId} ${ticket.kind} ${n}/${of}${copy} ${marks.join('+')}: ${say(lines)}`
  })

test('first time: together, one paper a dish, and copies, counted together', () => {
  expect(inShort(plan(null, { items: [bun, stick, milk, cake] }))).toEqual([
    'steam kitchen 1/4 : 鲜肉包x2',
    'fry kitchen 2/4 : 油条x1',
    'fry kitchen 3/4 : 葱油饼x2',
    'bar kitchen 4/4 copy1 : 甜豆浆x1',
    'bar kitchen 4/4 copy2 : 甜豆浆x1',
  ])
})

test('a ticket says all that contract §9 wants of it, and goes to its printer', () => {
  const members = {
    pickupNo: 'A012',
    tableNo: '7',
    serviceMode: 'dine-in',
    channel: 'eleme',
    guests: 3,
    note: '快点',
    items: [milk],
  }
  expect(plan(null, members)[0]).toEqual({
    printerId: 'p-bar',
    stationId: 'bar',
    kind: 'kitchen',
    content: {
      kind: 'kitchen',
      marks: [],
      number: 12,
      n: 1,
      of: 1,
      copyNo: 1,
      station: { id: 'bar', name: '水吧' },
      pickupNo: 'A012',
      tableNo: '7',
      serviceMode: 'dine-in',
      channel: 'eleme',
      guests: 3,
      placedAt: '2026-11-22T07:01:02+08:00',
      expectedAt: null,
      lines: [{ lineId: '4', name: '甜豆浆', quantity: 1, modifiers: [], note: null, parts: [] }],
      note: '快点',
      changes: [],
    },
  })
})

test('a combo is one dish with its parts', () => {
  const inner = { lineId: '7', name: '糖', quantity: 1, comboOf: '6' }
  expect(inShort(plan(null, { items: [inner, comboMilk, combo, bun] }))).toEqual([
    'steam kitchen 1/1 : 早餐套餐x1[豆浆x1[糖x1]] 鲜肉包x2',
  ])
})

test('marks: pre-order, sums that differ, demo', () => {
  const members = { expectedAt: '2026-11-22T09:00:00+08:00', items: [bun] }
  const [ticket] = plan(null, members, { demo: true, amountFault: true })
  expect(content(ticket).marks).toEqual(['预约', '金额异常', '演示'])
  const [more] = plan(members, { ...members, items: [bun, combo] }, { demo: true })
  expect(content(more).marks).toEqual(['加菜', '预约', '演示'])
})

test('later: what to stop, what to make otherwise, what is new', () => {
  const before = { items: [bun, stick, cake, milk], tableNo: '3' }
  const after = {
    items: [{ ...bun, note: '多放葱' }, { ...cake, quantity: 1 }, milk, combo, { ...stick, lineId: '8', name: '油墩' }],
    tableNo: '4',
  }
  expect(inShort(plan(before, after))).toEqual([
    'steam change 1/6 改单: 鲜肉包x2',
    'steam addition 2/6 加菜: 早餐套餐x1',
    'fry void 3/6 退菜: 油条x1 葱油饼x1',
    'fry change 4/6 改单: ',
    'fry addition 5/6 加菜: 油墩x1',
    'bar change 6/6 copy1 改单: ',
    'bar change 6/6 copy2 改单: ',
  ])
  const [change] = plan(before, after)
  expect(content(change).changes).toEqual([{ field: 'tableNo', from: '3', to: '4' }])
  expect(content(change).lines[0]?.before).toEqual({ modifiers: [{ name: '加辣', price: 0 }], note: '不要葱' })
})

test('an addition is split as its station wants; voids and changes are one paper', () => {
  const before = { items: [stick, cake] }
  const two = [
    { ...stick, lineId: '8' },
    { ...cake, lineId: '9' },
  ]
  expect(inShort(plan(before, { items: [stick, cake, ...two] }))).toEqual([
    'fry addition 1/2 加菜: 油条x1',
    'fry addition 2/2 加菜: 葱油饼x2',
  ])
  expect(inShort(plan({ items: [bun, stick, cake] }, { items: [bun] }))).toEqual(['fry void 1/1 退菜: 油条x1 葱油饼x2'])
  const noted = [stick, cake].map(line => ({ ...line, note: '脆' }))
  expect(inShort(plan(before, { items: noted }))).toEqual(['fry change 1/1 改单: 油条x1 葱油饼x2'])
})

test("a combo's late child goes where the combo went and says what it belongs to", () => {
  const before = { items: [combo, comboMilk] }
  const egg = { lineId: '7', name: '茶叶蛋', quantity: 1, comboOf: '5' }
  const stationOf = (lineId: string) => (lineId === '5' ? 'fry' : null)
  expect(inShort(plan(before, { items: [combo, comboMilk, egg] }, { stationOf }))).toEqual([
    'fry addition 1/1 加菜: 茶叶蛋（早餐套餐）x1',
  ])
  expect(inShort(plan(before, { items: [combo] }))).toEqual(['steam void 1/1 退菜: 豆浆（早餐套餐）x1'])
  expect(inShort(plan(before, { items: [bun] }))).toEqual([
    'steam void 1/2 退菜: 早餐套餐x1[豆浆x1]',
    'steam addition 2/2 加菜: 鲜肉包x2',
  ])
})

test('a void goes where the dish was sent, and so does more of it, whatever routing says now', () => {
  const stationOf = (lineId: string) => ({ 1: 'bar', 2: 'gone' })[lineId] ?? null
  const before = { items: [bun, stick] }
  expect(inShort(plan(before, { items: [stick] }, { stationOf }))).toEqual([
    'bar void 1/1 copy1 退菜: 鲜肉包x2',
    'bar void 1/1 copy2 退菜: 鲜肉包x2',
  ])
  expect(inShort(plan(before, { items: [{ ...bun, quantity: 3 }, stick] }, { stationOf }))[0]).toBe(
    'bar addition 1/1 copy1 加菜: 鲜肉包x1',
  )
  // A station that is no more: routing decides.
  expect(inShort(plan(before, { items: [bun] }, { stationOf }))).toEqual(['fry void 1/1 退菜: 油条x1'])
})

test('a part goes by the record of its combo where it has none of its own', () => {
  const stationOf = (lineId: string) => (lineId === '5' ? 'fry' : null)
  expect(inShort(plan({ items: [combo, comboMilk] }, { items: [combo] }, { stationOf }))).toEqual([
    'fry void 1/1 退菜: 豆浆（早餐套餐）x1',
  ])
})

test('more of a combo and of a part of its part: one dish, whatever stands between', () => {
  const sugar = { lineId: '7', name: '糖', quantity: 1, comboOf: '6' }
  const after = { items: [{ ...combo, quantity: 2 }, comboMilk, { ...sugar, quantity: 2 }] }
  expect(inShort(plan({ items: [combo, comboMilk, sugar] }, after))).toEqual([
    'steam addition 1/1 加菜: 早餐套餐x1[糖x1]',
  ])
})

test('another dish under the same lineId is stopped where it was sent and made where it belongs', () => {
  const after = { items: [{ ...bun, name: '油墩', category: '煎炸' }] }
  expect(inShort(plan({ items: [bun] }, after))).toEqual([
    'steam void 1/2 退菜: 鲜肉包x2',
    'fry addition 2/2 加菜: 油墩x2',
  ])
})

test('called off: every station stops what it still has, on a paper that says what its own papers say', () => {
  const refunds = [{ refundNo: 'r', amount: 0, lines: [{ lineId: '2', quantity: 1 }] }]
  const before = { items: [bun, stick, cake], refunds, pickupNo: 'A012', note: '快点' }
  const tickets = plan(before, { status: 'cancelled', items: [] })
  expect(inShort(tickets)).toEqual(['steam void 1/2 作废: 鲜肉包x2', 'fry void 2/2 作废: 葱油饼x2'])
  expect(content(tickets[0])).toMatchObject({ pickupNo: 'A012', note: '快点' })
})

test('nothing is planned for what no kitchen has to know', () => {
  expect(plan(null, { status: 'unpaid' })).toEqual([])
  expect(plan({ items: [bun] }, { status: 'unpaid' })).toEqual([])
  expect(plan(null, { status: 'cancelled' })).toEqual([])
  expect(plan({ items: [bun] }, { items: [bun], total: { payable: 1 } })).toEqual([])
  expect(plan({ status: 'cancelled' }, { status: 'refunded' })).toEqual([])
})

test('unpaid, but to be paid later: made at once', () => {
  const members = { status: 'unpaid', payment: { terms: 'after-meal' }, items: [bun] }
  expect(inShort(plan(null, members))).toEqual(['steam kitchen 1/1 : 鲜肉包x2'])
})

test('the receipt: with the first papers, last, and not counted among them', () => {
  const settings = shopSettings({ receipt: { printer: 'p-front', when: 'always' } })
  const tickets = plan(null, { items: [bun] }, { settings, demo: true })
  expect(content(tickets[0]).of).toBe(1)
  expect(tickets[1]).toEqual({
    printerId: 'p-front',
    stationId: null,
    kind: 'receipt',
    content: {
      kind: 'receipt',
      marks: ['演示'],
      number: 12,
      order: orderOf({ items: [bun] }),
      shopName: '古荡早餐店',
    },
  })
  expect(plan({ items: [bun] }, { items: [bun, stick] }, { settings }).map(one => one.kind)).toEqual(['addition'])
  expect(plan(null, { status: 'refunded' }, { settings })).toEqual([])
  const onRequest = shopSettings({ receipt: { printer: 'p-front', when: 'on-request' } })
  expect(plan(null, { items: [bun] }, { settings: onRequest })).toHaveLength(1)
})
