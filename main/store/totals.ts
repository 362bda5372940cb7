import { type Db, sql } from './database.ts'
import { openStates } from './jobs.ts'

/** How many there ever were. Rows of these tables are never deleted, so the newest one's id says it at once. */
export type Totals = { orders: number; tickets: number; jobs: number; attempts: number }

export function countTotals(db: Db): Totals {
  const row = sql<Totals>(
    db,
    `select coalesce((select max(id) from orders), 0) as orders, coalesce((select max(id) from tickets), 0) as tickets,
       coalesce((select max(id) from jobs), 0) as jobs, coalesce((select max(id) from attempts), 0) as attempts`,
  ).get()
  return row ?? { orders: 0, tickets: 0, jobs: 0, attempts: 0 }
}

/** Jobs that are not settled; the indexes hold no others. */
export function countOpenJobs(db: Db): { printer: string; state: string; jobs: number }[] {
  return sql<{ printer: string; state: string; jobs: number }>(
    db,
    `select printer, state, count(*) as jobs from jobs
     where state in ${openStates} group by printer, state order by printer, state`,
  ).all()
}
