import type { CartLine, Menu } from '../../shared/domain/cart.ts'
import { priceCart } from '../../shared/domain/price-cart.ts'

/** What is in the cart so far; the same dish made the same way is one line. */
export type Basket = readonly CartLine[]

export function withOneMore(basket: Basket, line: Omit<CartLine, 'quantity'>): Basket {
  const at = basket.findIndex(one => isSame(one, line))
  if (at === -1) return [...basket, { ...line, quantity: 1 }]
  return basket.map((one, index) => (index === at ? { ...one, quantity: Math.min(one.quantity + 1, 99) } : one))
}

export function withOneLess(basket: Basket, line: Omit<CartLine, 'quantity'>): Basket {
  return basket
    .map(one => (isSame(one, line) ? { ...one, quantity: one.quantity - 1 } : one))
    .filter(one => one.quantity > 0)
}

/** Fen. The engine reckons for itself what is to be paid. */
export function basketTotal(menu: Menu, basket: Basket): number {
  const priced = priceCart(menu, { lines: [...basket] })
  return priced.ok ? priced.payable : 0
}

export function countDishes(basket: Basket): number {
  return basket.reduce((sum, line) => sum + line.quantity, 0)
}

function isSame(one: Omit<CartLine, 'quantity'>, other: Omit<CartLine, 'quantity'>): boolean {
  return one.sku === other.sku && JSON.stringify(one.choices) === JSON.stringify(other.choices)
}
