import type { AdjustmentKind } from '../../shared/domain/views/day-views.ts'
import { type Db, sql } from './database.ts'
import type { Series } from './orders.ts'

export type DayCloseRow = { day: string; at: number; by: string; note: string | null; numbers: string; ticket: number }

export function insertDayClose(db: Db, row: DayCloseRow): void {
  sql(
    db,
    `insert into day_closes (day, at, by, note, numbers, ticket) values (@day, @at, @by, @note, @numbers, @ticket)`,
  ).run(row)
}

export function getDayClose(db: Db, day: string): DayCloseRow | undefined {
  return sql<DayCloseRow>(db, 'select * from day_closes where day = ?').get(day)
}

/** When; null: it is open. Asked for every order that is taken. */
export function getClosedAt(db: Db, day: string): number | null {
  return sql<{ at: number }>(db, 'select at from day_closes where day = +?').get(day)?.at ?? null
}

/** Days that are closed, oldest first; `until` is the last of them. */
export function listDayCloses(db: Db, range: { from: string; until: string }): DayCloseRow[] {
  return sql<DayCloseRow>(db, 'select * from day_closes where day >= @from and day <= @until order by day').all(range)
}

/** What one order, or one fact, adds to a day. */
export type Addition = { orders: number; sales: number; refunded: number }

export type AdjustmentRow = Addition & {
  id: number
  day: string
  series: Series
  at: number
  kind: AdjustmentKind
  source: string | null
  order_id: string | null
  reason: string
  by: string
}

export function insertAdjustment(
  db: Db,
  row: Omit<AdjustmentRow, 'id' | 'source' | 'order_id'> & { order_row: number | null },
): void {
  sql(
    db,
    `insert into day_adjustments (day, series, at, kind, order_row, orders, sales, refunded, reason, by)
     values (@day, @series, @at, @kind, @order_row, @orders, @sales, @refunded, @reason, @by)`,
  ).run(row)
}

export function listAdjustments(db: Db, query: { day: string; after: number; limit: number }): AdjustmentRow[] {
  return sql<AdjustmentRow>(
    db,
    `select a.id, a.day, a.series, a.at, a.kind, a.orders, a.sales, a.refunded, a.reason, a.by, o.source, o.order_id
     from day_adjustments a left join orders o on o.id = a.order_row
     where a.day = @day and a.id > @after order by a.id limit @limit`,
  ).all(query)
}

export function sumAdjustments(db: Db, day: string, series: Series): Addition {
  const row = sql<Addition>(
    db,
    `select coalesce(sum(orders), 0) as orders, coalesce(sum(sales), 0) as sales, coalesce(sum(refunded), 0) as refunded
     from day_adjustments where day = ? and series = ?`,
  ).get(day, series)
  return row ?? { orders: 0, sales: 0, refunded: 0 }
}

export type DayTotalsRow = Addition & {
  day: string
  series: Series
  called_off: number
  customers: number
  newcomers: number
  spent: number
}

export function addToTotals(
  db: Db,
  row: Addition & { day: string; series: Series; called_off: number; spent: number },
): void {
  sql(
    db,
    `insert into day_totals (day, series, orders, sales, refunded, called_off, spent)
     values (@day, @series, @orders, @sales, @refunded, @called_off, @spent)
     on conflict do update set orders = orders + excluded.orders, sales = sales + excluded.sales,
       refunded = refunded + excluded.refunded, called_off = called_off + excluded.called_off,
       spent = spent + excluded.spent`,
  ).run(row)
}

export function getTotals(db: Db, day: string, series: Series): DayTotalsRow | undefined {
  return sql<DayTotalsRow>(db, 'select * from day_totals where day = ? and series = ?').get(day, series)
}

export function listTotals(db: Db, range: { from: string; until: string; series: Series }): DayTotalsRow[] {
  return sql<DayTotalsRow>(
    db,
    'select * from day_totals where day >= @from and day <= @until and series = @series order by day',
  ).all(range)
}
