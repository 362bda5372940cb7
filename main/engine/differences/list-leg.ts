import { isCalledOff, type Order } from '../../../shared/domain/order.ts'
import { createDayBook } from '../../../shared/domain/reconciliation/day-book.ts'
import type { Discrepancy, DiscrepancyClass } from '../../../shared/domain/reconciliation/discrepancy.ts'
import { orderSubject } from '../../../shared/domain/reconciliation/money-case.ts'
import { paymentOfOrder } from '../../../shared/domain/reconciliation/payment-of-order.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import type { OrderSummary } from '../../../shared/domain/views/order-views.ts'
import type { Db } from '../../store/database.ts'
import { hasConflict, hasQuarantined } from '../../store/inbox.ts'
import { findOrder, findRevisionLike, type OrderRow } from '../../store/orders.ts'
import type { Intake } from '../intake/intake.ts'
import type { Submission } from '../intake/submission.ts'
import type { PlatformList } from './list-watch.ts'

// A platform's own list of a day, read once more, against the shop's orders. What was missed is taken in as it would have been
// then: an order that never came, a revision that never came. What cannot be taken in, and what both sides have and have
// otherwise, is a difference. Only what the list says is judged, never what it does not say: it may lag.

export type ListLegDeps = { db: Db; settings: Settings; intake: Pick<Intake, 'take'> }

type Listed = Order & { source: string }

/** `day`: orders of later business days are another look's. */
export async function lookAtList(
  { db, settings, intake }: ListLegDeps,
  { source, isOurs }: Pick<PlatformList, 'source' | 'isOurs'>,
  day: string,
  pages: AsyncIterable<readonly Submission[]>,
): Promise<Discrepancy[]> {
  const days = createDayBook(settings.shop)
  const found = new Map<string, Discrepancy>()
  for await (const page of pages) {
    const ours = page.filter(({ parsed }) => !parsed.ok || days.business(paidAt(parsed.order)) <= day)
    if (!isOurs) await Promise.all(ours.filter(one => isNews(db, one)).map(one => intake.take(source, one)))
    for (const one of ours) {
      // A list tells an order again when something becomes of it: its last word counts.
      const name = one.orderId ?? one.bodyHash
      const said = judge(one)
      if (said === null) found.delete(name)
      else found.set(name, said)
    }
  }
  return [...found.values()]

  function judge(one: Submission): Discrepancy | null {
    if (!one.parsed.ok) return unreadable(one)
    const order = {
      ...one.parsed.order,
      channel: one.parsed.order.channel ?? source.channel ?? null,
      source: source.id,
    }
    const row = findOrder(db, source.id, order.orderId)
    if (row === undefined) return order.status === 'paid' ? missing(order) : null
    if (agrees(db, row, order, one.contentHash)) return null
    const local = (JSON.parse(row.summary) as OrderSummary).payable
    const there = order.total.payable
    if (order.status !== row.status) {
      const sums = { expected: row.status === 'paid' ? local : 0, actual: order.status === 'paid' ? there : 0 }
      return differs('STATUS_MISMATCH', order, row, sums, { status: row.status, there: order.status })
    }
    if (local === there) return null
    return differs('AMOUNT', order, row, { expected: local, actual: there }, { off: there - local })
  }

  /** Nobody could take it in; what is needed to enter it by hand is all that is asked of it. */
  function unreadable({ body, orderId, receivedAt }: Submission): Discrepancy | null {
    if (orderId === null || findOrder(db, source.id, orderId) !== undefined) return null
    const raw = JSON.parse(body) as { status?: unknown; placedAt?: unknown; total?: { payable?: unknown } | null }
    const payable = raw.total?.payable
    if (raw.status !== 'paid' || typeof payable !== 'number' || !Number.isSafeInteger(payable)) return null
    const placed = Date.parse(String(raw.placedAt))
    const at = Number.isNaN(placed) ? receivedAt : placed
    const facts = { platform: source.id, at, tradeNo: '' }
    return lacking({ orderId, amount: payable, day: Number.isNaN(placed) ? day : days.business(at), facts })
  }

  function missing(order: Listed): Discrepancy {
    const { platform, outTradeNo, tradeNo } = paymentOfOrder(order)
    const at = paidAt(order)
    const facts = { platform: platform ?? source.id, at, tradeNo: tradeNo ?? '' }
    return lacking({ orderId: outTradeNo, amount: order.total.payable, day: days.business(at), facts })
  }

  function differs(
    what: DiscrepancyClass,
    order: Listed,
    row: OrderRow,
    sums: { expected: number; actual: number },
    facts: Discrepancy['facts'],
  ): Discrepancy {
    const { platform, outTradeNo } = paymentOfOrder(order)
    return {
      ...{ class: what, subject: orderSubject(order), day: row.day, source: row.source, orderId: outTradeNo, ...sums },
      facts: { platform: platform ?? source.id, at: paidAt(order), ...facts },
    }
  }
}

/** The same subject as a bill has for it: they are one difference. */
function lacking(one: { orderId: string; amount: number; day: string; facts: Discrepancy['facts'] }): Discrepancy {
  const { orderId, amount, day, facts } = one
  const sums = { expected: 0, actual: amount }
  return { class: 'PAID_NOT_LOCAL', subject: `trade:${orderId}`, day, source: null, orderId, ...sums, facts }
}

/** Has the shop not heard this yet? What it has heard and refused is kept aside already. */
function isNews(db: Db, { sourceId, parsed, contentHash, bodyHash }: Submission): boolean {
  if (!parsed.ok) return !hasQuarantined(db, sourceId, bodyHash)
  const { orderId, revision, status } = parsed.order
  const row = findOrder(db, sourceId, orderId)
  if (row === undefined) return true
  if (revision === null) {
    // Called off here: an earlier word of the list is no change of mind.
    if (isCalledOff(row) && !isCalledOff({ status })) return false
    return findRevisionLike(db, row.id, contentHash) === undefined
  }
  if (revision !== row.revision) return revision > row.revision
  return contentHash !== row.content_hash && !hasConflict(db, row.id, contentHash)
}

function agrees(db: Db, row: OrderRow, { revision }: Order, contentHash: string): boolean {
  if (row.content_hash === contentHash) return true
  // We know more than the list, or as much as it said once.
  return revision === null ? findRevisionLike(db, row.id, contentHash) !== undefined : revision < row.revision
}

function paidAt({ payment, placedAt }: Order): number {
  return Date.parse(payment.paidAt ?? placedAt)
}
