import iconv from 'iconv-lite'
import type { BillKind, BillRow } from '../../../shared/domain/reconciliation/bill.ts'
import { BillRefused } from '../../../shared/domain/reconciliation/bill-refusals.ts'
import type { BillColumns, BillMapping } from './bill-columns.ts'
import { beginsWith, createTimeReading, isBlank, isSpoiled, readFen, readNumber, readText } from './cell-values.ts'
import type { Cells } from './rows-of-bytes.ts'

/** 收费 of the 账务明细 is a row of its own; it joins the payment that it is of when the rows are sorted. */
export type TableRow = Omit<BillRow, 'kind'> & { kind: BillRow['kind'] | 'fee' }

/** What the lines came to, to be held against what the bill claims. Fen. */
export type Sums = {
  rows: number
  payments: { count: number; amount: number; received: number; discounts: number; settled: number }
  refunds: { count: number; amount: number; received: number; discounts: number }
  taken: { count: number; amount: number }
  spent: { count: number; amount: number }
  fees: number
  first: number
  last: number
}

const word = (text: string) => [iconv.encode(text, 'gb18030'), Buffer.from(text)]
const words = {
  refund: [...word('退款'), ...word('REFUND'), ...word('REVOKED'), ...word('撤销')],
  payment: [...word('交易'), ...word('SUCCESS')],
  fee: [...word('收费'), ...word('服务费'), ...word('手续费'), ...word('退费')],
  refunded: [...word('退款'), ...word('交易退款')],
  paid: [
    ...word('在线支付'),
    ...word('交易付款'),
    ...word('交易'),
    ...word('收款'),
    ...word('当面付'),
    ...word('支付'),
  ],
}

/**
 * Rows of one table → rows of a bill, each into the same object, which holds until the next. `clock` makes times of dates
 * as the platform's clock shows them.
 */
