import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planTickets } from '../../../shared/domain/plan-tickets.ts'
import { matchesWildcard, printersFor, routeLines } from '../../../shared/domain/routing.ts'
import { anyOrder, anySettings, orderOf, shopSettings } from './orders.ts'

const settings = shopSettings({
  routing: [
    { category: '蒸点', name: '*饺*', station: 'bar' },
    { category: '蒸点', station: 'steam' },
    { sku: 'YT01', station: 'fry' },
    { name: '*豆浆*', station: 'bar' },
  ],
  defaultStation: 'fry',
})
const route = (...lines: object[]) =>
  Object.fromEntries(
    routeLines(
      orderOf({ items: lines.map((line, index) => ({ lineId: String(index), quantity: 1, ...line })) }).items,
      settings,
    ),
  )

test('the first rule that matches wins, all its keys must, and what none matches goes to the default', () => {
  expect(
    route(
      { name: '水饺', category: '蒸点' },
      { name: '鲜肉包', category: '蒸点', sku: 'YT01' },
      { name: '油条', sku: 'YT01' },
      { name: '油条', sku: 'yt01' },
      { name: '热豆浆（大）' },
      { name: '水饺', category: '冷点' },
    ),
  ).toEqual({ 0: 'bar', 1: 'steam', 2: 'fry', 3: 'fry', 4: 'bar', 5: 'fry' })
})

test("a combo's children go where its top parent goes, in whatever order they come", () => {
  expect(
    route(
      { name: '豆浆', comboOf: '1' },
      { name: '点心拼盘', comboOf: '2', category: '冷点' },
      { name: '早餐', category: '蒸点' },
      { name: '豆浆' },
    ),
  ).toEqual({ 0: 'steam', 1: 'steam', 2: 'steam', 3: 'bar' })
})

test.each([
  ['豆浆', '豆浆', true],
  ['豆浆', '热豆浆', false],
  ['*', '', true],
  ['*', '任何', true],
  ['*豆浆*', '豆浆', true],
  ['*豆浆', '豆浆（大）', false],
  ['豆*浆', '豆浆', true],
  ['ab*b', 'ab', false],
  ['ab*ba', 'aba', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['**a**', 'xax', true],
  ['a.c', 'abc', false],
  ['Tea', 'tea', false],
  ['(a+)+$', '(a+)+$', true],
  ['*b', 'abab', true],
  ['a*ab*b', 'aab', false],
])('%s against %s: %s', (pattern, text, matches) => expect(matchesWildcard(pattern, text)).toBe(matches))

test('it agrees with a regular expression on everything small', () => {
  const words = fc.array(fc.constantFrom('a', 'b', '*'), { maxLength: 7 }).map(chars => chars.join(''))
  const texts = fc.array(fc.constantFrom('a', 'b'), { maxLength: 8 }).map(chars => chars.join(''))
  fc.assert(
    fc.property(words, texts, (pattern, text) => {
      const expression = new RegExp(`^${pattern.replaceAll('*', '.*')}$`)
      expect(matchesWildcard(pattern, text)).toBe(expression.test(text))
    }),
    { numRuns: 2000 },
  )
})

test('a pattern that would hang a regular expression does not hang', () => {
  const started = performance.now()
  expect(matchesWildcard(`${'*a'.repeat(2000)}*b`, 'a'.repeat(10_000))).toBe(false)
  expect(performance.now() - started).toBeLessThan(1000)
})

test('every line of any order has a station of the shop, and a combo has one', () => {
  fc.assert(
    fc.property(anyOrder, anySettings, (order, shop) => {
      const stations = routeLines(order.items, shop)
      for (const line of order.items) {
        expect(shop.stations.some(station => station.id === stations.get(line.lineId))).toBe(true)
        if (line.comboOf !== null) expect(stations.get(line.lineId)).toBe(stations.get(line.comboOf))
      }
    }),
  )
})

test('the printers of an order are those that its kitchen tickets go to', () => {
  fc.assert(
    fc.property(anySettings, anyOrder, (settings, order) => {
      const tickets = planTickets({ before: null, after: order, settings, number: 1, demo: false, amountFault: false })
      const kitchen = tickets.filter(ticket => ticket.kind === 'kitchen').map(ticket => ticket.printerId)
      for (const printerId of kitchen) expect(printersFor(order.items, settings)).toContain(printerId)
    }),
  )
})
