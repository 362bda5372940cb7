import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { eleme } from '../../../main/sources/eleme/eleme-platform.ts'
import { elemeSignature } from '../../../main/sources/eleme/eleme-signature.ts'
import type { PlatformMessage } from '../../../main/sources/platform/platform.ts'
import { wireMembers } from '../../../main/sources/wire-members.ts'
import { amountFaults } from '../../../shared/domain/amounts.ts'
import { parseOrder } from '../../../shared/domain/order.ts'
import { elemeSecret, elemeWire, type Wire } from '../../support/platform-messages.ts'

const keys = { channel: 'eleme', secrets: [elemeSecret], callbacks: [], terms: 'prepaid' } as const

function read({ headers, body }: Wire) {
  return eleme.read({ contentType: headers['content-type'], headers, body: Buffer.from(body) }, keys)
}

function messageOf<Kind extends PlatformMessage['kind']>(wire: Wire, kind: Kind) {
  const reading = read(wire)
  if (reading.is !== 'message' || reading.message.kind !== kind) throw new Error(JSON.stringify(reading))
  return reading.message as Extract<PlatformMessage, { kind: Kind }>
}

describe('the signature', () => {
  // sdk-signatures.json: what getSignature of the npm package eleme-openapi-sdk 1.21.1 (src/rpc_client.js) gives for these
  // members as params, with an empty action and token. Its own dependencies (aws-sdk 2) are no part of ours.
  const vectors = JSON.parse(readFileSync(new URL('sdk-signatures.json', import.meta.url), 'utf8')) as {
    message: string
    secret: string
    signature: string
  }[]
  test.each(vectors)('is the one of the platform’s own package ($signature)', ({ message, secret, signature }) => {
    const members = wireMembers(message)
    expect(members === null ? null : elemeSignature(members, secret)).toBe(signature)
  })
  test('covers numbers that JavaScript cannot hold, and any way of writing a text', () => {
    const number = '{"userId":283166468248413847,"message":"\\u5976\\/茶","b":1}'
    const wire = wireMembers(number)
    expect(wire?.get('userId')).toBe('283166468248413847')
    const plain = new Map([
      ['b', '1'],
      ['message', '"奶/茶"'],
      ['userId', '283166468248413847'],
    ])
    const signed = `${number.slice(0, -1)},"signature":"${elemeSignature(plain, elemeSecret)}"}`
    expect(read({ headers: {}, body: signed }).is).not.toBe('forged')
  })
  test('is refused when a character, the secret or all of it is another', () => {
    const { headers, body } = elemeWire('order')
    expect(read({ headers, body: body.replace('鲜肉包', '鲜菜包') }).is).toBe('forged')
    expect(read({ headers, body: body.replace(/"signature":"\w+"/, '"signature":""') }).is).toBe('forged')
    for (const nonsense of ['', '[]', '{}', '{"signature":1}', '{"a":', 'null', `{"a":${'['.repeat(50_000)}}`]) {
      expect([nonsense.slice(0, 20), read({ headers, body: nonsense }).is]).toEqual([nonsense.slice(0, 20), 'forged'])
    }
    const other = { ...keys, secrets: ['another'] }
    expect(eleme.read({ contentType: undefined, headers, body: Buffer.from(body) }, other).is).toBe('forged')
  })
})

