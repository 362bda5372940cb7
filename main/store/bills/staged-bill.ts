import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { BillRow } from '../../../shared/domain/reconciliation/bill.ts'
import type { BillRows } from '../../../shared/domain/reconciliation/bill-match.ts'
import { BillRefused } from '../../../shared/domain/reconciliation/bill-refusals.ts'
import type { Db } from '../database.ts'
import { databaseFiles } from '../kept-aside.ts'
import { foldFees } from './fold-fees.ts'
import { mergeRuns, type Run } from './merge-runs.ts'
import { addRow, createRowColumns, type RowColumns, rowAt, type StagedRow } from './row-columns.ts'
import { readPage, writePage } from './row-pages.ts'
import { compareNullable, sortKeys } from './sort-rows.ts'

// The rows of one bill in a file of their own: runs of rows, each sorted by trade number, in pages. Rows are read back in
// order by merging the runs, so that a million of them never stand in memory. By merchant order number the runs are made
// when somebody asks.

/** Rows that are sorted at a time: some 20 MB. */
const rowsPerRun = 131_072
const rowsPerPage = 4_096

type Sort = 'trade' | 'order'
const keyOf = { trade: 'tradeNo', order: 'outTradeNo' } as const

const schema = `
create table pages (
  sort text not null,                         -- trade or order
  run integer not null,
  page integer not null,
  count integer not null,
  first text,                                 -- the least key in it; null: rows without one come first
  rows blob not null,
  primary key (sort, run, page)
) strict;
`

export type Staging = {
  add(row: StagedRow): void
  /** Of everything that was added: two bills with the same rows in the same order are one. */
  finish(): { digest: string; rows: number }
  close(): void
}

/** A new file. Until `finish` nobody may read it. What a power cut tears of it is staged again: it counts for nothing yet. */
export function createStaging(path: string): Staging {
  for (const file of databaseFiles(path)) rmSync(file, { force: true })
  const db = new Database(path)
  db.pragma('journal_mode = MEMORY')
  db.pragma('synchronous = OFF')
  db.pragma('cache_size = -4000')
  db.exec(schema)
  db.exec('begin immediate')
  const hash = createHash('sha256')
  const columns = createRowColumns(rowsPerRun)
  let run = 0
  let rows = 0

  function flush(): void {
    if (columns.count === 0) return
    writeRun(db, 'trade', run, columns, page => hash.update(page))
    rows += columns.count
    run += 1
    columns.count = 0
  }

  return {
    add(row) {
      addRow(columns, row)
      if (columns.count === rowsPerRun) flush()
    },
    finish() {
      flush()
      db.exec('commit')
      return { digest: hash.digest('hex'), rows }
    },
    close: () => db.close(),
  }
}

export type StagedBill = BillRows & {
  /** The rows of one order, by its trade number and its merchant order number. */
  rowsOf(order: { tradeNo: string | null; outTradeNo: string }): BillRow[]
  close(): void
}

/** Throws what SQLite says where it is no such file. */
export function openStagedBill(path: string, kind: string): StagedBill {
  const db = new Database(path, { fileMustExist: true, timeout: 5_000 })
  db.pragma('cache_size = -2000')
  const folded = (rows: Iterable<StagedRow>, key: (typeof keyOf)[Sort]): Iterable<BillRow> =>
    kind === 'alipay-fund' ? foldFees(rows, key) : (rows as Iterable<BillRow>)

  return {
    byTradeNo: () => folded(withoutDoubles(merged(db, 'trade')), 'tradeNo'),
    byOrderNo(only) {
      if (only !== undefined) return folded(fewByOrderNo(db, only), 'outTradeNo')
      sortByOrderNo(db)
      return folded(merged(db, 'order'), 'outTradeNo')
    },
    rowsOf({ tradeNo, outTradeNo }) {
      const found = new Map<number, BillRow>()
      const add = (rows: Iterable<BillRow>) => {
        for (const row of rows) found.set(row.line, row)
      }
      if (tradeNo !== null) add(folded(rowsWith(db, 'trade', tradeNo), 'tradeNo'))
      sortByOrderNo(db)
      add(folded(rowsWith(db, 'order', outTradeNo), 'outTradeNo'))
      return [...found.values()].sort((a, b) => a.line - b.line)
    },
    close: () => db.close(),
  }
}

