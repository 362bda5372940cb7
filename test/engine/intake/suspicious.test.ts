import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { purgeOrder } from '../../../main/store/ageing.ts'
import { transact } from '../../../main/store/database.ts'
import type { OrderDetail, SuspiciousView } from '../../../shared/domain/views/order-views.ts'
import { changed, line, order } from '../../support/orders.ts'
import { openShop, type Shop } from '../../support/shop.ts'
import { databaseFile, removeFiles } from '../../support/shop-files.ts'
import { until } from '../../support/until.ts'

// 反营销作弊: each rule made to happen, under each policy. A paid order is never refused and never lost.

const coupon = (code: string | null, over = {}) => ({
  name: '满5减2',
  kind: 'coupon',
  fundedBy: 'merchant',
  amount: 200,
  code,
  ...over,
})
const buyer = (id: string) => ({ id, name: '王小明', phone: '13812345678' })
const flags = async (shop: Shop, orderId: string) => (await shop.order(orderId)).flags
const states = async (shop: Shop) => (await shop.jobs()).map(({ orderId, state, heldFor }) => [orderId, state, heldFor])

async function shopWith(abuse?: unknown): Promise<Shop> {
  const settings = abuse === undefined ? {} : { settings: { policy: { abuse } } }
  return openShop({ silent: true, ...settings })
}

describe('what is looked for', () => {
  test('one payment on two orders', async () => {
    const shop = await shopWith()
    const payment = { method: 'alipay', tradeNo: '2026112222001400001' }
    await shop.push(order({ orderId: 'a', payment }))
    expect(await flags(shop, 'a')).toEqual([])
    expect((await shop.push(order({ orderId: 'b', payment }))).status).toBe(201)
    expect(await flags(shop, 'b')).toEqual(['replay'])
    expect(await shop.alarms()).toMatchObject([
      { code: 'order-suspicious', severity: 'warning', facts: { rule: 'replay', name: 'A012', count: 1 } },
    ])
    const { history } = await shop.order('b')
    expect(history.find(({ what }) => what === 'abuse-flagged')?.detail).toBe('replay: a')
    // Printed as ever.
    expect((await states(shop)).map(([orderId, , why]) => [orderId, why])).toEqual([
      ['a', null],
      ['b', null],
    ])
  })
  test('one voucher on two orders, unless the first gave it back; a campaign’s code is none', async () => {
    const shop = await shopWith()
    const first = order({ orderId: 'a', discounts: [coupon('CP123')] })
    await shop.push(first)
    await shop.push(order({ orderId: 'b', discounts: [coupon('CP123')] }))
    expect(await flags(shop, 'b')).toEqual(['voucher-twice'])
    await shop.push(order({ orderId: 'c', discounts: [coupon('CP999')] }))
    await shop.push(changed(first, { orderId: 'c', status: 'cancelled', discounts: [coupon('CP999')] }))
    await shop.push(order({ orderId: 'd', discounts: [coupon('CP999')] }))
    expect(await flags(shop, 'd')).toEqual([])
    for (let n = 0; n < 8; n += 1) await shop.push(order({ orderId: `e${n}`, discounts: [coupon('SUMMER')] }))
    expect(await Promise.all([0, 1, 4, 5, 7].map(n => flags(shop, `e${n}`)))).toEqual([
      [],
      ['voucher-twice'],
      ['voucher-twice'],
      [],
      [],
    ])
  })
  test('one buyer with one coupon, three times within a day', async () => {
    const shop = await shopWith()
    const days = ['20', '22', '22', '22', '22']
    for (const [n, day] of days.entries()) {
      const placedAt = `2026-11-${day}T0${n + 1}:00:00+08:00`
      await shop.push(order({ orderId: `o${n}`, placedAt, customer: buyer('2088x'), discounts: [coupon(`C${n}`)] }))
      await shop.push(order({ orderId: `p${n}`, placedAt, customer: buyer(`other${n}`), discounts: [coupon(`D${n}`)] }))
    }
    expect(await Promise.all(days.map((_, n) => flags(shop, `o${n}`)))).toEqual([
      [],
      [],
      [],
      ['coupon-often'],
      ['coupon-often'],
    ])
    expect(await flags(shop, 'p4')).toEqual([])
  })
  test('discounts that cannot be', async () => {
    const shop = await shopWith()
    const items = [line('1', '包子')]
    const free = { ...order({ orderId: 'a', items }), discounts: [coupon(null, { amount: 300 })] }
    await shop.push({ ...free, total: { items: 250, fees: 0, discounts: 300, payable: 0 }, payment: { amount: 0 } })
    expect(await flags(shop, 'a')).toEqual(['impossible-discount'])
    const parts = [coupon(null, { amount: 100 }), coupon(null, { amount: 100, fundedBy: 'platform' })]
    await shop.push({
      ...order({ orderId: 'b', items }),
      discounts: parts,
      total: { items: 250, discounts: 100, payable: 150 },
    })
    expect(await flags(shop, 'b')).toEqual(['impossible-discount'])
    // All of it given away is the shop's own business.
    await shop.push(order({ orderId: 'c', items, discounts: [coupon(null, { amount: 250 })] }))
    expect(await flags(shop, 'c')).toEqual([])
  })
  test('five orders of one buyer within ten minutes', async () => {
    const shop = await shopWith()
    for (let n = 0; n < 6; n += 1) {
      const placedAt = `2026-11-22T07:0${n}:00+08:00`
      await shop.push(order({ orderId: `o${n}`, placedAt, customer: buyer('2088x') }))
      await shop.push(order({ orderId: `p${n}`, placedAt, customer: null }))
    }
    expect(await Promise.all([3, 4, 5].map(n => flags(shop, `o${n}`)))).toEqual([[], ['burst'], ['burst']])
    expect(await flags(shop, 'p5')).toEqual([])
    expect(await shop.alarms()).toMatchObject([{ facts: { rule: 'burst', count: 2 } }])
    const later = order({ orderId: 'o9', placedAt: '2026-11-22T07:30:00+08:00', customer: buyer('2088x') })
    await shop.push(later)
    expect(await flags(shop, 'o9')).toEqual([])
  })
  test('a revision of the same order is the same order', async () => {
    const shop = await shopWith()
    const first = order({ orderId: 'a', customer: buyer('2088x'), discounts: [coupon('CP1')] })
    for (let revision = 1; revision < 8; revision += 1)
      await shop.push(changed(first, { revision, note: `${revision}` }))
    expect(await flags(shop, 'a')).toEqual([])
  })
})

