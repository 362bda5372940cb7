import { businessDay, isDay } from '../../../shared/domain/business-day.ts'
import { expectedCash, piecesSum, type Shift } from '../../../shared/domain/drawer.ts'
import { transact } from '../../store/database.ts'
import {
  addDrawerMove,
  endShift,
  findOpenShift,
  getShift,
  insertShift,
  lastLeftIn,
  listDrawerMoves,
  listShifts,
  type ShiftRow,
  sumOfShift,
} from '../../store/drawer.ts'
import { note } from '../../store/history.ts'
import { DeskError } from '../desk.ts'
import { readId, showId } from '../ids.ts'
import type { JobActsDeps } from '../job-acts.ts'
import { iso } from '../job-view.ts'
import type { DrawerCount, DrawerDesk, DrawerView } from './books.ts'
import { shiftOf } from './shift-view.ts'

type DrawerDeps = Pick<JobActsDeps, 'db' | 'settings' | 'clock' | 'bell'>

export function createDrawerDesk(deps: DrawerDeps): DrawerDesk {
  const { db, settings, clock, bell } = deps
  const today = () => businessDay(clock.now(), settings.shop)

  function drawer(): DrawerView {
    const open = findOpenShift(db)
    const moves = listDrawerMoves(db, today())
    return {
      shift: open === undefined ? null : shiftOf(db, open),
      left: lastLeftIn(db),
      moves: moves.map(({ at, amount, reason, by }) => ({ at: iso(at), amount, reason: reason ?? '', by })),
    }
  }

  function shown(id: number): Shift {
    const row = getShift(db, id)
    if (row === undefined) throw new DeskError('not-found', 'the shift is gone')
    bell.ring('days')
    return shiftOf(db, row)
  }

  return {
    drawer,
    shifts(day) {
      if (!isDay(day)) throw new DeskError('invalid', 'day is not YYYY-MM-DD')
      return listShifts(db, day).map(row => shiftOf(db, row))
    },
    openShift({ by, float }) {
      const at = clock.now()
      const id = transact(db, () => {
        if (findOpenShift(db) !== undefined) throw new DeskError('conflict', 'a shift runs already: hand it over')
        const shift = insertShift(db, { day: today(), opened_at: at, opened_by: by, float })
        note(db, { at, what: 'shift-opened', by, detail: showId('s', shift) })
        return shift
      })
      return shown(id)
    },
    handOver(shiftId, given) {
      const at = clock.now()
      const id = transact(db, () => {
        const row = getShift(db, readId('s', shiftId) ?? 0)
        if (row === undefined) throw new DeskError('not-found', `there is no shift ${shiftId}`)
        if (row.ended_at !== null) throw new DeskError('conflict', 'this shift has ended already')
        const { to, left } = given
        const counted = countedSum(given)
        if (left !== undefined && left > counted) throw new DeskError('invalid', 'left is more than was counted')
        const leftIn = left ?? counted
        closeShift(deps, row, { ...given, counted, leftIn, day: today(), at })
        if (to !== undefined) insertShift(db, { day: today(), opened_at: at, opened_by: to, float: leftIn })
        return row.id
      })
      return shown(id)
    },
    moveCash({ by, amount, reason }) {
      if (amount === 0) throw new DeskError('invalid', 'amount is 0')
      const kind = amount > 0 ? 'in' : 'out'
      const at = clock.now()
      transact(db, () => addDrawerMove(db, { day: today(), at, kind, amount, order_row: null, reason, by }))
      bell.ring('days')
      return drawer()
    },
  }
}

/** Ends it with what was counted. In the caller's transaction. */
export function closeShift(
  { db }: Pick<DrawerDeps, 'db'>,
  row: ShiftRow,
  given: DrawerCount & {
    by: string
    to?: string | undefined
    note?: string | undefined
    counted: number
    leftIn: number
    /** which it counts for */
    day: string
    at: number
  },
): void {
  const { by, to = null, counted, leftIn: left_in, pieces, day, at } = given
  endShift(db, {
    ...{ id: row.id, day, ended_at: at, ended_by: by, handed_to: to, counted, left_in },
    expected: expectedCash(row.float, sumOfShift(db, row.id)),
    pieces: pieces === undefined ? null : JSON.stringify(pieces),
    note: given.note ?? null,
  })
  note(db, { at, what: 'shift-ended', by, detail: showId('s', row.id) })
}

/** Throws DeskError where the pieces are not what the sum says. */
export function countedSum({ counted, pieces }: DrawerCount): number {
  const sum = pieces === undefined ? undefined : piecesSum(pieces)
  if (sum !== undefined && counted !== undefined && sum !== counted) {
    throw new DeskError('invalid', `pieces come to ${sum} fen, counted says ${counted}`)
  }
  const known = counted ?? sum
  if (known === undefined) throw new DeskError('invalid', 'counted or pieces is needed')
  return known
}
