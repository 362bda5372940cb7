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

export type QuarantineRow = {
  id: number
  source: string
  body_hash: string
  raw: string
  issues: string
  state: 'open' | 'replayed'
  times: number
  received_at: number
}

/** The same body again, while the first still waits, is counted, not kept twice. */
export function insertQuarantine(
  db: Db,
  row: { source: string; body_hash: string; raw: string; issues: OrderIssue[]; received_at: number },
): void {
  sql(
    db,
    `insert into quarantine (source, body_hash, raw, issues, state, received_at)
     values (@source, @body_hash, @raw, @issues, 'open', @received_at)
     on conflict (source, body_hash) where state = 'open' do update set times = times + 1`,
  ).run({ ...row, issues: JSON.stringify(row.issues) })
}

/** Is this very body kept already, and waits for a person? */
export function hasQuarantined(db: Db, source: string, bodyHash: string): boolean {
  const text = `select 1 from quarantine where source = ? and body_hash = ? and state = 'open'`
  return sql(db, text).get(source, bodyHash) !== undefined
}

export function getQuarantine(db: Db, id: number): QuarantineRow | undefined {
  return sql<QuarantineRow>(db, 'select * from quarantine where id = ?').get(id)
}

export function listQuarantine(db: Db, query: { after: number; limit: number }): QuarantineRow[] {
  return sql<QuarantineRow>(db, `select * from quarantine where state = 'open' and id > ? order by id limit ?`).all(
    query.after,
    query.limit,
  )
}

export function closeQuarantine(db: Db, id: number): void {
  sql(db, `update quarantine set state = 'replayed' where id = ?`).run(id)
}

export function countQuarantine(db: Db, source: string): number {
  const row = sql<{ n: number }>(db, `select count(*) as n from quarantine where source = ? and state = 'open'`).get(
    source,
  )
  return row?.n ?? 0
}

export type ConflictRow = {
  id: number
  order_row: number
  revision: number
  content_hash: string
  body: string
  state: 'open' | 'accepted'
  received_at: number
}

export function insertConflict(db: Db, row: Omit<ConflictRow, 'id' | 'state'>): void {
  sql(
    db,
    `insert into conflicts (order_row, revision, content_hash, body, state, received_at)
     values (@order_row, @revision, @content_hash, @body, 'open', @received_at) on conflict do nothing`,
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

export function listConflicts(db: Db, query: { after: number; limit: number }): ConflictRow[] {
  return sql<ConflictRow>(db, `select * from conflicts where state = 'open' and id > ? order by id limit ?`).all(
    query.after,
    query.limit,
  )
}

export function acceptConflict(db: Db, id: number): void {
  sql(db, `update conflicts set state = 'accepted' where id = ?`).run(id)
}

export function countConflicts(db: Db, orderRow: number): number {
  const row = sql<{ n: number }>(db, `select count(*) as n from conflicts where order_row = ? and state = 'open'`).get(
    orderRow,
  )
  return row?.n ?? 0
}
