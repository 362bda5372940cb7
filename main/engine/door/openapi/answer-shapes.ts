import { z } from 'zod'
import { abusePolicies, abuseRuleIds } from '../../../../shared/domain/abuse-rules.ts'
import { channels, orderStatuses, serviceModes } from '../../../../shared/domain/order.ts'
import { heldReasons, jobStates } from '../../../../shared/domain/print-job.ts'
import { confirmations, printerStates } from '../../../../shared/domain/printer.ts'
import { discrepancyClasses, discrepancyStates } from '../../../../shared/domain/reconciliation/discrepancy.ts'
import { marks, ticketKinds } from '../../../../shared/domain/ticket.ts'
import type { BillAnswer, BillView, DiscrepancyView } from '../../../../shared/domain/views/difference-views.ts'
import type {
  ConflictView,
  OrderDetail,
  OrderView,
  QuarantineView,
  SuspiciousView,
} from '../../../../shared/domain/views/order-views.ts'
import type { JobView, PrinterView } from '../../../../shared/domain/views/printing-views.ts'
import type { AlarmView, HealthView, ShopView } from '../../../../shared/domain/views/shop-views.ts'
import type { Refusal } from '../answers.ts'

// What the door answers, for those who read its page and for programs that make a client from it. The views are the law:
// a field that a view has and a shape has not does not compile, one that an answer has and a shape has not fails a test.

const at = z.string().meta({ format: 'date-time' })
const fen = z.int()
const text = z.string()

const issue = z.strictObject({ path: text.describe('such as items.0.quantity'), message: text })
const refusal = z.strictObject({
  error: z.strictObject({ code: text, message: text, issues: z.array(issue).optional() }),
}) satisfies z.ZodType<Refusal>

const health = z.strictObject({
  status: z.enum(['ok', 'degraded', 'alarm']),
  version: text,
  alarms: z.int(),
}) satisfies z.ZodType<HealthView>

const shop = z.strictObject({
  id: text,
  name: text,
  language: z.enum(['zh-CN', 'en']),
  timezone: text,
  version: text,
  receipts: z.enum(['always', 'never', 'on-request']),
  paused: z.strictObject({ since: at, by: text, orders: z.int() }).nullable(),
}) satisfies z.ZodType<ShopView>

const takenTicket = z.strictObject({ ticketId: text, printerId: text, number: z.int() })
const pushed = z.strictObject({
  result: z.enum(['accepted', 'duplicate', 'stale']),
  orderId: text,
  revision: z.int(),
  tickets: z.array(takenTicket),
})
const broughtIn = z.strictObject({ result: text, orderId: text })
const testOrder = z.strictObject({ source: text, orderId: text, pickupNo: text })

const order = z.strictObject({
  id: text.describe('what `after` takes'),
  source: text,
  orderId: text,
  revision: z.int(),
  status: z.enum(orderStatuses),
  state: z.enum(['waiting', 'printing', 'printed', 'sent', 'problem', 'cancelled']),
  day: text.describe('business day YYYY-MM-DD'),
  number: z.int().nullable().describe('of its business day; null until it is paid'),
  channel: z.enum(channels).nullable(),
  pickupNo: text.nullable(),
  tableNo: text.nullable(),
  serviceMode: z.enum(serviceModes).nullable(),
  placedAt: at,
  expectedAt: at.nullable(),
  note: text.nullable(),
  payable: fen,
  dishes: z.array(z.strictObject({ name: text, quantity: z.number() })),
  receivedAt: at,
  demo: z.boolean(),
  amountFault: z.boolean().describe('its sums do not add up'),
  flags: z.array(z.enum(abuseRuleIds)).describe('rules by which it looks like abuse'),
  readyAt: at.nullable(),
  collectedAt: at.nullable(),
}) satisfies z.ZodType<OrderView>

const attempt = z.strictObject({
  at,
  bytes: z.int().describe('of the ticket, known to have left'),
  outcome: z.enum(['sending', 'printed', 'sent', 'refused', 'uncertain']),
  evidence: z.enum(['process-id', 'status', 'human', 'none']),
  error: text.nullable(),
})

const job = z.strictObject({
  jobId: text,
  ticketId: text,
  orderId: text.nullable(),
  source: text.nullable(),
  foreign: z.boolean().describe("of a cloud printer's client, and of no order of ours"),
  pickupNo: text.nullable(),
  tableNo: text.nullable(),
  revision: z.int().nullable(),
  printerId: text,
  kind: z.enum(ticketKinds),
  report: z.enum(['alarms', 'day']).nullable().describe('what a report tells of; null: it is none'),
  number: z.int().nullable(),
  state: z.enum(jobStates),
  heldFor: z.enum(heldReasons).nullable(),
  copy: z.int(),
  marks: z.array(z.enum(marks)),
  n: z.int(),
  of: z.int(),
  station: text.nullable(),
  calledOff: z.boolean(),
  reprintOf: text.nullable().describe('the job that it is a copy of'),
  paper: z.boolean().describe('there is a paper.png, .txt and .bin'),
  createdAt: at,
  releaseAt: at.nullable().describe('not before'),
  attempts: z.array(attempt),
}) satisfies z.ZodType<JobView>

