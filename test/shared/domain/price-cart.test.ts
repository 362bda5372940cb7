import fc from 'fast-check'
import { expect, test } from 'vitest'
import { breakfastMenu } from '../../../main/engine/breakfast-menu.ts'
import type { Cart } from '../../../shared/domain/cart.ts'
import { parseOrder } from '../../../shared/domain/order.ts'
import { priceCart, sampleCart } from '../../../shared/domain/price-cart.ts'
import { settingsSchema } from '../../../shared/domain/settings.ts'

const settings = settingsSchema.parse({
  shop: { id: 's', name: '店' },
  printers: [{ id: 'p', name: 'p', profile: 'generic-80', connection: { type: 'virtual' } }],
  stations: [
    { id: 'steam', name: '蒸档', printer: 'p' },
    { id: 'fry', name: '煎炸', printer: 'p' },
    { id: 'idle', name: '空档', printer: 'p' },
  ],
  routing: [{ category: '煎炸', station: 'fry' }],
  defaultStation: 'steam',
  menu: breakfastMenu,
  sources: [],
})
const { menu } = settings

test('prices and extras are those of the menu', () => {
  const choices = [
    { option: '口味', choice: '加辣' },
    { option: '加料', choice: '加蛋' },
  ]
  const priced = priceCart(menu, { lines: [{ sku: 'JB01', quantity: 3, choices }] })
  expect(priced).toMatchObject({ ok: true, payable: 3 * (800 + 200) })
})

test.each<[string, Cart['lines'][number], string]>([
  ['a dish that is not there', { sku: 'XX', quantity: 1, choices: [] }, 'lines.0.sku'],
  [
    'a choice that is not there',
    { sku: 'JB01', quantity: 1, choices: [{ option: '加料', choice: '加金' }] },
    'lines.0.choices.0',
  ],
  [
    'two of one kind',
    {
      sku: 'JB01',
      quantity: 1,
      choices: [
        { option: '加料', choice: '加蛋' },
        { option: '加料', choice: '加火腿' },
      ],
    },
    'lines.0.choices',
  ],
])('%s is refused by name', (_, line, path) => {
  const priced = priceCart(menu, { lines: [line] })
  expect(priced.ok ? [] : priced.issues.map(issue => issue.path)).toEqual([path])
})

test('whatever is in the cart, its sums add up as contract §3 wants them', () => {
  const line = fc.record({
    sku: fc.constantFrom(...menu.map(dish => dish.sku)),
    quantity: fc.integer({ min: 1, max: 99 }),
  })
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 20 }), lines => {
      const priced = priceCart(menu, { lines: lines.map(one => ({ ...one, choices: [] })) })
      if (!priced.ok) throw new Error('a dish of the menu was refused')
      const { items, payable } = priced
      const order = { orderId: 'o', status: 'paid', placedAt: '2026-11-22T07:01:02Z', items, total: { payable } }
      expect(parseOrder(order).ok).toBe(true)
      expect(items.reduce((sum, item) => sum + (item.amount ?? 0), 0)).toBe(payable)
      expect(items.map(item => item.quantity)).toEqual(lines.map(one => one.quantity))
    }),
  )
})

test('a sample has one dish for every station that gets any', () => {
  expect(
    sampleCart(settings)
      ?.lines.map(({ sku }) => sku)
      .sort(),
  ).toEqual(['BZ01', 'YT01'])
  expect(sampleCart({ ...settings, menu: [] })).toBeNull()
})
