import { type Confirmation, takesTickets } from '../../shared/domain/printer.ts'
import { askAutoStatus, type ReportedStatus, statusOfPaper } from '../escpos/printer-status.ts'
import type { Reply } from '../escpos/replies.ts'
import type { TransportError } from '../transport/transport.ts'
import {
  askPaper,
  askProcessId,
  awaitConfirmation,
  type NoConfirmation,
  patienceMs,
  pollAnswerMs,
  processId,
} from './confirmation.ts'
import type { DeviceMemory } from './device-memory.ts'
import { createDivider, type Divider, passedDivider } from './divider.ts'
import type { Expectation, Line } from './line.ts'
import type { PaperQuestions } from './paper-questions.ts'
import { detailOf, type Outcome } from './printer.ts'
import { statusRound } from './status-round.ts'
import type { Timers } from './timers.ts'

/**
 * `probe`: nothing is known yet; GS r 1 is asked, and its answer or the lack of it is learned. `proof`: so is GS ( H,
 * which few printers know; only behind a test page.
 */
export type Way = Confirmation | 'probe' | 'proof'

export type Sending = {
  line: Line
  bytes: Uint8Array
  way: Way
  /** the answer to the last ticket's GS r may come again behind this one */
  mayComeTwice: boolean
  questions: PaperQuestions
  memory: DeviceMemory
  timers: Timers
  /** the number for the process id; taken for tickets that ask for one */
  ticketSeq(): number
  /** the device is given back after this ticket if that is the only way to learn more */
  shared: boolean
  /** does the printer know GS a? */
  autoStatus: boolean
}

/** Without progress. The printer may be out of paper, its buffer full, and a person on the way. */
export const ticketStallMs = 30_000
/** How long after its buffer is empty a printer may still be printing. */
const laterIdMs = 3000
/** After so many tickets in a row without the expected confirmation, how the printer confirms is learned anew. */
export const mostSilences = 2

/** Byte 1 is next and the intent is committed: sends the ticket and its question, and says how it ended. */
export async function sendTicket(sending: Sending): Promise<Outcome> {
  const { line, bytes, way, mayComeTwice, autoStatus, questions } = sending
  const wire = autoStatus ? withAutoStatus(bytes) : bytes
  const failure = await line.send(wire, ticketStallMs)
  if (failure !== null) return broken(sending, failure, ticketBytes(failure.bytesTaken, wire.length - bytes.length))
  if (way === 'none') return unproven(sending)
  const divider = mayComeTwice && way !== 'process-id' ? createDivider(line) : passedDivider
  const first = await hear(sending, askAbout(sending, divider), divider.question)
  divider.drop()
  const again = typeof first !== 'string' && !first.own
  const answer = again ? await askAgain(sending) : first
  // A process id names its ticket; a bare byte among noise proves nothing.
  if (typeof answer !== 'string' && (answer.evidence === 'process-id' || !line.noisy)) return confirmed(sending, answer)
  // Noise, or an answer that came once more, may have been counted.
  if (way !== 'process-id' && !isProbe(sending)) questions.owe(again ? 2 : 1)
  return unconfirmed(sending, typeof answer === 'string' ? answer : 'unconfirmed')
}

/**
 * An answer came before that to the divider: the last ticket's once more, or the printer leaves DLE EOT for later while it
 * prints. Behind a whole round of answers nothing older comes any more, except as noise: the next answer is to this ticket's
 * first question or to its second, and proves it either way. The other one may be left over, in the printer, where no divider
 * of the next ticket would come behind it.
 */
async function askAgain(sending: Sending): Promise<Answer | NoConfirmation> {
  const { line, questions } = sending
  // What came was counted as the answer to the first question.
  questions.asked()
  const round = await patientRound(sending)
  if (typeof round === 'string') return round
  if (line.noisy) return 'unconfirmed'
  questions.asked()
  const answer = await hear(
    sending,
    expectAnswer(sending, { question: askPaper, pick: reply => paperAnswer(reply, true) }),
  )
  if (typeof answer !== 'string') questions.leaveOver()
  return answer
}

/** Some printers hear DLE EOT only when they stand still. */
async function patientRound({ line, bytes, memory, timers }: Sending): Promise<ReportedStatus | NoConfirmation> {
  const deadline = timers.elapsed() + patienceMs(bytes.length)
  for (;;) {
    const round = await statusRound(line, { firstMs: pollAnswerMs, stallMs: ticketStallMs })
    if (round !== 'silent') return round
    // Who was never known to answer proves nothing by silence.
    if (timers.elapsed() >= deadline) return memory.learned.answersStatus === true ? 'silent' : 'unconfirmed'
  }
}

/**
 * Asked on its own, behind the ticket: what came while that was being sent is no answer, what comes from now on may be one,
 * even before the medium says that it took the question.
 */
async function hear(
  sending: Sending,
  { question, confirmation, best }: Asking,
  before: Uint8Array = new Uint8Array(),
): Promise<Answer | NoConfirmation> {
  const { line, bytes, memory, timers } = sending
  try {
    if ((await line.send(Buffer.concat([before, question]), ticketStallMs)) !== null) return 'gone'
    const reply = await awaitConfirmation(line, confirmation, {
      bytes: bytes.length,
      probe: isProbe(sending),
      answersStatus: memory.learned.answersStatus === true,
      heldUp: () => line.pushes && !takesTickets(memory.last.state),
      timers,
      onStatus: memory.report,
    })
    return typeof reply === 'string' ? reply : await best(reply)
  } finally {
    confirmation.drop()
  }
}

