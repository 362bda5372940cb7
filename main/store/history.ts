import type { OrderNote } from '../../shared/domain/order-note.ts'
import { type Db, sql } from './database.ts'

export type HistoryRow = {
  at: number
  what: string
  by: string | null
  detail: string | null
}

/** What is noted of the shop, of a job without an order, and of what never became one: it is shown in no order's history. */
type ShopNote =
  | ('shop-paused' | 'shop-resumed' | 'printer-paused' | 'printer-resumed' | 'shift-opened' | 'shift-ended')
  | ('day-closed' | 'bill-read' | 'list-unread' | 'call-made' | 'token-added' | 'token-revoked' | 'secret-rotated')
  | ('test-order' | 'test-page' | 'alarm-slip' | 'slip-called-back' | 'cloud-print' | 'cancelled-by-source')
  | ('quarantine-replayed' | 'quarantine-dismissed')

type About = { order_row: number | null; what: OrderNote } | { order_row?: null; what: OrderNote | ShopNote }

/** What happened to an order or a job, in a word for programs and a detail for people; never changed afterwards. */
export function note(
  db: Db,
  entry: About & { job?: number | null; at: number; by?: string | null; detail?: string | null },
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
