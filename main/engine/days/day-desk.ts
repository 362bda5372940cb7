import { businessDay, businessDayStart, dayAfter, isDay } from '../../../shared/domain/business-day.ts'
import type { AdjustmentView, DayView } from '../../../shared/domain/views/day-views.ts'
import type { DiscrepancyView } from '../../../shared/domain/views/difference-views.ts'
import { transact } from '../../store/database.ts'
import {
  type AdjustmentRow,
  type DayCloseRow,
  getDayClose,
  insertDayClose,
  listAdjustments,
  sumAdjustments,
} from '../../store/days.ts'
import { adoptMoves, findOpenShift, getShift, insertShift, listShifts, type ShiftRow } from '../../store/drawer.ts'
import { note } from '../../store/history.ts'
import { findJobByKey, listHeld } from '../../store/jobs.ts'
import { addEvent } from '../../store/outbox.ts'
import { DeskError } from '../desk.ts'
import { showId } from '../ids.ts'
import { createJobActs, type JobActsDeps } from '../job-acts.ts'
import { iso } from '../job-view.ts'
import { watchHomeless } from '../printing/job-watch.ts'
import { adjustDay } from './adjust-day.ts'
import type { DayDesk } from './books.ts'
import { createDayCounter, type FrozenDay } from './day-counter.ts'
import { daySlipKey, issueDaySlip, reportNames, slipPrinter } from './day-slip.ts'
import { closeShift, countedSum } from './drawer-desk.ts'
import { createPeriods } from './periods.ts'

/** What the day desk has to know of reconciliation. */
export type DayDifferences = {
  list(day: string): DiscrepancyView[]
  /** not settled */
  count(day: string): number
  /** Holds the day against what platforms list of it, as far as they answer soon. Before it is closed. */
  readLists(day: string): Promise<void>
  /** Looks at the day once more; what is open may wait from now on: 存疑. In the transaction that closes it. */
  close(day: string, by: string): void
}

const mostAdjustments = 1_000

export type DayDeskDeps = JobActsDeps & {
  differences: DayDifferences
  /** a day's numbers have just been frozen */
  dayClosed: () => void
}

