import type { Order } from '../../../shared/domain/order.ts'
import { missingRefunds, type RecordedRefund } from '../../../shared/domain/recorded-refund.ts'
import type { Db } from '../../store/database.ts'
import { findRevision, type OrderRow } from '../../store/orders.ts'
import { listRecordedRefunds, type RecordedRefundRow, setToldAs } from '../../store/recorded-refunds.ts'

type Told = Pick<OrderRow, 'id' | 'revision' | 'body'>
type Whole = { order: Order; body: string }

/**
 * The one place where what people recorded joins what a source says: `orders.body` holds both, and with it the view, the
 * payment, the day and the membership; `revisions` holds the source's own words, from which the kitchen is told.
 */
export function withRecorded(db: Db, before: Told | undefined, snapshot: Whole): Whole {
  const recorded = before === undefined ? [] : listRecordedRefunds(db, before.id)
  if (before === undefined || recorded.length === 0) return snapshot
  const body = JSON.parse(snapshot.body) as Record<string, unknown>
  const { added, told } = missingRefunds(body, JSON.parse(sourceBody(db, before)), recorded.map(refundOf))
  for (const { one, refundNo } of told) setToldAs(db, one.id, refundNo)
  if (added.length === 0) return snapshot
  const refunds = [...(Array.isArray(body.refunds) ? body.refunds : []), ...added]
  const order = { ...snapshot.order, refunds: [...snapshot.order.refunds, ...added] }
  return { order, body: JSON.stringify({ ...body, refunds }) }
}

/** An order as its source told it last. */
export function sourceBody(db: Db, row: Told): string {
  if (listRecordedRefunds(db, row.id).length === 0) return row.body
  return findRevision(db, row.id, row.revision)?.body ?? row.body
}

function refundOf(row: RecordedRefundRow): RecordedRefund & { id: number } {
  const { id, refund_no: refundNo, amount, refunded_at: at, by, told_as: toldAs } = row
  return { id, refundNo, amount, at, by, toldAs }
}
