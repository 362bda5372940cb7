import type { Logger } from 'pino'
import type { SourceSettings } from '../../../shared/domain/settings.ts'
import { isDiskRefusal, transact } from '../../store/database.ts'
import type { Submission } from './submission.ts'
import { takeChange, takeRush } from './take-change.ts'
import { quarantine, takeOrder, type Verdict } from './take-order.ts'
import { takeRecordedRefunds } from './take-recorded-refunds.ts'
import type { TakeDeps } from './take-revision.ts'

const take = { order: takeOrder, change: takeChange, rush: takeRush, refunds: takeRecordedRefunds }

/** In a savepoint of its own: what is wrong with one order is kept for a person and never takes others down. */
export function takeSafely(deps: TakeDeps & { log: Logger }, source: SourceSettings, submission: Submission): Verdict {
  try {
    return transact(deps.db, () => take[submission.kind](deps, source, submission))
  } catch (error) {
    if (isDiskRefusal(error)) throw error
    deps.log.error({ err: error, source: source.id }, 'an order could not be taken in')
    return quarantine(deps, submission, [{ path: '', message: 'could not be taken in by this version' }])
  }
}
