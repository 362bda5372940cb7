import fc from 'fast-check'
import { expect, test } from 'vitest'
import { amountFaults } from '../../../shared/domain/amounts.ts'
import { parseOrder } from '../../../shared/domain/order.ts'
import { exampleOrder, type Json, orderOf } from './orders.ts'

const line = (members: Json) => ({ lineId: '1', name: '鲜肉包', quantity: 1, ...members })

test("the contract's example adds up", () => {
  const parsed = parseOrder(exampleOrder())
  expect(parsed.ok && amountFaults(parsed.order)).toEqual([])
})

test.each<[string, Json, { path: string; expected: number; actual: number }[]]>([
  ['only what must be there', {}, []],
  [
    'a wrong line',
    { items: [line({ quantity: 3, unitPrice: 250, amount: 700 })], total: { payable: 700 } },
    [{ path: 'items.0.amount', expected: 750, actual: 700 }],
  ],
  [
    'modifiers cost per piece',
    {
      items: [line({ quantity: 2, unitPrice: 250, modifiers: [{ name: '加蛋', price: 150 }], amount: 800 })],
      total: { payable: 800 },
    },
    [],
  ],
  [
    'one fen off is off where pieces are counted',
    { items: [line({ quantity: 3, unitPrice: 250, amount: 751 })], total: { payable: 751 } },
    [{ path: 'items.0.amount', expected: 750, actual: 751 }],
  ],
  [
    'weighed, rounded down',
    { items: [line({ quantity: 0.333, unitPrice: 1000, amount: 333 })], total: { payable: 333 } },
    [],
  ],
  [
    'weighed, rounded up by the platform',
    { items: [line({ quantity: 0.333, unitPrice: 998, amount: 333 })], total: { payable: 333 } },
    [],
  ],
  [
    'weighed, a whole fen off',
    { items: [line({ quantity: 0.335, unitPrice: 1000, amount: 336 })], total: { payable: 336 } },
    [{ path: 'items.0.amount', expected: 335, actual: 336 }],
  ],
  [
    "a combo's child costs nothing, whatever its unit price says",
    {
      items: [
        line({ unitPrice: 900, amount: 900 }),
        line({ lineId: '2', comboOf: '1', unitPrice: 300, amount: 0 }),
        line({ lineId: '3', comboOf: '2' }),
      ],
      total: { items: 900, payable: 900 },
    },
    [],
  ],
  [
    "a combo's child that is charged",
    {
      items: [line({ amount: 900 }), line({ lineId: '2', comboOf: '1', amount: 300 })],
      total: { items: 900, payable: 900 },
    },
    [{ path: 'items.1.amount', expected: 0, actual: 300 }],
  ],
  [
    'items, fees and discounts that are not the sums of their lists',
    {
      items: [line({ amount: 500 })],
      fees: [{ name: '打包费', amount: 100 }],
      discounts: [{ name: '满减', amount: 200 }],
      total: { items: 501, fees: 101, discounts: 201, payable: 401 },
    },
    [
      { path: 'total.items', expected: 500, actual: 501 },
      { path: 'total.fees', expected: 100, actual: 101 },
      { path: 'total.discounts', expected: 200, actual: 201 },
    ],
  ],
  [
    'fees and discounts of which only the sum is given',
    { items: [line({ amount: 500 })], total: { fees: 100, discounts: 50, payable: 550 } },
    [],
  ],
  [
    'payable, with the lists standing in for absent totals',
    { items: [line({ amount: 500 })], fees: [{ name: '打包费', amount: 100 }], total: { payable: 500 } },
    [{ path: 'total.payable', expected: 600, actual: 500 }],
  ],
  [
    'a line without a price leaves the total alone',
    { items: [line({ amount: 500 }), line({ lineId: '2' })], total: { payable: 1 } },
    [],
  ],
  [
    'but a total that is given counts',
    { items: [line({}), line({ lineId: '2' })], total: { items: 500, payable: 1 } },
    [{ path: 'total.payable', expected: 500, actual: 1 }],
  ],
  [
    'a unit price stands in for an absent amount',
    { items: [line({ quantity: 2, unitPrice: 250 })], total: { items: 400, payable: 400 } },
    [{ path: 'total.items', expected: 500, actual: 400 }],
  ],
  [
    'a weighed line without an amount is uncertain',
    { items: [line({ quantity: 0.333, unitPrice: 998 })], total: { payable: 333 } },
    [],
  ],
  [
    'paid is not payable',
    { total: { payable: 500 }, payment: { amount: 499 } },
    [{ path: 'payment.amount', expected: 500, actual: 499 }],
  ],
  ['not paid yet', { status: 'unpaid', total: { payable: 500 }, payment: { amount: 0 } }, []],
  ['paid, without an amount', { total: { payable: 500 }, payment: { method: 'cash' } }, []],
])('%s', (_, members, faults) => expect(amountFaults(orderOf(members))).toEqual(faults))

test('an order whose sums were computed has no fault, and one wrong number is found where it is', () => {
  const anyItem = fc.record({
    quantity: fc.integer({ min: 1, max: 999 }),
    unitPrice: fc.integer({ min: 0, max: 10_000 }),
    extra: fc.integer({ min: 0, max: 500 }),
  })
  const anyFees = fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 3 })
  fc.assert(
    fc.property(fc.array(anyItem, { minLength: 1, maxLength: 5 }), anyFees, fc.nat(4), (given, fees, wrong) => {
      const items = given.map(({ quantity, unitPrice, extra }, index) => ({
        ...line({ lineId: String(index), quantity, unitPrice, modifiers: [{ name: '加', price: extra }] }),
        amount: (unitPrice + extra) * quantity,
      }))
      const sum = items.reduce((so, one) => so + one.amount, 0)
      const fee = fees.reduce((so, one) => so + one, 0)
      const total = { items: sum, fees: fee, discounts: 0, payable: sum + fee }
      const good = {
        items,
        fees: fees.map(amount => ({ name: '费', amount })),
        total,
        payment: { amount: total.payable },
      }
      expect(amountFaults(orderOf(good))).toEqual([])
      const at = wrong % items.length
      const bad = items.map((one, index) => (index === at ? { ...one, amount: one.amount + 1 } : one))
      const faults = amountFaults(orderOf({ ...good, items: bad }))
      expect(faults.map(fault => fault.path)).toEqual([`items.${at}.amount`, 'total.items'])
    }),
  )
})
