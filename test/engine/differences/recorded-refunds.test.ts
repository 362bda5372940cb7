import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { listBackups } from '../../../main/store/backups.ts'
import type { DayView, PeriodView } from '../../../shared/domain/views/day-views.ts'
import type { DiscrepancyView } from '../../../shared/domain/views/difference-views.ts'
import type { OrderDetail } from '../../../shared/domain/views/order-views.ts'
import { alipayTradeBill } from '../../support/bills/alipay-bill.ts'
import { type BillEntry, entryOf, refundOf } from '../../support/bills/bill-entry.ts'
import { bringBill } from '../../support/bills/bring-bill.ts'
import { changed, order } from '../../support/orders.ts'
import { openShop, type Shop } from '../../support/shop.ts'
import { backUp, databaseFile, zeroPages } from '../../support/shop-files.ts'

// A refund that only the bill knows is recorded by a person, and from then on everything that knows the order knows it.

const day = '2026-11-22'
const minute = 60_000
const paidAt = '2026-11-22T07:01:05+08:00'
const nextMorning = Date.parse('2026-11-23T09:30:00+08:00')
/** 750 fen: two buns, a soy milk. */
const sold = (over = {}) =>
  order({
    ...{ orderId: 'mp-1', revision: 1, pickupNo: 'A012', placedAt: paidAt },
    payment: { method: 'alipay', tradeNo: '2026112222001400001', paidAt },
    ...over,
  })
const paid = entryOf(sold())
const back = refundOf(paid, 'hand-1', { amount: 250 })

async function list(shop: Shop): Promise<DiscrepancyView[]> {
  return (await shop.get<DiscrepancyView[]>('/api/v1/discrepancies')).body
}

const standing = async (shop: Shop) =>
  (await list(shop)).filter(one => one.state === 'open' || one.state === 'suspended').map(one => one.class)
const dayOf = async (shop: Shop) => (await shop.get<DayView>(`/api/v1/days/${day}`)).body
const refundsOf = ({ order }: OrderDetail) => (order as { refunds?: unknown[] }).refunds ?? []

/** The day before is over; its bill shows what the shop does not know. Returns the path of the one difference. */
async function withBill(shop: Shop, rows: BillEntry[] = [paid, back]): Promise<string> {
  if (shop.clock.now() < nextMorning) shop.clock.jump(nextMorning - shop.clock.now())
  expect((await bringBill(shop, alipayTradeBill(rows))).body.differences).toBe(1)
  const one = (await list(shop)).at(-1)
  return `/api/v1/discrepancies/${one?.id}`
}

const record = (shop: Shop, path: string, body: object = { by: '王姐', note: '少了豆浆' }) =>
  shop.post<DiscrepancyView>(`${path}/refunded`, body)

async function openWithOrder(over = {}): Promise<Shop> {
  const shop = await openShop({ silent: true, settings: { policy: { alarmAfterSeconds: 3600 } } })
  expect((await shop.push(sold(over))).status).toBe(201)
  return shop
}

test('one press: on the order, in the day’s numbers, in both histories; the difference goes, and nothing prints', async () => {
  const shop = await openWithOrder()
  expect((await dayOf(shop)).report).toMatchObject({ sales: 750, refunded: 0 })
  const path = await withBill(shop)
  const jobs = (await shop.jobs()).length
  expect((await record(shop, path, { note: 'nobody' })).status).toBe(400)
  const recorded = await record(shop, path)
  expect(recorded.status).toBe(200)
  expect(recorded.body).toMatchObject({ class: 'REFUND_NOT_LOCAL', state: 'cleared' })
  expect(recorded.body.history.map(({ what, by, note }) => [what, by, note])).toEqual([
    ['found', null, null],
    ['refunded', '王姐', '少了豆浆'],
    ['cleared', null, null],
  ])
  const detail = await shop.order('mp-1')
  const at = new Date(back.at).toISOString()
  expect(refundsOf(detail)).toEqual([{ refundNo: 'hand-1', amount: 250, at, lines: [], recordedBy: '王姐' }])
  expect(detail).toMatchObject({ revision: 1, status: 'paid' })
  expect(detail.history.at(-1)).toMatchObject({ what: 'refund-recorded', by: '王姐', detail: 'hand-1 2.50: 少了豆浆' })
  const { report, adjustments } = await dayOf(shop)
  expect(report).toMatchObject({ sales: 750, refunded: 250 })
  expect(report.refunds).toMatchObject({ count: 1 })
  expect(adjustments).toEqual([])
  const week = (await shop.get<PeriodView>(`/api/v1/days?from=${day}&until=${day}`)).body
  expect(week.days).toMatchObject([{ sales: 750, refunded: 250 }])
  expect(await shop.jobs()).toHaveLength(jobs)
  // The same bill again has nothing to say about it.
  expect((await bringBill(shop, alipayTradeBill([paid, back]))).body).toMatchObject({ result: 'known' })
  expect(await standing(shop)).toEqual([])
})

