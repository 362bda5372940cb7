import type { DrawerMoveKind, DrawerSums } from '../../shared/domain/drawer.ts'
import { type Db, sql } from './database.ts'

export type ShiftRow = {
  id: number
  day: string
  opened_at: number
  opened_by: string
  float: number
  ended_at: number | null
  ended_by: string | null
  handed_to: string | null
  counted: number | null
  expected: number | null
  left_in: number | null
  pieces: string | null
  note: string | null
}

export function insertShift(db: Db, row: { day: string; opened_at: number; opened_by: string; float: number }): number {
  const { lastInsertRowid } = sql(
    db,
    `insert into shifts (day, opened_at, opened_by, float) values (@day, @opened_at, @opened_by, @float)`,
  ).run(row)
  return Number(lastInsertRowid)
}

export function endShift(db: Db, row: Omit<ShiftRow, 'opened_at' | 'opened_by' | 'float'>): void {
  sql(
    db,
    `update shifts set day = @day, ended_at = @ended_at, ended_by = @ended_by, handed_to = @handed_to, counted = @counted,
       expected = @expected, left_in = @left_in, pieces = @pieces, note = @note
     where id = @id`,
  ).run(row)
}

/** The one that runs. */
export function findOpenShift(db: Db): ShiftRow | undefined {
  return sql<ShiftRow>(db, 'select * from shifts where ended_at is null').get()
}

export function getShift(db: Db, id: number): ShiftRow | undefined {
  return sql<ShiftRow>(db, 'select * from shifts where id = ?').get(id)
}

export function listShifts(db: Db, day: string): ShiftRow[] {
  return sql<ShiftRow>(db, 'select * from shifts where day = ? order by id limit 1000').all(day)
}

/** What was left in the drawer by the shift before; null: there is none, or it still runs. */
export function lastLeftIn(db: Db): number | null {
  const newest = 'select left_in from shifts where id = (select max(id) from shifts)'
  return sql<{ left_in: number | null }>(db, newest).get()?.left_in ?? null
}

/** Into the shift that runs, if one does. `amount` is what it adds to the drawer. */
export function addDrawerMove(
  db: Db,
  row: {
    day: string
    at: number
    kind: DrawerMoveKind
    amount: number
    order_row: number | null
    reason: string | null
    by: string
  },
): void {
  sql(
    db,
    `insert into drawer_moves (day, at, shift, kind, amount, order_row, reason, by)
     values (@day, @at, (select id from shifts where ended_at is null), @kind, @amount, @order_row, @reason, @by)`,
  ).run(row)
}

/** What moved on a day while no shift was open, from that moment on, is this shift's. */
export function adoptMoves(db: Db, to: { shift: number; day: string; since: number }): void {
  sql(db, 'update drawer_moves set shift = @shift where shift is null and day = @day and at >= @since').run(to)
}

export function sumOfShift(db: Db, shift: number): DrawerSums {
  return byKind(sql<KindSum>(db, 'select kind, amount from drawer_moves where shift = ?').all(shift))
}

/** While no shift was open. */
export function sumOutsideShifts(db: Db, day: string): DrawerSums {
  return byKind(sql<KindSum>(db, 'select kind, amount from drawer_moves where day = ? and shift is null').all(day))
}

export type DrawerMoveRow = {
  id: number
  at: number
  kind: DrawerMoveKind
  amount: number
  reason: string | null
  by: string
}

/** What people put in and took out. */
export function listDrawerMoves(db: Db, day: string): DrawerMoveRow[] {
  return sql<DrawerMoveRow>(
    db,
    `select id, at, kind, amount, reason, by from drawer_moves
     where day = ? and kind in ('in', 'out') order by id limit 1000`,
  ).all(day)
}

type KindSum = { kind: DrawerMoveKind; amount: number }

function byKind(rows: readonly KindSum[]): DrawerSums {
  const sum = (kind: DrawerMoveKind) => rows.reduce((all, row) => (row.kind === kind ? all + row.amount : all), 0)
  return { sales: sum('sale'), refunds: 0 - sum('refund'), paidIn: sum('in'), paidOut: 0 - sum('out') }
}
