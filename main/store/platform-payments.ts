import { type Db, sql } from './database.ts'

// What a payment platform says of payments: notices, queries and its sales list alike. One of the legs of reconciliation;
// a trade that no order of ours has stands here too.

export type PaymentRow = {
  source: string
  trade_no: string
  out_trade_no: string | null
  status: string | null
  total: number | null
  received: number | null
  paid: number | null
  refunded: number
  paid_at: number | null
  closed_at: number | null
  refunded_at: number | null
  told_at: number
}

export type PaymentFacts = Omit<PaymentRow, 'refunded'> & { refunded: number | null }

/**
 * What is said overtakes what was said on the way forward only: notices come late, twice and in any order. A status never
 * goes back, and no refund is taken back.
 */
export function tellPayment(db: Db, facts: PaymentFacts): void {
  sql(
    db,
    `insert into platform_payments (source, trade_no, out_trade_no, status, total, received, paid, refunded, paid_at,
       closed_at, refunded_at, told_at)
     values (@source, @trade_no, @out_trade_no, @status, @total, @received, @paid, coalesce(@refunded, 0), @paid_at,
       @closed_at, @refunded_at, @told_at)
     on conflict do update set
       out_trade_no = coalesce(out_trade_no, excluded.out_trade_no),
       status = case when ${rank('excluded.status')} > ${rank('status')} then excluded.status else status end,
       total = coalesce(total, excluded.total),
       received = coalesce(received, excluded.received),
       paid = coalesce(paid, excluded.paid),
       refunded = max(refunded, excluded.refunded),
       paid_at = coalesce(paid_at, excluded.paid_at),
       closed_at = coalesce(excluded.closed_at, closed_at),
       refunded_at = max(coalesce(refunded_at, excluded.refunded_at), coalesce(excluded.refunded_at, refunded_at)),
       told_at = excluded.told_at`,
  ).run(facts)
}

function rank(column: string): string {
  return `(case ${column} when 'WAIT_BUYER_PAY' then 1 when 'TRADE_SUCCESS' then 2 when 'TRADE_FINISHED' then 3
    when 'TRADE_CLOSED' then 4 else 0 end)`
}

export type RefundRow = {
  source: string
  trade_no: string
  refund_no: string
  amount: number | null
  total: number | null
  at: number | null
}

export function tellRefund(db: Db, row: RefundRow): void {
  sql(
    db,
    `insert into platform_refunds (source, trade_no, refund_no, amount, total, at)
     values (@source, @trade_no, @refund_no, @amount, @total, @at)
     on conflict do update set amount = coalesce(amount, excluded.amount), total = coalesce(total, excluded.total),
       at = coalesce(at, excluded.at)`,
  ).run(row)
}

export function findPlatformPayment(db: Db, source: string, tradeNo: string): PaymentRow | undefined {
  return sql<PaymentRow>(db, 'select * from platform_payments where source = ? and trade_no = ?').get(source, tradeNo)
}

export function listPaymentsOf(db: Db, source: string, outTradeNo: string): PaymentRow[] {
  return sql<PaymentRow>(
    db,
    'select * from platform_payments where source = ? and out_trade_no = ? order by trade_no limit 100',
  ).all(source, outTradeNo)
}

/** Paid then, oldest first, for the leg of reconciliation; `after` is the time of the last one seen. */
export function listPaymentsBetween(
  db: Db,
  source: string,
  query: { from: number; until: number; limit: number },
): PaymentRow[] {
  return sql<PaymentRow>(
    db,
    'select * from platform_payments where source = ? and paid_at >= ? and paid_at < ? order by paid_at limit ?',
  ).all(source, query.from, query.until, query.limit)
}

export function listRefunds(db: Db, source: string, tradeNo: string): RefundRow[] {
  return sql<RefundRow>(
    db,
    'select * from platform_refunds where source = ? and trade_no = ? order by refund_no limit 100',
  ).all(source, tradeNo)
}
