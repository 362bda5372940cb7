import { askStatus } from '../escpos/printer-status.ts'
import type { TransportError } from '../transport/transport.ts'
import type { Line } from './line.ts'

/**
 * Tells this ticket's answer to GS r from that of the ticket before, should that one come twice: it has no name, and a line
 * may begin at any time to double what it carries. Before the ticket DLE EOT is asked and not waited for; answers keep
 * their order on their way, so nothing that was on its way by then comes behind the answer to it.
 */
export type Divider = {
  /** it was answered */
  passed: boolean
  /** an answer to GS r came first: the ticket's before it, or the printer leaves DLE EOT for later while it prints */
  overtaken: boolean
}

/** Where nothing can come twice. */
export function passedDivider(): Divider {
  return { passed: true, overtaken: false }
}

export async function sendDivider(line: Line, stallMs: number): Promise<Divider | TransportError> {
  const divider = { passed: false, overtaken: false }
  line.expect(reply => {
    divider.passed ||= reply.type === 'status'
    return divider.passed ? divider : null
  })
  return (await line.send(askStatus(1), stallMs)) ?? divider
}
