import { expect, test } from 'vitest'
import { parseOrder } from '../../../shared/domain/order.ts'
import { paymentMethod, refundedAmount, saleOf } from '../../../shared/domain/sale.ts'
import { line, order } from '../../support/orders.ts'

const settings = { routing: [{ category: '蒸点', station: 'steam' }], defaultStation: 'kitchen' }
function sale(over: Parameters<typeof order>[0]) {
  const parsed = parseOrder(order(over))
  if (!parsed.ok) throw new Error('the order of this test is wrong')
  return saleOf(parsed.order, settings)
}

test('a combo is sold as one; its parts cost nothing and are not counted beside it', () => {
  const items = [
    line('1', '早餐套餐', 2, { unitPrice: 1500 }),
    line('2', '豆浆', 2, { unitPrice: 300, amount: 0, comboOf: '1' }),
    line('3', '油条', 2, { unitPrice: 300, amount: 0, comboOf: '1' }),
  ]
  expect(sale({ items }).dishes).toMatchObject([{ name: '早餐套餐', quantity: 2, amount: 3000, station: 'kitchen' }])
})

test('what is weighed keeps its three decimals, and its amount is whole fen', () => {
  const items = [line('1', '牛肉', 0.335, { unitPrice: 4900, amount: null, category: '蒸点' })]
  expect(sale({ items, total: { payable: 1642 } }).dishes).toMatchObject([
    { quantity: 0.335, amount: 1642, station: 'steam' },
  ])
})

test('refunded lines are counted by quantity, never more than were sold', () => {
  const refunds = [
    { refundNo: 'a', amount: 250, lines: [{ lineId: '1', quantity: 1 }] },
    { refundNo: 'b', amount: 250, lines: [{ lineId: '1', quantity: 5 }] },
  ]
  const refunded = sale({ refunds })
  expect(refunded.dishes.map(dish => dish.refunded)).toEqual([2, 0])
  expect(refundedAmount(refunded)).toBe(500)
})

test.each([
  ['refunded as a whole, refunds not listed', { status: 'refunded' as const }, 'sold', 750],
  ['refunded as a whole, a part listed', { status: 'refunded' as const, refunds: [{ amount: 200 }] }, 'sold', 750],
  ['cancelled', { status: 'cancelled' as const }, 'called-off', 0],
  ['cancelled, and a part went back', { status: 'cancelled' as const, refunds: [{ amount: 600 }] }, 'sold', 600],
  ['not paid', { status: 'unpaid' as const }, 'none', 0],
  ['to be paid after the meal', { status: 'unpaid' as const, payment: { terms: 'after-meal' } }, 'owed', 0],
])('%s', (_name, over, state, back) => {
  const made = sale(over)
  expect([made.state, refundedAmount(made)]).toEqual([state, back])
})

test('a source that gives only totals has one line of each', () => {
  const parsed = parseOrder({ ...order(), total: { items: 750, fees: 100, discounts: 50, payable: 800 } })
  const given = parsed.ok ? saleOf(parsed.order, settings) : null
  expect(given?.fees).toEqual([{ name: '', amount: 100 }])
  expect(given?.discounts).toEqual([{ bearer: 'other', kind: 'other', name: '', amount: 50 }])
})

test('who bears a discount, and the word of a payment method', () => {
  const discounts = [
    { name: '满减', kind: 'promotion', fundedBy: 'Platform', amount: 10 },
    { name: '券', kind: 'coupon', fundedBy: 'merchant', amount: 20 },
    { name: '?', kind: 'nonsense', fundedBy: 'god', amount: 5 },
  ]
  expect(sale({ discounts }).discounts.map(one => [one.bearer, one.kind])).toEqual([
    ['platform', 'promotion'],
    ['merchant', 'coupon'],
    ['other', 'other'],
  ])
  expect([' WeChatPay ', '现金', '', null, 'Bitcoin'].map(paymentMethod)).toEqual([
    ...['wechat', 'cash', null, null, 'bitcoin'],
  ])
})
