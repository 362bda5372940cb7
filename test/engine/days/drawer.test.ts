import { expect, test } from 'vitest'
import type { DrawerView } from '../../../main/engine/days/books.ts'
import type { Shift } from '../../../shared/domain/drawer.ts'
import type { DayView } from '../../../shared/domain/views/day-views.ts'
import { changed, line, order } from '../../support/orders.ts'
import { openShop, type Shop } from '../../support/shop.ts'

// 开班, 交接班, 点钱: what should be in the drawer follows cash orders and what people put in and take out.

const day = '2026-11-22'
const cash = (orderId: string, fen: number) =>
  order({
    orderId,
    revision: 1,
    items: [line('1', '油条', 1, { unitPrice: fen })],
    payment: { method: '现金', paidAt: '2026-11-22T07:30:00+08:00' },
  })
const drawer = async (shop: Shop) => (await shop.get<DrawerView>('/api/v1/drawer')).body
const open = (shop: Shop, float: number) => shop.post<Shift>('/api/v1/shifts', { by: '小王', float })
const end = (shop: Shop, id: string, body: object) =>
  shop.post<Shift>(`/api/v1/shifts/${id}/end`, { by: '小王', ...body })

test('expected is the float, cash sales, refunds, and what was put in and taken out; cards are no cash', async () => {
  const shop = await openShop()
  expect(await drawer(shop)).toEqual({ shift: null, left: null, moves: [] })
  expect(await open(shop, 20_000)).toMatchObject({
    status: 201,
    body: { float: 20_000, expected: 20_000, until: null },
  })
  expect((await open(shop, 1)).status).toBe(409)
  const first = cash('a', 1_000)
  await shop.push(first)
  await shop.push(order({ orderId: 'card' }))
  await shop.push(cash('demo', 9_999), { source: 'demo' })
  await shop.push({ ...changed(first, { revision: 2 }), refunds: [{ refundNo: 'r', amount: 400 }] })
  const move = { by: '小王', amount: -3_000, reason: '买菜' }
  await shop.post('/api/v1/drawer/moves', move)
  await shop.post('/api/v1/drawer/moves', { by: '小王', amount: 500, reason: '换零钱' })
  expect((await drawer(shop)).shift).toMatchObject({
    ...{ sales: 1_000, refunds: 400, paidIn: 500, paidOut: 3_000, expected: 18_100, difference: null },
  })
  for (const wrong of [
    { ...move, amount: 0 },
    { ...move, reason: ' ' },
    { ...move, amount: 1.5 },
  ]) {
    expect((await shop.post('/api/v1/drawer/moves', wrong)).status).toBe(400)
  }
})

test('handed over: counted by pieces, the rest taken out, the next shift begins with what is left', async () => {
  const shop = await openShop()
  const { body: shift } = await open(shop, 10_000)
  await shop.push(cash('a', 2_550))
  const pieces = { 10000: 1, 2000: 1, 500: 1, 10: 4 }
  expect((await end(shop, shift.id, { pieces, counted: 1 })).status).toBe(400)
  expect((await end(shop, shift.id, { pieces, left: 99_999 })).status).toBe(400)
  expect((await end(shop, shift.id, {})).status).toBe(400)
  const ended = await end(shop, shift.id, { pieces, left: 10_000, to: '小李', note: '少一角' })
  expect(ended).toMatchObject({
    status: 200,
    body: {
      counted: 12_540,
      expected: 12_550,
      difference: -10,
      left: 10_000,
      handedTo: '小李',
      note: '少一角',
      pieces,
    },
  })
  expect((await end(shop, shift.id, { pieces })).status).toBe(409)
  expect((await end(shop, 's9', { pieces })).status).toBe(404)
  expect((await drawer(shop)).shift).toMatchObject({ openedBy: '小李', float: 10_000, expected: 10_000 })
  await shop.push(cash('b', 700))
  const close = { by: '小李', cash: { counted: 10_700 } }
  const { body } = await shop.post<DayView>(`/api/v1/days/${day}/close`, close)
  expect(body.report.cash).toMatchObject({
    // Of the first float and both shifts' sales; what was taken out between counts as counted.
    ...{ float: 10_000, sales: 3_250, expected: 13_250, counted: 13_240, difference: -10, outside: 0 },
  })
  expect(body.report.cash.shifts.map(one => [one.openedBy, one.endedBy, one.difference])).toEqual([
    ['小王', '小王', -10],
    ['小李', '小李', 0],
  ])
  expect(await drawer(shop)).toMatchObject({ shift: null, left: 10_700 })
  const { body: listed } = await shop.get<Shift[]>(`/api/v1/shifts?day=${day}`)
  expect(listed).toHaveLength(2)
})

test('a day without shifts is counted at its close; one closed without a count says so', async () => {
  const shop = await openShop()
  await shop.push(cash('a', 1_000))
  const { body } = await shop.post<DayView>(`/api/v1/days/${day}/close`, { cash: { counted: 990 } })
  expect(body.report.cash).toMatchObject({ expected: 1_000, counted: 990, difference: -10, shifts: [] })
  const other = await openShop()
  await open(other, 5_000)
  const left = (await other.post<DayView>(`/api/v1/days/${day}/close`, {})).body
  expect(left.report.cash).toMatchObject({ expected: 5_000, counted: null, difference: null })
  expect((await drawer(other)).shift).toMatchObject({ until: null })
})

test('closing yesterday leaves the shift of today alone; a night’s shift is counted with the day that it is closed for', async () => {
  const shop = await openShop()
  await open(shop, 1_000)
  shop.clock.jump(86_400_000)
  const { body } = await shop.post<DayView>(`/api/v1/days/${day}/close`, { cash: { counted: 1_000 } })
  expect(body.report.cash.shifts).toMatchObject([{ day, difference: 0 }])
  await open(shop, 2_000)
  await shop.post(`/api/v1/days/2026-11-21/close`, { cash: { counted: 7 } })
  expect((await drawer(shop)).shift).toMatchObject({ float: 2_000, until: null })
})

test('a count for a day whose drawer is a later day’s by now is refused, not dropped', async () => {
  const shop = await openShop()
  const { body: shift } = await open(shop, 1_000)
  await end(shop, shift.id, { counted: 1_000 })
  shop.clock.jump(86_400_000)
  await open(shop, 1_000)
  const counted = await shop.post(`/api/v1/days/${day}/close`, { cash: { counted: 1_000 } })
  expect(counted.status).toBe(409)
  // The screen has words for that, which say what to do.
  const screen = await shop.post('/trpc/closeDay', { day, by: '小王', cash: { counted: 1_000 } })
  expect(screen).toMatchObject({ status: 409, body: { error: { data: { reason: 'drawer-is-later' } } } })
  expect((await shop.post<DayView>(`/api/v1/days/${day}/close`, {})).body).toMatchObject({ state: 'closed' })
})

test('counted at the close after the last shift has ended: what moved since is in that count', async () => {
  const shop = await openShop()
  const { body: shift } = await open(shop, 1_000)
  await end(shop, shift.id, { counted: 1_000, left: 600 })
  await shop.push(cash('a', 500))
  const { body } = await shop.post<DayView>(`/api/v1/days/${day}/close`, { by: '小王', cash: { counted: 1_080 } })
  expect(body.report.cash).toMatchObject({ float: 1_000, sales: 500, expected: 1_500, counted: 1_480, difference: -20 })
  expect(body.report.cash.outside).toBe(0)
  expect(body.report.cash.shifts.map(one => one.difference)).toEqual([0, -20])
})
