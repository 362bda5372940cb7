import { isSettled } from '../../../shared/domain/print-job.ts'
import { getCloudPrint } from '../../store/cloud-prints.ts'
import type { Db } from '../../store/database.ts'
import { findWebhook } from '../../store/inbox.ts'
import { countPapers, type JobRow, listHeld, listJobsInLanes } from '../../store/jobs.ts'
import type { JournalOutcome } from '../../store/journal.ts'
import type { ReadEntry } from '../../store/journal-reading.ts'
import { findOrder, findRevisionLike, getOrder } from '../../store/orders.ts'
import { getTicket, listTickets, listTicketsOfPrint, type TicketRow } from '../../store/tickets.ts'
import { readPrintLine } from '../cloud/foreign-print.ts'
import { readSubmission, type Submission } from '../intake/submission.ts'

// Is this database of an earlier hour than the journal beside it? Somebody put last night's file in its place, a virtual
// machine was set back, a program that keeps folders alike had an old copy: the file is whole, and it lies. Whatever a
// database knows is committed before the journal is told, so what only the journal knows is the proof.

export type Outcomes = ReadonlyMap<string, JournalOutcome['out']>

/** Has this database taken in what the journal has a sender's acceptance of? */
export function knowsEntry(db: Db, entry: ReadEntry): boolean {
  const { kind, source, webhookId, ...hashes } = entry
  // The order that a change or a reminder is about has an entry of its own.
  if (kind !== undefined) return true
  if (entry.print === true) {
    const print = readPrintLine(entry)
    // Of one that was erased nothing is left to be missed.
    return print === null || getCloudPrint(db, print.number) !== undefined
  }
  const delivered = webhookId === null ? undefined : findWebhook(db, source, webhookId)
  if (webhookId !== null && delivered === undefined) return false
  if (delivered !== undefined && (hashes.bodyHash ?? delivered.body_hash) === delivered.body_hash) return true
  // Some senders call every word of an order by the same id; the first one is remembered under it.
  return knowsContent(db, entry)
}

/** The same, whatever the message was called: what is old enough to be forgotten by its name is no news for that. */
export function knowsContent(db: Db, entry: ReadEntry): boolean {
  if (entry.print === true) return knowsEntry(db, entry)
  const { source, webhookId, at, body, contentHash } = entry
  const read = readSubmission({ sourceId: source, webhookId, receivedAt: at, body: Buffer.from(body) })
  return knowsOrder(db, { ...read, contentHash: contentHash ?? read.contentHash })
}

/** This order, in this revision or a later one; without revisions, in these words. */
export function knowsOrder(
  db: Db,
  { sourceId, parsed, contentHash }: Pick<Submission, 'sourceId' | 'parsed' | 'contentHash'>,
): boolean {
  const order = parsed.ok ? findOrder(db, sourceId, parsed.order.orderId) : undefined
  if (order === undefined || !parsed.ok) return false
  if (parsed.order.revision !== null) return parsed.order.revision <= order.revision
  return findRevisionLike(db, order.id, contentHash) !== undefined
}

/** Does the journal know the end of a ticket that this database would still print? There is no way back from those ends. */
export function knowsLessOfPaper(db: Db, outcomes: Outcomes): boolean {
  if (outcomes.size === 0) return false
  return [...listJobsInLanes(db), ...listHeld(db)].some(job => {
    const told = job.reprint_of === null ? outcomes.get(ticketNameOf(db, job)) : undefined
    if (told === undefined || !isSettled(told.state) || told.state === 'failed') return false
    // What was only sent may print again by a person's word; then its paper is known here.
    return told.state !== 'sent' || countPapers(db, job.ticket) < told.papers
  })
}

/** As the journal calls tickets; '' for those that it is not told of. */
function ticketNameOf(db: Db, job: JobRow): string {
  const order = job.order_row === null ? undefined : getOrder(db, job.order_row)
  const { revision, cloud_print } = getTicket(db, job.ticket)
  const print = cloud_print === null ? undefined : getCloudPrint(db, cloud_print)
  const named = (of: { source: string; order_id: string }, revision: number, siblings: readonly TicketRow[]) => {
    const place = siblings.findIndex(one => one.id === job.ticket)
    return ticketName({ source: of.source, orderId: of.order_id, revision, place })
  }
  if (print !== undefined) return named(print, 0, listTicketsOfPrint(db, print.id))
  if (order === undefined || revision === null) return ''
  const siblings = listTickets(db, order.id).filter(one => one.revision === revision)
  return named(order, revision, siblings)
}

export function ticketName(told: Pick<JournalOutcome['out'], 'source' | 'orderId' | 'revision' | 'place'>): string {
  return JSON.stringify([told.source, told.orderId, told.revision, told.place])
}
