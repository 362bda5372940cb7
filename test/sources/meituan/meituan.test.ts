import { describe, expect, test } from 'vitest'
import { meituanSignature, readMeituanForm } from '../../../main/sources/meituan/meituan-form.ts'
import { meituan } from '../../../main/sources/meituan/meituan-platform.ts'
import type { PlatformMessage } from '../../../main/sources/platform/platform.ts'
import { amountFaults } from '../../../shared/domain/amounts.ts'
import { parseOrder } from '../../../shared/domain/order.ts'
import { meituanCallback, meituanSecret, meituanWire, sample, type Wire } from '../../support/platform-messages.ts'

const keys = {
  channel: 'meituan',
  secrets: ['the one before', meituanSecret],
  callbacks: ['https://isv.example/other', meituanCallback],
  terms: 'prepaid',
} as const

function read({ headers, body }: Wire) {
  return meituan.read({ contentType: headers['content-type'], headers, body: Buffer.from(body) }, keys)
}

function messageOf<Kind extends PlatformMessage['kind']>(wire: Wire, kind: Kind) {
  const reading = read(wire)
  if (reading.is !== 'message' || reading.message.kind !== kind) throw new Error(JSON.stringify(reading))
  return reading.message as Extract<PlatformMessage, { kind: Kind }>
}

describe('the signature', () => {
  test('is the one that the rule gives', () => {
    // Computed with another program from the rule of the platform's page.
    const parameters = new Map([
      ['timestamp', '1700000000'],
      ['order_id', '2'],
      ['app_id', '1'],
      ['sig', 'x'],
    ])
    const url = 'http://127.0.0.1/api/v1/order/confirm'
    expect(meituanSignature(url, parameters, 'sec')).toBe('cb353bf950b22eaee0256f150f909113')
  })
  test.each([1, 2])('is found whether values are encoded once or twice (%i)', times => {
    expect(messageOf(meituanWire('order', {}, { times }), 'order').order.note).toBe(sample('meituan', 'order').caution)
  })
  test.each([
    ['no onions please', 2],
    ['a+b', 2],
    ['+', 2],
    ['a+b', 1],
    ['no onions please', 1],
    ['%41+%42 ', 2],
  ])('and its reading is what was written: %j, encoded %i times', (caution, times) => {
    expect(messageOf(meituanWire('order', { caution }, { times }), 'order').order.note).toBe(caution.trim())
  })
  test('is found where the platform signed what was still encoded', () => {
    const encoded = Object.fromEntries(
      Object.entries(sample('meituan', 'order')).map(([key, value]) => [key, encodeURIComponent(String(value))]),
    )
    expect(messageOf(meituanWire('order', encoded, { times: 1 }), 'order').order.items).toHaveLength(3)
  })
  test('is refused for another address, another secret, another text', () => {
    expect(read(meituanWire('order', {}, { url: 'https://else.example/' })).is).toBe('forged')
    const { headers, body } = meituanWire('order')
    expect(read({ headers, body: body.replace('day_seq=9', 'day_seq=8') }).is).toBe('forged')
    expect(read({ headers, body: body.replace(/sig=\w+/, 'sig=') }).is).toBe('forged')
    for (const nonsense of ['=', 'a', '%', '%zz=1', 'a=%ff', '&&&', '{"a":1}']) {
      expect([nonsense, read({ headers, body: nonsense }).is]).toEqual([nonsense, 'forged'])
    }
  })
  test('a form that says nothing only tries the address', () => {
    expect(read({ headers: {}, body: '' }).is).toBe('probe')
  })
  test('a percent sign in a note is one', () => {
    const form = readMeituanForm(Buffer.from('caution=100%25%E7%BA%AF&b=100%25'))
    expect(form?.whole.get('caution')).toBe('100%纯')
    expect(form?.whole.get('b')).toBe('100%')
  })
})

