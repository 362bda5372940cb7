import { describe, expect, test } from 'vitest'
import { type FeieReply, feie, feieFields, openCloudShop, postForm } from '../../support/cloud-clients.ts'
import { eventually } from '../../support/eventually.ts'
import { order } from '../../support/orders.ts'
import type { Shop } from '../../support/shop.ts'

// Feie's open API, as ISVs' code speaks it: form fields, malformed tags and all. The kitchen's printer is off unless paper
// matters.

const sn = '922500001'
const silent = { silent: true }
const print = async (shop: Shop, content: string, fields = {}) =>
  String((await feie(shop, 'Open_printMsg', { sn, content, ...fields })).body.data)
const answer = async (shop: Shop, apiname: string, fields = {}) => (await feie(shop, apiname, fields)).body
const paperOf = async (shop: Shop, jobId = '') => (await shop.get(`/api/v1/jobs/${jobId}/paper.txt`)).text

async function printed(shop: Shop, count = 1) {
  return eventually(async () => {
    const jobs = (await shop.jobs()).filter(job => job.state === 'printed')
    expect(jobs).toHaveLength(count)
    return jobs
  })
}

describe('Open_printMsg', () => {
  test('prints what it was sent, and says so when the printer has', async () => {
    const shop = await openCloudShop()
    const reply = await feie(shop, 'Open_printMsg', {
      sn,
      content: '<CB>测试打印</CB><BR>饭 10.0<BR>联系电话：13812345678<B>合计<B><BR>尾',
      times: '1',
    })
    expect(reply.status).toBe(200)
    expect(reply.headers['content-type']).toMatch(/^application\/json/)
    expect(reply.body).toEqual({
      msg: 'ok',
      ret: 0,
      data: expect.stringMatching(/^922500001_20261122070\d{3}_\d{13}$/),
      serverExecutedTime: expect.any(Number),
    })
    const orderid = String(reply.body.data)
    const [job] = await printed(shop)
    expect(job).toMatchObject({
      ...{ kind: 'source', orderId: orderid, source: 'feie', foreign: true, number: 0, revision: null },
      ...{ printerId: 'kitchen', marks: [], copy: 1, attempts: [{ outcome: 'printed', evidence: 'status' }] },
    })
    expect(await answer(shop, 'Open_queryOrderState', { orderid })).toMatchObject({ ret: 0, msg: 'ok', data: true })
    const text = await paperOf(shop, job?.jobId)
    // As it was sent: a rider has to be able to call.
    for (const words of ['测试打印', '13812345678', '合计', '尾']) expect(text).toContain(words)
  })

  test('times makes as many jobs, each labelled; the order is printed when all of them are', async () => {
    const shop = await openCloudShop(silent)
    const orderid = await print(shop, '豆浆', { times: '3' })
    const waiting = expect.stringMatching(/^(queued|waiting)$/)
    expect((await shop.jobs()).map(job => [job.orderId, job.state])).toEqual(Array(3).fill([orderid, waiting]))
    expect(await answer(shop, 'Open_queryOrderState', { orderid })).toMatchObject({ data: false })
    await shop.put('/api/v1/virtual-printers/kitchen', { power: 'on' })
    const jobs = await printed(shop, 3)
    expect(jobs.flatMap(job => job.marks)).toEqual([])
    const papers = await Promise.all(jobs.map(job => paperOf(shop, job.jobId)))
    expect(papers.map(text => /第\d联/.exec(text)?.[0])).toEqual(['第1联', '第2联', '第3联'])
    expect(await answer(shop, 'Open_queryOrderState', { orderid })).toMatchObject({ data: true })
  })

  test('takes forms, multipart as PHP sends arrays, and JSON; at both addresses', async () => {
    const shop = await openCloudShop(silent)
    const fields = feieFields(shop, 'Open_printMsg', { sn, content: '豆浆 100%纯 a+b&c=d' })
    const form = new FormData()
    for (const [key, value] of Object.entries(fields)) form.set(key, value)
    const encoded = new Response(form)
    const replies = [
      await postForm<FeieReply>(shop, '/Api/Open', fields),
      await postForm<FeieReply>(shop, '/Api/Open/printMsg', fields),
      await shop.request<FeieReply>('/Api/Open/', {
        method: 'POST',
        headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
        body: Buffer.from(await encoded.arrayBuffer()),
      }),
      await shop.request<FeieReply>('/Api/Open/', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...fields, stime: Number(fields.stime), times: 1 }),
      }),
    ]
    expect(replies.map(({ status, body }) => [status, body.ret])).toEqual(Array(4).fill([200, 0]))
    expect(new Set(replies.map(({ body }) => body.data)).size).toBe(4)
    await shop.put('/api/v1/virtual-printers/kitchen', { power: 'on' })
    for (const job of await printed(shop, 4)) expect(await paperOf(shop, job.jobId)).toContain('豆浆 100%纯 a+b&c=d')
  })

  test('5000 bytes are the most, 10 copies, and only printers of this source', async () => {
    const shop = await openCloudShop(silent)
    const ret = async (fields: Record<string, string>) => (await answer(shop, 'Open_printMsg', fields)).ret
    expect(await ret({ sn, content: 'x'.repeat(5_000) })).toBe(0)
    expect(await ret({ sn, content: 'x'.repeat(5_001) })).toBe(1007)
    expect(await ret({ sn, content: '豆'.repeat(1_667) })).toBe(1007)
    expect(await ret({ sn, content: 'x', times: '11' })).toBe(-2)
    expect(await ret({ sn, content: 'x', times: 'many' })).toBe(-2)
    expect(await ret({ sn, content: '' })).toBe(-2)
    expect(await ret({ content: 'x' })).toBe(-2)
    expect(await answer(shop, 'Open_printMsg', { sn: '4004500001', content: 'x' })).toMatchObject({
      ...{ ret: 1002, msg: '验证失败 : 打印机编号和用户不匹配.', data: null },
    })
    expect(await shop.jobs()).toHaveLength(1)
  })

  test('text can never act as a command, and the drawer opens only where the settings say so', async () => {
    const content = '\u001b@\u001dV\u0000\u001bp\u0000<PLUGIN>注意\u202e倒\u0000<CUT>'
    for (const drawer of [false, true]) {
      const feieSource = { id: 'feie', type: 'feie', user: 'demo@shop.cn', printers: { [sn]: 'kitchen' }, drawer }
      const shop = await openCloudShop({ settings: { sources: [feieSource] } })
      await print(shop, content)
      const [job] = await printed(shop)
      const { bytes } = await shop.get(`/api/v1/jobs/${job?.jobId}/paper.bin`)
      expect(bytes.toString('hex').includes('1b7000')).toBe(drawer)
      expect(bytes.toString('hex').match(/1d56/g)).toHaveLength(1)
      await shop.close()
    }
  })
})

