import type { VoucherRecord, VoucherRecords } from '../../shared/domain/reconciliation/vouchers.ts'
import { type Db, sql } from './database.ts'

// Coupons as their platform tells of them (merchant_act bills, records of 核销), and for which times it has.

/** The same record again changes nothing. Returns the range's id. */
export function saveVoucherRecords(db: Db, { from, until, records }: VoucherRecords): number {
  for (const { code, at, state, amount } of records) {
    sql(
      db,
      `insert into voucher_records (code, at, state, amount) values (?, ?, ?, ?)
       on conflict do update set amount = excluded.amount`,
    ).run(code, at, state, amount)
  }
  const row = sql<{ id: number }>(
    db,
    `insert into voucher_ranges (from_at, until_at) values (?, ?)
     on conflict (from_at, until_at) do update set until_at = excluded.until_at returning id`,
  ).get(from, until)
  if (row === undefined) throw new Error('the range of voucher records was not kept')
  return row.id
}

export function getVoucherRange(db: Db, id: number): { from: number; until: number } | undefined {
  return sql<{ from: number; until: number }>(
    db,
    'select from_at as "from", until_at as until from voucher_ranges where id = ?',
  ).get(id)
}

export function listVoucherRecords(db: Db, { from, until }: { from: number; until: number }): VoucherRecord[] {
  return sql<VoucherRecord>(
    db,
    'select code, at, state, amount from voucher_records where at >= ? and at < ? order by at, code',
  ).all(from, until)
}

/** Orders paid then, as they stand now. */
export function listOrdersPaid(
  db: Db,
  { from, until }: { from: number; until: number },
): { source: string; body: string }[] {
  return sql<{ source: string; body: string }>(
    db,
    `select o.source, o.body from payments p join orders o on o.id = p.order_row
     where p.paid_at >= ? and p.paid_at < ? order by p.paid_at`,
  ).all(from, until)
}
