import type { HeldReason, JobState, PrintJob } from '../../shared/domain/print-job.ts'
import type { Evidence } from '../../shared/domain/printer.ts'
import type { TicketKind } from '../../shared/domain/ticket.ts'
import { type Db, sql } from './database.ts'

export type JobRow = {
  id: number
  ticket: number
  order_row: number | null
  printer: string
  kind: TicketKind
  state: JobState
  held_for: HeldReason | null
  copy: number
  reprint: 0 | 1
  doubtful: 0 | 1
  unproven: number
  evidence: Evidence | null
  stale_from: number | null
  asked: 0 | 1
  plain: 0 | 1
  stands_in_for: string | null
  reprint_of: number | null
  idempotency_key: string | null
  release_at: number | null
  created_at: number
}

/** Of those that paper or a person is still owed; in these words, because an index is of them. */
export const openStates = `('queued', 'sending', 'waiting', 'uncertain', 'held')`

/** The machine's half of a row. */
export function printJob(row: JobRow): PrintJob {
  return {
    state: row.state,
    heldFor: row.held_for,
    copy: row.copy,
    reprint: row.reprint === 1,
    doubtful: row.doubtful === 1,
    unproven: row.unproven,
    evidence: row.evidence,
  }
}

export type NewJob = {
  ticket: number
  order_row: number | null
  printer: string
  kind: TicketKind
  job: PrintJob
  created_at: number
  release_at?: number | null
  stale_from?: number | null
  reprint_of?: number | null
  idempotency_key?: string | null
  stands_in_for?: string | null
  plain?: 0 | 1
}

export function insertJob(db: Db, given: NewJob): number {
  const { job, ...row } = given
  const { lastInsertRowid } = sql(
    db,
    `insert into jobs (ticket, order_row, printer, kind, state, held_for, copy, reprint, doubtful, unproven, evidence,
       plain, stands_in_for, reprint_of, idempotency_key, release_at, stale_from, created_at)
     values (@ticket, @order_row, @printer, @kind, @state, @held_for, @copy, @reprint, @doubtful, @unproven, @evidence,
       @plain, @stands_in_for, @reprint_of, @idempotency_key, @release_at, @stale_from, @created_at)`,
  ).run({
    release_at: null,
    stale_from: null,
    reprint_of: null,
    idempotency_key: null,
    stands_in_for: null,
    plain: 0,
    ...row,
    ...columns(job),
  })
  return Number(lastInsertRowid)
}

export function saveJob(db: Db, id: number, job: PrintJob): void {
  sql(
    db,
    `update jobs set state = @state, held_for = @held_for, copy = @copy, reprint = @reprint, doubtful = @doubtful,
       unproven = @unproven, evidence = @evidence where id = @id`,
  ).run({ id, ...columns(job) })
}

function columns({ heldFor, ...job }: PrintJob) {
  return { ...job, held_for: heldFor, reprint: job.reprint ? 1 : 0, doubtful: job.doubtful ? 1 : 0 }
}

/** Not before `at` (a pre-order); null: as soon as it can. */
export function setRelease(db: Db, id: number, at: number | null): void {
  sql(db, 'update jobs set release_at = ? where id = ?').run(at, id)
}

/** Its order is wanted at another time, by which it prints and grows old. */
export function setHour(db: Db, id: number, hour: Pick<JobRow, 'release_at' | 'stale_from'>): void {
  sql(db, 'update jobs set release_at = @release_at, stale_from = @stale_from where id = @id').run({ id, ...hour })
}

/** The question of a backlog is put about a ticket once. */
export function markAsked(db: Db, id: number): void {
  sql(db, 'update jobs set asked = 1 where id = ?').run(id)
}

export function moveJob(db: Db, id: number, printer: string, standsInFor: string | null): void {
  sql(db, 'update jobs set printer = ?, stands_in_for = ? where id = ?').run(printer, standsInFor, id)
}

export function getJob(db: Db, id: number): JobRow | undefined {
  return sql<JobRow>(db, 'select * from jobs where id = ?').get(id)
}

/** 0: there is none yet. */
export function newestJob(db: Db): number {
  return sql<{ id: number | null }>(db, 'select max(id) as id from jobs').get()?.id ?? 0
}

/** Made after that one. */
export function listNewerJobs(db: Db, id: number): JobRow[] {
  return sql<JobRow>(db, 'select * from jobs where id > ? order by id').all(id)
}

export function findJobByKey(db: Db, key: string): JobRow | undefined {
  return sql<JobRow>(db, 'select * from jobs where idempotency_key = ?').get(key)
}

export function listJobsOfOrder(db: Db, orderRow: number): JobRow[] {
  return sql<JobRow>(db, 'select * from jobs where order_row = +? order by id').all(orderRow)
}

export function listJobsOfTicket(db: Db, ticket: number): JobRow[] {
  return sql<JobRow>(db, 'select * from jobs where ticket = +? order by id').all(ticket)
}

/**
 * Papers of a ticket so far: attempts that put a byte on the wire, torn ones too, one that may be doing so now, and those
 * of which a restore lost the record.
 */
