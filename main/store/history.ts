import { type Db, sql } from './database.ts'

export type HistoryRow = {
  at: number
  what: string
  by: string | null
  detail: string | null
}

/** What happened to an order or a job, in a word for programs and a detail for people; never changed afterwards. */
export function note(
  db: Db,
  entry: {
    order_row?: number | null
    job?: number | null
    at: number
    what: string
    by?: string | null
    detail?: string | null
  },
): void {
  sql(
    db,
    'insert into history (order_row, job, at, what, by, detail) values (@order_row, @job, @at, @what, @by, @detail)',
  ).run({ order_row: null, job: null, by: null, detail: null, ...entry })
}

export function listHistory(db: Db, orderRow: number): HistoryRow[] {
  return sql<HistoryRow>(db, 'select at, what, by, detail from history where order_row = ? order by id limit 1000').all(
    orderRow,
  )
}
