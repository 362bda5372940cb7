import { type Db, sql } from './database.ts'

/** Where a pull source's last page ended; null before the first. */
export function getPullCursor(db: Db, source: string): string | null {
  const row = sql<{ cursor: string }>(db, 'select cursor from pull_cursors where source = ?').get(source)
  return row?.cursor ?? null
}

/** Where it stood when its first page of that business day came; null: none came, or it was longer ago than is kept. */
export function getDayCursor(db: Db, source: string, day: string): string | null {
  const text = 'select cursor from pull_days where source = ? and day = ?'
  return sql<{ cursor: string }>(db, text).get(source, day)?.cursor ?? null
}

/** Differences are looked at again until the third day; and a weekend of grace. */
const daysKept = 7

/** To be called in the transaction that takes the page's orders in; `day` is the business day in which it came. */
export function savePullCursor(db: Db, source: string, cursor: string, day: string): void {
  const before = getPullCursor(db, source)
  const { changes } = sql(
    db,
    'insert into pull_days (source, day, cursor) values (?, ?, ?) on conflict do nothing',
  ).run(source, day, before ?? '')
  if (changes > 0) {
    sql(db, `delete from pull_days where source = ? and day < date(?, '-${daysKept} days')`).run(source, day)
  }
  sql(
    db,
    `insert into pull_cursors (source, cursor) values (?, ?)
     on conflict (source) do update set cursor = excluded.cursor`,
  ).run(source, cursor)
}

/** Has its list been read to the end since that restoration? */
export function isListRead(db: Db, source: string, restoration: number): boolean {
  const row = sql<{ restoration: number }>(db, 'select restoration from lists_read where source = ?').get(source)
  return row !== undefined && row.restoration >= restoration
}

export function setListRead(db: Db, source: string, restoration: number): void {
  sql(
    db,
    `insert into lists_read (source, restoration) values (?, ?)
     on conflict (source) do update set restoration = excluded.restoration`,
  ).run(source, restoration)
}
