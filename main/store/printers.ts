import { type Db, sql } from './database.ts'

/** What is remembered of a printer between starts. `learned` is the driver's own JSON. */
export type PrinterRow = {
  id: string
  address: string
  learned: string
  paused: 0 | 1
  last_printed_at: number | null
  sequence: number
  unproven: number
}

/** The printer's row; another device behind the name (another address) starts with nothing learned. */
export function rememberPrinter(db: Db, id: string, address: string, learned: string): PrinterRow {
  sql(
    db,
    `insert into printers (id, address, learned) values (?, ?, ?)
     on conflict do update set address = excluded.address, learned = excluded.learned, unproven = 0
     where address <> excluded.address`,
  ).run(id, address, learned)
  const row = getPrinter(db, id)
  if (row === undefined) throw new Error(`no printer ${id}`)
  return row
}

export function saveLearned(db: Db, id: string, learned: string): void {
  sql(db, 'update printers set learned = ? where id = ?').run(learned, id)
}

/** Papers in a row that ended without this printer's word. */
export function setUnproven(db: Db, id: string, papers: number): void {
  sql(db, 'update printers set unproven = ? where id = ?').run(papers, id)
}

export function setPaused(db: Db, id: string, paused: boolean): void {
  sql(db, 'update printers set paused = ? where id = ?').run(paused ? 1 : 0, id)
}

export function setLastPrinted(db: Db, id: string, at: number): void {
  sql(db, 'update printers set last_printed_at = ? where id = ?').run(at, id)
}

/** Numbers for this printer's confirmation ids: gives the first of `count` that nobody else gets. */
export function reserveSequence(db: Db, id: string, count: number): number {
  const row = sql<{ sequence: number }>(
    db,
    'update printers set sequence = sequence + ? where id = ? returning sequence',
  ).get(count, id)
  return row === undefined ? 0 : row.sequence - count + 1
}

export function getPrinter(db: Db, id: string): PrinterRow | undefined {
  return sql<PrinterRow>(db, 'select * from printers where id = ?').get(id)
}
