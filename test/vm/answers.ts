import { healthyAnswer } from '../drivers/printer/bench.ts'
import type { Plugged } from './plugged.ts'

export type TicketAnswers = {
  /** at the next ticket's first bytes, in place of an answer */
  pullWithinTicket(): void
  readonly pulled: boolean
  /** when the first bytes of a ticket came last; null: none has come since it was set so */
  ticketAt: number | null
}

/** Questions are short. */
const shortestTicket = 17

/** A healthy printer that answers all it is asked, until somebody trips over its cable. */
export function createTicketAnswers(printer: Plugged): TicketAnswers {
  let pulling = false
  let pulled = false
  const answers: TicketAnswers = {
    pullWithinTicket() {
      pulling = true
      pulled = false
    },
    get pulled() {
      return pulled
    },
    ticketAt: null,
  }
  printer.side.onBytes(bytes => {
    if (bytes.length >= shortestTicket) answers.ticketAt ??= performance.now()
    if (pulling && bytes.length >= shortestTicket) {
      pulling = false
      void printer.unplug().then(() => {
        pulled = true
      })
      return
    }
    const reply = healthyAnswer(bytes)
    if (reply !== null) void printer.side.say(reply)
  })
  return answers
}
