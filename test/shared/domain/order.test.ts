import fc from 'fast-check'
import Fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { awaitsPayment, isCalledOff, orderSchema, parseOrder } from '../../../shared/domain/order.ts'
import { exampleOrder, type Json, orderOf, rawOrder } from './orders.ts'

const issuesOf = (raw: unknown) => {
  const parsed = parseOrder(raw)
  return parsed.ok ? [] : [...new Set(parsed.issues.map(issue => issue.path))]
}
const line = (members: Json = {}) => ({ lineId: '1', name: '鲜肉包', quantity: 1, ...members })
const lines = (...members: Json[]) => rawOrder({ items: members.map(line) })

describe('what is an order', () => {
  test("the contract's example, every field of it", () => {
    const parsed = parseOrder(exampleOrder())
    expect(parsed).toMatchObject({ ok: true, notes: [] })
    const { customer, ...rest } = exampleOrder() as { customer: Json } & Json
    expect(parsed.ok && parsed.order).toEqual({
      ...rest,
      customer,
      items: [{ ...line(), ...(rest.items as Json[])[0], note: null }],
      payment: { ...(rest.payment as Json), terms: 'prepaid' },
    })
  })

  test('the least there may be: all else is null or empty, outTradeNo is the orderId', () => {
    expect(orderOf()).toEqual({
      orderId: 'o-1',
      revision: null,
      channel: null,
      status: 'paid',
      pickupNo: null,
      tableNo: null,
      serviceMode: null,
      guests: null,
      placedAt: '2026-11-22T07:01:02+08:00',
      expectedAt: null,
      note: null,
      items: [
        {
          lineId: '1',
          sku: null,
          name: '鲜肉包',
          category: null,
          quantity: 2,
          unitPrice: null,
          amount: null,
          modifiers: [],
          note: null,
          comboOf: null,
        },
      ],
      fees: [],
      discounts: [],
      total: { items: null, fees: null, discounts: null, payable: 500 },
      payment: { method: null, tradeNo: null, outTradeNo: 'o-1', amount: null, paidAt: null, terms: 'prepaid' },
      refunds: [],
      customer: { id: null, name: null, phone: null, memberLevel: null, lightMember: null },
    })
  })

  test('null is absent, member by member and one level down', () => {
    const optional = Object.keys(exampleOrder()).filter(
      key => !['orderId', 'status', 'placedAt', 'items', 'total'].includes(key),
    )
    const nulls = Object.fromEntries(optional.map(key => [key, null]))
    expect(orderOf(nulls)).toEqual(orderOf())
    const inner: Json = { customer: {}, payment: {}, refunds: [], fees: [], discounts: [] }
    expect(orderOf(inner)).toEqual(orderOf())
    expect(orderOf({ customer: { name: null }, payment: { terms: null } })).toEqual(orderOf())
    expect(
      orderOf({ items: [{ ...line({ quantity: 2 }), comboOf: '', note: ' ', modifiers: null, sku: null }] }),
    ).toEqual(orderOf())
  })

  test('unknown channel, mode and kind are taken as other, and noted', () => {
    const parsed = parseOrder(
      rawOrder({
        channel: 'douyin',
        serviceMode: 'drone',
        discounts: [
          { name: 'a', amount: 1, kind: 'coupon' },
          { name: 'b', amount: 1, kind: `k${'k'.repeat(100)}` },
        ],
      }),
    )
    expect(parsed).toMatchObject({
      ok: true,
      order: { channel: 'other', serviceMode: 'other', discounts: [{ kind: 'coupon' }, { kind: 'other' }] },
    })
    expect(parsed.ok && parsed.notes).toEqual([
      'channel "douyin" is taken as other',
      'serviceMode "drone" is taken as other',
      `discounts.1.kind "k${'k'.repeat(39)}" is taken as other`,
    ])
  })

  test('a cancelled order may have no lines', () => {
    expect(issuesOf(rawOrder({ status: 'cancelled', items: [] }))).toEqual([])
    expect(issuesOf(rawOrder({ status: 'refunded', items: [] }))).toEqual([])
  })

  test.each([
    ['500 lines', { items: Array.from({ length: 500 }, (_, index) => line({ lineId: String(index) })) }],
    [
      'a chain of 500 combos',
      {
        items: Array.from({ length: 500 }, (_, index) =>
          line({ lineId: `${index}`, comboOf: index === 0 ? null : `${index - 1}` }),
        ),
      },
    ],
    ['10,000 emoji', { note: '🥟'.repeat(10_000) }],
    ['the smallest quantity', { items: [line({ quantity: 0.001 })] }],
    ['the largest quantity', { items: [line({ quantity: 999 })] }],
    ['any three decimals', { items: [line({ quantity: 998.999 })] }],
    ['a revision counted in microseconds', { revision: Date.parse('2099-12-31T23:59:59Z') * 1000 }],
    ['a million yuan', { total: { payable: 100_000_000 } }],
    ['64 printable characters', { orderId: '~'.repeat(64) }],
    ['any text', { note: '\u0000\u001b@\u202e\ud800\n作废', items: [line({ name: '\u0007' })] }],
    ['UTC and fractions of a second', { placedAt: '2026-11-21T23:01:02.123456Z' }],
    ['unknown fields anywhere', { extra: { a: [1] }, items: [line({ extra: 1 })], total: { payable: 1, extra: 1 } }],
  ])('%s: an order', (_, members) => expect(issuesOf(rawOrder(members))).toEqual([]))
})