describe('a signature', () => {
  const counts = async (shop: Shop) =>
    (await shop.alarms()).map(({ code, subject, facts }) => [code, subject, facts.count]).sort()

  test('wrong, of nobody, or old: refused in Feie’s shape, alarmed, and nothing is kept', async () => {
    const shop = await openCloudShop(silent)
    const said = async (fields: Record<string, string>) =>
      (await feie(shop, 'Open_printMsg', { sn, content: 'x', ...fields })).body
    expect(await said({ sig: '0'.repeat(40) })).toMatchObject({ ret: -3, msg: '验证失败 : 签名错误.', data: null })
    expect(await said({ sig: '' })).toMatchObject({ ret: -3 })
    expect(await said({ user: 'other@shop.cn' })).toMatchObject({ ret: -2, msg: '参数错误 : 该帐号未注册.' })
    const now = Math.floor(shop.clock.now() / 1000)
    expect(await said({ stime: String(now - 601) })).toMatchObject({ ret: -3 })
    expect(await said({ stime: String(now + 601) })).toMatchObject({ ret: -3 })
    expect(await said({ stime: String(now - 590) })).toMatchObject({ ret: 0 })
    expect(await counts(shop)).toEqual([
      ['source-clock', 'feie', 1],
      ['source-signature', 'feie', 1],
    ])
    expect(await shop.jobs()).toHaveLength(1)
  })

  test('is the vendor’s own: sha1 of user, key and time (reference vector)', async () => {
    const shop = await openCloudShop(silent)
    shop.clock.jump(1_700_000_000_000 - shop.clock.now())
    const reply = await postForm<FeieReply>(shop, '/Api/Open/', {
      ...{ user: 'demo@shop.cn', stime: '1700000000', sig: '979afaffd34603c4c9ee624146662dfa77a50be6' },
      ...{ apiname: 'Open_queryPrinterStatus', sn },
    })
    expect(reply.body).toMatchObject({ ret: 0, data: '离线。' })
  })

  test('without a source of its kind there is nothing at the address', async () => {
    const shop = await openCloudShop({ silent: true, settings: { sources: [] } })
    for (const path of ['/Api/Open/', '/print/index', '/api/openapi/xprinter/print', '/v2/printer/open/open/device/x'])
      expect((await postForm(shop, path, {})).status).toBe(404)
  })
})

