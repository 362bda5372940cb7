import type { Bill, BillKind, BillPlatform } from '../../../shared/domain/reconciliation/bill.ts'
import { BillRefused } from '../../../shared/domain/reconciliation/bill-refusals.ts'
import { dateText, wallTime } from '../../../shared/domain/wall-clock.ts'
import { chinaMidnight, type Midnight, midnightIn, parseBillTime } from './bill-clock.ts'
import { type BillColumns, type BillMapping, readColumns } from './bill-columns.ts'
import { emptyHead, maskAccount, readHeadLine } from './bill-head.ts'
import { createBillTable, namesOf, type TableRow } from './bill-table.ts'
import { type BillClaims, claimsOfTotals, requireTotals } from './bill-totals.ts'
import { beginsWith, isBlank, readText } from './cell-values.ts'
import { type Cells, createRowsOfBytes } from './rows-of-bytes.ts'

export type BillReaderOptions = {
  encoding: 'utf-8' | 'gb18030'
  /** for a table of another kind */
  mapping: BillMapping | null
  /** the shop's, for the times of such a table */
  timezone: string
  now: number
  /** account numbers that are this shop's, or how they begin; none: nobody knows */
  accounts: Partial<Record<BillPlatform, readonly string[]>>
  /** the same object each time */
  onRow: (row: TableRow) => void
}

/** What the bill says of itself, its account not masked: for its identity alone. */
export type ReadBill = {
  bill: Bill
  wholeAccount: string | null
  /** its range before what was paid after its export is left out */
  saysUntil: number
  rows: number
  /** 商家实收 of all of it */
  received: number
}

export type BillReader = {
  push(chunk: Uint8Array): void
  /** Throws BillRefused where it is not whole, or does not add up. */
  end(): ReadBill
}

const platforms: Record<Exclude<BillKind, 'generic'>, BillPlatform> = {
  'alipay-trade': 'alipay',
  'alipay-fund': 'alipay',
  'wechat-trade': 'wechat',
}

/** What stands above a table's header is a title, not a novel. */
const mostLinesBefore = 50
const cutShort: ReadonlySet<string> = new Set(['row', 'columns', 'long-line', 'spoiled'])
const dayMs = 24 * 3_600_000

