import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { type BillFileOptions, readBillFile } from '../../../main/sources/bills/bill-file.ts'
import type { TableRow } from '../../../main/sources/bills/bill-table.ts'
import { isBillRefused } from '../../../shared/domain/reconciliation/bill-refusals.ts'
import {
  account,
  alipayFundBill,
  alipaySummaryText,
  alipayTradeBill,
  alipayTradeText,
  alipayTradeZip,
  tradeColumns,
  tradeColumnsOf29,
} from '../../support/bills/alipay-bill.ts'
import { type BillEntry, refundOf } from '../../support/bills/bill-entry.ts'
import { wechatBill, wechatText } from '../../support/bills/wechat-bill.ts'
import { zipBytes } from '../../support/bills/zip-bytes.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const at = (time: string) => Date.parse(`2026-11-22T${time}+08:00`)
const now = Date.parse('2026-11-23T10:00:00+08:00')

const first: BillEntry = {
  ...{ tradeNo: '2026112222001400001', outTradeNo: 'mp-20261122-000001', at: at('07:01:01'), amount: 1850 },
  ...{ merchantDiscount: 200, platformDiscount: 100, fee: 11 },
}
const second: BillEntry = { tradeNo: '2026112222001400002', outTradeNo: 'mp-2', at: at('23:59:59'), amount: 123_450 }
const entries = [first, second, refundOf(first, 'r-1', { amount: 250 })]

async function read(bytes: Uint8Array | string, options: Partial<BillFileOptions> = {}) {
  const path = join(tempFolder(), 'bill')
  writeFileSync(path, bytes)
  const rows: TableRow[] = []
  const found = await readBillFile(path, {
    ...{ mapping: null, timezone: 'Asia/Shanghai', now, accounts: {}, onRow: row => rows.push({ ...row }), ...options },
  })
  return { ...found, table: rows }
}

async function refusal(bytes: Uint8Array | string, options: Partial<BillFileOptions> = {}) {
  const error = await read(bytes, options).then(
    () => null,
    one => one,
  )
  if (!isBillRefused(error)) throw error ?? new Error('it was taken')
  return [error.code, error.facts]
}

const gbk = (text: string) => iconv.encode(text, 'gb18030')
const tradeRows = [
  {
    ...{ line: 6, kind: 'payment', tradeNo: first.tradeNo, outTradeNo: first.outTradeNo, refundNo: null },
    ...{ at: first.at, amount: 1850, received: 1650, merchantDiscount: 200, platformDiscount: 100, fee: 11 },
  },
  {
    ...{ line: 7, kind: 'payment', tradeNo: second.tradeNo, outTradeNo: 'mp-2', refundNo: null, at: second.at },
    ...{ amount: 123_450, received: 123_450, merchantDiscount: 0, platformDiscount: 0, fee: 0 },
  },
  {
    ...{ line: 8, kind: 'refund', tradeNo: first.tradeNo, outTradeNo: first.outTradeNo, refundNo: 'r-1' },
    ...{ at: at('07:11:01'), amount: -250, received: -250, merchantDiscount: 0, platformDiscount: 0, fee: 0 },
  },
]

test('业务明细, GBK: whose, of when, and every row', async () => {
  const { bill, table, rows, wholeAccount } = await read(alipayTradeBill(entries))
  expect(table).toEqual(tradeRows)
  expect(wholeAccount).toBe(account)
  expect(rows).toBe(3)
  expect(bill).toEqual({
    ...{ kind: 'alipay-trade', platform: 'alipay', account: '2088****0156' },
    ...{ from: at('00:00:00'), until: at('24:00:00') },
    ...{ payments: { count: 2, amount: 125_300 }, refunds: { count: 1, amount: -250 } },
  })
})

