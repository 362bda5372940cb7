import { expect, test } from 'vitest'
import { confirmations } from '../../../shared/domain/printer.ts'
import { kitchenTicket } from '../../../shared/ticket/kitchen-ticket.ts'
import { layoutDocument } from '../../../shared/ticket/layout.ts'
import { paperDocument } from '../../../shared/ticket/paper-document.ts'
import { testPage } from '../../../shared/ticket/test-page.ts'
import { sampleContent, samplePrint } from '../../support/ticket-samples.ts'
import { runCells, testPaper, ticketText, visibleText } from '../../support/ticket-text.ts'

const { printedAt, timezone } = samplePrint()

test.each([80, 58])('on %i mm paper', async width => {
  const columns = width === 80 ? 48 : 32
  for (const [language, confirmation] of [
    ['zh-CN', 'status'],
    ['en', null],
  ] as const) {
    const page = testPage({ printerName: '后厨', columns, confirmation, printedAt, timezone, language })
    await expect(ticketText(page, columns)).toMatchFileSnapshot(`golden/test-page-${language}-${width}.txt`)
  }
})

test.each(['zh-CN', 'en'] as const)('says each confirmation in its own words (%s)', language => {
  const said = [...confirmations, null].map(confirmation => {
    const page = testPage({ printerName: '', columns: 48, confirmation, printedAt, timezone, language })
    return visibleText(layoutDocument(page, testPaper(48)))
  })
  expect(new Set(said).size).toBe(4)
})

test('the ruler fills two lines to the last cell', () => {
  const page = testPage({ printerName: 'x', columns: 48, confirmation: null, printedAt, timezone, language: 'en' })
  const full = layoutDocument(page, testPaper(48)).filter(
    line => line.type === 'text' && runCells(line) === 48 && /^[\d.]+$/.test(line.runs[0]?.text ?? ''),
  )
  expect(full).toHaveLength(2)
})

test('the door makes it, marked where it is a second one', () => {
  const content = { kind: 'test' as const, marks: [], printerName: '后厨' }
  const page = {
    printerName: '后厨',
    columns: 48,
    confirmation: 'none' as const,
    printedAt,
    timezone,
    language: 'zh-CN' as const,
  }
  const printer = { columns: 48, confirmation: 'none' as const }
  expect(paperDocument(content, samplePrint({ printer }))).toEqual(testPage(page))
  expect(paperDocument(content, samplePrint())).toEqual(testPage({ ...page, columns: 32, confirmation: null }))
  expect(paperDocument(content, samplePrint({ copy: 2 })).blocks[0]).toMatchObject({ text: '补打 第2次' })
  expect(paperDocument(sampleContent(), samplePrint())).toEqual(kitchenTicket(sampleContent(), samplePrint()))
})
