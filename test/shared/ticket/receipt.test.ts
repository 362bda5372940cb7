import { expect, test } from 'vitest'
import { type Order, parseOrder } from '../../../shared/domain/order.ts'
import { paperDocument } from '../../../shared/ticket/paper-document.ts'
import { receiptTicket } from '../../../shared/ticket/receipt.ts'
import { samplePrint } from '../../support/ticket-samples.ts'
import { ticketText } from '../../support/ticket-text.ts'

function order(over: Record<string, unknown> = {}): Order {
  const parsed = parseOrder({
    orderId: 'mp-20261122-000123',
    channel: 'alipay-mini',
    status: 'paid',
    pickupNo: 'A012',
    tableNo: '5',
    serviceMode: 'dine-in',
    placedAt: '2026-11-22T07:01:02+08:00',
    note: '不要香菜，电话13812345678',
    items: [
      { lineId: '1', name: '鲜肉包', quantity: 2, unitPrice: 250, amount: 500, modifiers: [{ name: '加辣' }] },
      { lineId: '2', name: '早餐套餐', quantity: 1, unitPrice: 1200, modifiers: [{ name: '换大杯', price: 200 }] },
      { lineId: '3', name: '咸豆浆', quantity: 1, amount: 0, comboOf: '2', note: '不放虾皮' },
      { lineId: '4', name: '小笼', quantity: 0.5, unitPrice: 2001 },
      { lineId: '5', name: '赠品', quantity: 1 },
    ],
    fees: [{ name: '打包费', amount: 100 }],
    discounts: [{ name: '早餐满5减2', amount: 200 }],
    total: { items: 2901, fees: 100, discounts: 200, payable: 2801 },
    payment: { method: 'alipay', amount: 2801, paidAt: '2026-11-22T07:01:01+08:00' },
    refunds: [{ refundNo: 'r1', amount: 250 }],
    customer: { name: '王*', phone: '13812345678' },
    ...over,
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return parsed.order
}

function receipt(over: Record<string, unknown> = {}, print = {}) {
  const content = { kind: 'receipt' as const, marks: [], number: 12, order: order(over), shopName: '古荡早餐店' }
  return receiptTicket(content, samplePrint(print))
}

test.each([80, 58])('on %i mm paper', async width => {
  const columns = width === 80 ? 48 : 32
  await expect(ticketText(receipt(), columns)).toMatchFileSnapshot(`golden/receipt-plain-${width}.txt`)
  const english = receipt({ status: 'refunded', serviceMode: 'takeaway' }, { language: 'en', copy: 2 })
  await expect(ticketText(english, columns)).toMatchFileSnapshot(`golden/receipt-english-${width}.txt`)
})

test('no phone in full, wherever it stands', () => {
  const paper = ticketText(receipt({ customer: { name: '王 13912345678', phone: '0571-88157788' } }), 48)
  expect(paper).not.toContain('12345678')
  expect(paper).toContain('顾客 王* 057****7788')
})

test.each([
  [{}, '未付款'],
  [{ payment: { terms: 'on-delivery' } }, '货到付款'],
  [{ payment: { terms: 'after-meal' } }, '餐后付款'],
  [{ status: 'cancelled' }, '已取消'],
  [{ status: 'refunded' }, '已退款'],
  [{ status: 'paid', payment: { method: 'paypal' } }, 'paypal'],
  [{ status: 'paid', payment: null }, '付款'],
  [{ status: 'paid', payment: { method: 'constructor' } }, 'constructor'],
])('says how it was paid: %j → %s', (over, word) => {
  expect(ticketText(receipt({ status: 'unpaid', payment: null, ...over }), 32)).toContain(word)
})

test('a bare order has a receipt too', async () => {
  const document = receipt({
    channel: null,
    pickupNo: null,
    tableNo: null,
    serviceMode: null,
    note: null,
    items: [{ lineId: '1', name: '\u200b', quantity: 1, modifiers: [{ name: '\u200b', price: 5 }], comboOf: null }],
    fees: [],
    discounts: [],
    refunds: [],
    total: { payable: 5 },
    payment: null,
    customer: null,
  })
  await expect(ticketText(document, 32)).toMatchFileSnapshot('golden/receipt-bare-58.txt')
})

test('a combo within a combo is kept, its priced part with its price', () => {
  const items = [
    { lineId: 'c', name: '三', quantity: 1, comboOf: 'b', amount: 300 },
    { lineId: 'b', name: '二', quantity: 1, comboOf: 'a' },
    { lineId: 'a', name: '一', quantity: 1, amount: 900 },
  ]
  const paper = ticketText(receipt({ items }), 32)
  expect(paper).toMatch(/一 ×1 +9\.00\n.*\| {2}二 ×1\n.*\| {4}三 ×1 +3\.00\n/)
})

test('a part whose combo is missing stands by itself', () => {
  const whole = order()
  const items = whole.items.filter(line => line.lineId !== '2')
  const content = { kind: 'receipt' as const, marks: [], number: 12, order: { ...whole, items }, shopName: '' }
  expect(ticketText(receiptTicket(content, samplePrint()), 32)).toContain('|咸豆浆 ×1')
})

test('the door chooses by content', () => {
  const print = samplePrint()
  const content = { kind: 'receipt' as const, marks: [], number: 12, order: order(), shopName: '' }
  expect(paperDocument(content, print)).toEqual(receiptTicket(content, print))
})
