import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { DeskError } from '../desk.ts'

// What a route takes out of a request. Throws DeskError `invalid`, with the field's name.

/** Who does it, for the audit. */
export const act = z.object({ by: z.string().trim().min(1).max(64).default('api') })

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
