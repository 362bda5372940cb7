import type { Settings } from '../../../shared/domain/settings.ts'
import type { Db } from '../../store/database.ts'
import { listDiscrepancies } from '../../store/discrepancies.ts'
import { differenceView } from '../differences/difference-view.ts'
import type { Reconciler } from '../differences/reconciler.ts'
import type { DayDifferences } from './day-desk.ts'

const mostShown = 1_000

/** A day's differences, as its report and its close see them. */
export function dayDifferences(deps: { db: Db; settings: Settings; reconciler: Reconciler }): DayDifferences {
  const { db, settings, reconciler } = deps
  return {
    list: day =>
      listDiscrepancies(db, { state: null, day, after: 0, limit: mostShown }).map(row => {
        const { facts, action, order, since, tries, ...view } = differenceView(db, settings, row)
        return view
      }),
    readLists: day => reconciler.readLists(day),
    count: day => reconciler.unsettled(day),
    close: (day, by) => void reconciler.closeDay(day, by),
  }
}
