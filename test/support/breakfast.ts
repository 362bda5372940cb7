// A stall with two stations and a signed push source "mini"; orders whose sums are right.

export type Place = { id: string; port: number; confirmation?: string; profile?: string }

export function breakfastShop(steam: Place, fry: Place, policy: object = {}) {
  const printer = ({ id, port, confirmation = 'auto', profile = 'generic-80' }: Place) => ({
    id,
    name: id === steam.id ? '蒸档' : '煎炸',
    profile,
    confirmation,
    connection: { type: 'tcp', host: '127.0.0.1', port },
  })
  return {
    shop: { id: 'gudang-001', name: '古荡早餐店' },
    printers: [printer(steam), printer(fry)],
    stations: [
      { id: 'steam', name: '蒸档', printer: steam.id },
      { id: 'fry', name: '煎炸', printer: fry.id },
    ],
    routing: [{ category: '煎炸', station: 'fry' }],
    defaultStation: 'steam',
    sources: [{ id: 'mini', type: 'push', channel: 'alipay-mini' }],
    policy,
  }
}

export type Dish = { name: string; category?: string; quantity?: number; price?: number }

export function breakfastOrder(orderId: string, dishes: readonly Dish[], more: object = {}) {
  const items = dishes.map(({ name, category = '蒸点', quantity = 1, price = 300 }, index) => ({
    lineId: String(index + 1),
    name,
    category,
    quantity,
    unitPrice: price,
    amount: price * quantity,
  }))
  const payable = items.reduce((sum, line) => sum + line.amount, 0)
  return {
    orderId,
    revision: 1,
    status: 'paid',
    pickupNo: 'A012',
    serviceMode: 'dine-in',
    placedAt: new Date().toISOString(),
    items,
    total: { items: payable, payable },
    payment: { method: 'alipay', amount: payable },
    ...more,
  }
}
