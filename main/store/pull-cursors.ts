import { type Db, sql } from './database.ts'

/** Where a pull source's last page ended; null before the first. */
export function getPullCursor(db: Db, source: string): string | null {
  const row = sql<{ cursor: string }>(db, 'select cursor from pull_cursors where source = ?').get(source)
  return row?.cursor ?? null
}

/** To be called in the transaction that takes the page's orders in. */
export function savePullCursor(db: Db, source: string, cursor: string): void {
  sql(
    db,
    `insert into pull_cursors (source, cursor) values (?, ?)
     on conflict (source) do update set cursor = excluded.cursor`,
  ).run(source, cursor)
}
