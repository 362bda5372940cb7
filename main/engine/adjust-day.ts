import type { AdjustmentKind } from '../../shared/domain/day-views.ts'
import type { Db } from '../store/database.ts'
import { addToTotals, insertAdjustment } from '../store/days.ts'

/**
 * What a person settles about a closed day: it stands beside the frozen numbers, with reason and name. In the caller's
 * transaction.
 */
export function adjustDay(
  db: Db,
  given: {
    day: string
    at: number
    kind: Extract<AdjustmentKind, 'correction' | 'difference-resolved'>
    /** what it adds, in fen */
    sales: number
    refunded: number
    reason: string
    by: string
    orderRow?: number | null
  },
): void {
  const { day, at, kind, sales, refunded, reason, by, orderRow = null } = given
  const added = { day, series: 'shop', orders: 0, sales, refunded } as const
  insertAdjustment(db, { ...added, at, kind, reason, by, order_row: orderRow })
  addToTotals(db, { ...added, called_off: 0, spent: 0 })
}
