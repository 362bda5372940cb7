import { expect, test } from 'vitest'
import { parseOrder } from '../../../shared/domain/order.ts'
import { readChange } from '../../../shared/domain/order-change.ts'
import { summarise } from '../../../shared/domain/order-summary.ts'
import {
  summaryWithoutCustomer,
  ticketWithoutCustomer,
  withoutCustomer,
  wordWithoutCustomer,
} from '../../../shared/domain/purging.ts'
import { recordedRefunds } from '../../../shared/domain/recorded-refund.ts'
import type { PaperContent, TicketContent } from '../../../shared/domain/ticket.ts'
import { line, order } from '../../support/orders.ts'

const said = '花生过敏'
const given = order({
  note: said,
  items: [line('1', '鲜肉包', 2, { note: said, modifiers: [{ name: '加辣', price: 50 }] })],
  customer: { id: 'c-7', name: '王*', phone: '138****5678', memberLevel: 'gold' },
  discounts: [{ name: '满减', amount: 100, code: 'CP1' }],
  // Fields of another system, which may hold anything.
  ...{ buyerMessage: said, ext: { memo: [said] } },
})

test('a body without its customer is still the order, and cannot be read for what was said', () => {
  const left = withoutCustomer(given)
  const text = JSON.stringify(left)
  for (const gone of [said, 'c-7', '王*', '5678', 'gold', 'buyerMessage']) expect(text).not.toContain(gone)
  const [before, after] = [parseOrder(given), parseOrder(left)]
  if (!before.ok || !after.ok) throw new Error('it cannot be read')
  const { note: _, customer: __, items: ___, ...rest } = before.order
  expect(after.order).toMatchObject(rest)
  expect(after.order.items).toEqual(before.order.items.map(one => ({ ...one, note: null })))
  expect(withoutCustomer(left)).toEqual(left)
})

test('what is no order leaves nothing', () => {
  expect([withoutCustomer({ note: said }), withoutCustomer(said), withoutCustomer(null)]).toEqual([null, null, null])
})

test('of a word about an order what happened stays, and is read as before', () => {
  const goods = [{ name: '鲜肉包', aliases: ['BZ01'], quantity: 1 }]
  const about = { original: { reason: said, recipient: '王*' }, customer: { id: 'c-7' }, buyerMessage: said }
  const change = {
    ...{ orderId: 'mp-1', revision: 7, channel: 'eleme', at: '2026-11-22T07:04:02+08:00', status: 'cancelled' },
    refund: { refundNo: 'r-1', amount: 500, at: null, goods },
  }
  const refunds = { orderId: 'mp-1', refunds: [{ refundNo: 'r-1', amount: 500, at: 7 }], by: '王姐' }
  expect(readChange(change)).toEqual(change)
  expect(wordWithoutCustomer({ ...change, ...about })).toEqual(change)
  expect(recordedRefunds.parse(wordWithoutCustomer({ ...refunds, ...about, note: said }))).toEqual({
    ...refunds,
    note: null,
  })
  expect(wordWithoutCustomer({ orderId: 'mp-1', rushId: '9', ...about })).toEqual({ orderId: 'mp-1', rushId: '9' })
})

test('the summary keeps the dishes', () => {
  const parsed = parseOrder(given)
  if (!parsed.ok) throw new Error('it cannot be read')
  const summary = summarise(parsed.order)
  expect(summaryWithoutCustomer(summary)).toEqual({ ...summary, note: null })
})

test('a ticket keeps what was cooked: parts, what stood there before, and what changed', () => {
  const dish = { lineId: '1', name: '鲜肉包', quantity: 2, modifiers: [], note: said, parts: [] }
  const content: TicketContent = {
    ...{ kind: 'change', marks: ['改单'], number: 7, n: 1, of: 1, copyNo: null, station: null },
    ...{ pickupNo: 'A1', tableNo: '5', serviceMode: null, channel: null, guests: null },
    ...{ placedAt: '2026-11-22T07:01:02+08:00', expectedAt: null, note: said },
    lines: [{ ...dish, parts: [dish], before: { modifiers: [], note: said } }],
    changes: [
      { field: 'note', from: said, to: said },
      { field: 'tableNo', from: '4', to: '5' },
    ],
  }
  const left = ticketWithoutCustomer(content)
  expect(JSON.stringify(left)).not.toContain(said)
  expect(left).toMatchObject({
    number: 7,
    lines: [{ name: '鲜肉包', quantity: 2, parts: [{ name: '鲜肉包' }], before: { note: null } }],
    changes: [{ field: 'note' }, { field: 'tableNo', from: '4', to: '5' }],
  })
  const page: PaperContent = { kind: 'test', marks: [], printerName: '后厨' }
  expect(ticketWithoutCustomer(page)).toEqual(page)
  const parsed = parseOrder(given)
  if (!parsed.ok) throw new Error('it cannot be read')
  const receipt: PaperContent = { kind: 'receipt', marks: [], number: 7, order: parsed.order, shopName: '古荡' }
  expect(JSON.stringify(ticketWithoutCustomer(receipt))).not.toMatch(/花生过敏|王\*|5678/)
})
