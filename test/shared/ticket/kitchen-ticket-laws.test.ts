import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskPhones } from '../../../shared/domain/masking.ts'
import { channels, serviceModes } from '../../../shared/domain/order.ts'
import { marks, type TicketContent, type TicketLine, ticketKinds } from '../../../shared/domain/ticket.ts'
import { cleanText } from '../../../shared/ticket/clean-text.ts'
import { kitchenTicket } from '../../../shared/ticket/kitchen-ticket.ts'
import { layoutDocument } from '../../../shared/ticket/layout.ts'
import { modifiers, sampleContent, sampleLine, samplePrint } from '../../support/ticket-samples.ts'
import { runCells, testLegible, testPaper, ticketText, visibleText } from '../../support/ticket-text.ts'

const nasty = fc
  .array(
    fc.constantFrom(
      '\x1b@',
      '\x1d',
      '\x10\x04\x01',
      '\t',
      '\r\n',
      '\u202e',
      '\u200b',
      '\ud800',
      '😀',
      '包',
      'a b',
      '，',
    ),
  )
  .map(parts => parts.join(''))
const text = fc.oneof(nasty, fc.string({ unit: 'binary' }))
const maybe = fc.option(text)
// Longer than any ticket number or quantity, so that none of them is taken for it.
const price = 98_765_432
const modifierList = fc.array(fc.record({ name: text, price: fc.constant(price) }), { maxLength: 3 })
const quantity = fc.integer({ min: 1, max: 999_000 }).map(thousandths => thousandths / 1000)
function lineWith(parts: fc.Arbitrary<TicketLine[]>): fc.Arbitrary<TicketLine> {
  const before = fc.record({ modifiers: modifierList, note: maybe })
  const line = { lineId: text, name: text, quantity, modifiers: modifierList, note: maybe, parts }
  return fc.oneof(fc.record(line), fc.record({ ...line, before }))
}
const part = lineWith(fc.array(lineWith(fc.constant([])), { maxLength: 1 }))
const line = lineWith(fc.array(part, { maxLength: 2 }))
const time = fc.constantFrom('2026-11-22T07:01:02+08:00', '2025-01-01T00:00:00Z', 'no time at all')
const content: fc.Arbitrary<TicketContent> = fc.record({
  kind: fc.constantFrom(...ticketKinds),
  marks: fc.uniqueArray(fc.constantFrom(...marks)),
  number: fc.integer({ min: 1, max: 99_999 }),
  n: fc.integer({ min: 1, max: 3 }),
  of: fc.integer({ min: 1, max: 3 }),
  copyNo: fc.option(fc.integer({ min: 1, max: 3 })),
  station: fc.option(fc.record({ id: fc.constant('x'), name: text })),
  pickupNo: maybe,
  tableNo: maybe,
  serviceMode: fc.option(fc.constantFrom(...serviceModes)),
  channel: fc.option(fc.constantFrom(...channels)),
  guests: fc.option(fc.nat(20)),
  placedAt: time,
  expectedAt: fc.option(time),
  lines: fc.array(line, { maxLength: 4 }),
  note: maybe,
  changes: fc.array(
    fc.record({
      field: fc.constantFrom(
        'pickupNo' as const,
        'tableNo' as const,
        'serviceMode' as const,
        'expectedAt' as const,
        'note' as const,
      ),
      from: maybe,
      to: maybe,
    }),
    { maxLength: 2 },
  ),
})

