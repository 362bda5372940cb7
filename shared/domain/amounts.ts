import { sumFen } from './money.ts'
import type { Order, OrderLine } from './order.ts'
import { thousandths } from './quantity.ts'

/** A sum that does not add up; `path` as in `items.0.amount`, both numbers in fen. */
export type AmountFault = { path: string; expected: number; actual: number }

/**
 * Every sum of contract §3 that can be checked with what the order says. A number that is absent is no fault. The
 * order is taken and printed all the same: a wrong sum is the cashier's matter, the food is not.
 */
export function amountFaults(order: Order): AmountFault[] {
  const faults: AmountFault[] = []
  const check = (path: string, expected: number | null, actual: number | null) => {
    if (expected !== null && actual !== null && expected !== actual) faults.push({ path, expected, actual })
  }
  const { items, total, payment } = order
  items.forEach((line, index) => {
    const exact = exactAmount(line)
    const offByLessThanAFen = exact !== null && line.amount !== null && Math.abs(line.amount - exact) < 1
    // Platforms round what is weighed their own way; what is counted has nothing to round.
    if (offByLessThanAFen && !Number.isInteger(line.quantity)) return
    check(`items.${index}.amount`, exact === null ? null : Math.round(exact), line.amount)
  })
  const sumOfItems = itemsAmount(items)
  check('total.items', sumOfItems, total.items)
  // A source that gives only the total of its fees or discounts has listed none; that is not a sum of zero.
  const fees = sumFen(order.fees.map(fee => fee.amount))
  if (order.fees.length > 0) check('total.fees', fees, total.fees)
  const discounts = sumFen(order.discounts.map(discount => discount.amount))
  if (order.discounts.length > 0) check('total.discounts', discounts, total.discounts)
  const itemsTotal = total.items ?? sumOfItems
  const payable = itemsTotal === null ? null : itemsTotal + (total.fees ?? fees) - (total.discounts ?? discounts)
  check('total.payable', payable, total.payable)
  if (order.status === 'paid') check('payment.amount', total.payable, payment.amount)
  return faults
}

/** What the line should cost, before rounding; null where it has no unit price. A combo's children cost nothing. */
function exactAmount(line: OrderLine): number | null {
  if (line.comboOf !== null) return 0
  if (line.unitPrice === null) return null
  const each = line.unitPrice + sumFen(line.modifiers.map(modifier => modifier.price))
  return Number.isInteger(line.quantity) ? each * line.quantity : (each * thousandths(line.quantity)) / 1000
}

/** Σ of the lines, or null where a line's amount is neither given nor certain. */
function itemsAmount(items: readonly OrderLine[]): number | null {
  let sum = 0
  for (const line of items) {
    const exact = exactAmount(line)
    const certain = exact !== null && Number.isInteger(exact) ? exact : null
    const amount = line.comboOf === null ? (line.amount ?? certain) : 0
    if (amount === null) return null
    sum += amount
  }
  return sum
}