function writeRun(db: Db, sort: Sort, run: number, columns: RowColumns, onPage: (page: Buffer) => void): void {
  const keys = columns[keyOf[sort]]
  const order = sortKeys(keys, columns.line, columns.count)
  const insert = db.prepare('insert into pages (sort, run, page, count, first, rows) values (?, ?, ?, ?, ?, ?)')
  for (let from = 0, page = 0; from < columns.count; from += rowsPerPage, page += 1) {
    const until = Math.min(from + rowsPerPage, columns.count)
    const bytes = writePage(columns, order, from, until)
    onPage(bytes)
    insert.run(sort, run, page, until - from, keys[order[from] ?? 0] ?? null, bytes)
  }
}

/** Once; the runs by trade number are read one at a time. */
function sortByOrderNo(db: Db): void {
  const known = db.prepare("select 1 from pages where sort = 'order' limit 1").get()
  if (known !== undefined) return
  db.transaction(() => {
    for (const run of runsOf(db, 'trade')) {
      const columns = createRowColumns(rowsPerRun)
      for (const row of rowsOfRun(db, 'trade', run)) addRow(columns, row)
      writeRun(db, 'order', run, columns, () => {})
    }
  }).immediate()
}

function merged(db: Db, sort: Sort): Iterable<StagedRow> {
  const key = keyOf[sort]
  const runs = runsOf(db, sort).map(run => rowsOfRun(db, sort, run))
  return mergeRuns<StagedRow>(runs, (a, b) => compareNullable(a[key], b[key]) || a.line - b.line)
}

/** All rows of these merchant order numbers, and those that have none. */
function fewByOrderNo(db: Db, only: ReadonlySet<string>): StagedRow[] {
  const found: StagedRow[] = []
  for (const run of runsOf(db, 'trade')) {
    for (const { count, rows } of pagesOf(db, 'trade', run)) {
      const columns = readPage(rows, count)
      for (let at = 0; at < count; at += 1) {
        const number = columns.outTradeNo[at] ?? null
        if (number === null || only.has(number)) found.push(rowAt(columns, at))
      }
    }
  }
  return found.sort((a, b) => compareNullable(a.outTradeNo, b.outTradeNo) || a.line - b.line)
}

function* rowsWith(db: Db, sort: Sort, key: string): Generator<StagedRow> {
  for (const run of runsOf(db, sort)) {
    // From the last page that begins before it.
    const text = `select coalesce(max(page), 0) as page from pages
      where sort = ? and run = ? and (first is null or first < ?)`
    const { page } = db.prepare(text).get(sort, run, key) as { page: number }
    for (const { count, rows, first } of pagesOf(db, sort, run, page)) {
      if (first !== null && compareNullable(first, key) > 0) break
      const columns = readPage(rows, count)
      for (let at = 0; at < count; at += 1) if (columns[keyOf[sort]][at] === key) yield rowAt(columns, at)
    }
  }
}

function runsOf(db: Db, sort: Sort): number[] {
  const rows = db.prepare('select run from pages where sort = ? and page = 0 order by run').all(sort)
  return (rows as { run: number }[]).map(({ run }) => run)
}

function* rowsOfRun(db: Db, sort: Sort, run: number): Run<StagedRow> & Generator<StagedRow, undefined> {
  for (const { count, rows } of pagesOf(db, sort, run)) {
    const columns = readPage(rows, count)
    for (let at = 0; at < count; at += 1) yield rowAt(columns, at)
  }
  return undefined
}

type Page = { count: number; first: string | null; rows: Buffer }

/** One statement a page: an open one would keep the file busy. */
function* pagesOf(db: Db, sort: Sort, run: number, from = 0): Generator<Page> {
  const one = db.prepare<unknown[], Page>(
    'select count, first, rows from pages where sort = ? and run = ? and page = ?',
  )
  for (let page = from; ; page += 1) {
    const found = one.get(sort, run, page)
    if (found === undefined) return
    yield found
  }
}

/** The same row twice is a bill that was pasted together. Other rows of one number are for the rules to judge. */
function* withoutDoubles(rows: Iterable<StagedRow>): Generator<StagedRow> {
  let last: StagedRow | null = null
  let known: Set<string> | null = null
  for (const row of rows) {
    if (row.tradeNo === null || last?.tradeNo !== row.tradeNo) known = null
    else if (row.kind !== 'fee') {
      known ??= new Set([signature(last)])
      if (known.has(signature(row))) throw new BillRefused('doubled', { line: row.line })
      known.add(signature(row))
    }
    last = row
    yield row
  }
}

function signature({ kind, at, amount, refundNo, outTradeNo }: StagedRow): string {
  return JSON.stringify([kind, at, amount, refundNo, outTradeNo])
}
