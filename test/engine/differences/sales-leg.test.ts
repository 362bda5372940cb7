import { expect, test } from 'vitest'
import { lookAtSales } from '../../../main/engine/differences/sales-leg.ts'
import type { Db } from '../../../main/store/database.ts'
import { insertOrder } from '../../../main/store/orders.ts'
import { savePayment } from '../../../main/store/payments.ts'
import { tellPayment } from '../../../main/store/platform-payments.ts'
import type { LocalOrder } from '../../../shared/domain/reconciliation/local-order.ts'
import { settingsSchema } from '../../../shared/domain/settings.ts'
import { openTestDatabase } from '../../support/database.ts'
import { shopSettings } from '../../support/shop.ts'

// What a platform says while the day runs: money without an order is known within minutes; a list that lags accuses nobody.

const date = '2026-11-22'
const noon = Date.parse(`${date}T12:00:00+08:00`)
const minute = 60_000
const settings = settingsSchema.parse(shopSettings)

function order(db: Db, orderId: string, over: Partial<LocalOrder> = {}): void {
  const row = insertOrder(db, {
    ...{ source: 'mini', order_id: orderId, revision: 1, content_hash: 'h', status: 'paid', state: 'waiting' },
    ...{ series: 'shop', day: date, number: null, kitchen_revision: null, amount_fault: 0 },
    ...{ body: '{}', summary: '{}', received_at: noon },
  })
  savePayment(db, {
    ...{ row, source: 'mini', orderId, outTradeNo: orderId, tradeNo: null, method: 'alipay', platform: 'alipay' },
    ...{ status: 'paid', day: date, paidAt: noon, amount: 900, merchantDiscount: 0, platformDiscount: 0, refunds: [] },
    ...over,
  })
}

function paid(db: Db, number: string, over: Partial<Parameters<typeof tellPayment>[1]> = {}): void {
  tellPayment(db, {
    ...{ source: 'alipay', trade_no: `T-${number}`, out_trade_no: number, status: 'TRADE_SUCCESS', total: 900 },
    ...{ received: 900, paid: 900, refunded: 0, paid_at: noon, closed_at: null, refunded_at: null, told_at: noon },
    ...over,
  })
}

const look = (db: Db, now = noon + 5 * minute) =>
  lookAtSales(db, settings, 'alipay', date, now).map(one => `${one.class} ${one.orderId} ${one.actual}`)

test('money without an order, money of an unpaid one, two payments for one', () => {
  const db = openTestDatabase()
  order(db, 'known')
  order(db, 'unpaid', { status: 'unpaid' })
  order(db, 'twice')
  for (const number of ['known', 'lost', 'unpaid', 'twice']) paid(db, number)
  paid(db, 'twice', { trade_no: 'T-again' })
  expect(look(db).sort()).toEqual(['DUP_PAYMENT twice 1800', 'PAID_NOT_LOCAL lost 900', 'STATUS_MISMATCH unpaid 900'])
  order(db, 'lost')
  expect(look(db)).not.toContain('PAID_NOT_LOCAL lost 900')
})

test('an order may come a little behind its payment', () => {
  const db = openTestDatabase()
  paid(db, 'lost')
  expect(look(db, noon + minute)).toEqual([])
  expect(look(db, noon + 4 * minute)).toEqual(['PAID_NOT_LOCAL lost 900'])
})

test('what the list does not say yet is nobody’s difference', () => {
  const db = openTestDatabase()
  // Not in the list; called off and not yet paid back; refunded here, not yet there; paid back whole; not paid yet.
  order(db, 'unlisted')
  order(db, 'called-off', { status: 'cancelled' })
  order(db, 'refunded', { refunds: [{ refundNo: 'r1', amount: 200, at: noon + minute }] })
  paid(db, 'called-off')
  paid(db, 'refunded')
  paid(db, 'undone', { status: 'TRADE_CLOSED', closed_at: noon + minute })
  paid(db, 'waiting', { status: 'WAIT_BUYER_PAY' })
  expect(look(db)).toEqual([])
})

test('another day’s, another source’s, and none at all', () => {
  const db = openTestDatabase()
  expect(look(db)).toEqual([])
  paid(db, 'before', { paid_at: Date.parse('2026-11-21T23:59:59+08:00') })
  paid(db, 'elsewhere', { source: 'other' })
  expect(look(db)).toEqual([])
})
