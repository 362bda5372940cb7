import { type Db, sql } from './database.ts'

// 打烊: the shop takes no orders for now. At most one row; none: it is open.

export type ShopPauseRow = {
  since: number
  by: string
  /** the last order that was taken before it */
  last_order: number
}

export function findPause(db: Db): ShopPauseRow | undefined {
  return sql<ShopPauseRow>(db, 'select since, by, last_order from shop_pause where one = 1').get()
}

export function beginPause(db: Db, row: { since: number; by: string }): void {
  sql(
    db,
    `insert into shop_pause (one, since, by, last_order)
     values (1, @since, @by, (select coalesce(max(id), 0) from orders))`,
  ).run(row)
}

export function endPause(db: Db): void {
  sql(db, 'delete from shop_pause where one = 1').run()
}

/** Orders that came all the same. */
export function countSince(db: Db, pause: ShopPauseRow): number {
  const row = sql<{ n: number }>(db, 'select count(*) as n from orders where id > ?').get(pause.last_order)
  return row?.n ?? 0
}
