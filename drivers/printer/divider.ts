import { askStatus } from '../escpos/printer-status.ts'
import type { Reply } from '../escpos/replies.ts'
import type { TransportError } from '../transport/transport.ts'
import type { Expectation, Line } from './line.ts'

/**
 * Tells this ticket's answer to GS r from that of the ticket before, should that one come twice: it has no name, and a line
 * may begin at any time to carry all things twice. DLE EOT goes out before the ticket, and the ticket's own question only
 * when it was answered: what was on its way by then has come, and nobody waited for it. It costs no turn of the wire; the
 * printer answers while it takes the ticket. What overtakes a newer answer on its way, no answer without a name can tell.
 */
export type Divider = Expectation<Reply>

export async function sendDivider(line: Line, stallMs: number): Promise<Divider | TransportError> {
  const divider = line.expect(reply => (reply.type === 'status' ? reply : null))
  const failure = await line.send(askStatus(1), stallMs)
  if (failure !== null) divider.drop()
  return failure ?? divider
}
