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
  /** how long nothing has come out although something should (ms) */
  stuckMs: number
}

/** Lanes look once a second and a little late on a busy machine; this much earlier the alarm is in time. */
const earlyMs = 2_000

/**
 * Alarms of one printer, within `withinMs` of the need. What it names itself (no paper, cover, fault) is said at once;
 * that it cannot be reached only when somebody waits for it, so that a printer switched off overnight is no news; and a
 * printer that seems fine and yet prints nothing is an alarm too. Returns whether one stands.
 */
export function watchPrinter(alarms: AlarmBook, printer: PrinterCondition, withinMs: number): boolean {
  const code = codeOf(printer, withinMs)
  for (const other of [...Object.values(alarmOf), stuck]) if (other !== code) alarms.end(other, printer.id)
  if (code === null) return false
  alarms.raise(code, printer.id, { printer: printer.name, waiting: printer.waiting, detail: printer.detail ?? '' })
  return true
}

const stuck: AlarmCode = 'printer-stuck'

function codeOf({ state, waiting, oldestMs, stuckMs }: PrinterCondition, withinMs: number): AlarmCode | null {
  const named = alarmOf[state] ?? null
  if (named !== null && named !== 'printer-near-end') {
    return state !== 'offline' || (waiting > 0 && oldestMs >= withinMs / 2) ? named : null
  }
  return waiting > 0 && stuckMs >= withinMs - earlyMs ? stuck : named
}
