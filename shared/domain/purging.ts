import { type Order, parseOrder } from './order.ts'
import type { PaperContent, TicketContent, TicketLine } from './ticket.ts'
import type { OrderSummary } from './views/order-views.ts'

// What is left of an order when its customer is to be forgotten: what was sold, for how much, how it was paid. Notes are
// the customer's own words; fields that this program does not know may hold anybody's.

/** A stored body without its customer. Null: it cannot be read as an order, so nothing of it can be kept. */
export function withoutCustomer(raw: unknown): object | null {
  const parsed = parseOrder(raw)
  return parsed.ok ? forgetIn(parsed.order) : null
}

/** Of a word about an order, or about what was kept aside: what happened, to which, and what it is known again by. */
const happened = [
  ...['orderId', 'revision', 'channel', 'at', 'status', 'refund', 'refunds', 'rushId'],
  ...['kept', 'bodyHash', 'contentHash', 'by'],
]

/** A word from the journal that is no order, without the customer; a restore finds called off and paid back what was. */
export function wordWithoutCustomer(word: object): object {
  const kept = Object.entries(word).filter(([name]) => happened.includes(name))
  return { ...Object.fromEntries(kept), ...('note' in word ? { note: null } : {}) }
}

function forgetIn(order: Order): Order {
  return {
    ...order,
    note: null,
    items: order.items.map(line => ({ ...line, note: null })),
    customer: { id: null, name: null, phone: null, memberLevel: null, lightMember: null },
  }
}

export function summaryWithoutCustomer(summary: OrderSummary): OrderSummary {
  return { ...summary, note: null }
}

/** What stands on a ticket, without what a customer wrote. It can still be printed. */
export function ticketWithoutCustomer(content: PaperContent): PaperContent {
  if ('order' in content) return { ...content, order: forgetIn(content.order) }
  // Of what somebody else laid out, nobody can tell which words are the customer's.
  if ('blocks' in content) return { ...content, blocks: [], text: [] }
  return 'lines' in content ? forgetInTicket(content) : content
}

function forgetInTicket(content: TicketContent): TicketContent {
  return {
    ...content,
    note: null,
    lines: content.lines.map(forgetInLine),
    changes: content.changes.map(change => (change.field === 'note' ? { ...change, from: null, to: null } : change)),
  }
}

function forgetInLine(line: TicketLine): TicketLine {
  return {
    ...line,
    note: null,
    parts: line.parts.map(forgetInLine),
    ...(line.before === undefined ? {} : { before: { ...line.before, note: null } }),
  }
}
