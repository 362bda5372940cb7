import { expect, test } from 'vitest'
import { encodeGbk } from '../../../drivers/escpos/gbk-text.ts'
import { confirmations } from '../../../shared/domain/printer.ts'
import type { TestWishes } from '../../../shared/domain/ticket.ts'
import { densityPattern } from '../../../shared/ticket/density-pattern.ts'
import type { Block } from '../../../shared/ticket/document.ts'
import { kitchenTicket } from '../../../shared/ticket/kitchen-ticket.ts'
import { layoutDocument } from '../../../shared/ticket/layout.ts'
import { paperDocument } from '../../../shared/ticket/paper-document.ts'
import { type TestedPrinter, testPage } from '../../../shared/ticket/test-page.ts'
import type { PaperLanguage } from '../../../shared/ticket/words.ts'
import { sampleContent, samplePrint, testedPrinter } from '../../support/ticket-samples.ts'
import { runCells, testPaper, ticketText, visibleText } from '../../support/ticket-text.ts'

const { printedAt, timezone } = samplePrint()
const pageOf = (printer: TestedPrinter, language: PaperLanguage = 'zh-CN', wishes: TestWishes = {}) =>
  testPage({ printerName: '后厨', printer, printedAt, timezone, language, ...wishes })
const textsOf = (blocks: readonly Block[]) => blocks.flatMap(block => (block.type === 'text' ? [block.text] : []))

test.each([48, 32] as const)('on %i columns', async columns => {
  for (const [language, confirmation] of [
    ['zh-CN', 'status'],
    ['en', null],
  ] as const) {
    const page = pageOf(testedPrinter(columns, { confirmation }), language)
    const width = columns === 48 ? 80 : 58
    await expect(ticketText(page, columns)).toMatchFileSnapshot(`golden/test-page-${language}-${width}.txt`)
  }
})

test.each(['zh-CN', 'en'] as const)('says each confirmation in its own words (%s)', language => {
  const said = [...confirmations, null].map(confirmation =>
    visibleText(layoutDocument(pageOf(testedPrinter(48, { confirmation }), language), testPaper(48))),
  )
  expect(new Set(said).size).toBe(4)
})

test.each([32, 48] as const)(
  'the ruler fills two lines of %i to the last cell, and says where usual papers end',
  columns => {
    const lines = layoutDocument(pageOf(testedPrinter(columns)), testPaper(columns)).flatMap(line =>
      line.type === 'text' ? [{ text: line.runs[0]?.text ?? '', cells: runCells(line) }] : [],
    )
    expect(lines.filter(line => line.cells === columns && /^[\d.]+$/.test(line.text))).toHaveLength(2)
    const ends = lines.find(line => /^ +32\|/.test(line.text))?.text ?? ''
    for (const end of [32, 42, 48].filter(one => one <= columns)) {
      expect(ends.slice(end - 3, end)).toBe(`${end}|`)
    }
    expect(ends).toHaveLength(columns)
  },
)

test('the same sentence as GBK and as UTF-8: a printer set to UTF-8 reads the other line', () => {
  const samples = pageOf(testedPrinter(48)).blocks.filter(block => block.type === 'text' && /^[ABC] /.test(block.text))
  const [gbk, utf8, image] = samples.map(block => ('text' in block ? block : null))
  expect([gbk?.as, utf8?.as, image?.as]).toEqual(['own', 'own', 'image'])
  const bytes = Buffer.from(encodeGbk(utf8?.text ?? ''))
  expect(bytes.toString('utf8')).toBe('B UTF-8 鲜肉包热豆浆')
  expect(gbk?.text).toBe('A GBK   鲜肉包热豆浆 ￥12.50')
  expect(image?.text).toBe('C 图像  鲜肉包热豆浆 ￥12.50')
})

test('opens no drawer and does not beep unasked, and says how to ask', () => {
  const quiet = pageOf(testedPrinter(48)).blocks
  expect(quiet.filter(block => block.type === 'drawer' || block.type === 'beep')).toEqual([])
  expect(textsOf(quiet).join()).toContain('npm run printers -- --test kitchen --drawer')
  expect(textsOf(quiet).join()).toContain('npm run printers -- --test kitchen --beep')
  const asked = pageOf(testedPrinter(48), 'zh-CN', { drawer: true, beep: true }).blocks
  expect(asked.filter(block => block.type === 'drawer' || block.type === 'beep')).toHaveLength(2)
  const without = pageOf(testedPrinter(48, { hasDrawer: false, hasBuzzer: false }), 'zh-CN', {
    drawer: true,
    beep: true,
  })
  expect(without.blocks.filter(block => block.type === 'drawer' || block.type === 'beep')).toEqual([])
})

test('shows the QR both ways where the profile has one of its own, else drawn', () => {
  const ways = (qr: TestedPrinter['qr']) =>
    pageOf(testedPrinter(32, { qr })).blocks.flatMap(block => (block.type === 'qr' ? [block.as] : []))
  expect(ways('native')).toEqual(['own', 'image'])
  expect(ways('raster')).toEqual(['image'])
})

test('the pattern has its frame on the last dot of each edge, and each field darker than the next', () => {
  const { bytesPerRow, rows, data } = densityPattern(384)
  const dot = (x: number, y: number) => ((data[y * bytesPerRow + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1
  expect([bytesPerRow, [dot(0, 9), dot(383, 9), dot(5, 0), dot(5, rows - 1)]]).toEqual([48, [1, 1, 1, 1]])
  const share = (field: number) => {
    let black = 0
    for (let y = 4; y < 40; y++) for (let x = 4; x < 84; x++) black += dot(field * 96 + x, y)
    return black / (36 * 80)
  }
  expect([0, 1, 2, 3].map(share)).toEqual([1, 0.75, 0.5, 0.25])
})

test('the door makes it, marked where it is a second one', () => {
  const content = { kind: 'test' as const, marks: [], printerName: '后厨' }
  const printer = testedPrinter(48, { confirmation: 'none' })
  expect(paperDocument(content, samplePrint({ printer }))).toEqual(pageOf(printer))
  expect(paperDocument({ ...content, drawer: true }, samplePrint({ printer }))).toEqual(
    pageOf(printer, 'zh-CN', { drawer: true }),
  )
  expect(paperDocument(content, samplePrint({ copy: 2 })).blocks[0]).toMatchObject({ text: '补打 第2次' })
  expect(paperDocument(sampleContent(), samplePrint())).toEqual(kitchenTicket(sampleContent(), samplePrint()))
})
