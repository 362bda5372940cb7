import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvText, dayCsv } from '../../../shared/report/day-csv.ts'
import { dayTable } from '../../../shared/report/day-table.ts'
import { sampleDay, sampleReport } from '../../support/day-samples.ts'

/** RFC 4180, as spreadsheets read it. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (quoted) {
      if (character === '"' && text[at + 1] === '"') {
        cell += character
        at += 1
      } else if (character === '"') quoted = false
      else cell += character
    } else if (character === '"') quoted = true
    else if (character === ',' || character === '\r') {
      rows.at(-1)?.push(cell)
      cell = ''
    } else if (character === '\n') rows.push([])
    else cell += character
  }
  return rows.slice(0, -1)
}

test('one table with a byte order mark, sales by dish among it, money in yuan', () => {
  const csv = dayCsv(dayTable(sampleDay(), 'zh-CN', 'Asia/Shanghai'), 'zh-CN')
  expect(csv.startsWith('\uFEFF分组,名称,编码,数量,金额（元）,退款（元）,退菜数量,备注\r\n')).toBe(true)
  const rows = readCsv(csv.slice(1))
  expect(new Set(rows.map(row => row.length))).toEqual(new Set([8]))
  const bySection = (name: string) => rows.filter(row => row[0] === name)
  expect(bySection('按菜品').map(row => row.slice(1, 5))).toEqual([
    ['超级豪华加量蟹黄鲜肉灌汤小笼包', '', '1', '38.00'],
    ['鲜肉包', '', '12', '30.00'],
    ['牛肉', '', '0.335', '16.42'],
    ['油条', '', '4', '10.00'],
    ['豆浆', '', '1', '2.50'],
  ])
  for (const section of ['按渠道', '按付款方式', '按时段']) {
    const cents = bySection(section).reduce((all, row) => all + Math.round(Number(row[4]) * 100), 0)
    expect([section, cents]).toEqual([section, sampleReport().sales])
  }
  expect(bySection('优惠').map(row => row[4])).toEqual(['-2.00', '-1.50'])
  expect(bySection('现金').find(row => row[1] === '差额')?.[4]).toBe('-0.50')
})

test('a number below zero stays a number; no text is a formula', () => {
  const report = sampleReport()
  const names = ['=HYPERLINK("http://x","y")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', ' =1', '"=1"']
  const dishes = names.map(name => ({ sku: name, category: name, name, quantity: 1, amount: 100, refunded: 0 }))
  const rows = readCsv(
    dayCsv(dayTable(sampleDay({ report: { ...report, dishes } }), 'zh-CN', 'Asia/Shanghai'), 'zh-CN').slice(1),
  )
  for (const cell of rows.flat()) {
    if (/^-?\d+(\.\d+)?$/.test(cell)) continue
    expect(cell).not.toMatch(/^\s*[=+\-@＝]/)
  }
  expect(rows.filter(row => row[0] === '按菜品').map(row => row[1])).toContain('\'=HYPERLINK("http://x","y")')
})

test('any text comes back as it was, an apostrophe apart', () => {
  const formula = /^[\s\p{Cc}]*[=+\-@]/u
  const unit = fc.constantFrom(...'=+-@＝\'",; \t\r\n\u0001a1鲜', '\u{1f95f}', '\ud800')
  fc.assert(
    fc.property(fc.string({ unit }), text => {
      const [[cell = ''] = []] = readCsv(`${csvText(text)}\r\n`)
      return (cell === text || cell === `'${text}`) && !formula.test(cell)
    }),
    { numRuns: 500 },
  )
})
