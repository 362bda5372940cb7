import fc from 'fast-check'
import type { Bill, BillRow } from '../../shared/domain/reconciliation/bill.ts'
import type { BillMatch, BillRows, OrdersOfBill } from '../../shared/domain/reconciliation/bill-match.ts'
import type { Discrepancy, DiscrepancyClass } from '../../shared/domain/reconciliation/discrepancy.ts'
import type { LocalOrder } from '../../shared/domain/reconciliation/local-order.ts'
import { compareKeys } from '../../shared/domain/reconciliation/sorted-groups.ts'

// Days of orders and the bill that belongs to them, with differences planted in them. Each plan is one customer's story:
// what the shop has of it, what the bill says, and what ought to be found. Stories do not touch each other.

export const billDay = { from: Date.parse('2026-11-22T00:00:00+08:00'), until: Date.parse('2026-11-23T00:00:00+08:00') }
export const shop = { timezone: 'Asia/Shanghai', businessDayStart: '04:00' }
export const alipayBill: Bill = {
  kind: 'alipay-trade',
  platform: 'alipay',
  account: null,
  ...billDay,
  payments: { count: 0, amount: 0 },
  refunds: { count: 0, amount: 0 },
}

const minute = 60_000
const hour = 60 * minute

export type Expected = Pick<Discrepancy, 'class' | 'subject' | 'orderId'>

/** A story's part of the day. */
export type Story = {
  orders: LocalOrder[]
  rows: BillRow[]
  /** of other bills, under the order that they are of */
  others?: { orderId: string; rows: BillRow[] }[]
  expected: Expected[]
}

/** By what the two sides can find each other. */
export type Link = 'both' | 'trade' | 'order'
export type Draw = { name: StoryName; amount: number; at: number; more: number; link: Link }

type Teller = (draw: Draw, number: string) => Story

function localOrder(draw: Draw, number: string, over: Partial<LocalOrder> = {}): LocalOrder {
  const outTradeNo = draw.link === 'trade' ? `ours-${number}` : `mp-${number}`
  return {
    ...{ row: 0, source: 'mini', orderId: `mp-${number}`, outTradeNo, day: '2026-11-22' },
    tradeNo: draw.link === 'order' ? null : `2026112222${number}`,
    ...{ method: 'alipay', platform: 'alipay' as const, status: 'paid' as const },
    ...{ paidAt: draw.at, amount: draw.amount, merchantDiscount: 0, platformDiscount: 0, refunds: [] },
    ...over,
  }
}

export function billRow(draw: Pick<Draw, 'amount' | 'at'>, number: string, over: Partial<BillRow> = {}): BillRow {
  return {
    ...{
      line: 0,
      kind: 'payment' as const,
      tradeNo: `2026112222${number}`,
      outTradeNo: `mp-${number}`,
      refundNo: null,
    },
    ...{ at: draw.at + 1_000, amount: draw.amount, received: draw.amount },
    ...{ merchantDiscount: 0, platformDiscount: 0, fee: 0 },
    ...over,
  }
}

function refundRow(draw: Draw, number: string, amount: number, over: Partial<BillRow> = {}): BillRow {
  const back = {
    kind: 'refund' as const,
    amount: -amount,
    received: -amount,
    refundNo: `r-${number}`,
    at: draw.at + hour / 4,
  }
  return billRow(draw, number, { ...back, ...over })
}

/** `found` is what the order is called on the bill. */
function of(order: LocalOrder, what: DiscrepancyClass, found: string): Expected {
  return { class: what, subject: `order:${order.source}/${order.orderId}`, orderId: found }
}

/** What the bill calls the order, where the bill has rows of it; else what the order calls itself. */
const onBill = (number: string) => `mp-${number}`

function agreeing(orders: LocalOrder[], rows: BillRow[], others?: Story['others']): Story {
  return { orders, rows, expected: [], ...(others === undefined ? {} : { others }) }
}

