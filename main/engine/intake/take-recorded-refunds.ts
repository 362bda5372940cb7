import { sumFen, yuan } from '../../../shared/domain/money.ts'
import { parseOrder } from '../../../shared/domain/order.ts'
import { summarise } from '../../../shared/domain/order-summary.ts'
import { orderSubject } from '../../../shared/domain/reconciliation/money-case.ts'
import { recordedRefunds } from '../../../shared/domain/recorded-refund.ts'
import type { SourceSettings } from '../../../shared/domain/settings.ts'
import { findUnsettled, noteDiscrepancy } from '../../store/discrepancies.ts'
import { note } from '../../store/history.ts'
import { findOrder, updateOrder } from '../../store/orders.ts'
import { insertRecordedRefund } from '../../store/recorded-refunds.ts'
import { bookRevision } from '../days/day-book.ts'
import { enterMember } from '../differences/member-entry.ts'
import { sourceBody, withRecorded } from './recorded-refunds.ts'
import type { Submission } from './submission.ts'
import { unknownOrder } from './take-change.ts'
import { known, quarantine, type Verdict } from './take-order.ts'
import { readBack, savePaymentOf, type TakeDeps } from './take-revision.ts'

/**
 * Refunds that a bill shows and a named person records. They come through the journal like an order, so that a restore brings
 * them back. Nothing prints and nobody outside is told: the money has moved already. In the caller's transaction.
 */
export function takeRecordedRefunds(deps: TakeDeps, source: SourceSettings, submission: Submission): Verdict {
  const { db } = deps
  const read = recordedRefunds.safeParse(JSON.parse(submission.body))
  if (!read.success) return quarantine(deps, submission, submission.parsed.ok ? [] : submission.parsed.issues)
  const { orderId, refunds, by, note: words } = read.data
  const row = findOrder(db, source.id, orderId)
  if (row === undefined) return unknownOrder(deps, source, orderId)
  const at = deps.now()
  const before = readBack(row)
  const isKnown = (refundNo: string) =>
    refundNo !== '' && before.order.refunds.some(refund => refund.refundNo === refundNo)
  const news = refunds.filter(
    ({ refundNo, amount, at: refunded_at }) =>
      !isKnown(refundNo) &&
      insertRecordedRefund(db, { order_row: row.id, refund_no: refundNo, amount, refunded_at, at, by, note: words }),
  )
  if (news.length === 0) return known(db, 'duplicate', row, row.revision)
  const told = sourceBody(db, row)
  const parsed = parseOrder(JSON.parse(told))
  if (!parsed.ok) throw new Error(`order ${row.id}: revision ${row.revision} cannot be read back`)
  const { order, body } = withRecorded(db, row, {
    order: { ...parsed.order, channel: parsed.order.channel ?? source.channel ?? null },
    body: told,
  })
  const updated = { ...row, body, summary: JSON.stringify(summarise(order)) }
  updateOrder(db, updated)
  if (row.series === 'shop') {
    savePaymentOf(deps, updated, order)
    enterMember(db, row.id, order, true)
  }
  const detail = `${news.map(({ refundNo }) => refundNo || '—').join('、')} ${yuan(sumFen(news.map(one => one.amount)))}`
  const reason = [`${row.source}/${row.order_id}`, detail, ...(words === null ? [] : [words])].join(', ')
  bookRevision(deps, updated, before, { row: updated, order }, { by, reason })
  note(db, {
    order_row: row.id,
    at,
    what: 'refund-recorded',
    by,
    detail: words === null ? detail : `${detail}: ${words}`,
  })
  const difference = findUnsettled(db, orderSubject({ source: row.source, orderId: row.order_id }))
  if (difference !== undefined) noteDiscrepancy(db, difference.id, { at, what: 'refunded', by, note: words ?? detail })
  return known(db, 'accepted', updated, updated.revision)
}