describe('what is none, and where', () => {
  test.each<[string, unknown, string[]]>([
    ['nothing', {}, ['orderId', 'status', 'placedAt', 'items', 'total']],
    ['no object', [], ['']],
    ['null', null, ['']],
    ['text', 'order', ['']],
    ['an empty orderId', rawOrder({ orderId: '' }), ['orderId']],
    ['65 characters', rawOrder({ orderId: 'x'.repeat(65) }), ['orderId']],
    ['Chinese in the orderId', rawOrder({ orderId: '单1' }), ['orderId']],
    ['a line break in the orderId', rawOrder({ orderId: 'a\n' }), ['orderId']],
    ['a number as orderId', rawOrder({ orderId: 1 }), ['orderId']],
    ['a revision with none above it', rawOrder({ revision: Number.MAX_SAFE_INTEGER }), ['revision']],
    ['an unknown status', rawOrder({ status: 'done' }), ['status']],
    ['a time without an offset', rawOrder({ placedAt: '2026-11-22T07:01:02' }), ['placedAt']],
    ['a day that is none', rawOrder({ placedAt: '2026-02-29T07:01:02Z' }), ['placedAt']],
    ['a word that only JavaScript takes for a time', rawOrder({ expectedAt: '0' }), ['expectedAt']],
    ['no lines', rawOrder({ items: [] }), ['items']],
    [
      '501 lines',
      rawOrder({ items: Array.from({ length: 501 }, (_, index) => line({ lineId: `${index}` })) }),
      ['items'],
    ],
    ['quantity 0', lines({ quantity: 0 }), ['items.0.quantity']],
    ['quantity -1', lines({ quantity: -1 }), ['items.0.quantity']],
    ['quantity 1000', lines({ quantity: 1000 }), ['items.0.quantity']],
    ['four decimals', lines({ quantity: 0.0015 }), ['items.0.quantity']],
    ['0.1 + 0.2 and a bit', lines({ quantity: 0.3001 }), ['items.0.quantity']],
    ['quantity as text', lines({ quantity: '2' }), ['items.0.quantity']],
    ['quantity 1e999', lines({ quantity: Number.POSITIVE_INFINITY }), ['items.0.quantity']],
    ['half a fen', lines({ amount: 0.5 }), ['items.0.amount']],
    ['a negative price', lines({ unitPrice: -1 }), ['items.0.unitPrice']],
    ['too much money', rawOrder({ total: { payable: 100_000_001 } }), ['total.payable']],
    ['1e21', rawOrder({ total: { payable: 1e21 } }), ['total.payable']],
    ['an empty name', lines({ name: ' ' }), ['items.0.name']],
    ['an empty lineId', lines({ lineId: '' }), ['items.0.lineId']],
    ['10,001 emoji', rawOrder({ note: '🥟'.repeat(10_001) }), ['note']],
    ['a lineId twice', lines({}, {}), ['items.1.lineId']],
    ['a parent that is not there', lines({ comboOf: '9' }), ['items.0.comboOf']],
    ['a parent that is itself', lines({ comboOf: '1' }), ['items.0.comboOf']],
    ['a circle', lines({ comboOf: '2' }, { lineId: '2', comboOf: '1' }), ['items.0.comboOf', 'items.1.comboOf']],
    ['a nested list where text belongs', rawOrder({ note: [[]] }), ['note']],
  ])('%s', (_, raw, paths) => expect(issuesOf(raw)).toEqual(paths))

  test('at most 50 issues are told', () => {
    const parsed = parseOrder(rawOrder({ items: Array.from({ length: 200 }, () => ({})) }))
    expect(parsed.ok || parsed.issues.length).toBe(50)
  })
})