const tellers = {
  plain: (draw, n) => agreeing([localOrder(draw, n)], [billRow(draw, n)]),
  'with a fee': (draw, n) => agreeing([localOrder(draw, n)], [billRow(draw, n, { fee: 1, received: draw.amount - 1 })]),
  'paid in parts': (draw, n) =>
    agreeing(
      [localOrder(draw, n)],
      [
        billRow(draw, n, { amount: draw.amount - draw.more, received: null }),
        billRow(draw, n, {
          tradeNo: `2026112299${n}`,
          outTradeNo: localOrder(draw, n).outTradeNo,
          amount: draw.more,
          received: null,
        }),
      ],
    ),
  'paid together': (draw, n) =>
    agreeing(
      [
        localOrder(draw, n, { tradeNo: `2026112222${n}` }),
        localOrder(draw, `${n}b`, { tradeNo: `2026112222${n}`, amount: draw.more }),
      ],
      [billRow(draw, n, { amount: draw.amount + draw.more, received: null })],
    ),
  'discount of the platform': (draw, n) =>
    agreeing(
      [localOrder(draw, n, { platformDiscount: draw.more, amount: draw.amount + draw.more })],
      [
        billRow(draw, n, {
          amount: draw.amount + draw.more,
          platformDiscount: draw.more,
          received: draw.amount + draw.more,
        }),
      ],
    ),
  'discount taken off before': (draw, n) =>
    agreeing([localOrder(draw, n, { merchantDiscount: draw.more })], [billRow(draw, n)]),
  'discount of the shop on the bill': (draw, n) =>
    agreeing(
      [localOrder(draw, n, { merchantDiscount: draw.more })],
      [billRow(draw, n, { amount: draw.amount + draw.more, merchantDiscount: draw.more, received: draw.amount })],
    ),
  'refund on both sides': (draw, n) =>
    agreeing(
      [localOrder(draw, n, { refunds: [{ refundNo: `r-${n}`, amount: draw.more, at: draw.at + hour / 4 }] })],
      [billRow(draw, n), refundRow(draw, n, draw.more)],
    ),
  'refund under another number': (draw, n) =>
    agreeing(
      [localOrder(draw, n, { refunds: [{ refundNo: 'r1', amount: draw.more, at: null }] })],
      [billRow(draw, n), refundRow(draw, n, draw.more)],
    ),
  'called off and paid back': (draw, n) =>
    agreeing([localOrder(draw, n, { status: 'cancelled' })], [billRow(draw, n), refundRow(draw, n, draw.amount)]),
  'refunded whole, in two steps': (draw, n) =>
    agreeing(
      [localOrder(draw, n, { status: 'refunded' })],
      [
        billRow(draw, n),
        refundRow(draw, n, draw.more),
        refundRow(draw, n, draw.amount - draw.more, { refundNo: `q-${n}` }),
      ],
    ),
  'called off before it was paid': (draw, n) => agreeing([localOrder(draw, n, { status: 'cancelled' })], []),
  'not paid yet': (draw, n) => agreeing([localOrder(draw, n, { status: 'unpaid', tradeNo: null })], []),
  cash: (draw, n) => agreeing([localOrder(draw, n, { method: 'cash', platform: null, tradeNo: null })], []),
  'on another bill': (draw, n) => agreeing([localOrder(draw, n, { method: 'wechat', platform: 'wechat' })], []),
  'for nothing': (draw, n) => agreeing([localOrder(draw, n, { amount: 0, tradeNo: null })], []),
  'second tap undone': (draw, n) =>
    agreeing(
      [localOrder(draw, n)],
      [
        billRow(draw, n),
        billRow(draw, n, { tradeNo: `2026112299${n}`, outTradeNo: localOrder(draw, n).outTradeNo }),
        refundRow(draw, n, draw.amount, { tradeNo: `2026112299${n}`, outTradeNo: localOrder(draw, n).outTradeNo }),
      ],
    ),
  'undone before we heard of it': (draw, n) => agreeing([], [billRow(draw, n), refundRow(draw, n, draw.amount)]),
  'in the night, of the business day before': (draw, n) => {
    const at = billDay.from + (draw.at % (4 * hour - minute))
    return agreeing([localOrder({ ...draw, at }, n, { day: '2026-11-21' })], [billRow({ ...draw, at }, n)])
  },
  'after the bill ends': (draw, n) => agreeing([localOrder(draw, n, { paidAt: billDay.until + 2 * hour })], []),
  'paid on the next bill': (draw, n) =>
    agreeing(
      [localOrder(draw, n, { paidAt: billDay.until - 1_000 })],
      [],
      [{ orderId: `mp-${n}`, rows: [billRow({ ...draw, at: billDay.until }, n)] }],
    ),
  'refund of yesterday’s order, known': (draw, n) =>
    agreeing(
      [
        localOrder(draw, n, {
          paidAt: draw.at - 24 * hour,
          refunds: [{ refundNo: `r-${n}`, amount: draw.more, at: draw.at }],
        }),
      ],
      [refundRow(draw, n, draw.more)],
      [{ orderId: `mp-${n}`, rows: [billRow({ ...draw, at: draw.at - 24 * hour }, n)] }],
    ),

  PAID_NOT_LOCAL: (draw, n) => ({
    orders: [],
    rows: [billRow(draw, n)],
    expected: [{ class: 'PAID_NOT_LOCAL', subject: `trade:mp-${n}`, orderId: `mp-${n}` }],
  }),
  LOCAL_NOT_PAID: (draw, n) => {
    const order = localOrder(draw, n)
    return { orders: [order], rows: [], expected: [of(order, 'LOCAL_NOT_PAID', order.outTradeNo)] }
  },
  AMOUNT: (draw, n) => {
    const order = localOrder(draw, n)
    const row = billRow(draw, n, { amount: draw.amount + draw.more + 1, received: null })
    return { orders: [order], rows: [row], expected: [of(order, 'AMOUNT', onBill(n))] }
  },
  'AMOUNT of a refund': (draw, n) => {
    const order = localOrder(draw, n, { refunds: [{ refundNo: `r-${n}`, amount: draw.more, at: draw.at + hour / 4 }] })
    const rows = [billRow(draw, n), refundRow(draw, n, draw.more - 1)]
    return { orders: [order], rows, expected: [of(order, 'AMOUNT', onBill(n))] }
  },
  DUP_PAYMENT: (draw, n) => {
    const order = localOrder(draw, n)
    const second = billRow(draw, n, { tradeNo: `2026112299${n}`, outTradeNo: order.outTradeNo, at: draw.at + minute })
    return { orders: [order], rows: [billRow(draw, n), second], expected: [of(order, 'DUP_PAYMENT', order.outTradeNo)] }
  },
  DUP_LOCAL: (draw, n) => {
    const order = localOrder(draw, n)
    const copy = { ...order, source: 'pull' }
    return { orders: [order, copy], rows: [billRow(draw, n)], expected: [of(copy, 'DUP_LOCAL', onBill(n))] }
  },
  'CROSS_DAY at the cut': (draw, n) => {
    const order = localOrder(draw, n, { paidAt: billDay.from + 4 * hour - 1_000, day: '2026-11-21' })
    const row = billRow(draw, n, { at: billDay.from + 4 * hour + 1_000 })
    return { orders: [order], rows: [row], expected: [of(order, 'CROSS_DAY', onBill(n))] }
  },
  'CROSS_DAY at midnight': (draw, n) => {
    const order = localOrder(draw, n, { paidAt: billDay.from - 2_000, day: '2026-11-21' })
    const row = billRow(draw, n, { at: billDay.from + 3_000 })
    return { orders: [order], rows: [row], expected: [of(order, 'CROSS_DAY', onBill(n))] }
  },
  REFUND_NOT_LOCAL: (draw, n) => {
    const order = localOrder(draw, n)
    const rows = [billRow(draw, n), refundRow(draw, n, draw.more)]
    return { orders: [order], rows, expected: [of(order, 'REFUND_NOT_LOCAL', onBill(n))] }
  },
  'REFUND_NOT_LOCAL without an order': (draw, n) => ({
    orders: [],
    rows: [refundRow(draw, n, draw.more)],
    expected: [{ class: 'REFUND_NOT_LOCAL', subject: `trade:mp-${n}`, orderId: `mp-${n}` }],
  }),
  LOCAL_REFUND_NOT_BILL: (draw, n) => {
    const order = localOrder(draw, n, { refunds: [{ refundNo: `r-${n}`, amount: draw.more, at: draw.at + hour / 4 }] })
    return { orders: [order], rows: [billRow(draw, n)], expected: [of(order, 'LOCAL_REFUND_NOT_BILL', onBill(n))] }
  },
  REFUND_AFTER_CLOSE: (draw, n) => {
    const order = localOrder(draw, n, { paidAt: draw.at - 24 * hour, day: '2026-11-21' })
    const rows = [refundRow(draw, n, draw.more)]
    return { orders: [order], rows, expected: [of(order, 'REFUND_AFTER_CLOSE', onBill(n))] }
  },
  FEE_ROUNDING: (draw, n) => {
    const order = localOrder(draw, n)
    const row = billRow(draw, n, { amount: draw.amount + (draw.more % 2 === 0 ? 1 : -1), received: null })
    return { orders: [order], rows: [row], expected: [of(order, 'FEE_ROUNDING', onBill(n))] }
  },
  'FEE_ROUNDING of what came in': (draw, n) => {
    const order = localOrder(draw, n)
    const row = billRow(draw, n, { fee: 10, received: draw.amount - 11 })
    return { orders: [order], rows: [row], expected: [of(order, 'FEE_ROUNDING', onBill(n))] }
  },
  SUBSIDY_SPLIT: (draw, n) => {
    const amount = draw.amount + draw.more
    const order = localOrder(draw, n, { amount, platformDiscount: draw.more })
    const row = billRow(draw, n, { amount, merchantDiscount: draw.more, received: draw.amount })
    return { orders: [order], rows: [row], expected: [of(order, 'SUBSIDY_SPLIT', onBill(n))] }
  },
  STATUS_MISMATCH: (draw, n) => {
    const order = localOrder(draw, n, { status: draw.more % 2 === 0 ? 'unpaid' : 'cancelled' })
    return { orders: [order], rows: [billRow(draw, n)], expected: [of(order, 'STATUS_MISMATCH', onBill(n))] }
  },
  CHANNEL_MIXED: (draw, n) => {
    const order = localOrder(draw, n, { method: 'cash', platform: null })
    return { orders: [order], rows: [billRow(draw, n)], expected: [of(order, 'CHANNEL_MIXED', onBill(n))] }
  },
} satisfies Record<string, Teller>

