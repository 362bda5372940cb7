import type { SeenNumber } from '../../shared/domain/day-sequence.ts'
import { type Db, sql } from './database.ts'

/** The first time counts. */
export function saveSequence(
  db: Db,
  row: { source: string; day: string; number: number; order_row: number; seen_at: number },
): void {
  sql(
    db,
    `insert into day_sequence (source, day, number, order_row, seen_at)
     values (@source, @day, @number, @order_row, @seen_at) on conflict do nothing`,
  ).run(row)
}

export function listSequence(db: Db, source: string, day: string): SeenNumber[] {
  return sql<SeenNumber>(
    db,
    'select number, seen_at as seenAt from day_sequence where source = ? and day = ? order by number limit 10000',
  ).all(source, day)
}

/** Was the shop connected to this source before that day began? */
export function hasEarlierSequence(db: Db, source: string, day: string): boolean {
  return sql(db, 'select 1 from day_sequence where source = ? and day < ? limit 1').get(source, day) !== undefined
}
