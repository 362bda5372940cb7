import { sumFen } from '../../../shared/domain/money.ts'
import type { Channel, OrderStatus } from '../../../shared/domain/order.ts'
import { fenOfYuan, sizeInFen, wholeFen } from '../platform/amounts.ts'
import { beijingTimeOf } from '../platform/beijing-time.ts'
import { type Activity, splitActivities } from '../platform/discount-bearers.ts'
import { countOf, type Fields, fieldsOf, listOf, numberOf, parseInner, textOf } from '../platform/fields.ts'
import { invoiceOf } from '../platform/invoice.ts'
import { dialled } from '../platform/phone.ts'
import { isWanted, type PlatformLine, type PlatformOrder, unnamed } from '../platform/platform.ts'
import { platformRevision, snapshotRank } from '../platform/platform-revision.ts'

// The order as Meituan pushes it: original_price is dishes, boxes and rider; total is what is left of it after `extras`.

/** Null: it names no order. */
export function meituanOrder(form: Fields, channel: Channel): PlatformOrder | null {
  const orderId = textOf(form.order_id)
  const made = numberOf(form.ctime)
  const placedAt = beijingTimeOf(made ?? numberOf(form.utime) ?? 0)
  if (orderId === null || placedAt === null) return null
  const extras = listOf(parseInner(form.extras)).map(fieldsOf)
  const detail = listOf(parseInner(form.detail)).map(fieldsOf)
  const items = [...meituanLines(detail).filter(isWanted), ...gifts(extras)]
  const itemsTotal = sumFen(items.map(line => line.amount ?? 0))
  const fees = meituanFees(form, detail, itemsTotal)
  const received = fieldsOf(parseInner(form.poi_receive_detail))
  const discounts = splitActivities(extras.map(activityOf), bearers(received))
  const payable = fenOfYuan(form.total) ?? 0
  const onDelivery = numberOf(form.pay_type) === 1
  const terms = onDelivery ? 'on-delivery' : 'prepaid'
  const status = meituanStatus(numberOf(form.status), onDelivery)
  const daySeq = countOf(form.day_seq)
  const incomplete = ![null, 0].includes(numberOf(form.incmp_code))
  return {
    orderId,
    revision: platformRevision(numberOf(form.utime) ?? made, snapshotRank({ status, terms }, incomplete)),
    channel,
    status,
    pickupNo: daySeq === null ? null : `#${daySeq}`,
    tableNo: null,
    // pick_type 1: 到店自取
    serviceMode: numberOf(form.pick_type) === 1 ? 'pickup' : 'delivery',
    guests: countOf(form.dinners_number),
    placedAt,
    // 0: at once
    expectedAt: beijingTimeOf(numberOf(form.delivery_time) ?? 0),
    note: textOf(form.caution)?.trim() ?? null,
    items,
    fees,
    discounts,
    total: {
      items: itemsTotal,
      fees: sumFen(fees.map(fee => fee.amount)),
      discounts: sumFen(discounts.map(one => one.amount)),
      payable,
    },
    payment: {
      method: onDelivery ? 'cash' : 'meituan',
      tradeNo: null,
      outTradeNo: textOf(form.wm_order_id_view) ?? orderId,
      amount: status === 'unpaid' ? null : payable,
      paidAt: status === 'unpaid' ? null : placedAt,
      terms,
    },
    refunds: [],
    customer: {
      id: textOf(form.openUid) ?? textOf(form.user_id),
      name: textOf(form.recipient_name),
      phone: dialled(textOf(form.recipient_phone)),
    },
    daySeq,
    incomplete,
    invoice: numberOf(form.has_invoiced) === 1 ? invoiceOf(textOf(form.invoice_title), textOf(form.taxpayer_id)) : null,
    settlement: { income: wholeFen(received.wmPoiReceiveCent), serviceFee: wholeFen(received.foodShareFeeChargeByPoi) },
  }
}

/** 1 is not paid yet unless it is paid at the door; 9 is called off; all between is on its way. */
function meituanStatus(code: number | null, onDelivery: boolean): OrderStatus {
  if (code === 9) return 'cancelled'
  return onDelivery || code === 1 ? 'unpaid' : 'paid'
}

