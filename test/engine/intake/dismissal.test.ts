import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { dismissalLine, readDismissalLine } from '../../../main/engine/intake/dismissal.ts'
import { wordWithoutCustomer } from '../../../shared/domain/purging.ts'
import type { ConflictView, QuarantineView } from '../../../shared/domain/views/order-views.ts'
import type { Topic } from '../../../shared/domain/views/shop-views.ts'
import { eventually } from '../../support/eventually.ts'
import { changed, order } from '../../support/orders.ts'
import { openShop, type Shop } from '../../support/shop.ts'

// What was kept aside and will never be taken in: a person lays it to rest, and says why.

const silent = { silent: true }
const word = { by: '王', note: '顾客已退款' }
const broken = { ...order({ orderId: 'broken' }), items: [] }

const quarantine = async (shop: Shop, query = '') =>
  (await shop.get<QuarantineView[]>(`/api/v1/quarantine${query}`)).body
const conflicts = async (shop: Shop, query = '') => (await shop.get<ConflictView[]>(`/api/v1/conflicts${query}`)).body
const dismiss = (shop: Shop, path: string, body: object = word) =>
  shop.post<QuarantineView & ConflictView & { error: { code: string } }>(`/api/v1/${path}/dismiss`, body)

function historyOf(shop: Shop, what: string) {
  const db = new Database(join(shop.folder, 'gudang.db'), { readonly: true })
  const rows = db.prepare('select by, detail from history where what = ?').all(what)
  db.close()
  return rows
}

/** One order, and another content under its revision. */
async function contradiction(): Promise<{ shop: Shop; other: object }> {
  const shop = await openShop(silent)
  const first = order({ orderId: 'mp-1', revision: 1 })
  const other = changed(first, { tableNo: '9' })
  await shop.push(first)
  expect((await shop.push(other, { id: 'first-try' })).status).toBe(409)
  return { shop, other }
}

describe('what is malformed', () => {
  test('leaves the list and the alarm, and stands among what is settled with who, why and when', async () => {
    const shop = await openShop(silent)
    await shop.push(broken)
    const { status, body } = await dismiss(shop, 'quarantine/q1')
    const at = new Date(shop.clock.now()).toISOString()
    expect([status, body.state, body.settled]).toEqual([200, 'dismissed', { ...word, at: expect.any(String) }])
    expect(Math.abs(Date.parse(body.settled?.at ?? '') - Date.parse(at))).toBeLessThan(10_000)
    expect(await quarantine(shop)).toEqual([])
    expect(await quarantine(shop, '?state=settled')).toEqual([body])
    expect(await shop.alarmCodes()).toEqual([])
    expect(historyOf(shop, 'quarantine-dismissed')).toEqual([{ by: '王', detail: 'q1 顾客已退款' }])
    expect(await shop.jobs()).toEqual([])
  })

  test('once: neither the second word nor taking it in does anything then', async () => {
    const shop = await openShop(silent)
    await shop.push(broken)
    const both = await Promise.all([dismiss(shop, 'quarantine/q1'), dismiss(shop, 'quarantine/q1', { note: '测试' })])
    expect(both.map(one => one.status).sort()).toEqual([200, 409])
    const replies = [await dismiss(shop, 'quarantine/q1'), await shop.post('/api/v1/quarantine/q1/replay', {})]
    for (const reply of replies)
      expect([reply.status, reply.body]).toMatchObject([409, { error: { code: 'conflict' } }])
    expect(await quarantine(shop, '?state=settled')).toHaveLength(1)
  })

  test('the alarm goes on for what is left, and a page of what is settled begins with the newest', async () => {
    const shop = await openShop(silent)
    for (const orderId of ['a', 'b', 'c']) await shop.push({ ...broken, orderId })
    await dismiss(shop, 'quarantine/q1')
    await dismiss(shop, 'quarantine/q3')
    expect(await shop.alarms()).toMatchObject([{ code: 'order-invalid', facts: { count: 1 } }])
    expect((await quarantine(shop)).map(one => one.id)).toEqual(['q2'])
    expect((await quarantine(shop, '?state=settled&limit=1')).map(one => one.id)).toEqual(['q3'])
    expect((await quarantine(shop, '?state=settled&after=q3')).map(one => one.id)).toEqual(['q1'])
    expect((await shop.get('/api/v1/quarantine?state=all')).status).toBe(400)
  })

  test('sent anew it waits anew, once; the delivery that was dismissed may be tried on and on', async () => {
    const shop = await openShop(silent)
    await shop.push(broken, { id: 'first-try' })
    await dismiss(shop, 'quarantine/q1')
    expect((await shop.push(broken, { id: 'first-try' })).status).toBe(400)
    expect([await quarantine(shop), await shop.alarmCodes()]).toEqual([[], []])
    for (const id of ['second', 'third']) expect((await shop.push(broken, { id })).status).toBe(400)
    expect(await quarantine(shop)).toMatchObject([{ id: 'q2', state: 'open', settled: null }])
    expect(await shop.alarms()).toMatchObject([{ code: 'order-invalid', facts: { count: 1 } }])
    expect(await quarantine(shop, '?state=settled')).toMatchObject([{ id: 'q1', settled: word }])
    await dismiss(shop, 'quarantine/q2')
    expect(await quarantine(shop, '?state=settled')).toHaveLength(2)
  })

  test('screens that are open look again', async () => {
    const shop = await openShop(silent)
    await shop.push(broken)
    const rung: Topic[] = []
    const listening = new AbortController()
    const done = (async () => {
      for await (const topics of shop.engine.desk.changes(listening.signal)) rung.push(...topics)
    })()
    await dismiss(shop, 'quarantine/q1')
    await eventually(() => expect(rung).toEqual(expect.arrayContaining(['quarantine', 'alarms'])))
    listening.abort()
    await done
  })
})

