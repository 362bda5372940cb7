import { sumFen } from '../../../shared/domain/money.ts'
import type { Channel, OrderStatus } from '../../../shared/domain/order.ts'
import { fenOfYuan, sizeInFen } from '../platform/amounts.ts'
import { beijingTime, secondsOf } from '../platform/beijing-time.ts'
import { splitActivities } from '../platform/discount-bearers.ts'
import { countOf, type Fields, fieldsOf, isYes, listOf, numberOf, textOf } from '../platform/fields.ts'
import { invoiceOf } from '../platform/invoice.ts'
import { dialled } from '../platform/phone.ts'
import type { PlatformDiscount, PlatformOrder } from '../platform/platform.ts'
import { platformRevision, snapshotRank } from '../platform/platform-revision.ts'
import { elemeGroups, elemeLines } from './eleme-lines.ts'

// OOrder → gudang.order/1. Amounts are yuan; discounts and the platform's fee come negative. From a real order:
// 10 + 14 for dishes, 3 for the rider, originalPrice 27, activityTotal -10 (shopPart -8, elemePart -2), totalPrice 17.

type Named = { name: string; amount: number }

/** Null: it names no order. */
export function elemeOrder(order: Fields, channel: Channel): PlatformOrder | null {
  const orderId = textOf(order.id) ?? textOf(order.orderId)
  const placedAt = beijingTime(order.activeAt) ?? beijingTime(order.createdAt)
  if (orderId === null || placedAt === null) return null
  const { baskets, extras } = elemeGroups(order.groups)
  const items = elemeLines(baskets)
  const fees = elemeFees(order, extras)
  const itemsTotal = sumFen(items.map(line => line.amount ?? 0))
  const feesTotal = sumFen(fees.map(fee => fee.amount))
  const payable = fenOfYuan(order.totalPrice) ?? 0
  const discounts = elemeDiscounts(order, itemsTotal + feesTotal - payable)
  const incomplete = isYes(order.downgraded)
  const onlinePaid = order.onlinePaid === undefined || isYes(order.onlinePaid)
  const status = elemeStatus(order, onlinePaid)
  const terms = onlinePaid ? 'prepaid' : 'on-delivery'
  const daySeq = countOf(order.daySn)
  return {
    orderId,
    revision: platformRevision(secondsOf(placedAt), snapshotRank({ status, terms }, incomplete)),
    channel,
    status,
    pickupNo: daySeq === null ? null : `#${daySeq}`,
    tableNo: null,
    // businessType 1: 到店自取
    serviceMode: numberOf(order.businessType) === 1 ? 'pickup' : 'delivery',
    guests: null,
    placedAt,
    // Without a time it is wanted at once; with one it is a pre-order (book), or an estimate that nobody asked for.
    expectedAt: order.book === undefined || isYes(order.book) ? beijingTime(order.deliverTime) : null,
    note: textOf(order.description),
    items,
    fees,
    discounts,
    total: { items: itemsTotal, fees: feesTotal, discounts: sumFen(discounts.map(one => one.amount)), payable },
    payment: {
      method: onlinePaid ? 'eleme' : 'cash',
      tradeNo: null,
      outTradeNo: orderId,
      amount: status === 'unpaid' ? null : payable,
      paidAt: status === 'unpaid' ? null : placedAt,
      terms,
    },
    refunds: [],
    customer: {
      id: textOf(order.userId),
      name: textOf(order.consignee),
      phone: dialled(textOf(listOf(order.phoneList)[0])),
      ...expiry(order.secretPhoneExpireTime),
    },
    daySeq,
    incomplete,
    invoice: isYes(order.invoiced) ? invoiceOf(textOf(order.invoice), textOf(order.taxpayerId)) : null,
    settlement: {
      income: fenOfYuan(order.income),
      serviceFee: order.serviceFee === undefined ? null : sizeInFen(order.serviceFee),
    },
  }
}

/** pending: not paid yet. Cash orders (货到付款) are made before they are paid. */
function elemeStatus(order: Fields, onlinePaid: boolean): OrderStatus {
  if (order.status === 'invalid') return 'cancelled'
  if (order.refundStatus === 'successful') return 'refunded'
  return order.status === 'pending' || !onlinePaid ? 'unpaid' : 'paid'
}

/** Boxes and rider have fields of their own, and in some orders stand among the extras as well: they count once. */
function elemeFees(order: Fields, extras: readonly Fields[]): Named[] {
  const listed = extras
    .flatMap(group => listOf(group.items))
    .map(fieldsOf)
    .map(item => ({ name: textOf(item.name) ?? '其它费用', amount: sizeInFen(item.total ?? item.price) }))
  const own = [
    { name: '餐盒费', amount: sizeInFen(order.packageFee), said: /餐盒|打包|包装/ },
    { name: '配送费', amount: sizeInFen(order.deliverFee), said: /配送|运费/ },
  ].filter(fee => !listed.some(one => fee.said.test(one.name) && one.amount === fee.amount))
  return [...listed, ...own.map(({ name, amount }) => ({ name, amount }))].filter(fee => fee.amount > 0)
}

/** `wanted`: what all discounts have to come to. The red packet (红包) is in the activities of some orders, and not of others. */
function elemeDiscounts(order: Fields, wanted: number): PlatformDiscount[] {
  const activities = listOf(order.orderActivities)
    .map(fieldsOf)
    .map(one => ({
      name: textOf(one.name) ?? '优惠活动',
      kind: 'promotion',
      code: null,
      amount: sizeInFen(one.amount),
      parts: { merchant: sizeInFen(one.restaurantPart), platform: sizeInFen(one.elemePart) },
    }))
  const whole = { merchant: sizeInFen(order.shopPart), platform: sizeInFen(order.elemePart) }
  const split = splitActivities(activities, whole)
  const total = sumFen(split.map(one => one.amount))
  const said = sizeInFen(order.activityTotal)
  const own: PlatformDiscount[] =
    total === 0 && said > 0
      ? [{ name: '优惠活动', kind: 'promotion', code: null, fundedBy: null, amount: said }]
      : split
  const packet = sizeInFen(order.hongbao)
  const vip = sizeInFen(order.vipDeliveryFeeDiscount)
  const further: PlatformDiscount[] = [
    { name: '红包', kind: 'coupon', code: null, fundedBy: 'platform' as const, amount: packet },
    { name: '会员配送费优惠', kind: 'member', code: null, fundedBy: 'platform' as const, amount: vip },
  ].filter(one => one.amount > 0)
  const candidates = [[...own, ...further], [...own, ...further.slice(0, 1)], own]
  return candidates.find(all => sumFen(all.map(one => one.amount)) === wanted) ?? [...own, ...further]
}

function expiry(value: unknown): { phoneExpiresAt?: string } {
  const at = beijingTime(value)
  return at === null ? {} : { phoneExpiresAt: at }
}
