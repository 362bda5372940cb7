import { yuan } from '../../../shared/domain/money.ts'
import { isCalledOff } from '../../../shared/domain/order.ts'
import { chinaClock } from '../../sources/alipay/china-time.ts'
import { listCallsOfOrder } from '../../store/calls.ts'
import type { Cause, CausedCall } from './cause.ts'

// 商家券: a coupon that an order was paid with is used (核销) when the order is taken, and given back when the order is called
// off or a later revision no longer has it. Which activity it is of stands in the discount (`activityId`) or in the settings;
// where neither says, nothing is called: the platform would not know what is meant.

type Used = { code: string; activity: string; amount: number }

export function voucherCalls(cause: Cause): CausedCall[] {
  const { order, db, row } = cause
  const wanted = order.status === 'paid' ? vouchersOf(cause) : []
  const codes = new Set(wanted.map(({ code }) => code))
  const used = listCallsOfOrder(db, row.id)
    .filter(call => call.kind === 'voucher.use')
    .map(call => JSON.parse(call.body) as Record<string, string>)
  const back =
    isCalledOff(order) || order.status === 'paid'
      ? used.filter(({ voucher_code: code }) => code !== undefined && !codes.has(code))
      : []
  return [
    ...wanted.map(one => use(cause, one)),
    ...back.map(
      (body): CausedCall => ({
        kind: 'voucher.refund',
        about: `voucher back ${body.voucher_code}`,
        // Of the same shape; it has a number of its own.
        body: key => ({ ...body, out_biz_no: key, biz_dt: chinaClock(cause.at) }),
      }),
    ),
  ]
}

function use({ order, centre, at, settings }: Cause, { code, activity, amount }: Used): CausedCall {
  return {
    kind: 'voucher.use',
    about: `voucher ${code}`,
    body: key => ({
      activity_id: activity,
      voucher_code: code,
      out_biz_no: key,
      ...(order.payment.tradeNo === null ? {} : { trade_no: order.payment.tradeNo, trade_channel: 'ALIPAY' }),
      total_fee: yuan(order.payment.amount ?? order.total.payable),
      biz_dt: chinaClock(at),
      store_id: centre.orderCentre.shop?.alipayShopId ?? settings.shop.id,
      voucher_use_detail_info: { discount_amount: yuan(amount) },
    }),
  }
}

function vouchersOf({ order, body, centre }: Cause): Used[] {
  const raw = (body as { discounts?: ({ activityId?: unknown } | null)[] | null }).discounts ?? []
  return order.discounts.flatMap(({ kind, code, amount }, index) => {
    const own = raw[index]?.activityId
    const activity = typeof own === 'string' && own !== '' ? own : centre.voucherActivity
    return kind === 'coupon' && code !== null && code !== '' && activity !== undefined
      ? [{ code, activity, amount }]
      : []
  })
}
