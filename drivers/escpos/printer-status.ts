import type { PrinterState } from '../../shared/domain/printer.ts'
import type { PrinterDetail } from '../../shared/domain/printer-details.ts'

export type ReportedStatus = { state: PrinterState; detail: PrinterDetail | null }

/** The four questions of DLE EOT: printer, cause of offline, cause of error, paper. */
export const statusQuestions = [1, 2, 3, 4] as const
export type StatusQuestion = (typeof statusQuestions)[number]
/** Bytes answered, by question; a printer may not know all four. */
export type StatusAnswers = Partial<Record<StatusQuestion, number>>

/** DLE EOT n: real time, answered at once and not in order. Never inside a command, whose data it would become. */
export function askStatus(question: StatusQuestion): Uint8Array {
  return Uint8Array.of(0x10, 0x04, question)
}

/**
 * GS a n: four bytes at once, and again whenever one of these changes: bit 1 online and cover, 2 errors, 3 paper (bit 0
 * would be the drawer, which is no matter of ours). In order; what is set lasts until ESC @ (Bixolon SRP-332II).
 */
export const askAutoStatus = Uint8Array.of(0x1d, 0x61, 0x0e)
export const endAutoStatus = Uint8Array.of(0x1d, 0x61, 0)

const has = (byte: number | undefined, mask: number) => ((byte ?? 0) & mask) !== 0

/** The worst that the answers say, by what a person must do first (bits: reference/escpos.md §3). */
export function statusOf(answers: StatusAnswers): ReportedStatus {
  return worst({
    coverOpen: has(answers[2], 0x04),
    paperOut: has(answers[4], 0x60) || has(answers[2], 0x20),
    cutter: has(answers[3], 0x08),
    unrecoverable: has(answers[3], 0x20),
    overheated: has(answers[3], 0x40),
    error: has(answers[2], 0x40),
    offline: has(answers[1], 0x08),
    feeding: has(answers[2], 0x08),
    paperNearEnd: has(answers[4], 0x0c),
  })
}

/** The same from the four bytes of an automatic status (GS a). */
export function statusOfAutoStatus([b1, b2, b3]: readonly [number, number, number, number]): ReportedStatus {
  return worst({
    coverOpen: has(b1, 0x20),
    paperOut: has(b3, 0x0c),
    cutter: has(b2, 0x08),
    unrecoverable: has(b2, 0x20),
    overheated: has(b2, 0x40),
    error: false,
    offline: has(b1, 0x08),
    feeding: has(b1, 0x40),
    paperNearEnd: has(b3, 0x03),
  })
}

/** What the answer to GS r 1 says of the paper: bits 0, 1 near its end, bits 2, 3 ended. */
export function statusOfPaper(byte: number): ReportedStatus {
  if (has(byte, 0x0c)) return { state: 'paper-out', detail: null }
  return { state: has(byte, 0x03) ? 'paper-near-end' : 'ready', detail: null }
}

type Signs = Record<
  | 'coverOpen'
  | 'paperOut'
  | 'cutter'
  | 'unrecoverable'
  | 'overheated'
  | 'error'
  | 'offline'
  | 'feeding'
  | 'paperNearEnd',
  boolean
>

function worst(signs: Signs): ReportedStatus {
  if (signs.coverOpen) return { state: 'cover-open', detail: null }
  if (signs.paperOut) return { state: 'paper-out', detail: null }
  if (signs.cutter) return { state: 'error', detail: 'cutter' }
  if (signs.unrecoverable) return { state: 'error', detail: 'unrecoverable' }
  if (signs.overheated) return { state: 'error', detail: 'overheated' }
  if (signs.error) return { state: 'error', detail: 'error' }
  if (signs.offline) return { state: 'offline', detail: signs.feeding ? 'feeding' : null }
  return { state: signs.paperNearEnd ? 'paper-near-end' : 'ready', detail: null }
}
