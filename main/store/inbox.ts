import type { OrderIssue } from '../../shared/domain/order.ts'
import { type Db, sql } from './database.ts'

// What came in besides new orders: webhook ids already answered, orders that could not be taken, contradictions.

export type WebhookRow = { body_hash: string; order_row: number; revision: number }

export function findWebhook(db: Db, source: string, webhookId: string): WebhookRow | undefined {
  return sql<WebhookRow>(
    db,
    'select body_hash, order_row, revision from webhook_ids where source = ? and webhook_id = ?',
  ).get(source, webhookId)
}

/** Keeps the first body seen under an id: one that is reused for another decides nothing. */
export function rememberWebhook(
  db: Db,
  row: WebhookRow & { source: string; webhook_id: string; received_at: number },
): void {
  sql(
    db,
    `insert into webhook_ids (source, webhook_id, body_hash, order_row, revision, received_at)
     values (@source, @webhook_id, @body_hash, @order_row, @revision, @received_at) on conflict do nothing`,
  ).run(row)
}

/** How something that was kept aside came to its end; all null while it waits. */
type SettledColumns = { settled_at: number | null; settled_by: string | null; settled_note: string | null }
export type Settlement<State extends string> = { state: State; at: number; by: string; note: string | null }

/** `after`: the id of the last row seen; 0: from the beginning */
type PageOf = { after: number; limit: number }

export type QuarantineRow = SettledColumns & {
  id: number
  source: string
  body_hash: string
  raw: string
  issues: string
  state: 'open' | 'replayed' | 'dismissed'
  times: number
  received_at: number
  webhook_id: string | null
}

/**
 * The same body again, while the first still waits, is counted, not kept twice. Sent anew after a person dismissed it, it
 * waits anew; a sender that only goes on trying the delivery that was dismissed has told nothing new.
 */
export function insertQuarantine(
  db: Db,
  row: Pick<QuarantineRow, 'source' | 'webhook_id' | 'body_hash' | 'raw' | 'received_at'> & { issues: OrderIssue[] },
): void {
  sql(
    db,
    `insert into quarantine (source, webhook_id, body_hash, raw, issues, state, received_at)
     select @source, @webhook_id, @body_hash, @raw, @issues, 'open', @received_at
     where not exists (select 1 from quarantine where source = @source and body_hash = @body_hash
       and state = 'dismissed' and webhook_id = @webhook_id)
     on conflict (source, body_hash) where state = 'open'
     do update set times = times + 1, webhook_id = excluded.webhook_id`,
  ).run({ ...row, issues: JSON.stringify(row.issues) })
}

/** Has a person this very body before them, or dismissed it? */
export function hasQuarantined(db: Db, source: string, bodyHash: string): boolean {
  const known = (state: 'open' | 'dismissed') =>
    `exists (select 1 from quarantine where source = @source and body_hash = @bodyHash and state = '${state}')`
  const text = `select ${known('open')} or ${known('dismissed')} as known`
  return sql<{ known: 0 | 1 }>(db, text).get({ source, bodyHash })?.known === 1
}

export function getQuarantine(db: Db, id: number): QuarantineRow | undefined {
  return sql<QuarantineRow>(db, 'select * from quarantine where id = ?').get(id)
}

export function findOpenQuarantine(db: Db, source: string, bodyHash: string): QuarantineRow | undefined {
  const text = `select * from quarantine where source = ? and body_hash = ? and state = 'open'`
  return sql<QuarantineRow>(db, text).get(source, bodyHash)
}

export function listQuarantine(db: Db, query: PageOf): QuarantineRow[] {
  return sql<QuarantineRow>(db, `select * from quarantine where state = 'open' and id > ? order by id limit ?`).all(
    query.after,
    query.limit,
  )
}

/** What was brought in or dismissed, newest first. */
export function listSettledQuarantine(db: Db, query: PageOf): QuarantineRow[] {
  return sql<QuarantineRow>(db, settledOf('quarantine')).all(downwards(query), query.limit)
}

export function settleQuarantine(db: Db, id: number, how: Settlement<'replayed' | 'dismissed'>): void {
  sql(db, settling('quarantine')).run({ id, ...how })
}

export function countQuarantine(db: Db, source: string): number {
  const row = sql<{ n: number }>(db, `select count(*) as n from quarantine where source = ? and state = 'open'`).get(
    source,
  )
  return row?.n ?? 0
}

export type ConflictRow = SettledColumns & {
  id: number
  order_row: number
  revision: number
  content_hash: string
  body: string
  state: 'open' | 'accepted' | 'dismissed'
  received_at: number
  webhook_id: string | null
}

/** Kept once while it waits, and sent anew after it was dismissed, waits anew: as with insertQuarantine. */
export function insertConflict(
  db: Db,
  row: Pick<ConflictRow, 'order_row' | 'revision' | 'content_hash' | 'body' | 'received_at' | 'webhook_id'>,
): void {
  sql(
    db,
    `insert into conflicts (order_row, revision, content_hash, body, state, received_at, webhook_id)
     select @order_row, @revision, @content_hash, @body, 'open', @received_at, @webhook_id
     where not exists (select 1 from conflicts where order_row = @order_row and content_hash = @content_hash
       and revision = @revision and state = 'dismissed' and webhook_id = @webhook_id)
     on conflict (order_row, revision, content_hash) where state = 'open'
     do update set webhook_id = excluded.webhook_id`,
  ).run(row)
}

/** Was this content of the order kept aside before? */
export function hasConflict(db: Db, orderRow: number, contentHash: string): boolean {
  const text = 'select 1 from conflicts where order_row = ? and content_hash = ?'
  return sql(db, text).get(orderRow, contentHash) !== undefined
}

export function getConflict(db: Db, id: number): ConflictRow | undefined {
  return sql<ConflictRow>(db, 'select * from conflicts where id = ?').get(id)
}

export function findOpenConflict(
  db: Db,
  named: Pick<ConflictRow, 'order_row' | 'revision' | 'content_hash'>,
): ConflictRow | undefined {
  return sql<ConflictRow>(
    db,
    `select * from conflicts where order_row = @order_row and revision = @revision and content_hash = @content_hash
       and state = 'open'`,
  ).get(named)
}

export function listConflicts(db: Db, query: PageOf): ConflictRow[] {
  return sql<ConflictRow>(db, `select * from conflicts where state = 'open' and id > ? order by id limit ?`).all(
    query.after,
    query.limit,
  )
}

/** What was accepted or dismissed, newest first. */
export function listSettledConflicts(db: Db, query: PageOf): ConflictRow[] {
  return sql<ConflictRow>(db, settledOf('conflicts')).all(downwards(query), query.limit)
}

export function settleConflict(db: Db, id: number, how: Settlement<'accepted' | 'dismissed'>): void {
  sql(db, settling('conflicts')).run({ id, ...how })
}

export function countConflicts(db: Db, orderRow: number): number {
  const row = sql<{ n: number }>(db, `select count(*) as n from conflicts where order_row = ? and state = 'open'`).get(
    orderRow,
  )
  return row?.n ?? 0
}

function settling(table: 'quarantine' | 'conflicts'): string {
  return `update ${table} set state = @state, settled_at = @at, settled_by = @by, settled_note = @note where id = @id`
}

function settledOf(table: 'quarantine' | 'conflicts'): string {
  return `select * from ${table} where state <> 'open' and id < ? order by id desc limit ?`
}

function downwards({ after }: PageOf): number {
  return after === 0 ? Number.MAX_SAFE_INTEGER : after
}
