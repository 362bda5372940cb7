import { categories } from './shop-plan.ts'

// Orders as their source knows them. Every line has a name of its own, so that paper can be read back without asking
// the engine what it is.

export type SimLine = { lineId: string; category: string; quantity: number; refunded: number; price: number }

export type SimContent = {
  status: 'paid' | 'unpaid' | 'cancelled' | 'refunded'
  terms: 'prepaid' | 'after-meal'
  lines: SimLine[]
  note: string
  tableNo: string
}

export type SimOrder = {
  index: number
  source: string
  orderId: string
  /** does its source count revisions? */
  counted: boolean
  placedAt: string
  /** the newest as its source has it */
  content: SimContent
  revision: number
  /** what the engine said that it took, by the revision it is there */
  taken: Map<number, SimContent>
  /** a person took a contradiction for its next word: from then on the two count differently */
  contradicted: boolean
  /** such a word of which nobody heard whether it was taken: the program died before it answered */
  unanswered: SimContent | null
  /** by that word more of a dish may be wanted than before: it stands on a second ticket, and that is no copy */
  revived: boolean
  /** milliseconds of the simulated clock: when the engine said that it knows it is called off */
  calledOffAt: number | null
}

const dishes = ['鲜肉包', '油条', '豆浆'] as const
const mostLines = 20

/** What stands on paper for one line and on no other: `K12c`. */
export function dishCode(order: Pick<SimOrder, 'index'>, line: Pick<SimLine, 'lineId'>): string {
  return `K${order.index}${String.fromCharCode(96 + Number(line.lineId))}`
}

export const dishPattern = /K\d+[a-z]/g

/** What is to be cooked of it, by the latest word that the engine took. Null: nothing, it is called off or unpaid. */
export function wantedDishes(order: SimOrder): string[] | null {
  const content = latestTaken(order)
  if (content === undefined || isOff(content) || isUnpaid(content)) return null
  return content.lines.filter(line => line.quantity > line.refunded).map(line => dishCode(order, line))
}

export function latestTaken(order: SimOrder): SimContent | undefined {
  return order.taken.get(Math.max(...order.taken.keys()))
}

export function isOff({ status }: SimContent): boolean {
  return status === 'cancelled' || status === 'refunded'
}

export function isUnpaid({ status, terms }: SimContent): boolean {
  return status === 'unpaid' && terms === 'prepaid'
}

export function newLines(content: Pick<SimContent, 'lines'>, kinds: readonly number[]): SimLine[] {
  const room = mostLines - content.lines.length
  const last = content.lines.reduce((most, line) => Math.max(most, Number(line.lineId)), 0)
  return kinds.slice(0, Math.max(0, Math.min(room, 26 - last))).map((kind, index) => ({
    lineId: String(last + index + 1),
    category: categories[kind % categories.length] ?? categories[0],
    quantity: 1 + (kind % 2),
    refunded: 0,
    price: 300,
  }))
}

/** The order's next word. */
export function revised(order: SimOrder, how: string, count: number): SimContent {
  const { content } = order
  if (isUnpaid(content)) return { ...content, status: 'paid' }
  const [first] = content.lines
  if (how === 'add') return { ...content, lines: [...content.lines, ...newLines(content, [count])] }
  if (how === 'remove' && content.lines.length > 1) return { ...content, lines: content.lines.slice(1) }
  if (how === 'refund-one' && first !== undefined && first.quantity - first.refunded > 1) {
    return { ...content, lines: content.lines.map(line => (line === first ? { ...line, refunded: 1 } : line)) }
  }
  if (how === 'table') return { ...content, tableNo: `桌${count}` }
  if (how === 'price') return { ...content, lines: content.lines.map(line => ({ ...line, price: line.price + 50 })) }
  return { ...content, note: `备注${count}` }
}

/** As it goes over the wire. */
export function orderBody(order: SimOrder, content: SimContent, revision: number): object {
  const items = content.lines.map(line => ({
    lineId: line.lineId,
    name: `${dishes[(categories as readonly string[]).indexOf(line.category)]}${dishCode(order, line)}`,
    category: line.category,
    quantity: line.quantity,
    unitPrice: line.price,
    amount: line.price * line.quantity,
  }))
  const payable = items.reduce((sum, line) => sum + line.amount, 0)
  const refunded = content.lines.filter(line => line.refunded > 0)
  return {
    orderId: order.orderId,
    ...(order.counted ? { revision } : {}),
    status: content.status,
    pickupNo: `A${order.index}`,
    serviceMode: 'dine-in',
    placedAt: order.placedAt,
    note: content.note,
    tableNo: content.tableNo,
    items,
    total: { items: payable, payable },
    payment: {
      method: 'alipay',
      terms: content.terms,
      ...(content.status === 'unpaid' ? {} : { amount: payable, paidAt: order.placedAt }),
    },
    refunds: refunded.map(line => ({
      refundNo: `r${line.lineId}`,
      amount: line.price,
      lines: [{ lineId: line.lineId, quantity: line.refunded }],
    })),
    customer: { name: '王小明', phone: '13812345678' },
  }
}
