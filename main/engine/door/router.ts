import { initTRPC, TRPCError } from '@trpc/server'
import { z } from 'zod'
import { discrepancyStates } from '../../../shared/domain/reconciliation/discrepancy.ts'
import { backlogAnswers } from '../../../shared/domain/views/printing-views.ts'
import { drawerCount, drawerMove, handOver, newShift } from '../days/books.ts'
import { asideStates, type Desk, isDeskError } from '../desk.ts'
import { dismissalNote } from '../intake/dismissal.ts'
import { newToken } from '../new-token.ts'
import { outsideError } from './answers.ts'
import { entering, recording, resolving } from './discrepancy-schemas.ts'

// The screen's door: thin procedures over the desk. Events only say "look again"; they carry no state.

export type RouterContext = {
  desk: Desk
  /** the name of the token, where it has one: who did it, unless the screen says so itself */
  by: string | null
  /** is this call within the token's scope? */
  may(procedure: string): boolean
  /** the token was not taken back meanwhile */
  stands(): boolean
}

const t = initTRPC.context<RouterContext>().create({
  isDev: false,
  // What is ours stays in the log; the screen hears only that it happened.
  errorFormatter: ({ shape, error }) => ({
    ...shape,
    ...(error.code === 'INTERNAL_SERVER_ERROR' ? { message: 'the engine failed; its log says how' } : {}),
    data: { ...shape.data, reason: isDeskError(error.cause) ? error.cause.reason : null },
  }),
  sse: { ping: { enabled: true, intervalMs: 5_000 }, client: { reconnectAfterInactivityMs: 15_000 } },
})

const statusNames: Record<number, TRPCError['code']> = {
  ...{ 400: 'BAD_REQUEST', 404: 'NOT_FOUND', 409: 'CONFLICT' },
  ...{ 429: 'TOO_MANY_REQUESTS', 503: 'SERVICE_UNAVAILABLE' },
}

/** What the engine refuses, and what the disk does, keep their meaning on the way out; the rest is ours: see the log. */
const refusals = t.middleware(async ({ next }) => {
  const result = await next()
  if (result.ok || result.error.code !== 'INTERNAL_SERVER_ERROR') return result
  const { cause } = result.error
  const told = cause === undefined ? null : outsideError(cause)
  const code = told === null ? undefined : statusNames[told.status]
  if (told === null || code === undefined) return result
  throw new TRPCError({ code, message: told.message, cause })
})
const withinScope = t.middleware(async ({ ctx, path, next }) => {
  if (!ctx.may(path)) throw new TRPCError({ code: 'FORBIDDEN', message: `this token may not ${path}` })
  return next()
})
const named = t.middleware(async ({ ctx, type, getRawInput, next }) => {
  if (ctx.by === null || type !== 'mutation') return next()
  return next({ getRawInput: async () => ({ by: ctx.by, ...((await getRawInput()) as object) }) })
})
const call = t.procedure.use(refusals).use(withinScope).use(named)

/** Of each kind; what is beyond them waits behind them. */
const mostOpenCalls = 200

const id = z.string().min(1).max(64)
const page = z.object({ after: id.optional(), limit: z.int().min(1).max(1000).optional() })
const aside = page.extend({ state: z.enum(asideStates).optional() })
const day = z.string().max(10)
const by = z.string().min(1).max(64).default('screen')

