import type { AlarmCode } from '../../../shared/domain/alarm.ts'
import type { PrinterState } from '../../../shared/domain/printer.ts'
import type { PrinterTrouble } from '../../../shared/domain/printer-trouble.ts'
import type { AlarmBook } from '../alarm-book.ts'

const alarmOf: Partial<Record<PrinterState, AlarmCode>> = {
  'paper-out': 'printer-paper-out',
  'cover-open': 'printer-cover-open',
  'paper-near-end': 'printer-near-end',
  offline: 'printer-offline',
  busy: 'printer-busy',
  error: 'printer-error',
}

/** Nothing gets better here without a person. */
const setupAlarmOf: Partial<Record<PrinterTrouble['trouble'], AlarmCode>> = {
  forbidden: 'printer-forbidden',
  alike: 'printer-alike',
}

const codes: AlarmCode[] = [
  ...Object.values(alarmOf),
  ...Object.values(setupAlarmOf),
  'printer-stuck',
  'printer-paused',
  'printer-mute',
  'printer-silent',
]

export function hasPrinterAlarm(alarms: AlarmBook, printerId: string): boolean {
  return alarms.standing().some(one => one.subject === printerId && codes.includes(one.code))
}

export type PrinterCondition = {
  id: string
  name: string
  state: PrinterState
  detail: string | null
  /** why it cannot be used, where a person can do something about it, and for how long that has been so */
  trouble: PrinterTrouble | null
  troubledMs: number
  paused: boolean
  /** jobs it owes, and for how long it has owed some (ms) */
  waiting: number
  waitedMs: number
  /** how long nothing has come out although something should (ms); a rush worked off ticket by ticket is no standstill */
  stuckMs: number
  /** how long ago it came back from what a person was told of, with nothing out since; null: it did not */
  backMs: number | null
  /** jobs held because it has left several papers without a word */
  silenced: number
  /** names of the printers that have taken its tickets meanwhile; empty: none has */
  standIn: string
}

/** Lanes look once a second and a little late on a busy machine; this much earlier the alarm is in time. */
const earlyMs = 2_000

/**
 * Alarms of one printer, within `withinMs` of the need. What it names itself (no paper, cover, fault) is said at once;
 * that it cannot be reached, or that another program has it, only when somebody waits for it or others print its tickets,
 * so that a printer switched off overnight is no news; what has to be set right once is said whether or not somebody waits;
 * and a printer that seems fine and yet prints nothing is an alarm too. Where somebody waits, what was wrong stands until the
 * first ticket is out again: that it prints is the end of it, not that it says it could. Returns whether one stands.
 */
export function watchPrinter(alarms: AlarmBook, printer: PrinterCondition, withinMs: number): boolean {
  const code = codeOf(printer, withinMs)
  const isBack = printer.backMs !== null && printer.backMs < withinMs - earlyMs
  if ((code === null || code === 'printer-stuck') && isBack && printer.waiting > 0) return true
  for (const other of codes) if (other !== code) alarms.end(other, printer.id)
  if (code === null) return false
  const { name, detail, standIn, trouble } = printer
  alarms.raise(code, printer.id, {
    printer: name,
    waiting: printer.waiting + printer.silenced,
    detail: detail ?? '',
    standIn,
    ...(isAway(printer) ? trouble : null),
  })
  return true
}

function codeOf(printer: PrinterCondition, withinMs: number): AlarmCode | null {
  const { state, detail, trouble, troubledMs, waiting, waitedMs, stuckMs, paused, silenced, standIn } = printer
  const setup = (state === 'offline' && trouble !== null && setupAlarmOf[trouble.trouble]) || null
  const named = setup ?? alarmOf[state] ?? null
  const away = isAway(printer)
  const lasts = setup !== null && troubledMs >= withinMs / 2
  const missed = !away || lasts || standIn !== '' || (waiting > 0 && waitedMs >= withinMs / 2)
  if (named !== null && named !== 'printer-near-end' && missed) return named
  // It answered once and no longer does: its tickets are only sent, and may be going nowhere.
  if (state === 'unknown' && detail === 'went-mute') return 'printer-mute'
  if (silenced > 0) return 'printer-silent'
  if (away) return null
  if (waiting > 0 && stuckMs >= withinMs - earlyMs) return paused ? 'printer-paused' : 'printer-stuck'
  return named
}

/** It is not there, or somebody has it: another program, or an earlier ticket of ours that has not let go. */
export function isAway({ state }: Pick<PrinterCondition, 'state'>): boolean {
  return state === 'offline' || state === 'busy'
}