describe('what contradicts', () => {
  test('is left as it is: the order stays, nothing prints, the alarm ends, its history says why', async () => {
    const { shop } = await contradiction()
    const before = await shop.order('mp-1')
    const { status, body } = await dismiss(shop, 'conflicts/c1')
    expect([status, body.state, body.settled]).toMatchObject([200, 'dismissed', word])
    expect(await conflicts(shop)).toEqual([])
    expect(await conflicts(shop, '?state=settled')).toEqual([body])
    expect(await shop.alarmCodes()).toEqual([])
    const after = await shop.order('mp-1')
    expect([after.revision, after.tableNo, after.jobs]).toEqual([1, before.tableNo, before.jobs])
    expect(after.history.at(-1)).toMatchObject({ what: 'conflict-dismissed', by: '王', detail: '顾客已退款' })
    for (const act of ['accept', 'dismiss'])
      expect((await shop.post(`/api/v1/conflicts/c1/${act}`, word)).status).toBe(409)
  })

  test('sent anew it waits anew; the delivery that was dismissed may be tried on and on', async () => {
    const { shop, other } = await contradiction()
    await dismiss(shop, 'conflicts/c1')
    expect((await shop.push(other, { id: 'first-try' })).status).toBe(409)
    expect([await conflicts(shop), await shop.alarmCodes()]).toEqual([[], []])
    for (const id of ['second', 'third']) expect((await shop.push(other, { id })).status).toBe(409)
    expect(await conflicts(shop)).toMatchObject([{ id: 'c2', state: 'open' }])
    expect(await shop.alarmCodes()).toEqual(['order-conflict'])
    expect((await shop.post('/api/v1/conflicts/c2/accept', word)).status).toBe(200)
    expect((await shop.order('mp-1')).tableNo).toBe('9')
    expect(
      (await conflicts(shop, '?state=settled')).map(({ id, state, settled }) => [id, state, settled?.note]),
    ).toEqual([
      ['c2', 'accepted', null],
      ['c1', 'dismissed', '顾客已退款'],
    ])
  })

  test('the alarm goes on while another one of the order waits', async () => {
    const { shop, other } = await contradiction()
    await shop.push({ ...other, tableNo: '10' })
    await dismiss(shop, 'conflicts/c1')
    expect(await shop.alarmCodes()).toEqual(['order-conflict'])
    await dismiss(shop, 'conflicts/c2')
    expect(await shop.alarmCodes()).toEqual([])
  })
})

test('a word that says nothing settles nothing; what it says is kept in one line, no phone number whole', async () => {
  const { shop } = await contradiction()
  await shop.push(broken)
  for (const path of ['quarantine/q1', 'conflicts/c1']) {
    const empty = [undefined, '', ' ', '\u200b\u2060', '长'.repeat(201), 7]
    for (const note of empty)
      expect([note, (await dismiss(shop, path, { by: '王', note })).status]).toEqual([note, 400])
    expect((await dismiss(shop, path, { ...word, by: ' ' })).status).toBe(400)
    const { body } = await dismiss(shop, path, { note: '  打了 13812345678，\n已退\u202e  ' })
    expect(body.settled).toMatchObject({ by: 'api', note: '打了 138****5678， 已退' })
  }
  for (const path of ['quarantine/q9', 'quarantine/c1', 'conflicts/c9', 'conflicts/q1'])
    expect((await dismiss(shop, path)).status).toBe(404)
})

test('one that was erased with its customer is still a dismissal, of the same thing', () => {
  const about = { kept: 'conflict' as const, orderId: 'mp-1', revision: 1, contentHash: 'c', by: '王', note: '王*过敏' }
  const line = dismissalLine({ source: 'mini', at: 7, about })
  const erased = { ...line, body: JSON.stringify(wordWithoutCustomer(JSON.parse(line.body))) }
  expect(readDismissalLine(erased)).toEqual({ source: 'mini', at: 7, about: { ...about, note: null } })
})
