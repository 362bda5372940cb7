import { type Db, sql } from './database.ts'

// How this database stands to the journal and to its own past.

/** A place in the journal: behind this entry. */
export type JournalPosition = { seq: string; at: number }

/** The last entry whose verdict this database knows; undefined: none yet. */
export function getJournalPosition(db: Db): JournalPosition | undefined {
  return sql<JournalPosition>(db, 'select seq, at from journal_position where one = 1').get()
}

/** To be called in the transaction that takes the entry in. */
export function setJournalPosition(db: Db, { seq, at }: JournalPosition): void {
  sql(
    db,
    `insert into journal_position (one, seq, at) values (1, ?, ?)
     on conflict do update set seq = excluded.seq, at = excluded.at`,
  ).run(seq, at)
}

export type RestorationRow = {
  id: number
  at: number
  backup_at: number | null
  since_seq: string | null
  since_at: number | null
  gap: 0 | 1
}

const columns = 'id, at, backup_at, since_seq, since_at, gap'

/**
 * From here on, until it is finished, whatever the database says of unprinted tickets is older than the paper may be.
 * `backup_at`: of when the copy is; null: there was none, or it cannot be told.
 * `gap`: whatever the journal has, more may have come.
 */
export function beginRestoration(db: Db, row: { at: number; backup_at: number | null; gap: boolean }): void {
  const since = getJournalPosition(db)
  const open = getOpenRestoration(db)
  if (open !== undefined) {
    // One that was not finished goes on from where it began.
    sql(db, 'update restorations set at = ?, gap = max(gap, ?) where id = ?').run(row.at, row.gap ? 1 : 0, open.id)
    return
  }
  sql(db, 'insert into restorations (at, backup_at, since_seq, since_at, gap) values (?, ?, ?, ?, ?)').run(
    row.at,
    row.backup_at,
    since?.seq ?? null,
    since?.at ?? null,
    row.gap ? 1 : 0,
  )
}

export function getOpenRestoration(db: Db): RestorationRow | undefined {
  return sql<RestorationRow>(
    db,
    `select ${columns} from restorations where finished_at is null order by id limit 1`,
  ).get()
}

/** `whole`: the journal has all that came since the copy was made, as far as this folder can tell. */
export function finishRestoration(db: Db, id: number, { at, whole }: { at: number; whole: boolean }): void {
  sql(db, 'update restorations set finished_at = ?, gap = max(gap, ?) where id = ?').run(at, whole ? 0 : 1, id)
}

/** The last restoration behind which something may have come that nothing here tells of. */
export function getLastGap(db: Db): RestorationRow | undefined {
  return sql<RestorationRow>(db, `select ${columns} from restorations where gap = 1 order by id desc limit 1`).get()
}

/** Did the last engine on it end without closing it? */
export function isInUse(db: Db): boolean {
  return sql<{ in_use: 0 | 1 }>(db, 'select in_use from opened').get()?.in_use === 1
}

/** Into the database file itself and not only its log, which may be what gets lost. */
export function setInUse(db: Db, inUse: boolean): void {
  sql(db, 'update opened set in_use = ?').run(inUse ? 1 : 0)
  db.pragma('wal_checkpoint(FULL)')
}
