import { expect, test } from 'vitest'
import { koubei } from '../../../main/sources/koubei/koubei-platform.ts'
import { amountFaults } from '../../../shared/domain/amounts.ts'
import { parseOrder } from '../../../shared/domain/order.ts'
import { koubeiWire, publicKeyText, type Wire } from '../../support/platform-messages.ts'

const keys = { channel: 'koubei', secrets: [publicKeyText()], callbacks: [], terms: 'prepaid' } as const

function read({ headers, body }: Wire) {
  return koubei.read({ contentType: 'application/json', headers, body: Buffer.from(body) }, keys)
}

function orderOf(wire: Wire) {
  const reading = read(wire)
  if (reading.is !== 'message' || reading.message.kind !== 'order') throw new Error(JSON.stringify(reading))
  return reading.message.order
}

test('an order at a table: combo, topping, practice, fees, and who gives what', () => {
  const order = orderOf(koubeiWire('order'))
  const parsed = parseOrder(order)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  expect(amountFaults(parsed.order)).toEqual([])
  expect(order).toMatchObject({
    orderId: '2026112200001',
    tableNo: '04',
    pickupNo: null,
    serviceMode: 'dine-in',
    guests: 2,
    status: 'paid',
    placedAt: '2026-11-22T07:01:02+08:00',
    total: { items: 3550, fees: 100, discounts: 300, payable: 3350 },
    discounts: [
      { fundedBy: 'merchant', amount: 200 },
      { fundedBy: 'platform', amount: 100 },
    ],
    customer: { id: '2088102146225135', phone: '13812345678' },
  })
  expect(
    order.items.map(({ lineId, name, comboOf, modifiers, note }) => [lineId, name, comboOf, modifiers, note]),
  ).toEqual([
    ['1', '早餐套餐', null, [], null],
    ['2', '鲜肉包', '1', [], null],
    [
      '3',
      '豆浆',
      '1',
      [
        { name: '半糖', price: 0 },
        { name: '去冰', price: 0 },
      ],
      null,
    ],
    [
      '4',
      '馄饨',
      null,
      [
        { name: '大份', price: 100 },
        { name: '少葱', price: 0 },
        { name: '加辣', price: 0 },
        { name: '荷包蛋', price: 200 },
      ],
      '汤另装',
    ],
  ])
})

test('a booked one to take away, of which a dish was taken back', () => {
  expect(orderOf(koubeiWire('booked'))).toMatchObject({
    pickupNo: '5100',
    tableNo: null,
    serviceMode: 'takeaway',
    expectedAt: '2026-11-22T08:40:00+08:00',
    refunds: [{ refundNo: 'dish-2', amount: 300, lines: [{ lineId: '2', quantity: 1 }] }],
  })
})

test('states where they come along, unpaid where nothing was paid', () => {
  expect(orderOf(koubeiWire('order', { order_status: 'CANCELED' })).status).toBe('cancelled')
  expect(orderOf(koubeiWire('order', { order_status: 'REFUND' })).status).toBe('refunded')
  expect(orderOf(koubeiWire('order', { pay_amount: null })).status).toBe('unpaid')
  expect(read(koubeiWire('order', { code: '40004', sub_code: 'ORDER_NOT_EXIST' }))).toMatchObject({
    message: { kind: 'told' },
  })
})

test('only what Alipay has signed is believed', () => {
  const { headers, body } = koubeiWire('order')
  expect(read({ headers, body: body.replace('33.50', '3.350') }).is).toBe('forged')
  expect(read({ headers, body: body.replace(/"sign":"[^"]+"/, '"sign":""') }).is).toBe('forged')
  // What stands beside the signed node may not take its place.
  const node = /"koubei_[a-z_]+"/.exec(body)?.[0] ?? ''
  expect(read({ headers, body: body.replace('{', `{${node}:{"code":"10000"},`) }).is).not.toBe('forged')
  expect(orderOf({ headers, body: body.replace('{', `{${node}:{"order_id":"9"},`) }).orderId).toBe('2026112200001')
  expect(read({ headers, body: `${body.slice(0, -1)},${node}:{"order_id":"9"}}` }).is).toBe('forged')
  for (const nonsense of ['', '{}', '[]', '{"sign":""}', '{"a":{"b":[1,{"c":"}"}]},"sign":1}']) {
    expect([nonsense, read({ headers, body: nonsense }).is]).toEqual([nonsense, 'forged'])
  }
  expect(read(koubeiWire('order', { order_id: null }))).toMatchObject({ is: 'unread' })
})
