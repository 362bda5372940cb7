import { type Confirmation, takesTickets } from '../../shared/domain/printer.ts'
import { statusOfAutoStatus } from '../escpos/printer-status.ts'
import type { Reply } from '../escpos/replies.ts'
import type { DrawGlyphs } from '../glyphs/glyph.ts'
import type { Profile } from '../profiles/profile.ts'
import { isTransportError, type Transport, type TransportError } from '../transport/transport.ts'
import { createDeviceMemory } from './device-memory.ts'
import type { Line } from './line.ts'
import { createLineKeeper } from './line-keeper.ts'
import { createPaperQuestions, drainAnswers } from './paper-questions.ts'
import type { Learned, Outcome, Printer, PrinterFault, PrinterStatus, PrintOptions } from './printer.ts'
import { createRenderer } from './render.ts'
import { isOnline, statusRound } from './status-round.ts'
import { mostSilences, sendTicket, type Way } from './ticket-sending.ts'
import type { Timers } from './timers.ts'

export type PrinterOptions = {
  profile: Profile
  transport: Transport
  /** the shop's word; `auto`: what was learned, else the profile's word, else GS r 1 after the first ticket */
  confirmation: Confirmation | 'auto'
  learned: Learned
  onLearned(learned: Learned): void
  /** called when state or detail changed */
  onStatus(status: PrinterStatus): void
  /** a number that no other ticket of this printer had lately: it becomes the process id */
  ticketSeq(): number
  timers: Timers
  /** draws what the printer's fonts lack; without it they become [?] */
  drawGlyphs?: DrawGlyphs | undefined
  /** how long an idle connection to a shared device is kept for the next ticket; default 1000 */
  lingerMs?: number
}

/** For the answer to DLE EOT 1: a printer known to answer gets longer than one that may be mute. */
const knownAnswerMs = 2000
const unknownAnswerMs = 1000
/** Nothing stands before the question, so a line that does not take its three bytes is dead. */
const questionStallMs = 3000
/** Behind a ticket that was confirmed so lately one question is enough: on a serial line each costs two turns of the wire. */
const freshMs = 250
/** An answer so recent, on the line that is still open, need not be asked for again before the ticket. */
const preparedMs = 250

