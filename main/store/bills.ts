import type { Bill, BillKind, BillPlatform } from '../../shared/domain/reconciliation/bill.ts'
import { type Db, sql } from './database.ts'

/** A bill that was read; its rows stand in a file of their own, named after `identity`. */
export type BillTableRow = {
  id: number
  identity: string
  kind: BillKind
  platform: BillPlatform
  account: string | null
  from_at: number
  until_at: number
  payments: number
  payments_amount: number
  refunds: number
  refunds_amount: number
  matched: number
  received_at: number
  by: string
}

export function insertBill(
  db: Db,
  row: { identity: string; bill: Bill; matched: number; received_at: number; by: string },
): number {
  const { identity, bill, matched, received_at, by } = row
  const { lastInsertRowid } = sql(
    db,
    `insert into bills (identity, kind, platform, account, from_at, until_at, payments, payments_amount, refunds,
       refunds_amount, matched, received_at, by)
     values (@identity, @kind, @platform, @account, @from, @until, @payments, @payments_amount, @refunds,
       @refunds_amount, @matched, @received_at, @by)`,
  ).run({
    ...{ identity, matched, received_at, by, kind: bill.kind, platform: bill.platform, account: bill.account },
    ...{ from: bill.from, until: bill.until, payments: bill.payments.count, payments_amount: bill.payments.amount },
    ...{ refunds: bill.refunds.count, refunds_amount: bill.refunds.amount },
  })
  return Number(lastInsertRowid)
}

export function findBill(db: Db, identity: string): BillTableRow | undefined {
  return sql<BillTableRow>(db, 'select * from bills where identity = ?').get(identity)
}

export function getBill(db: Db, id: number): BillTableRow | undefined {
  return sql<BillTableRow>(db, 'select * from bills where id = ?').get(id)
}

export function listBills(db: Db, query: { after: number; limit: number }): BillTableRow[] {
  return sql<BillTableRow>(db, 'select * from bills where id > ? order by id limit ?').all(query.after, query.limit)
}

/** Those of a platform that end within this time, the latest ones first. */
export function listBillsEnding(
  db: Db,
  query: { platform: BillPlatform; from: number; until: number; limit: number },
): BillTableRow[] {
  return sql<BillTableRow>(
    db,
    `select * from bills where platform = ? and until_at > ? and until_at <= ? order by until_at desc limit ?`,
  ).all(query.platform, query.from, query.until, query.limit)
}

export function billOfRow(row: BillTableRow): Bill {
  return {
    ...{ kind: row.kind, platform: row.platform, account: row.account, from: row.from_at, until: row.until_at },
    payments: { count: row.payments, amount: row.payments_amount },
    refunds: { count: row.refunds, amount: row.refunds_amount },
  }
}