test.each<[string, Uint8Array]>([
  ['as a zip with GBK names and the 汇总', alipayTradeZip(entries)],
  ['UTF-8', Buffer.from(alipayTradeText(entries))],
  ['UTF-8 with its mark', Buffer.from(`\ufeff${alipayTradeText(entries)}`)],
  ['29 columns, one before all others', alipayTradeBill(entries, { columns: tradeColumnsOf29 })],
  ['half-width brackets', gbk(alipayTradeText(entries).replaceAll('（', '(').replaceAll('）', ')'))],
  ['its columns the other way round', alipayTradeBill(entries, { columns: [...tradeColumns].reverse() })],
  ['line feeds alone', gbk(alipayTradeText(entries).replaceAll('\r\n', '\n'))],
  ['without its last line feed', gbk(alipayTradeText(entries).trimEnd())],
  ['dates as 2026-11-22', gbk(alipayTradeText(entries).replaceAll(/(\d{4})年(\d\d)月(\d\d)日/g, '$1-$2-$3'))],
  ['saved again: commas at the end of every line', gbk(alipayTradeText(entries).replaceAll('\r\n', ',,,\r\n'))],
  ['amounts with a plus and thousands', gbk(alipayTradeText(entries).replaceAll('1234.50,', '"+1,234.50",'))],
])('the same bill %s', async (_name, bytes) => {
  const { bill, table } = await read(bytes)
  expect(table).toEqual(tradeRows)
  expect(bill).toMatchObject({
    kind: 'alipay-trade',
    account: '2088****0156',
    from: at('00:00:00'),
    until: at('24:00:00'),
  })
})

test('whatever a dish is called, it stays in its cell', async () => {
  const names = ['包子,豆浆', '12" 披萨', 'a\nb', '"', '朝鮮冷麵', '乗`', '😀,"\r\n#', '#1']
  const odd = names.map((title, index) => ({ ...second, tradeNo: `t${index}`, title }))
  const { table } = await read(alipayTradeBill(odd))
  expect(table.map(row => [row.tradeNo, row.amount])).toEqual(odd.map(one => [one.tradeNo, one.amount]))
})

test('numbers are bare, whatever a spreadsheet put around them', async () => {
  const text = alipayTradeText([second])
    .replace(/2026112222001400002\t/, "'2026112222001400002 ")
    .replace('mp-2\t', '`mp-2`\t')
  const { table } = await read(gbk(text))
  expect(table).toMatchObject([{ tradeNo: '2026112222001400002', outTradeNo: 'mp-2' }])
})

test('账务明细: fees are rows of their own, what is about no order is passed over', async () => {
  const { bill, table } = await read(alipayFundBill(entries))
  expect(bill).toMatchObject({
    kind: 'alipay-fund',
    payments: { count: 2, amount: 125_100 },
    refunds: { count: 1, amount: -250 },
  })
  expect(table.map(row => [row.kind, row.tradeNo, row.amount, row.fee])).toEqual([
    ['payment', first.tradeNo, 1650, null],
    ['fee', first.tradeNo, -11, 11],
    ['payment', second.tradeNo, 123_450, null],
    ['refund', first.tradeNo, -250, null],
  ])
})

test('WeChat Pay’s bill', async () => {
  const { bill, table, wholeAccount } = await read(wechatBill(entries))
  expect(wholeAccount).toBe('1900000109')
  expect(bill).toMatchObject({
    ...{ kind: 'wechat-trade', platform: 'wechat', account: '1900****0109' },
    ...{ from: at('00:00:00'), until: at('24:00:00'), payments: { count: 2, amount: 125_300 } },
    refunds: { count: 1, amount: -250 },
  })
  expect(table).toMatchObject([
    { kind: 'payment', tradeNo: first.tradeNo, refundNo: null, amount: 1850, received: 1650, fee: 11 },
    { kind: 'payment', tradeNo: second.tradeNo, amount: 123_450 },
    { kind: 'refund', tradeNo: first.tradeNo, refundNo: 'r-1', amount: -250 },
  ])
})

const mapping = {
  columns: { at: '付款时间', amount: '金额', outTradeNo: '单号', type: '类型' },
  ...{ platform: 'other' as const, refundWords: ['退'] },
}
const table =
  '某银行对账单,,,\n付款时间,单号,类型,金额（元）\n2026/11/22 7:01,A1,消费,18.5\n2026/11/22 8:00,A1,退货,2.5\n'