/** Reads a bill from its bytes, from front to back, and holds nothing of it. Its kind is told by its columns. */
export function createBillReader(options: BillReaderOptions): BillReader {
  const { encoding, mapping, timezone, now } = options
  const decoder = new TextDecoder(encoding)
  const midnight: Midnight = mapping === null ? chinaMidnight : midnightIn(timezone)
  const head = emptyHead()
  let columns: BillColumns | null = null
  let table: ReturnType<typeof createBillTable> | null = null
  let firstName: Buffer = Buffer.alloc(0)
  let before = 0
  let unmapped: BillRefused | null = null
  let totalNames: string[] | null = null
  let claims: BillClaims | null = null

  function takeRow(cells: Cells): void {
    if (cells.count === 1 && isBlank(cells, 0)) return
    if (columns === null || table === null) {
      lookForHeader(cells)
      return
    }
    if (beginsWith(cells, 0, firstName) && isSameHeader(cells, columns))
      throw new BillRefused('doubled', { line: cells.line })
    if (totalNames !== null) {
      takeTotals(cells)
      return
    }
    if (head.ended) throw new BillRefused('doubled', { line: cells.line })
    if (isTotal(cells, columns.kind)) {
      totalNames = namesOf(cells, encoding)
      if (columns.kind === 'generic') takeGenericTotal(cells, columns)
      return
    }
    table.take(cells)
  }

  function lookForHeader(cells: Cells): void {
    before += 1
    if (before > mostLinesBefore) throw unmapped ?? new BillRefused('unknown-format')
    const names = namesOf(cells, encoding)
    try {
      columns = readColumns(names, mapping)
    } catch (error) {
      // With a mapping it may be a title; the header comes below it.
      if (!(error instanceof BillRefused) || error.code !== 'mapping') throw error
      // The row that comes nearest to it is the header.
      if (unmapped === null || String(error.facts.why).length < String(unmapped.facts.why).length) unmapped = error
    }
    if (columns === null) return
    firstName = Buffer.from(cells.bytes.subarray(cells.starts[0], cells.ends[0]))
    table = createBillTable(columns, { encoding, mapping, midnight, onRow: options.onRow })
  }

  function isSameHeader(cells: Cells, { names }: BillColumns): boolean {
    return firstName.length > 0 && cells.count === names.length && namesOf(cells, encoding).join() === names.join()
  }

  /** WeChat's sums are a table of their own; other tables may have a last line 合计. */
  function isTotal(cells: Cells, kind: BillKind): boolean {
    if (kind === 'wechat-trade') return readsLike(cells, '总交易单数')
    return kind === 'generic' && (readsLike(cells, '合计') || readsLike(cells, '总计'))
  }

  function readsLike(cells: Cells, word: string): boolean {
    const start = cells.starts[0] ?? 0
    // A digit or a backtick: a row like all the others, and by far the most common.
    if ((cells.bytes[start] ?? 0) < 0x80) return false
    return readText(cells, 0, encoding).startsWith(word)
  }

  function takeTotals(cells: Cells): void {
    if (claims !== null) throw new BillRefused('doubled', { line: cells.line })
    claims = claimsOfTotals(totalNames ?? [], namesOf(cells, encoding), cells.line)
  }

  function takeGenericTotal(cells: Cells, { fields, names }: BillColumns): void {
    const amount = readText(cells, fields.amount ?? 0, encoding)
    claims = amount === '' ? {} : claimsOfTotals([names[fields.amount ?? 0] ?? ''], [amount], cells.line)
  }

  const rows = createRowsOfBytes(takeRow, bytes =>
    readHeadLine(head, decoder.decode(bytes), text => parseBillTime(text, midnight)),
  )

  function rangeOfBill(first: number, last: number): { from: number; until: number } {
    const days = { from: startOfDay(first, midnight, zone()), until: startOfDay(last, midnight, zone()) + dayMs }
    const named = mapping?.from ?? mapping?.to
    if (mapping !== null && named !== undefined) {
      const from = parseBillTime(mapping.from ?? named, midnight)
      const to = parseBillTime(mapping.to ?? named, midnight)
      if (from === null || to === null || to < from) throw new BillRefused('range')
      return { from, until: to + dayMs }
    }
    if (columns?.kind === 'wechat-trade' || columns?.kind === 'generic') {
      if (!Number.isFinite(first)) throw new BillRefused('range')
      return days
    }
    const { from, until } = head
    if (from === null || until === null) throw new BillRefused('range')
    // A last day without a time is the last one of its days, unless it is the first one behind them.
    const isLastDay = head.untilIsDay && (until <= from || last >= until)
    const end = isLastDay || (until - from) % 60_000 === 59_000 ? until + (isLastDay ? dayMs : 1000) : until
    if (from >= end) throw new BillRefused('range')
    return { from, until: end }
  }

  function zone(): string {
    return mapping === null ? 'Asia/Shanghai' : timezone
  }

  return {
    push: chunk => rows.push(chunk),
    end() {
      try {
        rows.end()
      } catch (error) {
        // The last line has no end, and makes no sense.
        if (error instanceof BillRefused && cutShort.has(error.code)) throw new BillRefused('truncated')
        throw error
      }
      if (columns === null || table === null) throw unmapped ?? new BillRefused('unknown-format')
      const { sums } = table
      requireTotals(columns.kind, head, claims, sums)
      const { from, until } = rangeOfBill(sums.first, sums.last)
      const isElsewhere = Number.isFinite(sums.first) && (sums.last < from || sums.first >= until)
      if (isElsewhere) throw new BillRefused('range')
      if (from > now || sums.last > now + dayMs) {
        throw new BillRefused('future', { from: dateText(wallTime(Math.max(from, sums.first), zone())) })
      }
      const platform = columns.kind === 'generic' ? (mapping?.platform ?? 'other') : platforms[columns.kind]
      const wholeAccount = head.account ?? table.account()
      const account = wholeAccount === null ? null : maskAccount(wholeAccount)
      const ours = options.accounts[platform] ?? []
      if (wholeAccount !== null && ours.length > 0 && !ours.some(one => wholeAccount.startsWith(one))) {
        throw new BillRefused('account', { account: account ?? '' })
      }
      // What was paid after it was written cannot be in it.
      const { exportedAt } = head
      const isEarly = exportedAt !== null && exportedAt > from && exportedAt < until
      return {
        wholeAccount,
        saysUntil: until,
        rows: sums.rows,
        received: sums.payments.received + sums.refunds.received,
        bill: {
          kind: columns.kind,
          platform,
          account,
          from,
          until: isEarly ? Math.max(exportedAt, sums.last + 1) : until,
          payments: { count: sums.payments.count, amount: sums.payments.amount },
          refunds: { count: sums.refunds.count, amount: sums.refunds.amount },
        },
      }
    },
  }
}

function startOfDay(at: number, midnight: Midnight, timezone: string): number {
  if (!Number.isFinite(at)) return 0
  const { year, month, day } = wallTime(at, timezone)
  return midnight(year, month, day) ?? at
}
