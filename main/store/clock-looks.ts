import { type Db, sql } from './database.ts'

/** The last look at the computer's clock; `steady`: for how many milliseconds of running it had not leapt then. */
export type ClockLook = { at: number; steady: number }

export function getClockLook(db: Db): ClockLook | undefined {
  return sql<ClockLook>(db, 'select at, steady from clock_looks where one = 1').get()
}

export function saveClockLook(db: Db, { at, steady }: ClockLook): void {
  sql(
    db,
    `insert into clock_looks (one, at, steady) values (1, ?, ?)
     on conflict do update set at = excluded.at, steady = excluded.steady`,
  ).run(Math.round(at), Math.round(steady))
}