test('two presses at once, and one more later, are one refund', async () => {
  const shop = await openWithOrder()
  const path = await withBill(shop)
  const pressed = await Promise.all([record(shop, path), record(shop, path)])
  expect([...pressed, await record(shop, path)].map(one => [one.status, one.body.state])).toEqual(
    Array(3).fill([200, 'cleared']),
  )
  expect(refundsOf(await shop.order('mp-1'))).toHaveLength(1)
  expect((await dayOf(shop)).report.refunded).toBe(250)
  const [one] = await list(shop)
  expect(one?.history.filter(entry => entry.what === 'refunded')).toHaveLength(1)
})

test('several refunds of one order are recorded together', async () => {
  const shop = await openWithOrder()
  const path = await withBill(shop, [paid, back, refundOf(paid, 'hand-2', { amount: 100, at: paid.at + 20 * minute })])
  expect((await record(shop, path, { by: '王姐' })).body.state).toBe('cleared')
  expect(refundsOf(await shop.order('mp-1'))).toMatchObject([{ amount: 250 }, { amount: 100 }])
  expect((await dayOf(shop)).report.refunded).toBe(350)
})

test('a closed day keeps its numbers and gets a dated correction in the person’s name; nothing is left to look at', async () => {
  const shop = await openWithOrder()
  shop.clock.jump(nextMorning - shop.clock.now())
  expect((await shop.post(`/api/v1/days/${day}/close`, { by: '老板' })).status).toBe(200)
  const before = await dayOf(shop)
  const path = await withBill(shop, [paid, refundOf(paid, 'hand-1', { amount: 250, at: nextMorning + minute })])
  expect((await list(shop)).at(-1)?.class).toBe('REFUND_AFTER_CLOSE')
  shop.clock.jump(60 * minute)
  expect((await record(shop, path)).body.state).toBe('cleared')
  const after = await dayOf(shop)
  expect(after.report).toEqual(before.report)
  expect(after.adjusted).toEqual({ ...before.adjusted, refunded: 250, net: before.adjusted.net - 250 })
  expect(after.adjustments).toMatchObject([
    { kind: 'refund', orders: 0, sales: 0, refunded: 250, by: '王姐', orderId: 'mp-1' },
  ])
  expect(shop.clock.now() - Date.parse(after.adjustments[0]?.at ?? '')).toBeLessThan(minute)
  expect(after.adjustments[0]?.reason).toContain('少了豆浆')
  expect(await standing(shop)).toEqual([])
})

test('what its source says later: the same refund is not counted twice, one that it leaves out stays', async () => {
  const shop = await openWithOrder()
  await record(shop, await withBill(shop))
  const numbers = async () => [refundsOf(await shop.order('mp-1')).length, (await dayOf(shop)).report.refunded]
  expect((await shop.push(sold({ revision: 2, note: '快一点' }))).status).toBe(201)
  expect(await numbers()).toEqual([1, 250])
  const told = { refundNo: 'hand-1', amount: 250, lines: [{ lineId: '2', quantity: 1 }], at: paidAt }
  expect((await shop.push(sold({ revision: 3, refunds: [told] }))).status).toBe(201)
  expect(await numbers()).toEqual([1, 250])
  expect(refundsOf(await shop.order('mp-1'))).toEqual([told])
  expect((await shop.push(sold({ revision: 4 }))).status).toBe(201)
  expect(await numbers()).toEqual([1, 250])
  // A repetition is still one: what a person recorded is no content of the source's.
  expect((await shop.push(sold({ revision: 4 }))).body.result).toBe('duplicate')
})

