import type { Confirmation } from '../../shared/domain/printer.ts'
import { endAutoStatus, statusOfAutoStatus } from '../escpos/printer-status.ts'
import type { Reply } from '../escpos/replies.ts'
import type { DrawGlyphs } from '../glyphs/glyph.ts'
import type { Profile } from '../profiles/profile.ts'
import { isTransportError, type Transport, type TransportError } from '../transport/transport.ts'
import { createDeviceMemory } from './device-memory.ts'
import { canDivide, waitForDivider } from './divider.ts'
import { createGate } from './gate.ts'
import type { Heard, Line } from './line.ts'
import { createLineKeeper } from './line-keeper.ts'
import { createPaperQuestions, drainAnswers, passLeftOver } from './paper-questions.ts'
import {
  detailOf,
  type Learned,
  type Outcome,
  type Printer,
  type PrinterFault,
  type PrinterStatus,
  type PrintOptions,
} from './printer.ts'
import { createRenderer } from './render.ts'
import { mostSilences, sendTicket, ticketStallMs, type Way } from './ticket-sending.ts'
import type { Timers } from './timers.ts'
import { createStep, nulsAfter, slipBytes, type TornPiece } from './torn-piece.ts'

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

const farewellStallMs = 1000
/** for a printer that is known to answer, behind all that it was asked before */
const settledMs = 2000

