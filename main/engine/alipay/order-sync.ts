import { sumFen, yuan } from '../../../shared/domain/money.ts'
import { chinaClock } from '../../sources/alipay/china-time.ts'
import { listCallsOfOrder } from '../../store/calls.ts'
import type { Cause, CausedCall } from './cause.ts'

// alipay.merchant.order.sync: what the diner sees of the order, and the number to fetch it by. Forward only, each state once,
// with an order_modified_time that advances (open-docs: another with the same time is swallowed as a repetition).

export type SyncStage = 'confirmed' | 'serving' | 'finished'

export function orderSync(cause: Cause, stage: SyncStage): CausedCall {
  const { centre, order, row, settings } = cause
  const { states, shop } = centre.orderCentre
  const paid = order.payment.amount ?? order.total.payable
  const discounts = order.total.discounts ?? sumFen(order.discounts.map(({ amount }) => amount))
  const ticketNo = order.pickupNo ?? (row.number === null ? null : String(row.number).padStart(4, '0'))
  return {
    kind: 'order.sync',
    about: stage,
    body: () => ({
      // The same in every one of an order's: it is what they are told together by.
      out_biz_no: order.payment.outTradeNo,
      order_type: 'TRADE_ORDER',
      trade_no: order.payment.tradeNo,
      ...buyer(order.customer?.id ?? null),
      // amount = pay_amount + discount_amount, and pay_amount is the trade's total (open-docs).
      amount: yuan(paid + discounts),
      pay_amount: yuan(paid),
      discount_amount: yuan(discounts),
      item_order_list: order.items
        .filter(line => line.comboOf === null)
        .map(line => ({
          item_name: line.name.slice(0, 100),
          quantity: line.quantity,
          ...(line.unitPrice === null ? {} : { unit_price: yuan(line.unitPrice) }),
          ...(line.sku === null ? {} : { sku_id: line.sku }),
        })),
      shop_info: {
        name: settings.shop.name,
        ...(shop?.alipayShopId === undefined ? {} : { alipay_shop_id: shop.alipayShopId }),
        merchant_shop_id: shop?.merchantShopId ?? settings.shop.id,
      },
      ...(ticketNo === null ? {} : { ticket_info: { type: 'MEAL_NUM', ticket_no: ticketNo } }),
      order_modified_time: chinaClock(modifiedAt(cause)),
      ext_info: [
        { ext_key: 'merchant_order_status', ext_value: states[stage] },
        { ext_key: 'tiny_app_id', ext_value: centre.appId },
      ],
      send_msg: stage === 'finished' ? 'Y' : 'N',
    }),
  }
}

/** It has whole seconds only, and two states may be one second's. */
function modifiedAt({ db, row, at }: Cause): number {
  const before = listCallsOfOrder(db, row.id).filter(call => call.kind === 'order.sync').length
  return at + before * 1_000
}

/** 2088…: a user id; anything else is an open id. */
function buyer(id: string | null): Record<string, string> {
  if (id === null) return {}
  return /^2088\d{12}$/.test(id) ? { buyer_id: id } : { buyer_open_id: id }
}
