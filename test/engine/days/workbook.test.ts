import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { dayWorkbook } from '../../../main/engine/days/workbook.ts'
import { dayTable } from '../../../shared/report/day-table.ts'
import { sampleDay, sampleReport } from '../../support/day-samples.ts'

// Read back as what it is: a zip of XML (ECMA-376), not by the library that wrote it.

async function sheetsOf(view = sampleDay()) {
  const files = unzipSync(await dayWorkbook(dayTable(view, 'zh-CN', 'Asia/Shanghai'), 'zh-CN'))
  const text = (name: string) => strFromU8(files[name] ?? new Uint8Array())
  const strings = [...text('xl/sharedStrings.xml').matchAll(/<si>.*?<t[^>]*>(.*?)<\/t><\/si>/gs)].map(([, one]) => one)
  const names = [...text('xl/workbook.xml').matchAll(/<sheet [^>]*name="([^"]*)"/g)].map(([, name]) => name)
  return names.map((name, index) => {
    const xml = text(`xl/worksheets/sheet${index + 1}.xml`)
    const rows = [...xml.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row = '']) =>
      [...row.matchAll(/<c r="([A-Z]+)\d+"([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)].map(
        ([, column, attributes = '', inner = '']) => {
          const value = /<v>(.*?)<\/v>/.exec(inner)?.[1] ?? /<t[^>]*>(.*?)<\/t>/s.exec(inner)?.[1] ?? ''
          return { column, text: attributes.includes('t="s"') ? strings[Number(value)] : value, xml: inner }
        },
      ),
    )
    return { name, rows, xml }
  })
}

test('a sheet for each part; numbers are numbers, in yuan', async () => {
  const sheets = await sheetsOf()
  expect(sheets.map(sheet => sheet.name)).toEqual(['概览', '渠道付款时段档口', '菜品', '优惠', '现金', '出票'])
  const dishes = sheets.find(sheet => sheet.name === '菜品')
  const cell = (row: number, column: string) => dishes?.rows[row]?.find(one => one.column === column)?.text
  expect([cell(2, 'B'), cell(2, 'D'), cell(2, 'E')]).toEqual(['鲜肉包', '12', '30'])
  const sales = sampleReport().dishes.reduce((all, dish) => all + dish.amount, 0)
  const column = dishes?.rows.slice(1).map(row => Number(row.find(one => one.column === 'E')?.text)) ?? []
  expect(Math.round(column.reduce((all, yuan) => all + yuan, 0) * 100)).toBe(sales)
})

test('nothing a customer or a menu says is a formula, or markup', async () => {
  const dishes = ['=1+1', '<b>\u0001&"', '+A1\ufffe'].map(name => ({
    sku: null,
    category: null,
    name,
    quantity: 1,
    amount: 1,
    refunded: 0,
  }))
  const [, , sheet] = await sheetsOf(sampleDay({ report: { ...sampleReport(), dishes } }))
  expect(sheet?.xml).not.toContain('<f>')
  expect(sheet?.rows.slice(1).map(row => row.find(one => one.column === 'B')?.text)).toEqual([
    ...['=1+1', '&lt;b&gt;&amp;"', '+A1'],
  ])
})