describe('what the shop does about it', () => {
  const payment = { method: 'alipay', tradeNo: '2026112222001400001' }
  const twice = async (shop: Shop) => {
    await shop.push(order({ orderId: 'a', payment }))
    return shop.push(order({ orderId: 'b', payment }))
  }

  test('off: nothing', async () => {
    const shop = await shopWith({ replay: 'off' })
    await twice(shop)
    expect([await flags(shop, 'b'), await shop.alarms()]).toEqual([[], []])
  })
  test('hold: its tickets wait for a person, who is alarmed; released they print, once', async () => {
    const shop = await shopWith('hold')
    const { status, body } = await twice(shop)
    expect([status, body.result, body.tickets.length]).toEqual([201, 'accepted', 1])
    expect((await states(shop))[1]).toEqual(['b', 'held', 'suspicious'])
    expect(await shop.order('b')).toMatchObject({ state: 'problem', number: 2 })
    expect(await shop.alarms()).toMatchObject([{ code: 'order-held', severity: 'critical', subject: 'mini/b' }])
    // What is added waits with it; a restart changes nothing.
    const more = order({ orderId: 'b', payment, items: [line('1', '鲜肉包', 2), line('2', '豆浆'), line('3', '油条')] })
    await shop.push(more)
    await shop.reopen()
    expect((await states(shop)).slice(1)).toEqual([
      ['b', 'held', 'suspicious'],
      ['b', 'held', 'suspicious'],
    ])
    const released = await shop.post<OrderDetail>('/api/v1/orders/mini/b/release', { by: '老板' })
    expect(released.body.jobs.map(({ heldFor }) => heldFor)).toEqual([null, null])
    expect(released.body.history.at(-1)).toMatchObject({ what: 'release', by: '老板' })
    expect(await shop.alarmCodes()).toEqual([])
    expect(await flags(shop, 'b')).toEqual(['replay'])
    // Somebody has looked: what comes later is no news.
    await shop.push({ ...more, note: '快' })
    expect((await states(shop)).every(([, state]) => state !== 'held')).toBe(true)
  })
  test('hold: looked at and printed, it needs nobody after a database is lost either', async () => {
    const shop = await openShop({ settings: { policy: { abuse: 'hold' } } })
    await twice(shop)
    await shop.post('/api/v1/orders/mini/b/release')
    await until(async () => (await shop.jobs('&state=printed')).length === 2)
    await shop.close()
    removeFiles(shop.folder, /gudang\.db/)
    removeFiles(join(shop.folder, 'backups'), /./)
    await shop.reopen()
    expect(await states(shop)).toEqual([
      ['a', 'printed', null],
      ['b', 'printed', null],
    ])
    expect(await shop.alarmCodes()).not.toContain('order-held')
  })
  test('hold: let go one by one, or called off, it needs nobody any more', async () => {
    const shop = await shopWith({ replay: 'hold' })
    await twice(shop)
    const held = (await shop.jobs('&state=held'))[0]
    await shop.post(`/api/v1/jobs/${held?.jobId}/release`)
    expect(await shop.alarmCodes()).toEqual([])
    const third = order({ orderId: 'c', payment })
    await shop.push(third)
    expect(await shop.alarmCodes()).toEqual(['order-held'])
    await shop.push(changed(third, { status: 'cancelled' }))
    expect(await shop.alarmCodes()).toEqual([])
  })
  test('the list says what was marked, newest first, and what is looked for', async () => {
    const shop = await shopWith({ burst: 'off' })
    await twice(shop)
    await shop.push(order({ orderId: 'c', payment }))
    const { body } = await shop.get<SuspiciousView>('/api/v1/suspicious')
    expect(body.orders.map(({ orderId, flags }) => [orderId, flags])).toEqual([
      ['c', ['replay']],
      ['b', ['replay']],
    ])
    expect(body.rules).toContainEqual({ rule: 'burst', policy: 'off' })
    expect(body.rules).toContainEqual({ rule: 'replay', policy: 'flag' })
    const [first] = body.orders
    const page = await shop.get<SuspiciousView>(`/api/v1/suspicious?limit=1&after=${first?.id}`)
    expect(page.body.orders.map(({ orderId }) => orderId)).toEqual(['b'])
  })
  test('training does not count', async () => {
    const shop = await shopWith('hold')
    for (const orderId of ['a', 'b']) await shop.push(order({ orderId, payment }), { source: 'demo' })
    expect(await shop.alarms()).toEqual([])
  })
})

test('who and which is not in the database, and goes with the order', async () => {
  const shop = await shopWith()
  await shop.push(order({ orderId: 'a', customer: buyer('2088102146225135'), discounts: [coupon('VOUCHER77')] }))
  const db = new Database(databaseFile(shop.folder))
  const traces = db.prepare('select hash from abuse_traces').all() as { hash: string }[]
  // The payment, the voucher, the buyer, the buyer's coupon.
  expect(traces).toHaveLength(4)
  expect(traces.every(({ hash }) => /^[\w-]{22}$/.test(hash))).toBe(true)
  expect(JSON.stringify(traces)).not.toMatch(/2088102146225135|VOUCHER77/)
  transact(db, () => purgeOrder(db, 1, Date.now()))
  expect(db.prepare('select count(*) as n from abuse_traces').get()).toEqual({ n: 0 })
  db.close()
  await shop.close()
  const token = readFileSync(`${shop.folder}/token`, 'utf8').trim()
  expect(readFileSync(databaseFile(shop.folder), 'latin1')).not.toContain(token)
})
