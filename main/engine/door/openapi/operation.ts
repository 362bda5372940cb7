import { z } from 'zod'

// What the routes' descriptions are made of. One row per route of the door, so that the page and the routes can be compared by
// a test.

export type Operation = {
  summary: string
  answers: Record<string, string>
  token?: boolean
  body?: object
  /** of the body; default JSON */
  media?: string
  parameters?: object[]
}

/** by method and path: `GET /api/v1/orders/{source}/{orderId}` */
export type Operations = Record<string, Operation>

export const query = (name: string, description: string) => ({
  name,
  in: 'query',
  required: false,
  description,
  schema: { type: 'string' },
})

export const header = (name: string, description: string) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
})

export const keyHeader = header('idempotency-key', 'minted once per intention')

const limit = { type: 'integer', minimum: 1, maximum: 1000, default: 100 }
export const paging = [
  query('after', 'id of the last row seen'),
  { ...query('limit', 'how many at most'), schema: limit },
]

export const act = {
  type: 'object',
  properties: { by: { type: 'string', description: 'who did it, for the audit' } },
}

export const jsonBody = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input' })

export const byWhom = { by: z.string().optional() }

export const done = { 200: 'done', 404: 'no such thing', 409: 'its state does not allow that' }