export type StoryName = keyof typeof tellers
const names = Object.keys(tellers) as StoryName[]

export const anyDraw: fc.Arbitrary<Draw> = fc.record({
  name: fc.constantFrom(...names),
  amount: fc.integer({ min: 1_000, max: 99_999 }),
  /** between 04:00 and 23:00 of the bill's day */
  at: fc.integer({ min: billDay.from + 4 * hour, max: billDay.until - hour }),
  more: fc.integer({ min: 100, max: 900 }),
  link: fc.constantFrom<Link>('both', 'trade', 'order'),
})

export type PlannedDay = { orders: LocalOrder[]; rows: BillRow[]; others: Map<string, BillRow[]>; expected: Expected[] }

/** Every draw told once; rows and orders lie in the order of `shuffle`, a key for each. */
export function tellDay(draws: readonly Draw[], shuffle: (index: number) => number = index => index): PlannedDay {
  const stories = draws.map((draw, index) => tellers[draw.name](draw, String(index).padStart(6, '0')) as Story)
  const mixed = <Item>(items: Item[]) =>
    items
      .map((item, index) => ({ item, key: shuffle(index) }))
      .sort((a, b) => a.key - b.key)
      .map(({ item }) => item)
  return {
    // Which came first is the shop's knowledge, not that of a list.
    orders: mixed(stories.flatMap(story => story.orders).map((order, index) => ({ ...order, row: index + 1 }))),
    rows: mixed(stories.flatMap(story => story.rows)).map((row, index) => ({ ...row, line: index + 1 })),
    others: new Map(stories.flatMap(story => (story.others ?? []).map(other => [other.orderId, other.rows] as const))),
    expected: stories.flatMap(story => story.expected),
  }
}

