import { type Db, sql } from './database.ts'

// Refunds that people have recorded on the word of a bill. Rows are only ever added; `told_as` is settled once.

export type RecordedRefundRow = {
  id: number
  order_row: number
  refund_no: string
  amount: number
  refunded_at: number
  at: number
  by: string
  note: string | null
  told_as: string | null
}

/** False: it is there already. */
export function insertRecordedRefund(db: Db, row: Omit<RecordedRefundRow, 'id' | 'told_as'>): boolean {
  const { changes } = sql(
    db,
    `insert into recorded_refunds (order_row, refund_no, amount, refunded_at, at, by, note)
     values (@order_row, @refund_no, @amount, @refunded_at, @at, @by, @note) on conflict do nothing`,
  ).run(row)
  return changes > 0
}

export function listRecordedRefunds(db: Db, orderRow: number): RecordedRefundRow[] {
  return sql<RecordedRefundRow>(db, 'select * from recorded_refunds where order_row = ? order by id').all(orderRow)
}

export function setToldAs(db: Db, id: number, refundNo: string): void {
  sql(db, 'update recorded_refunds set told_as = ? where id = ?').run(refundNo, id)
}
