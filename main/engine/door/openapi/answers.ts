import { z } from 'zod'
import { type AnswerShape, answerShapes } from './answer-shapes.ts'

type Shape = AnswerShape | `${AnswerShape}[]`

/** What a 2xx of these routes has in its body; the page says of every other one in words what it is. */
export const answersOf: Record<string, Shape> = {
  'POST /api/v1/sources/{sourceId}/orders': 'Pushed',
  'GET /api/v1/health': 'Health',
  'GET /api/v1/shop': 'Shop',
  'POST /api/v1/shop/pause': 'Shop',
  'POST /api/v1/shop/resume': 'Shop',
  'GET /api/v1/orders': 'Order[]',
  'GET /api/v1/orders/{source}/{orderId}': 'OrderDetail',
  'POST /api/v1/orders/{source}/{orderId}/receipt': 'Job',
  'POST /api/v1/orders/{source}/{orderId}/rush': 'Job[]',
  'POST /api/v1/orders/{source}/{orderId}/release': 'OrderDetail',
  'POST /api/v1/orders/{source}/{orderId}/ready': 'OrderDetail',
  'POST /api/v1/orders/{source}/{orderId}/collected': 'OrderDetail',
  'GET /api/v1/suspicious': 'Suspicious',
  'POST /api/v1/test-order': 'TestOrder',
  'GET /api/v1/quarantine': 'Quarantined[]',
  'POST /api/v1/quarantine/{id}/replay': 'BroughtIn',
  'POST /api/v1/quarantine/{id}/dismiss': 'Quarantined',
  'GET /api/v1/conflicts': 'Conflict[]',
  'POST /api/v1/conflicts/{id}/accept': 'BroughtIn',
  'POST /api/v1/conflicts/{id}/dismiss': 'Conflict',
  'GET /api/v1/jobs': 'Job[]',
  'GET /api/v1/jobs/{id}': 'Job',
  'POST /api/v1/jobs/{id}/reprint': 'Job',
  'POST /api/v1/jobs/{id}/release': 'Job',
  'POST /api/v1/jobs/{id}/resolve': 'Job',
  'POST /api/v1/jobs/{id}/cancel': 'Job',
  'GET /api/v1/printers': 'Printer[]',
  'POST /api/v1/printers/{id}/test': 'Job',
  'POST /api/v1/printers/{id}/pause': 'Printer',
  'POST /api/v1/printers/{id}/resume': 'Printer',
  'PUT /api/v1/virtual-printers/{id}': 'Printer',
  'GET /api/v1/alarms': 'Alarm[]',
  'POST /api/v1/alarms/{id}/ack': 'Alarm',
  'GET /api/v1/discrepancies': 'Discrepancy[]',
  'GET /api/v1/discrepancies/{id}': 'Discrepancy',
  'POST /api/v1/discrepancies/{id}/resolve': 'Discrepancy',
  'POST /api/v1/reconcile/bill': 'BillTaken',
  'GET /api/v1/bills': 'Bill[]',
  'GET /api/v1/bills/{id}': 'Bill',
}

const mediaOf: [ending: string, media: string][] = [
  ['/paper.png', 'image/png'],
  ['/paper.txt', 'text/plain'],
  ['/paper.bin', 'application/octet-stream'],
  ['/report.csv', 'text/csv'],
  ['/report.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['/metrics', 'text/plain'],
]

type Answer = { description: string; content?: object }
type Described = { responses: Record<string, Answer> }

/** The same description of a route, with what stands in its answers, the refusals that any route may give among them. */
export function withAnswers<Route extends Described>(method: string, path: string, route: Route): Route {
  const shape = answersOf[`${method} ${path}`]
  const media = mediaOf.find(([ending]) => path.endsWith(ending))?.[1]
  const taken =
    shape !== undefined
      ? { 'application/json': { schema: schemaOf(shape) } }
      : media === undefined
        ? undefined
        : { [media]: { schema: { type: 'string' } } }
  const answered = Object.entries({ ...route.responses, default: otherRefusals }).map(([status, answer]) => {
    const content = status.startsWith('2') ? taken : refused
    return [status, content === undefined ? answer : { ...answer, content }] as const
  })
  return { ...route, responses: Object.fromEntries(answered) }
}

const refused = { 'application/json': { schema: schemaOf('Refusal') } }
const otherRefusals = {
  description:
    'invalid (400: what was asked is not as described here), origin (403), not-found (404), method-not-allowed (405, with Allow), too-large (413), media-type (415), host (421), not-durable (503: the disk refused, nothing was done)',
}

function schemaOf(shape: Shape): object {
  const name = shape.replace('[]', '')
  const one = { $ref: `#/components/schemas/${name}` }
  return shape.endsWith('[]') ? { type: 'array', items: one } : one
}

/** For `components.schemas`. What is not named here may come in a later version. */
export function answerSchemas(): Record<string, object> {
  const registry = z.registry<{ id: string }>()
  for (const [id, shape] of Object.entries(answerShapes)) registry.add(shape, { id })
  const { schemas } = z.toJSONSchema(registry, {
    uri: id => `#/components/schemas/${id}`,
    override({ jsonSchema }) {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
    },
  })
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $id: _id, $schema: _schema, ...schema }]) => [id, schema]),
  )
}
