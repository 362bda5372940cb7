import { expect, test, vi } from 'vitest'
import { openAlipayShop } from '../../support/alipay-shop.ts'
import { changed, order } from '../../support/orders.ts'

vi.setConfig({ testTimeout: 60_000 })

// What becomes of an order reaches Alipay: once, in order, whatever happens on the way.

type Call = { callId: string; state: string; kind: string; tries: number; error: string | null; orderId: string | null }

const coupon = {
  name: '早餐满5减2',
  kind: 'coupon',
  fundedBy: 'merchant',
  amount: 200,
  code: 'CP123',
  activityId: 'act-1',
}
const member = { name: '轻会员', kind: 'light-member', fundedBy: 'merchant', amount: 100 }

test('accepted, printed: the diner sees the number and the state, forward only, amounts that add up', async () => {
  const { shop, far, clock, states } = await openAlipayShop()
  await shop.push(order({ orderId: 'mp-1', pickupNo: 'A012', discounts: [{ ...member, kind: 'promotion' }] }))
  await clock.until(() => states().length === 2)
  expect(states()).toEqual(['MERCHANT_CONFIRMED', 'IN_SERVICE'])
  const [first, second] = far.of('alipay.merchant.order.sync').map(one => one.content)
  expect(first).toMatchObject({
    out_biz_no: 'mp-1',
    ...{ amount: '7.50', pay_amount: '6.50', discount_amount: '1.00' },
    ticket_info: { type: 'MEAL_NUM', ticket_no: 'A012' },
    shop_info: { merchant_shop_id: 'gudang-001', name: '古荡早餐店' },
  })
  expect(String(second?.order_modified_time) > String(first?.order_modified_time)).toBe(true)
  await clock.until(async () => (await shop.get<Call[]>('/api/v1/calls?state=done')).body.length >= 2)
  expect(far.refusedSigns).toEqual([])
})

test('orders of other channels, of demo, unpaid and without a trade are nobody’s business there', async () => {
  const { shop, far, clock } = await openAlipayShop()
  await shop.push(order({ channel: 'wechat-mini' }))
  await shop.push(order(), { source: 'demo' })
  await shop.push(order({ status: 'unpaid' }))
  const cash = order()
  await shop.push({ ...cash, payment: { ...cash.payment, tradeNo: null } })
  await clock.until(async () => (await shop.jobs('&state=printed')).length >= 3)
  await clock.pass(10_000)
  expect(far.of('alipay.merchant.order.sync')).toEqual([])
})

test('a coupon is used when its order is taken and given back when it is called off; what a member enjoyed too', async () => {
  const { shop, far, clock } = await openAlipayShop()
  const first = order({
    discounts: [coupon, member],
    customer: { id: 'open-1', lightMember: { agreementId: 'agr-1', providerPid: '2088000000000156' } },
  })
  await shop.push(first)
  await clock.until(() => far.vouchers.has('CP123') && far.of('zhima.merchant.zmgo.cumulate.sync').length === 1)
  const half = { refundNo: 'r1', amount: 225, lines: [{ lineId: '1', quantity: 1 }] }
  await shop.push(changed(first, { refunds: [half] }))
  await clock.until(() => far.of('zhima.merchant.zmgo.cumulate.sync').length === 2)
  expect(far.vouchers.has('CP123')).toBe(true)
  await shop.push(changed(first, { status: 'refunded' }))
  await clock.until(() => !far.vouchers.has('CP123') && far.of('zhima.merchant.zmgo.cumulate.sync').length === 3)
  const said = far.of('zhima.merchant.zmgo.cumulate.sync').map(({ content }) => {
    const { discount_amount } = content.amount_type_sync_data as Record<string, string>
    return [content.biz_action, discount_amount, content.refer_out_biz_no]
  })
  const [positive] = far.of('zhima.merchant.zmgo.cumulate.sync')
  // 4.50 were paid; half of it took half of what was enjoyed along, the rest the rest.
  expect(said).toEqual([
    ['POSITIVE', '1.00', undefined],
    ['REVERSE', '0.50', positive?.content.out_biz_no],
    ['REVERSE', '0.50', positive?.content.out_biz_no],
  ])
  await shop.push(changed(first, { status: 'refunded', note: 'again' }))
  await clock.pass(5_000)
  expect(far.of('alipay.marketing.activity.ordervoucher.refund')).toHaveLength(1)
})

