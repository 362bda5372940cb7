import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareRevisions, kitchenView } from '../../../shared/domain/revision.ts'
import type { KitchenLine } from '../../../shared/domain/ticket-line.ts'
import { anyOrder, type Json, orderOf } from './orders.ts'

const bun = { lineId: '1', name: '鲜肉包', sku: 'BZ01', quantity: 2, modifiers: [{ name: '加辣', price: 0 }] }
const milk = { lineId: '2', name: '豆浆', quantity: 1 }
const refund = (lines: Json[], refundNo = 'r1') => ({ refundNo, amount: 0, lines })
const short = (entries: KitchenLine[]) => entries.map(({ line, quantity }) => [line.lineId, line.name, quantity])
const compare = (before: Json | null, after: Json) => {
  const { added, removed, changed, kept, ...rest } = compareRevisions(before && orderOf(before), orderOf(after))
  return { added: short(added), removed: short(removed), changed: short(changed), kept: [...kept], ...rest }
}
const nothing = { added: [], removed: [], changed: [], changes: [], calledOff: false }

test('the kitchen sees quantities less what was refunded, never below nothing', () => {
  const order = orderOf({
    items: [{ ...bun, quantity: 3 }, milk, { lineId: '3', name: '牛肉', quantity: 0.75 }],
    refunds: [
      refund([
        { lineId: '1', quantity: 1 },
        { lineId: '2', quantity: 5 },
      ]),
      refund([
        { lineId: '1', quantity: 1 },
        { lineId: '3', quantity: 0.3 },
        { lineId: 'gone', quantity: 1 },
      ]),
    ],
  })
  expect(short(kitchenView(order))).toEqual([
    ['1', '鲜肉包', 1],
    ['3', '牛肉', 0.45],
  ])
})

test.each(['cancelled', 'refunded'])('of a %s order nothing is to be made', status => {
  expect(kitchenView(orderOf({ status }))).toEqual([])
})

test('a refund of the combo takes its children along', () => {
  const items = [
    { lineId: '1', name: '早餐套餐', quantity: 2 },
    { lineId: '2', name: '包子', quantity: 4, comboOf: '1' },
    { lineId: '3', name: '豆浆', quantity: 1, comboOf: '1' },
    { lineId: '4', name: '糖', quantity: 2, comboOf: '3' },
  ]
  const left = (...lines: Json[]) => short(kitchenView(orderOf({ items, refunds: [refund(lines)] })))
  expect(left({ lineId: '1', quantity: 2 })).toEqual([])
  expect(left({ lineId: '1', quantity: 1 })).toEqual([
    ['1', '早餐套餐', 1],
    ['2', '包子', 2],
    ['3', '豆浆', 1],
    ['4', '糖', 2],
  ])
  expect(left({ lineId: '1', quantity: 1 }, { lineId: '2', quantity: 2 })[1]).toEqual(['2', '包子', 2])
  expect(left({ lineId: '3', quantity: 1 })).toEqual([
    ['1', '早餐套餐', 2],
    ['2', '包子', 4],
  ])
})

test('first seen: everything is added', () => {
  expect(compare(null, { items: [bun, milk] })).toEqual({
    ...nothing,
    added: [
      ['1', '鲜肉包', 2],
      ['2', '豆浆', 1],
    ],
    kept: [],
  })
})

test('more, fewer, new and gone lines', () => {
  const before = { items: [bun, milk, { lineId: '3', name: '粥', quantity: 1 }] }
  const after = {
    items: [
      { ...milk, quantity: 3 },
      { ...bun, quantity: 1 },
      { lineId: '4', name: '油条', quantity: 0.5 },
    ],
  }
  expect(compare(before, after)).toEqual({
    ...nothing,
    added: [
      ['2', '豆浆', 2],
      ['4', '油条', 0.5],
    ],
    removed: [
      ['1', '鲜肉包', 1],
      ['3', '粥', 1],
    ],
    kept: ['2', '1'],
  })
})

test('a refunded line is a line fewer', () => {
  const after = { items: [bun, milk], refunds: [refund([{ lineId: '1', quantity: 1 }])] }
  expect(compare({ items: [bun, milk] }, after).removed).toEqual([['1', '鲜肉包', 1]])
})

test('another name or sku is another dish', () => {
  expect(compare({ items: [bun] }, { items: [{ ...bun, name: '菜包' }] })).toMatchObject({
    removed: [['1', '鲜肉包', 2]],
    added: [['1', '菜包', 2]],
    changed: [],
  })
  expect(compare({ items: [bun] }, { items: [{ ...bun, sku: 'BZ02' }] })).toMatchObject({
    removed: [['1', '鲜肉包', 2]],
    added: [['1', '鲜肉包', 2]],
  })
})

test('a sku that was not said before is no other dish', () => {
  expect(compare({ items: [{ ...bun, sku: null }] }, { items: [bun] })).toMatchObject(nothing)
})