function meituanLines(detail: readonly Fields[]): PlatformLine[] {
  const baskets = new Set(detail.map(food => numberOf(food.cart_id) ?? 0))
  return detail.map((food, index) => {
    const quantity = numberOf(food.quantity) ?? 1
    const unitPrice = fenOfYuan(food.price)
    const properties = (textOf(food.food_property) ?? '').split(/[,，]/)
    const spec = textOf(food.spec)
    // 一份 is how it is sold, not how it is made.
    const said = [spec === textOf(food.unit) ? null : spec, ...properties].map(one => one?.trim() ?? '')
    const ids = [food.sku_id, food.app_food_code].map(textOf).filter(one => one !== null)
    const name = textOf(food.food_name) ?? ids[0] ?? unnamed
    return {
      lineId: String(index + 1),
      sku: ids[0] ?? null,
      name,
      category: null,
      quantity,
      unitPrice,
      amount: unitPrice === null ? null : Math.round(unitPrice * quantity),
      modifiers: said.filter(one => one !== '').map(one => ({ name: one, price: 0 })),
      note: baskets.size > 1 ? `${(numberOf(food.cart_id) ?? 0) + 1}号篮` : null,
      comboOf: null,
      aliases: [...new Set([...ids, name])].filter(one => one !== ''),
    }
  })
}

/** 满赠, 买赠: nothing is taken off for them, and somebody has to put them into the bag. */
function gifts(extras: readonly Fields[]): PlatformLine[] {
  return extras
    .filter(extra => sizeInFen(extra.reduce_fee) === 0)
    .map(extra => textOf(extra.remark))
    .filter(remark => remark !== null && /赠|(?<!配)送/.test(remark))
    .map((remark, index) => ({
      ...{ lineId: `gift-${index + 1}`, sku: null, name: remark ?? '', category: null, quantity: 1 },
      ...{ unitPrice: 0, amount: 0, modifiers: [], note: '赠品', comboOf: null, aliases: [] },
    }))
}

type Fee = { name: string; amount: number }

/**
 * Boxes are counted per dish or for the whole line, and the bag (already fen) is not part of every order; that reading
 * is taken which leads to the original price.
 */
function meituanFees(form: Fields, detail: readonly Fields[], itemsTotal: number): Fee[] {
  const shipping = { name: '配送费', amount: sizeInFen(form.shipping_fee) }
  const boxes = (times: (food: Fields) => number) => ({
    name: '餐盒费',
    amount: sumFen(
      detail.map(food => Math.round((numberOf(food.box_num) ?? 0) * times(food) * sizeInFen(food.box_price))),
    ),
  })
  const ofLines = boxes(() => 1)
  const ofDishes = boxes(food => numberOf(food.quantity) ?? 0)
  const bag = { name: '打包袋', amount: wholeFen(form.package_bag_money) ?? 0 }
  const readings: Fee[][] = [
    [ofLines, shipping],
    [ofDishes, shipping],
    [ofLines, bag, shipping],
    [ofDishes, bag, shipping],
  ]
  const original = fenOfYuan(form.original_price)
  const whole = (fees: readonly Fee[]) => itemsTotal + sumFen(fees.map(fee => fee.amount))
  const fitting = readings.find(fees => whole(fees) === original) ?? [ofLines, shipping]
  return fitting.filter(fee => fee.amount > 0)
}

/** 9 红包, 100–118 and 900 vouchers, 66 for members; what is left is a promotion of the shop or the platform. */
function activityOf(extra: Fields): Activity {
  const type = numberOf(extra.type) ?? 0
  const kind = type === 66 ? 'member' : type === 9 || type >= 100 ? 'coupon' : 'promotion'
  const said = extra.mt_charge !== undefined || extra.poi_charge !== undefined
  return {
    name: textOf(extra.remark) ?? '优惠活动',
    kind,
    code: null,
    amount: sizeInFen(extra.reduce_fee),
    parts: said ? { merchant: sizeInFen(extra.poi_charge), platform: sizeInFen(extra.mt_charge) } : null,
  }
}

/** poi_receive_detail (subscribed to by the ISV) is in fen. */
function bearers(received: Fields): { merchant: number; platform: number } | null {
  const charged = (list: unknown) => sumFen(listOf(list).map(one => Math.abs(wholeFen(fieldsOf(one).moneyCent) ?? 0)))
  if (received.actOrderChargeByMt === undefined && received.actOrderChargeByPoi === undefined) return null
  return { merchant: charged(received.actOrderChargeByPoi), platform: charged(received.actOrderChargeByMt) }
}
