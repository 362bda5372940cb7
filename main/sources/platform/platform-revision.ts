import type { OrderStatus, PaymentTerms } from '../../../shared/domain/order.ts'

// Platforms count no revisions, but say when a thing happened, in seconds. Messages overtake each other and come again, so
// the revision is that time, never the time of the delivery: a repetition is known, and what is late is late.

/** Within one second: an order that lacks fields or its payment, the whole of it, a partial refund, its end. */
const ranks = { incomplete: 0, order: 1, refund: 2, end: 3 } as const
const rankBits = 16

/** What a snapshot of an order is among the others of its second. */
export function snapshotRank(
  { status, terms }: { status: OrderStatus; terms: PaymentTerms },
  incomplete: boolean,
): keyof typeof ranks {
  if (status === 'cancelled' || status === 'refunded') return 'end'
  return incomplete || (status === 'unpaid' && terms === 'prepaid') ? 'incomplete' : 'order'
}

/** Null where the platform gives no time: then other content is the next revision, as of any source. */
export function platformRevision(seconds: number | null, rank: keyof typeof ranks): number | null {
  if (seconds === null || !Number.isSafeInteger(seconds) || seconds < 0) return null
  const revision = seconds * rankBits + ranks[rank]
  return revision <= 2 ** 52 ? revision : null
}
