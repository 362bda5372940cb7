import { healthyAnswer } from '../drivers/printer/bench.ts'
import type { Plugged } from './plugged.ts'

export type TicketAnswers = {
  /** at the next ticket's first bytes, in place of an answer */
  pullWithinTicket(): void
  readonly pulled: boolean
}

/** A healthy printer that answers all it is asked, until somebody trips over its cable. */
export function createTicketAnswers(printer: Plugged): TicketAnswers {
  let pulling = false
  let pulled = false
  printer.side.onBytes(bytes => {
    // Questions are short.
    if (pulling && bytes.length > 16) {
      pulling = false
      void printer.unplug().then(() => {
        pulled = true
      })
      return
    }
    const reply = healthyAnswer(bytes)
    if (reply !== null) void printer.side.say(reply)
  })
  return {
    pullWithinTicket() {
      pulling = true
      pulled = false
    },
    get pulled() {
      return pulled
    },
  }
}
