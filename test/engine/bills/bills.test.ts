import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { backUpNow, copyBills } from '../../../main/store/backups.ts'
import { ageBillFiles } from '../../../main/store/file-ageing.ts'
import type { BillView } from '../../../shared/domain/views/difference-views.ts'
import { alipayTradeBill, alipayTradeText, alipayTradeZip } from '../../support/bills/alipay-bill.ts'
import { entryOf, refundOf } from '../../support/bills/bill-entry.ts'
import { bringBill } from '../../support/bills/bring-bill.ts'
import { wechatBill } from '../../support/bills/wechat-bill.ts'
import { order } from '../../support/orders.ts'
import { openShop, type Shop } from '../../support/shop.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const orders = Array.from({ length: 4 }, (_, index) => order({ orderId: `mp-20261122-${1000 + index}` }))
const entries = orders.map(one => entryOf(one))

const nextDay = Date.parse('2026-11-23T09:30:00+08:00')

async function shopOfTheDay(): Promise<Shop> {
  const shop = await openShop({ silent: true })
  for (const one of orders) expect((await shop.push(one)).status).toBe(201)
  shop.clock.jump(nextDay - shop.clock.now())
  return shop
}

const bills = (shop: Shop) => shop.get<BillView[]>('/api/v1/bills').then(reply => reply.body)
const files = (shop: Shop) => readdirSync(join(shop.folder, 'bills'))

test('a bill that agrees: read, staged, matched, known', async () => {
  const shop = await shopOfTheDay()
  const { status, body } = await bringBill(shop, alipayTradeZip(entries), { fields: { by: '小王' } })
  expect([status, body]).toMatchObject([
    200,
    {
      ...{ result: 'stored', differences: 0 },
      bill: { id: 'b1', kind: 'alipay-trade', account: '2088****0156', matched: 4, by: '小王' },
    },
  ])
  expect(Date.parse(body.bill.from)).toBe(Date.parse('2026-11-22T00:00:00+08:00'))
  expect(Date.parse(body.bill.until)).toBe(Date.parse('2026-11-23T00:00:00+08:00'))
  expect(await bills(shop)).toEqual([body.bill])
  expect((await shop.get('/api/v1/bills/b1')).body).toEqual(body.bill)
  expect((await shop.get('/api/v1/bills/b2')).status).toBe(404)
  expect(files(shop)).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.db$/)])
  expect((await shop.get('/api/v1/reconcile/bill')).body).toEqual({ percent: null })
})

test('the same bill again changes nothing, however it is packed and whenever it was exported', async () => {
  const shop = await shopOfTheDay()
  const first = await bringBill(shop, alipayTradeBill(entries))
  const stored = files(shop)
  const again = [
    alipayTradeBill(entries),
    alipayTradeBill(entries, { exportedAt: nextDay + 1 }),
    alipayTradeZip(entries, { exportedAt: nextDay + 3_600_000 }),
    Buffer.from(alipayTradeText(entries).replaceAll('\r\n', '\n')),
  ]
  for (const one of again) {
    expect(await bringBill(shop, one)).toEqual({
      status: 200,
      body: { result: 'known', bill: first.body.bill, differences: 0 },
    })
  }
  expect([await bills(shop), files(shop)]).toEqual([[first.body.bill], stored])
  await shop.reopen()
  expect((await bringBill(shop, alipayTradeBill(entries))).body.result).toBe('known')
  // One fen is another bill.
  const other = entries.map((one, index) => (index === 0 ? { ...one, fee: 1 } : one))
  expect((await bringBill(shop, alipayTradeBill(other))).body).toMatchObject({ result: 'stored', bill: { id: 'b2' } })
})

test('totals that do not add up: 422, the field named, nothing stored', async () => {
  const shop = await shopOfTheDay()
  const { status, body } = await bringBill(shop, alipayTradeBill(entries, { wrong: { received: 1 } }))
  expect([status, body.error.code, body.error.issues?.[0]?.path]).toEqual([422, 'bill-totals', 'bill'])
  expect(body.error.message).toMatch(/合计对不上.*totals do not add up/)
  expect([await bills(shop), files(shop)]).toEqual([[], []])
  // Not a trace of it is left to be in the way of the right one.
  expect((await bringBill(shop, alipayTradeBill(entries))).body.result).toBe('stored')
})

