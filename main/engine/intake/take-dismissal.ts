import type { Logger } from 'pino'
import { isDiskRefusal, transact } from '../../store/database.ts'
import { note } from '../../store/history.ts'
import {
  countConflicts,
  findOpenConflict,
  findOpenQuarantine,
  settleConflict,
  settleQuarantine,
} from '../../store/inbox.ts'
import { findOrder } from '../../store/orders.ts'
import { showId } from '../ids.ts'
import type { Dismissal } from './dismissal.ts'
import { watchQuarantine } from './take-order.ts'
import { subject, type TakeDeps } from './take-revision.ts'

/** `not-open`: somebody has settled it meanwhile; `failed`: the log says how. */
export type DismissalVerdict = { result: 'dismissed' | 'not-open' | 'failed' }

/** In a savepoint of its own: orders that reach the disk with it do not suffer. */
export function takeDismissal(deps: TakeDeps & { log: Logger }, dismissal: Dismissal): DismissalVerdict {
  try {
    const found = transact(deps.db, () => dismiss(deps, dismissal))
    return { result: found ? 'dismissed' : 'not-open' }
  } catch (error) {
    if (isDiskRefusal(error)) throw error
    deps.log.error({ err: error, source: dismissal.source }, 'what was kept aside could not be dismissed')
    return { result: 'failed' }
  }
}

function dismiss(deps: TakeDeps, { source, at, about }: Dismissal): boolean {
  const { db, alarms } = deps
  const { by, note: why } = about
  const how = { state: 'dismissed', at, by, note: why } as const
  if (about.kept === 'quarantine') {
    const row = findOpenQuarantine(db, source, about.bodyHash)
    if (row === undefined) return false
    settleQuarantine(db, row.id, how)
    note(db, { at, what: 'quarantine-dismissed', by, detail: `${showId('q', row.id)} ${why}` })
    watchQuarantine(deps, source)
    return true
  }
  const order = findOrder(db, source, about.orderId)
  if (order === undefined) return false
  const { revision, contentHash: content_hash } = about
  const row = findOpenConflict(db, { order_row: order.id, revision, content_hash })
  if (row === undefined) return false
  settleConflict(db, row.id, how)
  note(db, { order_row: order.id, at, what: 'conflict-dismissed', by, detail: why })
  if (countConflicts(db, order.id) === 0) alarms.end('order-conflict', subject(order))
  return true
}
