import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { backlogAnswers } from '../../../shared/domain/views/printing-views.ts'
import { virtualPrinterOrder } from '../../../shared/domain/virtual-printer.ts'
import { asideStates, DeskError } from '../desk.ts'
import type { Engine } from '../engine.ts'
import { dismissalNote } from '../intake/dismissal.ts'
import { newPlatformCall } from '../new-platform-call.ts'
import { newToken } from '../new-token.ts'
import { refuse } from './answers.ts'

// REST for tools (contract §8). Every route is a line over the desk; shapes are the views.

export const page = z.object({ after: z.string().min(1).max(64).optional(), limit: z.coerce.number().int().optional() })
const ordersQuery = page.extend({ day: z.string().optional() })
const jobsQuery = page.extend({ state: z.string().optional(), printer: z.string().optional() })
const asideQuery = page.extend({ state: z.enum(asideStates).optional() })
const callsQuery = page.extend({ state: z.string().optional() })
const paymentsQuery = z.object({ source: z.string().min(1).max(32), outTradeNo: z.string().min(1).max(64) })
export const act = z.object({ by: z.string().trim().min(1).max(64).default('api') })
const dismissing = act.extend({ note: dismissalNote })
const testing = act.extend({ drawer: z.boolean().default(false), beep: z.boolean().default(false) })
const backlogAnswer = z.object({
  by: z.string().trim().min(1).max(64),
  print: z.enum(backlogAnswers),
  minutes: z.number().min(0).max(100_000).optional(),
})
const resolution = act.extend({ as: z.enum(['printed', 'not-printed']) })

const tradeRefund = act.extend({ amount: z.int().min(1).max(100_000_000), reason: z.string().max(200).optional() })