describe('an order', () => {
  const { order } = messageOf(elemeWire('order'), 'order')

  test('is whole, and its sums are right', () => {
    const parsed = parseOrder(order)
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
    expect(amountFaults(parsed.order)).toEqual([])
    expect(parsed.notes).toEqual([])
    expect(order).toMatchObject({
      orderId: '3014728511382982849',
      status: 'paid',
      pickupNo: '#6',
      daySeq: 6,
      serviceMode: 'delivery',
      placedAt: '2026-11-22T07:01:02+08:00',
      expectedAt: null,
      total: { items: 2400, fees: 500, discounts: 1180, payable: 1720 },
      payment: { method: 'eleme', amount: 1720, terms: 'prepaid' },
      settlement: { income: 1360, serviceFee: 240 },
      invoice: { title: '王*', taxNo: null },
    })
  })
  test('has its dishes by their names, what is special about them below, and the basket', () => {
    expect(
      order.items.map(({ name, quantity, modifiers, note, sku }) => [name, quantity, modifiers, note, sku]),
    ).toEqual([
      ['鲜肉包', 2, [], '1号篮子', 'BZ01'],
      ['烧仙草奶茶', 1, ['大杯', '去冰', '半糖'].map(name => ({ name, price: 0 })), '2号篮子', '200000090398379781'],
    ])
  })
  test('counts a fee once that stands in two places, and says who bears a discount', () => {
    expect(order.fees).toEqual([
      { name: '餐盒费', amount: 200 },
      { name: '配送费', amount: 300 },
    ])
    expect(order.discounts.map(({ name, fundedBy, amount, kind }) => [name, fundedBy, amount, kind])).toEqual([
      ['在线支付立减优惠', 'merchant', 800, 'promotion'],
      ['在线支付立减优惠', 'platform', 200, 'promotion'],
      ['红包', 'platform', 180, 'coupon'],
    ])
  })
  test('has a privacy number with its extension', () => {
    expect(order.customer).toEqual({
      id: '201506988',
      name: '王小明(先生)',
      phone: '17712345678转4321',
      phoneExpiresAt: '2026-11-22T10:01:02+08:00',
    })
  })
  test('keeps the original without coordinates and without the name of the invoice', () => {
    const text = JSON.stringify(messageOf(elemeWire('order'), 'order').original)
    expect(text).toContain('200000100943422213')
    expect(text).not.toMatch(/120\.123456|signature|"invoice":/)
  })
  test('that is downgraded, booked and paid at the door', () => {
    const { order: other } = messageOf(elemeWire('downgraded'), 'order')
    expect(other).toMatchObject({
      incomplete: true,
      status: 'unpaid',
      payment: { terms: 'on-delivery', method: 'cash', amount: null },
      expectedAt: '2026-11-22T12:00:00+08:00',
      items: [{ name: '红烧肉', modifiers: [{ name: '重辣' }], note: null }],
      discounts: [],
      fees: [],
    })
  })
  test.each([
    ['pending', 'noRefund', 'unpaid'],
    ['unprocessed', 'noRefund', 'paid'],
    ['valid', 'applied', 'paid'],
    ['settled', 'noRefund', 'paid'],
    ['invalid', 'noRefund', 'cancelled'],
    ['refunding', 'successful', 'refunded'],
  ])('of status %s, refund %s, is %s', (status, refundStatus, ours) => {
    expect(messageOf(elemeWire('order', { status, refundStatus }), 'order').order.status).toBe(ours)
  })
  test('of a dish without a name or a number is one of it; of none, nothing', () => {
    const items = [
      { id: 7, price: 1 },
      { name: '豆浆', quantity: 0 },
      { skuId: -1, name: ' ' },
    ]
    const { order: odd } = messageOf(elemeWire('order', { groups: [{ name: '1号篮子', items }] }), 'order')
    expect(odd.items.map(({ lineId, name, quantity }) => [lineId, name, quantity])).toEqual([
      ['1-1', '7', 1],
      ['1-3', '无名', 1],
    ])
  })
  test('has a revision by its own time, a whole one above a downgraded one', () => {
    const whole = messageOf(elemeWire('order', {}, { requestId: 'another', timestamp: 1 }), 'order').order
    const less = messageOf(elemeWire('order', { downgraded: true }), 'order').order
    expect(whole.revision).toBe(order.revision)
    expect(less.revision).toBeLessThan(order.revision ?? 0)
  })
})

describe('what becomes of it', () => {
  test('cancelled: by the time it happened', () => {
    const { change } = messageOf(elemeWire('cancelled'), 'change')
    expect(change).toMatchObject({ orderId: '3014728511382982849', status: 'cancelled', refund: null })
    expect(change.revision).toBeGreaterThan(messageOf(elemeWire('order'), 'order').order.revision ?? 0)
  })
  test('a part is paid back: which dish, how many, how much', () => {
    expect(messageOf(elemeWire('part-refund'), 'change').change).toMatchObject({
      status: null,
      refund: { amount: 500, goods: [{ name: '鲜肉包', quantity: 1, aliases: ['鲜肉包'] }] },
    })
  })
  test('all of it is paid back', () => {
    const wire = elemeWire('part-refund', { refundType: 'normal' })
    expect(messageOf(wire, 'change').change).toMatchObject({ status: 'refunded', refund: null })
    const before = elemeWire('part-refund', { refundType: 'normal' }, { type: 23 })
    expect(messageOf(before, 'change').change.status).toBe('cancelled')
  })
  test('somebody waits, asks for money, rides: once each', () => {
    expect(messageOf(elemeWire('reminder'), 'rush')).toMatchObject({
      orderId: '3014728511382982849',
      rushId: '679303586',
    })
    expect(messageOf(elemeWire('refund-asked'), 'refund-asked')).toMatchObject({ reason: '点错了' })
    for (const type of [12, 18, 21, 46, 52, 76, 91, 100, 222]) messageOf(elemeWire('rider', {}, { type }), 'told')
  })
  test('signed nonsense is kept for a person', () => {
    for (const wire of [
      elemeWire('order', { createdAt: null, activeAt: '昨天' }),
      elemeWire('cancelled', { orderId: null }),
      elemeWire('reminder', { orderId: '' }),
      elemeWire('order', {}, { type: 'ten' }),
    ]) {
      expect(read(wire)).toMatchObject({ is: 'unread', issues: [{ message: expect.any(String) }] })
    }
  })
})
