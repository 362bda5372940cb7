import { newJob, next } from '../../../shared/domain/print-job.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import type { DaySlip } from '../../../shared/domain/ticket.ts'
import type { ReportNames } from '../../../shared/domain/views/day-views.ts'
import type { Db } from '../../store/database.ts'
import { insertJob } from '../../store/jobs.ts'
import { insertTicket } from '../../store/tickets.ts'

/** Of a day there is one; what prints it again is a reprint, and says so. */
export function daySlipKey(day: string): string {
  return `day-slip:${day}`
}

/** At the counter, else where the kitchen's tickets go that no rule sends elsewhere. */
export function slipPrinter({ receipt, stations, defaultStation, printers }: Settings): string {
  const known = printers.some(printer => printer.id === receipt.printer)
  if (receipt.printer !== undefined && known) return receipt.printer
  return stations.find(station => station.id === defaultStation)?.printer ?? defaultStation
}

/** A report has ids; people know names. */
export function reportNames({ stations, printers }: Settings): ReportNames {
  const names = (all: readonly { id: string; name: string }[]) => Object.fromEntries(all.map(one => [one.id, one.name]))
  return { stations: names(stations), printers: names(printers) }
}

/** In the transaction that closes the day. Held where the shop has no printer, as any ticket is. */
export function issueDaySlip(
  { db, settings }: { db: Db; settings: Settings },
  slip: Omit<DaySlip, 'shopName' | 'stations' | 'printers'>,
  at: number,
): { ticket: number; job: number } {
  const printer = slipPrinter(settings)
  const row = { order_row: null, kind: 'report' as const, printer, created_at: at }
  const ticket = insertTicket(db, {
    ...{ ...row, revision: null, station: null, number: null },
    content: {
      kind: 'report',
      marks: [],
      slip: { shopName: settings.shop.name, ...reportNames(settings), ...slip },
    },
  })
  const job = newJob()
  const hasPrinter = settings.printers.some(one => one.id === printer)
  return {
    ticket,
    job: insertJob(db, {
      ...{ ...row, ticket, idempotency_key: daySlipKey(slip.day) },
      job: hasPrinter ? job : (next(job, { type: 'hold', why: 'no-printer' }) ?? job),
    }),
  }
}
