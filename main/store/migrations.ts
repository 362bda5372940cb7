import type { Database } from 'better-sqlite3'
import { mainJob } from './migrations/0001-main-job.ts'
import { policies } from './migrations/0002-policies.ts'
import { recovery } from './migrations/0003-recovery.ts'
import { tokens } from './migrations/0004-tokens.ts'
import { outboxCursors } from './migrations/0005-outbox-cursors.ts'
import { cloudPrints } from './migrations/0006-cloud-prints.ts'
import { platformCalls } from './migrations/0007-platform-calls.ts'
import { platforms } from './migrations/0008-platforms.ts'
import { discrepancies } from './migrations/0009-discrepancies.ts'
import { bills } from './migrations/0010-bills.ts'
import { businessDays } from './migrations/0011-business-days.ts'
import { handover } from './migrations/0012-handover.ts'
import { platformLegs } from './migrations/0013-platform-legs.ts'
import { settledAside } from './migrations/0014-settled-aside.ts'
import { restoresAndClocks } from './migrations/0015-restores-and-clocks.ts'
import { countedOn } from './migrations/0016-counted-on.ts'
import { StoreError } from './store-error.ts'

// Forward only, in order, each in its own transaction with its number; user_version says how far this file is.
const steps: readonly string[] = [
  ...[mainJob, policies, recovery, tokens, outboxCursors],
  ...[cloudPrints, platformCalls, platforms, discrepancies, bills, businessDays, handover, platformLegs],
  ...[settledAside, restoresAndClocks, countedOn],
]

/** What this program makes of a database when it opens it. */
export const schemaVersion = steps.length

export function migrate(db: Database): void {
  const version = db.pragma('user_version', { simple: true }) as number
  if (version > steps.length) {
    throw new StoreError(
      'newer',
      `it was written by a newer version of this program (${version}, this one knows ${steps.length}): install that one`,
    )
  }
  steps.slice(version).forEach((step, index) => {
    db.transaction(() => {
      db.exec(step)
      db.pragma(`user_version = ${version + index + 1}`)
    }).immediate()
  })
}