test('what is no bill is told so; the kind of one is told by its content, whatever its name', async () => {
  const shop = await shopOfTheDay()
  const wrong: [Uint8Array | string, string][] = [
    ['', 'bill-empty'],
    ['<!doctype html>', 'bill-web-page'],
    [Buffer.from('89504e470d0a1a0a', 'hex'), 'bill-picture'],
    [alipayTradeZip(entries).subarray(0, 500), 'bill-zip-damaged'],
    [alipayTradeBill([...entries, ...entries.slice(0, 1)]), 'bill-doubled'],
  ]
  for (const [bytes, code] of wrong) {
    const { status, body } = await bringBill(shop, bytes, { name: '支付宝业务明细.csv' })
    expect([status, body.error.code]).toEqual([422, code])
  }
  expect([await bills(shop), files(shop)]).toEqual([[], []])
  expect((await bringBill(shop, wechatBill(entries), { name: '支付宝业务明细.png' })).body.bill.kind).toBe(
    'wechat-trade',
  )
})

test('any table, with a word about its columns', async () => {
  const shop = await shopOfTheDay()
  const table = 'time,id,sum\n2026-11-22 07:00:00,mp-1,1.00\n'
  const mapping = { columns: { at: 'time', outTradeNo: 'id', amount: 'sum' } }
  expect((await bringBill(shop, table)).body.error.code).toBe('bill-unknown-format')
  for (const field of ['{', '{}', JSON.stringify({ columns: { ...mapping.columns, fee: 'fee' } })]) {
    const { status, body } = await bringBill(shop, table, { fields: { mapping: field } })
    expect([status, body.error.code, body.error.issues?.[0]?.path]).toEqual([422, 'bill-mapping', 'mapping'])
  }
  const taken = await bringBill(shop, table, { fields: { mapping: JSON.stringify(mapping) } })
  expect(taken.body).toMatchObject({ result: 'stored', bill: { kind: 'generic', platform: 'other', account: null } })
})

test('a bill of another account, where the shop says which is its own', async () => {
  const shop = await openShop({
    silent: true,
    settings: { shop: { id: 'gudang-001', name: '古荡', accounts: { alipay: ['2088999'] } } },
  })
  shop.clock.jump(nextDay - shop.clock.now())
  expect((await bringBill(shop, alipayTradeBill(entries))).body.error).toMatchObject({ code: 'bill-account' })
})

test('without a bill in it, or as anything else than a form, it is refused; and so is a token that may only look', async () => {
  const shop = await shopOfTheDay()
  const post = (body: BodyInit, type?: string) =>
    fetch(`${shop.url}/api/v1/reconcile/bill`, {
      method: 'POST',
      headers: { authorization: `Bearer ${shop.token}`, ...(type === undefined ? {} : { 'content-type': type }) },
      body,
    }).then(reply => reply.status)
  const empty = new FormData()
  empty.append('by', 'x')
  expect(await post(empty)).toBe(422)
  expect(await post('{}', 'application/json')).toBe(415)
  expect(await post('a', 'text/csv')).toBe(415)
  expect(await post('not a form', 'multipart/form-data; boundary=x')).toBe(400)
  expect(await post('not a form', 'multipart/form-data')).toBe(400)
  const { body } = await shop.post<{ token: string }>('/api/v1/tokens', { name: 'look', scope: 'read' })
  expect((await bringBill(shop, alipayTradeBill(entries), { token: body.token })).status).toBe(403)
  expect((await bringBill(shop, alipayTradeBill(entries), { token: 'nobody' })).status).toBe(401)
  expect(files(shop)).toEqual([])
})

test('several at once take turns; orders are taken meanwhile', async () => {
  const shop = await shopOfTheDay()
  const three = [0, 1, 2].map(n => bringBill(shop, alipayTradeBill(entries.map(one => ({ ...one, fee: n })))))
  const [pushed, ...answers] = await Promise.all([shop.push(order()), ...three])
  expect(pushed.status).toBe(201)
  expect(answers.map(one => [one.status, one.body.result])).toEqual([0, 1, 2].map(() => [200, 'stored']))
  expect(await bills(shop)).toHaveLength(3)
})

