import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDayBook } from '../../../../shared/domain/reconciliation/day-book.ts'
import type { Discrepancy } from '../../../../shared/domain/reconciliation/discrepancy.ts'
import { discrepancyClasses } from '../../../../shared/domain/reconciliation/discrepancy.ts'
import { discrepancyRules, mostSpecific } from '../../../../shared/domain/reconciliation/discrepancy-class.ts'
import { discrepancyWords } from '../../../../shared/domain/reconciliation/discrepancy-words.ts'
import { matchBill } from '../../../../shared/domain/reconciliation/match-bill.ts'
import { agreesPlainly, judgeMoney } from '../../../../shared/domain/reconciliation/money-rules.ts'
import {
  alipayBill,
  anyDraw,
  billDay,
  billRow,
  matchOf,
  type PlannedDay,
  shop,
  tellDay,
} from '../../../support/bill-plans.ts'

// One rule each, what weighs more, and that the short way round the rules leads to the same place.

const days = createDayBook(shop)

test('what agrees at a glance agrees with every rule', () => {
  fc.assert(
    fc.property(anyDraw, draw => {
      const { orders, rows } = tellDay([draw])
      const [order] = orders
      if (order === undefined) return
      const one = { bill: alipayBill, order, rows, others: [], days, closedAt: () => null }
      if (agreesPlainly(one)) expect(judgeMoney(one)).toEqual([])
    }),
    { numRuns: Number(process.env.GUDANG_DAYS ?? 500) },
  )
})

test('every class has its place, its severity and its act, once', () => {
  expect(discrepancyRules.map(rule => rule.class).toSorted()).toEqual(discrepancyClasses.toSorted())
})

const draw = {
  name: 'plain' as const,
  amount: 1_850,
  at: billDay.from + 8 * 3_600_000,
  more: 200,
  link: 'both' as const,
}
const plain = () => tellDay([draw])
const found = (day: PlannedDay): Discrepancy[] => [...matchBill(matchOf(day))]

/** The one order of a plain day with something else about it. */
function changedDay(over: { order?: object; row?: object; more?: ReturnType<typeof billRow>[] }): PlannedDay {
  const day = plain()
  const orders = day.orders.map(order => ({ ...order, ...over.order }))
  const rows = [...day.rows.map(row => ({ ...row, ...over.row })), ...(over.more ?? [])]
  return { ...day, orders, rows: rows.map((row, index) => ({ ...row, line: index + 1 })) }
}

test('the food comes before the money, a cause before a sum, a difference before what only informs', () => {
  const some = (...classes: Discrepancy['class'][]) => mostSpecific(classes.map(one => ({ class: one })))?.class
  expect(some('AMOUNT', 'PAID_NOT_PRINTED')).toBe('PAID_NOT_PRINTED')
  expect(some('AMOUNT', 'DUP_PAYMENT')).toBe('DUP_PAYMENT')
  expect(some('CROSS_DAY', 'FEE_ROUNDING', 'AMOUNT')).toBe('AMOUNT')
  expect(some('LOCAL_NOT_PAID', 'LOCAL_REFUND_NOT_BILL')).toBe('LOCAL_REFUND_NOT_BILL')
  expect(some()).toBeUndefined()
})

test('of several things wrong with one order, one is told', () => {
  // Paid twice, in cash by its own word, and another amount.
  const second = billRow({ ...draw, amount: 1_900 }, '000000', { tradeNo: '20261122999' })
  const day = changedDay({ order: { method: 'cash', platform: null, amount: 1_800 }, more: [second] })
  expect(found(day)).toMatchObject([{ class: 'CHANNEL_MIXED', expected: 0, actual: 3_750 }])
})

test('sums say what ours is and what the bill is', () => {
  expect(found(changedDay({ row: { amount: 1_950, received: null } }))).toMatchObject([
    {
      class: 'AMOUNT',
      subject: 'order:mini/mp-000000',
      day: '2026-11-22',
      source: 'mini',
      expected: 1_850,
      actual: 1_950,
    },
  ])
})

test('a lone payment and a lone order of one sum within ten minutes name each other, and stay two differences', () => {
  const day = plain()
  const elsewhere = { orderId: 'x-1', outTradeNo: 'x-1', tradeNo: null }
  const other = { ...day, orders: day.orders.map(order => ({ ...order, ...elsewhere })) }
  expect(found(other)).toMatchObject([
    { class: 'PAID_NOT_LOCAL', orderId: 'mp-000000', expected: 0, actual: 1_850, facts: { perhaps: 'x-1' } },
    { class: 'LOCAL_NOT_PAID', orderId: 'x-1', expected: 1_850, actual: 0, facts: { perhaps: 'mp-000000' } },
  ])
  const late = { ...other, orders: other.orders.map(one => ({ ...one, paidAt: one.paidAt + 11 * 60_000 })) }
  expect(found(late).map(one => one.facts.perhaps)).toEqual([undefined, undefined])
})

test('a refund by hand on the platform: unknown to the shop on its day, after the close of its day later', () => {
  const refund = billRow({ ...draw, amount: -500 }, '000000', {
    kind: 'refund',
    refundNo: 'q',
    at: draw.at + 3_600_000,
  })
  expect(found(changedDay({ more: [refund] }))).toMatchObject([
    { class: 'REFUND_NOT_LOCAL', expected: 0, actual: -500, facts: { refundNo: 'q' } },
  ])
  const closed = matchOf(changedDay({ more: [refund] }), { closedAt: () => draw.at + 60_000 })
  expect([...matchBill(closed)]).toMatchObject([{ class: 'REFUND_AFTER_CLOSE', actual: -500, facts: { known: 0 } }])
})

test.each(discrepancyClasses)('%s is said in both languages, without a hole', one => {
  const facts = {
    ...{
      platform: 'alipay',
      at: draw.at,
      refundAt: draw.at,
      payments: 2,
      method: 'cash',
      status: 'unpaid',
      missing: 1,
      out: 1,
    },
    ...{
      paid: 1_850,
      papers: 1,
      code: 'CP1',
      number: 'A057',
      date: '2026-11-22',
      billDay: '2026-11-23',
      ourDay: '2026-11-22',
      known: 0,
    },
    ...{ calledOff: 0, refused: 0, ours: 350 },
  }
  const said = { class: one, orderId: 'mp-1', source: 'mini', expected: 1_850, actual: 1_950, facts }
  for (const language of ['zh-CN', 'en'] as const) {
    const words = discrepancyWords(said, language, shop.timezone)
    expect(words).not.toMatch(/undefined|null|NaN|\[object|\?/)
    expect(words.length).toBeGreaterThan(10)
  }
})

test('in the owner’s words', () => {
  const said = found({ ...plain(), orders: [] })[0]
  expect(said && discrepancyWords(said, 'zh-CN', shop.timezone)).toBe(
    '支付宝收了 18.50 元，店里没有这单：可能漏单，点这里补打',
  )
})
