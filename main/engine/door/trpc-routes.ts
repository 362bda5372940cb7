import { fastifyRequestHandler } from '@trpc/server/adapters/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { allows } from '../../../shared/domain/token-scope.ts'
import type { Desk } from '../desk.ts'
import { refuse } from './answers.ts'
import { router } from './router.ts'
import { procedureScope } from './scopes.ts'

/** More screens than any shop has; each holds a connection and a place at the bell for as long as it likes. */
const mostSubscriptions = 64

/**
 * The screen's calls, /trpc/{path}. tRPC's own plugin would also take forms and every method there is; these are JSON, and
 * GET or POST.
 */
export async function trpcRoutes(
  app: FastifyInstance,
  { desk, log, noticed }: { desk: Desk; log: Logger; noticed: (error: unknown) => void },
): Promise<void> {
  let subscriptions = 0
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body))

  app.route<{ Params: { path: string } }>({ method: ['GET', 'POST'], url: '/trpc/:path', handler })

  async function handler(
    request: FastifyRequest<{ Params: { path: string } }>,
    reply: FastifyReply,
  ): Promise<FastifyReply | undefined> {
    const { path } = request.params
    const { access } = request
    if (path.split(',').some(isSubscription)) {
      if (subscriptions >= mostSubscriptions) {
        return refuse(reply.header('retry-after', '5'), 429, 'busy', 'too many screens are looking already')
      }
      subscriptions += 1
      reply.raw.once('close', () => {
        subscriptions -= 1
      })
    }
    await fastifyRequestHandler({
      router,
      req: request,
      res: reply,
      path,
      createContext: () => ({
        desk,
        by: access?.name ?? null,
        may: (name: string) => access !== undefined && allows(access.scope, procedureScope(name)),
        stands: () => access?.stands() ?? false,
      }),
      onError: ({ error, path }) => {
        noticed(error.cause)
        if (error.code === 'INTERNAL_SERVER_ERROR') log.error({ err: error, path }, 'the door failed')
      },
    })
    return undefined
  }
}

function isSubscription(path: string): boolean {
  const { procedures } = router._def
  return Object.hasOwn(procedures, path) && procedures[path as keyof typeof procedures]._def.type === 'subscription'
}
