import type { OrderStatus } from '../../shared/domain/order.ts'
import type { BillPlatform, BillRow } from '../../shared/domain/reconciliation/bill.ts'
import type { LocalOrder } from '../../shared/domain/reconciliation/local-order.ts'
import { compareKeys } from '../../shared/domain/reconciliation/sorted-groups.ts'
import { type Db, sql } from './database.ts'

// What an order's money is found by. Demo orders have none (contract §9: reconciled apart), so they have no row here.

/** order row, kind, order_no, order_id, trade_no, day, paid_at, amount, merchant and platform discount, refunds */
type Raw = [...[number, number, string, string | null, string | null, number, number, number, number, number, number]]
type Kind = { source: string; status: OrderStatus; method: string | null; platform: BillPlatform | null }

const columns = `order_row, kind, order_no, order_id, trade_no, day, paid_at, amount, merchant_discount,
  platform_discount, refunds`

/** In the transaction that takes the order's revision. */
export function savePayment(db: Db, payment: LocalOrder): void {
  const had = sql<{ refunds: number }>(db, 'select refunds from payments where order_row = +?').get(payment.row)
  sql(
    db,
    `insert into payments (${columns}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (order_row) do update set kind = excluded.kind, order_no = excluded.order_no,
       order_id = excluded.order_id, trade_no = excluded.trade_no, day = excluded.day, paid_at = excluded.paid_at,
       amount = excluded.amount, merchant_discount = excluded.merchant_discount,
       platform_discount = excluded.platform_discount, refunds = excluded.refunds`,
  ).run(
    payment.row,
    kindOf(db, payment),
    payment.outTradeNo,
    payment.outTradeNo === payment.orderId ? null : payment.orderId,
    payment.tradeNo,
    Number(payment.day.replaceAll('-', '')),
    payment.paidAt,
    payment.amount,
    payment.merchantDiscount,
    payment.platformDiscount,
    payment.refunds.length,
  )
  if (had !== undefined && had.refunds > 0) {
    sql(db, 'delete from payment_refunds where order_row = +?').run(payment.row)
  }
  const refund = 'insert into payment_refunds (order_row, place, refund_no, amount, at) values (?, ?, ?, ?, ?)'
  payment.refunds.forEach(({ refundNo, amount, at }, place) => {
    sql(db, refund).run(payment.row, place, refundNo, amount, at)
  })
}

function kindOf(db: Db, { source, status, method, platform }: LocalOrder): number {
  const named = [source, status, method ?? '', platform ?? '']
  const known = sql<{ id: number }>(
    db,
    'select id from payment_kinds where source = +? and status = +? and method = +? and platform = +?',
  ).get(named)
  if (known !== undefined) return known.id
  const text = 'insert into payment_kinds (source, status, method, platform) values (?, ?, ?, ?)'
  return Number(sql(db, text).run(named).lastInsertRowid)
}

/** Orders paid within [from, until), rising by trade number, those without one first. */
export function paymentsByTradeNo(db: Db, during: { from: number; until: number }): Iterable<LocalOrder> {
  return paymentsBy(db, 'trade_no', during)
}

/** …rising by merchant order number; `only`: of these numbers, each looked up. */
export function paymentsByOrderNo(
  db: Db,
  during: { from: number; until: number },
  only?: ReadonlySet<string>,
): Iterable<LocalOrder> {
  return only === undefined ? paymentsBy(db, 'order_no', during) : fewByOrderNo(db, during, only)
}

function* fewByOrderNo(
  db: Db,
  { from, until }: { from: number; until: number },
  only: ReadonlySet<string>,
): Generator<LocalOrder> {
  const read = createReading(db)
  const text = `select ${columns} from payments where order_no = ? and +paid_at >= ? and +paid_at < ? order by order_row`
  for (const number of [...only].sort(compareKeys)) {
    for (const raw of sql<Raw>(db, text).raw().all(number, from, until)) yield read(raw)
  }
}

/** Rows that are asked for at a time: a call each costs more than the row. */
const rowsAtATime = 1_000

/**
 * A day out of years is sorted by SQLite, which spills to a file of its own what is too much for its cache; most of all
 * there is, is read along the index.
 */
