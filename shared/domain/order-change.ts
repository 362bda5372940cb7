import { z } from 'zod'
import { channels } from './order.ts'
import { thousandths } from './quantity.ts'

// Some sources send an order once, whole, and afterwards only what became of it: cancelled, refunded, two of these dishes
// paid back. Such a change is a fact and no snapshot: it holds however late it comes, and it is put into the order as the
// shop knows it.

const good = z.object({ name: z.string().nullable(), aliases: z.array(z.string()).max(50), quantity: z.number() })
const change = z.object({
  orderId: z.string(),
  revision: z.int().min(0).nullable(),
  channel: z.enum(channels),
  /** when it happened, ISO 8601 */
  at: z.string().nullable(),
  status: z.enum(['cancelled', 'refunded']).nullable(),
  refund: z
    .object({
      refundNo: z.string(),
      /** fen */
      amount: z.int().min(0),
      at: z.string().nullable(),
      /** which dishes, by whatever name the source has for them; a line's `aliases` say what it may be called */
      goods: z.array(good).max(500),
    })
    .nullable(),
})
export type OrderChangeNote = z.infer<typeof change>

/** Null: it cannot be read. */
export function readChange(raw: unknown): OrderChangeNote | null {
  const parsed = change.safeParse(raw)
  return parsed.success ? parsed.data : null
}

type Refund = { refundNo?: unknown; lines?: unknown }
type Body = Record<string, unknown>

export type Changed = {
  body: Body
  /** names of what was paid back and is no line of the order */
  unmatched: string[]
  /** false: the order says all of this already */
  isNews: boolean
}

/** The order as it is known, with the change in it. `known` is a stored body of `gudang.order/1`. */
export function applyChange(known: Body, note: OrderChangeNote): Changed {
  // Money that came back is the end of it, whichever message is heard last.
  const status = known.status === 'refunded' ? null : note.status
  const refunds = listOf(known.refunds) as Refund[]
  const refund = note.refund
  const isKnown = refund === null || refunds.some(one => one.refundNo === refund.refundNo)
  const { lines, unmatched } = isKnown ? { lines: [], unmatched: [] } : matchGoods(known, refund.goods)
  const added = isKnown ? [] : [{ refundNo: refund.refundNo, amount: refund.amount, at: refund.at, lines }]
  return {
    body: { ...known, status: status ?? known.status, refunds: [...refunds, ...added] },
    unmatched,
    isNews: !isKnown || (status !== null && status !== known.status),
  }
}

/** An order that is called off before anybody has seen it: remembered, so that it never prints. */
export function calledOffStub(note: OrderChangeNote, receivedAt: string): Body {
  const { orderId, revision, channel, status, at } = note
  return { orderId, revision, channel, status, placedAt: at ?? receivedAt, items: [], total: { payable: 0 } }
}

/**
 * A later snapshot of a source that tells of refunds apart: those that are known stay, or dishes that were paid back would
 * be cooked again. Null: it needs nothing.
 */
export function withKnownRefunds(known: Body, snapshot: Body): Body | null {
  const listed = listOf(snapshot.refunds) as Refund[]
  const missing = (listOf(known.refunds) as Refund[]).filter(
    one => !listed.some(other => other.refundNo === one.refundNo),
  )
  return missing.length === 0 ? null : { ...snapshot, refunds: [...listed, ...missing] }
}

type Line = { lineId: string; quantity: number; names: string[] }

/** Each good to the lines that bear one of its names, as far as they are not refunded yet. */
function matchGoods(known: Body, goods: z.infer<typeof good>[]) {
  const left = new Map(linesOf(known).map(line => [line.lineId, thousandths(line.quantity)]))
  for (const { lines } of listOf(known.refunds) as Refund[]) {
    for (const { lineId, quantity } of listOf(lines) as { lineId: string; quantity: number }[]) {
      left.set(lineId, (left.get(lineId) ?? 0) - thousandths(quantity))
    }
  }
  const lines: { lineId: string; quantity: number }[] = []
  const unmatched: string[] = []
  for (const { name, aliases, quantity } of goods) {
    let wanted = quantity > 0 ? thousandths(quantity) : 0
    for (const line of linesOf(known)) {
      const taken = Math.min(wanted, left.get(line.lineId) ?? 0)
      if (taken <= 0 || !line.names.some(one => aliases.includes(one))) continue
      wanted -= taken
      left.set(line.lineId, (left.get(line.lineId) ?? 0) - taken)
      lines.push({ lineId: line.lineId, quantity: taken / 1000 })
    }
    if (wanted > 0) unmatched.push(name ?? aliases[0] ?? '?')
  }
  return { lines, unmatched }
}

function linesOf(known: Body): Line[] {
  return listOf(known.items).map(item => {
    const { lineId, quantity, name, sku, aliases } = item as Record<string, unknown>
    const names = [sku, name, ...listOf(aliases)].filter(one => typeof one === 'string' && one !== '') as string[]
    return { lineId: String(lineId), quantity: Number(quantity), names }
  })
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
