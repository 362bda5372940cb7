import type { Order, OrderIssue } from '../../../shared/domain/order.ts'
import { isCalledOff } from '../../../shared/domain/order.ts'
import { withKnownRefunds } from '../../../shared/domain/order-change.ts'
import type { SourceSettings } from '../../../shared/domain/settings.ts'
import { isPlatform } from '../../../shared/domain/source-settings.ts'
import type { Db } from '../../store/database.ts'
import { saveSequence } from '../../store/day-sequence.ts'
import { note } from '../../store/history.ts'
import {
  countConflicts,
  countQuarantine,
  findWebhook,
  insertConflict,
  insertQuarantine,
  rememberWebhook,
} from '../../store/inbox.ts'
import { findOrder, findRevisionLike, getOrder, type OrderRow } from '../../store/orders.ts'
import { addEvent } from '../../store/outbox.ts'
import { listTickets } from '../../store/tickets.ts'
import { showId } from '../ids.ts'
import { sourceBody } from './recorded-refunds.ts'
import { type Submission, withBody } from './submission.ts'
import { subject, type TakeDeps, takeRevision } from './take-revision.ts'

export type TakenTicket = { ticketId: string; printerId: string; number: number | null }

export type Verdict =
  | { result: 'accepted' | 'duplicate' | 'stale'; orderId: string; revision: number; tickets: TakenTicket[] }
  | { result: 'conflict'; orderId: string; revision: number }
  /** it is a word about an order that never came: not taken, it has to be said again */
  | { result: 'unknown-order'; orderId: string }
  | { result: 'invalid'; issues: OrderIssue[] }

/**
 * Decides what an inbound order is (contract §4) and makes of it what the kitchen has to know, in the caller's
 * transaction. Nobody may be told of the verdict before that transaction is on disk.
 */
export function takeOrder(deps: TakeDeps, source: SourceSettings, submission: Submission): Verdict {
  const { db } = deps
  const { parsed, webhookId } = submission
  const delivered = webhookId === null ? undefined : findWebhook(db, source.id, webhookId)
  if (delivered?.body_hash === submission.bodyHash) {
    // The same delivery gets the same answer, whatever has become of the order since.
    const order = getOrder(db, delivered.order_row)
    if (order !== undefined) return known(db, 'duplicate', order, delivered.revision)
  }
  if (!parsed.ok) return quarantine(deps, submission, parsed.issues)

  const before = findOrder(db, source.id, parsed.order.orderId)
  const completed = before !== undefined && isPlatform(source) ? withRefundsOf(db, before, submission) : null
  if (completed !== null) return takeOrder(deps, source, completed)
  const order: Order = { ...parsed.order, channel: parsed.order.channel ?? source.channel ?? null }
  const verdict = before === undefined ? null : compareWithKnown(deps, source, before, order, submission)
  const noteReuse = (row: OrderRow) => {
    if (delivered === undefined) return
    note(db, { order_row: row.id, at: deps.now(), what: 'webhook-id-reused', detail: webhookId })
  }
  if (before !== undefined && verdict?.result === 'conflict') {
    noteReuse(before)
    return verdict
  }
  const row = verdict === null ? takeRevision(deps, source, before, order, submission) : before
  if (row === undefined) throw new Error('an order that is compared is known')
  if (isPlatform(source) && verdict === null) watchFields(deps, row, submission)
  numberSeen(deps, row, order, submission)
  for (const detail of parsed.notes) note(db, { order_row: row.id, at: deps.now(), what: 'taken-as-other', detail })
  noteReuse(row)
  const answer = verdict ?? known(db, 'accepted', row, row.revision)
  if (webhookId !== null) {
    rememberWebhook(db, {
      source: source.id,
      webhook_id: webhookId,
      body_hash: submission.bodyHash,
      order_row: row.id,
      revision: answer.revision,
      received_at: submission.receivedAt,
    })
  }
  return answer
}

