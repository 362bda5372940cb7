import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test, vi } from 'vitest'
import type { PaymentView } from '../../../shared/domain/views/platform-views.ts'
import { alipayKeys } from '../../support/alipay-keys.ts'
import { noticeForm, signNotice } from '../../support/alipay-notice.ts'
import { openAlipayShop } from '../../support/alipay-shop.ts'
import { filesWith } from '../../support/files.ts'

vi.setConfig({ testTimeout: 60_000 })

const { alipay, stranger } = alipayKeys()

async function openNotified() {
  const all = await openAlipayShop({ duties: [], messageHost: null })
  const { shop, clock } = all
  const post = (form: Record<string, string> | string, headers: Record<string, string> = {}) =>
    shop.request<{ error: { code: string } }>('/api/v1/sources/alipay/notify', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', ...headers },
      body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
    })
  const notify = (change: Record<string, string> = {}) => post(signNotice(noticeForm(change), alipay.privateKey))
  const payment = async () => (await shop.get<PaymentView[]>('/api/v1/payments?source=alipay&outTradeNo=mp-1')).body[0]
  return { ...all, clock, post, notify, payment }
}

test('a payment is kept, and answered with seven letters; the same notice again too', async () => {
  const { notify, payment } = await openNotified()
  const reply = await notify({ subject: '豆浆100%纯 a+b%2B' })
  expect([reply.status, reply.text]).toEqual([200, 'success'])
  expect((await notify({ subject: '豆浆100%纯 a+b%2B' })).text).toBe('success')
  expect(await payment()).toMatchObject({
    ...{ tradeNo: '2026112222001400001', status: 'TRADE_SUCCESS', total: 400, received: 400, refunded: 0 },
    paidAt: '2026-11-21T23:01:01.000Z',
  })
})

test('refunds add up, in whatever order the notices come; nothing goes back', async () => {
  const { notify, payment } = await openNotified()
  const refund = (id: string, fee: string, no: string, status = 'TRADE_SUCCESS') =>
    notify({ notify_id: id, refund_fee: fee, out_biz_no: no, trade_status: status, gmt_refund: '2026-11-22 08:00:00' })
  await refund('n-3', '4.00', 'r2', 'TRADE_CLOSED')
  await refund('n-2', '2.50', 'r1')
  await notify({ notify_id: 'n-1' })
  expect(await payment()).toMatchObject({
    ...{ status: 'TRADE_CLOSED', total: 400, refunded: 400 },
    refunds: [{ refundNo: 'r1' }, { refundNo: 'r2' }],
  })
})

test('what is not Alipay’s is refused and alarmed, and never answered with success', async () => {
  const { shop, post, notify, payment } = await openNotified()
  const forged = await post(signNotice(noticeForm(), stranger.privateKey))
  expect([forged.status, forged.body.error.code]).toEqual([401, 'signature'])
  expect(await shop.alarmCodes()).toContain('source-signature')
  expect((await notify({ app_id: '2021000000000009' })).status).toBe(400)
  expect((await notify({ seller_id: '2088000000000999' })).status).toBe(400)
  expect(await shop.alarmCodes()).toContain('source-foreign')
  expect((await post('x', { 'content-type': 'application/json' })).status).toBe(415)
  expect((await post('a=1&a=2')).status).toBe(400)
  expect((await post(`a=${'x'.repeat(70_000)}`)).status).toBe(413)
  for (const id of ['mini', 'nobody', '__proto__']) {
    const { status } = await shop.request(`/api/v1/sources/${id}/notify`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'a=1',
    })
    expect([id, status]).toEqual([id, 404])
  }
  expect(await payment()).toBe(undefined)
})

test('a database that refuses: no success, and the notice that comes again is kept', async () => {
  const { shop, folder, notify, payment } = await openNotified()
  const other = new Database(join(folder, 'gudang.db'))
  other.exec('begin immediate')
  const refused = await notify()
  expect([refused.status, refused.body.error.code]).toEqual([503, 'not-durable'])
  other.exec('rollback')
  other.close()
  expect((await notify()).text).toBe('success')
  expect(await payment()).toMatchObject({ total: 400 })
  expect((await shop.get('/api/v1/health')).status).toBe(200)
})

test('a notice of another kind is kept for a person; who paid is kept nowhere', async () => {
  const { shop, folder, notify } = await openNotified()
  await notify({ notify_type: 'open_app_auth_notify', trade_no: '', biz_content: '{"phone":"13812345678"}' })
  const { body } = await shop.get<{ topic: string; body: string }[]>('/api/v1/notices')
  expect(body).toMatchObject([{ topic: 'open_app_auth_notify', body: expect.stringContaining('138****5678') }])
  await notify({ notify_id: 'n-2', buyer_logon_id: '13812345678' })
  await shop.close()
  expect(filesWith(folder, '13812345678')).toEqual([])
  expect(filesWith(folder, '2088000000000999')).toEqual([])
})
