import type { Cart, Menu } from './cart.ts'
import { sumFen } from './money.ts'
import type { OrderInput, OrderIssue } from './order.ts'
import { routeLines } from './routing.ts'
import type { Settings } from './settings.ts'

export type PricedCart = { ok: true; items: OrderInput['items']; payable: number } | { ok: false; issues: OrderIssue[] }

/** The cart as order lines, each with what one costs and what they cost together, in fen. */
export function priceCart(menu: Menu, cart: Pick<Cart, 'lines'>): PricedCart {
  const issues: OrderIssue[] = []
  const items = cart.lines.map((line, index) => {
    const dish = menu.find(one => one.sku === line.sku)
    if (dish === undefined) issues.push({ path: `lines.${index}.sku`, message: 'is not on the menu' })
    const modifiers = line.choices.map((given, at) => {
      const option = dish?.options.find(one => one.name === given.option)
      const choice = option?.choices.find(one => one.name === given.choice)
      if (dish !== undefined && choice === undefined) {
        issues.push({ path: `lines.${index}.choices.${at}`, message: 'is no choice of this dish' })
      }
      return { name: given.choice, price: choice?.price ?? 0 }
    })
    if (new Set(line.choices.map(one => one.option)).size < line.choices.length) {
      issues.push({ path: `lines.${index}.choices`, message: 'chooses twice of one kind' })
    }
    const unitPrice = dish?.price ?? 0
    const each = unitPrice + sumFen(modifiers.map(({ price }) => price))
    return {
      lineId: String(index + 1),
      sku: line.sku,
      name: dish?.name ?? line.sku,
      category: dish?.category ?? null,
      quantity: line.quantity,
      unitPrice,
      amount: each * line.quantity,
      modifiers,
    }
  })
  if (issues.length > 0) return { ok: false, issues }
  return { ok: true, items, payable: sumFen(items.map(({ amount }) => amount)) }
}

/** One of each dish that is the menu's first for its station, so that every station gets something; null: no menu. */
export function sampleCart(settings: Pick<Settings, 'menu' | 'routing' | 'defaultStation' | 'stations'>): Cart | null {
  const lines = settings.menu.map(({ sku, name, category, price }) => ({
    ...{ lineId: sku, sku, name, category: category ?? null, quantity: 1, unitPrice: price, amount: price },
    ...{ modifiers: [], note: null, comboOf: null },
  }))
  const routes = routeLines(lines, settings)
  const firsts = new Map([...routes].reverse().map(([sku, station]) => [station, sku]))
  if (firsts.size === 0) return null
  return {
    lines: [...firsts.values()].map(sku => ({ sku, quantity: 1, choices: [] })),
    serviceMode: 'dine-in',
    note: '测试单，不用做',
  }
}
