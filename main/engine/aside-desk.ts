import { maskPhones } from '../../shared/domain/masking.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import type { ConflictView, QuarantineView, SettledView } from '../../shared/domain/views/order-views.ts'
import { cleanText } from '../../shared/ticket/clean-text.ts'
import type { Db } from '../store/database.ts'
import {
  type ConflictRow,
  getConflict,
  getQuarantine,
  listConflicts,
  listQuarantine,
  listSettledConflicts,
  listSettledQuarantine,
  type QuarantineRow,
} from '../store/inbox.ts'
import type { Settles } from '../store/journal.ts'
import { findRevision, getOrder, type OrderRow } from '../store/orders.ts'
import type { Clock } from './clock.ts'
import { type Desk, DeskError, notNow } from './desk.ts'
import { readId, showId } from './ids.ts'
import type { Dismissal } from './intake/dismissal.ts'
import type { Intake, NotTaken } from './intake/intake.ts'
import { readSubmission } from './intake/submission.ts'
import type { KeptVerdict } from './intake/take-kept.ts'
import { iso } from './job-view.ts'
import { paging } from './paging.ts'

type AsideActs = Pick<
  Desk,
  'quarantine' | 'replay' | 'dismissQuarantined' | 'conflicts' | 'acceptConflict' | 'dismissConflict'
>

/** What was kept aside: a person looks at it, and has it taken in after all or lays it to rest. */
export function createAsideDesk(deps: {
  db: Db
  settings: Settings
  clock: Pick<Clock, 'now'>
  intake: Intake
}): AsideActs {
  const { db, settings, clock } = deps

  function quarantined(quarantineId: string): QuarantineRow {
    const row = getQuarantine(db, readId('q', quarantineId) ?? 0)
    if (row === undefined) throw new DeskError('not-found', `there is no ${quarantineId} in quarantine`)
    return row
  }

  function conflicting(conflictId: string): ConflictRow {
    const row = getConflict(db, readId('c', conflictId) ?? 0)
    if (row === undefined) throw new DeskError('not-found', `there is no conflict ${conflictId}`)
    return row
  }

  function orderOf(row: ConflictRow): OrderRow {
    const order = getOrder(db, row.order_row)
    if (order === undefined) throw new DeskError('not-found', 'its order is gone')
    return order
  }

  /** Takes something kept aside in again, as if its source had sent it now; it is known again by what the source sent. */
  async function bringIn(
    sourceId: string,
    body: string,
    settles: Settles,
  ): Promise<Exclude<KeptVerdict | NotTaken, { result: 'not-open' }>> {
    const source = settings.sources.find(one => one.id === sourceId)
    if (source === undefined) throw new DeskError('conflict', `there is no source ${sourceId} any more`, 'source-gone')
    const raw = Buffer.from(body)
    const submission = readSubmission({ sourceId, webhookId: null, receivedAt: clock.now(), body: raw })
    // What is still wrong is kept already; taking it in would only keep it a second time.
    if (!submission.parsed.ok) return { result: 'invalid', issues: submission.parsed.issues }
    const { bodyHash, contentHash } = { ...submission, ...settles }
    const answer = await deps.intake.takeKept(source, { ...submission, bodyHash, contentHash }, settles)
    if (answer.result === 'not-open') throw settledAlready()
    return answer
  }

  async function dismiss(source: string, about: Dismissal['about']): Promise<void> {
    const { result } = await deps.intake.takeDismissal({ source, at: clock.now(), about })
    if (result === 'not-open') throw settledAlready()
    if (result === 'busy' || result === 'not-durable') throw notNow(result)
    if (result !== 'dismissed') throw new DeskError('conflict', `it was not dismissed: ${result}`)
  }

  return {
    quarantine(query) {
      const list = query.state === 'settled' ? listSettledQuarantine : listQuarantine
      return list(db, paging('q', query)).map(quarantineView)
    },
    async replay(quarantineId, { by }) {
      const row = open(quarantined(quarantineId))
      const answer = await bringIn(row.source, row.raw, { kept: 'quarantine', bodyHash: row.body_hash, by })
      if (answer.result === 'invalid') {
        throw new DeskError('conflict', `still wrong: ${words(answer.issues)}`, 'still-wrong')
      }
      if (answer.result === 'busy' || answer.result === 'not-durable') throw notNow(answer.result)
      return { result: answer.result, orderId: answer.orderId }
    },
    async dismissQuarantined(quarantineId, act) {
      const { source, body_hash: bodyHash } = open(quarantined(quarantineId))
      await dismiss(source, { kept: 'quarantine', bodyHash, by: act.by, note: reason(act.note) })
      return quarantineView(quarantined(quarantineId))
    },
    conflicts(query) {
      const list = query.state === 'settled' ? listSettledConflicts : listConflicts
      return list(db, paging('c', query)).map(conflictView)
    },
    async acceptConflict(conflictId, { by }) {
      const row = open(conflicting(conflictId))
      const order = orderOf(row)
      // Named, not left to the rules for sources that count none: a person decided, also against a cancellation.
      const next = { ...JSON.parse(row.body), revision: order.revision + 1 }
      const answer = await bringIn(order.source, JSON.stringify(next), { ...nameOf(row, order), by })
      if (answer.result === 'busy' || answer.result === 'not-durable') throw notNow(answer.result)
      if (answer.result !== 'accepted') throw new DeskError('conflict', `it was not taken in: ${answer.result}`)
      return { result: answer.result, orderId: answer.orderId }
    },
    async dismissConflict(conflictId, act) {
      const row = open(conflicting(conflictId))
      const order = orderOf(row)
      await dismiss(order.source, { ...nameOf(row, order), by: act.by, note: reason(act.note) })
      return conflictView(conflicting(conflictId))
    },
  }

  function conflictView(row: ConflictRow): ConflictView {
    const order = getOrder(db, row.order_row)
    const known = findRevision(db, row.order_row, row.revision)
    return {
      id: showId('c', row.id),
      source: order?.source ?? '',
      orderId: order?.order_id ?? '',
      revision: row.revision,
      receivedAt: iso(row.received_at),
      state: row.state,
      settled: settledView(row),
      known: known === undefined ? null : JSON.parse(known.body),
      other: JSON.parse(row.body),
    }
  }
}

