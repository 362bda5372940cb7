import type { AttemptOutcome, JobState } from '../../shared/domain/print-job.ts'
import type { Evidence } from '../../shared/domain/printer.ts'
import type { Mark } from '../../shared/domain/ticket.ts'
import { type Db, sql } from './database.ts'

export type AttemptRow = {
  id: number
  job: number
  printer: string
  copy: number
  marks: string
  started_at: number
  ended_at: number | null
  outcome: AttemptOutcome
  evidence: Evidence | null
  error: string | null
  taken: number
}

const columns = 'id, job, printer, copy, marks, started_at, ended_at, outcome, evidence, error, taken'

/** The write-ahead intent: must be committed before byte 1 of `paper` leaves. */
export function beginAttempt(
  db: Db,
  row: { job: number; printer: string; copy: number; marks: Mark[]; started_at: number; paper: Uint8Array },
): number {
  const { lastInsertRowid } = sql(
    db,
    `insert into attempts (job, printer, copy, marks, started_at, outcome, taken, paper)
     values (@job, @printer, @copy, @marks, @started_at, 'sending', 0, @paper)`,
  ).run({ ...row, marks: JSON.stringify(row.marks) })
  return Number(lastInsertRowid)
}

export function endAttempt(
  db: Db,
  row: Pick<AttemptRow, 'id' | 'outcome' | 'evidence' | 'error' | 'taken'> & { ended_at: number },
): void {
  sql(
    db,
    `update attempts set ended_at = @ended_at, outcome = @outcome, evidence = @evidence, error = @error, taken = @taken
     where id = @id`,
  ).run(row)
}

/** A person saw the paper. */
export function believeLastAttempt(db: Db, job: number): void {
  sql(
    db,
    `update attempts set outcome = 'printed', evidence = 'human'
     where id = (select id from attempts where job = ? and taken > 0 order by id desc limit 1)`,
  ).run(job)
}

export function listAttempts(db: Db, job: number): AttemptRow[] {
  return sql<AttemptRow>(db, `select ${columns} from attempts where job = ? order by id`).all(job)
}

/** Attempts that the engine did not live to end. */
export function listOpenAttempts(db: Db): (AttemptRow & { size: number })[] {
  return sql<AttemptRow & { size: number }>(
    db,
    `select ${columns}, length(paper) as size from attempts where ended_at is null order by id`,
  ).all()
}

/** What a printer was last given bytes of, if that is among the shop's last thousand papers. */
export type LastPaper = Pick<AttemptRow, 'id' | 'outcome' | 'evidence' | 'error' | 'taken'> & {
  paper: Uint8Array
  state: JobState
}

export function findLastPaper(db: Db, printer: string): LastPaper | undefined {
  return sql<LastPaper>(
    db,
    `select a.id, a.outcome, a.evidence, a.error, a.taken, a.paper, j.state from attempts a join jobs j on j.id = a.job
     where a.id > (select max(id) - 1000 from attempts) and a.printer = ? and a.taken > 0 order by a.id desc limit 1`,
  ).get(printer)
}

/** The newest paper of a job that left bytes: what of it went out. */
export function findPaper(db: Db, job: number): { paper: Uint8Array; printer: string; copy: number } | undefined {
  const row = sql<{ paper: Uint8Array; taken: number; printer: string; copy: number }>(
    db,
    'select paper, taken, printer, copy from attempts where job = ? and taken > 0 order by id desc limit 1',
  ).get(job)
  return row && { paper: row.paper.subarray(0, row.taken), printer: row.printer, copy: row.copy }
}
