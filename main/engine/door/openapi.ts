import { z } from 'zod'
import { cartSchema } from '../../../shared/domain/cart.ts'
import { orderSchema } from '../../../shared/domain/order.ts'
import { discrepancyStates } from '../../../shared/domain/reconciliation/discrepancy.ts'
import { backlogAnswers } from '../../../shared/domain/views.ts'
import { virtualPrinterOrder } from '../../../shared/domain/virtual-printer.ts'
import { billMapping } from '../../sources/bills/bill-columns.ts'
import { eventTypes } from '../../store/outbox.ts'
import { drawerCount, drawerMove, handOver, newShift } from '../days/books.ts'
import { newPlatformCall } from '../new-platform-call.ts'
import { newToken } from '../new-token.ts'
import { entering, resolving, settlement, vouchers } from './discrepancy-schemas.ts'
import { answerSchemas, withAnswers } from './openapi/answers.ts'
import { scopeOf } from './scopes.ts'

export const orderJsonSchema = {
  $id: 'gudang.order/1',
  ...z.toJSONSchema(orderSchema, { io: 'input', unrepresentable: 'any' }),
}

type Operation = {
  summary: string
  answers: Record<string, string>
  token?: boolean
  body?: object
  /** of the body; default JSON */
  media?: string
  parameters?: object[]
}

const query = (name: string, description: string) => ({
  name,
  in: 'query',
  required: false,
  description,
  schema: { type: 'string' },
})
const header = (name: string, description: string) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
})
const keyHeader = header('idempotency-key', 'minted once per intention')
const paging = [query('after', 'id of the last row seen'), query('limit', '1 to 1000, default 100')]
const act = {
  type: 'object',
  properties: { by: { type: 'string', description: 'who did it, for the audit' } },
}
const testing = {
  ...act,
  properties: { ...act.properties, drawer: { type: 'boolean' }, beep: { type: 'boolean' } },
}
const resolution = {
  type: 'object',
  required: ['as'],
  properties: { as: { enum: ['printed', 'not-printed'] }, by: { type: 'string' } },
}
const backlogAnswer = {
  type: 'object',
  required: ['print', 'by'],
  properties: {
    print: { enum: backlogAnswers, description: 'recent: only what was ordered within the last `minutes`' },
    minutes: { type: 'number', minimum: 0 },
    by: { type: 'string', description: 'the person: what is not printed is cancelled in their name' },
  },
}
const platformCall = z.toJSONSchema(newPlatformCall.extend({ by: z.string().optional() }), { io: 'input' })
const tradeRefund = {
  type: 'object',
  required: ['amount'],
  properties: {
    amount: { type: 'integer', minimum: 1, description: 'fen' },
    reason: { type: 'string' },
    by: { type: 'string' },
  },
}
const jsonBody = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input' })
const byWhom = { by: z.string().optional() }
const closing = z.toJSONSchema(z.object({ ...byWhom, note: z.string().optional(), cash: drawerCount.optional() }), {
  io: 'input',
})
const correction = {
  type: 'object',
  required: ['reason', 'by'],
  properties: {
    reason: { type: 'string' },
    by: { type: 'string' },
    sales: { type: 'integer', description: 'fen, what it adds' },
    refunded: { type: 'integer' },
  },
}
const tokenOrder = z.toJSONSchema(newToken.extend({ by: z.string().optional() }), { io: 'input' })
const billUpload = {
  type: 'object',
  required: ['bill'],
  properties: {
    bill: { type: 'string', format: 'binary' },
    by: { type: 'string', description: 'who brought it, for the audit' },
    mapping: z.toJSONSchema(billMapping, { io: 'input' }),
  },
}
/** The same object goes over MQTT, one a message, and to a pull source, in an array. */
const event = {
  type: 'object',
  required: ['eventId', 'type', 'shopId', 'orderId', 'revision', 'at', 'data'],
  properties: {
    eventId: { type: 'string', description: 'the same each time that this event is brought' },
    type: { enum: eventTypes },
    shopId: { type: 'string' },
    orderId: { type: ['string', 'null'], description: 'null: it is of no order, or of one that cannot be read' },
    revision: { type: ['integer', 'null'] },
    at: { type: 'string', format: 'date-time' },
    data: { type: 'object' },
  },
}
const eventPost = {
  summary:
    "What became of an order: to its source's `events` address, signed as Standard Webhooks; what is of no order to all",
  requestBody: { content: { 'application/json': { schema: event } } },
  responses: {
    '2XX': { description: 'heard' },
    400: { description: 'not wanted, as 409, 410, 413 and 422: offered four times, then put aside for a person' },
    default: { description: 'not heard: it comes again, and those behind it wait' },
  },
}
const done = { 200: 'done', 404: 'no such thing', 409: 'its state does not allow that' }

