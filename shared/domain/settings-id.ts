import { z } from 'zod'

/** What printers, stations, sources and the shop are named by in config.json. */
export const settingsId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'is not an id: a-z, 0-9 and -, at most 32 characters')
  .refine(value => value !== 'counter', { error: '"counter" is reserved' })

/** For the message about a kind that this version lacks. */
export function typeOf(input: unknown): string {
  const type = typeof input === 'object' && input !== null && 'type' in input ? input.type : undefined
  return typeof type === 'string' ? `"${type.slice(0, 40)}"` : 'what has no type'
}
