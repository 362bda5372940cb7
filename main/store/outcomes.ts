import type { JobState } from '../../shared/domain/print-job.ts'
import type { Evidence } from '../../shared/domain/printer.ts'
import { type Db, sql } from './database.ts'

// What the journal still has to be told of tickets; the trigger jobs_outcome fills it, whoever changes a job.

export type OutcomeRow = {
  id: number
  ticket: number
  source: string
  order_id: string
  /** one of these two is null */
  order_row: number | null
  cloud_print: number | null
  revision: number
  state: JobState
  evidence: Evidence | null
}

/** Oldest first, of orders and of cloud prints; without test pages and without reprints, which a restore does not bring back. */
export function listOutcomes(db: Db, query: { after: number; limit: number }): OutcomeRow[] {
  return sql<OutcomeRow>(
    db,
    `select c.id, j.ticket, coalesce(o.source, p.source) as source, coalesce(o.order_id, p.order_id) as order_id,
       t.order_row, t.cloud_print, coalesce(t.revision, 0) as revision, j.state, j.evidence
     from outcomes c join jobs j on j.id = c.job join tickets t on t.id = j.ticket
       left join orders o on o.id = t.order_row left join cloud_prints p on p.id = t.cloud_print
     where c.id > ? and j.reprint_of is null and (o.id is not null or p.id is not null) order by c.id limit ?`,
  ).all(query.after, query.limit)
}

/** At most so many at a time. The one told last stays: else the next were counted from 1 again, and passed over. */
export function dropOutcomes(db: Db, told: number, limit: number): number {
  return sql(db, 'delete from outcomes where id in (select id from outcomes where id < ? order by id limit ?)').run(
    told,
    limit,
  ).changes
}
