import type { z } from 'zod'
import type { JournalEntry } from '../store/journal.ts'

// What goes through the journal and is no order: its line says in `body` what it says, as JSON.

type Where = { source: string; at: number }

/** Of a word about an order or about what was kept aside; nothing is known again by it. */
export function wordLine(
  kind: NonNullable<JournalEntry['kind']>,
  { source, at }: Where,
  said: object,
): Omit<JournalEntry, 'seq'> {
  return { at, source, webhookId: null, bodyHash: '', contentHash: '', body: JSON.stringify(said), kind }
}

/** Null: nothing of it can be read any more. */
export function readWord<Said>(said: z.ZodType<Said>, body: string): Said | null {
  try {
    return said.parse(JSON.parse(body))
  } catch {
    return null
  }
}
