import { askStatus } from '../escpos/printer-status.ts'
import type { DeviceMemory } from './device-memory.ts'
import type { Line } from './line.ts'

/**
 * Tells this ticket's answer to GS r from that of the ticket before, should that one come twice: it has no name, and a line
 * may begin at any time to carry all things twice. DLE EOT goes out with the ticket's question, before it, and is answered at
 * once; GS r is answered when the ticket is printed. Whatever was on its way before comes before both, so only an answer
 * behind that to DLE EOT is the ticket's. It costs no turn of the wire. What overtakes a newer answer on its way, or comes
 * again together with it, no answer without a name can tell.
 */
export type Divider = {
  /** to be sent before the ticket's question, in the same write; empty: nothing can come twice */
  readonly question: Uint8Array
  /** it was answered */
  readonly passed: boolean
  drop(): void
}

/** Where nothing older is on its way, or nothing can tell. */
export const passedDivider: Divider = { question: new Uint8Array(), passed: true, drop() {} }

/** Who answers no DLE EOT gives nothing to tell them apart by. */
export function canDivide(line: Line, { learned }: DeviceMemory): boolean {
  return learned.answersStatus === true || line.answersStatus
}

/** Listens from now on. */
export function createDivider(line: Line): Divider {
  let passed = false
  const answer = line.expect(reply => {
    passed ||= reply.type === 'status'
    return passed ? reply : null
  })
  return {
    question: askStatus(1),
    get passed() {
      return passed
    },
    drop: answer.drop,
  }
}

/** Nothing stands before the question. */
const stallMs = 3000

/** Before a ticket: until all that was on its way has come, or nothing does within this time. */
export async function waitForDivider(line: Line, withinMs: number): Promise<void> {
  const answer = line.expect(reply => (reply.type === 'status' ? reply : null))
  if ((await line.send(askStatus(1), stallMs)) === null) await answer.within(withinMs)
  answer.drop()
}
