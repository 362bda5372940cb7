import { expect, test } from 'vitest'
import type { DiscrepancyView, MemberView } from '../../../shared/domain/views/difference-views.ts'
import { alipayTradeBill } from '../../support/bills/alipay-bill.ts'
import { entryOf } from '../../support/bills/bill-entry.ts'
import { bringBill } from '../../support/bills/bring-bill.ts'
import { eventually } from '../../support/eventually.ts'
import { changed, order } from '../../support/orders.ts'
import { openShop, type Shop } from '../../support/shop.ts'
import { createShopHandClock } from '../../support/shop-hand-clock.ts'

// What platforms tell besides the bill: coupons, memberships; and what a day's own orders show when it is over.

const hour = 3_600_000
const open = (settings: Record<string, unknown> = {}) =>
  openShop({ silent: true, settings: { policy: { alarmAfterSeconds: 3600 }, ...settings } })

async function list(shop: Shop, query = ''): Promise<DiscrepancyView[]> {
  return (await shop.get<DiscrepancyView[]>(`/api/v1/discrepancies${query}`)).body
}
const brief = (some: DiscrepancyView[]) => some.map(one => `${one.class} ${one.orderId} ${one.state}`)

const coupon = (code: string) => [{ name: '满5减2', kind: 'coupon', fundedBy: 'merchant', amount: 200, code }]

test('coupons: one that the platform does not know to be used, one that no order took; the next word clears them', async () => {
  const shop = await open()
  for (const [orderId, code] of [
    ['mp-1', 'CP1'],
    ['mp-2', 'CP2'],
  ] as const) {
    await shop.push(order({ orderId, discounts: coupon(code) }))
  }
  const range = { from: '2026-11-22T00:00:00+08:00', until: '2026-11-23T00:00:00+08:00' }
  const used = (code: string) => ({ code, at: '2026-11-22T07:02:00+08:00', state: 'used', amount: 200 })
  const tell = (records: object[]) => shop.post('/api/v1/reconcile/vouchers', { ...range, records })
  expect((await tell([used('CP1'), used('CP9')])).body).toEqual({ differences: 2 })
  expect(brief(await list(shop))).toEqual(['VOUCHER_NOT_USED mp-2 open', 'VOUCHER_USED_NO_ORDER null open'])
  expect((await tell([used('CP1'), used('CP9')])).body).toEqual({ differences: 2 })
  expect(await list(shop)).toHaveLength(2)
  expect(
    (await tell([used('CP2'), { ...used('CP9'), at: '2026-11-22T08:00:00+08:00', state: 'returned' }])).body,
  ).toEqual({
    differences: 0,
  })
  expect(brief(await list(shop))).toEqual(['VOUCHER_NOT_USED mp-2 cleared', 'VOUCHER_USED_NO_ORDER null cleared'])
  expect((await shop.post('/api/v1/reconcile/vouchers', { ...range, records: [{ code: '' }] })).status).toBe(400)
})

test('轻会员: benefit adds up, refunds take their part back, the fee is the most; the platform agrees or it is told', async () => {
  const shop = await open()
  const member = { agreementId: 'AG1', fee: 500, termEnds: '2026-12-22T00:00:00+08:00' }
  const save = [{ name: '轻会员价', kind: 'light-member', fundedBy: 'merchant', amount: 300 }]
  const first = order({ orderId: 'mp-1', revision: 1, discounts: save, customer: { lightMember: member } })
  await shop.push(first)
  await shop.push(order({ orderId: 'mp-2', customer: { lightMember: { ...member, benefit: 400 } } }))
  await shop.push(order({ orderId: 'mp-3', customer: { lightMember: 'nonsense' } }))
  await shop.push(order({ orderId: 'mp-4', customer: { lightMember: { ...member, benefit: 9_000 } } }), {
    source: 'demo',
  })
  const agreement = async () => (await shop.get<MemberView>('/api/v1/light-members/AG1')).body
  expect(await agreement()).toEqual({
    ...{ agreementId: 'AG1', fee: 500, termEnds: '2026-12-21T16:00:00.000Z' },
    ...{ benefit: 700, reversed: 0, due: 500, orders: 2 },
  })
  await shop.push(changed(first, { revision: 2, status: 'refunded' }))
  expect(await agreement()).toMatchObject({ benefit: 700, reversed: 300, due: 400, orders: 1 })
  expect((await shop.get('/api/v1/light-members/AG9')).status).toBe(404)

  const settle = (over: object) =>
    shop.post('/api/v1/reconcile/light-members', {
      ...{ agreementId: 'AG1', at: '2026-12-22T01:00:00+08:00', paid: 400, benefit: 400 },
      ...over,
    })
  expect((await settle({ paid: 500, benefit: 700 })).body).toEqual({ differences: 1 })
  expect(await list(shop)).toMatchObject([
    { class: 'LIGHT_MEMBER_DIFF', day: '2026-12-21', orderId: null, expected: 400, actual: 500, state: 'open' },
  ])
  expect((await settle({})).body).toEqual({ differences: 0 })
  expect(brief(await list(shop))).toEqual(['LIGHT_MEMBER_DIFF null cleared'])
  expect((await settle({ refusal: 'DISCOUNT_NOT_MATCH' })).body).toEqual({ differences: 1 })
})

