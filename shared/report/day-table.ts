import type { SalesNumbers } from '../domain/day-numbers.ts'
import type { DayView } from '../domain/views/day-views.ts'
import { cleanText } from '../ticket/clean-text.ts'
import { type DaySlipWords, daySlipWords } from '../ticket/day-slip-words.ts'
import { paperDateTime } from '../ticket/paper-clock.ts'
import { type PaperLanguage, type PaperWords, paperWords } from '../ticket/words.ts'
import { type ReportWords, reportWords } from './report-words.ts'

/**
 * One line of a day's report, in the same columns whatever it is about, so that a spreadsheet can filter and add. Money is
 * integer fen; null where a line has no such thing.
 */
export type ReportLine = {
  sheet: keyof ReportWords['sheets']
  section: string
  name: string
  code: string | null
  quantity: number | null
  amount: number | null
  refunded: number | null
  returned: number | null
  note: string | null
}

type Words = { own: ReportWords; slip: DaySlipWords; paper: PaperWords; time: (iso: string) => string }
type Facts = Partial<Omit<ReportLine, 'sheet' | 'section' | 'name'>>

export function dayTable(view: DayView, language: PaperLanguage, timezone: string): ReportLine[] {
  const words: Words = {
    ...{ own: reportWords(language), slip: daySlipWords(language), paper: paperWords(language) },
    time: iso => paperDateTime(Date.parse(iso), timezone),
  }
  const { report, demo } = view
  return [
    ...overviewLines(view, words),
    ...salesLines(report, view.names.stations, words),
    ...dishLines(report, 'dishes', words.slip.dishes),
    ...discountLines(report, words),
    ...cashLines(view, words),
    ...paperLines(view, words),
    ...laterLines(view, words),
    ...(demo === null
      ? []
      : [
          reportLine('demo', words.own.demo, words.slip.sales, {
            quantity: demo.orders,
            amount: demo.sales,
            refunded: demo.refunded,
          }),
          ...dishLines(demo, 'demo', words.own.demo),
        ]),
  ]
}

/** Whatever text it is: controls would spoil a workbook, bidi marks what stands beside. */
function reportLine(sheet: ReportLine['sheet'], section: string, name: string, facts: Facts): ReportLine {
  const none = { code: null, quantity: null, amount: null, refunded: null, returned: null, note: null }
  const { code = null, note = null } = facts
  return { sheet, section, name: cleanText(name), ...none, ...facts, code: clean(code), note: clean(note) }
}

function clean(text: string | null): string | null {
  return text === null ? null : cleanText(text)
}

function overviewLines({ day, state, closedAt, closedBy, report, adjusted, adjustments }: DayView, words: Words) {
  const { own, slip, time } = words
  const line = (name: string, facts: Facts) => reportLine('overview', own.overview, name, facts)
  const closed = closedAt === null ? own.state[state] : `${own.state[state]} ${time(closedAt)} ${closedBy ?? ''}`
  return [
    line(own.day, { code: day, note: closed }),
    line(slip.orders, { quantity: report.orders }),
    line(slip.guests, { quantity: report.guests }),
    line(slip.items, { amount: report.items }),
    line(slip.fees, { amount: report.fees }),
    line(slip.discounts, { amount: -report.discounts }),
    line(slip.unexplained, { amount: report.unexplained, quantity: report.amountFaults }),
    line(slip.sales, { amount: report.sales }),
    line(own.refundsTotal, {
      quantity: report.refunds.count,
      amount: -report.refunded,
      returned: report.refunds.quantity,
    }),
    line(slip.net, { amount: report.sales - report.refunded }),
    line(own.owed, { quantity: report.owed.count, amount: report.owed.amount }),
    line(own.calledOff, { quantity: report.calledOff.count, amount: report.calledOff.amount }),
    ...(adjustments.length === 0 ? [] : [line(own.adjustedNet, { quantity: adjusted.orders, amount: adjusted.net })]),
    line(slip.customers.title, { quantity: report.customers.customers, amount: report.customers.spent }),
    line(slip.customers.newcomers, { quantity: report.customers.newcomers }),
    line(slip.customers.returning, { quantity: report.customers.returning }),
  ]
}

function salesLines(report: SalesNumbers, stations: Record<string, string>, { slip, paper }: Words): ReportLine[] {
  const line = (section: string, name: string, facts: Facts) => reportLine('sales', section, name, facts)
  const two = (hour: number) => String(hour % 24).padStart(2, '0')
  return [
    ...report.channels.map(row => {
      const name = row.channel === null ? slip.unknownChannel : paper.channels[row.channel]
      return line(slip.channels, name, { quantity: row.orders, amount: row.sales, refunded: row.refunded })
    }),
    ...report.methods.map(row => {
      const name = row.method === null ? slip.unknownMethod : (paper.methods.get(row.method) ?? row.method)
      return line(slip.methods, name, { quantity: row.orders, amount: row.sales, refunded: row.refunded })
    }),
    ...report.hours.map(row => {
      const name = `${two(row.hour)}:00–${two(row.hour + 1)}:00`
      return line(slip.hours, name, { quantity: row.orders, amount: row.sales, refunded: row.refunded })
    }),
    ...report.stations.map(row =>
      line(slip.stations, stations[row.station] ?? row.station, { quantity: row.quantity, amount: row.amount }),
    ),
  ]
}

