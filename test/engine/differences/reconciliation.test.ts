import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { DiscrepancyView } from '../../../shared/domain/views/difference-views.ts'
import { alipayTradeBill, alipayTradeZip } from '../../support/bills/alipay-bill.ts'
import { type BillEntry, entryOf, refundOf } from '../../support/bills/bill-entry.ts'
import { bringBill } from '../../support/bills/bring-bill.ts'
import { eventually } from '../../support/eventually.ts'
import { changed, line, order } from '../../support/orders.ts'
import { openShop, type Shop } from '../../support/shop.ts'

// A day of 120 orders through the real engine, its door and a real bill file: what was planted is found, and nothing else.

const day = '2026-11-22'
const minute = 60_000
const opened = Date.parse(`${day}T06:30:00+08:00`)
const nextMorning = Date.parse('2026-11-23T09:00:00+08:00')

function dayOrder(index: number, over: Parameters<typeof order>[0] = {}) {
  const at = new Date(opened + index * 4 * minute).toISOString()
  const number = String(index).padStart(3, '0')
  const items = [line('1', '鲜肉包', 1 + (index % 3)), line('2', '豆浆', 1, { unitPrice: 300 })]
  return order({
    ...{ orderId: `mp-20261122-${number}`, pickupNo: `A${number}`, placedAt: at, items },
    payment: { method: 'alipay', tradeNo: `2026112222001400${number}`, paidAt: at },
    ...over,
  })
}

type DayOrder = ReturnType<typeof dayOrder>

/** What the shop knows of the day, and its bill. */
async function openDay(orders: readonly DayOrder[]): Promise<Shop> {
  const shop = await openShop({ silent: true, settings: { policy: { alarmAfterSeconds: 3600 } } })
  await Promise.all(orders.map(async one => expect((await shop.push(one)).status).toBe(201)))
  shop.clock.jump(nextMorning - shop.clock.now())
  return shop
}

async function list(shop: Shop, query = ''): Promise<DiscrepancyView[]> {
  const reply = await shop.get<DiscrepancyView[]>(`/api/v1/discrepancies${query}`)
  expect(reply.status).toBe(200)
  return reply.body
}

/** Orders that come are held against what stands within seconds. */
function untilClear(shop: Shop, what: DiscrepancyView['class']): Promise<void> {
  return eventually(async () => {
    expect((await list(shop)).find(one => one.class === what)?.state).toBe('cleared')
  })
}

const brief = (some: DiscrepancyView[]) => some.map(one => `${one.class} ${one.orderId} ${one.expected} ${one.actual}`)

const orders = Array.from({ length: 120 }, (_, index) => dayOrder(index))
const [lost, unpaid, wrong, twice, refunded] = [17, 33, 48, 70, 101]

/** Five of the 120 are wrong, each in its own way. */
function plantedDay(): { known: DayOrder[]; entries: BillEntry[] } {
  const known = orders.filter((_, index) => index !== lost)
  const entries = orders.flatMap((one, index) => {
    const entry = entryOf(one)
    if (index === unpaid) return []
    if (index === wrong) return [{ ...entry, amount: entry.amount + 150 }]
    if (index === twice) return [entry, { ...entry, tradeNo: `${entry.tradeNo}9`, at: entry.at + minute }]
    if (index === refunded) return [entry, refundOf(entry, 'hand-1', { amount: 250 })]
    return [entry]
  })
  return { known, entries }
}

const planted = [
  `PAID_NOT_LOCAL mp-20261122-017 0 ${orders[lost]?.total.payable}`,
  `LOCAL_NOT_PAID mp-20261122-033 ${orders[unpaid]?.total.payable} 0`,
  `AMOUNT mp-20261122-048 ${orders[wrong]?.total.payable} ${(orders[wrong]?.total.payable ?? 0) + 150}`,
  `DUP_PAYMENT mp-20261122-070 ${orders[twice]?.total.payable} ${2 * (orders[twice]?.total.payable ?? 0)}`,
  'REFUND_NOT_LOCAL mp-20261122-101 0 -250',
]

