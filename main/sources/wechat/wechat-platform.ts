import { sumFen } from '../../../shared/domain/money.ts'
import { wholeFen } from '../platform/amounts.ts'
import { beijingTime, secondsOf } from '../platform/beijing-time.ts'
import { countOf, type Fields, fieldsOf, listOf, numberOf, parseInner, textOf, without } from '../platform/fields.ts'
import {
  isWanted,
  type Platform,
  type PlatformKeys,
  type PlatformLine,
  type PlatformOrder,
  unnamed,
} from '../platform/platform.ts'
import { platformRevision } from '../platform/platform-revision.ts'
import { isSignedWithRsa2, publicKeyOf } from '../platform/rsa.ts'

// 微信扫码点餐, 点餐订单信息同步: the request that an ISV sends to POST /v3/catering/orders/sync-status at each change of an
// order, with all of its dishes, sent to the shop as well, header and body. It is signed by WeChat Pay's APIv3 rule:
// SHA256-RSA2048 over method, path, timestamp, nonce and body, each with a line break. Amounts are fen.

const path = '/v3/catering/orders/sync-status'

export const wechat: Platform = {
  takes: ['application/json'],
  ok: { status: 204, contentType: null, body: '' },
  secret: 'publicKey',
  isSecret: text => publicKeyOf(text) !== null,
  read({ body, headers }, keys) {
    const { timestamp, nonce, signature } = credentials(headers.authorization)
    if (timestamp === undefined || nonce === undefined || signature === undefined) {
      return { is: 'forged', message: 'the header authorization is missing, or not WECHATPAY2-SHA256-RSA2048' }
    }
    const signed = Buffer.concat([Buffer.from(`POST\n${path}\n${timestamp}\n${nonce}\n`), body, Buffer.from('\n')])
    if (!isSignedWithRsa2(signed, signature, keys.secrets)) return { is: 'forged', message: 'no signature matches' }
    const fields = fieldsOf(parseInner(new TextDecoder().decode(body)))
    const order = wechatOrder(fields, keys)
    const original = without(fields, 'login_token', 'order_entry')
    if (order === null) {
      return { is: 'unread', issues: [{ path: 'out_order_no', message: 'is missing, or the time is' }], original }
    }
    return { is: 'message', message: { kind: 'order', id: null, order, original } }
  },
}

/** `WECHATPAY2-SHA256-RSA2048 mchid="…",nonce_str="…",timestamp="…",serial_no="…",signature="…"` */
function credentials(header: string | string[] | undefined): Record<string, string | undefined> {
  const text = typeof header === 'string' && header.startsWith('WECHATPAY2-SHA256-RSA2048 ') ? header : ''
  const parts = Object.fromEntries([...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key ?? '', value]))
  return { timestamp: parts.timestamp, nonce: parts.nonce_str, signature: parts.signature }
}

function wechatOrder(fields: Fields, { channel, terms }: PlatformKeys): PlatformOrder | null {
  const orderId = textOf(fields.out_order_no)
  const happenedAt = beijingTime(fields.action_time)
  if (orderId === null || happenedAt === null) return null
  const paid = fields.status === 'PAY_SUCCESS'
  const dishes = listOf(fields.dish_list).map(fieldsOf)
  const total = wholeFen(fields.total_amount)
  const payable = wholeFen(fields.user_amount) ?? total ?? 0
  const discount = wholeFen(fields.discount_amount) ?? 0
  const items = wechatLines(dishes, total).filter(isWanted)
  const tableNo = textOf(fields.out_table_no)
  return {
    orderId,
    // Placed and paid within one second: paid comes after placed.
    revision: platformRevision(secondsOf(happenedAt), paid ? 'order' : 'incomplete'),
    channel,
    status: paid ? 'paid' : 'unpaid',
    pickupNo: null,
    tableNo,
    serviceMode: tableNo === null ? null : 'dine-in',
    guests: countOf(fields.people_count),
    placedAt: happenedAt,
    expectedAt: null,
    note: null,
    items,
    fees: [],
    discounts: discount > 0 ? [{ name: '优惠', kind: 'promotion', fundedBy: null, amount: discount, code: null }] : [],
    total: {
      items: items.every(line => line.amount !== null) ? amountOf(items) : total,
      fees: 0,
      discounts: discount,
      payable,
    },
    payment: {
      method: 'wechat',
      tradeNo: textOf(fields.transaction_id),
      outTradeNo: textOf(fields.out_trade_no) ?? orderId,
      amount: paid ? payable : null,
      paidAt: paid ? (beijingTime(fields.pay_time) ?? happenedAt) : null,
      terms,
    },
    refunds: [],
    customer: { id: textOf(fields.sub_openid) ?? textOf(fields.openid), name: null, phone: null },
    daySeq: null,
    incomplete: false,
    invoice: null,
    settlement: null,
  }
}

/** `discount` is a percentage (90: 九折) that the total contains, or not: what adds up is taken. */
function wechatLines(dishes: readonly Fields[], total: number | null): PlatformLine[] {
  const reduced = dishes.map(dish => wechatLine(dish, numberOf(dish.discount) ?? 100))
  return amountOf(reduced) === total ? reduced.map(numbered) : dishes.map(dish => wechatLine(dish, 100)).map(numbered)
}

function wechatLine(dish: Fields, percent: number): PlatformLine {
  const quantity = numberOf(dish.count) ?? 1
  const unitPrice = wholeFen(dish.price)
  const sku = textOf(dish.out_dish_no)
  const name = textOf(dish.name) ?? sku ?? unnamed
  const properties = fieldsOf(dish.properties)
  const said = ['taste', 'cuisine', 'main_material', 'ingredients', 'others']
    .flatMap(key => (textOf(properties[key]) ?? '').split('|'))
    .map(one => one.trim())
    .filter(one => one !== '')
  return {
    ...{ lineId: '', sku, name, category: null, quantity },
    unitPrice: percent === 100 ? unitPrice : null,
    amount: unitPrice === null ? null : Math.round((unitPrice * quantity * percent) / 100),
    modifiers: said.map(one => ({ name: one, price: 0 })),
    note: null,
    comboOf: null,
    aliases: [sku, name].filter(one => one !== null).filter(one => one !== ''),
  }
}

function numbered(line: PlatformLine, index: number): PlatformLine {
  return { ...line, lineId: String(index + 1) }
}

function amountOf(lines: readonly PlatformLine[]): number {
  return sumFen(lines.map(line => line.amount ?? 0))
}
