import Database from 'better-sqlite3'
import type { JobState } from '../../shared/domain/print-job.ts'
import type { AttemptRow } from './attempts.ts'
import { type Db, isDamage, sql } from './database.ts'
import type { JobRow } from './jobs.ts'
import { StoreError } from './store-error.ts'

// Looking at a shop's database from outside, beside a running engine or without one, and changing nothing.

/** Throws StoreError `damaged`, or what the file system says. */
export function openForInspection(path: string): Db {
  let db: Db | undefined
  try {
    db = new Database(path, { readonly: true, fileMustExist: true, timeout: 1_000 })
    // A file that is no database is noticed at its first use.
    schemaOf(db)
    return db
  } catch (error) {
    db?.close()
    if (isDamage(error)) throw new StoreError('damaged', error.message)
    throw error
  }
}

/** `ok`, or the first thing that is wrong. */
export function quickCheck(db: Db): string {
  try {
    return String(db.pragma('quick_check(1)', { simple: true }))
  } catch (error) {
    if (isDamage(error)) return error.message
    throw error
  }
}

export function schemaOf(db: Db): number {
  return Number(db.pragma('user_version', { simple: true }))
}

/** `wal` in every database that an engine has opened; it stands in the file. */
export function journalModeOf(db: Db): string {
  return String(db.pragma('journal_mode', { simple: true }))
}

export function countJobsByState(db: Db): Partial<Record<JobState, number>> {
  const rows = sql<{ state: JobState; n: number }>(db, 'select state, count(*) as n from jobs group by state').all()
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
}

/** What was kept aside and waits for a person. */
export function countKeptAside(db: Db): { quarantine: number; conflicts: number } {
  const count = (table: string) =>
    sql<{ n: number }>(db, `select count(*) as n from ${table} where state = 'open'`).get()
  return { quarantine: count('quarantine')?.n ?? 0, conflicts: count('conflicts')?.n ?? 0 }
}

export type LastJob = Pick<JobRow, 'id' | 'kind' | 'state' | 'copy' | 'printer' | 'plain' | 'created_at'> & {
  source: string | null
  order_id: string | null
  number: number | null
  attempts: Pick<AttemptRow, 'started_at' | 'ended_at' | 'outcome' | 'evidence' | 'error' | 'taken'>[]
}

/** The newest jobs, newest first, without a word of what is on their tickets. */
export function listLastJobs(db: Db, limit: number): LastJob[] {
  const jobs = sql<Omit<LastJob, 'attempts'>>(
    db,
    `select j.id, j.kind, j.state, j.copy, j.printer, j.plain, j.created_at, o.source, o.order_id, t.number
     from jobs j join tickets t on t.id = j.ticket left join orders o on o.id = j.order_row
     order by j.id desc limit ?`,
  ).all(limit)
  const attempts = sql<LastJob['attempts'][number]>(
    db,
    'select started_at, ended_at, outcome, evidence, error, taken from attempts where job = ? order by id',
  )
  return jobs.map(job => ({ ...job, attempts: attempts.all(job.id) }))
}
