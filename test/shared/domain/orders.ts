import fc from 'fast-check'
import { type Order, parseOrder } from '../../../shared/domain/order.ts'
import { type Settings, settingsSchema } from '../../../shared/domain/settings.ts'

export type Json = Record<string, unknown>

/** The example of contract §3, complete. */
export function exampleOrder(): Json {
  return {
    orderId: 'mp-20261122-000123',
    revision: 1,
    channel: 'alipay-mini',
    status: 'paid',
    pickupNo: 'A012',
    tableNo: null,
    serviceMode: 'dine-in',
    guests: 1,
    placedAt: '2026-11-22T07:01:02+08:00',
    expectedAt: null,
    note: '不要香菜',
    items: [
      {
        lineId: '1',
        sku: 'BZ01',
        name: '鲜肉包',
        category: '蒸点',
        quantity: 2,
        unitPrice: 250,
        amount: 500,
        modifiers: [{ name: '加辣', price: 0 }],
        note: '',
        comboOf: null,
      },
    ],
    fees: [{ name: '打包费', amount: 100 }],
    discounts: [{ name: '早餐满5减2', kind: 'coupon', fundedBy: 'merchant', amount: 200, code: 'CP123' }],
    total: { items: 500, fees: 100, discounts: 200, payable: 400 },
    payment: {
      method: 'alipay',
      tradeNo: '2026112222001400001',
      outTradeNo: 'mp-20261122-000123',
      amount: 400,
      paidAt: '2026-11-22T07:01:01+08:00',
    },
    refunds: [{ refundNo: 'r1', amount: 250, lines: [{ lineId: '1', quantity: 1 }], at: '2026-11-22T07:10:00+08:00' }],
    customer: { id: 'opaque', name: '王*', phone: '138****5678', memberLevel: 'gold', lightMember: null },
  }
}

/** The least that an order may be, with these members on top. */
export function rawOrder(members: Json = {}): Json {
  return {
    orderId: 'o-1',
    status: 'paid',
    placedAt: '2026-11-22T07:01:02+08:00',
    items: [{ lineId: '1', name: '鲜肉包', quantity: 2 }],
    total: { payable: 500 },
    ...members,
  }
}

export function orderOf(members: Json = {}): Order {
  const parsed = parseOrder(rawOrder(members))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return parsed.order
}

/** Three stations: steam is the default, fry prints one dish per paper, bar prints two copies and has a backup. */
export function shopSettings(members: Json = {}): Settings {
  return settingsSchema.parse({
    shop: { id: 'gudang-001', name: '古荡早餐店', timezone: 'Asia/Shanghai', businessDayStart: '04:00' },
    printers: ['p-steam', 'p-fry', 'p-bar', 'p-front'].map(id => ({
      id,
      name: id,
      profile: 'generic-80',
      connection: { type: 'virtual' },
    })),
    stations: [
      { id: 'steam', name: '蒸档', printer: 'p-steam' },
      { id: 'fry', name: '煎炸', printer: 'p-fry', split: 'per-item' },
      { id: 'bar', name: '水吧', printer: 'p-bar', backup: 'p-steam', copies: 2 },
    ],
    routing: [
      { category: '煎炸', station: 'fry' },
      { name: '*豆浆*', station: 'bar' },
    ],
    defaultStation: 'steam',
    sources: [],
    ...members,
  })
}

const dish = fc.constantFrom(
  { name: '鲜肉包', sku: 'BZ01', category: '蒸点' },
  { name: '油条', sku: 'YT01', category: '煎炸' },
  { name: '甜豆浆', sku: null, category: null },
  { name: '甜豆浆', sku: 'DJ01', category: '饮品' },
  { name: '早餐套餐', sku: 'TC01', category: '煎炸' },
  { name: '粥', sku: null, category: '蒸点' },
)
export const anyQuantity = fc.oneof(
  fc.integer({ min: 1, max: 5 }),
  fc.integer({ min: 1, max: 3000 }).map(thousandths => thousandths / 1000),
)

const anyLines = fc
  .uniqueArray(fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '8'), { minLength: 1, maxLength: 8 })
  .chain(ids =>
    fc.tuple(
      ...ids.map((lineId, index) =>
        fc.record({
          lineId: fc.constant(lineId),
          dish,
          quantity: anyQuantity,
          unitPrice: fc.option(fc.integer({ min: 0, max: 2000 })),
          modifiers: fc.array(fc.constantFrom({ name: '加辣', price: 0 }, { name: '加蛋', price: 150 }), {
            maxLength: 2,
          }),
          note: fc.option(fc.constantFrom('不要葱', '打包')),
          comboOf: index === 0 ? fc.constant(null) : fc.option(fc.constantFrom(...ids.slice(0, index))),
        }),
      ),
    ),
  )
  .chain(lines => fc.shuffledSubarray(lines, { minLength: lines.length }))
  .map(lines => lines.map(({ dish, ...line }) => ({ ...line, ...dish })))

/** One snapshot of one order; two of them share lineIds and little else, which is the worst a source can do. */
export const anyOrder: fc.Arbitrary<Order> = fc
  .record({
    items: anyLines,
    status: fc.constantFrom('paid', 'paid', 'paid', 'paid', 'unpaid', 'cancelled', 'refunded'),
    payment: fc.option(fc.record({ terms: fc.constantFrom('prepaid', 'after-meal') })),
    pickupNo: fc.option(fc.constantFrom('A1', 'A2')),
    tableNo: fc.option(fc.constantFrom('3', '4')),
    expectedAt: fc.option(fc.constantFrom('2026-11-22T09:00:00+08:00', '2026-11-22T01:00:00Z')),
    note: fc.option(fc.constantFrom('快点', '慢点')),
    refunds: fc.array(
      fc.record({
        refundNo: fc.constant('r'),
        amount: fc.constant(0),
        lines: fc.array(fc.record({ lineId: fc.constantFrom('1', '2', '3', '4', 'unknown'), quantity: anyQuantity }), {
          maxLength: 3,
        }),
      }),
      { maxLength: 2 },
    ),
  })
  .map(orderOf)

/** Stations of any split and number of copies, and rules among them. */
export const anySettings: fc.Arbitrary<Settings> = fc
  .record({
    split: fc.array(fc.constantFrom('together', 'per-item'), { minLength: 3, maxLength: 3 }),
    copies: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 3, maxLength: 3 }),
    routing: fc.array(
      fc.tuple(
        fc.constantFrom({ category: '煎炸' }, { sku: 'BZ01' }, { name: '*豆浆' }, { name: '粥', category: '蒸点' }),
        fc.constantFrom('s0', 's1', 's2'),
      ),
      { maxLength: 4 },
    ),
    defaultStation: fc.constantFrom('s0', 's1', 's2'),
    receipt: fc.constantFrom(
      { when: 'never' },
      { when: 'always', printer: 'p-front' },
      { when: 'on-request', printer: 'p-front' },
    ),
  })
  .map(({ split, copies, routing, defaultStation, receipt }) =>
    shopSettings({
      stations: ['s0', 's1', 's2'].map((id, index) => ({
        id,
        name: id,
        printer: 'p-steam',
        split: split[index],
        copies: copies[index],
      })),
      routing: routing.map(([keys, station]) => ({ ...keys, station })),
      defaultStation,
      receipt,
    }),
  )
