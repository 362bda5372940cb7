import type { Logger } from 'pino'
import { newJob, next } from '../../../shared/domain/print-job.ts'
import {
  type CloudPrintRow,
  findByClientId,
  findBySameText,
  findCloudPrint,
  getCloudPrint,
  insertCloudPrint,
} from '../../store/cloud-prints.ts'
import { isDiskRefusal, transact } from '../../store/database.ts'
import { note } from '../../store/history.ts'
import { insertJob, listHeld } from '../../store/jobs.ts'
import { insertTicket } from '../../store/tickets.ts'
import type { TakeDeps } from '../intake/take-revision.ts'
import { watchHomeless } from '../printing/job-watch.ts'
import { foreignContent } from './foreign-content.ts'
import { contentHash, type ForeignPrint } from './foreign-print.ts'

export type PrintVerdict =
  | { result: 'accepted' | 'duplicate'; number: number; orderId: string; clientId: string | null }
  /** known under this name with another text, and not printed */
  | { result: 'other-text'; number: number; orderId: string; clientId: string | null }
  /** this version cannot make a ticket of it */
  | { result: 'unprintable' }

/**
 * Makes of a foreign print what the lanes need: its row, a ticket and a job for each copy, in the caller's transaction. A
 * repetition, be it the journal's or its client's, makes nothing and is answered as the first.
 */
export function takePrint(deps: TakeDeps, print: ForeignPrint): PrintVerdict {
  const { db, alarms } = deps
  const hash = contentHash(print)
  const replayed = getCloudPrint(db, print.number) ?? findCloudPrint(db, print.source, print.orderId)
  if (replayed !== undefined) return known('duplicate', replayed)
  const before = findBefore(deps, print, hash)
  if (before !== undefined) {
    const isSame = before.content_hash === hash
    const facts = { source: print.source, orderId: before.client_id ?? before.order_id }
    if (print.repeats.by === 'text') alarms.count('source-repeated', print.source, facts)
    else if (!isSame) alarms.count('source-name-reused', print.source, facts)
    return known(isSame ? 'duplicate' : 'other-text', before)
  }
  const { number: id, source, orderId: order_id, clientId: client_id, sn, receivedAt: received_at } = print
  insertCloudPrint(db, { id, source, order_id, client_id, sn, content_hash: hash, received_at })
  for (let copy = 1; copy <= print.copies; copy++) issueCopy(deps, print, print.copies > 1 ? copy : null)
  if (!hasPrinter(deps, print)) watchHomeless(deps, listHeld(db))
  return { result: 'accepted', number: id, orderId: order_id, clientId: client_id }
}

/** In a savepoint of its own: its client hears that nothing was taken, and no other print suffers. */
export function takePrintSafely(deps: TakeDeps & { log: Logger }, print: ForeignPrint): PrintVerdict {
  try {
    return transact(deps.db, () => takePrint(deps, print))
  } catch (error) {
    if (isDiskRefusal(error)) throw error
    deps.log.error({ err: error, source: print.source }, 'a cloud print could not be taken in')
    return { result: 'unprintable' }
  }
}

function findBefore({ db, now }: TakeDeps, print: ForeignPrint, hash: string): CloudPrintRow | undefined {
  const { source, sn, clientId, repeats } = print
  const age = (row: CloudPrintRow) => Math.abs(now() - row.received_at)
  if (repeats.by === 'text') {
    const same = findBySameText(db, { source, sn, contentHash: hash })
    return same !== undefined && age(same) < repeats.withinMs ? same : undefined
  }
  if (repeats.by === 'nothing' || clientId === null) return undefined
  const named = findByClientId(db, { source, sn: repeats.freshAfterMs === null ? null : sn, clientId })
  if (named === undefined || named.content_hash === hash || repeats.freshAfterMs === null) return named
  return age(named) < repeats.freshAfterMs ? named : undefined
}

function known(result: 'duplicate' | 'other-text', row: CloudPrintRow): PrintVerdict {
  return { result, number: row.id, orderId: row.order_id, clientId: row.client_id }
}

function issueCopy(deps: TakeDeps, print: ForeignPrint, copyNo: number | null): void {
  const { db } = deps
  const created_at = deps.now()
  const ticket = insertTicket(db, {
    ...{ order_row: null, cloud_print: print.number, revision: null, kind: 'source', station: null, number: null },
    ...{ printer: print.printer, content: foreignContent(print, copyNo), created_at },
  })
  const fresh = newJob()
  const job = hasPrinter(deps, print) ? fresh : (next(fresh, { type: 'hold', why: 'no-printer' }) ?? fresh)
  const row = { ticket, order_row: null, printer: print.printer, kind: 'source' as const, created_at }
  const id = insertJob(db, { ...row, job, stale_from: print.receivedAt })
  note(db, { job: id, at: created_at, what: 'cloud-print', by: print.source, detail: print.orderId })
}

function hasPrinter({ settings }: TakeDeps, { printer }: ForeignPrint): boolean {
  return settings.printers.some(one => one.id === printer)
}
