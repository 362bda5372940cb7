import { type Db, sql } from './database.ts'

// What a platform has sent that is no order, each once; and how far it has been asked.

export type NoticeRow = {
  id: number
  source: string
  kind: 'notify' | 'message'
  notice_id: string
  topic: string
  body: string
  state: 'taken' | 'kept'
  received_at: number
}

/** False: it has come before. */
export function rememberNotice(db: Db, row: Omit<NoticeRow, 'id'>): boolean {
  const { changes } = sql(
    db,
    `insert into platform_notices (source, kind, notice_id, topic, body, state, received_at)
     values (@source, @kind, @notice_id, @topic, @body, @state, @received_at) on conflict do nothing`,
  ).run(row)
  return changes > 0
}

export function hasNotice(db: Db, source: string, kind: NoticeRow['kind'], noticeId: string): boolean {
  const text = 'select 1 from platform_notices where source = ? and kind = ? and notice_id = ?'
  return sql(db, text).get(source, kind, noticeId) !== undefined
}

export function listNotices(db: Db, query: { state: NoticeRow['state']; after: number; limit: number }): NoticeRow[] {
  return sql<NoticeRow>(db, 'select * from platform_notices where state = ? and id > ? order by id limit ?').all(
    query.state,
    query.after,
    query.limit,
  )
}

export function getPlatformCursor(db: Db, source: string, kind: string): number | null {
  const text = 'select at from platform_cursors where source = ? and kind = ?'
  return sql<{ at: number }>(db, text).get(source, kind)?.at ?? null
}

/** Only forward. */
export function savePlatformCursor(db: Db, source: string, kind: string, at: number): void {
  sql(
    db,
    `insert into platform_cursors (source, kind, at) values (?, ?, ?)
     on conflict do update set at = max(at, excluded.at)`,
  ).run(source, kind, at)
}
