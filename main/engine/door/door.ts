import { existsSync } from 'node:fs'
import fastifyStatic from '@fastify/static'
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Engine } from '../engine.ts'
import { SettingsError } from '../shop-folder.ts'
import { outsideError, refuse } from './answers.ts'
import { guardHosts, requireToken } from './guards.ts'
import { openApi, orderJsonSchema } from './openapi.ts'
import { largestOrder, pushRoutes } from './push-routes.ts'
import { restRoutes } from './rest-routes.ts'
import { type AppRouter, router } from './router.ts'

export type DoorOptions = {
  host: string
  /** 0: any free one */
  port: number
  token: string
  /** further exact Host values (contract §2 door.hosts) */
  hosts: readonly string[]
  /** PEM */
  tls: { cert: string; key: string } | null
  /** the built UI */
  screenFolder: string
  log: Logger
}

export type Door = { url: string; close(): Promise<void> }

/** The port is taken. */
export class PortBusy extends Error {
  override readonly name = 'PortBusy'
}

// Customer text is only ever text: nothing on the screen may run or load from elsewhere.
const securityHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; " +
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
}

export async function openDoor(engine: Engine, options: DoorOptions): Promise<Door> {
  const scheme = options.tls === null ? 'http' : 'https'
  const app = Fastify({
    ...(options.tls === null ? {} : { https: options.tls }),
    bodyLimit: largestOrder,
    // A client that dawdles over its request is cut off; subscriptions only answer slowly.
    requestTimeout: 30_000,
    http: { headersTimeout: 10_000 },
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 400 },
    // What is not even HTTP never reaches a route; it hears of it in the same shape all the same.
    clientErrorHandler(error, socket) {
      if (!socket.writable) return
      const tooLarge = error.code === 'HPE_HEADER_OVERFLOW'
      const body = JSON.stringify({ error: { code: 'invalid', message: 'that is no HTTP request' } })
      socket.end(
        `HTTP/1.1 ${tooLarge ? '431 Request Header Fields Too Large' : '400 Bad Request'}\r\nconnection: close\r\n` +
          `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      )
    },
    // A path that cannot be decoded reaches neither routes nor their error handler.
    frameworkErrors(error, _request, reply) {
      refuse(reply, error.statusCode ?? 400, 'invalid', 'the address cannot be read')
    },
  }) as unknown as FastifyInstance
  let hosts: ReadonlySet<string> = new Set(options.hosts.map(host => host.toLowerCase()))

  guardHosts(app, () => hosts, scheme)
  app.addHook('onSend', async (_request, reply) => {
    reply.headers(securityHeaders)
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  })
  app.setErrorHandler((error, request, reply) => {
    engine.noticed(error)
    const outside = outsideError(error as FastifyError)
    if (outside !== null) return refuse(reply, outside.status, outside.code, outside.message)
    options.log.error({ err: error, method: request.method, route: request.routeOptions.url }, 'the door failed')
    return refuse(reply, 500, 'internal', 'the engine failed; its log says how')
  })
  app.setNotFoundHandler((_request, reply) => refuse(reply, 404, 'not-found', 'there is nothing at this address'))
  // Text is what a foreign page may send unasked.
  app.removeContentTypeParser('text/plain')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined)
    try {
      done(null, JSON.parse(String(body)))
    } catch {
      done(Object.assign(new Error('the body is not JSON'), { statusCode: 400 }))
    }
  })

  app.get('/api/v1/health', async () => engine.desk.health())
  app.get('/api/v1/openapi.json', async () => openApi(engine.desk.health().version))
  app.get('/api/v1/schema/order.json', async () => orderJsonSchema)
  await app.register(pushRoutes, { push: engine.push })
  await app.register(async guarded => {
    guarded.addHook('onRequest', requireToken(options.token))
    await guarded.register(restRoutes, { engine })
    await guarded.register(fastifyTRPCPlugin, {
      prefix: '/trpc',
      trpcOptions: {
        router,
        createContext: () => ({ desk: engine.desk }),
        onError: ({ error, path }) => {
          if (error.code === 'INTERNAL_SERVER_ERROR') options.log.error({ err: error, path }, 'the door failed')
        },
      },
    } satisfies FastifyTRPCPluginOptions<AppRouter>)
  })
  if (existsSync(options.screenFolder)) {
    await app.register(fastifyStatic, { root: options.screenFolder, cacheControl: false })
  }

  const port = await listen(app, options)
  const names = ['127.0.0.1', 'localhost', '[::1]', options.host.includes(':') ? `[${options.host}]` : options.host]
  hosts = new Set([...hosts, ...names.map(name => `${name}:${port}`.toLowerCase())])
  return {
    url: `${scheme}://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    close: () => app.close(),
  }
}

async function listen(app: FastifyInstance, { host, port }: DoorOptions): Promise<number> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new PortBusy(`port ${port} is in use`)
    }
    if (error instanceof Error && 'syscall' in error) throw new SettingsError('--host', `${host}: ${error.message}`)
    throw error
  }
  const address = app.server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}