test('prices, amounts, categories, money and refund numbers print nothing', () => {
  const after = {
    items: [{ ...bun, unitPrice: 900, amount: 1800, category: '别的', modifiers: [{ name: '加辣', price: 50 }] }],
    fees: [{ name: '打包费', amount: 1 }],
    discounts: [{ name: '券', amount: 1 }],
    total: { payable: 1 },
    guests: 9,
    customer: { name: '李*' },
  }
  expect(compare({ items: [bun] }, after)).toMatchObject(nothing)
})

test('modifiers in another order print nothing, other ones do', () => {
  const two = (...names: string[]) => ({ items: [{ ...bun, modifiers: names.map(name => ({ name })) }] })
  expect(compare(two('加辣', '加蛋'), two('加蛋', '加辣'))).toMatchObject(nothing)
  expect(compare(two('加辣'), two('加辣', '加辣')).changed).toHaveLength(1)
  expect(compare(two('加辣'), two()).changed).toHaveLength(1)
})

test('a changed line is about the dishes that both revisions have, and knows what stood there', () => {
  const before = orderOf({ items: [bun] })
  const after = orderOf({ items: [{ ...bun, quantity: 5, note: '不要葱' }] })
  const { changed, added } = compareRevisions(before, after)
  expect(short(added)).toEqual([['1', '鲜肉包', 3]])
  expect(changed).toEqual([{ line: after.items[0], quantity: 2, before: before.items[0] }])
  expect(compare({ items: [{ ...bun, quantity: 5 }] }, { items: [{ ...bun, note: '不要葱' }] })).toMatchObject({
    removed: [['1', '鲜肉包', 3]],
    changed: [['1', '鲜肉包', 2]],
  })
})

test('a line that moves into a combo is changed; one whose combo became another is replaced with it', () => {
  const combo = { lineId: '9', name: '套餐', quantity: 1 }
  expect(compare({ items: [milk, combo] }, { items: [{ ...milk, comboOf: '9' }, combo] })).toMatchObject({
    changed: [['2', '豆浆', 1]],
    added: [],
    removed: [],
  })
  const inside = [{ ...milk, comboOf: '9' }, combo]
  expect(compare({ items: inside }, { items: [inside[0], { ...combo, name: '大套餐' }] })).toMatchObject({
    removed: [
      ['2', '豆浆', 1],
      ['9', '套餐', 1],
    ],
    added: [
      ['2', '豆浆', 1],
      ['9', '大套餐', 1],
    ],
    changed: [],
  })
})

test('number, table, mode, time and note of the order', () => {
  const before = { pickupNo: 'A1', tableNo: null, serviceMode: 'dine-in', note: '快点' }
  const after = { pickupNo: 'A2', tableNo: '7', serviceMode: 'takeaway', expectedAt: '2026-11-22T09:00:00+08:00' }
  expect(compare(before, after).changes).toEqual([
    { field: 'pickupNo', from: 'A1', to: 'A2' },
    { field: 'tableNo', from: null, to: '7' },
    { field: 'serviceMode', from: 'dine-in', to: 'takeaway' },
    { field: 'expectedAt', from: null, to: '2026-11-22T09:00:00+08:00' },
    { field: 'note', from: '快点', to: null },
  ])
})

test('the same moment in another zone is no change', () => {
  const at = (expectedAt: string) => ({ expectedAt })
  expect(compare(at('2026-11-22T09:00:00+08:00'), at('2026-11-22T01:00:00Z')).changes).toEqual([])
})

test('called off: all that was still to be made, and nothing else', () => {
  const before = { items: [bun, milk], refunds: [refund([{ lineId: '1', quantity: 1 }])], pickupNo: 'A1' }
  expect(compare(before, { status: 'cancelled', items: [] })).toEqual({
    ...nothing,
    calledOff: true,
    removed: [
      ['1', '鲜肉包', 1],
      ['2', '豆浆', 1],
    ],
    kept: [],
  })
})

test('before + added − removed = after, line by line; and a revision that says the same says nothing', () => {
  const sums = (...parts: [KitchenLine[], 1 | -1][]) => {
    const sum = new Map<string, number>()
    for (const [entries, sign] of parts) {
      for (const { line, quantity } of entries) {
        sum.set(line.lineId, (sum.get(line.lineId) ?? 0) + sign * Math.round(quantity * 1000))
      }
    }
    return Object.fromEntries([...sum].filter(([, quantity]) => quantity !== 0))
  }
  fc.assert(
    fc.property(anyOrder, anyOrder, (before, after) => {
      const { added, removed, changed, kept } = compareRevisions(before, after)
      expect(sums([kitchenView(before), 1], [added, 1], [removed, -1])).toEqual(sums([kitchenView(after), 1]))
      for (const { quantity } of [...added, ...removed, ...changed]) expect(quantity).toBeGreaterThan(0)
      for (const { line } of changed) expect(kept.has(line.lineId)).toBe(true)
      const same = compareRevisions(after, structuredClone(after))
      expect([same.added, same.removed, same.changed, same.changes]).toEqual([[], [], [], []])
    }),
    { numRuns: 300 },
  )
})
