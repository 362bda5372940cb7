import { z } from 'zod'
import { addCall } from '../../store/calls.ts'
import { type Db, transact } from '../../store/database.ts'
import type { JournalEntry } from '../../store/journal.ts'
import { rememberNotice } from '../../store/platform-notices.ts'
import { readWord, wordLine } from '../journal-word.ts'

// A platform says that something is new about an order and only names it. Once that is acknowledged it is not said again, so
// it goes through the journal like an order: whatever is lost before the platform could be asked, it is asked.

const named = z.object({
  msgId: z.string(),
  topic: z.string(),
  name: z.union([z.object({ order_id: z.string() }), z.object({ out_order_id: z.string() })]),
})

export type NamedOrder = z.infer<typeof named> & { source: string; at: number }

/** `asked`: the platform will be. */
export type NamedVerdict = { result: 'asked' }

export function namedLine({ source, at, ...said }: NamedOrder): Omit<JournalEntry, 'seq'> {
  return wordLine('named', { source, at }, said)
}

/** Null: nothing of it can be read any more. */
export function readNamedLine(line: Pick<JournalEntry, 'at' | 'source' | 'body'>): NamedOrder | null {
  const said = readWord(named, line.body)
  return said === null ? null : { ...said, source: line.source, at: line.at }
}

/** `kept`: what else the message says, JSON, masked. */
export function takeNamed(
  { db }: { db: Db },
  { source, at, msgId, topic, name }: NamedOrder,
  kept: string,
): NamedVerdict {
  const lane = `query ${Object.values(name)[0]}`
  transact(db, () => {
    const notice = { source, kind: 'message' as const, notice_id: msgId, topic, body: kept }
    rememberNotice(db, { ...notice, state: 'taken', received_at: at })
    addCall(db, { source, kind: 'order.query', key: msgId, lane, order_row: null, body: name, at })
  })
  return { result: 'asked' }
}
