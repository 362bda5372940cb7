import pino from 'pino'
import { expect, test } from 'vitest'
import { createCauses } from '../../../main/engine/alipay/causes.ts'
import { whyMoot } from '../../../main/engine/alipay/moot.ts'
import { dropCall, endCall, listCallsOfOrder, nextCall, putOffCall } from '../../../main/store/calls.ts'
import { getOrder, insertOrder, updateOrder } from '../../../main/store/orders.ts'
import { addEvent, type EventType, followEvents } from '../../../main/store/outbox.ts'
import type { OrderInput } from '../../../shared/domain/order.ts'
import { settingsSchema } from '../../../shared/domain/settings.ts'
import { openTestDatabase } from '../../support/database.ts'
import { order } from '../../support/orders.ts'
import { shopSettings } from '../../support/shop.ts'

const readyMessage = { templateId: 'tpl', page: 'pages/order?id={orderId}', data: { keyword1: '取餐号 {pickupNo}' } }
const settings = settingsSchema.parse({
  ...shopSettings,
  sources: [
    { id: 'mini', type: 'push', channel: 'alipay-mini', orderCentre: 'alipay' },
    { id: 'alipay', type: 'alipay', appId: '2021000000000001', orderCentre: { readyMessage } },
  ],
})

/** An order whose events make calls, without anything around it. */
function openOrder(given: OrderInput) {
  const db = openTestDatabase()
  followEvents(db, createCauses({ db, settings, log: pino({ enabled: false }) }))
  const id = insertOrder(db, {
    ...{ source: 'mini', order_id: given.orderId, revision: 1, content_hash: 'h', status: given.status },
    ...{ state: 'waiting', series: 'shop', day: '2026-11-22', number: 7, kitchen_revision: 1, amount_fault: 0 },
    ...{ body: JSON.stringify(given), summary: '{}', received_at: 0 },
  })
  let at = 1_795_302_070_000
  return {
    db,
    happen(type: EventType) {
      addEvent(db, { type, source: 'mini', order_row: id, order_id: given.orderId, at, data: {} })
    },
    become(next: OrderInput) {
      const row = getOrder(db, id)
      if (row !== undefined) updateOrder(db, { ...row, status: next.status, body: JSON.stringify(next) })
      at += 10
    },
    calls: () => listCallsOfOrder(db, id).map(call => ({ ...call, said: JSON.parse(call.body) })),
  }
}

test('each state once, however often it is said, each a second later than the one before', () => {
  const { happen, calls } = openOrder(order({ orderId: 'mp-1', pickupNo: null, customer: { id: 'open-1' } }))
  const events = [
    'order.accepted',
    'order.accepted',
    'order.sent',
    'order.printed',
    'order.ready',
    'order.collected',
  ] as const
  for (const type of [...events, ...events]) happen(type)
  const syncs = calls().filter(call => call.kind === 'order.sync')
  expect(syncs.map(call => call.said.ext_info[0].ext_value)).toEqual(['MERCHANT_CONFIRMED', 'IN_SERVICE', 'FINISHED'])
  expect(syncs.map(call => call.said.order_modified_time)).toEqual([
    '2026-11-22 07:01:10',
    '2026-11-22 07:01:11',
    '2026-11-22 07:01:12',
  ])
  expect(syncs.map(call => [call.said.send_msg, call.said.ticket_info.ticket_no])).toEqual([
    ['N', '0007'],
    ['N', '0007'],
    ['Y', '0007'],
  ])
  expect(
    calls()
      .filter(call => call.kind === 'message.send')
      .map(call => call.said),
  ).toEqual([
    {
      ...{ to_open_id: 'open-1', form_id: expect.any(String), user_template_id: 'tpl', page: 'pages/order?id=mp-1' },
      data: '{"keyword1":{"value":"取餐号 0007"}}',
    },
  ])
})

test('the numbers are the same on another computer, and of another order others', () => {
  const keys = (orderId: string) => {
    const { happen, calls } = openOrder(order({ orderId }))
    happen('order.accepted')
    return calls().map(call => call.key)
  }
  expect(keys('mp-1')).toEqual(keys('mp-1'))
  expect(keys('mp-1')).not.toEqual(keys('mp-2'))
  expect(keys('mp-1')[0]).toMatch(/^[0-9a-f]{32}$/)
})

test('those of one order go in order, and what is put off takes those behind it along', () => {
  const { db, happen, calls } = openOrder(order())
  for (const type of ['order.accepted', 'order.printed'] as const) happen(type)
  const [first, second] = calls()
  const now = Number(first?.next_at)
  if (first === undefined) throw new Error('there are two')
  expect(nextCall(db, 'alipay', now)?.id).toBe(first.id)
  putOffCall(db, first, { next_at: now + 60_000, error: 'x', refusals: 0, answer: null })
  expect(nextCall(db, 'alipay', now + 59_999)).toBe(undefined)
  expect(nextCall(db, 'alipay', now + 60_000)?.id).toBe(first.id)
  endCall(db, first.id, { state: 'done', at: now, answer: null, error: null })
  expect(nextCall(db, 'alipay', now + 60_000)?.id).toBe(second?.id)
})

test('what is overtaken, called off or was never done need not be called', () => {
  const coupon = { name: '券', kind: 'coupon', fundedBy: 'merchant', amount: 200, code: 'CP1', activityId: 'a' }
  const given = order({ discounts: [coupon] })
  const { db, happen, become, calls } = openOrder(given)
  for (const type of ['order.accepted', 'order.printed'] as const) happen(type)
  const [confirmed, use, serving] = calls()
  if (confirmed === undefined || serving === undefined || use === undefined) throw new Error('there are three')
  expect(calls().map(call => [call.kind, whyMoot(db, call)])).toEqual([
    ['order.sync', null],
    ['voucher.use', null],
    ['order.sync', null],
  ])
  endCall(db, serving.id, { state: 'done', at: 0, answer: null, error: null })
  expect(whyMoot(db, confirmed)).toBe('a later state is told already')
  become({ ...given, status: 'refunded' })
  happen('order.accepted')
  expect(whyMoot(db, confirmed)).toBe('the order is called off')
  const back = calls().find(call => call.kind === 'voucher.refund')
  if (back === undefined) throw new Error('it goes back')
  expect([back.said.voucher_code, back.said.out_biz_no === use.said.out_biz_no]).toEqual(['CP1', false])
  expect(whyMoot(db, back)).toBe(null)
  dropCall(db, use.id, 0)
  expect(whyMoot(db, back)).toBe('what it would take back was never done')
})

test('what cannot be written down keeps no order out', () => {
  const { db, happen, calls } = openOrder(order())
  db.exec('alter table calls rename to gone')
  expect(() => happen('order.accepted')).not.toThrow()
  db.exec('alter table gone rename to calls')
  happen('order.printed')
  expect(calls()).toHaveLength(1)
})