function dishLines(report: SalesNumbers, sheet: 'dishes' | 'demo', section: string): ReportLine[] {
  return report.dishes.map(dish =>
    reportLine(sheet, section, dish.name, {
      code: dish.sku,
      quantity: dish.quantity,
      amount: dish.amount,
      returned: dish.refunded,
      note: dish.category,
    }),
  )
}

function discountLines(report: SalesNumbers, { slip }: Words): ReportLine[] {
  const line = (section: string, name: string, facts: Facts) => reportLine('discounts', section, name, facts)
  return [
    ...report.discountLines.map(row => {
      const name = `${slip.bearers[row.bearer]} ${slip.kinds[row.kind] ?? row.kind}`
      return line(slip.discounts, name, { quantity: row.count, amount: -row.amount })
    }),
    ...report.coupons.map(row => line(slip.coupons, row.name, { quantity: row.count, amount: -row.amount })),
    ...report.feeLines.map(row => line(slip.fees, row.name, { quantity: row.count, amount: row.amount })),
  ]
}

function cashLines({ report: { cash } }: DayView, { slip, own, time }: Words): ReportLine[] {
  const line = (name: string, amount: number | null, note: string | null = null) =>
    reportLine('cash', slip.cash.title, name, { amount, note })
  return [
    line(slip.cash.float, cash.float),
    line(slip.cash.sales, cash.sales),
    line(slip.cash.refunds, -cash.refunds),
    line(slip.cash.paidIn, cash.paidIn),
    line(slip.cash.paidOut, -cash.paidOut),
    line(slip.cash.expected, cash.expected),
    line(slip.cash.counted, cash.counted, cash.counted === null ? slip.cash.notCounted : null),
    line(slip.cash.difference, cash.difference),
    ...cash.shifts.map(shift =>
      reportLine('cash', own.shift, shift.openedBy, {
        code: shift.id,
        amount: shift.counted ?? shift.expected,
        note: [
          `${time(shift.from)} – ${shift.until === null ? '' : time(shift.until)}`,
          shift.difference === null ? slip.cash.notCounted : `${slip.cash.difference} ${shift.difference / 100}`,
          shift.note ?? '',
        ]
          .filter(text => text !== '')
          .join('; '),
      }),
    ),
  ]
}

const paperCounts = [
  'papers',
  'reprints',
  'copies',
  'doubtful',
  'uncertain',
  'held',
  'failed',
  'cancelled',
  'unconfirmed',
] as const

function paperLines({ report: { paper, printers }, names }: DayView, { slip, own }: Words): ReportLine[] {
  const line = (section: string, name: string, facts: Facts) => reportLine('paper', section, name, facts)
  const { wait } = paper
  const times =
    wait === null
      ? []
      : ([
          ['median', wait.medianMs],
          ['p95', wait.p95Ms],
          ['longest', wait.longestMs],
        ] as const)
  return [
    ...paper.tickets.map(one => line(slip.paper.title, slip.paper.tickets[one.kind], { quantity: one.count })),
    ...paperCounts.map(name => line(slip.paper.title, slip.paper[name], { quantity: paper[name] })),
    ...times.map(([name, ms]) =>
      line(slip.paper.wait, slip.paper[name], { quantity: Math.round(ms) / 1000, note: own.seconds }),
    ),
    ...printers.map(one =>
      line(own.trouble, `${names.printers[one.printer] ?? one.printer} ${slip.troubles[one.code] ?? one.code}`, {
        quantity: one.times,
        note: own.minutes(one.minutes),
      }),
    ),
  ]
}

function laterLines({ adjustments, discrepancies }: DayView, { own, time }: Words): ReportLine[] {
  return [
    ...adjustments.map(one =>
      reportLine('later', one.demo ? `${own.adjustments} ${own.demo}` : own.adjustments, own.adjustment[one.kind], {
        ...{ code: one.orderId, quantity: one.orders, amount: one.sales, refunded: one.refunded },
        note: `${time(one.at)} ${one.by} ${one.reason}`,
      }),
    ),
    ...discrepancies.map(one =>
      reportLine('later', own.differences, one.class, {
        code: one.orderId,
        amount: one.expected === null || one.actual === null ? null : one.actual - one.expected,
        note: `${own.difference[one.state]} ${one.suggestion}`,
      }),
    ),
  ]
}
