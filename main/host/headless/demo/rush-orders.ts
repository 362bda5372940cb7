import type { OrderInput } from '../../../../shared/domain/order.ts'
import type { Settings } from '../../../../shared/domain/settings.ts'

// What a morning brings: mostly plain orders, some with a note, a table or a time, now and then a change of mind.

export type RushOrders = {
  /** The next push: a new order, or a later revision of one that is still fresh. */
  next(now: number): OrderInput
}

const modes = ['dine-in', 'takeaway', 'pickup', 'delivery'] as const
const notes = ['不要香菜', '少油少盐，谢谢😀', '老人吃，软一点', '孩子吃，别放辣', '打包分开装', '快一点，赶地铁🚇']
const mostFresh = 20

type Line = OrderInput['items'][number]

/** `random` gives 0 ≤ x < 1. */
export function createRushOrders(settings: Settings, random: () => number): RushOrders {
  const fresh: OrderInput[] = []
  let count = 0
  const chance = (probability: number) => random() < probability
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T

  /** A dish that is not among `others`, as long as the menu has one. */
  function line(lineId: number, others: readonly Line[]): Line {
    const left = settings.menu.filter(dish => !others.some(other => other.sku === dish.sku))
    const dish = pick(left.length > 0 ? left : settings.menu)
    const quantity = chance(0.25) ? 2 + Math.floor(random() * 3) : 1
    const choices = dish.options.filter(() => chance(0.35)).map(option => pick(option.choices))
    const modifiers = choices.map(({ name, price }) => ({ name, price }))
    const unit = dish.price + modifiers.reduce((sum, one) => sum + one.price, 0)
    return {
      lineId: String(lineId),
      sku: dish.sku,
      name: dish.name,
      category: dish.category ?? null,
      quantity,
      unitPrice: dish.price,
      amount: unit * quantity,
      modifiers,
      note: chance(0.06) ? '切开' : null,
    }
  }

  function first(now: number): OrderInput {
    count += 1
    const serviceMode = pick(modes)
    const items: Line[] = []
    for (let left = 1 + Math.floor(random() * 4); left > 0; left -= 1) items.push(line(items.length + 1, items))
    const placedAt = new Date(now - 3_000).toISOString()
    return priced({
      orderId: `demo-${now.toString(36)}-${String(count).padStart(4, '0')}`,
      revision: 1,
      channel: chance(0.85) ? 'alipay-mini' : pick(['eleme', 'meituan', 'wechat-mini'] as const),
      status: 'paid',
      pickupNo: `A${String(count).padStart(3, '0')}`,
      tableNo: serviceMode === 'dine-in' ? String(1 + Math.floor(random() * 12)) : null,
      serviceMode,
      guests: null,
      placedAt,
      expectedAt: chance(0.08) ? new Date(now + 20 * 60_000).toISOString() : null,
      note: chance(0.3) ? pick(notes) : null,
      items,
      fees: serviceMode === 'delivery' || serviceMode === 'takeaway' ? [{ name: '打包费', amount: 100 }] : [],
      discounts: [],
      total: { payable: 0 },
      payment: { method: 'alipay', paidAt: placedAt },
    })
  }

  /** 加菜: one more dish; 退菜: the last one less; or the whole order called off. */
  function revised(order: OrderInput): OrderInput {
    const revision = (order.revision ?? 1) + 1
    if (chance(0.3)) return { ...order, revision, status: 'cancelled' }
    if (chance(0.4) && order.items.length > 1) return priced({ ...order, revision, items: order.items.slice(0, -1) })
    return priced({ ...order, revision, items: [...order.items, line(order.items.length + revision, order.items)] })
  }

  return {
    next(now) {
      const old = chance(0.15) ? fresh.splice(Math.floor(random() * fresh.length), 1)[0] : undefined
      const order = old === undefined ? first(now) : revised(old)
      if (order.status === 'paid') fresh.push(order)
      if (fresh.length > mostFresh) fresh.shift()
      return order
    },
  }
}

/** Sums as contract §3 wants them. */
function priced(order: OrderInput): OrderInput {
  const items = order.items.reduce((sum, line) => sum + (line.amount ?? 0), 0)
  const fees = (order.fees ?? []).reduce((sum, fee) => sum + (fee.amount ?? 0), 0)
  const payable = items + fees
  return { ...order, total: { items, fees, discounts: 0, payable }, payment: { ...order.payment, amount: payable } }
}
