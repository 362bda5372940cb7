import { randomUUID } from 'node:crypto'
import { type Db, sql } from './database.ts'

export type EventType =
  | 'order.accepted'
  | 'order.rejected'
  | 'order.printed'
  | 'order.sent'
  | 'order.uncertain'
  | 'order.cancelled'
  | 'order.refunded'
  | 'printer.alarm'
  | 'printer.recovered'
  | 'shop.paused'
  | 'shop.resumed'

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

/** To be called in the transaction of what it reports: an event exists if and only if its cause does. */
export function addEvent(db: Db, event: NewEvent): void {
  sql(
    db,
    `insert into outbox (event_id, type, source, order_row, order_id, revision, at, data)
     values (@event_id, @type, @source, @order_row, @order_id, @revision, @at, @data)`,
  ).run({
    order_row: null,
    order_id: null,
    revision: null,
    ...event,
    event_id: randomUUID(),
    data: JSON.stringify(event.data),
  })
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
