import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { JournalEntry } from '../../store/journal.ts'
import { readWord } from '../journal-word.ts'

// A ticket that a cloud printer's client sent, on its way through the intake. It is kept as it came, phone numbers too: it
// is the paper itself, which nobody could make of masked text. Only journal and tickets hold it, both of which age out.

/** Whose language its content is written in. */
export const printForms = ['feie', 'feie-label', 'yilianyun', 'xpyun', 'xpyun-label', 'sunmi'] as const
export type PrintForm = (typeof printForms)[number]

/** When it is a print that is known already. */
export const repeats = z.discriminatedUnion('by', [
  /** never: each request is a paper of its own */
  z.object({ by: z.literal('nothing') }),
  /** the same text within so long */
  z.object({ by: z.literal('text'), withinMs: z.number() }),
  /**
   * the name that its client gave it. The same text under it is known for ever; another text after so long is a print of
   * its own, because clients begin their names anew, and at another printer always; null: names are unique
   */
  z.object({ by: z.literal('name'), freshAfterMs: z.number().nullable() }),
])

const kept = z.object({
  /** given when it came, so that its client finds it again also after a lost database */
  number: z.int().positive(),
  orderId: z.string(),
  clientId: z.string().nullable(),
  sn: z.string(),
  printer: z.string(),
  copies: z.int().min(1).max(99),
  form: z.enum(printForms),
  /** may it open the drawer? */
  drawer: z.boolean(),
  repeats,
  content: z.string(),
})

export type ForeignPrint = z.infer<typeof kept> & { source: string; receivedAt: number }

export function contentHash({ form, content }: Pick<ForeignPrint, 'form' | 'content'>): string {
  return createHash('sha256').update(`${form}\n${content}`).digest('hex')
}

export function printLine({ source, receivedAt, ...print }: ForeignPrint): Omit<JournalEntry, 'seq'> {
  const hash = contentHash(print)
  const names = { source, webhookId: null, bodyHash: hash, contentHash: hash }
  return { at: receivedAt, ...names, body: JSON.stringify(print), print: true }
}

/** Null: nothing of it can be read any more. */
export function readPrintLine(line: Pick<JournalEntry, 'at' | 'source' | 'body'>): ForeignPrint | null {
  const print = readWord(kept, line.body)
  return print === null ? null : { ...print, source: line.source, receivedAt: line.at }
}
