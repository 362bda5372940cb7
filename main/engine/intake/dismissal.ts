import { z } from 'zod'
import type { JournalEntry } from '../../store/journal.ts'
import { readWord, wordLine } from '../journal-word.ts'

// A person lays to rest what was kept aside and will not be taken in. It goes through the journal like an order, so that
// after a restore nobody has to decide again; what it is about is named by its content, because row ids begin anew then.

/** Why it needs nobody any more. */
export const dismissalNote = z.string().trim().min(1).max(200)

/** note null: it was erased with the customer that it may tell of */
const said = { by: z.string(), note: z.string().nullable() }
const dismissed = z.discriminatedUnion('kept', [
  z.object({ kept: z.literal('quarantine'), bodyHash: z.string(), ...said }),
  z.object({
    ...{ kept: z.literal('conflict'), orderId: z.string(), revision: z.number(), contentHash: z.string() },
    ...said,
  }),
])

export type Dismissal = { source: string; at: number; about: z.infer<typeof dismissed> }

export function dismissalLine(dismissal: Dismissal): Omit<JournalEntry, 'seq'> {
  return wordLine('dismissal', dismissal, dismissal.about)
}

/** Null: nothing of it can be read any more. */
export function readDismissalLine(line: Pick<JournalEntry, 'at' | 'source' | 'body'>): Dismissal | null {
  const about = readWord(dismissed, line.body)
  return about === null ? null : { source: line.source, at: line.at, about }
}