function nameOf({ revision, content_hash: contentHash }: ConflictRow, { order_id: orderId }: OrderRow) {
  return { kept: 'conflict' as const, orderId, revision, contentHash }
}

function quarantineView(row: QuarantineRow): QuarantineView {
  return {
    id: showId('q', row.id),
    source: row.source,
    receivedAt: iso(row.received_at),
    issues: JSON.parse(row.issues),
    raw: row.raw,
    state: row.state,
    settled: settledView(row),
  }
}

function settledView({ settled_at: at, settled_by: by, settled_note: note }: QuarantineRow | ConflictRow): SettledView {
  return at === null || by === null ? null : { at: iso(at), by, note }
}

function settledAlready(): DeskError {
  return new DeskError('conflict', 'it is settled already')
}

const already = { replayed: 'brought in', accepted: 'accepted', dismissed: 'dismissed' }

function open<Row extends QuarantineRow | ConflictRow>(row: Row): Row {
  if (row.state !== 'open') throw new DeskError('conflict', `it has been ${already[row.state]} already`)
  return row
}

/** It stands in lists and in the journal: one line, and no phone number whole. */
function reason(note: string): string {
  const text = maskPhones(cleanText(note))
  if (text === '') throw new DeskError('invalid', 'body note: says nothing')
  return text
}

function words(issues: readonly { path: string; message: string }[]): string {
  return issues.map(({ path, message }) => `${path} ${message}`.trim()).join('; ')
}
