import { sumFen } from './money.ts'
import { type Channel, isCalledOff, type Order, type OrderLine } from './order.ts'
import { addQuantity } from './quantity.ts'
import { routeLines } from './routing.ts'
import type { Settings } from './settings.ts'

// One order as the day's books see it. Money is integer fen, quantities have at most three decimals.

/** Who pays for a discount. */
export const bearers = ['merchant', 'platform', 'other'] as const
export type Bearer = (typeof bearers)[number]

/**
 * `sold`: paid for, whatever went back later. `owed`: served before it is paid (after-meal, on-delivery). `called-off`:
 * no money stayed and none is said to have gone back. `none`: nobody has begun with it.
 */
export type SaleState = 'sold' | 'owed' | 'called-off' | 'none'

/** A line of its own; a combo's parts are in its price and in its line. */
export type SoldDish = {
  sku: string | null
  name: string
  category: string | null
  station: string
  quantity: number
  amount: number
  /** how much of `quantity` was refunded */
  refunded: number
}

export type Sale = {
  state: SaleState
  channel: Channel | null
  /** null: the source does not say */
  method: string | null
  /** when it was paid, else placed: ms UTC */
  at: number
  guests: number
  /** what the customer paid, or owes */
  paid: number
  fees: { name: string; amount: number }[]
  discounts: { bearer: Bearer; kind: string; name: string; amount: number }[]
  refunds: { amount: number; at: number | null }[]
  dishes: SoldDish[]
}

type Routing = Pick<Settings, 'routing' | 'defaultStation'>

/** `order.channel` is the one that counts: its own, else its source's. */
export function saleOf(order: Order, settings: Routing): Sale {
  const paid = order.payment.amount ?? order.total.payable
  const state = stateOf(order)
  return {
    state,
    channel: order.channel,
    method: paymentMethod(order.payment.method),
    at: Date.parse(order.payment.paidAt ?? order.placedAt),
    guests: order.guests ?? 0,
    paid,
    fees: listed(order.fees, order.total.fees, amount => ({ name: '', amount })),
    discounts: listed(
      order.discounts.map(({ name, kind, fundedBy, amount }) => ({
        bearer: bearerOf(fundedBy),
        kind: kind ?? 'other',
        name,
        amount,
      })),
      order.total.discounts,
      amount => ({ bearer: 'other', kind: 'other', name: '', amount }),
    ),
    refunds: state === 'sold' ? refundsOf(order, paid) : [],
    dishes: dishesOf(order, settings),
  }
}

export function refundedAmount(sale: Pick<Sale, 'refunds'>): number {
  return sumFen(sale.refunds.map(refund => refund.amount))
}

/** Sources that give the sum of a list and not the list have one line of it all. */
function listed<Line extends { amount: number }>(
  lines: Line[],
  total: number | null,
  only: (amount: number) => Line,
): Line[] {
  return lines.length > 0 || total === null || total === 0 ? lines : [only(total)]
}

function stateOf(order: Order): SaleState {
  if (order.status === 'unpaid') return order.payment.terms === 'prepaid' ? 'none' : 'owed'
  // Called off, but what of its money went back is said: what did not has stayed here.
  if (order.status === 'cancelled') return order.refunds.length > 0 ? 'sold' : 'called-off'
  return 'sold'
}

/** An order that is refunded as a whole lists its refunds or does not: all of it went back. */
function refundsOf(order: Order, paid: number): Sale['refunds'] {
  const refunds = order.refunds.map(({ amount, at }) => ({ amount, at: at === null ? null : Date.parse(at) }))
  const missing = order.status === 'refunded' ? paid - sumFen(refunds.map(one => one.amount)) : 0
  return missing > 0 ? [...refunds, { amount: missing, at: null }] : refunds
}

function dishesOf(order: Order, settings: Routing): SoldDish[] {
  const stations = routeLines(order.items, settings)
  const back = new Map<string, number>()
  for (const { lines } of order.refunds) {
    for (const { lineId, quantity } of lines) back.set(lineId, addQuantity(back.get(lineId) ?? 0, quantity))
  }
  return order.items
    .filter(line => line.comboOf === null)
    .map(line => ({
      sku: line.sku,
      name: line.name,
      category: line.category,
      station: stations.get(line.lineId) ?? settings.defaultStation,
      quantity: line.quantity,
      amount: lineAmount(line),
      refunded: isCalledOff(order) ? line.quantity : Math.min(line.quantity, back.get(line.lineId) ?? 0),
    }))
}

/** As the order says; else (unitPrice + modifiers) × quantity, to the fen; 0 where it says neither. */
function lineAmount(line: OrderLine): number {
  if (line.amount !== null) return line.amount
  if (line.unitPrice === null) return 0
  return Math.round((line.unitPrice + sumFen(line.modifiers.map(one => one.price))) * line.quantity)
}

function bearerOf(fundedBy: string | null): Bearer {
  const said = fundedBy?.trim().toLowerCase()
  return said === 'merchant' || said === 'platform' ? said : 'other'
}

const sameMethod = new Map([
  ['wechatpay', 'wechat'],
  ['weixin', 'wechat'],
  ['微信', 'wechat'],
  ['微信支付', 'wechat'],
  ['支付宝', 'alipay'],
  ['现金', 'cash'],
])

/** The word that a method is counted under: sources spell the same one differently. */
export function paymentMethod(text: string | null): string | null {
  const said = (text ?? '').trim().toLowerCase().slice(0, 40)
  return said === '' ? null : (sameMethod.get(said) ?? said)
}
