import type { OrderStatus } from '../../shared/domain/order.ts'
import type { OrderState } from '../../shared/domain/views/order-views.ts'
import { type Db, sql } from './database.ts'

export type Series = 'shop' | 'demo'

export type OrderRow = {
  id: number
  source: string
  order_id: string
  revision: number
  content_hash: string
  status: OrderStatus
  state: OrderState
  series: Series
  day: string
  number: number | null
  kitchen_revision: number | null
  amount_fault: 0 | 1
  body: string
  summary: string
  received_at: number
  /** when the last trace of its customer was removed */
  purged_at: number | null
  /** rules that it was marked by, JSON; null: none */
  flags: string | null
  /** when it was called out */
  ready_at: number | null
  /** when its customer came for it */
  collected_at: number | null
}

/** What a new row has none of yet. */
type Later = 'id' | 'purged_at' | 'flags' | 'ready_at' | 'collected_at'

export function findOrder(db: Db, source: string, orderId: string): OrderRow | undefined {
  return sql<OrderRow>(db, 'select * from orders where source = ? and order_id = ?').get(source, orderId)
}

export function getOrder(db: Db, id: number): OrderRow | undefined {
  return sql<OrderRow>(db, 'select * from orders where id = ?').get(id)
}

export function insertOrder(db: Db, row: Omit<OrderRow, Later>): number {
  const { lastInsertRowid } = sql(
    db,
    `insert into orders (source, order_id, revision, content_hash, status, state, series, day, number,
       kitchen_revision, amount_fault, body, summary, received_at)
     values (@source, @order_id, @revision, @content_hash, @status, @state, @series, @day, @number,
       @kitchen_revision, @amount_fault, @body, @summary, @received_at)`,
  ).run(row)
  return Number(lastInsertRowid)
}

/** Everything a later revision may change; identity, series and time of arrival stay. */
export function updateOrder(db: Db, row: OrderRow): void {
  sql(
    db,
    `update orders set revision = @revision, content_hash = @content_hash, status = @status, day = @day,
       number = @number, kitchen_revision = @kitchen_revision, amount_fault = @amount_fault, body = @body,
       summary = @summary, purged_at = @purged_at
     where id = @id`,
  ).run(row)
}

export function setOrderState(db: Db, id: number, state: OrderState): void {
  sql(db, 'update orders set state = ? where id = ?').run(state, id)
}

/** Only the first time counts. */
export function setHandedOver(db: Db, id: number, step: 'ready' | 'collected', at: number): void {
  const column = step === 'ready' ? 'ready_at' : 'collected_at'
  sql(db, `update orders set ${column} = coalesce(${column}, ?) where id = ?`).run(at, id)
}

/** How many orders of a source have an id that begins like this; ids are ASCII. */
export function countOrdersLike(db: Db, source: string, prefix: string): number {
  const row = sql<{ n: number }>(
    db,
    'select count(*) as n from orders where source = ? and order_id >= ? and order_id < ?',
  ).get(source, prefix, `${prefix}\x7f`)
  return row?.n ?? 0
}

export function insertRevision(
  db: Db,
  row: { order_row: number; revision: number; content_hash: string; body: string; received_at: number },
): void {
  sql(
    db,
    `insert into revisions (order_row, revision, content_hash, body, received_at)
     values (@order_row, @revision, @content_hash, @body, @received_at)`,
  ).run(row)
}

export type RevisionRow = { revision: number; content_hash: string; body: string; received_at: number }

/** The latest revision that said exactly this. */
export function findRevisionLike(db: Db, orderRow: number, contentHash: string): { revision: number } | undefined {
  return sql<{ revision: number }>(
    db,
    'select revision from revisions where order_row = ? and content_hash = ? order by revision desc limit 1',
  ).get(orderRow, contentHash)
}

export function findRevision(db: Db, orderRow: number, revision: number): RevisionRow | undefined {
  return sql<RevisionRow>(
    db,
    'select revision, content_hash, body, received_at from revisions where order_row = ? and revision = ?',
  ).get(orderRow, revision)
}

/** When the newest order came in; null: there is none. */
export function lastArrival(db: Db): number | null {
  const newest = 'select received_at as at from orders where id = (select max(id) from orders)'
  return sql<{ at: number }>(db, newest).get()?.at ?? null
}

/** The next number of the day in its series: gapless, because it is taken in the transaction that uses it. */
export function takeNumber(db: Db, day: string, series: Series): number {
  const row = sql<{ last: number }>(
    db,
    `insert into ticket_numbers (day, series, last) values (?, ?, 1)
     on conflict do update set last = last + 1 returning last`,
  ).get(day, series)
  if (row === undefined) throw new Error('no ticket number')
  return row.last
}

export function listOrders(db: Db, query: { day: string | null; after: number; limit: number }): OrderRow[] {
  return query.day === null
    ? sql<OrderRow>(db, 'select * from orders where id > ? order by id limit ?').all(query.after, query.limit)
    : sql<OrderRow>(db, 'select * from orders where day = ? and id > ? order by id limit ?').all(
        query.day,
        query.after,
        query.limit,
      )
}

/** Newest first: the day's newest orders, and the oldest of any day that still wait for paper or a person. */
export function listBoard(db: Db, query: { day: string; limit: number }): OrderRow[] {
  return sql<OrderRow>(
    db,
    `select * from (
       select * from (select * from orders where day = ? order by id desc limit ?)
       union
       select * from (select * from orders where state in ('waiting', 'printing', 'problem') order by id limit ?)
     ) order by id desc`,
  ).all(query.day, query.limit, query.limit)
}

/** How many orders a day has; the index knows. */
export function countDay(db: Db, day: string): number {
  return sql<{ n: number }>(db, 'select count(*) as n from orders where day = ?').get(day)?.n ?? 0
}

/** How many orders of any day wait for paper or a person, by state; states of which there is none are missing. */
export function countOpen(db: Db): Partial<Record<OrderState, number>> {
  const rows = sql<{ state: OrderState; n: number }>(
    db,
    `select state, count(*) as n from orders where state in ('waiting', 'printing', 'problem') group by state`,
  ).all()
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
}

export type SummaryRow = Pick<OrderRow, 'id' | 'order_id' | 'number' | 'summary'>

/** Newest first, what a day's orders are known by; to be read at once, and no further than it takes. */
export function listSummaries(db: Db, day: string): Iterable<SummaryRow> {
  const text = 'select id, order_id, number, summary from orders where day = ? order by id desc'
  return sql<SummaryRow>(db, text).iterate(day)
}

/** How many orders of a source came in then. */
export function countReceived(db: Db, source: string, during: { from: number; until: number }): number {
  const row = sql<{ n: number }>(
    db,
    'select count(*) as n from orders where source = ? and received_at > ? and received_at <= ?',
  ).get(source, during.from, during.until)
  return row?.n ?? 0
}

/** Orders that somebody has to look at, of whatever day. */
export function listTroubled(db: Db): { id: number }[] {
  return sql<{ id: number }>(
    db,
    `select id from orders where state in ('waiting', 'printing', 'problem') and state = 'problem' order by id`,
  ).all()
}

/** An id for paging, where a caller pages by orderId: the newest order of that name. */
export function orderRowOf(db: Db, orderId: string): number | undefined {
  return sql<{ id: number }>(db, 'select id from orders where order_id = ? order by id desc limit 1').get(orderId)?.id
}