const modifier = z.strictObject({ name: text, price: fen })
const item = z.strictObject({
  lineId: text,
  sku: text.nullable(),
  name: text,
  category: text.nullable(),
  quantity: z.number(),
  unitPrice: fen.nullable(),
  amount: fen.nullable(),
  modifiers: z.array(modifier),
  note: text.nullable(),
  comboOf: text.nullable().describe('the lineId of the combo that it is part of'),
})
const orderDetail = order.extend({
  items: z.array(item),
  order: z.unknown().describe('the last revision as it was sent, masked, unknown fields kept'),
  tickets: z.array(takenTicket.extend({ kind: z.enum(ticketKinds), revision: z.int() })),
  jobs: z.array(job),
  history: z.array(z.strictObject({ at, what: text, by: text.nullable(), detail: text.nullable() })),
}) satisfies z.ZodType<OrderDetail>

const suspicious = z.strictObject({
  rules: z.array(z.strictObject({ rule: z.enum(abuseRuleIds), policy: z.enum(abusePolicies) })),
  orders: z.array(order),
}) satisfies z.ZodType<SuspiciousView>

const printer = z.strictObject({
  id: text,
  name: text,
  state: z.enum(printerStates),
  paused: z.boolean(),
  detail: text.nullable(),
  trouble: z
    .discriminatedUnion('trouble', [
      z.strictObject({ trouble: z.literal('unplugged') }),
      z.strictObject({ trouble: z.literal('held'), device: text, holders: text, type: text }),
      z.strictObject({ trouble: z.literal('queue'), device: text, queue: text }),
      z.strictObject({ trouble: z.literal('forbidden'), device: text, user: text, type: text }),
      z.strictObject({ trouble: z.literal('alike'), ports: text }),
    ])
    .nullable(),
  queue: z.int().describe('jobs that are not settled'),
  confirmation: z.enum(confirmations).nullable().describe('null: not learned yet'),
  lastPrintedAt: at.nullable(),
  connection: text,
  virtual: z.boolean(),
}) satisfies z.ZodType<PrinterView>

const alarm = z.strictObject({
  id: text,
  code: text,
  severity: z.enum(['critical', 'warning']),
  since: at,
  subject: text,
  message: text,
  remedy: text,
  acked: z.boolean(),
  facts: z.record(text, z.union([text, z.number()])),
}) satisfies z.ZodType<Omit<AlarmView, 'code'>>

const settled = z
  .strictObject({ at, by: text, note: text.nullable() })
  .nullable()
  .describe('by whom, when and why; null while it waits')
const quarantined = z.strictObject({
  id: text,
  source: text,
  receivedAt: at,
  issues: z.array(issue),
  raw: text.describe('as it came, masked'),
  state: z.enum(['open', 'replayed', 'dismissed']),
  settled,
}) satisfies z.ZodType<QuarantineView>

const conflict = z.strictObject({
  id: text,
  source: text,
  orderId: text,
  revision: z.int(),
  receivedAt: at,
  state: z.enum(['open', 'accepted', 'dismissed']),
  settled,
  known: z.unknown().describe('the order as it is known'),
  other: z.unknown().describe('what came under the same revision'),
}) satisfies z.ZodType<ConflictView>

const discrepancy = z.strictObject({
  id: text,
  class: z.enum(discrepancyClasses),
  severity: z.enum(['critical', 'warning', 'info']),
  day: text,
  source: text.nullable(),
  orderId: text.nullable().describe("the bill's merchant order number"),
  expected: fen.nullable(),
  actual: fen.nullable(),
  state: z.enum(discrepancyStates),
  suggestion: text,
  history: z.array(z.strictObject({ at, what: text, by: text.nullable(), note: text.nullable() })),
}) satisfies z.ZodType<DiscrepancyView>

const counted = z.strictObject({ count: z.int(), amount: fen })
const bill = z.strictObject({
  id: text,
  kind: text,
  platform: text,
  account: text.nullable(),
  from: at,
  until: at,
  payments: counted,
  refunds: counted,
  matched: z.int(),
  receivedAt: at,
  by: text,
}) satisfies z.ZodType<Omit<BillView, 'kind' | 'platform'>>
const billTaken = z.strictObject({
  result: z.enum(['stored', 'known']),
  bill,
  differences: z.int(),
}) satisfies z.ZodType<Omit<BillAnswer, 'bill'>>

/** By the name that the page gives them. */
export const answerShapes = {
  Refusal: refusal,
  Health: health,
  Shop: shop,
  Pushed: pushed,
  BroughtIn: broughtIn,
  TestOrder: testOrder,
  Order: order,
  OrderDetail: orderDetail,
  Suspicious: suspicious,
  Job: job,
  Printer: printer,
  Alarm: alarm,
  Quarantined: quarantined,
  Conflict: conflict,
  Discrepancy: discrepancy,
  Bill: bill,
  BillTaken: billTaken,
}
export type AnswerShape = keyof typeof answerShapes
