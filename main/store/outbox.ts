import { randomUUID } from 'node:crypto'
import { type Db, sql } from './database.ts'

export const eventTypes = [
  'order.accepted',
  'order.rejected',
  'order.printed',
  'order.sent',
  'order.uncertain',
  'order.ready',
  'order.collected',
  'order.cancelled',
  'order.refunded',
  'order.wanted',
  'printer.alarm',
  'printer.recovered',
  'shop.paused',
  'shop.resumed',
  'day.closed',
] as const
export type EventType = (typeof eventTypes)[number]

export type NewEvent = {
  type: EventType
  /** the source that hears of it; null: all of them */
  source: string | null
  order_row?: number | null
  order_id?: string | null
  revision?: number | null
  at: number
  data: Record<string, unknown>
}

type Follow = (event: NewEvent) => void
const followers = new WeakMap<Db, Follow>()

/**
 * `follow` is called with each new event, in the transaction of its cause: what follows from it stands or falls with it. One
 * per database; it must not throw but for what the disk says.
 */
export function followEvents(db: Db, follow: Follow): void {
  followers.set(db, follow)
}

/**
 * To be called in the transaction of what it reports: an event exists if and only if its cause does. It is numbered behind
 * what any source has heard, also where that has aged out: under a number that was heard already nobody would hear it.
 */
export function addEvent(db: Db, event: NewEvent): void {
  sql(
    db,
    `insert into outbox (id, event_id, type, source, order_row, order_id, revision, at, data)
     values (1 + max(coalesce((select max(id) from outbox), 0), coalesce((select max(heard) from outbox_cursors), 0)),
       @event_id, @type, @source, @order_row, @order_id, @revision, @at, @data)`,
  ).run({
    order_row: null,
    order_id: null,
    revision: null,
    ...event,
    event_id: randomUUID(),
    data: JSON.stringify(event.data),
  })
  followers.get(db)?.(event)
}

/** Has this been said of this order's revision already? */
export function hasEvent(db: Db, orderRow: number, revision: number, type: EventType): boolean {
  return (
    sql(db, 'select 1 from outbox where order_row = ? and type = ? and revision = ? limit 1').get(
      orderRow,
      type,
      revision,
    ) !== undefined
  )
}

export type OutboxRow = {
  id: number
  event_id: string
  type: EventType
  source: string | null
  order_id: string | null
  revision: number | null
  at: number
  data: string
}

const columns = 'id, event_id, type, source, order_id, revision, at, data'

const heard = '(select heard from outbox_cursors where source = @source)'

/** What a source has yet to hear, oldest first: of its own orders, and what is said to all. */
export function listUnheard(db: Db, source: string, limit: number): OutboxRow[] {
  return sql<OutboxRow>(
    db,
    `select * from (select ${columns} from outbox where source = @source and id > ${heard} order by id limit @limit)
     union all
     select * from (select ${columns} from outbox where source is null and id > ${heard} order by id limit @limit)
     order by id limit @limit`,
  ).all({ source, limit })
}

/** Who is told of events from now on: one that is new hears of what happens from now on, what nobody hears may age out. */
export function keepCursors(db: Db, sources: readonly string[]): void {
  sql(db, 'delete from outbox_cursors where source not in (select value from json_each(?))').run(
    JSON.stringify(sources),
  )
  sql(
    db,
    `insert into outbox_cursors (source, heard)
     select value, (select coalesce(max(id), 0) from outbox) from json_each(?) where true on conflict do nothing`,
  ).run(JSON.stringify(sources))
}

export function saveHeard(db: Db, source: string, event: number): void {
  sql(db, 'update outbox_cursors set heard = ? where source = ?').run(event, source)
}

/** Kept for a person: the source would not take it. */
export function insertRefused(db: Db, row: { event: number; source: string; error: string; at: number }): void {
  sql(db, 'insert into outbox_refused (event, source, error, at) values (@event, @source, @error, @at)').run(row)
}

/** How many events a source has yet to hear, and since when the oldest of them has been waiting. */
export function unheardLoad(db: Db, source: string): { waiting: number; oldest: number | null } {
  const row = sql<{ waiting: number; oldest: number | null }>(
    db,
    `select count(*) as waiting, min(at) as oldest from outbox
     where id > ${heard} and (source = @source or source is null)`,
  ).get({ source })
  return row ?? { waiting: 0, oldest: null }
}

export type RefusedRow = {
  id: number
  source: string
  error: string
  at: number
  type: EventType
  order_id: string | null
}

/** Events that their source would not take, the newest first; `before` is the last id seen. */
export function listRefused(db: Db, query: { before: number; limit: number }): RefusedRow[] {
  return sql<RefusedRow>(
    db,
    `select r.id, r.source, r.error, r.at, o.type, o.order_id
     from outbox_refused r join outbox o on o.id = r.event where r.id < ? order by r.id desc limit ?`,
  ).all(query.before, query.limit)
}
