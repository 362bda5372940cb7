import { takesTickets } from '../../shared/domain/printer.ts'
import type { PrinterDetail } from '../../shared/domain/printer-details.ts'
import { askAutoStatus, type ReportedStatus } from '../escpos/printer-status.ts'
import type { Profile } from '../profiles/profile.ts'
import type { Transport } from '../transport/transport.ts'
import type { DeviceMemory } from './device-memory.ts'
import { canDivide, waitForDivider } from './divider.ts'
import type { Line } from './line.ts'
import { createPortPins } from './port-pins.ts'
import { detailOf, type PrinterFault } from './printer.ts'
import { autoStatusRound, statusRound } from './status-round.ts'
import { mostSilences } from './ticket-sending.ts'
import type { Timers } from './timers.ts'
import type { Step, TornPiece } from './torn-piece.ts'

/** Decides whether a ticket can start, by the printer's own word where it gives one. */
export type Gate = {
  /** Before a ticket: can it start on this line now? */
  open(line: Line, torn: TornPiece | null): Promise<Opened>
  /** Opens ahead of a ticket that is about to come. */
  prepare(line: Line, torn: TornPiece | null): Promise<void>
  /** Asks the printer how it is, remembers the answer, and says why no ticket can start now. */
  ask(line: Line, torn: TornPiece | null): Promise<PrinterFault | null>
  /** It confirmed a ticket on this line just now. */
  confirmed(line: Line, evidence: 'process-id' | 'status'): void
  /** Another device stands there now. */
  forget(): void
  lost(line: Line): PrinterFault
  offline(code: PrinterDetail, message: string): PrinterFault
}

/** Why not; or whether the answer to the last ticket's GS r, which has no name, may come again behind this one. */
export type Opened = { fault: PrinterFault } | { fault: null; mayComeTwice: boolean }

/** For the first answer: a printer known to answer gets longer than one that may be mute. */
const knownAnswerMs = 2000
const unknownAnswerMs = 1000
/** A look before the printer is brought in step, and a question after that, when it was silent for long enough already. */
const quickAnswerMs = 800
/** Nothing stands before the question, so a line that does not take its few bytes is dead. */
const questionStallMs = 3000
/**
 * Behind an answer or a confirmation so lately no answer is waited for. The confirmation is the stronger word: it came in order,
 * from the same line, and says that all was worked through, where DLE EOT only says that somebody is there. What happens to
 * the paper after it could as well happen after an answer to DLE EOT; the ticket then waits in the printer, and is
 * known to. A question that is waited for costs two turns of the wire: 1 to 16 ms each on a serial line (USB adapters gather bytes).
 */
const freshMs = 250
/** Once on a line: who answers GS r and was thought to answer no DLE EOT may only have lost its answers then. */
const secondChanceMs = 300

