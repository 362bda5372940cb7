import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { mergeRuns } from '../../../main/store/bills/merge-runs.ts'
import { addRow, createRowColumns, rowAt, type StagedRow } from '../../../main/store/bills/row-columns.ts'
import { readPage, writePage } from '../../../main/store/bills/row-pages.ts'
import { compareNullable, sortKeys } from '../../../main/store/bills/sort-rows.ts'
import { createStaging, openStagedBill, type StagedBill } from '../../../main/store/bills/staged-bill.ts'
import { isBillRefused } from '../../../shared/domain/reconciliation/bill-refusals.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const money = fc.integer({ min: -1e9, max: 1e9 })
const number = fc.option(
  fc.oneof(
    fc.stringMatching(/^2026112[0-3]220014[0-9]{6}$/),
    fc.stringMatching(/^[A-Za-z0-9_-]{1,128}$/),
    fc.constantFrom('a', 'aa', 'ab', '号', '😀', '\uffee', '0'.repeat(128)),
  ),
)
const row: fc.Arbitrary<StagedRow> = fc.record({
  line: fc.constant(0),
  kind: fc.constantFrom('payment', 'refund'),
  tradeNo: number,
  outTradeNo: number,
  refundNo: number,
  at: fc.integer({ min: 0, max: 4e12 }),
  amount: money,
  received: fc.option(money),
  merchantDiscount: fc.option(money),
  platformDiscount: fc.option(money),
  fee: fc.option(money),
})
const rows = fc.array(row, { maxLength: 60 }).map(all => all.map((one, index) => ({ ...one, line: index + 1 })))
const runs = { numRuns: Number(process.env.GUDANG_RUNS ?? 60) }

function staged(given: readonly StagedRow[], kind = 'alipay-trade'): { bill: StagedBill; digest: string } {
  const path = join(tempFolder(), 'bill.db')
  const staging = createStaging(path)
  for (const one of given) staging.add(one)
  const { digest } = staging.finish()
  staging.close()
  const bill = openStagedBill(path, kind)
  onTestFinished(() => bill.close())
  return { bill, digest }
}

const sorted = (given: readonly StagedRow[], key: 'tradeNo' | 'outTradeNo') =>
  [...given].sort((a, b) => compareNullable(a[key], b[key]) || a.line - b.line)

test('a page holds what was put in it', () => {
  fc.assert(
    fc.property(rows, given => {
      const columns = createRowColumns(60)
      for (const one of given) addRow(columns, one)
      const order = sortKeys(columns.tradeNo, columns.line, columns.count)
      const page = readPage(writePage(columns, order, 0, columns.count), columns.count)
      expect(given.map((_, at) => rowAt(page, at))).toEqual(sorted(given, 'tradeNo'))
    }),
    runs,
  )
})

test('runs that rise make one stream that does', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 50 }))), given => {
      const rising = given.map(run => [...run].sort((a, b) => a - b)[Symbol.iterator]() as Iterator<number, undefined>)
      expect([...mergeRuns(rising, (a, b) => a - b)]).toEqual(given.flat().sort((a, b) => a - b))
    }),
    runs,
  )
})

test('rows come back by trade number, by order number, and those of one order', () => {
  fc.assert(
    fc.property(rows, given => {
      const { bill } = staged(given)
      const all = new Set(given.map(one => JSON.stringify([one.tradeNo, one.kind, one.at, one.amount])))
      fc.pre(all.size === given.length)
      expect([...bill.byTradeNo()]).toEqual(sorted(given, 'tradeNo'))
      const some = new Set(given.slice(0, 5).flatMap(one => one.outTradeNo ?? []))
      const few = sorted(given, 'outTradeNo').filter(one => one.outTradeNo === null || some.has(one.outTradeNo))
      expect([...bill.byOrderNo(some)]).toEqual(few)
      expect([...bill.byOrderNo()]).toEqual(sorted(given, 'outTradeNo'))
      for (const { tradeNo, outTradeNo } of given) {
        if (outTradeNo === null) continue
        const own = given.filter(one => one.outTradeNo === outTradeNo || (tradeNo !== null && one.tradeNo === tradeNo))
        expect(bill.rowsOf({ tradeNo, outTradeNo })).toEqual(own)
      }
      bill.close()
    }),
    { numRuns: Math.ceil(runs.numRuns / 3) },
  )
})

const plain: StagedRow = {
  ...{ line: 1, kind: 'payment', tradeNo: 't1', outTradeNo: 'o1', refundNo: null, at: 1, amount: 100 },
  ...{ received: null, merchantDiscount: null, platformDiscount: null, fee: null },
}

test('more than a run: rows of all runs in one order, and a row is found in each', () => {
  const many = Array.from({ length: 140_000 }, (_, index) => {
    const number = String((index * 7_919) % 140_000).padStart(9, '0')
    return { ...plain, line: index + 1, tradeNo: number, outTradeNo: `o${index}` }
  })
  const { bill } = staged(many)
  let last = ''
  let count = 0
  let rising = true
  for (const { tradeNo } of bill.byTradeNo()) {
    rising &&= last < (tradeNo ?? '')
    last = tradeNo ?? ''
    count += 1
  }
  expect([count, rising]).toEqual([140_000, true])
  for (const at of [0, 131_071, 131_072, 139_999]) {
    const wanted = many[at] ?? plain
    expect(bill.rowsOf({ tradeNo: wanted.tradeNo, outTradeNo: 'none' })).toEqual([wanted])
    expect(bill.rowsOf({ tradeNo: null, outTradeNo: wanted.outTradeNo ?? '' })).toEqual([wanted])
  }
})

test('a row that is there twice is told, also a run away; two payments of one number are not', () => {
  const other = Array.from({ length: 131_072 }, (_, index) => ({ ...plain, line: index + 2, tradeNo: `x${index}` }))
  const { bill } = staged([plain, ...other, { ...plain, line: 131_074 }])
  const read = () => {
    for (const _ of bill.byTradeNo());
  }
  expect(read).toThrow(/第 131074 行/)
  try {
    read()
  } catch (error) {
    expect(isBillRefused(error) && error.code).toBe('doubled')
  }
  const twice = [plain, { ...plain, line: 2, amount: 200 }, { ...plain, line: 3, kind: 'refund' as const }]
  expect([...staged(twice).bill.byTradeNo()]).toHaveLength(3)
})

test('what Alipay takes for a payment becomes its fee', () => {
  const fee: StagedRow = { ...plain, line: 2, kind: 'fee', amount: -2, fee: 2 }
  const alone: StagedRow = { ...fee, line: 4, tradeNo: 't9', outTradeNo: null }
  const refund: StagedRow = { ...plain, line: 3, kind: 'refund', amount: -50, refundNo: 'r' }
  const { bill } = staged([{ ...fee, line: 5, amount: -1, fee: 1 }, fee, plain, refund, alone], 'alipay-fund')
  const wanted = [{ ...plain, fee: 3 }, refund]
  expect([...bill.byTradeNo()]).toEqual(wanted)
  expect([...bill.byOrderNo()]).toEqual(wanted)
  expect(bill.rowsOf({ tradeNo: null, outTradeNo: 'o1' })).toEqual(wanted)
})

test('the same rows are the same bill; one fen is another', () => {
  const given = [plain, { ...plain, line: 2, tradeNo: 't2' }]
  const digest = staged(given).digest
  expect(staged(given).digest).toBe(digest)
  expect(staged([plain, { ...plain, line: 2, tradeNo: 't2', amount: 101 }]).digest).not.toBe(digest)
})
