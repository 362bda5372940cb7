import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { PlatformReply } from '../../sources/platform/platform.ts'
import type { PlatformAnswer, PlatformDesk } from '../platform-desk.ts'
import { refuse } from './answers.ts'
import { answerPush, mediaType } from './push-answers.ts'

/** A message of a platform, or null where the source is none: then it is a push. Refusals are those of contract §4. */
export async function takePlatformMessage(
  platforms: PlatformDesk,
  request: FastifyRequest<{ Params: { sourceId: string } }>,
  reply: FastifyReply,
): Promise<FastifyReply | null> {
  const { sourceId } = request.params
  const takes = platforms.of(sourceId)?.takes ?? null
  if (takes === null) return null
  const { headers } = request
  const body = request.body instanceof Uint8Array ? request.body : new Uint8Array()
  const type = mediaType(headers['content-type'])
  // An empty message has no type.
  if (body.length > 0 && !takes.includes(type ?? '')) {
    return refuse(reply, 415, 'media-type', `the body has to be ${takes.join(' or ')}`)
  }
  return answer(reply, await platforms.take(sourceId, { contentType: headers['content-type'], headers, body }))
}

/** Platforms try an address before they call it. */
export function platformProbes(app: FastifyInstance, platforms: PlatformDesk): void {
  app.get<{ Params: { sourceId: string } }>('/api/v1/sources/:sourceId/orders', async (request, reply) => {
    const ok = platforms.of(request.params.sourceId)?.ok ?? null
    return ok === null ? refuse(reply, 404, 'not-found', 'there is nothing at this address') : say(reply, ok)
  })
}

function answer(reply: FastifyReply, given: PlatformAnswer): FastifyReply {
  return given.result === 'ok' ? say(reply, given.reply) : answerPush(reply, given)
}

function say(reply: FastifyReply, { status, contentType, body }: PlatformReply): FastifyReply {
  if (contentType !== null) reply.type(contentType)
  return reply.code(status).send(body === '' ? undefined : body)
}