export const router = t.router({
  access: call.query(({ ctx }) => ({ name: ctx.by, admin: ctx.may('tokens'), operate: ctx.may('reprint') })),
  shop: call.query(({ ctx }) => ctx.desk.shop()),
  rules: call.query(({ ctx }) => ctx.desk.rules()),
  pauseShop: call.input(z.object({ by })).mutation(({ ctx, input }) => ctx.desk.pauseShop(input)),
  resumeShop: call.input(z.object({ by })).mutation(({ ctx, input }) => ctx.desk.resumeShop(input)),
  board: call.query(({ ctx }) => ctx.desk.board()),
  findOrders: call
    .input(z.object({ text: z.string().trim().min(1).max(64) }))
    .query(({ ctx, input }) => ctx.desk.findOrders(input)),
  order: call
    .input(z.object({ source: id, orderId: id }))
    .query(({ ctx, input }) => ctx.desk.order(input.source, input.orderId)),
  receipt: call
    .input(z.object({ source: id, orderId: id, by, idempotencyKey: z.string().min(1).max(128) }))
    .mutation(({ ctx, input }) => ctx.desk.printReceipt(input.source, input.orderId, input)),
  rush: call
    .input(z.object({ source: id, orderId: id, by, idempotencyKey: z.string().min(1).max(128) }))
    .mutation(({ ctx, input }) => ctx.desk.rush(input.source, input.orderId, input)),
  releaseOrder: call
    .input(z.object({ source: id, orderId: id, by }))
    .mutation(({ ctx, input }) => ctx.desk.releaseOrder(input.source, input.orderId, input)),
  suspicious: call.input(page).query(({ ctx, input }) => ctx.desk.suspicious(input)),
  markReady: call
    .input(z.object({ source: id, orderId: id, by }))
    .mutation(({ ctx, input }) => ctx.desk.markReady(input.source, input.orderId, input)),
  markCollected: call
    .input(z.object({ source: id, orderId: id, by }))
    .mutation(({ ctx, input }) => ctx.desk.markCollected(input.source, input.orderId, input)),
  testOrder: call.input(z.object({ by })).mutation(({ ctx, input }) => ctx.desk.testOrder(input)),
  jobs: call
    .input(
      page.extend({ state: z.string().optional(), printer: z.string().optional(), newest: z.boolean().optional() }),
    )
    .query(({ ctx, input }) => ctx.desk.jobs(input)),
  reprint: call
    .input(z.object({ jobId: id, by, idempotencyKey: z.string().min(1).max(128) }))
    .mutation(({ ctx, input }) => ctx.desk.reprint(input.jobId, input)),
  release: call.input(z.object({ jobId: id, by })).mutation(({ ctx, input }) => ctx.desk.release(input.jobId, input)),
  resolve: call
    .input(z.object({ jobId: id, by, as: z.enum(['printed', 'not-printed']) }))
    .mutation(({ ctx, input }) => ctx.desk.resolve(input.jobId, input)),
  cancel: call.input(z.object({ jobId: id, by })).mutation(({ ctx, input }) => ctx.desk.cancel(input.jobId, input)),
  move: call
    .input(z.object({ jobId: id, by, printerId: id }))
    .mutation(({ ctx, input }) => ctx.desk.move(input.jobId, input)),
  backlogs: call.query(({ ctx }) => ctx.desk.backlogs()),
  answerBacklog: call
    .input(
      z.object({
        ...{ printerId: id, print: z.enum(backlogAnswers) },
        minutes: z.number().min(0).max(100_000).optional(),
        by: z.string().trim().min(1).max(64),
      }),
    )
    .mutation(({ ctx, input }) => ctx.desk.answerBacklog(input.printerId, input)),
  printers: call.query(({ ctx }) => ctx.desk.printers()),
  testPage: call
    .input(z.object({ printerId: id, by }))
    .mutation(({ ctx, input }) => ctx.desk.testPage(input.printerId, input)),
  pause: call
    .input(z.object({ printerId: id, by }))
    .mutation(({ ctx, input }) => ctx.desk.pause(input.printerId, input)),
  resume: call
    .input(z.object({ printerId: id, by }))
    .mutation(({ ctx, input }) => ctx.desk.resume(input.printerId, input)),
  alarms: call.query(({ ctx }) => ctx.desk.alarms()),
  ackAlarm: call
    .input(z.object({ alarmId: id, by }))
    .mutation(({ ctx, input }) => ctx.desk.ackAlarm(input.alarmId, input)),
  quarantine: call.input(aside).query(({ ctx, input }) => ctx.desk.quarantine(input)),
  replay: call
    .input(z.object({ quarantineId: id, by }))
    .mutation(({ ctx, input }) => ctx.desk.replay(input.quarantineId, input)),
  dismissQuarantined: call
    .input(z.object({ quarantineId: id, by, note: dismissalNote }))
    .mutation(({ ctx, input }) => ctx.desk.dismissQuarantined(input.quarantineId, input)),
  conflicts: call.input(aside).query(({ ctx, input }) => ctx.desk.conflicts(input)),
  acceptConflict: call
    .input(z.object({ conflictId: id, by }))
    .mutation(({ ctx, input }) => ctx.desk.acceptConflict(input.conflictId, input)),
  dismissConflict: call
    .input(z.object({ conflictId: id, by, note: dismissalNote }))
    .mutation(({ ctx, input }) => ctx.desk.dismissConflict(input.conflictId, input)),
  unsettled: call.input(z.object({ day: z.string().optional() })).query(({ ctx, input }) => ctx.desk.unsettled(input)),
  discrepancies: call
    .input(page.extend({ state: z.enum(discrepancyStates).optional(), day: z.string().optional() }))
    .query(({ ctx, input }) => ctx.desk.discrepancies(input)),
  resolveDiscrepancy: call
    .input(resolving.extend({ discrepancyId: id }))
    .mutation(({ ctx, input }) => ctx.desk.resolveDiscrepancy(input.discrepancyId, input)),
  recordRefund: call
    .input(recording.extend({ discrepancyId: id }))
    .mutation(({ ctx, input }) => ctx.desk.recordRefund(input.discrepancyId, input)),
  printMissing: call
    .input(z.object({ discrepancyId: id, by, idempotencyKey: z.string().min(1).max(128) }))
    .mutation(({ ctx, input }) => ctx.desk.printMissing(input.discrepancyId, input)),
  askForOrder: call
    .input(z.object({ discrepancyId: id, by }))
    .mutation(({ ctx, input }) => ctx.desk.askForOrder(input.discrepancyId, input)),
  orderSources: call.query(({ ctx }) => ctx.desk.orderSources()),
  enterOrder: call
    .input(entering.extend({ discrepancyId: id, by }))
    .mutation(({ ctx, input }) => ctx.desk.enterOrder(input.discrepancyId, input)),
  rotateSecret: call
    .input(z.object({ sourceId: id, by }))
    .mutation(({ ctx, input }) => ctx.desk.rotateSecret(input.sourceId, input)),
  today: call.query(({ ctx }) => ctx.desk.today()),
  day: call.input(z.object({ day })).query(({ ctx, input }) => ctx.desk.day(input.day)),
  period: call.input(z.object({ from: day, until: day })).query(({ ctx, input }) => ctx.desk.period(input)),
  closeDay: call
    .input(z.object({ day, by, note: z.string().max(1000).optional(), cash: drawerCount.optional() }))
    .mutation(({ ctx, input }) => ctx.desk.closeDay(input.day, input)),
  repeatDaySlip: call
    .input(z.object({ day, by, idempotencyKey: z.string().min(1).max(128) }))
    .mutation(({ ctx, input }) => ctx.desk.repeatDaySlip(input.day, input)),
  correctDay: call
    .input(
      z.object({
        day,
        by,
        reason: z.string().trim().min(1).max(1000),
        sales: z.int().optional(),
        refunded: z.int().optional(),
      }),
    )
    .mutation(({ ctx, input }) => ctx.desk.correctDay(input.day, input)),
  drawer: call.query(({ ctx }) => ctx.desk.drawer()),
  openShift: call.input(newShift.extend({ by })).mutation(({ ctx, input }) => ctx.desk.openShift(input)),
  handOver: call
    .input(handOver.extend({ shiftId: id, by }))
    .mutation(({ ctx, input }) => ctx.desk.handOver(input.shiftId, input)),
  moveCash: call.input(drawerMove.extend({ by })).mutation(({ ctx, input }) => ctx.desk.moveCash(input)),
  tokens: call.query(({ ctx }) => ctx.desk.tokens()),
  addToken: call.input(newToken.extend({ by })).mutation(({ ctx, input }) => ctx.desk.addToken(input)),
  revokeToken: call
    .input(z.object({ tokenId: id, by }))
    .mutation(({ ctx, input }) => ctx.desk.revokeToken(input.tokenId, input)),
  outbox: call.query(({ ctx }) => ctx.desk.outbox()),
  openCalls: call.query(({ ctx }) =>
    (['refused', 'waiting'] as const).flatMap(state => ctx.desk.calls({ state, limit: mostOpenCalls })),
  ),
  retryCall: call
    .input(z.object({ callId: id, by }))
    .mutation(({ ctx, input }) => ctx.desk.retryCall(input.callId, input)),
  dropCall: call
    .input(z.object({ callId: id, by }))
    .mutation(({ ctx, input }) => ctx.desk.dropCall(input.callId, input)),
  bills: call.input(page).query(({ ctx, input }) => ctx.desk.bills(input)),
  billProgress: call.query(({ ctx }) => ctx.desk.billProgress()),
  changes: call.subscription(async function* ({ ctx, signal }) {
    for await (const topics of ctx.desk.changes(signal ?? new AbortController().signal)) {
      if (!ctx.stands()) return
      yield topics
    }
  }),
})

export type AppRouter = typeof router