export function createGate(options: {
  profile: Profile
  transport: Transport
  memory: DeviceMemory
  step: Step
  timers: Timers
  hangUp(): Promise<void>
}): Gate {
  const { profile, transport, memory, step, timers } = options
  /** how often in a row not even the first question was answered */
  let unheard = 0
  let wentMute = false
  let lately: { line: Line; at: number; mayComeTwice: boolean } | null = null
  /** lines on which the automatic status was asked for */
  const asked = new WeakSet<Line>()
  /** lines on which GS r was answered by a printer that is thought to answer no DLE EOT; true: it was asked again */
  const talking = new WeakMap<Line, boolean>()
  const portPins = createPortPins()

  function isFresh(line: Line): boolean {
    if (lately?.line !== line || timers.elapsed() - lately.at >= freshMs) return false
    return takesTickets(memory.last.state) && !line.noisy
  }

  async function open(line: Line, torn: TornPiece | null): Promise<Opened> {
    const heard = torn === null && isFresh(line) ? lately : null
    // Good for one ticket.
    lately = null
    const fault = heard === null ? await look(line, torn) : null
    return fault === null ? { fault, mayComeTwice: heard?.mayComeTwice === true } : { fault }
  }

  async function prepare(line: Line, torn: TornPiece | null): Promise<void> {
    if (torn === null && isFresh(line)) return
    const fault = await look(line, torn)
    lately = fault === null ? { line, at: timers.elapsed(), mayComeTwice: false } : null
  }

  async function look(line: Line, torn: TornPiece | null): Promise<PrinterFault | null> {
    // A printer that proved mute is not asked again before each ticket: that would cost every ticket a second.
    if (transport.oneWay || memory.learned.answersStatus !== false || line.pushes) return ask(line, torn)
    const fault = await bringInStep(line, torn)
    if (fault !== null) return fault
    await askTalking(line)
    return present(line)
  }

  async function askTalking(line: Line): Promise<void> {
    if (talking.get(line) !== false) return
    talking.set(line, true)
    await waitForDivider(line, secondChanceMs)
    if (line.answersStatus) memory.learn({ answersStatus: true })
  }

  async function ask(line: Line, torn: TornPiece | null): Promise<PrinterFault | null> {
    if (transport.oneWay) return present(line)
    return (await bringInStep(line, torn)) ?? inquire(line)
  }

  /** Before any question: the bytes of one, read as a length, would make a broken command endless. */
  async function bringInStep(line: Line, torn: TornPiece | null): Promise<PrinterFault | null> {
    const nuls = step.owedAfter(torn)
    if (torn === null || nuls === null) return null
    const fault = saidHeldUp() ? await lookFirst(line) : null
    if (fault !== null) return fault
    const failure = await line.send(nuls, questionStallMs)
    if (failure !== null) return lost(line)
    step.paid(torn)
    return null
  }

  /** It took no more, or said why not: its buffer is full, and it does not wait for the rest of a command. */
  function saidHeldUp(): boolean {
    const { state, detail } = memory.last
    if (memory.learned.answersStatus !== true || !profile.answers) return false
    return state === 'offline' ? detail === 'stalled' : !takesTickets(state)
  }

  /** What cannot be taken now must not hide the reason, nor gather in the buffer with every try. */
  async function lookFirst(line: Line): Promise<PrinterFault | null> {
    const look = await statusRound(line, { firstMs: quickAnswerMs, stallMs: questionStallMs })
    if (look === 'gone') return lost(line)
    if (look === 'silent' || line.noisy || takesTickets(look.state)) return null
    memory.report(look)
    return heldUp(look)
  }

  async function inquire(line: Line): Promise<PrinterFault | null> {
    // Another language would print the questions.
    if (!profile.answers) return present(line)
    const reported = await hear(line)
    if (reported === 'gone') return lost(line)
    // Who babbles answers nothing, whatever some of it looks like.
    if (reported === 'silent' || line.noisy) return unanswered(line)
    unheard = 0
    wentMute = false
    step.answered()
    memory.report(reported)
    if (!takesTickets(reported.state)) return heldUp(reported)
    // Once, and not while the printer is held up: it would only gather in its buffer.
    if (profile.autoStatus && !asked.has(line)) {
      asked.add(line)
      await line.send(askAutoStatus, questionStallMs)
    }
    return null
  }

  /** Where the printer tells its state by itself, one answer in order shows that it is there and still does. */
  async function hear(line: Line): Promise<ReportedStatus | 'silent' | 'gone'> {
    if (line.pushes && takesTickets(memory.last.state)) {
      const pushed = await autoStatusRound(line, { withinMs: knownAnswerMs, stallMs: questionStallMs })
      if (pushed !== 'silent') return pushed
    }
    const known = memory.learned.answersStatus === true
    const firstMs = known ? knownAnswerMs : unknownAnswerMs
    let answer = await statusRound(line, { firstMs, stallMs: questionStallMs })
    // It may stand in the middle of a command, of ours or of another program.
    const nuls = answer === 'silent' && known && !line.noisy ? step.owedAfterSilence() : null
    if (nuls !== null) {
      if ((await line.send(nuls, questionStallMs)) !== null) return 'gone'
      answer = await statusRound(line, { firstMs: quickAnswerMs, stallMs: questionStallMs })
    }
    if (typeof answer !== 'string' && !line.noisy) memory.learn({ answersStatus: true })
    return answer
  }

  async function unanswered(line: Line): Promise<PrinterFault | null> {
    if (memory.learned.answersStatus !== true) {
      memory.learn({ answersStatus: false })
      return present(line)
    }
    void options.hangUp()
    unheard += 1
    // Another device may answer at this address now, or rather not answer: it is met as a stranger. It may as well
    // be the same one, dead behind a live line, so what is only sent from now on stays under suspicion.
    if (unheard >= mostSilences) {
      forget()
      wentMute = true
    }
    return offline('silent', 'the printer answered before and is silent now')
  }

  /** It is there, and what its last confirmation said of the paper is the best that is known. */
  async function present(line: Line): Promise<PrinterFault | null> {
    step.answered()
    const told = await portPins(line)
    if (told !== null) {
      memory.report(told)
      return heldUp(told)
    }
    const { state } = memory.last
    if (state !== 'ready' && state !== 'paper-near-end')
      memory.report({ state: 'unknown', detail: wentMute ? 'went-mute' : 'mute' })
    return null
  }

  function lost({ failure }: Line): PrinterFault {
    return failure === null ? offline('lost', 'the connection ended') : offline(detailOf(failure), failure.message)
  }

  function offline(code: PrinterDetail, message: string): PrinterFault {
    memory.report({ state: 'offline', detail: code })
    return { state: 'offline', code, message }
  }

  function forget(): void {
    unheard = 0
    memory.learn({ confirmation: null, answersStatus: null, silences: 0 })
  }

  return {
    open,
    prepare,
    ask,
    confirmed(line, evidence) {
      const mayComeTwice = evidence === 'status'
      const clear = !mayComeTwice || canDivide(line, memory)
      if (!clear && !talking.has(line)) talking.set(line, false)
      lately = clear ? { line, at: timers.elapsed(), mayComeTwice } : null
    },
    forget() {
      forget()
      wentMute = false
    },
    lost,
    offline,
  }
}

function heldUp({ state, detail }: ReportedStatus): PrinterFault {
  const words = `the printer says: ${state}${detail === null ? '' : `, ${detail}`}`
  return { state, code: detail ?? state, message: words }
}