describe('hostile bodies', () => {
  test('__proto__ is no way to set what an order says', () => {
    const text = JSON.stringify(rawOrder()).replace('{', '{"__proto__":{"pickupNo":"EVIL","note":"EVIL"},')
    expect(orderOf()).toEqual((parseOrder(JSON.parse(text)) as { order: unknown }).order)
    expect(
      JSON.stringify(parseOrder(JSON.parse(text.replace('"lineId"', '"__proto__":{"note":"EVIL"},"lineId"')))),
    ).not.toContain('EVIL')
    const only = JSON.parse(`{"__proto__":${JSON.stringify(rawOrder())}}`)
    expect(issuesOf(only)).toContain('orderId')
    expect(({} as Json).orderId).toBeUndefined()
  })

  test('100,000 deep in fields that nobody knows, or where something else belongs', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
    expect(
      issuesOf(rawOrder({ extra: deep, customer: { lightMember: deep }, items: [line({ extra: deep })] })),
    ).toEqual([])
    expect(issuesOf(rawOrder({ note: deep }))).toEqual(['note'])
    expect(issuesOf(deep)).toEqual([''])
  })

  test('nothing that JSON can say makes it throw, and what it takes is whole', () => {
    const anyValue = fc.oneof(fc.jsonValue(), fc.constantFrom('', -1, 1e21, null, [], {}, '🥟'))
    const anyPath = fc.constantFrom(
      ...['orderId', 'status', 'items', 'total', 'payment', 'customer', 'refunds', 'fees', 'note', 'expectedAt'],
    )
    fc.assert(
      fc.property(anyPath, anyValue, (path, value) => {
        const parsed = parseOrder({ ...exampleOrder(), [path]: value })
        if (parsed.ok) {
          expect(parsed.order.items.length > 0 || isCalledOff(parsed.order)).toBe(true)
          expect(Number.isInteger(parsed.order.total.payable)).toBe(true)
        } else {
          expect(parsed.issues.length).toBeGreaterThan(0)
          for (const issue of parsed.issues) expect(issue.path.split('.')[0]).toBe(path)
        }
      }),
      { numRuns: 400 },
    )
    fc.assert(fc.property(fc.jsonValue(), value => parseOrder(value).ok === false))
  })

  test('quantities of three decimals are taken, of more are not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_000 }), fc.integer({ min: 1, max: 9 }), (thousandths, more) => {
        expect(issuesOf(lines({ quantity: thousandths / 1000 }))).toEqual([])
        expect(issuesOf(lines({ quantity: thousandths / 1000 + more / 10_000 }))).toEqual(['items.0.quantity'])
      }),
    )
  })
})

test('who may start on it', () => {
  const unpaid = (terms: string | null) => awaitsPayment(orderOf({ status: 'unpaid', payment: { terms } }))
  expect([unpaid(null), unpaid('prepaid'), unpaid('on-delivery'), unpaid('after-meal')]).toEqual([
    true,
    true,
    false,
    false,
  ])
  expect(awaitsPayment(orderOf())).toBe(false)
  expect(['paid', 'unpaid', 'cancelled', 'refunded'].map(status => isCalledOff(orderOf({ status })))).toEqual([
    ...[false, false, true, true],
  ])
})

describe('the JSON Schema', () => {
  /** Another program's reading of it: the door's own validator. */
  async function accepts(bodies: unknown[]): Promise<boolean[]> {
    const app = Fastify({ ajv: { customOptions: { coerceTypes: false } } })
    const schema = z.toJSONSchema(orderSchema, { io: 'input', target: 'draft-07' })
    app.post('/', { schema: { body: schema } }, () => 'ok')
    const answers = await Promise.all(
      bodies.map(body => app.inject({ method: 'POST', url: '/', payload: body as object })),
    )
    await app.close()
    return answers.map(answer => answer.statusCode === 200)
  }

  test('takes what the order takes', async () => {
    const good = [exampleOrder(), rawOrder(), rawOrder({ customer: {}, payment: {}, note: null, extra: 1 })]
    expect(await accepts(good)).toEqual(good.map(() => true))
  })

  test('refuses what the order refuses', async () => {
    const bad = [
      {},
      rawOrder({ orderId: '单' }),
      rawOrder({ status: 'done' }),
      lines({ quantity: 0 }),
      lines({ lineId: '' }),
    ]
    expect(await accepts(bad)).toEqual(bad.map(() => false))
  })

  test('says what must be there, and that unknown fields may', () => {
    type Schema = { required: string[]; properties: Record<string, Json> } & Json
    const order = z.toJSONSchema(orderSchema, { io: 'input' }) as unknown as Schema
    expect(order.required).toEqual(['orderId', 'status', 'placedAt', 'items', 'total'])
    expect(order.additionalProperties).not.toBe(false)
    const customer = (order.properties.customer as { anyOf: Json[] }).anyOf[0]
    expect(customer?.required ?? []).toEqual([])
  })
})

test('everything that is not required may be absent or null, down to the leaves', () => {
  const lenient = rawOrder({
    placedAt: '2026-11-22T07:01+08:00',
    items: [{ lineId: '1', name: '豆浆', quantity: 1, modifiers: [{ price: null }, { name: '加糖' }] }],
    fees: [{ name: null, amount: null }],
    discounts: [{}],
    refunds: [{ lines: [{ lineId: '1' }, { quantity: 1 }] }],
    payment: { terms: 'never' },
  })
  const parsed = parseOrder(lenient)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  expect(parsed.order.refunds).toEqual([{ refundNo: '', amount: 0, lines: [], at: null }])
  expect(parsed.order.payment.terms).toBe('prepaid')
  expect(parsed.notes).toEqual(['payment.terms "never" is taken as prepaid'])
})