function* paymentsBy(
  db: Db,
  key: 'trade_no' | 'order_no',
  during: { from: number; until: number },
): Generator<LocalOrder> {
  const read = createReading(db)
  const { from, until } = during
  if (2 * countPayments(db, during) < newestPayment(db)) {
    const text = `select ${columns} from payments where paid_at >= ? and paid_at < ? order by ${key}`
    for (const raw of db.prepare<unknown[], Raw>(text).raw().iterate(from, until)) yield read(raw)
    return
  }
  const place = key === 'trade_no' ? 4 : 2
  const page = (where: string) =>
    db
      .prepare<unknown[], Raw>(
        `select ${columns} from payments where ${where} and +paid_at >= ? and +paid_at < ?
         order by ${key}, order_row limit ${rowsAtATime}`,
      )
      .raw()
  if (key === 'trade_no') yield* pages(page('trade_no is null and order_row > ?'), last => [last?.[0] ?? 0])
  yield* pages(page(`(${key}, order_row) > (?, ?)`), last => [last?.[place] ?? '', last?.[0] ?? 0])

  function* pages(
    statement: { all(...values: unknown[]): Raw[] },
    after: (last: Raw | undefined) => unknown[],
  ): Generator<LocalOrder> {
    let last: Raw | undefined
    do {
      const rows = statement.all(...after(last), from, until)
      for (const raw of rows) yield read(raw)
      last = rows.length === rowsAtATime ? rows.at(-1) : undefined
    } while (last !== undefined)
  }
}

function newestPayment(db: Db): number {
  return sql<{ row: number | null }>(db, 'select max(order_row) as row from payments').get()?.row ?? 0
}

/** The order that this row of a bill is about: by trade number, else merchant order number, else its refund's request number. */
export function findPaidOrder(db: Db, { tradeNo, outTradeNo, refundNo }: BillRow): LocalOrder | null {
  const by = (where: string, value: string | null): LocalOrder | null => {
    if (value === null) return null
    const text = `select ${columns} from payments where ${where} order by order_row limit 1`
    const raw = sql<Raw>(db, text).raw().get(value)
    return raw === undefined ? null : createReading(db)(raw)
  }
  return (
    by('trade_no = +?', tradeNo) ??
    by('order_no = +?', outTradeNo) ??
    by('order_row = (select min(order_row) from payment_refunds where refund_no = +?)', refundNo)
  )
}

export function countPayments(db: Db, { from, until }: { from: number; until: number }): number {
  const text = 'select count(*) as n from payments where paid_at >= ? and paid_at < ?'
  return sql<{ n: number }>(db, text).get(from, until)?.n ?? 0
}

function createReading(db: Db): (raw: Raw) => LocalOrder {
  const kinds = new Map<number, Kind>()
  const days = new Map<number, string>()

  function kindAt(id: number): Kind {
    const known = kinds.get(id)
    if (known !== undefined) return known
    const row = sql<Record<'source' | 'status' | 'method' | 'platform', string>>(
      db,
      'select source, status, method, platform from payment_kinds where id = ?',
    ).get(id)
    if (row === undefined) throw new Error(`there is no kind ${id} of payment`)
    const { source, status, method, platform } = row
    const kind: Kind = {
      source,
      status: status as OrderStatus,
      method: method === '' ? null : method,
      platform: platform === '' ? null : (platform as BillPlatform),
    }
    kinds.set(id, kind)
    return kind
  }

  function dayText(day: number): string {
    const known = days.get(day)
    if (known !== undefined) return known
    const text = `${Math.floor(day / 10_000)}-${String(day).slice(4, 6)}-${String(day).slice(6)}`
    days.set(day, text)
    return text
  }

  return raw => {
    const kind = kindAt(raw[1])
    return {
      row: raw[0],
      source: kind.source,
      orderId: raw[3] ?? raw[2],
      outTradeNo: raw[2],
      tradeNo: raw[4],
      method: kind.method,
      platform: kind.platform,
      status: kind.status,
      day: dayText(raw[5]),
      paidAt: raw[6],
      amount: raw[7],
      merchantDiscount: raw[8],
      platformDiscount: raw[9],
      refunds: raw[10] === 0 ? [] : refundsOf(db, raw[0]),
    }
  }
}

function refundsOf(db: Db, row: number): LocalOrder['refunds'] {
  type Row = { refundNo: string; amount: number; at: number | null; recorded: 0 | 1 }
  return sql<Row>(
    db,
    `select refund_no as refundNo, amount, at, exists (select 1 from recorded_refunds r
       where r.order_row = p.order_row and r.amount = p.amount and p.refund_no in (r.refund_no, r.told_as)) as recorded
     from payment_refunds p where order_row = ? order by place`,
  )
    .all(row)
    .map(({ recorded, ...refund }) => (recorded === 1 ? { ...refund, recorded: true } : refund))
}
