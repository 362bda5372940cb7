import {
  askAutoStatus,
  askStatus,
  type ReportedStatus,
  type StatusAnswers,
  statusOf,
  statusOfAutoStatus,
  statusQuestions,
} from '../escpos/printer-status.ts'
import type { Line } from './line.ts'

/** A printer that answered the first question answers the others within this, or does not know them. */
const laterMs = 500

/**
 * Asks DLE EOT 1 … 4, one after the other, because an answer does not say which question it belongs to. Only between
 * commands: inside one, the question would be data. `silent`: not even the first was answered within `firstMs`.
 */
export async function statusRound(
  line: Line,
  options: { firstMs: number; stallMs: number },
): Promise<ReportedStatus | 'silent' | 'gone'> {
  const answers: StatusAnswers = {}
  for (const question of statusQuestions) {
    const answer = line.expect(reply => (reply.type === 'status' ? reply.byte : null))
    const failure = await line.send(askStatus(question), options.stallMs)
    const byte = failure === null ? await answer.within(question === 1 ? options.firstMs : laterMs) : 'gone'
    answer.drop()
    if (byte === 'gone') return 'gone'
    if (byte === 'silent') {
      if (question === 1) return 'silent'
      break
    }
    answers[question] = byte
  }
  return statusOf(answers)
}

/**
 * Asks for the automatic status (again), and waits for the four bytes that come at once. In order: a printer that is held up
 * says nothing. Its word that it is there and how it is, in one turn.
 */
export async function autoStatusRound(
  line: Line,
  options: { withinMs: number; stallMs: number },
): Promise<ReportedStatus | 'silent' | 'gone'> {
  const answer = line.expect(reply => (reply.type === 'auto-status' ? statusOfAutoStatus(reply.bytes) : null))
  const failure = await line.send(askAutoStatus, options.stallMs)
  const status = failure === null ? await answer.within(options.withinMs) : 'gone'
  answer.drop()
  return status
}
