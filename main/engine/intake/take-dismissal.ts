import type { Logger } from 'pino'
import { isDiskRefusal, transact } from '../../store/database.ts'
import type { Dismissal } from './dismissal.ts'
import { findKept, settleKept } from './take-kept.ts'
import type { TakeDeps } from './take-revision.ts'

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
  const kept = findKept(deps.db, source, about)
  if (kept === undefined) return false
  settleKept(deps, kept, { as: 'dismissed', at, by: about.by, note: about.note })
  return true
}