test.each(['html', '500', 'forged', 'unsigned', 'cut', 'done-then-cut'] as const)(
  '%s is no answer: it is called again under the same number, and done once',
  async how => {
    const { shop, far, clock, states } = await openAlipayShop()
    let misses = 3
    far.misbehave(() => (misses-- > 0 ? how : null))
    await shop.push(order({ orderId: 'mp-1', discounts: [coupon] }))
    await clock.until(() => states().includes('IN_SERVICE') && far.vouchers.has('CP123'), 120_000)
    await clock.until(async () => (await shop.get<Call[]>('/api/v1/calls?state=waiting')).body.length === 0, 120_000)
    const numbers = new Set(far.of('alipay.marketing.activity.ordervoucher.use').map(one => one.content.out_biz_no))
    expect([numbers.size, far.vouchers.get('CP123')]).toEqual([1, [...numbers][0]])
    expect(far.states.get('mp-1')?.rank).toBe(2)
    expect((await shop.get<Call[]>('/api/v1/calls?state=refused')).body).toEqual([])
  },
)

test('a gateway that is away: a person hears of it after five minutes, the queue shows it, a restart loses nothing', async () => {
  const { shop, far, clock, states, close } = await openAlipayShop({ duties: ['order-centre'] })
  far.misbehave(() => '500')
  await shop.push(order({ orderId: 'mp-1' }))
  await clock.until(async () => (await shop.jobs('&state=printed')).length === 1)
  await clock.until(() => far.told.length >= 3)
  expect(await shop.alarmCodes()).not.toContain('calls-waiting')
  clock.jump(6 * 60_000)
  await clock.until(async () => (await shop.alarmCodes()).includes('calls-waiting'))
  const { body } = await shop.get<Call[]>('/api/v1/calls?state=waiting')
  expect(body).toMatchObject([
    { kind: 'order.sync', orderId: 'mp-1', error: "Alipay's gateway answers 500", tries: expect.any(Number) },
    { kind: 'order.sync', orderId: 'mp-1', tries: 0 },
  ])
  await close()
  await shop.reopen()
  far.misbehave(null)
  await clock.until(() => states().at(-1) === 'IN_SERVICE', 300_000)
  await clock.until(async () => !(await shop.alarmCodes()).includes('calls-waiting'))
  expect(far.states.get('mp-1')?.rank).toBe(2)
})

test('one that Alipay refuses is kept for a person and holds up no other order; again, or dropped', async () => {
  const { shop, far, clock } = await openAlipayShop({ duties: ['order-centre'] })
  const bad = { code: '40004', sub_code: 'INVALID_PARAMETER', sub_msg: 'phone 13812345678 is wrong' }
  far.misbehave(({ content }) => (content.out_biz_no === 'mp-bad' ? bad : null))
  await shop.push(order({ orderId: 'mp-bad' }))
  await shop.push(order({ orderId: 'mp-good' }))
  await clock.until(() => far.states.get('mp-good')?.rank === 2)
  await clock.until(async () => (await shop.get<Call[]>('/api/v1/calls?state=refused')).body.length === 2)
  const [alarm] = (await shop.alarms()).filter(one => one.code === 'call-refused')
  expect(alarm?.facts).toMatchObject({ count: 2, kind: 'order.sync', detail: 'Alipay answers 40004 INVALID_PARAMETER' })
  const [first, second] = (await shop.get<Call[]>('/api/v1/calls?state=refused')).body
  far.misbehave(null)
  expect((await shop.post(`/api/v1/calls/${second?.callId}/drop`, { by: '王' })).status).toBe(200)
  expect((await shop.post(`/api/v1/calls/${first?.callId}/retry`, { by: '王' })).status).toBe(200)
  await clock.until(() => far.states.get('mp-bad')?.rank === 1)
  expect((await shop.post(`/api/v1/calls/${second?.callId}/drop`)).status).toBe(409)
  expect((await shop.post('/api/v1/calls/k99/retry')).status).toBe(404)
})