test('any table, with a word about its columns', async () => {
  const { bill, table: rows } = await read(table, { mapping })
  expect(bill).toMatchObject({
    kind: 'generic',
    platform: 'other',
    account: null,
    from: at('00:00:00'),
    until: at('24:00:00'),
  })
  expect(rows).toMatchObject([
    { kind: 'payment', outTradeNo: 'A1', amount: 1850, at: at('07:01:00') },
    { kind: 'refund', outTradeNo: 'A1', amount: -250 },
  ])
  expect((await read(`${table}合计,,,16.00\n`, { mapping })).rows).toBe(2)
  expect(await refusal(`${table}合计,,,16.01\n`, { mapping })).toEqual(['totals', expect.anything()])
  const other = { ...mapping, columns: { ...mapping.columns, fee: '费' } }
  expect(await refusal(table, { mapping: other })).toEqual(['mapping', { why: '「费」?' }])
  const elsewhere = await read(table, { mapping, timezone: 'America/New_York' })
  expect(elsewhere.bill.from).toBe(Date.parse('2026-11-22T00:00:00-05:00'))
})

test('of a bill that was exported in the middle of its day, the day ends there', async () => {
  const exportedAt = at('12:00:00')
  const { bill, saysUntil } = await read(alipayTradeBill([first], { exportedAt }))
  expect([bill.until, saysUntil]).toEqual([exportedAt, at('24:00:00')])
})

test('a day without sales is a bill', async () => {
  const { bill } = await read(alipayTradeBill([], { from: at('00:00:00'), until: at('24:00:00') }))
  expect(bill).toMatchObject({ payments: { count: 0 }, from: at('00:00:00'), until: at('24:00:00') })
})

const ofTwo = alipayTradeText([first, second])
const wrongTotals = {
  'one line more': { count: 1 },
  'a fen more': { received: 1 },
  'another discount': { merchantDiscount: 1 },
  'another sum of refunds': { refunded: 1 },
}

test.each(Object.entries(wrongTotals))('totals that do not add up: %s', async (_name, wrong) => {
  expect(await refusal(alipayTradeBill(entries, { wrong }))).toEqual(['totals', expect.anything()])
})

