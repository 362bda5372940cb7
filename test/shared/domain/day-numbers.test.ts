import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addNumbers, type CountedSale, countSales, type SalesNumbers } from '../../../shared/domain/day-numbers.ts'
import { channels } from '../../../shared/domain/order.ts'
import { bearers, type Sale, type SoldDish } from '../../../shared/domain/sale.ts'

// Whatever was sold: every breakdown of a day adds up to the same total, and days add up to periods.

const shop = { timezone: 'Asia/Shanghai', businessDayStart: '04:00' }
const runs = { numRuns: Number(process.env.GUDANG_RUNS ?? 100) }
const fen = fc.integer({ min: 0, max: 100_000_000 })
const dish: fc.Arbitrary<SoldDish> = fc.record({
  sku: fc.option(fc.constantFrom('BZ01', 'YT01')),
  name: fc.constantFrom('鲜肉包', '油条', '=1+1', ''),
  category: fc.constant(null),
  station: fc.constantFrom('steam', 'fry'),
  quantity: fc.integer({ min: 1, max: 999_000 }).map(thousandths => thousandths / 1000),
  amount: fen,
  refunded: fc.constant(0),
})
const sale: fc.Arbitrary<Sale> = fc.record({
  state: fc.constantFrom('sold' as const, 'sold' as const, 'owed' as const, 'called-off' as const, 'none' as const),
  channel: fc.option(fc.constantFrom(...channels)),
  method: fc.option(fc.constantFrom('cash', 'alipay', 'wechat')),
  at: fc.integer({ min: 0, max: 4e12 }),
  guests: fc.nat(20),
  paid: fen,
  fees: fc.array(fc.record({ name: fc.constantFrom('打包费', ''), amount: fen }), { maxLength: 3 }),
  discounts: fc.array(
    fc.record({
      bearer: fc.constantFrom(...bearers),
      kind: fc.constantFrom('coupon', 'light-member', 'promotion'),
      name: fc.constantFrom('满减', '券'),
      amount: fen,
    }),
    { maxLength: 3 },
  ),
  refunds: fc.array(fc.record({ amount: fen, at: fc.constant(null) }), { maxLength: 3 }),
  dishes: fc.array(dish, { maxLength: 6 }),
})
const counted: fc.Arbitrary<CountedSale> = fc.record({ sale, amountFault: fc.boolean() })
const sales = fc.array(counted, { maxLength: 40 })

function total(rows: readonly { sales: number }[]): number {
  return rows.reduce((all, row) => all + row.sales, 0)
}
function amounts(rows: readonly { amount: number }[]): number {
  return rows.reduce((all, row) => all + row.amount, 0)
}

test('by channel, by method, by hour: the same orders, sales and refunds', () => {
  fc.assert(
    fc.property(sales, given => {
      const day = countSales(given, shop)
      for (const rows of [day.channels, day.methods, day.hours]) {
        expect(total(rows)).toBe(day.sales)
        expect(rows.reduce((all, row) => all + row.orders, 0)).toBe(day.orders)
        expect(rows.reduce((all, row) => all + row.refunded, 0)).toBe(day.refunded)
      }
      expect(amounts(day.dishes)).toBe(day.items)
      expect(amounts(day.stations)).toBe(day.items)
      expect(amounts(day.feeLines)).toBe(day.fees)
      expect(amounts(day.discountLines)).toBe(day.discounts)
      expect(day.items + day.fees - day.discounts + day.unexplained).toBe(day.sales)
      const keys = day.dishes.map(one => JSON.stringify([one.sku, one.name]))
      expect(new Set(keys).size).toBe(keys.length)
    }),
    runs,
  )
})

test('a period is the sum of its days, wherever the cut is', () => {
  const sorted = (numbers: SalesNumbers) =>
    Object.fromEntries(
      Object.entries(numbers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.map(row => JSON.stringify(row)).sort() : value,
      ]),
    )
  fc.assert(
    fc.property(sales, fc.nat(40), (given, cut) => {
      const parts = [given.slice(0, cut), given.slice(cut)].map(part => countSales(part, shop))
      expect(sorted(addNumbers(parts, shop))).toEqual(sorted(countSales(given, shop)))
    }),
    runs,
  )
})

test('hours go through the business day, which begins at four', () => {
  const at = (time: string): CountedSale => ({
    amountFault: false,
    sale: {
      ...{
        state: 'sold',
        channel: null,
        method: null,
        at: Date.parse(`2026-11-22T${time}:00+08:00`),
        guests: 0,
        paid: 1,
      },
      ...{ fees: [], discounts: [], refunds: [], dishes: [] },
    },
  })
  const { hours } = countSales(['03:59', '00:10', '04:00', '23:30'].map(at), shop)
  expect(hours.map(row => row.hour)).toEqual([4, 23, 0, 3])
})
