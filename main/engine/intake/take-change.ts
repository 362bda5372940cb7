import { z } from 'zod'
import { applyChange, calledOffStub, readChange } from '../../../shared/domain/order-change.ts'
import type { SourceSettings } from '../../../shared/domain/settings.ts'
import { note } from '../../store/history.ts'
import { findOrder } from '../../store/orders.ts'
import { orderName } from '../order-name.ts'
import { canRush, issueRush } from '../printing/rush-tickets.ts'
import { sourceBody } from './recorded-refunds.ts'
import { type Submission, withBody } from './submission.ts'
import { known, quarantine, takeOrder, type Verdict } from './take-order.ts'
import { subject, type TakeDeps, takeRevision } from './take-revision.ts'

/** What became of an order: it was called off, or something of it paid back. In the caller's transaction. */
export function takeChange(deps: TakeDeps, source: SourceSettings, submission: Submission): Verdict {
  const { db } = deps
  const change = readChange(JSON.parse(submission.body))
  if (change === null) return quarantine(deps, submission, submission.parsed.ok ? [] : submission.parsed.issues)
  const row = findOrder(db, source.id, change.orderId)
  if (row === undefined) {
    // Called off before it came: that is all there is to know. Anything else has to come again behind its order.
    if (change.status === null) return unknownOrder(deps, source, change.orderId)
    const stub = calledOffStub(change, new Date(submission.receivedAt).toISOString())
    return takeOrder(deps, source, withBody(submission, { ...stub, original: originalOf(submission) }))
  }
  const { body, unmatched, isNews } = applyChange(JSON.parse(sourceBody(db, row)), change)
  if (!isNews) return known(db, 'duplicate', row, row.revision)
  const revision = Math.max(change.revision ?? 0, row.revision + 1)
  const whole = withBody(submission, { ...body, revision, original: originalOf(submission) })
  if (!whole.parsed.ok) return quarantine(deps, submission, whole.parsed.issues)
  const taken = takeRevision(deps, source, row, whole.parsed.order, whole)
  if (unmatched.length > 0) {
    const goods = unmatched.join('、')
    note(db, { order_row: row.id, at: deps.now(), what: 'refund-unclear', detail: goods })
    deps.alarms.raise('order-refund-unclear', subject(row), { orderId: row.order_id, goods })
  }
  return known(db, 'accepted', taken, revision)
}

const rush = z.object({ orderId: z.string(), rushId: z.string().min(1) })

/** 催单: the kitchen hears of it once, whatever the platform's number of tries. In the caller's transaction. */
export function takeRush(deps: TakeDeps, source: SourceSettings, submission: Submission): Verdict {
  const { db } = deps
  const read = rush.safeParse(JSON.parse(submission.body))
  if (!read.success) return quarantine(deps, submission, submission.parsed.ok ? [] : submission.parsed.issues)
  const { orderId, rushId } = read.data
  const row = findOrder(db, source.id, orderId)
  if (row === undefined) return unknownOrder(deps, source, orderId)
  if (!canRush(row)) {
    note(db, { order_row: row.id, at: deps.now(), what: 'rush-ignored' })
    return known(db, 'stale', row, row.revision)
  }
  const before = deps.now()
  const jobs = issueRush(deps, row, { key: rushId, by: null })
  if (jobs.some(job => job.created_at < before)) return known(db, 'duplicate', row, row.revision)
  deps.alarms.raise('order-rushed', subject(row), { name: orderName(row) })
  return known(db, 'accepted', row, row.revision)
}

export function unknownOrder(deps: TakeDeps, source: SourceSettings, orderId: string): Verdict {
  deps.alarms.count('source-unknown-order', source.id, { source: source.id, orderId })
  return { result: 'unknown-order', orderId }
}

function originalOf({ body }: Submission): unknown {
  return (JSON.parse(body) as { original?: unknown }).original ?? null
}
