import { linesById } from './combo.ts'
import type { OrderLine } from './order.ts'
import type { TicketLine } from './ticket.ts'

/** A line of an order with the quantity that one ticket is about; `before`: as the kitchen was told it last. */
export type KitchenLine = { line: OrderLine; quantity: number; before?: OrderLine }

/**
 * As they stand on paper: a combo's children as parts of the nearest parent that is on the same ticket. A child whose
 * parents are not stands by itself and says what it belongs to, `豆浆（早餐套餐）`. `items` is the order they come from.
 */
export function ticketLines(entries: readonly KitchenLine[], items: readonly OrderLine[]): TicketLine[] {
  const byId = linesById(items)
  const made = new Map(entries.map(entry => [entry.line.lineId, ticketLine(entry)]))
  const outermost: TicketLine[] = []
  for (const { line } of entries) {
    const self = made.get(line.lineId)
    if (self === undefined) continue
    const parent = nearestParent(line, byId, made)
    if (parent !== null) {
      parent.parts.push(self)
      continue
    }
    const comboName = line.comboOf === null ? undefined : byId.get(line.comboOf)?.name
    outermost.push(comboName === undefined ? self : Object.assign(self, { name: `${line.name}（${comboName}）` }))
  }
  return outermost
}

function nearestParent(
  line: OrderLine,
  byId: Map<string, OrderLine>,
  made: Map<string, TicketLine>,
): TicketLine | null {
  let parentId = line.comboOf
  for (let steps = 0; parentId !== null && steps < byId.size; steps += 1) {
    const parent = made.get(parentId)
    if (parent !== undefined) return parent
    parentId = byId.get(parentId)?.comboOf ?? null
  }
  return null
}

function ticketLine({ line, quantity, before }: KitchenLine): TicketLine {
  const { lineId, name, modifiers, note } = line
  const made: TicketLine = { lineId, name, quantity, modifiers, note, parts: [] }
  if (before !== undefined) made.before = { modifiers: before.modifiers, note: before.note }
  return made
}