/** ESC @, with which a ticket begins, ends the automatic status of most printers: it is asked for right behind it. */
const initBytes = 2

function withAutoStatus(ticket: Uint8Array): Uint8Array {
  return Buffer.concat([ticket.subarray(0, initBytes), askAutoStatus, ticket.subarray(initBytes)])
}

/** How many of the ticket's own bytes are among those taken. */
function ticketBytes(taken: number, inserted: number): number {
  return Math.max(Math.min(taken, initBytes), taken - inserted)
}

/** `own`: it can be no other ticket's. */
type Answer = { evidence: 'process-id' | 'status'; status: ReportedStatus; own: boolean }
type Asking = {
  question: Uint8Array
  confirmation: Expectation<Answer>
  /** the best of the answers that are to come after the first */
  best(first: Answer): Promise<Answer>
}

function askAbout(sending: Sending, divider: Divider): Asking {
  if (sending.way === 'process-id') return expectAnswer(sending, processIdAsked(sending))
  if (sending.way !== 'proof') return expectAnswer(sending, paperAsked(sending, divider))
  const [id, paper] = [processIdAsked(sending), paperAsked(sending, divider)]
  const either = {
    question: Buffer.concat([id.question, paper.question]),
    pick: (reply: Reply) => id.pick(reply) ?? paper.pick(reply),
  }
  const named = sending.line.expect(id.pick)
  return {
    ...expectAnswer(sending, either),
    // GS r is answered when the data before it is processed, GS ( H only when it is on paper.
    async best(first) {
      const later = await named.within(laterIdMs)
      named.drop()
      return typeof later === 'string' ? first : later
    },
  }
}

type Asked = { question: Uint8Array; pick(reply: Reply): Answer | null }

function expectAnswer({ line }: Sending, { question, pick }: Asked): Asking {
  return { question, confirmation: line.expect(pick), best: async first => first }
}

function processIdAsked({ memory, ticketSeq }: Sending): Asked {
  const id = processId(ticketSeq())
  const { last } = memory
  const known = takesTickets(last.state) && last.state !== 'unknown' ? last : { state: 'ready' as const, detail: null }
  return {
    question: askProcessId(id),
    pick: reply =>
      reply.type === 'process-id' && reply.printed && reply.id === id
        ? { evidence: 'process-id', status: known, own: true }
        : null,
  }
}

/** The last of the answers outstanding is this ticket's. */
function paperAsked({ questions }: Sending, divider: Divider): Asked {
  questions.asked()
  return {
    question: askPaper,
    pick: reply => (questions.outstanding === 0 ? paperAnswer(reply, divider.passed) : null),
  }
}

function paperAnswer(reply: Reply, own: boolean): Answer | null {
  return reply.type === 'paper' ? { evidence: 'status', status: statusOfPaper(reply.byte), own } : null
}

/** Nothing is known of how it confirms: no answer is an answer too. */
function isProbe({ way, memory }: Sending): boolean {
  return way === 'probe' || (way === 'proof' && memory.learned.confirmation !== 'status')
}

function confirmed(sending: Sending, { evidence, status }: Answer): Outcome {
  const { line, bytes, memory } = sending
  memory.learn({ confirmation: evidence, silences: 0 })
  // Whoever tells every change has told what is newer than this, such as a cover that was opened meanwhile.
  if (!line.pushes) memory.report(status)
  if (takesTickets(status.state)) return { kind: 'printed', bytes: bytes.length, evidence }
  // It answered although its paper has ended: the ticket's tail may be missing.
  return uncertain(sending, bytes.length, status.state, 'the paper ended with this ticket')
}

function unconfirmed(sending: Sending, why: NoConfirmation): Outcome {
  const { bytes, memory } = sending
  if (why !== 'unconfirmed') {
    memory.report({ state: 'offline', detail: why === 'gone' ? 'lost' : why })
    return uncertain(sending, bytes.length, why === 'gone' ? 'lost' : why, 'no word from the printer after the ticket')
  }
  if (isProbe(sending)) {
    memory.learn({ confirmation: 'none', silences: 0 })
    return { kind: 'sent', bytes: bytes.length }
  }
  const silences = memory.learned.silences + 1
  memory.learn(silences >= mostSilences ? { silences, confirmation: null } : { silences })
  return uncertain(sending, bytes.length, 'unconfirmed', 'the confirmation that this printer gives did not come')
}

/** The printer cannot tell. Ending the line of a shared device at least shows whether it was still there. */
async function unproven(sending: Sending): Promise<Outcome> {
  const { line, bytes, memory, shared } = sending
  if (shared && (await line.close()) === 'lost') {
    memory.report({ state: 'offline', detail: 'lost' })
    return uncertain(sending, bytes.length, 'lost', 'the connection broke behind the ticket')
  }
  return { kind: 'sent', bytes: bytes.length }
}

function broken(sending: Sending, failure: TransportError, taken: number): Outcome {
  const { line, memory } = sending
  // What the printer itself said last is the reason, and what a person must do first.
  const named = line.pushes && !takesTickets(memory.last.state)
  if (!named) memory.report({ state: 'offline', detail: detailOf(failure) })
  const { state, detail } = memory.last
  const [code, message] = [named ? (detail ?? state) : failure.code, failure.message]
  return taken === 0 ? { kind: 'refused', fault: { state, code, message } } : uncertain(sending, taken, code, message)
}

function uncertain({ memory }: Sending, bytes: number, code: string, message: string): Outcome {
  return { kind: 'uncertain', bytes, fault: { state: memory.last.state, code, message } }
}
