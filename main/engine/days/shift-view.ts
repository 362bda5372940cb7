import { expectedCash, type Pieces, type Shift } from '../../../shared/domain/drawer.ts'
import type { Db } from '../../store/database.ts'
import { type ShiftRow, sumOfShift } from '../../store/drawer.ts'
import { showId } from '../ids.ts'
import { iso } from '../job-view.ts'

export function shiftOf(db: Db, row: ShiftRow): Shift {
  const sums = sumOfShift(db, row.id)
  const expected = row.expected ?? expectedCash(row.float, sums)
  return {
    ...sums,
    id: showId('s', row.id),
    day: row.day,
    from: iso(row.opened_at),
    openedBy: row.opened_by,
    float: row.float,
    expected,
    until: row.ended_at === null ? null : iso(row.ended_at),
    endedBy: row.ended_by,
    handedTo: row.handed_to,
    counted: row.counted,
    pieces: row.pieces === null ? null : (JSON.parse(row.pieces) as Pieces),
    difference: row.counted === null ? null : row.counted - expected,
    left: row.left_in,
    note: row.note,
  }
}
