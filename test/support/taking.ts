import { createAlarmBook } from '../../main/engine/alarm-book.ts'
import { createBell } from '../../main/engine/bell.ts'
import { createCustomerHash } from '../../main/engine/days/customer-hash.ts'
import { createKeyedHash } from '../../main/engine/intake/keyed-hash.ts'
import { readSubmission } from '../../main/engine/intake/submission.ts'
import { takeOrder, type Verdict } from '../../main/engine/intake/take-order.ts'
import { type Db, transact } from '../../main/store/database.ts'
import type { OrderInput } from '../../shared/domain/order.ts'
import { type Settings, settingsSchema } from '../../shared/domain/settings.ts'
import { openTestDatabase } from './database.ts'
import { shopSettings } from './shop.ts'
import { morning } from './shop-clock.ts'

type Taking = {
  db: Db
  settings: Settings
  now: () => number
  /** ISO 8601 */
  setTime(time: string): void
  /** `again`: its source says that it sends it once more */
  take(order: OrderInput, sourceId?: string, how?: { again: boolean }): Verdict
}

/** Orders taken in at moments that the test names, without printers, door or time. */
export function openTaking(change: Record<string, unknown> = {}): Taking {
  const db = openTestDatabase()
  const settings = settingsSchema.parse({ ...shopSettings, ...change })
  let at = morning
  const now = () => at
  const clock = { now, elapsed: now, after: () => () => {} }
  const alarms = createAlarmBook({ db, clock, bell: createBell(), language: 'zh-CN' })
  const keyedHash = createKeyedHash('a token')
  const deps = { db, settings, alarms, now, keyedHash, hashCustomer: createCustomerHash(Buffer.alloc(32, 7)) }
  return {
    db,
    settings,
    now,
    setTime(time) {
      at = Date.parse(time)
    },
    take(order, sourceId = 'mini', how = { again: false }) {
      const source = settings.sources.find(one => one.id === sourceId)
      if (source === undefined) throw new Error(`there is no source ${sourceId}`)
      const body = new TextEncoder().encode(JSON.stringify(order))
      const submission = readSubmission({ sourceId, webhookId: null, receivedAt: at, body, ...how })
      return transact(db, () => takeOrder(deps, source, submission))
    },
  }
}
