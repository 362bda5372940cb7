import { dayAfter, isDay } from '../../../shared/domain/business-day.ts'
import { addNumbers } from '../../../shared/domain/day-numbers.ts'
import { addPapers } from '../../../shared/domain/day-paper.ts'
import { addCash } from '../../../shared/domain/drawer.ts'
import { gather } from '../../../shared/domain/gather.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import type { CustomerNumbers, DayReport, DayTotals, PeriodView } from '../../../shared/domain/views/day-views.ts'
import type { Db } from '../../store/database.ts'
import { type DayCloseRow, type DayTotalsRow, listDayCloses, listTotals } from '../../store/days.ts'
import { countVisitors, firstVisitDay } from '../../store/visits.ts'
import type { Clock } from '../clock.ts'
import { DeskError } from '../desk.ts'
import type { DayCounter, FrozenDay } from './day-counter.ts'
import { reportNames } from './day-slip.ts'

/** A month, and the days around it that a calendar shows. */
const mostDays = 42

/** Weeks and months: closed days as they were frozen, open ones as they are now, and each day's totals so far. */
export function createPeriods(deps: {
  db: Db
  settings: Settings
  clock: Clock
  counter: DayCounter
  frozen: (close: DayCloseRow) => FrozenDay
}): { period(range: { from: string; until: string }): Promise<PeriodView> } {
  const { db, settings, counter } = deps

  async function reportOf(day: string, close: DayCloseRow | undefined): Promise<DayReport> {
    if (close !== undefined) return deps.frozen(close).report
    await counter.warm(day)
    return counter.count(day, null).report
  }

  /** Those who came are counted as long as they are remembered. */
  function active(range: { from: string; until: string }, rows: readonly DayTotals[]): CustomerNumbers | null {
    const first = firstVisitDay(db)
    const forgotten = rows.some(row => row.customers.customers > 0 && (first === null || row.day < first))
    if (forgotten) return null
    const { customers, newcomers } = countVisitors(db, range)
    const spent = rows.reduce((all, row) => all + row.customers.spent, 0)
    return { customers, newcomers, returning: customers - newcomers, spent }
  }

  return {
    async period({ from, until }) {
      if (!isDay(from) || !isDay(until)) throw new DeskError('invalid', 'from and until are not YYYY-MM-DD')
      const range = { from, until }
      const days = daysOf(range)
      const closes = new Map(listDayCloses(db, range).map(close => [close.day, close]))
      const totals = new Map(listTotals(db, { ...range, series: 'shop' }).map(row => [row.day, row]))
      // A day on which nothing happened costs nothing.
      const worth = days.filter(day => totals.has(day) || closes.has(day))
      const reports: { day: string; report: DayReport }[] = []
      for (const day of worth) reports.push({ day, report: await reportOf(day, closes.get(day)) })
      const rows = worth.map(day => totalsOf(day, totals.get(day), closes.has(day)))
      const sum = (pick: (row: DayTotals) => number) => rows.reduce((all, row) => all + pick(row), 0)
      const sales = sum(row => row.sales)
      const refunded = sum(row => row.refunded)
      return {
        ...range,
        days: days.map(day => totalsOf(day, totals.get(day), closes.has(day))),
        report: addReports(
          reports.map(({ report }) => report),
          settings,
        ),
        adjusted: { orders: sum(row => row.orders), sales, refunded, net: sales - refunded },
        active: active(range, rows),
        waits: reports.flatMap(({ day, report: { paper } }) =>
          paper.wait === null ? [] : [{ day, medianMs: paper.wait.medianMs, p95Ms: paper.wait.p95Ms }],
        ),
        names: reportNames(settings),
      }
    },
  }
}

function daysOf({ from, until }: { from: string; until: string }): string[] {
  if (from > until) throw new DeskError('invalid', 'from is after until')
  const days: string[] = []
  for (let day = from; day <= until; day = dayAfter(day)) {
    if (days.length === mostDays) throw new DeskError('invalid', `from and until are more than ${mostDays} days apart`)
    days.push(day)
  }
  return days
}

function totalsOf(day: string, row: DayTotalsRow | undefined, closed: boolean): DayTotals {
  const { orders = 0, sales = 0, refunded = 0, called_off = 0, customers = 0, newcomers = 0, spent = 0 } = row ?? {}
  return {
    ...{ day, closed, orders, sales, refunded, calledOff: called_off },
    customers: { customers, newcomers, returning: customers - newcomers, spent },
  }
}

function addReports(reports: readonly DayReport[], settings: Settings): DayReport {
  const sum = (pick: (one: DayReport) => number) => reports.reduce((all, one) => all + pick(one), 0)
  const troubles = reports.flatMap(one => one.printers)
  return {
    ...addNumbers(reports, settings.shop),
    paper: addPapers(reports.map(one => one.paper)),
    printers: gather(troubles, row => `${row.printer} ${row.code}`, ['times', 'minutes']),
    // Of each day; who came on several is told by `active`.
    customers: {
      customers: sum(one => one.customers.customers),
      newcomers: sum(one => one.customers.newcomers),
      returning: sum(one => one.customers.returning),
      spent: sum(one => one.customers.spent),
    },
    cash: addCash(reports.map(one => one.cash)),
    openDifferences: sum(one => one.openDifferences),
  }
}
