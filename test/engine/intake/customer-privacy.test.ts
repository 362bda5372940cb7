import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createAgeing } from '../../../main/store/ageing.ts'
import { openDatabase } from '../../../main/store/database.ts'
import { filesWith } from '../../support/files.ts'
import { line, order } from '../../support/orders.ts'
import { openShop } from '../../support/shop.ts'
import { papers } from './paper-shop.ts'

// What an order says of its customer, from the push to every file and answer.

const buns = line('1', '鲜肉包', 2)

describe('what is nobody else’s business', () => {
  const phone = '13912345678'
  const spaced = '139 1234 5678'
  const secrets = [phone, spaced, '139-1234-5678', '欧阳锋雪', '古荡新村西区18幢']
  const person = { phone, name: '欧阳锋雪', address: '杭州市西湖区古荡新村西区18幢2单元' }

  test('no phone, name or address is in any file or answer', { timeout: 30_000 }, async () => {
    const shop = await openShop()
    const rich = {
      ...order({ orderId: 'mp-1', revision: 1 }),
      note: `打 ${spaced} 或139-1234-5678`,
      items: [{ ...buns, note: `电话${phone}` }],
      customer: person,
      receiver: person,
      ext: { list: [{ contact_phone: phone, backupMobile: Number(phone) }], raw: JSON.stringify({ user: { phone } }) },
    }
    expect((await shop.push(rich)).status).toBe(201)
    expect((await shop.push({ ...rich, tableNo: '9' })).status).toBe(409)
    expect((await shop.push({ ...rich, orderId: 'mp-2', status: 'no' })).status).toBe(400)
    const broken = `{"orderId":"mp-3","note":"${spaced}","customer":{"phone":"${phone}","mobile":${phone}`
    expect((await shop.push(null, { rawBody: broken })).status).toBe(400)
    const gbk = Buffer.concat([Buffer.from(`{"phone":"${phone}","x":"`), Buffer.from([0xc4, 0xe3]), Buffer.from('"}')])
    expect((await shop.push(null, { rawBody: gbk })).status).toBe(400)
    expect((await shop.push(rich, { headers: { 'webhook-signature': 'v1,AAAA' } })).status).toBe(401)
    await shop.push({ ...rich, orderId: 'mp-4', status: 'unpaid' })
    const out = await papers(shop, 'mp-1')
    expect(out[0]?.text).toContain('139****5678')

    const paths = [
      '/api/v1/orders',
      '/api/v1/orders/mini/mp-1',
      '/api/v1/jobs',
      '/api/v1/quarantine',
      '/api/v1/conflicts',
      '/api/v1/alarms',
      '/api/v1/printers',
      ...['txt', 'bin'].map(type => `/api/v1/jobs/${out[0]?.job.jobId}/paper.${type}`),
    ]
    for (const path of paths) {
      const reply = await shop.get(path)
      expect(reply.status, path).toBe(200)
      for (const secret of secrets) expect(reply.bytes.includes(secret), `${secret} in ${path}`).toBe(false)
    }
    const leaks = () => secrets.flatMap(secret => filesWith(shop.folder, secret))
    expect(leaks()).toEqual([])
    await shop.close()
    expect(leaks()).toEqual([])
    // The search itself works: what may be kept is found where it has to be.
    expect(filesWith(shop.folder, '139****5678')).toEqual(
      expect.arrayContaining(['gudang.db', 'journal/2026-11-21.jsonl', 'paper/kitchen/000001.txt']),
    )
  })
})

test('what changes an order whose customer is forgotten is forgotten in its turn', async () => {
  const said = '不要葱，孩子不吃'
  const file = (folder: string) => join(folder, 'gudang.db')
  const forgetAll = (folder: string) => {
    const db = openDatabase(file(folder))
    const ageing = createAgeing(db, { now: Date.now(), customers: Number.MAX_SAFE_INTEGER, history: 0 })
    while (ageing.step());
    db.close()
  }
  const shop = await openShop()
  for (const [revision, pickupNo] of [
    [1, 'A1'],
    [2, 'A2'],
  ] as const) {
    const input = order({ orderId: 'mp-1', revision, pickupNo, note: said, items: [{ ...buns, note: said }] })
    expect((await shop.push({ ...input, customer: { id: 'cust-7' } })).status).toBe(201)
    expect(await papers(shop, 'mp-1')).toHaveLength(revision)
    expect((await shop.order('mp-1')).note).toBe(said)
    await shop.close()
    forgetAll(shop.folder)
    for (const words of [said, 'cust-7']) expect(filesWith(shop.folder, words)).not.toContain('gudang.db')
    await shop.reopen()
    expect((await shop.order('mp-1')).note).toBeNull()
  }
})
