import { expect, test } from 'vitest'
import { sunmiSign } from '../../../main/sources/sunmi/sunmi.ts'
import { openCloudShop, sunmi } from '../../support/cloud-clients.ts'
import { eventually } from '../../support/eventually.ts'
import type { Shop } from '../../support/shop.ts'

// 商米 Sunmi's cloud printer API: ESC/POS in hex, that reaches a printer only after it was understood.

const sn = 'N501P58U10200'
const silent = { silent: true }
const hex = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part)))).toString('hex')
const ticket = hex(
  [0x1b, 0x40, 0x1b, 0x61, 1, 0x1b, 0x21, 0x30],
  '南国超市\n',
  [0x1b, 0x21, 0, 0x1b, 0x61, 0],
  '鲜肉包 x2\n\n',
  [0x1d, 0x56, 0x42, 0],
)
const answer = async (shop: Shop, action: string, body: object = {}) => (await sunmi(shop, action, body)).body
const push = (shop: Shop, trade_no: string, content = ticket, more = {}) =>
  answer(shop, 'device/pushContent', { trade_no, sn, content, count: 1, ...more })

test('the signature is the vendor’s own (reference vector)', () => {
  const body = Buffer.from('{"trade_no":"T1","sn":"S1","content":"1b40","count":1}')
  expect(sunmiSign('appkey1', body, 'appid1', '1700000000', '123456')).toBe(
    'd20c1c4d70a30c5a53ab6f9c3abd839a666b4aeed9e123a47463afc9ab2d85ef',
  )
})

test('prints, each trade_no once, and tells when it was printed', async () => {
  const shop = await openCloudShop()
  expect(await push(shop, 'T1')).toEqual({ code: 1, msg: 'success', data: { trade_no: 'T1' } })
  expect(await push(shop, 'T1')).toMatchObject({ code: 10071705, msg: 'order has been push' })
  expect(await push(shop, 'T1', hex('另一张\n'))).toMatchObject({ code: 10071705 })
  const [job] = await eventually(async () => {
    const jobs = await shop.jobs()
    expect(jobs.map(one => one.state)).toEqual(['printed'])
    return jobs
  })
  const paper = await shop.get(`/api/v1/jobs/${job?.jobId}/paper.txt`)
  expect(paper.text).toMatch(/南\s*国\s*超\s*市[\s\S]*鲜肉包 x2/)
  expect((await answer(shop, 'ticket/printStatus', { trade_no: 'T1' })).data).toEqual({
    ...{ sn, trade_no: 'T1', is_print: 1 },
    print_time: expect.any(Number),
  })
  expect(await answer(shop, 'device/printStatus', { trade_no: 'T9' })).toMatchObject({ code: 10071706 })
  expect((await answer(shop, 'device/onlineStatus', { sn })).data).toEqual({
    ...{ list: [{ sn, is_online: 1 }], page: { total: 1, page_no: 1, page_size: 100 } },
  })
})

test('a reprint says so above the foreign bytes, which stay as they were', async () => {
  const shop = await openCloudShop()
  await push(shop, 'T1')
  const [job] = await eventually(async () => {
    const jobs = await shop.jobs()
    expect(jobs.map(one => one.state)).toEqual(['printed'])
    return jobs
  })
  await shop.post(`/api/v1/jobs/${job?.jobId}/reprint`, { by: 'test' }, { 'idempotency-key': 'a' })
  const again = await eventually(async () => {
    const found = (await shop.jobs()).find(one => one.kind === 'reprint')
    expect(found?.state).toBe('printed')
    return found
  })
  expect(again).toMatchObject({ marks: ['补打'], reprintOf: job?.jobId, source: 'sunmi' })
  const papers = await Promise.all(
    [job, again].map(async one => (await shop.get(`/api/v1/jobs/${one?.jobId}/paper.bin`)).bytes.toString('hex')),
  )
  const foreign = papers[0]?.slice('1b401c26'.length) ?? ''
  expect(papers[1]?.endsWith(foreign)).toBe(true)
  expect((await shop.get(`/api/v1/jobs/${again?.jobId}/paper.txt`)).text).toMatch(/补\s*打\s+第\s*2\s*次[\s\S]*鲜肉包/)
})

test('bytes that do more than print are refused by name, and nothing of them is kept', async () => {
  const shop = await openCloudShop(silent)
  const why = async (content: string) => (await push(shop, 'T1', content)).msg
  expect(await why(hex('x\n', [0x1b, 0x70, 0, 25, 250]))).toBe(
    'parameter error: content: ESC p opens the cash drawer, at byte 2',
  )
  expect(await why(hex([0x10, 0x04, 1]))).toContain('DLE EOT is carried out at once')
  expect(await why(hex([0x1c, 0x71, 1, 1, 0, 1, 0, ...Array<number>(8).fill(0)]))).toContain(
    'FS q writes to the memory',
  )
  expect(await why(hex([0x1b, 0x07], 'x\n'))).toContain('unknown command 1b07 at byte 0')
  expect(await why(hex('x', [0x1d, 0x76, 0x30, 0, 48, 0, 24, 0, 0xff]))).toContain('GS v 0 is cut short')
  expect(await why('1b4')).toContain('content is not hex')
  expect(await why('zz')).toContain('content is not hex')
  expect(await why(hex([0x1b, 0x40]))).toContain('prints nothing')
  expect(await shop.jobs()).toEqual([])
  expect((await push(shop, 'T1')).code).toBe(1)
})

test('each thing that is wrong has its code', async () => {
  const shop = await openCloudShop(silent)
  const wrong = async (headers: Record<string, string>) =>
    (await sunmi(shop, 'device/onlineStatus', { sn }, headers)).body.code
  expect(await wrong({ 'Sunmi-Sign': '0' })).toBe(40000)
  expect(await wrong({ 'Sunmi-Appid': 'nobody' })).toBe(30000)
  expect(await wrong({ 'Sunmi-Nonce': '' })).toBe(20000)
  const old = String(Math.floor(shop.clock.now() / 1000) - 700)
  const json = JSON.stringify({ sn })
  const sign = sunmiSign('appkey1', Buffer.from(json), 'appid1', old, '123456')
  expect(await wrong({ 'Sunmi-Timestamp': old, 'Sunmi-Sign': sign })).toBe(20001)
  expect((await push(shop, 'T1', ticket, { sn: 'other' })).code).toBe(10071704)
  expect((await push(shop, 'x'.repeat(33))).code).toBe(10071400)
  expect((await answer(shop, 'device/dance')).code).toBe(30001)
  expect((await answer(shop, 'device/bindShop', { sn, shop_id: 1 })).code).toBe(1)
  expect((await answer(shop, 'device/bindShop', { sn: 'other', shop_id: 1 })).code).toBe(10071704)
})

test('clearPrintJob takes back its own', async () => {
  const shop = await openCloudShop(silent)
  await push(shop, 'T1', ticket, { count: 2 })
  expect(await answer(shop, 'device/clearPrintJob', { sn })).toMatchObject({ code: 1, data: null })
  expect((await shop.jobs()).map(job => job.state)).toEqual(['cancelled', 'cancelled'])
  expect((await answer(shop, 'ticket/printStatus', { trade_no: 'T1' })).data).toMatchObject({
    is_print: 2,
    print_time: 0,
  })
})
