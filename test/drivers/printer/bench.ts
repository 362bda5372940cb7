import { vi } from 'vitest'
import { createEncoder } from '../../../drivers/escpos/encoder.ts'
import { legible } from '../../../drivers/escpos/gbk-text.ts'
import { createPrinter, type PrinterOptions } from '../../../drivers/printer/create-printer.ts'
import type { Learned, Outcome, Printer, PrinterStatus, PrintOptions } from '../../../drivers/printer/printer.ts'
import type { Timers } from '../../../drivers/printer/timers.ts'
import type { Profile } from '../../../drivers/profiles/profile.ts'
import { findProfile } from '../../../drivers/profiles/profiles.ts'
import type { Confirmation } from '../../../shared/domain/printer.ts'
import type { TicketDocument } from '../../../shared/ticket/document.ts'
import { layoutDocument } from '../../../shared/ticket/layout.ts'

/** Time as vitest's fake timers tell it, where they are on. */
export const timers: Timers = {
  elapsed: () => Date.now(),
  after(ms, then) {
    const timer = setTimeout(then, ms)
    return () => clearTimeout(timer)
  },
}

export const ticket: TicketDocument = {
  blocks: [
    { type: 'text', text: 'A012', align: 'center', size: { width: 2, height: 2 } },
    { type: 'pair', left: '鲜肉包', right: 'x2', size: { width: 1, height: 2 } },
    { type: 'cut' },
  ],
}

export const nothingLearned: Learned = { confirmation: null, answersStatus: null, silences: 0 }

export type Bench = {
  printer: Printer
  /** of `ticket` */
  bytes: Uint8Array
  statuses: PrinterStatus[]
  readonly intents: number
  readonly learned: Learned
  print(signal?: PrintOptions['signal']): Promise<Outcome>
  /** as a test page is printed */
  prove(): Promise<Outcome>
  status(): Promise<PrinterStatus>
}

export function useFakeTime(): void {
  // setImmediate stays real: it is the event loop's turn, in which scripted devices answer.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
}

export function useRealTime(): void {
  vi.useRealTimers()
}

/** Runs fake time, in steps that leave the event loop its turns, until the promise settles. */
export async function settle<T>(promise: Promise<T>, mostMs = 7_200_000): Promise<T> {
  let done = false
  const watched = promise.finally(() => {
    done = true
  })
  watched.catch(() => {})
  for (let passed = 0; !done; passed += 100) {
    for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve))
    if (done) break
    if (passed > mostMs) throw new Error(`still pending after ${mostMs} ms`)
    await vi.advanceTimersByTimeAsync(100)
  }
  return watched
}

/** Lets so much fake time go by. */
export function pass(ms: number): Promise<void> {
  return settle(new Promise(resolve => setTimeout(resolve, ms)))
}

/** A printer on a transport, with what it learned, said and committed on record. */
export function createBench(
  options: Pick<PrinterOptions, 'transport'> & {
    confirmation?: Confirmation | 'auto'
    learned?: Partial<Learned>
    profile?: Partial<Profile>
    lingerMs?: number
  },
): Bench {
  const statuses: PrinterStatus[] = []
  const learned: Learned[] = [{ ...nothingLearned, ...options.learned }]
  const generic = findProfile('generic-80')
  if (generic === null) throw new Error('no profile')
  let sequence = 41
  const printer = createPrinter({
    profile: { ...generic, ...options.profile },
    transport: options.transport,
    confirmation: options.confirmation ?? 'auto',
    learned: learned[0] as Learned,
    onLearned: news => learned.push(news),
    onStatus: status => statuses.push(status),
    ticketSeq: () => ++sequence,
    timers,
    ...(options.lingerMs === undefined ? {} : { lingerMs: options.lingerMs }),
  })
  const bytes = createEncoder(generic).encode(layoutDocument(ticket, { columns: generic.columns, legible }))
  let intents = 0
  const print = (signal: PrintOptions['signal'], proves: boolean) =>
    printer.print(bytes, {
      beforeFirstByte: () => {
        intents += 1
      },
      signal,
      proves,
    })
  return {
    printer,
    bytes,
    statuses,
    get intents() {
      return intents
    },
    get learned() {
      return learned.at(-1) as Learned
    },
    print: (signal = new AbortController().signal) => print(signal, false),
    prove: () => print(new AbortController().signal, true),
    status: () => printer.status(new AbortController().signal),
  }
}

export type Question = { kind: 'paper' | 'status' | 'process-id' | 'auto-status'; at: number; arg: string }

/** The questions in a stretch of bytes: DLE EOT n, GS r 1, GS ( H fn 48, GS a n. */
export function questionsIn(bytes: Uint8Array): Question[] {
  const found: Question[] = []
  const text = Buffer.from(bytes).toString('latin1')
  for (let at = 0; at < text.length; at++) {
    if (text.startsWith('\x10\x04', at)) found.push({ kind: 'status', at, arg: String(bytes[at + 2]) })
    else if (text.startsWith('\x1dr\x01', at)) found.push({ kind: 'paper', at, arg: '' })
    else if (text.startsWith('\x1da', at)) found.push({ kind: 'auto-status', at, arg: String(bytes[at + 2]) })
    else if (text.startsWith('\x1d(H\x06\x0000', at)) {
      found.push({ kind: 'process-id', at, arg: text.slice(at + 7, at + 11) })
    }
  }
  return found
}

/** Answers like a healthy printer that knows all three ways, and GS a where it is asked to. */
export function healthyAnswer(
  bytes: Uint8Array,
  knows: { status?: boolean; paper?: boolean; processId?: boolean; autoStatus?: boolean } = {},
): Uint8Array | null {
  const { status = true, paper = true, processId = true, autoStatus = false } = knows
  const replies = questionsIn(bytes).flatMap(({ kind, arg }) => {
    if (kind === 'status') return status ? [0x12] : []
    if (kind === 'auto-status') return autoStatus && arg !== '0' ? [0x10, 0, 0, 0] : []
    if (kind === 'paper') return paper ? [0x00] : []
    return processId ? [0x37, 0x22, ...Buffer.from(arg, 'latin1'), 0x00] : []
  })
  return replies.length === 0 ? null : Uint8Array.from(replies)
}