export async function restRoutes(app: FastifyInstance, { engine }: { engine: Engine }): Promise<void> {
  const { desk, paper } = engine
  type Id = { Params: { id: string } }

  app.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(desk.metrics()),
  )
  app.get('/api/v1/shop', async () => desk.shop())
  app.post('/api/v1/shop/pause', async request => desk.pauseShop(body(act, request)))
  app.post('/api/v1/shop/resume', async request => desk.resumeShop(body(act, request)))

  app.get('/api/v1/orders', async request => desk.orders(read(ordersQuery, request.query, 'query')))
  app.get<{ Params: { source: string; orderId: string } }>('/api/v1/orders/:source/:orderId', async request =>
    desk.order(request.params.source, request.params.orderId),
  )
  app.post<{ Params: { source: string; orderId: string } }>(
    '/api/v1/orders/:source/:orderId/receipt',
    async request => {
      const { source, orderId } = request.params
      const idempotencyKey = keyOf(request)
      return desk.printReceipt(source, orderId, { ...body(act, request), idempotencyKey })
    },
  )
  app.post<{ Params: { source: string; orderId: string } }>('/api/v1/orders/:source/:orderId/rush', async request => {
    const { source, orderId } = request.params
    // Asking twice is meant twice, unless the same intention is named again.
    const idempotencyKey = request.headers['idempotency-key'] === undefined ? randomUUID() : keyOf(request)
    return desk.rush(source, orderId, { ...body(act, request), idempotencyKey })
  })
  app.post<{ Params: { source: string; orderId: string } }>('/api/v1/orders/:source/:orderId/release', async request =>
    desk.releaseOrder(request.params.source, request.params.orderId, body(act, request)),
  )
  app.get('/api/v1/suspicious', async request => desk.suspicious(read(page, request.query, 'query')))
  type OrderName = { Params: { source: string; orderId: string } }
  app.post<OrderName>('/api/v1/orders/:source/:orderId/ready', async request =>
    desk.markReady(request.params.source, request.params.orderId, body(act, request)),
  )
  app.post<OrderName>('/api/v1/orders/:source/:orderId/collected', async request =>
    desk.markCollected(request.params.source, request.params.orderId, body(act, request)),
  )
  app.post('/api/v1/test-order', async (request, reply) =>
    reply.code(201).send(await desk.testOrder(body(act, request))),
  )
  app.get('/api/v1/quarantine', async request => desk.quarantine(read(asideQuery, request.query, 'query')))
  app.post<Id>('/api/v1/quarantine/:id/replay', async request => desk.replay(request.params.id, body(act, request)))
  app.post<Id>('/api/v1/quarantine/:id/dismiss', async request =>
    desk.dismissQuarantined(request.params.id, body(dismissing, request)),
  )
  app.get('/api/v1/conflicts', async request => desk.conflicts(read(asideQuery, request.query, 'query')))
  app.post<Id>('/api/v1/conflicts/:id/accept', async request =>
    desk.acceptConflict(request.params.id, body(act, request)),
  )
  app.post<Id>('/api/v1/conflicts/:id/dismiss', async request =>
    desk.dismissConflict(request.params.id, body(dismissing, request)),
  )

  app.get('/api/v1/jobs', async request => desk.jobs(read(jobsQuery, request.query, 'query')))
  app.get<Id>('/api/v1/jobs/:id', async request => desk.job(request.params.id))
  app.post<Id>('/api/v1/jobs/:id/reprint', async request => {
    const idempotencyKey = keyOf(request)
    return desk.reprint(request.params.id, { ...body(act, request), idempotencyKey })
  })
  app.post<Id>('/api/v1/jobs/:id/release', async request => desk.release(request.params.id, body(act, request)))
  app.post<Id>('/api/v1/jobs/:id/resolve', async request => desk.resolve(request.params.id, body(resolution, request)))
  app.post<Id>('/api/v1/jobs/:id/cancel', async request => desk.cancel(request.params.id, body(act, request)))
  app.get<Id>('/api/v1/jobs/:id/paper.png', async (request, reply) =>
    reply.type('image/png').send(Buffer.from(await paper.png(request.params.id))),
  )
  app.get<Id>('/api/v1/jobs/:id/paper.txt', async (request, reply) =>
    reply.type('text/plain; charset=utf-8').send(paper.text(request.params.id)),
  )
  app.get<Id>('/api/v1/jobs/:id/paper.bin', async (request, reply) =>
    reply.type('application/octet-stream').send(Buffer.from(paper.bytes(request.params.id))),
  )

  app.get('/api/v1/backlogs', async () => desk.backlogs())
  app.post<Id>('/api/v1/backlogs/:id', async request =>
    desk.answerBacklog(request.params.id, body(backlogAnswer, request)),
  )

  app.get('/api/v1/printers', async () => desk.printers())
  app.post<Id>('/api/v1/printers/:id/test', async request => desk.testPage(request.params.id, body(testing, request)))
  app.post<Id>('/api/v1/printers/:id/pause', async request => desk.pause(request.params.id, body(act, request)))
  app.post<Id>('/api/v1/printers/:id/resume', async request => desk.resume(request.params.id, body(act, request)))
  app.put<Id>('/api/v1/virtual-printers/:id', async (request, reply) => {
    const parsed = virtualPrinterOrder.safeParse(request.body ?? {})
    if (parsed.success) return engine.obey(request.params.id, parsed.data)
    const issues = parsed.error.issues.map(issue => ({ path: issue.path.join('.'), message: issue.message }))
    return refuse(reply, 400, 'invalid', 'that is no order to a virtual printer', issues)
  })

  app.get('/api/v1/calls', async request => desk.calls(read(callsQuery, request.query, 'query')))
  app.post('/api/v1/calls', async (request, reply) => {
    const given = body(act.extend(newPlatformCall.shape), request)
    return reply.code(202).send(desk.makeCall({ ...given, idempotencyKey: keyOf(request) }))
  })
  app.post<Id>('/api/v1/calls/:id/retry', async request => desk.retryCall(request.params.id, body(act, request)))
  app.post<Id>('/api/v1/calls/:id/drop', async request => desk.dropCall(request.params.id, body(act, request)))
  app.post<{ Params: { source: string; orderId: string } }>(
    '/api/v1/orders/:source/:orderId/trade-refund',
    async (request, reply) => {
      const { source, orderId } = request.params
      const given = { ...body(tradeRefund, request), idempotencyKey: keyOf(request) }
      return reply.code(202).send(desk.refundTrade(source, orderId, given))
    },
  )
  app.get('/api/v1/outbox', async () => desk.outbox())
  app.get('/api/v1/payments', async request => desk.payments(read(paymentsQuery, request.query, 'query')))
  app.get('/api/v1/notices', async request => desk.notices(read(callsQuery, request.query, 'query')))

  app.get('/api/v1/tokens', async () => desk.tokens())
  app.post('/api/v1/tokens', async (request, reply) =>
    reply.code(201).send(desk.addToken(body(act.extend(newToken.shape), request))),
  )
  app.post<Id>('/api/v1/tokens/:id/revoke', async request => desk.revokeToken(request.params.id, body(act, request)))
  app.post<Id>('/api/v1/sources/:id/secret/rotate', async request =>
    desk.rotateSecret(request.params.id, body(act, request)),
  )

  app.get('/api/v1/alarms', async () => desk.alarms())
  app.post<Id>('/api/v1/alarms/:id/ack', async request => desk.ackAlarm(request.params.id, body(act, request)))
}

/** Minted once per intention, so that a second press prints nothing more. */
export function keyOf(request: FastifyRequest): string {
  const key = request.headers['idempotency-key']
  if (typeof key === 'string' && key !== '' && key.length <= 128) return key
  throw new DeskError('invalid', 'the header idempotency-key is needed, at most 128 characters')
}

/** Who does not say who it is, is called as its token is. */
export function body<T>(schema: z.ZodType<T>, request: FastifyRequest): T {
  const given = request.body ?? {}
  const name = request.access?.name ?? null
  const isNamed = name === null || typeof given !== 'object' || Array.isArray(given)
  return read(schema, isNamed ? given : { by: name, ...given }, 'body')
}

export function read<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new DeskError('invalid', `${what} ${issue?.path.join('.')}: ${issue?.message}`)
}
