import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openShopFolder } from '../../main/engine/shop-folder.ts'
import { eraseFromJournal } from '../../main/store/journal-erasing.ts'
import type { OrderView } from '../../shared/domain/views/order-views.ts'
import { filesIn } from '../support/files.ts'
import { line, order } from '../support/orders.ts'
import { elemeWire, koubeiWire, meituanWire, type Wire, wechatWire } from '../support/platform-messages.ts'
import { forward, openPlatformShop } from '../support/platform-shop.ts'
import type { Shop } from '../support/shop.ts'
import { databaseFile, removeFiles } from '../support/shop-files.ts'
import { until } from '../support/until.ts'

// Platforms' own messages through the door into the kitchen's queue, in every order in which they may arrive.

const eleId = '3014728511382982849'
const mtId = '27057681346841638'
type Refusal = { error: { code: string; message: string } }

const kinds = async (shop: Shop) => (await shop.jobs()).map(job => [job.kind, job.marks])
const lines = async (shop: Shop, orderId: string, source: string) => {
  const { body } = await shop.get<{ jobs: { jobId: string }[] }>(`/api/v1/orders/${source}/${orderId}`)
  return body.jobs.length
}

describe('the door', () => {
  test.each<[string, Wire, number, string]>([
    ['ele', elemeWire('order'), 200, '{"message":"ok"}'],
    ['mt', meituanWire('order'), 200, '{"data":"ok"}'],
    ['kb', koubeiWire('order'), 200, 'success'],
    ['wx', wechatWire('paid'), 204, ''],
  ])(
    'says yes to %s as the platform wants to hear it, when the order is on disk',
    async (source, wire, status, text) => {
      const shop = await openPlatformShop()
      for (const _ of ['first', 'again']) {
        const reply = await forward(shop, source, wire)
        expect([reply.status, reply.text]).toEqual([status, text])
        expect(await kinds(shop)).toHaveLength(1)
      }
      const [known] = (await shop.get<{ source: string; state: string }[]>('/api/v1/orders')).body
      expect(known).toMatchObject({ source, state: 'waiting', amountFault: false })
      const probe = await shop.request(`/api/v1/sources/${source}/orders`)
      expect([probe.status, probe.text]).toEqual([status, text])
      await shop.reopen()
      expect(await kinds(shop)).toEqual([['kitchen', []]])
    },
  )
  test('refuses as it refuses any push', async () => {
    const shop = await openPlatformShop()
    const { headers, body } = elemeWire('order')
    const send = (source: string, given: Partial<Wire>) => forward<Refusal>(shop, source, { headers, body, ...given })
    expect((await send('ele', { body: 'x'.repeat(300_000) })).status).toBe(413)
    expect((await send('ele', { headers: { 'content-type': 'text/xml' } })).status).toBe(415)
    expect((await send('mt', {})).status).toBe(415)
    expect((await send('nobody', {})).body.error.code).toBe('unknown-source')
    const forged = await send('ele', { body: body.replace('17.2', '1.72') })
    expect([forged.status, forged.body.error.code]).toEqual([401, 'signature'])
    expect(forged.text).not.toContain('the secret')
    expect(await shop.alarmCodes()).toEqual(['source-signature'])
    expect((await shop.request('/api/v1/sources/mini/orders')).status).toBe(404)
    expect((await forward(shop, 'mt', { headers: {}, body: '' })).text).toBe('{"data":"ok"}')
    expect(await kinds(shop)).toEqual([])
  })
  test('keeps for a person what is signed and cannot be understood, and need not hear it twice', async () => {
    const shop = await openPlatformShop()
    const wire = elemeWire('order', { createdAt: null, activeAt: null })
    for (const _ of ['first', 'again']) expect((await forward(shop, 'ele', wire)).status).toBe(200)
    const { body: kept } = await shop.get<{ issues: object[]; raw: string }[]>('/api/v1/quarantine')
    expect(kept).toMatchObject([{ source: 'ele', issues: [{ path: 'message', message: 'is no order' }] }])
    expect(kept[0]?.raw).not.toMatch(/17712345678|13912345678|王小明/)
    expect(await shop.alarmCodes()).toEqual(['order-invalid'])
  })
  test('a secret that is missing or no key is said at the start', async () => {
    const shop = await openPlatformShop()
    await shop.close()
    const file = join(shop.folder, 'secrets.json')
    const known = JSON.parse(readFileSync(file, 'utf8'))
    for (const [field, wrong] of [
      ['ele.secret', { ...known, ele: {} }],
      ['kb.publicKey', { ...known, kb: { publicKey: 'abc' } }],
      ['wx.publicKey', { ...known, wx: { publicKey: ['', known.wx.publicKey] } }],
    ] as const) {
      writeFileSync(file, JSON.stringify(wrong))
      expect(() => openShopFolder(shop.folder)).toThrow(`secrets.json ${field}`)
    }
  })
})