test.each([48, 32])(
  'any content on %i columns: every dish with its quantity, no command, no price, nothing too wide',
  columns => {
    fc.assert(
      fc.property(content, fc.constantFrom('zh-CN' as const, 'en' as const), fc.nat(2), (ticket, language, copy) => {
        const document = kitchenTicket(ticket, samplePrint({ language, copy: copy + 1, doubtful: copy > 1 }))
        const dishes = document.blocks.filter(block => block.type === 'pair' && block.right.startsWith('×'))
        const wanted = allLines(ticket.lines)
        expect(dishes.length).toBe(wanted.length)
        wanted.forEach((one, index) => {
          expect(dishes[index]).toMatchObject({
            left: expect.stringContaining(maskPhones(cleanText(one.name))),
            right: `×${Number(one.quantity.toFixed(3))}`,
          })
        })
        const lines = layoutDocument(document, testPaper(columns))
        for (const one of lines) {
          expect(runCells(one)).toBeLessThanOrEqual(columns)
          if (one.type !== 'text') continue
          for (const run of one.runs)
            expect(run.text).not.toMatch(/[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/u)
        }
        expect(visibleText(lines)).not.toContain('987654')
        expect(lines.slice(-2)).toEqual([{ type: 'feed', lines: 1 }, { type: 'cut' }])
      }),
      { numRuns: 300 },
    )
  },
)

test('short names stand beside their quantity on the paper itself', () => {
  const names = fc.array(
    fc.string({ unit: fc.constantFrom('鲜', '肉', '包', 'a', 'B', '😀'), minLength: 1, maxLength: 6 }),
    {
      minLength: 1,
    },
  )
  fc.assert(
    fc.property(names, quantity, (list, amount) => {
      const document = kitchenTicket(
        sampleContent({ lines: list.map(name => sampleLine(name, amount)) }),
        samplePrint(),
      )
      const paper = visibleText(layoutDocument(document, testPaper(32)))
      for (const name of list) expect(paper).toContain(`${testLegible(name)}×${amount}`)
    }),
  )
})

test('500 lines are all printed', () => {
  const lines = Array.from({ length: 500 }, (_, index) => sampleLine(`包子${index + 1}号`, index + 1))
  const paper = visibleText(layoutDocument(kitchenTicket(sampleContent({ lines }), samplePrint()), testPaper(32)))
  for (const { name, quantity } of lines) expect(paper).toContain(`${name}×${quantity}`)
})

test('a note takes at most 20 lines of paper', () => {
  const note = '千万不要放花生'.repeat(1000)
  const paper = ticketText(
    kitchenTicket(sampleContent({ note, lines: [sampleLine('豆浆', 1, { note })] }), samplePrint()),
    32,
  )
  const lines = paper.split('\n')
  const first = lines.findIndex(one => one.includes('备注：'))
  expect(lines[first + 19]).toContain('…余见屏幕')
  expect(lines[first + 20]).toContain('-----')
  expect(lines.filter(one => one.includes('…余见屏幕'))).toHaveLength(2)
  expect(lines.filter(one => one.includes('花生'))).toHaveLength(40)
})

test('a phone in a note, a name or a modifier is masked', () => {
  const lines = [sampleLine('豆浆 13812345678', 1, { note: '打 138 1234 5678', modifiers: modifiers('13912345678') })]
  const changes = [{ field: 'note' as const, from: '13712345678', to: '13612345678' }]
  const document = kitchenTicket(sampleContent({ pickupNo: '13512345678', lines, changes }), samplePrint())
  expect(ticketText(document, 48)).not.toContain('1234')
})

test('marks come first, in order of importance, each on its own line', () => {
  const document = kitchenTicket(
    sampleContent({ marks: [...marks] }),
    samplePrint({ copy: 3, reprint: true, standsInFor: '煎炸', late: true }),
  )
  const reversed = document.blocks
    .slice(0, 12)
    .map(block => (block.type === 'text' && block.reverse ? block.text : null))
  expect(reversed).toEqual([
    '补打 第3次',
    '可能重复',
    '作废',
    '退菜',
    '加菜',
    '改单',
    '催菜',
    '代打 煎炸',
    '积压',
    '预约',
    '金额异常',
    '演示',
  ])
  expect(document.blocks[12]).toMatchObject({ left: 'A012', size: { width: 2, height: 2 } })
})

test('a second paper is marked even if nobody asked for the mark', () => {
  const [first] = kitchenTicket(sampleContent(), samplePrint({ copy: 2 })).blocks
  expect(first).toMatchObject({ text: '补打 第2次', reverse: true })
})

function allLines(lines: readonly TicketLine[]): TicketLine[] {
  return lines.flatMap(one => [one, ...allLines(one.parts)])
}
