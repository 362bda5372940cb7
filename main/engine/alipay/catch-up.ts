import type { Logger } from 'pino'
import { chinaClock, chinaDay } from '../../sources/alipay/china-time.ts'
import { addCall, hasOpenCall } from '../../store/calls.ts'
import { type Db, transact } from '../../store/database.ts'
import type { Clock } from '../clock.ts'
import { lookEvery } from '../look-every.ts'
import type { DiskWatch } from '../recovery/disk-watch.ts'
import { askForSales } from './sales.ts'

const lookMs = 60_000
const dayMs = 24 * 3_600_000
/** A day's bill is usually there around nine on the next day; it may come later. */
const billFrom = '09:30'
/** Looked for this many days back, so that a shop that was off has its bills too. */
const billDays = 3

/** Has the sales and the bills of one source asked for; the calls that come of it are made like all others. */
export function createCatchUp(deps: {
  source: string
  db: Db
  clock: Clock
  disk: DiskWatch
  log: Logger
  wake: () => void
}) {
  const { source, db, clock, disk, log } = deps

  function look(): void {
    try {
      const now = clock.now()
      const news = transact(db, () => {
        const sales = !hasOpenCall(db, source, 'bill.sell.query') && askForSales(db, source, now)
        return askForBills(now) || sales
      })
      if (news) deps.wake()
    } catch (error) {
      log.warn({ err: error, source }, 'sales and bills could not be asked for')
      disk.noticed(error)
    }
  }

  function askForBills(now: number): boolean {
    if (chinaClock(now).slice(11, 16) < billFrom) return false
    let news = false
    for (let back = 1; back <= billDays; back += 1) {
      const day = chinaDay(now - back * dayMs)
      const body = { bill_type: 'trade', bill_date: day }
      const call = {
        source,
        kind: 'bill.download',
        key: `trade ${day}`,
        lane: `bill ${day}`,
        order_row: null,
        body,
        at: now,
      }
      if (addCall(db, call)) news = true
    }
    return news
  }

  look()
  return { stop: lookEvery(clock, lookMs, look) }
}