describe('an order of a platform', () => {
  test('reads on its ticket as the cook needs it', async () => {
    const shop = await openPlatformShop({ silent: false })
    await forward(shop, 'mt', meituanWire('order'))
    const text = await paperOf(shop)
    expect(text).toContain('#9')
    expect(text).toMatch(/豆浆.*×1/)
    expect(text).toContain('大杯、热、少糖')
    expect(text).toContain('2号篮')
    expect(text).toContain('赠品')
    expect(text).toContain('美团')
    expect(text.replaceAll(/\s/g, '')).toContain('100%不要葱')
    expect(text).not.toMatch(/17665335287|18\.60/)
  })
  test('leaves nothing of its customer in the folder', async () => {
    const shop = await openPlatformShop()
    await forward(shop, 'ele', elemeWire('order'))
    await forward(shop, 'mt', meituanWire('order'))
    await forward(shop, 'kb', koubeiWire('order'))
    await shop.close()
    for (const name of filesIn(shop.folder)) {
      const text = readFileSync(join(shop.folder, name), 'latin1')
      const found = /17712345678|13912345678|17665335287|17698765432|13812345678|120\.123456|30\.281234/.exec(text)
      expect([name, found?.[0] ?? null]).toEqual([name, null])
      for (const word of ['王小明', '赵晓争', '3幢1单元']) {
        expect([name, word, text.includes(Buffer.from(word).toString('latin1'))]).toEqual([name, word, false])
      }
    }
    expect(readFileSync(databaseFile(shop.folder), 'latin1')).toContain(eleId)
  })
  test('that comes again with another delivery, another settlement, a fresh privacy number, is known', async () => {
    const shop = await openPlatformShop()
    await forward(shop, 'ele', elemeWire('order'))
    const again = elemeWire(
      'order',
      { income: 1, phoneList: ['17799999999,1'], status: 'valid' },
      { requestId: 'x', timestamp: 9 },
    )
    expect((await forward(shop, 'ele', again)).status).toBe(200)
    expect((await shop.order(eleId, 'ele')).history.map(({ what }) => what)).toEqual(['revision-taken'])
    expect(await shop.alarmCodes()).toEqual([])
  })
  test('cancelled before it came is remembered and never printed', async () => {
    const shop = await openPlatformShop()
    expect((await forward(shop, 'ele', elemeWire('cancelled'))).text).toBe('{"message":"ok"}')
    expect((await forward(shop, 'ele', elemeWire('order'))).text).toBe('{"message":"ok"}')
    expect(await kinds(shop)).toEqual([])
    expect((await shop.order(eleId, 'ele')).status).toBe('cancelled')
    const { number } = await shop.order(eleId, 'ele')
    expect(number).toBeNull()
  })
  test('cancelled after it came gets its slip, and does not come back with an older or a newer word', async () => {
    const shop = await openPlatformShop()
    await forward(shop, 'mt', meituanWire('order'))
    await forward(shop, 'mt', meituanWire('cancelled'))
    await forward(shop, 'mt', meituanWire('cancelled', { timestamp: '1795309999' }))
    expect((await kinds(shop)).map(([kind]) => kind)).toEqual(['kitchen', 'void'])
    await forward(shop, 'mt', meituanWire('order'))
    await forward(shop, 'mt', meituanWire('order', { utime: '1795309990', status: '4' }))
    expect((await kinds(shop)).map(([kind]) => kind)).toEqual(['kitchen', 'void'])
    expect(await shop.alarmCodes()).toEqual(['order-revived'])
    // What it was stays readable.
    expect((await shop.order(mtId, 'mt')).items).toHaveLength(3)
  })
  test('cancelled while the shop was off: the whole order, asked for again, says so', async () => {
    const shop = await openPlatformShop()
    await forward(shop, 'ele', elemeWire('order'))
    await forward(shop, 'ele', elemeWire('order', { status: 'invalid' }))
    await forward(shop, 'ele', elemeWire('cancelled'))
    expect((await kinds(shop)).map(([kind]) => kind)).toEqual(['kitchen', 'void'])
    await forward(shop, 'mt', meituanWire('order', { status: '1' }))
    expect(await kinds(shop)).toHaveLength(2)
    await forward(shop, 'mt', meituanWire('order'))
    await forward(shop, 'mt', meituanWire('order', { status: '1' }))
    expect((await kinds(shop)).map(([kind]) => kind)).toEqual(['kitchen', 'void', 'kitchen'])
    expect(await shop.alarmCodes()).toEqual([])
  })
  test('of which a part is paid back: the cook hears of it once, whatever comes behind', async () => {
    const shop = await openPlatformShop()
    await forward(shop, 'mt', meituanWire('order'))
    await forward(shop, 'mt', meituanWire('part-refund'))
    await forward(shop, 'mt', meituanWire('part-refund', { timestamp: '1795302999' }))
    // A later snapshot knows nothing of it: what was paid back is not cooked again.
    await forward(shop, 'mt', meituanWire('order', { utime: '1795303000', status: '4' }))
    expect(await kinds(shop)).toEqual([
      ['kitchen', []],
      ['void', ['退菜']],
    ])
    const { order: raw } = await shop.order(mtId, 'mt')
    expect(raw).toMatchObject({ refunds: [{ refundNo: '4401', amount: 250, lines: [{ lineId: '1', quantity: 1 }] }] })
  })
  test('a part that is no dish of it is a person’s matter', async () => {
    const shop = await openPlatformShop()
    await forward(shop, 'ele', elemeWire('order'))
    const goodsList = [{ name: '龙虾', quantity: 1 }]
    await forward(shop, 'ele', elemeWire('part-refund', { goodsList }))
    expect(await shop.alarms()).toMatchObject([{ code: 'order-refund-unclear', facts: { goods: '龙虾' } }])
    expect((await kinds(shop)).map(([kind]) => kind)).toEqual(['kitchen'])
  })
  test('a word about an order that never came is not taken: it has to come again behind the order', async () => {
    const shop = await openPlatformShop()
    const early = await forward<Refusal>(shop, 'ele', elemeWire('part-refund'))
    expect([early.status, early.body.error.code]).toEqual([409, 'unknown-order'])
    expect(await shop.alarmCodes()).toEqual(['source-unknown-order'])
    await forward(shop, 'ele', elemeWire('order'))
    expect((await forward(shop, 'ele', elemeWire('part-refund'))).status).toBe(200)
    expect((await kinds(shop)).map(([kind]) => kind)).toEqual(['kitchen', 'void'])
  })
  test('downgraded is printed as it is, with an alarm that the whole order ends', async () => {
    const shop = await openPlatformShop()
    await forward(shop, 'ele', elemeWire('order', { downgraded: true, description: '' }))
    expect(await shop.alarmCodes()).toEqual(['order-downgraded'])
    expect((await forward(shop, 'ele', elemeWire('order'))).status).toBe(200)
    expect(await shop.alarmCodes()).toEqual([])
    // The note that was missing.
    expect((await kinds(shop)).map(([kind]) => kind)).toEqual(['kitchen', 'change'])
  })
  test('whose customer wants the money back rings', async () => {
    const shop = await openPlatformShop()
    await forward(shop, 'ele', elemeWire('order'))
    await forward(shop, 'ele', elemeWire('refund-asked'))
    expect(await shop.alarms()).toMatchObject([{ code: 'order-refund-asked', severity: 'critical' }])
    expect(await lines(shop, eleId, 'ele')).toBe(1)
  })
  test('placed, then paid, at a table; a shop that cooks first prints at once', async () => {
    const shop = await openPlatformShop()
    await forward(shop, 'wx', wechatWire('placed'))
    expect(await kinds(shop)).toEqual([])
    await forward(shop, 'wx', wechatWire('paid'))
    await forward(shop, 'wx', wechatWire('placed'))
    expect((await kinds(shop)).map(([kind]) => kind)).toEqual(['kitchen'])
    const first = await openPlatformShop({ settings: { sources: [{ id: 'wx', type: 'wechat', terms: 'after-meal' }] } })
    await forward(first, 'wx', wechatWire('placed'))
    expect((await kinds(first)).map(([kind]) => kind)).toEqual(['kitchen'])
  })
  test('a dish taken back at Koubei comes as 退菜 with the next answer', async () => {
    const shop = await openPlatformShop()
    const dish = { dish_name: '粽子', dish_num: 3, out_detail_no: '1', sell_price: '4.00' }
    const soup = { dish_name: '豆浆', dish_num: 1, out_detail_no: '2', sell_price: '3.00' }
    await forward(shop, 'kb', koubeiWire('booked', { dish_details: [dish, soup] }))
    await forward(shop, 'kb', koubeiWire('booked'))
    await forward(shop, 'kb', koubeiWire('booked'))
    expect(await kinds(shop)).toEqual([
      ['kitchen', ['预约']],
      ['void', ['退菜', '预约']],
    ])
  })
})

