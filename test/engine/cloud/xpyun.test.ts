import { expect, test } from 'vitest'
import { openCloudShop, xpyun } from '../../support/cloud-clients.ts'
import { eventually } from '../../support/eventually.ts'
import type { Shop } from '../../support/shop.ts'

// xpyun's open API (芯烨云): JSON, signed like Feie's.

const sn = 'XPY0001'
const silent = { silent: true }
const answer = async (shop: Shop, action: string, body: object = {}) => (await xpyun(shop, action, body)).body

test('prints a ticket and a label, and tells what became of them', async () => {
  const shop = await openCloudShop()
  const content =
    '<C><B>牌名</B></C><BR><N>鲜肉包<HT>2<HT>5.00<BR><R>合计 5.00</R><BR><QRCODE s=6 e=L l=center>https://x</QRCODE>'
  const said = await answer(shop, 'print', { sn, content, copies: 2, mode: 1 })
  expect(said).toEqual({
    code: 0,
    msg: 'ok',
    data: expect.stringMatching(/^OM\d{13}$/),
    serverExecutedTime: expect.any(Number),
  })
  const label = await answer(shop, 'printLabel', {
    ...{ sn, mode: 1 },
    content:
      '<PAGE><SIZE>40,30</SIZE><TEXT x="8" y="8" w="1" h="1" r="0">一</TEXT></PAGE><PAGE><TEXT x="8" y="8">二</TEXT></PAGE>',
  })
  const jobs = await eventually(async () => {
    const done = (await shop.jobs()).filter(job => job.state === 'printed')
    expect(done).toHaveLength(3)
    return done
  })
  const papers = await Promise.all(jobs.map(async job => (await shop.get(`/api/v1/jobs/${job.jobId}/paper.txt`)).text))
  expect(papers[0]).toMatch(/第1联[\s\S]*牌\s*名[\s\S]*鲜肉包\s+2\s+5\.00[\s\S]*合计 5\.00/)
  expect(papers[2]).toMatch(/一[\s\S]*二/)
  expect(await answer(shop, 'queryOrderState', { orderId: said.data })).toMatchObject({ code: 0, data: true })
  expect(await answer(shop, 'queryOrderState', { orderId: label.data })).toMatchObject({ code: 0, data: true })
  expect(await answer(shop, 'queryOrderState', { orderId: 'x' })).toMatchObject({ code: 1005, msg: 'ORDER_NOT_FOUND' })
  expect((await answer(shop, 'queryOrderStatis', { sn, date: '2026-11-22' })).data).toEqual({ printed: 2, waiting: 0 })
  expect(await answer(shop, 'queryOrderStatis', { sn, date: '2026/11/22' })).toMatchObject({ code: 1006 })
  expect(await answer(shop, 'queryPrinterStatus', { sn })).toMatchObject({ code: 0, data: 1 })
  expect((await answer(shop, 'queryPrintersStatus', { snlist: [sn, 'nobody'] })).data).toEqual([1, 0])
})

test('mode 0 takes nothing while the printer is off line, mode 1 keeps it', async () => {
  const shop = await openCloudShop(silent)
  expect(await answer(shop, 'print', { sn, content: 'x' })).toMatchObject({
    code: 1003,
    msg: 'PRINTER_OFFLINE',
    data: null,
  })
  expect(await shop.jobs()).toEqual([])
  const { data } = await answer(shop, 'print', { sn, content: 'x', mode: 1 })
  expect((await shop.jobs()).map(job => job.orderId)).toEqual([data])
  expect(await answer(shop, 'queryPrinterStatus', { sn })).toMatchObject({ data: 0 })
  expect(await answer(shop, 'delPrinterQueue', { sn })).toMatchObject({ code: 0, data: true })
  expect((await shop.jobs()).map(job => job.state)).toEqual(['cancelled'])
  expect(await shop.alarmCodes()).toContain('source-cleared')
})

test('each thing that is wrong has its code', async () => {
  const shop = await openCloudShop(silent)
  const code = async (action: string, body: object) => (await answer(shop, action, body)).code
  expect(await code('print', { sn, content: 'x', mode: 1, user: 'nobody' })).toBe(-4)
  expect(await code('print', { sn, content: 'x', mode: 1, sign: 'x' })).toBe(-3)
  expect(await code('print', { sn, content: 'x', mode: 1, timestamp: '1700000000' })).toBe(-3)
  expect(await code('print', { sn: 'other', content: 'x', mode: 1 })).toBe(1002)
  expect(await code('print', { sn, content: 'x'.repeat(12_289), mode: 1 })).toBe(1007)
  expect(await code('print', { sn, content: 'x', copies: 6, mode: 1 })).toBe(-2)
  expect(await code('print', { sn, mode: 1 })).toBe(-2)
  expect(await code('dance', {})).toBe(-2)
  const broken = await shop.request('/api/openapi/xprinter/print', { method: 'POST', body: '{' })
  expect(broken.body).toMatchObject({ code: -2, msg: 'REQUEST_PARAM_INVALID' })
  expect(await shop.jobs()).toEqual([])
  expect(await code('print', { sn, content: 'x'.repeat(12_288), mode: 1 })).toBe(0)
})

test('printers are added and removed in the shop', async () => {
  const shop = await openCloudShop(silent)
  expect(
    (
      await answer(shop, 'addPrinters', {
        items: [
          { sn, name: 'a' },
          { sn: 'other', name: 'b' },
        ],
      })
    ).data,
  ).toEqual({
    ...{ success: [sn], fail: ['other'], failMsg: ['other:1010'] },
  })
  expect((await answer(shop, 'delPrinters', { snlist: [sn] })).data).toMatchObject({ success: [], fail: [sn] })
  expect(await answer(shop, 'updPrinter', { sn, name: 'x' })).toMatchObject({ code: 1008, data: false })
})
