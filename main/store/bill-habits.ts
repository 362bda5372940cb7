import type { BillPlatform } from '../../shared/domain/reconciliation/bill.ts'
import { type Db, sql } from './database.ts'

// Which bills came, and whether there was money for one.

export function listBillTimes(
  db: Db,
  platform: BillPlatform,
  { since }: { since: number },
): { id: number; from: number; until: number }[] {
  return sql<{ id: number; from: number; until: number }>(
    db,
    'select id, from_at as "from", until_at as until from bills where platform = ? and until_at >= ? order by until_at',
  ).all(platform, since)
}

export function hasPayment(db: Db, platform: BillPlatform, { from, until }: { from: number; until: number }): boolean {
  return (
    sql(
      db,
      `select 1 from payments p join payment_kinds k on k.id = p.kind
       where p.paid_at >= ? and p.paid_at < ? and k.platform = ? and k.status = 'paid' and p.amount > 0 limit 1`,
    ).get(from, until, platform) !== undefined
  )
}