describe('an order', () => {
  const { order } = messageOf(meituanWire('order'), 'order')

  test('is whole, and its sums are right', () => {
    const parsed = parseOrder(order)
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
    expect(amountFaults(parsed.order)).toEqual([])
    expect(order).toMatchObject({
      orderId: '27057681346841638',
      status: 'paid',
      pickupNo: '#9',
      daySeq: 9,
      guests: 2,
      placedAt: '2026-11-22T07:01:02+08:00',
      expectedAt: null,
      fees: [
        { name: '餐盒费', amount: 200 },
        { name: '配送费', amount: 300 },
      ],
      total: { items: 1610, payable: 1860 },
      customer: { phone: '17665335287转4321' },
      invoice: { title: '古荡科技有限公司', taxNo: '91330100MA27' },
      settlement: { income: 1500, serviceFee: 210 },
    })
  })
  test('has specs and properties, baskets, and the gift that somebody has to pack', () => {
    expect(
      order.items.map(({ name, quantity, modifiers, note }) => [name, quantity, modifiers.map(m => m.name), note]),
    ).toEqual([
      ['鲜肉包', 2, [], '1号篮'],
      ['豆浆', 1, ['大杯', '热', '少糖'], '2号篮'],
      ['满15元赠油条1份', 1, [], '赠品'],
    ])
  })
  test('says who bears a discount', () => {
    expect(order.discounts.map(({ fundedBy, amount }) => [fundedBy, amount])).toEqual([
      ['merchant', 100],
      ['platform', 150],
    ])
    const extras = JSON.stringify([{ reduce_fee: 2.5, remark: '满减', type: 2 }])
    const { discounts } = messageOf(meituanWire('order', { extras }), 'order').order
    expect(discounts.map(({ fundedBy, amount }) => [fundedBy, amount])).toEqual([
      ['merchant', 100],
      ['platform', 150],
    ])
    const silent = messageOf(meituanWire('order', { extras, poi_receive_detail: '' }), 'order').order
    expect(silent.discounts).toMatchObject([{ fundedBy: null, amount: 250 }])
  })
  test('counts boxes the way that leads to the original price', () => {
    const boxes = (original_price: string) => messageOf(meituanWire('order', { original_price }), 'order').order.fees[0]
    expect(boxes('21.1')).toEqual({ name: '餐盒费', amount: 200 })
    expect(boxes('20.6')).toEqual({ name: '餐盒费', amount: 150 })
    // Where no reading leads there the order says that its sums are wrong.
    const { order: odd } = messageOf(meituanWire('order', { original_price: '99' }), 'order')
    const parsed = parseOrder(odd)
    expect(parsed.ok && amountFaults(parsed.order).map(({ path }) => path)).toEqual(['total.payable'])
  })
  test('paid at the door, wanted later, without what an ISV has to ask for', () => {
    const { order: other } = messageOf(meituanWire('least'), 'order')
    expect(other).toMatchObject({
      status: 'unpaid',
      payment: { terms: 'on-delivery' },
      expectedAt: '2026-11-22T12:00:00+08:00',
      pickupNo: null,
      daySeq: null,
      total: { items: 1, fees: 1, payable: 2 },
    })
  })
  test.each([
    ['1', 'unpaid'],
    ['2', 'paid'],
    ['4', 'paid'],
    ['8', 'paid'],
    ['9', 'cancelled'],
  ])('of status %s is %s', (status, ours) => {
    expect(messageOf(meituanWire('order', { status }), 'order').order.status).toBe(ours)
  })
})

test('what becomes of it is told apart by its fields', () => {
  expect(messageOf(meituanWire('cancelled'), 'change').change).toMatchObject({ status: 'cancelled', refund: null })
  expect(messageOf(meituanWire('refunded'), 'change').change).toMatchObject({ status: 'refunded', refund: null })
  expect(messageOf(meituanWire('part-refund'), 'change').change).toMatchObject({
    status: null,
    refund: { refundNo: '4401', amount: 250, goods: [{ aliases: ['BZ01-1', 'BZ01', '鲜肉包'], quantity: 1 }] },
  })
  expect(messageOf(meituanWire('reminder'), 'rush')).toMatchObject({ rushId: '88001' })
  messageOf(meituanWire('refunded', { notify_type: 'apply' }), 'refund-asked')
  messageOf(meituanWire('part-refund', { notify_type: 'part' }), 'refund-asked')
  messageOf(meituanWire('refunded', { notify_type: 'reject' }), 'told')
  expect(read(meituanWire('order', { order_id: '' }))).toMatchObject({ is: 'unread' })
  expect(read(meituanWire('order', { ctime: 'x', utime: '' }))).toMatchObject({ is: 'unread' })
})
