import type { ShopPauseView } from '../../shared/domain/views/shop-views.ts'
import { transact } from '../store/database.ts'
import { note } from '../store/history.ts'
import { addEvent } from '../store/outbox.ts'
import { beginPause, countSince, endPause, findPause, type ShopPauseRow } from '../store/shop-pause.ts'
import type { Desk } from './desk.ts'
import type { HouseRules } from './house-rules.ts'
import type { JobActsDeps } from './job-acts.ts'
import { iso } from './job-view.ts'

/**
 * Whether the shop takes orders (打烊). Sources are told, and keep their customers from ordering; an order that comes all
 * the same was paid for: it is taken and printed as ever, with a notice on the screen.
 */
export function createShopDesk(
  deps: JobActsDeps & { version: string; houseRules: () => HouseRules },
): Pick<Desk, 'shop' | 'rules' | 'pauseShop' | 'resumeShop'> {
  const { db, settings, clock, alarms, bell } = deps

  function shop() {
    const { id, name, language, timezone } = settings.shop
    const pause = findPause(db)
    const paused = pause === undefined ? null : pauseView(pause)
    return { id, name, language, timezone, version: deps.version, receipts: settings.receipt.when, paused }
  }

  function pauseView(pause: ShopPauseRow): ShopPauseView {
    return { since: iso(pause.since), by: pause.by, orders: countSince(db, pause) }
  }

  return {
    shop,
    rules() {
      const { uncertain, staleAfterMinutes, alarmAfterSeconds, releaseMinutesBefore } = settings.policy
      const { customerDays, backupAlso } = deps.houseRules()
      return {
        ...{ uncertain, staleAfterMinutes, alarmAfterSeconds, releaseMinutesBefore },
        businessDayStart: settings.shop.businessDayStart,
        ...{ customerDays, backupAlso: backupAlso !== null },
      }
    },
    pauseShop({ by }) {
      const at = clock.now()
      transact(db, () => {
        // Two people, or a second click: it is paused, and the sources know.
        if (findPause(db) !== undefined) return
        beginPause(db, { since: at, by })
        addEvent(db, { type: 'shop.paused', source: null, at, data: { since: iso(at) } })
        note(db, { at, what: 'shop-paused', by })
      })
      bell.ring('shop')
      return shop()
    },
    resumeShop({ by }) {
      const at = clock.now()
      transact(db, () => {
        const pause = findPause(db)
        if (pause === undefined) return
        const { since, orders } = pauseView(pause)
        endPause(db)
        addEvent(db, { type: 'shop.resumed', source: null, at, data: { since, orders } })
        note(db, { at, what: 'shop-resumed', by })
      })
      for (const code of ['order-while-paused', 'shop-still-paused'] as const) alarms.end(code, 'shop')
      bell.ring('shop')
      return shop()
    },
  }
}
