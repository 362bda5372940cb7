import { takesTickets } from '../../shared/domain/printer.ts'
import { askAutoStatus, type ReportedStatus } from '../escpos/printer-status.ts'
import type { Expectation, Line } from './line.ts'
import { statusRound } from './status-round.ts'
import type { Timers } from './timers.ts'

// How a printer proves that it has worked through a ticket (contract §2). Behind the cut stands
//   process-id  GS ( H fn 48 with the ticket's own id, which comes back when everything before it is printed
//   status      GS r 1, answered in order; the answer has no name, so it must be known how many are outstanding
//   probe       GS r 1 to a printer of which nothing is known
//   none        nothing

/** GS r 1 (paper sensors), executed after the data before it. */
export const askPaper = Uint8Array.of(0x1d, 0x72, 1)

/** GS ( H pL pH fn 48 m 48 d1 … d4: `37 22 d1 … d4 00` comes back when the data before it is printed (Epson). */
export function askProcessId(id: string): Uint8Array {
  return Uint8Array.of(0x1d, 0x28, 0x48, 6, 0, 0x30, 0x30, ...new TextEncoder().encode(id))
}

/** Four characters of 20–7E: 95⁴ = 81 450 625 ids before one comes again. */
export function processId(sequence: number): string {
  let left = sequence
  let id = ''
  for (let digit = 0; digit < 4; digit++) {
    id = String.fromCharCode(0x20 + (left % 95)) + id
    left = Math.floor(left / 95)
  }
  return id
}

/** Slower than any printer that people bear: 9600 baud carries 960 bytes a second. */
export const slowestBytesPerSecond = 100
const slackMs = 10_000
/** How long a printer may be busy with so many bytes. */
export function patienceMs(bytes: number): number {
  return (bytes / slowestBytesPerSecond) * 1000 + slackMs
}

/** Contract §2: the first ticket waits at most this long for the answer to GS r 1. */
const probeMs = 3000
const pollMs = 1000
export const pollAnswerMs = 1000

export type Wait = {
  /** bytes before the question, which the printer may still be printing */
  bytes: number
  /** is this the first question of its kind? Then a healthy printer has `probeMs` to answer it */
  probe: boolean
  /** does the printer answer DLE EOT? */
  answersStatus: boolean
  /** has it said by itself (GS a) that it cannot go on? */
  heldUp(): boolean
  timers: Timers
  onStatus(status: ReportedStatus): void
}

/** `unconfirmed`: alive (or never known to talk), but no confirmation; `silent`: it answered before and no longer does. */
export type NoConfirmation = 'unconfirmed' | 'silent' | 'gone'

/**
 * Waits for the confirmation of a ticket whose bytes are all taken. A printer without paper answers nothing in order,
 * and goes on once it has some: as long as it says so itself (DLE EOT in real time, or GS a), the wait goes on.
 */
export async function awaitConfirmation<T>(
  line: Line,
  confirmation: Expectation<T>,
  { bytes, probe, answersStatus, heldUp, timers, onStatus }: Wait,
): Promise<T | NoConfirmation> {
  const wholeMs = patienceMs(bytes)
  let deadline = timers.elapsed() + wholeMs
  let probeDeadline = probe ? timers.elapsed() + probeMs : Infinity
  let asked = false
  let word: 'unconfirmed' | 'silent' = answersStatus ? 'silent' : 'unconfirmed'
  for (;;) {
    const patience = Math.min(deadline, word === 'unconfirmed' ? probeDeadline : Infinity) - timers.elapsed()
    if (patience <= 0) return word
    const reply = await confirmation.within(Math.min(pollMs, patience))
    if (reply !== 'silent') return reply
    if (!answersStatus) {
      if (heldUp()) await askOnce()
      continue
    }
    const status = await statusRound(line, { firstMs: pollAnswerMs, stallMs: wholeMs })
    if (status === 'gone') return 'gone'
    // Silence may be a printer that answers only when its buffer is empty; it counts at the deadline.
    word = status === 'silent' ? 'silent' : 'unconfirmed'
    if (status === 'silent') continue
    onStatus(status)
    if (takesTickets(status.state)) continue
    startAnew()
  }

  /**
   * By its own word only, in which it may have been misheard: asked in order, a printer that is well says so at once, and one
   * that is held up has three bytes more in its buffer.
   */
  async function askOnce(): Promise<void> {
    if (!asked) await line.send(askAutoStatus, wholeMs)
    asked = true
    startAnew()
  }

  /** Held up. Once a person has been there, it has its whole time again. */
  function startAnew(): void {
    deadline = timers.elapsed() + wholeMs
    probeDeadline = Infinity
  }
}