describe('what else is asked', () => {
  test('the state of an order that is not known, and of one that is only sent', async () => {
    const shop = await openCloudShop({
      settings: {
        printers: [
          ...[{ id: 'kitchen', name: '后厨', profile: 'generic-80', connection: { type: 'virtual' } }].map(one => ({
            ...one,
            confirmation: 'none',
          })),
        ],
      },
    })
    const orderid = await print(shop, 'x')
    await eventually(async () => expect((await shop.jobs()).map(job => job.state)).toEqual(['sent']))
    // Nobody has said that it is on paper.
    expect(await answer(shop, 'Open_queryOrderState', { orderid })).toMatchObject({ ret: 0, data: false })
    expect(await answer(shop, 'Open_queryOrderState', { orderid: 'x' })).toMatchObject({ ret: 1005, data: null })
    expect(await answer(shop, 'Open_queryOrderState')).toMatchObject({ ret: -2 })
  })

  test('a day’s figures, on the shop’s calendar', async () => {
    const shop = await openCloudShop()
    await print(shop, 'a')
    await print(shop, 'b')
    await printed(shop, 2)
    await shop.put('/api/v1/virtual-printers/kitchen', { power: 'off' })
    await print(shop, 'c', { times: '2' })
    const day = (date: string) => answer(shop, 'Open_queryOrderInfoByDate', { sn, date })
    expect(await day('2026-11-22')).toMatchObject({ ret: 0, data: { print: 2, waiting: 1 } })
    expect(await day('2026-11-21')).toMatchObject({ ret: 0, data: { print: 0, waiting: 0 } })
    expect(await day('22.11.2026')).toMatchObject({ ret: 1001, msg: '参数错误 : 时间格式不正确。' })
    expect(await day('2026-02-31')).toMatchObject({ ret: 1001 })
  })

  test('a printer’s state, in Feie’s three sentences', async () => {
    const shop = await openCloudShop()
    const state = async () => (await answer(shop, 'Open_queryPrinterStatus', { sn })).data
    await eventually(async () => expect(await state()).toBe('在线，工作状态正常。'))
    await shop.put('/api/v1/virtual-printers/kitchen', { paper: 'out' })
    expect(await state()).toBe('在线，工作状态不正常。')
    await shop.put('/api/v1/virtual-printers/kitchen', { paper: 'ok', power: 'off' })
    expect(await state()).toBe('离线。')
    expect(await answer(shop, 'Open_queryPrinterStatus', { sn: '1' })).toMatchObject({ ret: 1002, data: null })
  })

  test('printers are added and removed in the shop, which is said in Feie’s way', async () => {
    const shop = await openCloudShop(silent)
    const printerContent = `${sn}#abcdefgh#前台#13688889999\n316500012#abcdefgh#快餐前台`
    expect((await answer(shop, 'Open_printerAddlist', { printerContent })).data).toEqual({
      ok: [`${sn}#abcdefgh#前台#13688889999`],
      no: [expect.stringMatching(/^316500012#abcdefgh#快餐前台 （错误：.+）$/)],
    })
    expect((await answer(shop, 'Open_printerDelList', { snlist: `${sn}-1` })).data).toEqual({
      ok: [],
      no: [expect.stringMatching(new RegExp(`^${sn}`)), '1用户UID不匹配'],
    })
    expect(await answer(shop, 'Open_printerEdit', { sn, name: 'x' })).toMatchObject({ ret: 1008, data: null })
    expect(await answer(shop, 'Open_unknown')).toMatchObject({ ret: -2, data: null })
  })

  test('a label is printed line by line, as an eye reads it', async () => {
    const shop = await openCloudShop()
    const content =
      '<SIZE>40,30</SIZE><DIRECTION>1</DIRECTION><TEXT x="80" y="80" font="12" w="2" h="2" r="0">可乐鸡翅</TEXT>' +
      '<TEXT x="9" y="10" font="12" w="1" h="2" r="0">#001</TEXT><TEXT x="200" y="14" w="1" h="1" r="0">1/3</TEXT>'
    await feie(shop, 'Open_printLabelMsg', { sn, content })
    const [job] = await printed(shop)
    expect(await paperOf(shop, job?.jobId)).toMatch(/#001 +1\/3[\s\S]*可乐鸡翅/)
  })
})

test('Open_delPrinterSqs takes back its own prints at that printer only: audited, and alarmed', async () => {
  const sources = [
    { id: 'mini', type: 'push', channel: 'alipay-mini' },
    { id: 'feie', type: 'feie', user: 'demo@shop.cn', printers: { [sn]: 'kitchen', '922500002': 'kitchen' } },
    { id: 'other', type: 'feie', user: 'other@shop.cn', printers: { [sn]: 'kitchen' } },
  ]
  const shop = await openCloudShop({ silent: true, settings: { sources } }).catch(() => null)
  // Each source needs a key of its own.
  expect(shop).toBeNull()
  const open = await openCloudShop({ silent: true, settings: { sources: sources.slice(0, 2) } })
  await open.push(order({ orderId: 'mp-1' }))
  const orderid = await print(open, 'a', { times: '2' })
  const elsewhere = String((await answer(open, 'Open_printMsg', { sn: '922500002', content: 'b' })).data)
  expect(await answer(open, 'Open_delPrinterSqs', { sn })).toMatchObject({ msg: 'ok', ret: 0, data: true })
  const states = (await open.jobs()).map(job => [job.orderId, job.state])
  expect(states).toEqual([
    ['mp-1', expect.stringMatching(/queued|waiting/)],
    [orderid, 'cancelled'],
    [orderid, 'cancelled'],
    [elsewhere, 'queued'],
  ])
  expect(await answer(open, 'Open_queryOrderState', { orderid })).toMatchObject({ data: false })
  const alarm = (await open.alarms()).find(one => one.code === 'source-cleared')
  expect(alarm?.facts).toMatchObject({ source: 'feie', printer: '后厨', tickets: 2 })
  // Nothing is left to take back: no news.
  expect(await answer(open, 'Open_delPrinterSqs', { sn })).toMatchObject({ data: true })
  expect((await open.alarms()).find(one => one.code === 'source-cleared')?.facts.count).toBe(1)
  expect(await answer(open, 'Open_delPrinterSqs', { sn: '1' })).toMatchObject({ ret: 1002 })
})

test('dedupeSeconds: the same text for the same printer prints once meanwhile, and is alarmed', async () => {
  const source = { id: 'feie', type: 'feie', user: 'demo@shop.cn', printers: { [sn]: 'kitchen' }, dedupeSeconds: 60 }
  const shop = await openCloudShop({ silent: true, settings: { sources: [source] } })
  const first = await print(shop, '豆浆')
  expect(await print(shop, '豆浆')).toBe(first)
  expect(await print(shop, '油条')).not.toBe(first)
  expect((await shop.alarms()).find(one => one.code === 'source-repeated')?.facts).toMatchObject({ count: 1 })
  shop.clock.jump(61_000)
  expect(await print(shop, '豆浆')).not.toBe(first)
  expect(await shop.jobs()).toHaveLength(3)
})

test('by default the same text prints again: Feie knows no repetition', async () => {
  const shop = await openCloudShop(silent)
  expect(await print(shop, '豆浆')).not.toBe(await print(shop, '豆浆'))
  expect(await shop.alarmCodes()).not.toContain('source-repeated')
})
