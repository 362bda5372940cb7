import { existsSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import type { Logger } from 'pino'
import { largestOrder } from '../../../shared/domain/order.ts'
import type { Engine } from '../engine.ts'
import { SettingsError } from '../settings-error.ts'
import { outsideError, refuse } from './answers.ts'
import { billRoutes } from './bill-routes.ts'
import { cloudRoutes } from './cloud-routes.ts'
import { dayRoutes } from './day-routes.ts'
import { discrepancyRoutes } from './discrepancy-routes.ts'
import { createHostGuard, requireToken } from './guards.ts'
import { createHttpServer, refuseNoRequest, type TlsPair } from './http-server.ts'
import { createMethods } from './methods.ts'
import { notifyRoutes } from './notify-routes.ts'
import { openApi, orderJsonSchema } from './openapi/openapi.ts'
import { phoneRoutes } from './phone-routes.ts'
import { pushRoutes } from './push-routes.ts'
import { restRoutes } from './rest-routes.ts'
import { requireScope } from './scopes.ts'
import { trpcRoutes } from './trpc-routes.ts'

export type DoorOptions = {
  host: string
  /** 0: any free one */
  port: number
  token: string
  /** further exact Host values (contract §2 door.hosts) */
  hosts: readonly string[]
  tls: TlsPair | null
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
  let hosts: ReadonlySet<string> = new Set(options.hosts.map(host => host.toLowerCase()))
  const guardHost = createHostGuard(() => hosts, scheme)
  const app = Fastify({
    serverFactory: listener => createHttpServer(options.tls, listener),
    bodyLimit: largestOrder,
    forceCloseConnections: true,
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    routerOptions: { maxParamLength: 400 },
    clientErrorHandler: refuseNoRequest,
    // A path that cannot be decoded reaches neither hooks nor routes nor their error handler.
    frameworkErrors(error, request, reply) {
      guardHost(request, reply) ?? refuse(reply, error.statusCode ?? 400, 'invalid', 'the address cannot be read')
    },
  })

  app.addHook('onRequest', async (request, reply) => guardHost(request, reply))
  // Its files too are there only for a shop that trains.
  app.addHook('onRequest', async (request, reply) => {
    if (/^\/phone(\/|\?|$)/.test(request.url) && !engine.phone.isOpen()) return nothingHere(reply)
  })
  app.addHook('onSend', async (request, reply) => {
    reply.headers(securityHeaders)
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
    // Node would read on for as long as the body of a refused request comes.
    if (isLongBodyUnread(request.raw)) reply.header('connection', 'close')
  })
  app.setErrorHandler((error, request, reply) => {
    engine.noticed(error)
    const outside = outsideError(error as Error)
    if (outside?.code === 'busy') reply.header('retry-after', '1')
    if (outside !== null) return refuse(reply, outside.status, outside.code, outside.message)
    options.log.error({ err: error, method: request.method, route: request.routeOptions.url }, 'the door failed')
    return refuse(reply, 500, 'internal', 'the engine failed; its log says how')
  })
  const methods = createMethods()
  app.addHook('onRoute', methods.add)
  app.setNotFoundHandler((request, reply) => {
    const allowed = methods.at(request.url)
    if (allowed.length === 0) return nothingHere(reply)
    reply.header('allow', allowed.join(', '))
    return refuse(reply, 405, 'method-not-allowed', `this address knows ${allowed.join(', ')}`)
  })
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
  // Written once: it costs nothing to ask for them again and again.
  const documents = {
    '/api/v1/openapi.json': JSON.stringify(openApi(engine.desk.health().version)),
    '/api/v1/schema/order.json': JSON.stringify(orderJsonSchema),
  }
  for (const [path, text] of Object.entries(documents)) {
    app.get(path, async (_request, reply) => reply.type('application/json; charset=utf-8').send(text))
  }
  await app.register(pushRoutes, { push: engine.push, platforms: engine.platforms })
  await app.register(cloudRoutes, { cloud: engine.cloud })
  await app.register(notifyRoutes, { notify: engine.notify })
  await app.register(phoneRoutes, { phone: engine.phone })
  await app.register(async guarded => {
    guarded.addHook('onRoute', requireScope)
    guarded.addHook(
      'onRequest',
      requireToken(options.token, presented => engine.tokens.admit(presented)),
    )
    await guarded.register(restRoutes, { engine })
    await guarded.register(discrepancyRoutes, { engine })
    await guarded.register(dayRoutes, { desk: engine.desk })
    await guarded.register(billRoutes, { engine })
    await guarded.register(trpcRoutes, { desk: engine.desk, log: options.log, noticed: engine.noticed })
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

function nothingHere(reply: FastifyReply): FastifyReply {
  return refuse(reply, 404, 'not-found', 'there is nothing at this address')
}

function isLongBodyUnread({ complete, headers }: IncomingMessage): boolean {
  return !complete && ('transfer-encoding' in headers || Number(headers['content-length'] ?? 0) > largestOrder)
}

async function listen(app: FastifyInstance, { host, port }: DoorOptions): Promise<number> {
  try {
    // The one name that may mean two addresses, of which a browser tries both.
    await app.listen({ host: host === 'localhost' ? '127.0.0.1' : host, port })
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

/** Shapes are zod's matter here. Loading what Fastify would check them with was an eighth of the program's start. */
function noSchemas() {
  return () => {
    throw new Error('no route here has a schema of Fastify')
  }
}
