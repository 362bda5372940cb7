import { sumFen } from '../../../shared/domain/money.ts'
import type { OrderStatus } from '../../../shared/domain/order.ts'
import { fenOfYuan, sizeInFen } from '../platform/amounts.ts'
import { beijingTime, beijingTimeOf } from '../platform/beijing-time.ts'
import { countOf, type Fields, fieldsOf, numberOf, parseInner, textOf } from '../platform/fields.ts'
import { dialled } from '../platform/phone.ts'
import type { Platform, PlatformKeys, PlatformOrder } from '../platform/platform.ts'
import { isSignedWithRsa2, publicKeyOf } from '../platform/rsa.ts'
import { wireMembers } from '../wire-members.ts'
import { koubeiLines, koubeiRefunds } from './koubei-dishes.ts'

// 口碑点餐: what Koubei tells an ISV names only the order; what the order is comes with the ISV's query
// koubei.catering.order.info.query. Its answer is forwarded as it came: Alipay signs the text of the response node (RSA2).
// Amounts are yuan in texts.

const node = 'koubei_catering_order_info_query_response'

export const koubei: Platform = {
  takes: ['application/json'],
  ok: { status: 200, contentType: 'text/plain; charset=utf-8', body: 'success' },
  secret: 'publicKey',
  isSecret: text => publicKeyOf(text) !== null,
  read({ body }, keys) {
    const members = wireMembers(new TextDecoder().decode(body))
    const signed = members?.get(node)
    const sign = parseInner(members?.get('sign'))
    if (signed === undefined || typeof sign !== 'string') return { is: 'forged', message: `it has no ${node} and sign` }
    if (!isSignedWithRsa2(signed, sign, keys.secrets)) return { is: 'forged', message: 'no signature matches' }
    const fields = fieldsOf(parseInner(signed))
    // An answer that says why there is none.
    if (fields.code !== undefined && textOf(fields.code) !== '10000') {
      return { is: 'message', message: { kind: 'told', id: null, original: null } }
    }
    const order = koubeiOrder(fields, keys)
    if (order === null)
      return { is: 'unread', issues: [{ path: 'order_id', message: 'is missing, or order_time is' }], original: fields }
    return { is: 'message', message: { kind: 'order', id: null, order, original: fields } }
  },
}

/** Null: it names no order. */
function koubeiOrder(fields: Fields, { channel }: PlatformKeys): PlatformOrder | null {
  const orderId = textOf(fields.order_id)
  const placedAt = beijingTime(fields.order_time)
  if (orderId === null || placedAt === null) return null
  const items = koubeiLines(fields.dish_details)
  const fees = [
    { name: '打包费', amount: sizeInFen(fields.packing_amount) },
    { name: '服务费', amount: sizeInFen(fields.service_amount) },
    { name: '其他费用', amount: sizeInFen(fields.other_amount) },
  ].filter(fee => fee.amount > 0)
  const itemsTotal = sumFen(items.map(line => line.amount ?? 0))
  const feesTotal = sumFen(fees.map(fee => fee.amount))
  // 应收 → 应付: what the shop gives; 应付 → 实付: what Alipay gives (红包, 集分宝).
  const bill = fenOfYuan(fields.bill_amount) ?? itemsTotal + feesTotal
  const owed = fenOfYuan(fields.trade_amount) ?? bill
  const payable = fenOfYuan(fields.pay_amount) ?? owed
  const discount = (name: string, fundedBy: 'merchant' | 'platform', amount: number) => ({
    ...{ name, kind: 'promotion', fundedBy, amount, code: null },
  })
  const discounts = [
    discount('商家优惠', 'merchant', bill - owed),
    discount('平台优惠', 'platform', owed - payable),
  ].filter(one => one.amount > 0)
  const status = koubeiStatus(fields)
  const takeNo = textOf(fields.take_no)
  const atTable = fields.take_style === 'TABLE' || fields.take_style === 'TABLE_BOOK'
  return {
    orderId,
    revision: null,
    channel,
    status,
    pickupNo: atTable ? null : takeNo,
    tableNo: atTable ? takeNo : null,
    serviceMode:
      { FOR_HERE: 'dine-in', TAKE_OUT: 'delivery', TO_GO: 'takeaway' }[textOf(fields.dinner_type) ?? ''] ?? null,
    guests: countOf(fields.people_num),
    placedAt,
    expectedAt: wantedAt(fields),
    note: textOf(fields.memo),
    items,
    fees,
    discounts,
    total: {
      items: itemsTotal,
      fees: feesTotal,
      discounts: sumFen(discounts.map(one => one.amount)),
      payable,
    },
    payment: {
      method: 'alipay',
      tradeNo: textOf(fields.trade_no),
      outTradeNo: orderId,
      amount: status === 'unpaid' ? null : payable,
      paidAt: status === 'unpaid' ? null : placedAt,
      terms: 'prepaid',
    },
    refunds: koubeiRefunds(fields.dish_details),
    customer: { id: buyerOf(fields), name: null, phone: dialled(textOf(fields.user_mobile)) },
    daySeq: null,
    incomplete: false,
    invoice: null,
    settlement: { income: fenOfYuan(fields.receipt_amount), serviceFee: null },
  }
}

/** The query of this version has no state; where one comes along it is believed. What nobody has paid has no pay_amount. */
function koubeiStatus(fields: Fields): OrderStatus {
  const said = textOf(fields.order_status) ?? textOf(fields.status) ?? ''
  if (/^(CANCEL|CLOSE|REJECT)/.test(said)) return 'cancelled'
  if (/^REFUND/.test(said)) return 'refunded'
  return fenOfYuan(fields.pay_amount) === null ? 'unpaid' : 'paid'
}

/** Booked orders alone: 留桌时间 or 备餐截止时间, in milliseconds where it stands in ext_info. */
function wantedAt(fields: Fields): string | null {
  if (fields.take_style !== 'NO_BOOK' && fields.take_style !== 'TABLE_BOOK') return null
  const reserved = numberOf(fieldsOf(parseInner(fields.ext_info)).reserveTime)
  return beijingTime(fields.table_time) ?? beijingTimeOf(Math.floor((reserved ?? 0) / 1000))
}

/** Only Alipay's own number of a buyer (2088…): what else stands there may be a phone. */
function buyerOf(fields: Fields): string | null {
  const id = textOf(fields.user_id) ?? textOf(fields.user_identity)
  return id !== null && /^2088\d{12}$/.test(id) ? id : null
}
