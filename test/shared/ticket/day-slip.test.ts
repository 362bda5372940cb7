import { expect, test } from 'vitest'
import { alarmCodes } from '../../../shared/domain/alarm.ts'
import { daySlipWords } from '../../../shared/ticket/day-slip-words.ts'
import { layoutDocument } from '../../../shared/ticket/layout.ts'
import { paperDocument } from '../../../shared/ticket/paper-document.ts'
import { plainTicket } from '../../../shared/ticket/plain-ticket.ts'
import { sampleReport, sampleSlip } from '../../support/day-samples.ts'
import { samplePrint } from '../../support/ticket-samples.ts'
import { runCells, testPaper, ticketText, visibleText } from '../../support/ticket-text.ts'

const printedAt = Date.parse('2026-11-22T14:10:02+08:00')

test.each([80, 58])('on %i mm paper', async width => {
  const columns = width === 80 ? 48 : 32
  for (const language of ['zh-CN', 'en'] as const) {
    const document = paperDocument(sampleSlip(), samplePrint({ language, printedAt }))
    await expect(ticketText(document, columns)).toMatchFileSnapshot(`golden/day-slip-${language}-${width}.txt`)
  }
})

test('a day on which nothing happened is a short slip; a second one says 补打', () => {
  const report = sampleReport()
  const none = { orders: 0, sales: 0, refunded: 0, guests: 0, items: 0, fees: 0, discounts: 0, unexplained: 0 }
  const empty = {
    ...{ ...report, ...none, channels: [], methods: [], hours: [], stations: [], dishes: [], feeLines: [] },
    ...{
      discountLines: [],
      coupons: [],
      refunds: { count: 0, amount: 0, quantity: 0 },
      printers: [],
      openDifferences: 0,
    },
    ...{ owed: { count: 0, amount: 0 }, calledOff: { count: 0, amount: 0 } },
    customers: { customers: 0, newcomers: 0, returning: 0, spent: 0 },
    paper: { ...report.paper, tickets: [], papers: 0, reprints: 0, copies: 0, doubtful: 0, wait: null },
    cash: { ...report.cash, float: 0, sales: 0, refunds: 0, paidIn: 0, paidOut: 0, counted: null, shifts: [] },
  }
  const content = sampleSlip({ report: empty, demo: null, note: null })
  const said = ticketText(paperDocument(content, samplePrint({ printedAt, copy: 2 })), 32)
  expect(said).toMatch(/补 +打 +第 +2 次/)
  expect(said).toContain('对账：没有差异')
  expect(said.split('\n').length).toBeLessThan(26)
})

test('whole and within the paper, whatever the names in it; plain where nothing else can be drawn', () => {
  const report = sampleReport()
  const dish = { sku: null, category: null, quantity: 999.999, amount: 100_000_000_00, refunded: 0 }
  const hostile = '\u001b@=cmd|calc\n\u202e超级无敌豪华加量版'
  const dishes = Array.from({ length: 60 }, (_, index) => ({ ...dish, name: `${hostile}${index}` }))
  const content = sampleSlip({
    report: { ...report, dishes },
    by: hostile,
    shopName: hostile.repeat(3),
    note: hostile.repeat(40),
  })
  for (const columns of [32, 48]) {
    const lines = layoutDocument(paperDocument(content, samplePrint({ printedAt })), testPaper(columns))
    for (const line of lines) expect(runCells(line)).toBeLessThanOrEqual(columns)
    const said = visibleText(lines)
    expect(said).toContain('其余20种')
    expect(said).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(said).toContain('100000000.00')
  }
  const plain = visibleText(layoutDocument(plainTicket(content, samplePrint()), testPaper(32)))
  expect(plain).toContain('2026-11-22')
  expect(plain).toContain('加量版59')
})

test('every trouble of a printer has its word', () => {
  const codes = alarmCodes.filter(code => code.startsWith('printer-'))
  for (const language of ['zh-CN', 'en'] as const)
    expect(Object.keys(daySlipWords(language).troubles)).toEqual(expect.arrayContaining(codes))
})