test('120 orders, five planted differences of five classes: exactly those five, and each has its way out', async () => {
  const { known, entries } = plantedDay()
  const shop = await openDay(known)
  const brought = await bringBill(shop, alipayTradeZip(entries))
  expect([brought.status, brought.body.differences]).toEqual([200, 5])
  expect(brief(await list(shop)).sort()).toEqual([...planted].sort())
  expect(brief(await list(shop, `?day=${day}&state=open`)).sort()).toEqual([...planted].sort())
  expect(await list(shop, '?day=2026-11-21')).toEqual([])

  const before = await list(shop)
  for (const one of before) {
    expect(one).toMatchObject({ day, state: 'open', history: [{ what: 'found', by: null }] })
    expect(one.suggestion.length).toBeGreaterThan(8)
    expect(Object.keys(one)).toEqual([
      ...[
        'id',
        'class',
        'severity',
        'day',
        'source',
        'orderId',
        'expected',
        'actual',
        'state',
        'suggestion',
        'history',
      ],
    ])
  }
  expect((await bringBill(shop, alipayTradeBill(entries))).body).toMatchObject({ result: 'known' })
  expect(await list(shop)).toEqual(before)

  // The order that was lost comes after all: its difference goes by itself.
  expect((await shop.push(dayOrder(lost))).status).toBe(201)
  await untilClear(shop, 'PAID_NOT_LOCAL')
  // The refund is told by its platform in a later revision.
  const refund = { refundNo: 'hand-1', amount: 250, lines: [], at: new Date(shop.clock.now()).toISOString() }
  await shop.push(changed(dayOrder(refunded), { refunds: [refund] }))
  await untilClear(shop, 'REFUND_NOT_LOCAL')

  // A person answers for one.
  const dup = before.find(one => one.class === 'DUP_PAYMENT')
  const path = `/api/v1/discrepancies/${dup?.id}/resolve`
  expect((await shop.post(path, { by: '王姐' })).status).toBe(400)
  expect((await shop.post(path, { note: '已退' })).status).toBe(400)
  const resolved = await shop.post<DiscrepancyView>(path, { by: '王姐', note: '多付的已退' })
  expect(resolved.body).toMatchObject({
    state: 'resolved',
    history: [{}, { what: 'resolved', by: '王姐', note: '多付的已退' }],
  })
  expect((await shop.post(path, { by: '王姐', note: '再一次' })).status).toBe(409)
  expect(brief(await list(shop, '?state=open')).sort()).toEqual([planted[1], planted[2]].sort())
})

test('pages, oldest first; what is asked for wrongly is refused', async () => {
  const { known, entries } = plantedDay()
  const shop = await openDay(known)
  await bringBill(shop, alipayTradeBill(entries))
  const all = await list(shop)
  const first = await list(shop, '?limit=2')
  const rest = await list(shop, `?limit=1000&after=${first[1]?.id}`)
  expect([...first, ...rest]).toEqual(all)
  for (const query of ['?state=wrong', '?day=22.11.2026', '?after=x1', '?limit=0', '?limit=1001']) {
    expect((await shop.get(`/api/v1/discrepancies${query}`)).status).toBe(400)
  }
  expect((await shop.get('/api/v1/discrepancies/d99')).status).toBe(404)
  expect((await shop.request('/api/v1/discrepancies')).status).toBe(401)
})

test('a bill is judged by its own time: orders after midnight, cash, demo orders and other platforms are not on it', async () => {
  const cash = dayOrder(1, { payment: { method: 'cash', paidAt: new Date(opened).toISOString() } })
  const wechat = dayOrder(2, {
    channel: 'wechat-mini',
    payment: { method: 'wechat', paidAt: new Date(opened).toISOString() },
  })
  const late = new Date('2026-11-23T01:00:00+08:00').toISOString()
  const night = dayOrder(3, { placedAt: late, payment: { method: 'alipay', tradeNo: '77', paidAt: late } })
  const shop = await openDay([dayOrder(0), cash, wechat, night])
  expect((await shop.push(dayOrder(4), { source: 'demo' })).status).toBe(201)
  const brought = await bringBill(shop, alipayTradeBill([entryOf(dayOrder(0))]))
  expect([brought.status, brought.body.differences]).toEqual([200, 0])
  expect(await list(shop)).toEqual([])
  // The money of a demo order is nobody's: on a bill it is an order that the shop has not.
  const demo = await bringBill(shop, alipayTradeBill([entryOf(dayOrder(0)), entryOf(dayOrder(4))]))
  expect(demo.body.differences).toBe(1)
})

test('paid at midnight: missing on its own day’s bill until the next day’s has it', async () => {
  const at = new Date('2026-11-22T23:59:58+08:00').toISOString()
  const midnight = dayOrder(5, { placedAt: at, payment: { method: 'alipay', tradeNo: '2026112200005', paidAt: at } })
  const shop = await openDay([dayOrder(0), midnight])
  const entry = { ...entryOf(midnight), at: Date.parse('2026-11-23T00:00:01+08:00') }
  await bringBill(shop, alipayTradeBill([entryOf(dayOrder(0))]))
  expect(brief(await list(shop, '?state=open'))).toEqual([`LOCAL_NOT_PAID mp-20261122-005 ${midnight.total.payable} 0`])
  shop.clock.jump(24 * 60 * minute)
  const next = await bringBill(shop, alipayTradeBill([entry]))
  expect(next.body.differences).toBe(1)
  await eventually(async () => {
    expect(await list(shop, '?state=open')).toMatchObject([{ class: 'CROSS_DAY', severity: 'info' }])
  })
})