test('differences are found, and nobody’s name or phone is in what is kept', async () => {
  const shop = await shopOfTheDay()
  const [first, second, , last] = entries
  if (first === undefined || second === undefined || last === undefined) throw new Error('four entries')
  const bill = [
    { ...first, amount: first.amount + 100 },
    second,
    last,
    refundOf(second, 'r-9', { amount: 100, title: '电话 13812345678 王小明' }),
    { ...last, tradeNo: '2026112222001499999', outTradeNo: 'nobody-1' },
  ]
  expect((await bringBill(shop, alipayTradeBill(bill))).body).toMatchObject({ result: 'stored', differences: 4 })
  const kept = readFileSync(join(shop.folder, 'bills', files(shop)[0] ?? ''))
  for (const secret of ['13812345678', '138****5678', '王小明', '小明']) {
    expect(kept.includes(Buffer.from(secret))).toBe(false)
  }
})

test('what a crash left in the middle is gone at the next start; what has its row stays', async () => {
  const shop = await shopOfTheDay()
  await bringBill(shop, alipayTradeBill(entries))
  const [kept] = files(shop)
  await shop.close()
  for (const name of ['0123456789abcdef.tmp', '0123456789abcdef.tmp-journal', '0123456789abcdef.part']) {
    writeFileSync(join(shop.folder, 'bills', name), 'half')
  }
  await shop.reopen()
  expect(files(shop)).toEqual([kept])
  expect((await bringBill(shop, alipayTradeBill(entries))).body.result).toBe('known')
})

test('a bill’s rows are in the backup, once, and go when the shop’s own do', async () => {
  const shop = await shopOfTheDay()
  await bringBill(shop, alipayTradeBill(entries))
  const [kept = ''] = files(shop)
  await shop.close()
  const order = {
    ...{ database: join(shop.folder, 'gudang.db'), folder: join(shop.folder, 'backups'), second: null, at: nextDay },
  }
  expect(backUpNow(order)).toBe(null)
  const backedUp = join(shop.folder, 'backups', 'bills', kept)
  expect(readFileSync(backedUp).equals(readFileSync(join(shop.folder, 'bills', kept)))).toBe(true)
  // Lost with the disk, and brought back.
  rmSync(join(shop.folder, 'bills', kept))
  copyBills(join(shop.folder, 'backups'), shop.folder)
  await shop.reopen()
  expect((await bringBill(shop, alipayTradeBill(entries))).body.result).toBe('known')
  await shop.close()
  ageBillFiles(shop.folder, Date.now() - 1_000_000)
  expect(files(shop)).toEqual([kept])
  ageBillFiles(shop.folder, Date.now() + 1_000_000)
  expect(backUpNow({ ...order, at: nextDay + 1_000 })).toBe(null)
  expect([files(shop), readdirSync(join(shop.folder, 'backups', 'bills'))]).toEqual([[], []])
})

test('where only a bill’s rows are gone, bringing it again brings them back, and tells nothing twice', async () => {
  const shop = await shopOfTheDay()
  const first = await bringBill(shop, alipayTradeBill(entries))
  const [kept = ''] = files(shop)
  rmSync(join(shop.folder, 'bills', kept))
  const again = await bringBill(shop, alipayTradeBill(entries))
  expect(again.body.bill).toEqual(first.body.bill)
  expect([files(shop), (await bills(shop)).length]).toEqual([[kept], 1])
})

test('a folder of bills that cannot be used stops no order; a bill is told that it is not taken', async () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'bills'), 'no folder')
  const shop = await openShop({ folder, silent: true })
  expect((await shop.push(order({ orderId: 'mp-1' }))).status).toBe(201)
  expect((await bringBill(shop, alipayTradeZip(entries))).status).toBeGreaterThanOrEqual(500)
  expect(await bills(shop)).toEqual([])
})
