import type { AbuseRuleId } from '../../shared/domain/abuse-rules.ts'
import { type Db, sql } from './database.ts'
import type { OrderRow } from './orders.ts'

/** More of the same say nothing new. */
const mostLookedAt = 64

export function saveTrace(db: Db, row: { hash: string; order_row: number; placed_at: number }): void {
  sql(
    db,
    `insert into abuse_traces (hash, order_row, placed_at) values (@hash, @order_row, @placed_at)
     on conflict do nothing`,
  ).run(row)
}

/** The other orders with that trace, newest first; those that were called off gave back what they had. */
export function ordersWithTrace(db: Db, hash: string, but: number): { order_id: string; placed_at: number }[] {
  return sql<{ order_id: string; placed_at: number }>(
    db,
    `select order_id, placed_at from
       (select order_row, placed_at from abuse_traces where hash = +? order by order_row desc limit ${mostLookedAt})
     join orders on id = order_row
     where id <> +? and status not in ('cancelled', 'refunded')`,
  ).all(hash, but)
}

export function dropTracesOf(db: Db, orderRow: number): void {
  sql(db, 'delete from abuse_traces where order_row = ?').run(orderRow)
}

export function setFlags(db: Db, orderRow: number, rules: readonly AbuseRuleId[]): void {
  sql(db, 'update orders set flags = ? where id = ?').run(JSON.stringify(rules), orderRow)
}

export function flagsOf(row: Pick<OrderRow, 'flags'>): AbuseRuleId[] {
  return row.flags === null ? [] : (JSON.parse(row.flags) as AbuseRuleId[])
}

/** Newest first; `after` goes on downwards, 0 begins. */
export function listFlagged(db: Db, query: { after: number; limit: number }): OrderRow[] {
  return sql<OrderRow>(db, 'select * from orders where flags is not null and id < ? order by id desc limit ?').all(
    query.after === 0 ? Number.MAX_SAFE_INTEGER : query.after,
    query.limit,
  )
}
