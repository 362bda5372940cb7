import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, expect, test, vi } from 'vitest'
import type { BillMapping } from '../../main/sources/bills/bill-columns.ts'
import { type BillFileOptions, readBillFile } from '../../main/sources/bills/bill-file.ts'
import type { TableRow } from '../../main/sources/bills/bill-table.ts'
import { createRowsOfBytes } from '../../main/sources/bills/rows-of-bytes.ts'
import { createStaging, openStagedBill } from '../../main/store/bills/staged-bill.ts'
import { isBillRefused } from '../../shared/domain/reconciliation/bill-refusals.ts'
import { alipayTradeText } from '../support/bills/alipay-bill.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { fuzz, mutated, patience, readCorpus } from './mutation.ts'

// Whatever somebody drops on the page: it is a bill whose sums agree, or it is refused with a word. Never anything else.

vi.setConfig({ testTimeout: patience })

const samples = readCorpus('bill')
const pieces = [
  ...[
    '"',
    '""',
    ',',
    '\r\n',
    '\n',
    '\t',
    '`',
    "'",
    '#',
    '\0',
    '\ufeff',
    '-',
    '+',
    '.',
    '1e9',
    '99999999999999',
    '2.02611E+27',
  ],
  ...['#交易合计：0笔', '列表结束', '支付宝交易号', '合计', '`总交易单数', '2026-02-30 25:61:61', '号'.repeat(60)],
  ...['PK\x03\x04', 'PK\x01\x02', 'PK\x05\x06', '\xff\xff\xff\xff', '\x00\x00\x00\x00'],
  ...[Buffer.from('退款'), Buffer.from([0xcd, 0xcb]), Buffer.from([0x81, 0x30, 0x81, 0x30])],
]
const mapping: BillMapping = {
  columns: { at: '付款时间', amount: '金额', outTradeNo: '单号', type: '类型' },
  ...{ platform: 'other', refundWords: ['退'] },
}

let folder = ''
beforeEach(() => {
  folder = tempFolder()
})

/** The rows; null: refused. Any other error is thrown. */
async function read(bytes: Uint8Array, more: Partial<BillFileOptions> = {}) {
  const path = join(folder, 'bill')
  const staged = join(folder, 'bill.db')
  writeFileSync(path, bytes)
  const staging = createStaging(staged)
  const rows: TableRow[] = []
  const known = new Set(['payment', 'refund'])
  try {
    const read = await readBillFile(path, {
      ...{ mapping: null, timezone: 'Asia/Shanghai', now: Date.parse('2026-11-30'), accounts: {}, ...more },
      onRow(row) {
        rows.push({ ...row })
        staging.add(row)
      },
    })
    staging.finish()
    const bill = openStagedBill(staged, read.bill.kind)
    const back = [...bill.byTradeNo()]
    bill.close()
    return { ...read, rows, money: rows.filter(row => known.has(row.kind)), back }
  } catch (error) {
    if (!isBillRefused(error)) throw error
    expect(error.message.length).toBeLessThan(600)
    return null
  } finally {
    staging.close()
  }
}

test.each([
  ['as it is', null],
  ['with a mapping', mapping],
])('a spoiled bill, read %s, is refused or agrees with itself', async (_name, mapping) => {
  await fc.assert(
    fc.asyncProperty(mutated(samples, pieces), async bytes => {
      const taken = await read(bytes, { mapping })
      if (taken === null) return
      const { bill, money, rows, back } = taken
      expect(bill.until).toBeGreaterThan(bill.from)
      const sum = (kind: string) => money.filter(row => row.kind === kind).reduce((all, row) => all + row.amount, 0)
      expect([bill.payments.amount, bill.refunds.amount]).toEqual([sum('payment'), sum('refund')])
      expect(back).toHaveLength(money.length)
      for (const row of rows) {
        for (const fen of [row.amount, row.received ?? 0, row.fee ?? 0]) expect(Number.isSafeInteger(fen)).toBe(true)
        for (const number of [row.tradeNo, row.outTradeNo, row.refundNo]) {
          expect(number === null || (number.length > 0 && number.length <= 128)).toBe(true)
        }
      }
    }),
    fuzz(150),
  )
})

const text = alipayTradeText([
  { tradeNo: '2026112222001400001', outTradeNo: 'mp-1', at: Date.parse('2026-11-22T07:01:01+08:00'), amount: 1850 },
  { tradeNo: '2026112222001400002', outTradeNo: 'mp-2', at: Date.parse('2026-11-22T08:01:01+08:00'), amount: 925 },
])

test('no digit of 商家实收 can change without the bill being refused', async () => {
  const places = [...text.matchAll(/,(\d+\.\d\d),([1-9]\d*\.\d\d),0\.00/g)].flatMap(
    ({ index, 0: all, 1: amount = '' }) => {
      const from = index + amount.length + 2
      return Array.from({ length: all.split(',')[2]?.length ?? 0 }, (_, at) => from + at)
    },
  )
  expect(places).toHaveLength(9)
  for (const at of places) {
    if (text[at] === '.') continue
    const other = String((Number(text[at]) + 1) % 10)
    expect(await read(Buffer.from(text.slice(0, at) + other + text.slice(at + 1)))).toBe(null)
  }
  expect(await read(Buffer.from(text))).not.toBe(null)
})

test('no line can go or come twice without the bill being refused', async () => {
  const lines = text.split('\r\n').slice(0, -1)
  for (const [at, line] of lines.entries()) {
    // Neither its title, nor whose it is, nor the ruler above it, nor when it was exported makes it another bill.
    if (/^#(支付宝|账号|-+业务明细列表-|导出|退款)/.test(line)) continue
    const without = lines.toSpliced(at, 1)
    expect(await read(Buffer.from(`${without.join('\r\n')}\r\n`)), line).toBe(null)
    if (/^#/.test(line)) continue
    const twice = lines.toSpliced(at, 0, line)
    expect(await read(Buffer.from(`${twice.join('\r\n')}\r\n`)), line).toBe(null)
  }
})

test('rows are the same, however the bytes come', () => {
  const rowsOf = (chunks: readonly Uint8Array[]) => {
    const rows: string[][] = []
    const reader = createRowsOfBytes(
      ({ bytes, starts, ends, count, line }) => {
        const cells = Array.from({ length: count }, (_, at) => bytes.toString('latin1', starts[at], ends[at]))
        rows.push([String(line), ...cells])
      },
      (bytes, line) => rows.push([String(line), bytes.toString('latin1')]),
    )
    for (const chunk of chunks) reader.push(chunk)
    reader.end()
    return rows
  }
  const outcome = (chunks: readonly Uint8Array[]) => {
    try {
      return rowsOf(chunks)
    } catch (error) {
      if (isBillRefused(error)) return error.code
      throw error
    }
  }
  fc.assert(
    fc.property(
      mutated(samples, pieces),
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }),
      (bytes, sizes) => {
        const chunks: Uint8Array[] = []
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1
          chunks.push(bytes.subarray(at, at + size))
          at += size
        }
        expect(outcome(chunks)).toEqual(outcome([bytes]))
      },
    ),
    fuzz(150),
  )
})