export function createBillTable(
  { kind, names, fields }: BillColumns,
  {
    encoding,
    mapping,
    midnight,
    onRow,
  }: {
    encoding: string
    mapping: BillMapping | null
    midnight: (year: number, month: number, day: number) => number | undefined
    onRow: (row: TableRow) => void
  },
) {
  const readTime = createTimeReading(midnight)
  const refundWords = (mapping?.refundWords ?? []).flatMap(word)
  const sums: Sums = {
    rows: 0,
    payments: { count: 0, amount: 0, received: 0, discounts: 0, settled: 0 },
    refunds: { count: 0, amount: 0, received: 0, discounts: 0 },
    taken: { count: 0, amount: 0 },
    spent: { count: 0, amount: 0 },
    fees: 0,
    first: Number.POSITIVE_INFINITY,
    last: Number.NEGATIVE_INFINITY,
  }
  const row: TableRow = {
    ...{ line: 0, kind: 'payment', tradeNo: null, outTradeNo: null, refundNo: null, at: 0, amount: 0 },
    ...{ received: null, merchantDiscount: null, platformDiscount: null, fee: null },
  }
  let account: string | null = null

  function fail(cells: Cells, index: number | null): never {
    // An unquoted comma shifts what follows.
    if (cells.count > names.length)
      throw new BillRefused('columns', { line: cells.line, cells: cells.count, columns: names.length })
    throw new BillRefused('row', { line: cells.line, column: cleanName(names[index ?? 0] ?? '') })
  }

  function fen(cells: Cells, index: number): number {
    const value = readFen(cells, index)
    return value === undefined ? fail(cells, index) : (value ?? 0)
  }

  function number(cells: Cells, index: number | null): string | null {
    if (index === null) return null
    const value = readNumber(cells, index, encoding)
    if (value === undefined) fail(cells, index)
    if (value !== null && isSpoiled(value)) {
      throw new BillRefused('spoiled', { line: cells.line, column: cleanName(names[index] ?? '') })
    }
    return value
  }

  function time(cells: Cells): number {
    for (const index of fields.at) {
      const at = readTime(cells, index, encoding)
      if (at === undefined) fail(cells, index)
      if (at !== null) return at
    }
    return fail(cells, fields.at[0] ?? null)
  }

  function sumOf(cells: Cells, indexes: readonly number[]): number {
    let sum = 0
    for (const index of indexes) sum += fen(cells, index)
    return sum
  }

  const is = (cells: Cells, those: readonly Buffer[]) =>
    fields.type !== null && those.some(one => beginsWith(cells, fields.type ?? 0, one))

  const amountIndex = fields.amount ?? 0

  function readTrade(cells: Cells): boolean {
    const amount = fen(cells, amountIndex)
    const known = is(cells, words.refund) ? true : is(cells, words.payment) ? false : null
    const refund = known ?? amount < 0
    row.kind = refund ? 'refund' : 'payment'
    row.amount = refund ? 0 - Math.abs(amount) : amount
    row.received = fields.received === null ? null : fen(cells, fields.received)
    const merchant = sumOf(cells, fields.merchantDiscount)
    row.merchantDiscount = Math.abs(merchant)
    row.platformDiscount = Math.abs(sumOf(cells, fields.platformDiscount))
    // 服务费 stands negative where it is taken, positive where it comes back.
    const fee = fields.fee === null ? null : Math.abs(fen(cells, fields.fee))
    row.fee = fee === null ? null : refund ? 0 - fee : fee
    const side = refund ? sums.refunds : sums.payments
    side.discounts += fields.merchantDiscount[0] === undefined ? 0 : fen(cells, fields.merchantDiscount[0])
    return true
  }

  function readFund(cells: Cells): boolean {
    const taken = Math.abs(fen(cells, amountIndex))
    const spent = Math.abs(fields.spent === null ? 0 : fen(cells, fields.spent))
    if (spent > 0 || taken === 0) {
      sums.spent.count += 1
      sums.spent.amount += spent
    } else {
      sums.taken.count += 1
      sums.taken.amount += taken
    }
    const amount = taken - spent
    row.amount = amount
    row.received = amount
    row.merchantDiscount = null
    row.platformDiscount = null
    row.fee = null
    if (is(cells, words.fee)) {
      row.kind = 'fee'
      row.fee = -amount
      return true
    }
    row.kind = amount < 0 ? 'refund' : 'payment'
    // 提现, 转账 and the like are about no order.
    return amount < 0 ? is(cells, words.refunded) : is(cells, words.paid)
  }

  function readWechat(cells: Cells): boolean {
    const amount = fen(cells, amountIndex)
    const refunded = fields.refunded === null ? 0 : fen(cells, fields.refunded)
    const refund = is(cells, words.refund)
    if (!refund && !is(cells, words.payment)) fail(cells, fields.type)
    const settled = fields.received === null ? amount : fen(cells, fields.received)
    const fee = fields.fee === null ? null : fen(cells, fields.fee)
    row.kind = refund ? 'refund' : 'payment'
    row.amount = refund ? 0 - Math.abs(refunded) : amount
    row.received = refund ? 0 - Math.abs(refunded) : settled
    row.merchantDiscount = null
    row.platformDiscount = null
    row.fee = fee
    sums.payments.settled += settled
    sums.taken.amount += amount
    sums.fees += fee ?? 0
    if (account === null && fields.account !== null) account = number(cells, fields.account)
    return true
  }

  function readGeneric(cells: Cells): boolean {
    const amount = fen(cells, amountIndex)
    const refund = amount < 0 || is(cells, refundWords)
    row.kind = refund ? 'refund' : 'payment'
    row.amount = refund ? 0 - Math.abs(amount) : amount
    row.received = fields.received === null ? null : fen(cells, fields.received) * (refund && amount > 0 ? -1 : 1)
    row.merchantDiscount = fields.merchantDiscount.length === 0 ? null : Math.abs(sumOf(cells, fields.merchantDiscount))
    row.platformDiscount = fields.platformDiscount.length === 0 ? null : Math.abs(sumOf(cells, fields.platformDiscount))
    const fee = fields.fee === null ? null : Math.abs(fen(cells, fields.fee))
    row.fee = fee === null ? null : refund ? 0 - fee : fee
    return true
  }

  const readers: Record<BillKind, (cells: Cells) => boolean> = {
    'alipay-trade': readTrade,
    'alipay-fund': readFund,
    'wechat-trade': readWechat,
    generic: readGeneric,
  }
  const read = readers[kind]

  return {
    sums,
    account: () => account,
    take(cells: Cells): void {
      if (cells.count !== names.length) requireShape(cells, names.length)
      sums.rows += 1
      row.line = cells.line
      const wanted = read(cells)
      row.tradeNo = number(cells, fields.tradeNo)
      row.outTradeNo = number(cells, fields.outTradeNo)
      row.at = time(cells)
      if (!wanted) return
      if (row.tradeNo === null && row.outTradeNo === null && row.kind !== 'fee')
        fail(cells, fields.tradeNo ?? fields.outTradeNo)
      row.refundNo = row.kind === 'refund' ? number(cells, fields.refundNo) : null
      if (row.at < sums.first) sums.first = row.at
      if (row.at > sums.last) sums.last = row.at
      if (row.kind !== 'fee') {
        const side = row.kind === 'refund' ? sums.refunds : sums.payments
        side.count += 1
        side.amount += row.amount
        side.received += row.received ?? 0
      }
      onRow(row)
    },
  }

  /** A separator too many at the end is nothing; a cell too many in between shifts what follows. */
  function requireShape(cells: Cells, columns: number): void {
    for (let index = columns; index < cells.count; index += 1) {
      if (!isBlank(cells, index)) throw new BillRefused('columns', { line: cells.line, cells: cells.count, columns })
    }
    if (cells.count < columns - 1) throw new BillRefused('columns', { line: cells.line, cells: cells.count, columns })
    // The last column's separator is missing: it says nothing then.
    for (let index = cells.count; index < columns; index += 1) {
      cells.starts[index] = 0
      cells.ends[index] = 0
    }
  }
}

export function namesOf(cells: Cells, encoding: string): string[] {
  return Array.from({ length: cells.count }, (_, index) => readText(cells, index, encoding).trim())
}

/** A column's name as an answer may quote it. */
function cleanName(name: string): string {
  return [...name.replace(/[^\p{L}\p{N}\p{P}\p{Zs}+]/gu, '')].slice(0, 40).join('')
}
