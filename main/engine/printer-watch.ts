import type { AlarmCode } from '../../shared/domain/alarm.ts'
import type { PrinterState } from '../../shared/domain/printer.ts'
import type { AlarmBook } from './alarm-book.ts'

const alarmOf: Partial<Record<PrinterState, AlarmCode>> = {
  'paper-out': 'printer-paper-out',
  'cover-open': 'printer-cover-open',
  'paper-near-end': 'printer-near-end',
  offline: 'printer-offline',
  error: 'printer-error',
}

export type PrinterCondition = {
  id: string
  name: string
  state: PrinterState
  detail: string | null
  /** jobs it still owes, and for how long the oldest has been waiting (ms) */
  waiting: number
  oldestMs: number
}

/**
 * Alarms of one printer. What it names itself (no paper, cover, fault) is said at once; that it cannot be reached only
 * when somebody waits for it, after `patienceMs`, so that a printer switched off overnight is no news.
 * Returns whether an alarm stands.
 */
export function watchPrinter(alarms: AlarmBook, printer: PrinterCondition, patienceMs: number): boolean {
  const code = alarmOf[printer.state]
  const quiet = printer.state === 'offline' && (printer.waiting === 0 || printer.oldestMs < patienceMs)
  for (const other of Object.values(alarmOf)) if (other !== code || quiet) alarms.end(other, printer.id)
  if (code === undefined || quiet) return false
  alarms.raise(code, printer.id, { printer: printer.name, waiting: printer.waiting, detail: printer.detail ?? '' })
  return true
}