export function countPapers(db: Db, ticket: number): number {
  const row = sql<{ papers: number }>(
    db,
    `select lost_papers + (select count(*) from jobs j join attempts a on a.job = j.id
       where j.ticket = +t.id and (a.taken > 0 or a.ended_at is null)) as papers
     from tickets t where t.id = +?`,
  ).get(ticket)
  return row?.papers ?? 0
}

/** Has any of a ticket's jobs left a paper of which nobody knows? One that failed has handed its doubt on to its plain one. */
export function isDoubtful(db: Db, ticket: number): boolean {
  return (
    sql(db, `select 1 from jobs where ticket = +? and doubtful = 1 and state <> 'failed' limit 1`).get(ticket) !==
    undefined
  )
}

/** `newest`: from the newest down; `after` 0 begins at either end. */
export type JobQuery = { state: string | null; printer: string | null; newest: boolean; after: number; limit: number }

export function listJobs(db: Db, query: JobQuery): JobRow[] {
  const conditions = [query.newest && query.after > 0 ? 'id < @after' : 'id > @after']
  if (query.state !== null) conditions.push('state = @state')
  if (query.printer !== null) conditions.push('printer = @printer')
  const text = `select * from jobs where ${conditions.join(' and ')} order by id ${query.newest ? 'desc' : 'asc'} limit @limit`
  const { after, limit, state, printer } = query
  return sql<JobRow>(db, text).all({
    after,
    limit,
    ...(state === null ? {} : { state }),
    ...(printer === null ? {} : { printer }),
  })
}

// The partial index jobs_lane serves these: its condition has to stand here word for word.
const inLane = `state in ('queued', 'sending', 'waiting', 'uncertain')`

/** The lane's next job, first in first out; an uncertain one only where it may print again by itself. */
export function nextJob(db: Db, printer: string, now: number, policy: 'reprint-marked' | 'hold'): JobRow | undefined {
  // holdsUncertain of print-job.ts, in SQL.
  return sql<JobRow>(
    db,
    `select * from jobs where printer = +? and ${inLane} and state <> 'sending'
       and (release_at is null or release_at <= +?)
       and (state <> 'uncertain' or kind = 'report' or +? = 'reprint-marked')
     order by id limit 1`,
  ).get(printer, now, policy)
}

/** How many jobs a printer still owes, and since when the oldest that may print now has been waiting. */
export function laneLoad(db: Db, printer: string, now: number): { waiting: number; oldest: number | null } {
  const row = sql<{ waiting: number; oldest: number | null }>(
    db,
    `select count(*) as waiting, min(max(created_at, coalesce(release_at, 0))) as oldest from jobs
     where printer = +? and ${inLane} and (release_at is null or release_at <= +?)`,
  ).get(printer, now)
  return row ?? { waiting: 0, oldest: null }
}

/** When the next pre-order falls due. */
export function nextRelease(db: Db, printer: string, now: number): number | null {
  const row = sql<{ at: number | null }>(
    db,
    `select min(release_at) as at from jobs where printer = +? and ${inLane} and release_at > +?`,
  ).get(printer, now)
  return row?.at ?? null
}

export function countQueue(db: Db, printer: string): number {
  const lane = sql<{ n: number }>(db, `select count(*) as n from jobs where printer = +? and ${inLane}`).get(printer)
  const held = sql<{ n: number }>(db, `select count(*) as n from jobs where printer = +? and state = 'held'`).get(
    printer,
  )
  return (lane?.n ?? 0) + (held?.n ?? 0)
}

/** What a lane would take next and after that, oldest first; an uncertain one too. */
export function listClaimable(db: Db, printer: string): JobRow[] {
  return sql<JobRow>(db, `select * from jobs where printer = +? and ${inLane} and state <> 'sending' order by id`).all(
    printer,
  )
}

export function countHeldFor(db: Db, printer: string, why: HeldReason): number {
  const row = sql<{ n: number }>(
    db,
    `select count(*) as n from jobs where printer = +? and state = 'held' and held_for = +?`,
  ).get(printer, why)
  return row?.n ?? 0
}

export function listHeldAt(db: Db, printer: string): JobRow[] {
  return sql<JobRow>(db, `select * from jobs where printer = +? and state = 'held' order by id`).all(printer)
}

export function listHeld(db: Db): JobRow[] {
  return sql<JobRow>(db, `select * from jobs where state = 'held' order by id`).all()
}

/** A paper that tells of alarms, which the engine makes by itself. The slip of a day is one that a person asked for, once. */
export function isAlarmSlip(job: Pick<JobRow, 'kind' | 'idempotency_key'>): boolean {
  return job.kind === 'report' && job.idempotency_key === null
}

/** Slips of alarms and of days that are not on paper yet: in a lane, or held. */
export function listOpenSlips(db: Db): JobRow[] {
  return [...listJobsInLanes(db), ...listHeld(db)].filter(isAlarmSlip)
}

/** Every job that some lane still owes, oldest first. */
export function listJobsInLanes(db: Db): JobRow[] {
  return sql<JobRow>(db, `select * from jobs where ${inLane} order by id`).all()
}