export function createDayDesk(deps: DayDeskDeps): DayDesk {
  const { db, settings, clock, bell, differences } = deps
  const counter = createDayCounter({
    ...deps,
    now: () => clock.now(),
    openDifferences: day => differences.count(day),
  })
  const acts = createJobActs(deps)
  const today = () => businessDay(clock.now(), settings.shop)

  function view(day: string): DayView {
    const close = getDayClose(db, day)
    const { report, demo } = close === undefined ? counter.count(day, null) : frozen(close)
    const later = sumAdjustments(db, day, 'shop')
    const sales = report.sales + later.sales
    const refunded = report.refunded + later.refunded
    return {
      day,
      state: close === undefined ? 'open' : 'closed',
      over: clock.now() >= businessDayStart(dayAfter(day), settings.shop),
      closedAt: close === undefined ? null : iso(close.at),
      closedBy: close?.by ?? null,
      note: close?.note ?? null,
      slipJobId: slipJob(day),
      report,
      demo,
      adjustments: listAdjustments(db, { day, after: 0, limit: mostAdjustments }).map(adjustmentView),
      adjusted: { orders: report.orders + later.orders, sales, refunded, net: sales - refunded },
      discrepancies: differences.list(day),
      names: reportNames(settings),
    }
  }

  function slipJob(day: string): string | null {
    const job = findJobByKey(db, daySlipKey(day))
    return job === undefined ? null : showId('j', job.id)
  }

  /**
   * What a count at the close is of: the shift that runs, unless it is another day's; where the day's shifts have all ended,
   * a last one with what moved since. A day without shifts has none.
   */
  function shiftToCount(day: string, by: string, at: number): ShiftRow | undefined {
    const open = findOpenShift(db)
    if (open !== undefined && open.day <= day) return open
    const last = listShifts(db, day).at(-1)
    if (last === undefined) return undefined
    if (open !== undefined) {
      const words = 'the drawer is a later day’s by now: close without a count'
      throw new DeskError('conflict', words, 'drawer-is-later')
    }
    const id = insertShift(db, { day, opened_at: at, opened_by: by, float: last.left_in ?? 0 })
    adoptMoves(db, { shift: id, day, since: last.ended_at ?? at })
    return getShift(db, id)
  }

  /** In one transaction, so that what is frozen is what the database held at that moment. */
  function freeze(day: string, act: Parameters<DayDesk['closeDay']>[1]): void {
    const at = clock.now()
    const { by, note: words = null, cash } = act
    const counted = cash === undefined ? null : countedSum(cash)
    if (cash !== undefined && counted !== null) {
      const shift = shiftToCount(day, by, at)
      if (shift !== undefined) closeShift(deps, shift, { ...cash, by, counted, leftIn: counted, day, at })
    }
    differences.close(day, by)
    const numbers = counter.count(day, counted)
    const { report, demo } = numbers
    const slip = issueDaySlip(
      deps,
      {
        ...{ day, closedAt: iso(at), by, note: words, report },
        demo: demo === null ? null : { orders: demo.orders, sales: demo.sales },
      },
      at,
    )
    insertDayClose(db, { day, at, by, note: words, numbers: JSON.stringify(numbers), ticket: slip.ticket })
    const { orders, sales, refunded, openDifferences } = report
    const data = { day, orders, sales, refunded, net: sales - refunded, openDifferences, by }
    addEvent(db, { type: 'day.closed', source: null, at, data })
    note(db, { job: slip.job, at, what: 'day-closed', by, detail: day })
  }

  return {
    ...createPeriods({ ...deps, counter, frozen }),
    async day(day) {
      requireDay(day)
      if (getDayClose(db, day) === undefined) await counter.warm(day)
      return view(day)
    },
    async closeDay(day, act) {
      requireDay(day)
      if (day > today()) throw new DeskError('conflict', 'this day has not begun')
      if (getDayClose(db, day) === undefined) await differences.readLists(day)
      await counter.warm(day)
      const closed = transact(db, () => {
        if (getDayClose(db, day) !== undefined) return false
        freeze(day, act)
        return true
      })
      if (closed) {
        watchHomeless(deps, listHeld(db))
        deps.wakeLane(slipPrinter(settings))
        bell.ring('days', 'jobs', 'printers')
        deps.dayClosed()
      }
      return view(day)
    },
    repeatDaySlip(day, { by, idempotencyKey }) {
      requireDay(day)
      const first = slipJob(day)
      if (first === null) throw new DeskError('conflict', 'this day is not closed')
      return acts.reprint(first, { by, idempotencyKey })
    },
    async correctDay(day, { by, reason, sales = 0, refunded = 0 }) {
      requireDay(day)
      const at = clock.now()
      transact(db, () => {
        if (getDayClose(db, day) === undefined) throw new DeskError('conflict', 'this day is not closed')
        adjustDay(db, { day, at, kind: 'correction', sales, refunded, reason, by })
      })
      bell.ring('days')
      return view(day)
    },
  }
}

function requireDay(day: string): void {
  if (!isDay(day)) throw new DeskError('invalid', 'day is not YYYY-MM-DD')
}

function frozen(close: DayCloseRow): FrozenDay {
  return JSON.parse(close.numbers) as FrozenDay
}

function adjustmentView(row: AdjustmentRow): AdjustmentView {
  const { id, day, at, kind, source, order_id: orderId, series, orders, sales, refunded, reason, by } = row
  return {
    ...{ id: showId('x', id), day, at: iso(at), kind, source, orderId, demo: series === 'demo' },
    ...{ orders, sales, refunded, reason, by },
  }
}
