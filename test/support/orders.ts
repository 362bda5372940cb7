import type { OrderInput } from '../../shared/domain/order.ts'

export type LineInput = OrderInput['items'][number]

/** Its total and the amount paid are worked out anew. */
type OrderChanges = Partial<OrderInput>

/** A line whose amount is right: (unit price + modifiers) × quantity. */
export function line(lineId: string, name: string, quantity = 1, over: Partial<LineInput> = {}): LineInput {
  const unitPrice = over.unitPrice ?? 250
  const each = unitPrice + (over.modifiers ?? []).reduce((sum, modifier) => sum + (modifier.price ?? 0), 0)
  return { lineId, name, quantity, unitPrice, amount: Math.round(each * quantity), modifiers: [], note: null, ...over }
}

let count = 0

/** A paid order whose sums are right, whatever is changed about it. */
export function order(over: OrderChanges = {}): OrderInput {
  count += 1
  const orderId = over.orderId ?? `mp-20261122-${String(count).padStart(6, '0')}`
  return priced({
    orderId,
    channel: 'alipay-mini',
    status: 'paid',
    pickupNo: 'A012',
    tableNo: null,
    serviceMode: 'dine-in',
    placedAt: '2026-11-22T07:01:02+08:00',
    note: null,
    items: [line('1', '鲜肉包', 2), line('2', '豆浆')],
    total: { payable: 0 },
    payment: { method: 'alipay', tradeNo: `2026112222001${count}`, paidAt: '2026-11-22T07:01:05+08:00' },
    ...over,
  })
}

/** The same order with something else about it, its sums right again. */
export function changed(before: OrderInput, over: OrderChanges): OrderInput {
  return priced({ ...before, ...over })
}

/** Sums as contract §3 wants them. */
function priced(given: OrderInput): OrderInput {
  const sum = (amounts: (number | null | undefined)[]) => amounts.reduce<number>((all, one) => all + (one ?? 0), 0)
  const items = sum(given.items.map(one => one.amount))
  const fees = sum((given.fees ?? []).map(one => one.amount))
  const discounts = sum((given.discounts ?? []).map(one => one.amount))
  const payable = items + fees - discounts
  return {
    ...given,
    total: { items, fees, discounts, payable },
    payment: { ...given.payment, amount: given.status === 'unpaid' ? null : payable },
  }
}
