import { expect, test, vi } from 'vitest'
import type { BillView } from '../../../shared/domain/views/difference-views.ts'
import type { PaymentView } from '../../../shared/domain/views/platform-views.ts'
import { openAlipayShop } from '../../support/alipay-shop.ts'
import { alipayTradeZip } from '../../support/bills/alipay-bill.ts'

vi.setConfig({ testTimeout: 90_000 })

const hour = 3_600_000
const sale = (index: number) => ({
  ...{ alipay_order_no: `t-${index}\t`, merchant_order_no: `mp-${index}`, gmt_pay: '2026-11-22 06:30:00' },
  ...{
    total_amount: '4.00',
    refund_amount: index === 1 ? '4.00' : '0.00',
    trade_status: index === 1 ? '关闭' : '成功',
  },
})

test('what was sold meanwhile is asked for, a page at a time; the next window begins where this one ended', async () => {
  const { shop, far, clock } = await openAlipayShop({ duties: ['bills'], messageHost: null })
  far.sells(Array.from({ length: 2_300 }, (_, index) => sale(index)))
  const asked = () => far.of('alipay.data.bill.sell.query').map(({ content }) => content)
  await clock.until(() => asked().length === 3)
  expect(asked().map(one => [one.start_time, one.end_time, one.page_no])).toEqual([
    ['2026-11-21 07:01:10', '2026-11-22 07:01:10', '1'],
    ['2026-11-21 07:01:10', '2026-11-22 07:01:10', '2'],
    ['2026-11-21 07:01:10', '2026-11-22 07:01:10', '3'],
  ])
  const payment = async (no: string) =>
    (await shop.get<PaymentView[]>(`/api/v1/payments?source=alipay&outTradeNo=${no}`)).body[0]
  await clock.until(async () => (await payment('mp-2299'))?.total === 400)
  expect(await payment('mp-1')).toMatchObject({ tradeNo: 't-1', status: 'TRADE_CLOSED', refunded: 400 })
  await clock.until(() => asked().length === 4 || asked().length > 6, 7 * 60_000)
  const next = asked()[3]
  expect(next?.start_time).toBe('2026-11-22 06:51:10')
})

test('a shop that was off for two months asks for all of it, in windows of less than 31 days', async () => {
  const { shop, far, clock, close } = await openAlipayShop({ duties: ['bills'], messageHost: null })
  await clock.until(() => far.of('alipay.data.bill.sell.query').length === 1)
  await clock.until(async () => (await shop.get<object[]>('/api/v1/calls?state=done')).body.length >= 1)
  await close()
  clock.jump(62 * 24 * hour)
  await shop.reopen()
  const windows = () => far.of('alipay.data.bill.sell.query').map(({ content }) => content)
  await clock.until(() => windows().length >= 4, 10 * 60_000)
  const days = windows()
    .slice(1, 4)
    .map(({ start_time, end_time }) => {
      return (Date.parse(`${end_time}Z`) - Date.parse(`${start_time}Z`)) / (24 * hour)
    })
  expect(days.map(Math.ceil)).toEqual([30, 30, 3])
})

test('the bill of the day before is fetched as soon as it is there, and read like one that a person brings', async () => {
  const { shop, far, clock } = await openAlipayShop({ duties: ['bills'], messageHost: null })
  clock.jump(3 * hour)
  await clock.until(() => far.of('alipay.data.dataservice.bill.downloadurl.query').length === 3, 120_000)
  const at = Date.parse('2026-11-21T07:30:00+08:00')
  far.bills.set('2026-11-21', alipayTradeZip([{ tradeNo: 't-9', outTradeNo: 'mp-9', at, amount: 400 }]))
  // It is asked for every half hour.
  clock.jump(hour / 2)
  await clock.until(async () => (await shop.get<BillView[]>('/api/v1/bills')).body.length === 1, 120_000)
  const [bill] = (await shop.get<BillView[]>('/api/v1/bills')).body
  expect(bill).toMatchObject({ kind: 'alipay-trade', by: 'alipay', payments: { count: 1, amount: 400 } })
})
