import { z } from 'zod'
import { orderSchema } from '../../../../shared/domain/order.ts'
import { eventTypes } from '../../../store/outbox.ts'
import { scopeOf } from '../scopes.ts'
import { answerSchemas, withAnswers } from './answers.ts'
import { dayOperations } from './day-operations.ts'
import { intakeOperations } from './intake-operations.ts'
import type { Operation, Operations } from './operation.ts'
import { orderOperations } from './order-operations.ts'
import { platformOperations } from './platform-operations.ts'
import { printingOperations } from './printing-operations.ts'
import { reconciliationOperations } from './reconciliation-operations.ts'
import { shopOperations } from './shop-operations.ts'

export const orderJsonSchema = {
  $id: 'gudang.order/1',
  ...z.toJSONSchema(orderSchema, { io: 'input', unrepresentable: 'any' }),
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

const operations: Operations = {
  ...intakeOperations,
  ...shopOperations,
  ...orderOperations,
  ...printingOperations,
  ...reconciliationOperations,
  ...platformOperations,
  ...dayOperations,
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