test('what is entered by hand may have come once, where the journal was lost since', async () => {
  const shop = await openDay([dayOrder(0)])
  await bringBill(shop, alipayTradeBill([entryOf(dayOrder(0)), entryOf(dayOrder(7))]))
  const [missing] = await list(shop, '?state=open')
  const beside = new Database(join(shop.folder, 'gudang.db'))
  beside.prepare('insert into restorations (at, finished_at, gap) values (?, 1, 1)').run(shop.clock.now())
  beside.close()
  const dishes = [{ name: '鲜肉包', quantity: 2 }]
  await shop.post(`/api/v1/discrepancies/${missing?.id}/enter`, { by: '王姐', source: 'mini', dishes })
  const { history } = await shop.order(dayOrder(7).orderId)
  expect(history.map(one => one.what)).toContain('may-have-printed')
})

test('an order that only the bill knows is entered by hand, prints, and its difference goes', async () => {
  const lostOrder = dayOrder(7)
  const shop = await openDay([dayOrder(0)])
  await bringBill(shop, alipayTradeBill([entryOf(dayOrder(0)), entryOf(lostOrder)]))
  const [missing] = await list(shop, '?state=open')
  expect(missing).toMatchObject({ class: 'PAID_NOT_LOCAL', orderId: lostOrder.orderId })
  const path = `/api/v1/discrepancies/${missing?.id}`
  expect((await shop.post(`${path}/ask`, { by: '王姐' })).status).toBe(200)
  const dishes = [{ name: '鲜肉包', quantity: 2 }]
  expect((await shop.post(`${path}/enter`, { by: '王姐', source: 'nobody', dishes })).status).toBe(400)
  expect((await shop.post(`${path}/enter`, { by: '王姐', source: 'mini', dishes: [] })).status).toBe(400)
  const entered = await shop.post(`${path}/enter`, { by: '王姐', source: 'mini', pickupNo: 'A007', dishes })
  expect(entered.body).toEqual({ result: 'accepted', orderId: lostOrder.orderId })
  const known = await shop.order(lostOrder.orderId)
  expect(known).toMatchObject({ pickupNo: 'A007', payable: lostOrder.total.payable, jobs: [{ kind: 'kitchen' }] })
  await untilClear(shop, 'PAID_NOT_LOCAL')
  const [cleared] = await list(shop)
  expect(cleared?.history.map(({ what, by }) => [what, by])).toEqual([
    ...[
      ['found', null],
      ['asked', '王姐'],
      ['entered', '王姐'],
      ['cleared', null],
    ],
  ])
  // Should the true one come after all, the two contradict each other: nobody cooks twice.
  const true1 = { ...lostOrder, revision: 1 }
  expect((await shop.push(true1)).status).toBe(409)
  expect((await shop.order(lostOrder.orderId)).jobs).toHaveLength(1)
})

test('a refund after its day was closed is told as one, known to the shop or not', async () => {
  const [first, second] = [dayOrder(0, { revision: 1 }), dayOrder(1, { revision: 1 })]
  const shop = await openDay([first, second])
  expect((await shop.post(`/api/v1/days/${day}/close`, { by: '王姐' })).status).toBe(200)
  const at = new Date('2026-11-23T10:00:00+08:00').toISOString()
  const known = { refundNo: 'r1', amount: 100, lines: [], at }
  expect((await shop.push(changed(first, { revision: 2, refunds: [known] }))).status).toBe(201)
  shop.clock.jump(24 * 60 * minute)
  const refunds = [
    refundOf(entryOf(first), 'r1', { amount: 100, at: Date.parse(at) }),
    refundOf(entryOf(second), 'by-hand', { amount: 200, at: Date.parse(at) }),
  ]
  const brought = await bringBill(shop, alipayTradeBill(refunds))
  expect([brought.status, brought.body.differences]).toEqual([200, 2])
  expect(brief(await list(shop, '?state=open')).sort()).toEqual([
    'REFUND_AFTER_CLOSE mp-20261122-000 -100 -100',
    'REFUND_AFTER_CLOSE mp-20261122-001 0 -200',
  ])
})