// One row per route of the door, so that this page and the routes can be compared by a test.
const operations: Record<string, Operation> = {
  'GET /api/v1/sources/{sourceId}/orders': {
    summary: 'For platforms that try an address before they call it; only a source of a platform answers',
    token: false,
    answers: { 200: "the platform's own yes (WeChat: 204)", 404: 'no source of a platform' },
  },
  'POST /api/v1/sources/{sourceId}/orders': {
    summary:
      "Push one order, signed as Standard Webhooks; to a source of type eleme, meituan, koubei or wechat: the platform's own message, with its own signature, answered with its own yes",
    token: false,
    body: { $ref: '/api/v1/schema/order.json' },
    parameters: [
      header('webhook-id', 'unique per delivery; kept by its retries'),
      header('webhook-timestamp', 'seconds since 1970, within 5 minutes of the engine'),
      header('webhook-signature', 'v1,<base64 HMAC-SHA256 of id.timestamp.body>; several separated by spaces'),
    ],
    answers: {
      201: 'accepted: durable on disk',
      200: 'duplicate or stale',
      400: 'invalid-order: kept in quarantine',
      401: 'signature or timestamp',
      404: 'unknown-source',
      409: 'conflict: same revision, other content; unknown-order: a platform speaks of an order that has not come',
      413: 'too-large',
      415: 'media-type',
      429: 'busy, with Retry-After',
      503: 'not-durable: nothing was accepted',
    },
  },
  'POST /api/v1/sources/{sourceId}/notify': {
    summary: "Alipay's asynchronous notices (a form, signed by Alipay); the answer is `success` and nothing else",
    token: false,
    answers: {
      200: 'on disk, now or before',
      400: 'about another app or seller, or no notice',
      401: 'signature',
      404: 'unknown-source',
      413: 'too-large',
      415: 'media-type',
      503: 'not-durable: nothing was accepted',
    },
  },
  'GET /api/v1/health': { summary: 'ok, degraded or alarm', token: false, answers: { 200: 'health' } },
  'GET /api/v1/openapi.json': { summary: 'this page', token: false, answers: { 200: 'OpenAPI 3.1' } },
  'GET /api/v1/schema/order.json': {
    summary: 'JSON Schema of an order',
    token: false,
    answers: { 200: 'gudang.order/1' },
  },
  'GET /metrics': { summary: 'Figures for Prometheus', answers: { 200: 'text format 0.0.4' } },
  'GET /api/v1/shop': { summary: 'The shop, and whether it takes orders (paused: 打烊)', answers: { 200: 'the shop' } },
  'POST /api/v1/shop/pause': {
    summary: 'Take no orders for now: sources get an event shop.paused; what comes all the same is taken and printed',
    body: act,
    answers: { 200: 'paused (again changes nothing)' },
  },
  'POST /api/v1/shop/resume': {
    summary: 'Take orders again: sources get an event shop.resumed',
    body: act,
    answers: { 200: 'open' },
  },
  'GET /api/v1/orders': {
    summary: 'Orders, oldest first',
    parameters: [query('day', 'business day YYYY-MM-DD'), ...paging],
    answers: { 200: 'orders' },
  },
  'GET /api/v1/orders/{source}/{orderId}': {
    summary: 'One order with items, tickets, jobs, attempts and history',
    answers: { 200: 'the order', 404: 'no such order' },
  },
  'POST /api/v1/orders/{source}/{orderId}/receipt': {
    summary: 'Print the receipt a customer asks for; a second one of the same revision is marked 补打',
    body: act,
    parameters: [keyHeader],
    answers: done,
  },
  'POST /api/v1/orders/{source}/{orderId}/rush': {
    summary: 'Ask the kitchen for it (催菜): a ticket to each of its stations; the same idempotency-key makes no more',
    body: act,
    parameters: [{ ...keyHeader, required: false }],
    answers: done,
  },
  'POST /api/v1/orders/{source}/{orderId}/release': {
    summary: 'Let go the tickets that wait because the order looks like abuse',
    body: act,
    answers: done,
  },
  'GET /api/v1/suspicious': {
    summary: 'Orders that look like abuse, newest first, and the policy of each rule',
    parameters: paging,
    answers: { 200: 'rules and orders' },
  },
  'POST /api/v1/orders/{source}/{orderId}/ready': {
    summary: '出餐: its number is called; its source gets an event order.ready, once',
    body: act,
    answers: done,
  },
  'POST /api/v1/orders/{source}/{orderId}/collected': {
    summary: 'Its customer has it; its source gets an event order.collected, once',
    body: act,
    answers: done,
  },
  'POST /api/v1/test-order': {
    summary: 'Push an order for every station through the source demo, to be followed from end to end',
    body: act,
    answers: { 201: 'its source and orderId', 409: 'there is no source demo, or no menu' },
  },
  'GET /phone/menu': { summary: 'What the training page offers', token: false, answers: { 200: 'shop and menu' } },
  'POST /phone/orders': {
    summary: 'Order as the training page does; prices are the menu’s, the push is signed on this side',
    token: false,
    body: z.toJSONSchema(cartSchema, { io: 'input' }),
    answers: {
      201: 'the order',
      400: 'no cart, or not on the menu',
      404: 'no source demo',
      429: 'busy',
      503: 'not now',
    },
  },
  'GET /phone/orders/{order}': {
    summary: 'What became of it: accepted, making, ready, collected, cancelled, problem',
    token: false,
    answers: { 200: 'the order', 404: 'no such order' },
  },
  'GET /api/v1/quarantine': { summary: 'Orders that could not be taken', parameters: paging, answers: { 200: 'list' } },
  'POST /api/v1/quarantine/{id}/replay': { summary: 'Take it in again', body: act, answers: done },
  'GET /api/v1/conflicts': { summary: 'Same revision, other content', parameters: paging, answers: { 200: 'list' } },
  'POST /api/v1/conflicts/{id}/accept': { summary: 'Take it as the next revision', body: act, answers: done },
  'GET /api/v1/jobs': {
    summary: 'Print jobs, oldest first',
    parameters: [query('state', 'one state'), query('printer', 'a printer id'), ...paging],
    answers: { 200: 'jobs' },
  },
  'GET /api/v1/jobs/{id}': { summary: 'One print job', answers: { 200: 'the job', 404: 'no such job' } },
  'POST /api/v1/jobs/{id}/reprint': {
    summary: 'Print again, marked; the same key gives the same job',
    body: act,
    parameters: [keyHeader],
    answers: done,
  },
  'POST /api/v1/jobs/{id}/release': { summary: 'Let a held, waiting or uncertain job go', body: act, answers: done },
  'POST /api/v1/jobs/{id}/resolve': { summary: 'A person says whether it came out', body: resolution, answers: done },
  'POST /api/v1/jobs/{id}/cancel': { summary: 'Do not print it', body: act, answers: done },
  'GET /api/v1/jobs/{id}/paper.png': { summary: 'The paper, drawn from its bytes', answers: { 200: 'PNG' } },
  'GET /api/v1/jobs/{id}/paper.txt': { summary: 'The paper as text', answers: { 200: 'text' } },
  'GET /api/v1/jobs/{id}/paper.bin': { summary: 'The bytes that left', answers: { 200: 'bytes' } },
  'GET /api/v1/backlogs': {
    summary: 'What became old while a printer could not print: one question per printer, its orders, how old they are',
    answers: { 200: 'backlogs' },
  },
  'POST /api/v1/backlogs/{id}': {
    summary: 'The answer to the question of printer {id}: print all (marked 积压), only the recent ones, or none',
    body: backlogAnswer,
    answers: done,
  },
  'POST /api/v1/reconcile/bill': {
    summary:
      'A payment bill as it was downloaded (zip or csv, Alipay or WeChat Pay; any other table with `mapping`): read, held against its own totals, matched with the shop’s orders. The same bill again changes nothing',
    body: billUpload,
    media: 'multipart/form-data',
    answers: {
      200: 'stored, or known; its differences are stored',
      409: 'several bills wait already',
      413: 'too-large',
      415: 'media-type',
      422: 'bill-…: why it is no bill, or not one that adds up; nothing is stored',
      503: 'not-durable: nothing is stored',
    },
  },
  'GET /api/v1/reconcile/bill': {
    summary: 'How far the bill is that is being read: `percent` 0 to 99; null: none is',
    answers: { 200: 'progress' },
  },
  'GET /api/v1/bills': { summary: 'Bills that were read, oldest first', parameters: paging, answers: { 200: 'bills' } },
  'GET /api/v1/bills/{id}': { summary: 'One bill', answers: { 200: 'the bill', 404: 'no such bill' } },
  'GET /api/v1/printers': { summary: 'Printers and their state', answers: { 200: 'printers' } },
  'POST /api/v1/printers/{id}/test': {
    summary: 'Print a test page; opens the drawer or beeps only where asked to',
    body: testing,
    answers: done,
  },
  'POST /api/v1/printers/{id}/pause': { summary: 'Print nothing for now', body: act, answers: done },
  'POST /api/v1/printers/{id}/resume': { summary: 'Print again', body: act, answers: done },
  'PUT /api/v1/virtual-printers/{id}': {
    summary: 'Make a virtual printer misbehave',
    body: z.toJSONSchema(virtualPrinterOrder),
    answers: done,
  },
  'GET /api/v1/calls': {
    summary: 'What platforms are asked and told: each once, however often it is tried',
    parameters: [query('state', 'waiting, done, refused or dropped'), ...paging],
    answers: { 200: 'calls' },
  },
  'POST /api/v1/calls': {
    summary: 'Ask Alipay of a trade or a refund, or settle a 轻会员; the same key gives the same call',
    body: platformCall,
    parameters: [keyHeader],
    answers: { 202: 'it waits for its turn', 404: 'no such Alipay source' },
  },
  'POST /api/v1/calls/{id}/retry': { summary: 'Make it once more, now', body: act, answers: done },
  'POST /api/v1/calls/{id}/drop': { summary: 'Do not make it any more', body: act, answers: done },
  'POST /api/v1/orders/{source}/{orderId}/trade-refund': {
    summary: "Give money of the order's Alipay trade back, never more than is left; the same key gives one refund",
    body: tradeRefund,
    parameters: [keyHeader],
    answers: { 202: 'it waits for its turn', 404: 'no such order', 409: 'not paid with Alipay, or more than is left' },
  },
  'GET /api/v1/outbox': {
    summary: 'Events that their sources have yet to hear, with their age, and those that were refused',
    answers: { 200: 'the outbox' },
  },
  'GET /api/v1/payments': {
    summary: 'What a platform says of the payments of one merchant order number',
    parameters: [query('source', 'an Alipay source'), query('outTradeNo', '商户订单号')],
    answers: { 200: 'payments' },
  },
  'GET /api/v1/notices': {
    summary: 'What a platform sent that is no order, masked; `kept` is what this version does not know',
    parameters: [query('state', 'kept (default) or taken'), ...paging],
    answers: { 200: 'notices' },
  },
  'GET /api/v1/days': {
    summary: 'Several business days put together, and what each came to; at most 42',
    parameters: [query('from', 'YYYY-MM-DD'), query('until', 'YYYY-MM-DD, included')],
    answers: { 200: 'the period', 400: 'no days' },
  },
  'GET /api/v1/days/{day}': {
    summary: 'A business day: frozen numbers where it is closed, else those of now; adjustments; discrepancies',
    answers: { 200: 'the day', 400: 'no day' },
  },
  'POST /api/v1/days/{day}/close': {
    summary: 'Close it: its numbers are frozen and its slip prints. Again changes nothing and prints nothing',
    body: closing,
    answers: { 200: 'the day', 400: 'no day, or a count that does not add up', 409: 'it has not begun' },
  },
  'POST /api/v1/days/{day}/slip': {
    summary: 'Its slip once more, marked 补打',
    body: act,
    parameters: [keyHeader],
    answers: done,
  },
  'POST /api/v1/days/{day}/adjustments': {
    summary: 'What a person knows of a closed day that no order tells, in fen, with reason and name',
    body: correction,
    answers: done,
  },
  'GET /api/v1/days/{day}/report.csv': {
    summary: 'The report as one table, sales by dish among it (UTF-8 with a byte order mark, yuan)',
    answers: { 200: 'CSV', 400: 'no day' },
  },
  'GET /api/v1/days/{day}/report.xlsx': { summary: 'The same in sheets', answers: { 200: 'XLSX', 400: 'no day' } },
  'GET /api/v1/drawer': {
    summary: 'The shift that runs, and what the last one left in the drawer',
    answers: { 200: 'the drawer' },
  },
  'POST /api/v1/drawer/moves': {
    summary: 'Cash that was put in (above zero) or taken out beside sales, in fen',
    body: z.toJSONSchema(drawerMove.extend(byWhom), { io: 'input' }),
    answers: { 200: 'the drawer' },
  },
  'GET /api/v1/shifts': {
    summary: 'The shifts of a business day',
    parameters: [query('day', 'business day YYYY-MM-DD')],
    answers: { 200: 'shifts' },
  },
  'POST /api/v1/shifts': {
    summary: 'Begin a shift with what is in the drawer',
    body: z.toJSONSchema(newShift.extend(byWhom), { io: 'input' }),
    answers: { 201: 'the shift', 409: 'one runs already' },
  },
  'POST /api/v1/shifts/{id}/end': {
    summary: 'Count the drawer and end the shift; with `to` the next one begins',
    body: z.toJSONSchema(handOver.extend(byWhom), { io: 'input' }),
    answers: done,
  },
  'GET /api/v1/tokens': {
    summary: 'Tokens beside the data folder’s own, also those that were taken back; never the token itself',
    answers: { 200: 'tokens' },
  },
  'POST /api/v1/tokens': {
    summary: 'A new token for one client; this answer is the only place where it ever stands',
    body: tokenOrder,
    answers: { 201: 'the token', 400: 'no name or no scope', 409: 'a token of this name stands' },
  },
  'POST /api/v1/tokens/{id}/revoke': {
    summary: 'Take it back: its next request is refused, its subscriptions end',
    body: act,
    answers: done,
  },
  'POST /api/v1/sources/{id}/secret/rotate': {
    summary: 'A new secret for a push source, to be read in secrets.json; those before stay valid for 24 hours',
    body: act,
    answers: done,
  },
  'GET /api/v1/discrepancies': {
    summary: 'Differences between platform, kitchen and money, oldest first; all states where none is asked for',
    parameters: [
      { ...query('state', 'one state'), schema: { enum: discrepancyStates } },
      query('day', 'business day YYYY-MM-DD'),
      ...paging,
    ],
    answers: { 200: 'discrepancies' },
  },
  'GET /api/v1/discrepancies/{id}': {
    summary: 'One difference with its history',
    answers: { 200: 'the discrepancy', 404: 'no such discrepancy' },
  },
  'POST /api/v1/discrepancies/{id}/resolve': {
    summary: 'A person answers for it; the same facts do not open it again',
    body: jsonBody(resolving),
    answers: done,
  },
  'POST /api/v1/discrepancies/{id}/print': {
    summary: 'PAID_NOT_PRINTED: let go what waits, print again (marked) what was dropped',
    body: act,
    parameters: [keyHeader],
    answers: done,
  },
  'POST /api/v1/discrepancies/{id}/ask': {
    summary: 'PAID_NOT_LOCAL: sources get an event order.wanted, and may send the order again',
    body: act,
    answers: done,
  },
  'POST /api/v1/discrepancies/{id}/enter': {
    summary: 'PAID_NOT_LOCAL: take the order in by hand, under the number that its source will give it, and print it',
    body: jsonBody(entering),
    answers: done,
  },
  'POST /api/v1/reconcile/vouchers': {
    summary: 'What a platform knows of coupons within a time, held against the coupons of orders',
    body: jsonBody(vouchers),
    answers: { 200: 'the number of differences', 400: 'not such records' },
  },
  'POST /api/v1/reconcile/light-members': {
    summary: 'What a platform made of a 轻会员 term, held against what its orders add up to',
    body: jsonBody(settlement),
    answers: { 200: 'the number of differences', 400: 'no settlement' },
  },
  'GET /api/v1/light-members/{id}': {
    summary: 'A 轻会员 agreement: benefit enjoyed since the last settlement, and what is due at the end of the term',
    answers: { 200: 'the agreement', 404: 'no order names it' },
  },
  'GET /api/v1/alarms': { summary: 'Alarms that stand', answers: { 200: 'alarms' } },
  'POST /api/v1/alarms/{id}/ack': { summary: 'A person has seen it', body: act, answers: done },
}

export function openApi(version: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const [route, operation] of Object.entries(operations)) {
    const [method = '', path = ''] = route.split(' ')
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: withAnswers(method, path, describe(method, path, operation)),
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Gudang 古荡', version, description: 'Orders in, tickets out, and proof that they came out.' },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } }, schemas: answerSchemas() },
    paths,
    webhooks: { event: { post: eventPost } },
  }
}

function describe(
  method: string,
  path: string,
  { summary, answers, token = true, body, media = 'application/json', parameters = [] }: Operation,
) {
  const scope = scopeOf(method, path.replace(/\{(\w+)\}/g, ':$1'))
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const refusals = token ? { 401: 'no token, or none of ours', 403: `the token's scope is below ${scope}` } : {}
  return {
    summary,
    security: token ? [{ token: [] }] : [],
    ...(token ? { 'x-scope': scope } : {}),
    parameters: [...inPath, ...parameters],
    ...(body === undefined ? {} : { requestBody: { content: { [media]: { schema: body } } } }),
    responses: Object.fromEntries(
      Object.entries({ ...answers, ...refusals }).map(([status, description]) => [status, { description }]),
    ),
  }
}
