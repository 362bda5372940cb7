import { type Db, sql } from './database.ts'

// Which customers came, by keyed hash (engine/customer-key.ts). Rows go when their order's customer is forgotten; what
// they were counted as in day_totals stays.

/** Counts the order's customer in its day. In the transaction that gives the order its number. */
export function insertVisit(db: Db, row: { order_row: number; day: string; customer: Uint8Array }): void {
  const { day, customer } = row
  const today = sql(db, 'select 1 from visits where customer = +? and day = +? limit 1').get(customer, day)
  const before = sql(db, 'select 1 from visits where customer = +? and day < +? limit 1').get(customer, day)
  sql(db, 'insert into visits (order_row, day, customer) values (@order_row, @day, @customer)').run(row)
  if (today !== undefined) return
  sql(
    db,
    `insert into day_totals (day, series, customers, newcomers) values (?, 'shop', 1, ?)
     on conflict do update set customers = customers + 1, newcomers = newcomers + excluded.newcomers`,
  ).run(day, before === undefined ? 1 : 0)
}

export function hasVisit(db: Db, orderRow: number): boolean {
  return sql(db, 'select 1 from visits where order_row = +?').get(orderRow) !== undefined
}

/** How many customers came in those days, and how many of them had not come before. */
export function countVisitors(
  db: Db,
  range: { from: string; until: string },
): { customers: number; newcomers: number } {
  const row = sql<{ customers: number; newcomers: number }>(
    db,
    `select count(*) as customers, coalesce(sum(first >= @from), 0) as newcomers from (
       select (select min(day) from visits b where b.customer = a.customer) as first
       from visits a where day >= @from and day <= @until group by customer)`,
  ).get(range)
  return row ?? { customers: 0, newcomers: 0 }
}

/** The earliest day of which visits are still known; null: none are. */
export function firstVisitDay(db: Db): string | null {
  return sql<{ day: string | null }>(db, 'select min(day) as day from visits').get()?.day ?? null
}
