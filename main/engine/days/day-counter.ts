import { businessDay, businessDayStart, dayAfter } from '../../../shared/domain/business-day.ts'
import { type CountedSale, countSales } from '../../../shared/domain/day-numbers.ts'
import { countPapers, type PaperRow } from '../../../shared/domain/day-paper.ts'
import { type CashNumbers, countCash } from '../../../shared/domain/drawer.ts'
import { gather } from '../../../shared/domain/gather.ts'
import { parseOrder } from '../../../shared/domain/order.ts'
import { type Sale, saleOf } from '../../../shared/domain/sale.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import type { Mark } from '../../../shared/domain/ticket.ts'
import type {
  CustomerNumbers,
  DayReport,
  DemoReport,
  PrinterTroubleNumbers,
} from '../../../shared/domain/views/day-views.ts'
import type { OrderSummary } from '../../../shared/domain/views/order-views.ts'
import type { Db } from '../../store/database.ts'
import {
  type DayOrderRow,
  type DayPaperRow,
  getOrderBody,
  listDayAlarms,
  listDayOrders,
  listDayPapers,
} from '../../store/day-rows.ts'
import { getTotals } from '../../store/days.ts'
import { findOpenShift, listShifts, sumOutsideShifts } from '../../store/drawer.ts'
import type { Series } from '../../store/orders.ts'
import { shiftOf } from './shift-view.ts'

/** What a close freezes. */
export type FrozenDay = { report: DayReport; demo: DemoReport | null }

export type DayCounter = {
  /** Reads the day's orders that it does not know yet, a few at a time, so that orders and tickets have their turn. */
  warm(day: string): Promise<void>
  /** The day as the database has it at this moment. */
  count(day: string, countedAtClose: number | null): FrozenDay
}

/** Reading and checking an order is most of the work (60 µs); a busy day's fit. */
const mostKnown = 5_000
const ordersInARow = 40

export function createDayCounter(deps: {
  db: Db
  settings: Settings
  now: () => number
  openDifferences: (day: string) => number
}): DayCounter {
  const { db, settings, now } = deps
  const known = new Map<number, { revision: number; hash: string; sale: Sale | null }>()

  function saleIn(row: DayOrderRow): Sale | null {
    const same = known.get(row.id)
    if (same !== undefined && same.revision === row.revision && same.hash === row.content_hash) return same.sale
    const sale = readSale(row.id)
    known.delete(row.id)
    known.set(row.id, { revision: row.revision, hash: row.content_hash, sale })
    for (const id of known.keys()) {
      if (known.size <= mostKnown) break
      known.delete(id)
    }
    return sale
  }

  /** Null: its body cannot be read as an order any more. */
  function readSale(id: number): Sale | null {
    const row = getOrderBody(db, id)
    const parsed = row === undefined ? null : parseOrder(JSON.parse(row.body))
    if (row === undefined || !parsed?.ok) return null
    const { channel } = JSON.parse(row.summary) as OrderSummary
    return saleOf({ ...parsed.order, channel }, settings)
  }

  function salesOf(rows: readonly DayOrderRow[], series: Series): CountedSale[] {
    return rows.flatMap(row => {
      const sale = row.series === series ? saleIn(row) : null
      return sale === null ? [] : [{ sale, amountFault: row.amount_fault === 1 }]
    })
  }

  function countOf(rows: readonly DayOrderRow[], papers: readonly DayPaperRow[], series: Series): DemoReport {
    const own = papers.filter(paper => paper.series === series).map(paperRow)
    return { ...countSales(salesOf(rows, series), settings.shop), paper: countPapers(own) }
  }

  function printers(day: string): PrinterTroubleNumbers[] {
    const during = { from: businessDayStart(day, settings.shop), until: businessDayStart(dayAfter(day), settings.shop) }
    const ids = new Set(settings.printers.map(printer => printer.id))
    const rows = listDayAlarms(db, during)
      .filter(alarm => alarm.code.startsWith('printer-') && ids.has(alarm.subject))
      .map(({ code, subject, since, ended_at }) => {
        const end = Math.min(ended_at ?? now(), during.until)
        return { printer: subject, code, times: 1, minutes: Math.max(0, end - Math.max(since, during.from)) / 60_000 }
      })
    return gather(rows, row => `${row.printer} ${row.code}`, ['times', 'minutes'])
      .map(row => ({ ...row, minutes: Math.ceil(row.minutes) }))
      .sort((a, b) => b.minutes - a.minutes)
  }

  function customers(day: string): CustomerNumbers {
    const { customers = 0, newcomers = 0, spent = 0 } = getTotals(db, day, 'shop') ?? {}
    return { customers, newcomers, returning: customers - newcomers, spent }
  }

  function cash(day: string, countedAtClose: number | null): CashNumbers {
    const ended = listShifts(db, day).filter(shift => shift.ended_at !== null)
    const open = findOpenShift(db)
    const running = open !== undefined && (open.day === day || businessDay(now(), settings.shop) === day) ? [open] : []
    const shifts = [...ended, ...running].map(row => shiftOf(db, row))
    return countCash(shifts, sumOutsideShifts(db, day), countedAtClose)
  }

  return {
    async warm(day) {
      let read = 0
      for (const row of listDayOrders(db, day)) {
        if (known.has(row.id)) continue
        saleIn(row)
        read += 1
        if (read % ordersInARow === 0) await new Promise(resolve => setImmediate(resolve))
      }
    },
    count(day, countedAtClose) {
      const rows = listDayOrders(db, day)
      const papers = listDayPapers(db, day)
      const demo = rows.some(row => row.series === 'demo') ? countOf(rows, papers, 'demo') : null
      const report: DayReport = {
        ...countOf(rows, papers, 'shop'),
        printers: printers(day),
        customers: customers(day),
        cash: cash(day, countedAtClose),
        openDifferences: deps.openDifferences(day),
      }
      return { report, demo }
    },
  }
}

function paperRow(row: DayPaperRow): PaperRow {
  const { order_row: order, job, kind, state, due, outcome, ended_at: endedAt } = row
  if (row.copy === null || outcome === null) return { order, job, kind, state, due, attempt: null }
  const marks = row.marks === null || row.marks === '[]' ? [] : (JSON.parse(row.marks) as Mark[])
  return {
    ...{ order, job, kind, state, due },
    attempt: {
      ...{ copy: row.copy, doubtful: marks.includes('可能重复'), onPaper: (row.taken ?? 0) > 0, endedAt },
      done: outcome === 'printed' || outcome === 'sent',
    },
  }
}