export function createPrinter(options: PrinterOptions): Printer {
  const { profile, transport, timers, lingerMs = 1000, ticketSeq } = options
  const memory = createDeviceMemory(options)
  // The run before this one may have left a question that the printer has yet to answer.
  const questions = createPaperQuestions(way() === 'status' || memory.learned.silences > 0 ? 1 : 0, timers.elapsed)
  const keeper = createLineKeeper({ transport, timers, lingerMs, onReply, farewell, autoStatus: profile.autoStatus })
  const step = createStep(profile)
  const gate = createGate({ profile, transport, memory, step, timers, hangUp: keeper.hangUp })
  /** the torn piece below which the slip went out, and on which line */
  let slipped: { id: number; line: Line } | null = null
  /** The last ticket, if it counts as sent: what its line still held when it ended may never have arrived. */
  let unheard: { line: Line; piece: TornPiece } | null = null
  let sentPieces = 0
  const desk = { questions, memory, timers, ticketSeq, shared: transport.shared, autoStatus: profile.autoStatus }

  return {
    render: createRenderer(options),
    print,
    prepare,
    status,
    release: keeper.hangUp,
    forget: gate.forget,
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

  function onReply(reply: Reply, noisy: boolean): Heard {
    if (reply.type === 'auto-status' && !noisy) memory.report(statusOfAutoStatus(reply.bytes))
    if (reply.type === 'process-id') return 'last'
    if (reply.type !== 'paper') return reply.type === 'noise' ? 'unasked' : 'asked'
    if (!questions.expecting) return 'unasked'
    if (!questions.answered()) return 'asked'
    // The probe was given up too soon: a slow printer answered after its three seconds.
    if (memory.learned.confirmation === 'none') memory.learn({ confirmation: 'status', silences: 0 })
    return 'last'
  }

  /** The printer does not know whom it tells: another program's connection breaks on bytes that it does not read. */
  async function farewell(line: Line): Promise<void> {
    if (line.mayPush) await line.send(endAutoStatus, farewellStallMs)
  }

  async function print(
    bytes: Uint8Array,
    { beforeFirstByte, torn: told = null, proves = false, signal }: PrintOptions,
  ): Promise<Outcome> {
    const line = await keeper.dial(signal)
    if (isTransportError(line)) return refused(unreachable(line))
    const torn = told ?? brokenOff(line)
    try {
      const opened = await gate.open(line, torn)
      if (opened.fault !== null) return refused(opened.fault)
      const fault = (await settleOldQuestions(line)) ?? stopped(signal)
      if (fault !== null) return refused(fault)
      const stuck = await sendSlip(line, torn)
      if (stuck !== null) return stuck
      // A slow printer takes its time with the slip: what was called off meanwhile is still in time.
      beforeFirstByte()
      // While older answers are owed, it is the count that tells.
      const mayComeTwice = opened.mayComeTwice && questions.outstanding === 0
      const outcome = await sendTicket({ ...desk, line, bytes, way: proves ? provingWay() : way(), mayComeTwice })
      if (outcome.kind === 'printed') gate.confirmed(line, outcome.evidence)
      if (outcome.kind !== 'refused') unheard = outcome.kind === 'sent' ? { line, piece: sentPiece(bytes) } : null
      // What is still in the line, nobody knows: the next ticket gets a new one.
      if (outcome.kind === 'refused' || outcome.kind === 'uncertain') void keeper.hangUp()
      return outcome
    } finally {
      keeper.idle()
    }
  }

  async function prepare(signal: AbortSignal, torn: TornPiece | null = null): Promise<void> {
    const line = await keeper.dial(signal)
    if (isTransportError(line)) return void unreachable(line)
    await gate.prepare(line, torn ?? brokenOff(line))
    keeper.idle()
  }

  /** What may hang out of the printer although nobody was told so: see `unheard`. */
  function brokenOff(line: Line): TornPiece | null {
    return unheard !== null && unheard.line !== line ? unheard.piece : null
  }

  /** It is no attempt's that anybody knows by number. */
  function sentPiece(paper: Uint8Array): TornPiece {
    sentPieces += 1
    return { id: 0 - sentPieces, paper, taken: paper.length, slip: new Uint8Array() }
  }

  /** No byte of the ticket has left yet, whatever becomes of the slip; one that is out is not said again. */
  async function sendSlip(line: Line, torn: TornPiece | null): Promise<Outcome | null> {
    if (torn === null || torn.slip.length === 0 || (slipped?.id === torn.id && slipped.line === line)) return null
    const slip = slipBytes(torn)
    // Nothing is asked of a print queue, so this is the first that it gets.
    const bytes = transport.oneWay ? Buffer.concat([nulsAfter(torn, profile), slip]) : slip
    const failure = await line.send(bytes, ticketStallMs)
    if (failure === null) {
      slipped = { id: torn.id, line }
      return null
    }
    step.lost()
    void keeper.hangUp()
    return refused(gate.lost(line))
  }

  async function status(signal: AbortSignal, torn: TornPiece | null = null): Promise<PrinterStatus> {
    const line = await keeper.dial(signal)
    if (isTransportError(line)) unreachable(line)
    else {
      // While there is no ticket to be kept waiting by it.
      if ((await gate.ask(line, torn ?? brokenOff(line))) === null) await settleOldQuestions(line)
      keeper.idle()
    }
    return memory.last
  }

  async function settleOldQuestions(line: Line): Promise<PrinterFault | null> {
    await passLeftOver(line, questions)
    if (questions.outstanding > 0 && (way() === 'status' || way() === 'probe')) {
      await drainAnswers(line, questions)
      // They have no name: one that comes again is to be heard before the ticket's own is waited for.
      if (line.open && canDivide(line, memory)) await waitForDivider(line, settledMs)
    }
    return line.open ? null : gate.lost(line)
  }

  function unreachable(error: TransportError): PrinterFault {
    if (error.code === 'aborted') return { state: memory.last.state, code: error.code, message: error.message }
    if (error.code !== 'busy') return gate.offline(detailOf(error), error.message)
    memory.report({ state: 'busy', detail: 'busy' })
    return { state: 'busy', code: error.code, message: error.message }
  }

  function stopped(signal: AbortSignal): PrinterFault | null {
    if (!signal.aborted) return null
    return { state: memory.last.state, code: 'aborted', message: 'stopped before the first byte' }
  }
}

function refused(fault: PrinterFault): Outcome {
  return { kind: 'refused', fault }
}
