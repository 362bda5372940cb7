import { expect, test } from 'vitest'
import type { Db } from '../../main/store/database.ts'
import { bills } from '../../main/store/migrations/0010-bills.ts'
import { insertOrder } from '../../main/store/orders.ts'
import { findPaidOrder, paymentsByOrderNo, paymentsByTradeNo, savePayment } from '../../main/store/payments.ts'
import { type OrderInput, parseOrder } from '../../shared/domain/order.ts'
import type { BillRow } from '../../shared/domain/reconciliation/bill.ts'
import type { LocalOrder } from '../../shared/domain/reconciliation/local-order.ts'
import { paymentOfOrder } from '../../shared/domain/reconciliation/payment-of-order.ts'
import { openTestDatabase } from '../support/database.ts'
import { order } from '../support/orders.ts'

const at = Date.parse('2026-11-22T07:01:05+08:00')
const ever = { from: 0, until: 9e15 }

const given: OrderInput[] = [
  order({ orderId: 'plain' }),
  order({ orderId: 'b', payment: { method: 'alipay', tradeNo: '`2026112222001\t ', outTradeNo: "'zz-9" } }),
  order({ orderId: 'a', payment: { method: '微信支付', tradeNo: '', outTradeNo: ' ' }, channel: 'wechat-mini' }),
  order({ orderId: 'cash', payment: { method: 'Cash', tradeNo: 'till-7' }, channel: 'counter' }),
  order({ orderId: 'card', payment: { method: 'unionpay', paidAt: '2026-11-22T07:01:05.250Z' } }),
  order({ orderId: 'nothing', payment: null, channel: 'koubei', status: 'unpaid' }),
  order({ orderId: 'takeaway', payment: { method: null }, channel: 'eleme' }),
  order({
    orderId: 'long',
    payment: { method: 'alipay'.repeat(9), tradeNo: '9'.repeat(129), outTradeNo: '8'.repeat(129) },
  }),
  order({
    orderId: 'discounts',
    discounts: [
      { name: '满减', fundedBy: 'merchant', amount: 100 },
      { name: '红包', fundedBy: 'platform', amount: 30 },
      { name: '?', amount: 5 },
    ],
  }),
  order({
    orderId: 'refunded',
    status: 'refunded',
    refunds: [{ refundNo: '`r2', amount: 50, at: '2026-11-22T08:00:00+08:00' }, { amount: 7 }],
  }),
]

function take(db: Db, input: OrderInput): LocalOrder {
  const parsed = parseOrder(input)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  const row = insertOrder(db, {
    ...{ source: 'mini', order_id: input.orderId, revision: 1, content_hash: 'h', status: input.status },
    ...{ state: 'waiting', series: 'shop', day: '2026-11-22', number: null, kitchen_revision: null, amount_fault: 0 },
    ...{ body: JSON.stringify(input), summary: '{}', received_at: at },
  })
  const payment = { ...paymentOfOrder(parsed.order), row, source: 'mini', day: '2026-11-22' }
  savePayment(db, payment)
  return payment
}

const byRow = (payments: Iterable<LocalOrder>) => [...payments].sort((a, b) => a.row - b.row)

test('what is written is what is read', () => {
  const db = openTestDatabase()
  const written = given.map(one => take(db, one))
  expect(byRow(paymentsByTradeNo(db, ever))).toEqual(written)
  expect(byRow(paymentsByOrderNo(db, ever))).toEqual(written)
  expect(written.map(one => one.platform)).toEqual([
    ...['alipay', 'alipay', 'wechat', null, 'other', 'alipay', null, 'alipay', 'alipay', 'alipay'],
  ])
  expect(written.find(one => one.orderId === 'discounts')).toMatchObject({
    ...{ amount: 645, merchantDiscount: 105, platformDiscount: 30 },
  })
})

test('both streams rise by their key, null first, and end where the bill does', () => {
  const db = openTestDatabase()
  for (const one of given) take(db, one)
  const keys = [...paymentsByTradeNo(db, ever)].map(one => one.tradeNo ?? '')
  expect(keys).toEqual([...keys].sort())
  const numbers = [...paymentsByOrderNo(db, ever)].map(one => one.outTradeNo)
  expect(numbers).toEqual([...numbers].sort())
  expect([...paymentsByTradeNo(db, { from: at, until: at + 1 })].every(one => one.paidAt === at)).toBe(true)
  expect([...paymentsByTradeNo(db, { from: at, until: at })]).toEqual([])
})

test('orders from before the table are taken as new ones are', () => {
  const db = openTestDatabase()
  const written = given.map(one => take(db, one))
  insertOrder(db, {
    ...{ source: 'demo', order_id: 'd', revision: 1, content_hash: 'h', status: 'paid', state: 'waiting' },
    ...{ series: 'demo', day: '2026-11-22', number: null, kitchen_revision: null, amount_fault: 0 },
    ...{ body: JSON.stringify(order()), summary: '{}', received_at: at },
  })
  db.exec('drop table payment_refunds; drop table payments; drop table payment_kinds; drop table bills')
  db.exec(bills)
  expect(byRow(paymentsByTradeNo(db, ever))).toEqual(written)
})

test('a later revision takes the place of the one before, refunds and all', () => {
  const db = openTestDatabase()
  const first = take(db, given.at(-1) ?? order())
  const second: LocalOrder = { ...first, amount: 1, refunds: [{ refundNo: 'r9', amount: 1, at: null }] }
  savePayment(db, second)
  expect([...paymentsByTradeNo(db, ever)]).toEqual([second])
  savePayment(db, { ...second, refunds: [] })
  expect([...paymentsByTradeNo(db, ever)]).toEqual([{ ...second, refunds: [] }])
})

test('the order that a row of a bill is about is found by each of its numbers', () => {
  const db = openTestDatabase()
  const written = given.map(one => take(db, one))
  const row = (over: Partial<BillRow>): BillRow => ({
    ...{ line: 1, kind: 'payment', tradeNo: null, outTradeNo: null, refundNo: null, at, amount: 1 },
    ...{ received: null, merchantDiscount: null, platformDiscount: null, fee: null, ...over },
  })
  const found = (over: Partial<BillRow>) => findPaidOrder(db, row(over))?.orderId ?? null
  expect(found({ tradeNo: '2026112222001', outTradeNo: 'plain' })).toBe('b')
  expect(found({ tradeNo: 'nobody', outTradeNo: 'zz-9' })).toBe('b')
  expect(found({ outTradeNo: written[0]?.outTradeNo ?? null })).toBe('plain')
  expect(found({ kind: 'refund', outTradeNo: 'nobody', refundNo: 'r2' })).toBe('refunded')
  expect(found({ tradeNo: 'nobody' })).toBe(null)
})