/** What the content means beside what is known: a repetition, late, a contradiction, or (null) the next revision. */
function compareWithKnown(
  deps: TakeDeps,
  source: SourceSettings,
  row: OrderRow,
  order: Order,
  submission: Submission,
): Exclude<Verdict, { result: 'invalid' | 'unknown-order' }> | null {
  const { db } = deps
  const same = submission.contentHash === row.content_hash
  if (order.revision === null) {
    // Brought again, perhaps behind what came after it, an earlier content is no change back to it.
    const earlier = submission.again ? findRevisionLike(db, row.id, submission.contentHash) : undefined
    if (earlier !== undefined) return known(db, 'duplicate', row, earlier.revision)
    if (same) return known(db, 'duplicate', row, row.revision)
    if (!isCalledOff(row) || isCalledOff(order)) return null
    // Without revisions there is no telling a late delivery from a change of mind; food is not made on a guess.
    return revived(deps, row)
  }
  // What a platform has called off it does not sell again under the same number.
  if (order.revision > row.revision && isPlatform(source) && isCalledOff(row) && !isCalledOff(order)) {
    return revived(deps, row)
  }
  if (order.revision > row.revision) return null
  if (order.revision < row.revision) {
    note(db, { order_row: row.id, at: deps.now(), what: 'stale', detail: `revision ${order.revision}` })
    return known(db, 'stale', row, row.revision)
  }
  if (same) return known(db, 'duplicate', row, row.revision)
  insertConflict(db, {
    order_row: row.id,
    revision: order.revision,
    content_hash: submission.contentHash,
    body: submission.body,
    received_at: submission.receivedAt,
    webhook_id: submission.webhookId,
  })
  if (countConflicts(db, row.id) > 0) {
    note(db, { order_row: row.id, at: deps.now(), what: 'conflict', detail: `revision ${order.revision}` })
    deps.alarms.raise('order-conflict', subject(row), { orderId: row.order_id, revision: order.revision })
  }
  return { result: 'conflict', orderId: row.order_id, revision: order.revision }
}

function revived(deps: TakeDeps, row: OrderRow) {
  note(deps.db, { order_row: row.id, at: deps.now(), what: 'came-after-cancel' })
  deps.alarms.raise('order-revived', subject(row), { orderId: row.order_id })
  return known(deps.db, 'stale', row, row.revision)
}

/** Platforms tell of refunds once, apart from the order. Null: nothing of what is known is missing in this snapshot. */
function withRefundsOf(db: Db, row: OrderRow, submission: Submission): Submission | null {
  const body = withKnownRefunds(JSON.parse(sourceBody(db, row)), JSON.parse(submission.body))
  return body === null ? null : withBody(submission, body)
}

/** What its source counts as the n-th of its day has come, whatever became of it. */
function numberSeen(deps: TakeDeps, row: OrderRow, order: Order, { daySeq, sourceId: source }: Submission): void {
  if (daySeq === null) return
  // Platforms count by the calendar, whatever hour a shop's day begins at.
  const day = order.placedAt.slice(0, 10)
  saveSequence(deps.db, { source, day, number: daySeq, order_row: row.id, seen_at: deps.now() })
}

/** 降级: a platform that is overloaded leaves fields out. What is there is printed; somebody has to ask for the rest. */
function watchFields(deps: TakeDeps, row: OrderRow, { body }: Submission): void {
  if ((JSON.parse(body) as { incomplete?: unknown }).incomplete !== true) {
    deps.alarms.end('order-downgraded', subject(row))
    return
  }
  note(deps.db, { order_row: row.id, at: deps.now(), what: 'incomplete' })
  deps.alarms.raise('order-downgraded', subject(row), { orderId: row.order_id })
}

/** Keeps what cannot be taken, whole, and has a person look at it. */
export function quarantine(deps: TakeDeps, submission: Submission, issues: OrderIssue[]): Verdict {
  const { db } = deps
  const source = submission.sourceId
  insertQuarantine(db, {
    source,
    webhook_id: submission.webhookId,
    body_hash: submission.bodyHash,
    raw: submission.body,
    issues,
    received_at: submission.receivedAt,
  })
  addEvent(db, { type: 'order.rejected', source, order_id: submission.orderId, at: deps.now(), data: { issues } })
  watchQuarantine(deps, source)
  return { result: 'invalid', issues }
}

/** The alarm says how many wait for a person, and ends with the last of them. */
export function watchQuarantine({ db, alarms }: Pick<TakeDeps, 'db' | 'alarms'>, source: string): void {
  const count = countQuarantine(db, source)
  if (count === 0) alarms.end('order-invalid', source)
  else alarms.raise('order-invalid', source, { source, count })
}

export function known(
  db: Db,
  result: 'accepted' | 'duplicate' | 'stale',
  row: OrderRow,
  revision: number,
): { result: typeof result; orderId: string; revision: number; tickets: TakenTicket[] } {
  const tickets = listTickets(db, row.id)
    .filter(ticket => ticket.revision === revision)
    .map(ticket => ({ ticketId: showId('t', ticket.id), printerId: ticket.printer, number: ticket.number }))
  return { result, orderId: row.order_id, revision, tickets }
}
