import { yuan } from '../../../shared/domain/money.ts'
import type { AdjustmentKind } from '../../../shared/domain/views/day-views.ts'
import type { Db } from '../../store/database.ts'
import { addToTotals, getClosedAt, insertAdjustment } from '../../store/days.ts'
import type { DiscrepancyRow } from '../../store/discrepancies.ts'

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

/** A difference that a person settles after its day was closed. What it means in money stays as it was. */
export function adjustResolved(
  db: Db,
  row: Pick<DiscrepancyRow, 'day' | 'class' | 'order_id' | 'expected' | 'actual'>,
  act: { by: string; note: string; at: number },
): void {
  if (getClosedAt(db, row.day) === null) return
  const sums = row.expected === null && row.actual === null ? '' : ` ${shown(row.expected)} / ${shown(row.actual)}`
  const reason = `${row.class} ${row.order_id ?? ''}${sums}: ${act.note}`
  adjustDay(db, { day: row.day, at: act.at, kind: 'difference-resolved', sales: 0, refunded: 0, reason, by: act.by })
}

function shown(fen: number | null): string {
  return fen === null ? '—' : yuan(fen)
}
