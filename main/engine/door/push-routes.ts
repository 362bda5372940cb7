import type { FastifyInstance } from 'fastify'
import { largestOrder } from '../../../shared/domain/order.ts'
import type { PlatformDesk } from '../platform-desk.ts'
import type { PushDesk } from '../push-desk.ts'
import { refuse } from './answers.ts'
import { platformProbes, takePlatformMessage } from './platform-routes.ts'
import { answerPush, mediaType } from './push-answers.ts'

/** POST /api/v1/sources/{sourceId}/orders. First 413, then 415, 404, 401, 400. */
export async function pushRoutes(
  app: FastifyInstance,
  { push, platforms }: { push: PushDesk; platforms: PlatformDesk },
): Promise<void> {
  platformProbes(app, platforms)
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
      const taken = await takePlatformMessage(platforms, request, reply)
      if (taken !== null) return taken
      if (mediaType(request.headers['content-type']) !== 'application/json') {
        return refuse(reply, 415, 'media-type', 'the body has to be application/json')
      }
      const { sourceId } = request.params
      if (!push.has(sourceId)) return refuse(reply, 404, 'unknown-source', 'there is no such push source')
      const body = request.body instanceof Uint8Array ? request.body : new Uint8Array()
      return answerPush(reply, await push.take(sourceId, request.headers, body))
    },
  )
}