export function createPrinter(options: PrinterOptions): Printer {
  const { profile, transport, timers, lingerMs = 1000, ticketSeq } = options
  const memory = createDeviceMemory(options)
  // The run before this one may have left a question that the printer has yet to answer.
  const questions = createPaperQuestions(way() === 'status' || memory.learned.silences > 0 ? 1 : 0)
  const keeper = createLineKeeper({ transport, timers, lingerMs, onReply })
  let gateSilences = 0
  let confirmedAt = -Infinity
  let prepared: { line: Line; at: number } | null = null
  let wentMute = false
  const desk = { questions, memory, timers, ticketSeq, shared: transport.shared }

  return {
    render: createRenderer(options),
    print,
    prepare,
    status,
    release: keeper.hangUp,
    forget() {
      forget()
      wentMute = false
    },
    get last() {
      return memory.last
    },
    get confirmation() {
      const known = way()
      return known === 'probe' ? null : known
    },
    get provable() {
      return provingWay() === 'proof'
    },
  }

  function forget(): void {
    gateSilences = 0
    memory.learn({ confirmation: null, answersStatus: null, silences: 0 })
  }

  function way(): Exclude<Way, 'proof'> {
    if (transport.oneWay) return 'none'
    if (options.confirmation !== 'auto') return options.confirmation
    const { confirmation, silences } = memory.learned
    return confirmation ?? (silences < mostSilences ? profile.confirmation : null) ?? 'probe'
  }

  /** GS ( H is asked besides what is known, except where a person chose, or nothing can be asked. */
  function provingWay(): Way {
    if (transport.oneWay || options.confirmation !== 'auto' || !profile.answers) return way()
    return way() === 'process-id' ? 'process-id' : 'proof'
  }

  function onReply(reply: Reply): boolean {
    if (reply.type === 'auto-status') memory.report(statusOfAutoStatus(reply.bytes))
    if (reply.type !== 'paper') return reply.type !== 'noise'
    if (questions.outstanding === 0) return false
    if (!questions.answered()) return true
    // The probe was given up too soon: a slow printer answered after its three seconds.
    if (memory.learned.confirmation === 'none') memory.learn({ confirmation: 'status', silences: 0 })
    return true
  }

  async function print(bytes: Uint8Array, { beforeFirstByte, signal, proves = false }: PrintOptions): Promise<Outcome> {
    const line = await keeper.dial(signal)
    if (isTransportError(line)) return refused(unreachable(line))
    try {
      const fault = (isPrepared(line) ? null : await gate(line)) ?? (await settleOldQuestions(line)) ?? stopped(signal)
      prepared = null
      if (fault !== null) return refused(fault)
      beforeFirstByte()
      const outcome = await sendTicket({ ...desk, line, bytes, way: proves ? provingWay() : way() })
      confirmedAt = outcome.kind === 'printed' ? timers.elapsed() : -Infinity
      // What is still in the line, nobody knows: the next ticket gets a new one.
      if (outcome.kind === 'refused' || outcome.kind === 'uncertain') void keeper.hangUp()
      return outcome
    } finally {
      keeper.idle()
    }
  }

  async function prepare(signal: AbortSignal): Promise<void> {
    const line = await keeper.dial(signal)
    if (isTransportError(line)) return void unreachable(line)
    prepared = (await gate(line)) === null ? { line, at: timers.elapsed() } : null
    keeper.idle()
  }

  function isPrepared(line: Line): boolean {
    if (prepared?.line !== line || !line.open || line.noisy) return false
    return timers.elapsed() - prepared.at < preparedMs && takesTickets(memory.last.state)
  }

  async function status(signal: AbortSignal): Promise<PrinterStatus> {
    const line = await keeper.dial(signal)
    if (isTransportError(line)) unreachable(line)
    else {
      // While there is no ticket to be kept waiting by it.
      if ((await (transport.oneWay ? present() : inquire(line))) === null) await settleOldQuestions(line)
      keeper.idle()
    }
    return memory.last
  }

  /** Asks the printer how it is, remembers the answer, and says why no ticket can start now. */
  async function inquire(line: Line): Promise<PrinterFault | null> {
    // Another language would print the questions.
    if (!profile.answers) return present()
    const known = memory.learned.answersStatus === true
    const firstMs = known ? knownAnswerMs : unknownAnswerMs
    const reported = await statusRound(line, { firstMs, stallMs: questionStallMs })
    if (reported === 'gone') return offline('lost', 'the connection ended')
    // Who babbles answers nothing, whatever some of it looks like.
    if (reported === 'silent' || line.noisy) {
      if (known) {
        void keeper.hangUp()
        gateSilences += 1
        // Another device may answer at this address now, or rather not answer: it is met as a stranger. It may as well
        // be the same one, dead behind a live line, so what is only sent from now on stays under suspicion.
        if (gateSilences >= mostSilences) {
          forget()
          wentMute = true
        }
        return offline('silent', 'the printer answered before and is silent now')
      }
      memory.learn({ answersStatus: false })
      return present()
    }
    gateSilences = 0
    wentMute = false
    memory.learn({ answersStatus: true })
    memory.report(reported)
    if (takesTickets(reported.state)) return null
    const { state, detail } = reported
    return {
      state,
      code: detail ?? state,
      message: `the printer says: ${state}${detail === null ? '' : `, ${detail}`}`,
    }
  }

  /** A printer that proved mute is not asked again before each ticket: that would cost every ticket a second. */
  async function gate(line: Line): Promise<PrinterFault | null> {
    if (transport.oneWay || memory.learned.answersStatus === false) return present()
    const isFresh = timers.elapsed() - confirmedAt < freshMs && takesTickets(memory.last.state)
    const quick = { withinMs: knownAnswerMs, stallMs: questionStallMs }
    if (isFresh && memory.learned.answersStatus && (await isOnline(line, quick)) && !line.noisy) return null
    return inquire(line)
  }

  /** It is there, and what its last confirmation said of the paper is the best that is known. */
  function present(): null {
    const { state } = memory.last
    if (state !== 'ready' && state !== 'paper-near-end')
      memory.report({ state: 'unknown', detail: wentMute ? 'went-mute' : 'mute' })
    return null
  }

  async function settleOldQuestions(line: Line): Promise<PrinterFault | null> {
    if (questions.outstanding > 0 && (way() === 'status' || way() === 'probe')) await drainAnswers(line, questions)
    return line.open ? null : offline('lost', 'the connection ended')
  }

  function unreachable(error: TransportError): PrinterFault {
    if (error.code === 'aborted') return { state: memory.last.state, code: error.code, message: error.message }
    if (error.code !== 'busy') return offline(error.code, error.message)
    memory.report({ state: 'busy', detail: error.code })
    return { state: 'busy', code: error.code, message: error.message }
  }

  function offline(code: string, message: string): PrinterFault {
    memory.report({ state: 'offline', detail: code })
    return { state: 'offline', code, message }
  }

  function stopped(signal: AbortSignal): PrinterFault | null {
    if (!signal.aborted) return null
    return { state: memory.last.state, code: 'aborted', message: 'stopped before the first byte' }
  }
}

function refused(fault: PrinterFault): Outcome {
  return { kind: 'refused', fault }
}
