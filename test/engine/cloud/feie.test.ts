import { expect, test } from 'vitest'
import { feie, openCloudShop } from '../../support/cloud-clients.ts'
import { eventually } from '../../support/eventually.ts'

const sn = '922500001'

test('prints what it was sent, and says so when the printer has', async () => {
  const shop = await openCloudShop()
  const reply = await feie(shop, 'Open_printMsg', {
    sn,
    content: '<CB>测试打印</CB><BR>饭 10.0<BR>电话：13812345678',
    times: '1',
  })
  expect(reply.status).toBe(200)
  expect(reply.body).toEqual({
    msg: 'ok',
    ret: 0,
    data: expect.stringMatching(/^922500001_\d{14}_\d{13}$/),
    serverExecutedTime: expect.any(Number),
  })
  const orderid = String(reply.body.data)
  await eventually(async () => {
    expect((await feie(shop, 'Open_queryOrderState', { orderid })).body.data).toBe(true)
  })
  const [job] = await shop.jobs()
  expect(job).toMatchObject({
    kind: 'source',
    orderId: orderid,
    source: 'feie',
    state: 'printed',
    printerId: 'kitchen',
    number: 0,
    marks: [],
  })
  const text = await shop.get<string>(`/api/v1/jobs/${job?.jobId}/paper.txt`)
  expect(text.text).toContain('测试打印')
  expect(text.text).toContain('13812345678')
})