test('a busy Alipay is left alone for as long as it asks', async () => {
  const { shop, far, clock, states } = await openAlipayShop({ duties: ['order-centre'] })
  let limited = true
  far.misbehave(() => (limited ? { code: '40004', sub_code: 'isv.call-limited' } : null))
  await shop.push(order())
  await clock.until(() => states().length === 1)
  limited = false
  await clock.pass(50_000)
  expect(states()).toHaveLength(1)
  await clock.until(() => states().length === 3)
})

test('one that says nothing keeps no shop from stopping, and hears it again', async () => {
  const { shop, far, clock, close } = await openAlipayShop({ duties: ['order-centre'] })
  far.misbehave(() => 'silent')
  await shop.push(order({ orderId: 'mp-1' }))
  await clock.until(() => far.told.length > 0)
  const before = performance.now()
  await close()
  // alipay-sdk itself waits for 15 s.
  expect(performance.now() - before).toBeLessThan(10_000)
  far.misbehave(null)
  await shop.reopen()
  await clock.until(() => far.states.get('mp-1')?.rank === 2, 120_000)
})

test('a refund through the till: never more than was paid, the same press once', async () => {
  const { shop, far, clock } = await openAlipayShop({ duties: [] })
  const paid = order({ orderId: 'mp-1' })
  await shop.push(paid)
  const trade = String(paid.payment?.tradeNo)
  const refund = (amount: number, key: string) =>
    shop.post<Call>('/api/v1/orders/mini/mp-1/trade-refund', { amount, by: '王' }, { 'idempotency-key': key })
  expect((await refund(500, 'a')).status).toBe(202)
  expect((await refund(500, 'a')).body.callId).toBe((await refund(500, 'a')).body.callId)
  expect((await refund(251, 'b')).status).toBe(409)
  expect((await refund(250, 'c')).status).toBe(202)
  await clock.until(() => far.refunds.get(trade) === 750)
  await clock.until(async () => (await shop.get<Call[]>('/api/v1/calls?state=done')).body.length === 2)
  expect((await refund(1, 'd')).status).toBe(409)
  const { body } = await shop.get<{ refunded: number; refunds: { amount: number }[] }[]>(
    '/api/v1/payments?source=alipay&outTradeNo=mp-1',
  )
  expect(body).toMatchObject([{ tradeNo: trade, refunded: 750, refunds: [{}, {}] }])
  expect(body[0]?.refunds.map(one => one.amount).sort()).toEqual([250, 500])
})

test('what a settlement comes to is held against our own totals, whether Alipay takes it or not', async () => {
  const { shop, far, clock } = await openAlipayShop()
  const settle = (agreement: string, key: string) =>
    shop.post(
      '/api/v1/calls',
      {
        source: 'alipay',
        kind: 'member.settle',
        body: { agreement_id: agreement, pay_amount: '1.00', total_discount_amount: '9.00' },
      },
      { 'idempotency-key': key },
    )
  type Difference = { class: string; actual: number | null; state: string }
  const differences = async () => (await shop.get<Difference[]>('/api/v1/discrepancies')).body
  // No order of ours knows the agreement: not a fen of benefit.
  expect((await settle('agr-1', 'k1')).status).toBe(202)
  await clock.until(async () => (await differences()).length === 1)
  expect(await differences()).toMatchObject([{ class: 'LIGHT_MEMBER_DIFF', state: 'open' }])
  far.misbehave(({ method }) =>
    method.includes('settle') ? { code: '10000', settle_status: 'N', fail_reason: 'TOTALS_DIFFER' } : null,
  )
  expect((await settle('agr-2', 'k2')).status).toBe(202)
  await clock.until(async () => (await differences()).length === 2)
  expect((await differences()).map(one => one.class)).toEqual(['LIGHT_MEMBER_DIFF', 'LIGHT_MEMBER_DIFF'])
})
