import type { FastifyReply } from 'fastify'
import type { PushAnswer } from '../push-desk.ts'
import { refuse } from './answers.ts'

/** Without its parameters. */
export function mediaType(contentType: string | undefined): string | null {
  return /^[^\s;]+(?=\s*(?:;|$))/.exec(contentType?.trim() ?? '')?.[0].toLowerCase() ?? null
}

/** contract §4 */
export function answerPush(reply: FastifyReply, given: PushAnswer): FastifyReply {
  switch (given.result) {
    case 'accepted':
      return reply.code(201).send(given)
    case 'duplicate':
    case 'stale':
      return reply.code(200).send(given)
    case 'conflict':
      return refuse(
        reply,
        409,
        'conflict',
        `revision ${given.revision} of ${given.orderId} is known with other content`,
      )
    case 'invalid':
      return refuse(reply, 400, 'invalid-order', 'the order is kept aside for a person', given.issues)
    case 'unknown-order':
      return refuse(reply, 409, 'unknown-order', `order ${given.orderId} has not come yet; send this again behind it`)
    case 'refused':
      return refuse(reply, 401, given.code, given.message)
    case 'unknown-source':
      return refuse(reply, 404, 'unknown-source', 'there is no such push source')
    case 'busy':
      return refuse(reply.header('retry-after', '2'), 429, 'busy', 'too many orders wait for the disk')
    case 'not-durable':
      return refuse(reply, 503, 'not-durable', 'the disk refused; nothing was accepted')
  }
}
