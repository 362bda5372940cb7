import type { FastifyInstance } from 'fastify'
import type { NotifyDesk } from '../alipay/notify-desk.ts'
import { refuse } from './answers.ts'

/** A notice has some thirty short values. */
const largestNotice = 64 * 1024

/**
 * POST /api/v1/sources/{sourceId}/notify: Alipay's asynchronous notices. It goes on sending until it reads these seven letters
 * and nothing else; whoever answers them has it on disk.
 */
export async function notifyRoutes(app: FastifyInstance, { notify }: { notify: NotifyDesk }): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestNotice }, (_request, body, done) => {
    done(null, body)
  })
  app.post<{ Params: { sourceId: string } }>(
    '/api/v1/sources/:sourceId/notify',
    { bodyLimit: largestNotice },
    async (request, reply) => {
      if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers['content-type']?.trim() ?? '')) {
        return refuse(reply, 415, 'media-type', 'the body has to be application/x-www-form-urlencoded')
      }
      const body = request.body instanceof Uint8Array ? request.body : new Uint8Array()
      const answer = notify.take(request.params.sourceId, body)
      switch (answer.result) {
        case 'taken':
          return reply.type('text/plain; charset=utf-8').send('success')
        case 'unknown-source':
          return refuse(reply, 404, 'unknown-source', 'there is no such Alipay source')
        case 'not-durable':
          return refuse(reply, 503, 'not-durable', 'the disk refused; nothing was accepted')
        case 'refused':
          return answer.fault === 'signature'
            ? refuse(reply, 401, 'signature', 'the signature is not that of Alipay')
            : refuse(reply, 400, 'invalid', `the notice is none for this shop: ${answer.fault}`)
      }
    },
  )
}