test('a lost database is filled from the journal: order, refund and 催单, each once', async () => {
  const shop = await openPlatformShop()
  await forward(shop, 'mt', meituanWire('order'))
  await forward(shop, 'mt', meituanWire('part-refund'))
  await forward(shop, 'mt', meituanWire('reminder'))
  const before = (await shop.jobs()).map(({ kind, number }) => [kind, number])
  await shop.close()
  removeFiles(shop.folder, /gudang\.db/)
  removeFiles(join(shop.folder, 'backups'), /./)
  await shop.reopen()
  expect((await shop.jobs()).map(({ kind, number }) => [kind, number])).toEqual(before)
  expect(before.map(([kind]) => kind)).toEqual(['kitchen', 'void', 'rush'])
  expect((await shop.order(mtId, 'mt')).order).toMatchObject({ refunds: [{ refundNo: '4401' }] })
  // What comes again is known all the same.
  for (const name of ['order', 'part-refund', 'reminder']) await forward(shop, 'mt', meituanWire(name))
  expect(await shop.jobs()).toHaveLength(before.length)
})

test('a customer who is erased stays so, and what was called off or paid back does too, when the database is lost behind it', async () => {
  const shop = await openPlatformShop()
  const [gone, paidBack] = [mtId, eleId]
  await forward(shop, 'mt', meituanWire('order'))
  await forward(shop, 'mt', meituanWire('cancelled'))
  await forward(shop, 'ele', elemeWire('order'))
  await forward(shop, 'ele', elemeWire('part-refund'))
  const known = async () => ({
    orders: (await shop.get<OrderView[]>('/api/v1/orders')).body.map(({ orderId, status }) => [orderId, status]),
    jobs: (await shop.jobs()).map(({ orderId, kind, number }) => [orderId, kind, number]),
    refunds: ((await shop.order(paidBack, 'ele')).order as { refunds: object[] }).refunds,
    alarms: (await shop.alarmCodes()).filter(code => code.startsWith('order-')),
  })
  const before = await known()
  expect(before).toMatchObject({
    orders: [
      [gone, 'cancelled'],
      [paidBack, 'paid'],
    ],
    refunds: [{ amount: expect.any(Number) }],
  })
  await shop.close()
  const journal = join(shop.folder, 'journal')
  const lines = () =>
    filesIn(journal)
      .map(name => readFileSync(join(journal, name), 'utf8'))
      .join('')
  const [mt, ele] = [
    { source: 'mt', orderId: gone },
    { source: 'ele', orderId: paidBack },
  ]
  expect([eraseFromJournal(journal, mt, [mt]), eraseFromJournal(journal, ele, [ele])]).toEqual([2, 2])
  expect(lines()).not.toMatch(/original|用户取消/)
  removeFiles(shop.folder, /gudang\.db/)
  removeFiles(join(shop.folder, 'backups'), /./)
  await shop.reopen()
  expect(await known()).toEqual(before)
})

test('高德, 天猫 and 微博 are labels on Alipay orders, kept on the ticket', async () => {
  const shop = await openPlatformShop({ silent: false })
  const labelled = { ...order({ orderId: 'a-1', items: [line('1', '包子')] }), source_app: 'amap' }
  expect((await shop.push(labelled)).status).toBe(201)
  expect((await shop.order('a-1')).channel).toBe('amap')
  expect(await paperOf(shop)).toContain('高德')
  await shop.push({ ...order({ orderId: 'a-2', channel: 'wechat-mini' }), source_app: 'amap' })
  expect((await shop.order('a-2')).channel).toBe('wechat-mini')
})

async function paperOf(shop: Shop): Promise<string> {
  const job = await until(async () => (await shop.jobs('&state=printed'))[0])
  return (await shop.get(`/api/v1/jobs/${job.jobId}/paper.txt`)).text
}