test('the totals of every kind of bill are looked at', async () => {
  expect(await refusal(alipayTradeZip(entries, { wrong: { received: 1 } }))).toMatchObject(['totals', {}])
  const zip = zipBytes([
    { name: Buffer.from('a'), content: alipayTradeBill(entries) },
    { name: Buffer.from('b'), content: gbk(alipaySummaryText(entries, { wrong: { received: 1 } })) },
  ])
  expect(await refusal(zip)).toEqual([
    ...['totals', { what: '汇总 商家实收', unit: 'fen', says: 124_851, sum: 124_850 }],
  ])
  expect(await refusal(alipayFundBill(entries, { wrong: { received: 1 } }))).toMatchObject([
    'totals',
    { what: '收入合计（元）' },
  ])
  expect(await refusal(wechatBill(entries, { count: 1 }))).toMatchObject(['totals', { what: '总交易单数' }])
  expect(await refusal(wechatBill(entries, { amount: 1 }))).toMatchObject(['totals', { what: '订单总金额' }])
})

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk', 'base64')
const long = 'x'.repeat(70_000)
const strangers: [name: string, code: string, bytes: Uint8Array | string][] = [
  ['nothing', 'empty', ''],
  ['a picture', 'picture', png],
  ['a zip with a picture', 'picture', zipBytes([{ name: Buffer.from('账单.csv'), content: png }])],
  ['a workbook', 'spreadsheet', zipBytes([{ name: Buffer.from('[Content_Types].xml'), content: Buffer.from('<x/>') }])],
  ['a workbook of old', 'spreadsheet', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
  ['a PDF', 'document', '%PDF-1.7\n'],
  ['an error page', 'web-page', '\r\n<!DOCTYPE html><html><body>链接已失效</body></html>'],
  ['an error of the gateway', 'unknown-format', '{"sub_code":"isp.bill_not_exist"}'],
  ['bytes', 'not-text', Buffer.from([1, 2, 0, 3])],
  ['bytes that are no characters', 'not-text', Buffer.from([0xff, 0x41, 0x0a, 0xff, 0xff])],
  ['a letter', 'unknown-format', '您好，账单见附件。\n'],
  ['a long letter', 'unknown-format', '您好\n'.repeat(60)],
  ['another table', 'unknown-format', 'a,b,c\n1,2,3\n'],
  ['the 汇总 alone', 'summary-only', gbk(alipaySummaryText(entries))],
  [
    'the 汇总 alone, zipped',
    'summary-only',
    zipBytes([{ name: Buffer.from('a'), content: gbk(alipaySummaryText(entries)) }]),
  ],
  ['an empty zip', 'empty', zipBytes([])],
  ['half a zip', 'zip-damaged', alipayTradeZip(entries).subarray(0, 900)],
  ['a zip with a password', 'zip-encrypted', zipBytes([{ name: Buffer.from('a'), content: gbk(ofTwo), flags: 1 }])],
  ['a zip in a zip', 'unknown-format', zipBytes([{ name: Buffer.from('a'), content: alipayTradeZip(entries) }])],
  [
    ...['two bills', 'zip-several'],
    zipBytes(['a', 'b'].map(name => ({ name: Buffer.from(name), content: gbk(ofTwo) }))),
  ] as [string, string, Buffer],
  ['cut before its end', 'truncated', gbk(ofTwo.slice(0, ofTwo.indexOf('#--', 200)))],
  ['cut before its totals', 'truncated', gbk(ofTwo.slice(0, ofTwo.indexOf('#交易合计')))],
  [
    'WeChat’s, cut',
    'truncated',
    wechatText(entries)
      .slice(0, -200)
      .replace(/总交易单数.*/s, ''),
  ],
  ['a month that is not', 'row', gbk(ofTwo.replace('2026-11-22 07:01:01', '2026-13-22 07:01:01'))],
  ['a sum that is none', 'row', gbk(ofTwo.replace(',18.50,', ',18.5O,'))],
  ['a tenth of a fen', 'row', gbk(ofTwo.replace(',18.50,', ',18.505,'))],
  ['numbers spoiled by Excel', 'spoiled', gbk(ofTwo.replace('2026112222001400001', '2.02611E+27'))],
  ['a comma too many', 'columns', gbk(ofTwo.replace('鲜肉包\t', '鲜肉包,大\t'))],
  ['a row that stops', 'columns', gbk(ofTwo.replace(/,18\.50.*\r\n/, '\r\n'))],
  ['a quotation mark that stays open', 'long-line', gbk(ofTwo.replace('鲜肉包', '"鲜肉包') + long)],
  ['pasted twice', 'doubled', gbk(ofTwo + ofTwo)],
  ['without dates', 'range', gbk(ofTwo.replace('起始日期', '起'))],
  ['with another day’s dates', 'range', gbk(ofTwo.replaceAll('11月22日', '11月20日').replace('11月23日', '11月21日'))],
  ['a day to come', 'future', alipayTradeBill([{ ...first, at: at('07:00:00') + 40 * 86_400_000 }])],
]

test.each(strangers)('%s is refused: %s', async (_name, code, bytes) => {
  expect((await refusal(bytes))[0]).toBe(code)
})

test('a zip that says less than it holds, or holds what no bill does, is left alone', async () => {
  const huge = Buffer.alloc(40 * 1024 ** 2, 'a,b\n')
  expect((await refusal(zipBytes([{ name: Buffer.from('a'), content: huge }])))[0]).toBe('zip-bomb')
  expect((await refusal(zipBytes([{ name: Buffer.from('a'), content: huge, says: 100 }])))[0]).toBe('zip-damaged')
  const many = Array.from({ length: 65 }, (_, index) => ({ name: Buffer.from(String(index)), content: png }))
  expect((await refusal(zipBytes(many)))[0]).toBe('zip-bomb')
})

test('another shop’s bill, where ours is known', async () => {
  expect(await refusal(alipayTradeBill(entries), { accounts: { alipay: ['2088999'] } })).toEqual([
    ...['account', { account: '2088****0156' }],
  ])
  const ours = { alipay: ['2088123456780156'], wechat: ['19'] }
  expect((await read(alipayTradeBill(entries), { accounts: ours })).rows).toBe(3)
})

test('no refusal quotes what a customer wrote', async () => {
  const error = await read(gbk(ofTwo.replace('鲜肉包\t', '电话13812345678,,\t'))).catch(one => one)
  expect(error.message).toMatch(/第 6 行.*line 6/)
  expect(error.message).not.toMatch(/138/)
})
