import { expect, test } from 'vitest'
import { wechat } from '../../../main/sources/wechat/wechat-platform.ts'
import { amountFaults } from '../../../shared/domain/amounts.ts'
import { parseOrder } from '../../../shared/domain/order.ts'
import { publicKeyText, type Wire, wechatWire } from '../../support/platform-messages.ts'

const keys = { channel: 'wechat-mini', secrets: [publicKeyText()], callbacks: [], terms: 'prepaid' } as const

function read({ headers, body }: Wire, terms: 'prepaid' | 'after-meal' = 'prepaid') {
  return wechat.read({ contentType: 'application/json', headers, body: Buffer.from(body) }, { ...keys, terms })
}

function orderOf(...given: Parameters<typeof read>) {
  const reading = read(...given)
  if (reading.is !== 'message' || reading.message.kind !== 'order') throw new Error(JSON.stringify(reading))
  return reading.message.order
}

test('a paid order: fen, half portions, percentages, what a dish is made of', () => {
  const order = orderOf(wechatWire('paid'))
  const parsed = parseOrder(order)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  expect(amountFaults(parsed.order)).toEqual([])
  expect(order).toMatchObject({
    orderId: 'wx-20261122-0001',
    status: 'paid',
    tableNo: '12',
    serviceMode: 'dine-in',
    guests: 2,
    total: { items: 1000, discounts: 100, payable: 900 },
    payment: { method: 'wechat', tradeNo: '1009660380201506130728806387', outTradeNo: '20150806125346', amount: 900 },
    customer: { id: 'oYobu0Dmn6TdodZnFWKOEkqoRbI8' },
    items: [
      { lineId: '1', sku: 'HG01', name: '清汤锅底', quantity: 1.5, unitPrice: 400, amount: 600 },
      { lineId: '2', name: '猪肝', quantity: 1, unitPrice: null, amount: 400 },
    ],
  })
  expect(order.items[0]?.modifiers.map(({ name }) => name)).toEqual(['辣', '炒', '猪肝', '青椒', '葱', '有机'])
})

test('placed comes before paid, also within one second; the shop says whether it cooks for the unpaid', () => {
  const at = '2026-11-22T07:01:06+08:00'
  const placed = orderOf(wechatWire('placed', { action_time: at }))
  expect(placed).toMatchObject({ status: 'unpaid', payment: { terms: 'prepaid', amount: null } })
  expect(placed.revision).toBeLessThan(orderOf(wechatWire('paid')).revision ?? 0)
  expect(orderOf(wechatWire('placed'), 'after-meal').payment.terms).toBe('after-meal')
})

test('only what the merchant has signed is believed', () => {
  const { headers, body } = wechatWire('paid')
  const { authorization = '' } = headers
  expect(read({ headers, body: body.replace('900', '901') }).is).toBe('forged')
  for (const other of [
    '',
    authorization.replace('WECHATPAY2-SHA256-RSA2048', 'Bearer'),
    authorization.replace(/nonce_str="\w+"/, 'nonce_str="another"'),
    authorization.replace(/signature="[^"]+"/, ''),
  ]) {
    expect(read({ headers: { authorization: other }, body }).is).toBe('forged')
  }
  expect(read(wechatWire('paid', { out_order_no: '' }))).toMatchObject({ is: 'unread' })
  expect(JSON.stringify(read({ headers, body }))).not.toContain('071oYFSN19sCH31AyNSN15QDSN1oYFSA')
})