test('a day that is over: a number that is missing, a guest who never paid; none of it while it runs', async () => {
  const shop = await open()
  for (let n = 1; n <= 12; n += 1) {
    if (n === 7) continue
    const at = new Date(Date.parse('2026-11-22T07:00:00+08:00') + n * 60_000).toISOString()
    await shop.push(order({ orderId: `mp-${n}`, pickupNo: `A${String(n).padStart(3, '0')}`, placedAt: at }))
  }
  const guest = order({ orderId: 'guest', pickupNo: null, status: 'unpaid', payment: { terms: 'after-meal' } })
  await shop.push(guest)
  await shop.engine.obey('kitchen', { power: 'on' })
  await eventually(async () => expect((await shop.order('guest')).state).toBe('printed'))
  const { reconciler } = shop.engine
  reconciler.reconcileDay('2026-11-22')
  expect(await list(shop)).toEqual([])
  expect((await shop.post('/api/v1/days/2026-11-22/close', { by: '王姐' })).status).toBe(200)
  expect(await list(shop)).toMatchObject([
    { class: 'PRINTED_NOT_PAID', source: 'mini', orderId: 'guest', expected: 750, actual: 0, state: 'suspended' },
    {
      class: 'DAYSEQ_GAP',
      source: 'mini',
      orderId: null,
      state: 'suspended',
      suggestion: expect.stringContaining('A007'),
    },
  ])
  expect(reconciler.unsettled('2026-11-22')).toBe(2)
  // It comes late: the hole is filled when the day is looked at again.
  await shop.push(order({ orderId: 'mp-7', pickupNo: 'A007', placedAt: '2026-11-22T07:07:00+08:00' }))
  shop.clock.jump(24 * hour)
  reconciler.reconcileDay('2026-11-22')
  expect(brief(await list(shop, '?state=suspended'))).toEqual(['PRINTED_NOT_PAID guest suspended'])
})

test('存疑: looked at again on three mornings, and cleared when its cause is gone; a bill that does not come is asked for', async () => {
  const clock = createShopHandClock()
  const shop = await openShop({ clock, silent: true, settings: { policy: { alarmAfterSeconds: 3600 } } })
  const paid = (n: number, at: string) =>
    order({ orderId: `mp-${n}`, placedAt: at, payment: { method: 'alipay', tradeNo: `T${n}`, paidAt: at } })
  const [first, second] = [paid(1, '2026-11-22T07:01:00+08:00'), paid(2, '2026-11-22T07:01:05+08:00')]
  const wait = <T>(asked: Promise<T>) => clock.until(() => asked.then(answer => ({ answer }))).then(one => one.answer)
  await wait(shop.push(first))
  await wait(shop.push(second))
  /** So much later, and what is looked at every minute is looked at. */
  const later = async (hours: number) => {
    clock.jump(hours * hour)
    await clock.pass(61_000)
  }
  await later(24)
  await wait(bringBill(shop, alipayTradeBill([entryOf(first)])))
  expect(brief(await wait(list(shop)))).toEqual(['LOCAL_NOT_PAID mp-2 open'])
  shop.engine.reconciler.closeDay('2026-11-22', '王姐')
  const history = async () => (await wait(list(shop)))[0]?.history.map(({ what }) => what)
  expect(await history()).toEqual(['found', 'suspended'])
  await later(3)
  expect(await history()).toEqual(['found', 'suspended', 'tried'])
  await later(24)
  expect(await history()).toEqual(['found', 'suspended', 'tried', 'tried'])
  await later(24)
  await later(24)
  expect(await history()).toEqual(['found', 'suspended', 'tried', 'tried', 'tried'])
  expect(shop.engine.desk.alarms()).toEqual([])

  // Money on a day that no bill speaks of.
  await wait(shop.push(paid(3, new Date(clock.now()).toISOString())))
  await later(20)
  expect(shop.engine.desk.alarms()).toEqual([])
  await later(12)
  expect(shop.engine.desk.alarms()).toMatchObject([{ code: 'bill-late', severity: 'warning' }])
  const [, late] = await wait(list(shop))
  expect(late).toMatchObject({ class: 'BILL_LATE', state: 'open', orderId: null, day: '2026-11-26' })
  await wait(bringBill(shop, alipayTradeBill([entryOf(paid(3, '2026-11-26T10:00:00+08:00'))])))
  await clock.pass(2 * 60_000)
  expect(shop.engine.desk.alarms()).toEqual([])
  expect((await wait(list(shop))).find(one => one.class === 'BILL_LATE')?.state).toBe('cleared')
})
