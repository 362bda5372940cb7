import { linesById, parentsFirst } from './combo.ts'
import { isCalledOff, type Order, type OrderLine } from './order.ts'
import { subtractQuantity, thousandths } from './quantity.ts'
import type { OrderChange } from './ticket.ts'
import type { KitchenLine } from './ticket-line.ts'

// What one snapshot of an order means to a kitchen that knows the one before (contract §3). Prices mean nothing here.

export type RevisionDifference = {
  /** cancelled or refunded; `removed` is then all that was still to be made */
  calledOff: boolean
  /** from the later order: new lines, and what a line grew by */
  added: KitchenLine[]
  /** from the earlier order, as the cook knows it: lines gone, and what a line shrank by */
  removed: KitchenLine[]
  /** from the later order: still the same dish, made otherwise; the quantity is what both revisions have of it */
  changed: KitchenLine[]
  /** lineIds of the dishes that stay on the cook's list, changed or not */
  kept: Set<string>
  changes: OrderChange[]
}

/**
 * What there is to be made: each line's quantity less what was refunded of it, lines with nothing left out; nothing at
 * all for an order that is called off.
 */
export function kitchenView(order: Order): KitchenLine[] {
  if (isCalledOff(order)) return []
  const left = quantitiesLeft(order)
  return order.items
    .map(line => ({ line, quantity: (left.get(line.lineId) ?? 0) / 1000 }))
    .filter(({ quantity }) => quantity > 0)
}

export function compareRevisions(before: Order | null, after: Order): RevisionDifference {
  const old = before === null ? [] : kitchenView(before)
  const now = kitchenView(after)
  const calledOff = before !== null && isCalledOff(after)
  const oldById = new Map(old.map(entry => [entry.line.lineId, entry]))
  const replaced = replacedLines(before?.items ?? [], after.items)
  const difference: RevisionDifference = {
    calledOff,
    added: [],
    removed: [],
    changed: [],
    kept: new Set(),
    changes: before === null || calledOff ? [] : orderChanges(before, after),
  }
  const staying = new Map<string, number>()
  for (const { line, quantity } of now) {
    const known = replaced.has(line.lineId) ? undefined : oldById.get(line.lineId)
    const both = Math.min(quantity, known?.quantity ?? 0)
    if (quantity > both) difference.added.push({ line, quantity: subtractQuantity(quantity, both) })
    if (known === undefined) continue
    staying.set(line.lineId, both)
    difference.kept.add(line.lineId)
    if (isMadeOtherwise(known.line, line)) difference.changed.push({ line, quantity: both, before: known.line })
  }
  for (const { line, quantity } of old) {
    const both = staying.get(line.lineId) ?? 0
    if (quantity > both) difference.removed.push({ line, quantity: subtractQuantity(quantity, both) })
  }
  return difference
}

/** lineId → thousandths still to be made. */
function quantitiesLeft(order: Order): Map<string, number> {
  const refunded = new Map<string, number>()
  for (const { lineId, quantity } of order.refunds.flatMap(refund => refund.lines)) {
    refunded.set(lineId, (refunded.get(lineId) ?? 0) + thousandths(quantity))
  }
  const byId = linesById(order.items)
  const left = new Map<string, number>()
  for (const line of parentsFirst(order.items)) {
    const own = Math.max(0, thousandths(line.quantity) - (refunded.get(line.lineId) ?? 0))
    const parent = line.comboOf === null ? undefined : byId.get(line.comboOf)
    const parentLeft = parent === undefined ? undefined : left.get(parent.lineId)
    const most = parent === undefined || parentLeft === undefined ? own : withParent(line, parent, parentLeft)
    left.set(line.lineId, Math.min(own, most))
  }
  return left
}

/**
 * A refund that names only the combo takes its children along, or the kitchen would go on making a combo that nobody
 * gets. Of a part of several combos the children follow where their number is plainly that of all combos together
 * (2 combos, 2 buns); else the number is per combo and stays.
 */
function withParent(line: OrderLine, parent: OrderLine, parentLeft: number): number {
  if (parentLeft === 0) return 0
  const whole = thousandths(line.quantity)
  const combos = thousandths(parent.quantity)
  return whole % combos === 0 ? (whole / combos) * parentLeft : whole
}

/** lineIds that mean another dish than before: another name or sku, or part of a combo that became another one. */
function replacedLines(before: readonly OrderLine[], after: readonly OrderLine[]): Set<string> {
  const oldById = linesById(before)
  const replaced = new Set<string>()
  for (const line of parentsFirst(after)) {
    const old = oldById.get(line.lineId)
    if (old === undefined) continue
    const inReplacedCombo = line.comboOf !== null && line.comboOf === old.comboOf && replaced.has(line.comboOf)
    if (inReplacedCombo || !isSameDish(old, line)) replaced.add(line.lineId)
  }
  return replaced
}

/** A sku that only one of them has says nothing: absent is unknown. */
function isSameDish(a: OrderLine, b: OrderLine): boolean {
  return a.name === b.name && (a.sku === null || b.sku === null || a.sku === b.sku)
}

/** Modifiers count by name, in any order: a dearer 加蛋 is the same 加蛋. */
function isMadeOtherwise(a: OrderLine, b: OrderLine): boolean {
  const names = (line: OrderLine) => JSON.stringify(line.modifiers.map(modifier => modifier.name).sort())
  return a.note !== b.note || a.comboOf !== b.comboOf || names(a) !== names(b)
}

function orderChanges(before: Order, after: Order): OrderChange[] {
  const fields = ['pickupNo', 'tableNo', 'serviceMode', 'expectedAt', 'note'] as const
  return fields
    .filter(field => {
      const [from, to] = [before[field], after[field]]
      if (from === null || to === null || field !== 'expectedAt') return from !== to
      // The same moment written in another zone is no change.
      return Date.parse(from) !== Date.parse(to)
    })
    .map(field => ({ field, from: before[field], to: after[field] }))
}