function sortedBy<Item>(items: readonly Item[], keyOf: (item: Item) => string | null): Item[] {
  return items.toSorted((a, b) => {
    const [left, right] = [keyOf(a), keyOf(b)]
    if (left === null || right === null) return (left === null ? 0 : 1) - (right === null ? 0 : 1)
    return compareKeys(left, right)
  })
}

export function rowsOf(rows: readonly BillRow[]): BillRows {
  return {
    byTradeNo: () => sortedBy(rows, row => row.tradeNo),
    byOrderNo: () => sortedBy(rows, row => row.outTradeNo),
  }
}

export function ordersOf(orders: readonly LocalOrder[], bill: Pick<Bill, 'from' | 'until'>): OrdersOfBill {
  const isInside = (order: LocalOrder) => order.paidAt >= bill.from && order.paidAt < bill.until
  const inside = orders.filter(isInside)
  const outside = orders.filter(order => !isInside(order))
  return {
    byTradeNo: () => sortedBy(inside, order => order.tradeNo),
    byOrderNo: () => sortedBy(inside, order => order.outTradeNo),
    elsewhere: row =>
      outside.find(order => row.tradeNo !== null && order.tradeNo === row.tradeNo) ??
      outside.find(order => order.outTradeNo === row.outTradeNo) ??
      orders.find(order => order.refunds.some(one => one.refundNo !== '' && one.refundNo === row.refundNo)) ??
      null,
  }
}

export function matchOf(day: PlannedDay, over: Partial<BillMatch> = {}): BillMatch {
  const { rows, orders, others } = day
  return {
    ...{ bill: alipayBill, shop, rows: rowsOf(rows), orders: ordersOf(orders, billDay) },
    otherBills: order => others.get(order.orderId) ?? [],
    ...over,
  }
}
