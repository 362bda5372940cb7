import type { Logger } from 'pino'
import type { SourceSettings } from '../../../shared/domain/settings.ts'
import type { Db } from '../../store/database.ts'
import { note } from '../../store/history.ts'
import {
  countConflicts,
  findOpenConflict,
  findOpenQuarantine,
  settleConflict,
  settleQuarantine,
} from '../../store/inbox.ts'
import type { KeptName, Settles } from '../../store/journal.ts'
import { findOrder, type OrderRow } from '../../store/orders.ts'
import { showId } from '../ids.ts'
import type { Submission } from './submission.ts'
import { type Verdict, watchQuarantine } from './take-order.ts'
import { subject, type TakeDeps } from './take-revision.ts'
import { takeSafely } from './take-submission.ts'

/** `not-open`: somebody has settled meanwhile what is to be taken in. */
export type KeptVerdict = Verdict | { result: 'not-open' }

/** A person has taken in after all what was kept aside: it is settled with it or not at all. In the caller's transaction. */
export function takeKept(
  deps: TakeDeps & { log: Logger },
  source: SourceSettings,
  submission: Submission,
  settles: Settles,
): KeptVerdict {
  const kept = findKept(deps.db, source.id, settles)
  if (kept === undefined) return { result: 'not-open' }
  const verdict = takeSafely(deps, source, submission)
  const isIn = kept.order === null ? verdict.result !== 'invalid' : verdict.result === 'accepted'
  if (isIn) settleKept(deps, kept, { as: 'taken', at: submission.receivedAt, by: settles.by, note: null })
  return verdict
}

/** What waits for a person; `order`: the one that it contradicts, null in quarantine. */
type Kept = { id: number; source: string; order: OrderRow | null }

/** Undefined: it does not wait any more. */
export function findKept(db: Db, source: string, name: KeptName): Kept | undefined {
  if (name.kept === 'quarantine') {
    const row = findOpenQuarantine(db, source, name.bodyHash)
    return row === undefined ? undefined : { id: row.id, source, order: null }
  }
  const order = findOrder(db, source, name.orderId)
  if (order === undefined) return undefined
  const { revision, contentHash: content_hash } = name
  const row = findOpenConflict(db, { order_row: order.id, revision, content_hash })
  return row === undefined ? undefined : { id: row.id, source, order }
}

/** The alarm ends with the last of them. In the caller's transaction. */
export function settleKept(
  deps: TakeDeps,
  { id, source, order }: Kept,
  how: { as: 'taken' | 'dismissed'; at: number; by: string; note: string | null },
): void {
  const { db, alarms } = deps
  const { as, ...said } = how
  const { at, by } = said
  if (order === null) {
    const state = as === 'taken' ? 'replayed' : 'dismissed'
    settleQuarantine(db, id, { ...said, state })
    const detail = [showId('q', id), said.note ?? ''].join(' ').trim()
    note(db, { at, what: `quarantine-${state}`, by, detail })
    watchQuarantine(deps, source)
    return
  }
  const state = as === 'taken' ? 'accepted' : 'dismissed'
  settleConflict(db, id, { ...said, state })
  note(db, { order_row: order.id, at, what: `conflict-${state}`, by, detail: said.note ?? showId('c', id) })
  if (countConflicts(db, order.id) === 0) alarms.end('order-conflict', subject(order))
}