test('its source numbers the refund in its own way: still one; a further one of the same sum is a second', async () => {
  const shop = await openWithOrder()
  await record(shop, await withBill(shop))
  const own = { refundNo: 'R-77', amount: 250, lines: [], at: paidAt }
  for (const [revision, refunds, sum] of [
    [2, [own], 250],
    [3, [own], 250],
    [4, [own, { ...own, refundNo: 'R-78' }], 500],
    [5, [{ ...own, refundNo: 'R-78' }], 500],
  ] as const) {
    expect((await shop.push(sold({ revision, refunds: [...refunds] }))).status).toBe(201)
    expect([revision, (await dayOf(shop)).report.refunded]).toEqual([revision, sum])
  }
})

test('a refund that its source knew before is never taken for the one that was recorded', async () => {
  const own = { refundNo: 'R-1', amount: 250, lines: [], at: paidAt }
  const shop = await openWithOrder({ refunds: [own] })
  await record(shop, await withBill(shop, [paid, refundOf(paid, 'R-1', { amount: 250 }), back]))
  expect((await dayOf(shop)).report.refunded).toBe(500)
  await shop.push(sold({ revision: 2, refunds: [own], note: '快' }))
  expect((await dayOf(shop)).report.refunded).toBe(500)
  expect(await standing(shop)).toEqual([])
})

test('only a refund that the order lacks is recorded', async () => {
  const shop = await openWithOrder()
  const path = await withBill(shop, [{ ...paid, amount: 900 }])
  const refused = await record(shop, path)
  expect([refused.status, (await list(shop))[0]?.class]).toEqual([409, 'AMOUNT'])
  expect((await record(shop, '/api/v1/discrepancies/d999')).status).toBe(404)
  // One of after the close that the source has told by itself only informs.
  const other = sold({ orderId: 'mp-2', payment: { method: 'alipay', tradeNo: '2026112222001400002', paidAt } })
  await shop.push(other)
  await shop.post(`/api/v1/days/${day}/close`, { by: '老板' })
  const later = new Date(shop.clock.now() + minute).toISOString()
  await shop.push(changed(other, { revision: 2, refunds: [{ refundNo: 'r9', amount: 100, lines: [], at: later }] }))
  await bringBill(
    shop,
    alipayTradeBill([entryOf(other), refundOf(entryOf(other), 'r9', { amount: 100, at: Date.parse(later) })]),
  )
  const known = (await list(shop)).find(one => one.class === 'REFUND_AFTER_CLOSE')
  expect((await record(shop, `/api/v1/discrepancies/${known?.id}`)).status).toBe(409)
})

test('what was recorded after the last backup comes back from the journal, once', async () => {
  const shop = await openWithOrder()
  const backup = backUp(shop.folder, nextMorning - 60 * minute)
  await record(shop, await withBill(shop))
  await shop.close()
  for (const { file } of listBackups(join(shop.folder, 'backups'))) if (file !== backup) rmSync(file)
  zeroPages(databaseFile(shop.folder))
  await shop.reopen()
  expect(await shop.alarmCodes()).toContain('database-restored')
  const detail = await shop.order('mp-1')
  expect(refundsOf(detail)).toMatchObject([{ refundNo: 'hand-1', amount: 250, recordedBy: '王姐' }])
  expect(detail.history.filter(entry => entry.what === 'refund-recorded')).toHaveLength(1)
  expect((await dayOf(shop)).report.refunded).toBe(250)
  // The bill is brought anew, and agrees.
  expect((await bringBill(shop, alipayTradeBill([paid, back]))).body).toMatchObject({ differences: 0 })
  await shop.reopen()
  expect((await dayOf(shop)).report.refunded).toBe(250)
})

test('what a person recorded is neither changed nor removed, and the journal holds no phone', async () => {
  const shop = await openWithOrder()
  await record(shop, await withBill(shop), { by: '王姐', note: '打过 13812345678' })
  const db = new Database(databaseFile(shop.folder))
  onTestFinished(() => void db.close())
  expect(db.prepare('select refund_no, amount, by from recorded_refunds').all()).toEqual([
    { refund_no: 'hand-1', amount: 250, by: '王姐' },
  ])
  expect(() => db.exec('update recorded_refunds set amount = 1')).toThrow('not rewritten')
  expect(() => db.exec('delete from recorded_refunds')).toThrow('not removed')
  const journal = readFileSync(join(shop.folder, 'journal', '2026-11-23.jsonl'), 'utf8')
  expect(journal).toContain('"kind":"refunds"')
  expect(journal).not.toContain('13812345678')
})
