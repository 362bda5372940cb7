import type { JobState } from '../../shared/domain/print-job.ts'
import { type Db, sql } from './database.ts'

// What the kitchen was given of an order, as the paper leg of reconciliation reads it.

export type KitchenJobRow = {
  ticket: number
  job: number
  printer: string
  state: JobState
  /** not before */
  due_at: number
}

const kitchen = `('kitchen', 'addition')`

/** All jobs of an order's kitchen tickets, reprints among them. */
export function listKitchenJobs(db: Db, orderRow: number): KitchenJobRow[] {
  return sql<KitchenJobRow>(
    db,
    `select j.ticket, j.id as job, j.printer, j.state, max(j.created_at, coalesce(j.release_at, 0)) as due_at
     from jobs j join tickets t on t.id = j.ticket where j.order_row = +? and t.kind in ${kitchen} order by j.id`,
  ).all(orderRow)
}

/** Marks of the papers of an order's kitchen tickets, in the order in which they came out. */
export function listKitchenPapers(db: Db, orderRow: number): { ticket: number; marks: string }[] {
  return sql<{ ticket: number; marks: string }>(
    db,
    `select j.ticket, a.marks from jobs j join tickets t on t.id = j.ticket join attempts a on a.job = j.id
     where j.order_row = +? and t.kind in ${kitchen} and a.taken > 0`,
  ).all(orderRow)
}

/** Orders that a lane, or a person, still owes a kitchen ticket. */
export function listOwedOrders(db: Db): number[] {
  const lanes = sql<{ id: number }>(
    db,
    `select order_row as id from jobs where state in ('queued', 'sending', 'waiting', 'uncertain')
       and kind in ${kitchen} and order_row is not null`,
  ).all()
  const held = sql<{ id: number }>(
    db,
    `select order_row as id from jobs where state = 'held' and kind in ${kitchen} and order_row is not null`,
  ).all()
  return [...new Set([...lanes, ...held].map(row => row.id))]
}

/** Orders of which somebody decided since then not to print a kitchen ticket. */
export function listDroppedOrders(db: Db, since: number): number[] {
  return sql<{ id: number }>(
    db,
    `select order_row as id from jobs
     where state = 'cancelled' and kind in ${kitchen} and created_at >= ? and order_row is not null`,
  )
    .all(since)
    .map(row => row.id)
}
