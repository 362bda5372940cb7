import type { FastifyInstance, FastifyReply } from 'fastify'
import { largestOrder } from '../../../shared/domain/order.ts'
import type { PushAnswer, PushDesk } from '../push-desk.ts'
import { refuse } from './answers.ts'

/** POST /api/v1/sources/{sourceId}/orders. First 413, then 415, 404, 401, 400. */
export async function pushRoutes(app: FastifyInstance, { push }: { push: PushDesk }): Promise<void> {
  // The signature covers the bytes as they came: nothing may parse them first, whatever they call themselves.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestOrder }, (_request, body, done) => {
    done(null, body)
  })
  // Fastify looks at the media type first; here the length goes before all.
  app.addHook('onRequest', async (request, reply) => {
    if (Number(request.headers['content-length'] ?? 0) > largestOrder) {
      return refuse(reply, 413, 'too-large', `the body is longer than ${largestOrder} bytes`)
    }
  })
  app.post<{ Params: { sourceId: string } }>(
    '/api/v1/sources/:sourceId/orders',
    { bodyLimit: largestOrder },
    async (request, reply) => {
      if (!isJson(request.headers['content-type'])) {
        return refuse(reply, 415, 'media-type', 'the body has to be application/json')
      }
      const { sourceId } = request.params
      if (!push.has(sourceId)) return refuse(reply, 404, 'unknown-source', 'there is no such push source')
      const body = request.body instanceof Uint8Array ? request.body : new Uint8Array()
      return answer(reply, await push.take(sourceId, request.headers, body))
    },
  )
}

function isJson(contentType: string | undefined): boolean {
  return contentType !== undefined && /^application\/json\s*(;|$)/i.test(contentType.trim())
}

function answer(reply: FastifyReply, given: PushAnswer): FastifyReply {
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
