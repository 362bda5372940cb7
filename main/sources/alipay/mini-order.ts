import { fenOf } from './amount.ts'
import { chinaTime } from './china-time.ts'

// An order of Alipay's mini-program order component as `alipay.open.mini.order.query` shows it, made an order of contract §3.
// What cannot be read stays out of it, so that the intake keeps the rest aside and says what is missing.

type Members = Record<string, unknown>

/** A message says that an order changed; some mini-programs send the order itself along, in contract §3's words. */
export function orderInMessage(content: unknown): Members | null {
  const outer = membersOf(content)
  for (const name of ['gudang_order', 'order', 'biz_content', 'ext_info']) {
    const order = membersOf(outer?.[name])
    if (order !== null && 'orderId' in order && 'items' in order) return order
  }
  return outer !== null && 'orderId' in outer && 'items' in outer ? outer : null
}

/** By what the order that a message is about can be asked for. Null: it says nothing of that. */
export function orderNameIn(content: unknown): { order_id: string } | { out_order_id: string } | null {
  const outer = membersOf(content)
  const inner = membersOf(outer?.biz_content) ?? outer
  const [orderId, outOrderId] = [inner?.order_id, inner?.out_order_id]
  if (typeof orderId === 'string' && isName(orderId)) return { order_id: orderId }
  return typeof outOrderId === 'string' && isName(outOrderId) ? { out_order_id: outOrderId } : null
}

/** Seen in documents and logs of others; what is not here is not guessed at. */
const statuses: Record<string, string> = {
  ...{ INIT: 'unpaid', CREATED: 'unpaid', WAIT_PAY: 'unpaid', PAYING: 'unpaid' },
  ...{ PAID: 'paid', DELIVERED: 'paid', RECEIVED_CONFIRM: 'paid', FINISHED: 'paid', SUCCESS: 'paid' },
  ...{ CANCELED: 'cancelled', CANCELLED: 'cancelled', CLOSED: 'cancelled' },
  ...{ REFUND_CLOSED: 'refunded', REFUNDED: 'refunded' },
}

export function miniOrder(answer: Readonly<Members>): Members {
  const detail = membersOf(answer.order_detail) ?? {}
  const price = membersOf(detail.price_info) ?? {}
  const payable = fenOf(price.order_price)
  const status = statuses[String(answer.status ?? '')]
  const discount = fenOf(price.discounted_price) ?? 0
  const fees = [
    { name: '运费', amount: fenOf(price.freight) ?? 0 },
    { name: '附加费', amount: fenOf(price.additional_price) ?? 0 },
  ].filter(({ amount }) => amount > 0)
  const placedAt = chinaTime(answer.create_time)
  const orderId = answer.out_order_id || answer.order_id
  const items = Array.isArray(detail.item_infos) ? detail.item_infos : []
  const isPaid = status === 'paid' || status === 'refunded'
  return {
    ...given({ orderId, status: status ?? answer.status }),
    ...given({ placedAt: placedAt === null ? answer.create_time : new Date(placedAt).toISOString() }),
    items: items.map((one, index) => lineOf(membersOf(one) ?? {}, index)),
    fees,
    discounts: discount > 0 ? [{ name: '商家优惠', kind: 'promotion', fundedBy: 'merchant', amount: discount }] : [],
    total: { ...given({ payable }), fees: fees.reduce((sum, fee) => sum + fee.amount, 0), discounts: discount },
    payment: {
      method: 'alipay',
      ...given({ tradeNo: answer.trade_no, outTradeNo: answer.out_order_id, amount: isPaid ? payable : null }),
    },
    customer: given({ id: answer.open_id || answer.user_id }),
    alipayOrderId: answer.order_id ?? null,
  }
}

function lineOf(item: Members, index: number): Members {
  return {
    lineId: String(index + 1),
    name: item.item_name,
    ...given({ sku: item.out_sku_id || item.out_item_id || item.sku_id || item.item_id }),
    quantity: Number(item.item_cnt),
    ...given({ unitPrice: fenOf(item.sale_price) }),
  }
}

function given(members: Members): Members {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  )
}

/** Of an object, or of one that stands as JSON in a string. */
function membersOf(value: unknown): Members | null {
  if (typeof value === 'string') {
    try {
      return membersOf(Object(JSON.parse(value)))
    } catch {
      return null
    }
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : null
}

function isName(text: string): boolean {
  return /^[\x21-\x7e]{1,128}$/.test(text)
}
