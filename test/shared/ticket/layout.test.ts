import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { withoutControls } from '../../../shared/ticket/clean-text.ts'
import type { Block, Size, Span } from '../../../shared/ticket/document.ts'
import { layoutDocument } from '../../../shared/ticket/layout.ts'
import type { LayoutLine } from '../../../shared/ticket/layout-line.ts'
import { runCells, testLegible, testPaper, visibleText } from '../../support/ticket-text.ts'

function texts(blocks: Block[], columns = 32): string[] {
  return layoutDocument({ blocks }, testPaper(columns)).map(line =>
    line.type === 'text' ? line.runs.map(run => run.text).join('') : line.type,
  )
}

const big: Size = { width: 2, height: 2 }

describe('spans', () => {
  const shown = (spans: Span[], columns = 8) =>
    layoutDocument({ blocks: [{ type: 'spans', spans }] }, testPaper(columns)).map(line =>
      line.type === 'text' ? line.runs.map(run => `${run.size.width}${run.size.height}${run.text}`) : [line.type],
    )
  test('keep their styles and their spaces, and break at any character where the paper ends', () => {
    expect(shown([{ text: 'a  b' }, { text: '豆浆', size: big }])).toEqual([['11a  b', '22豆'], ['22浆']])
    expect(shown([{ text: '  x' }])).toEqual([['11  x']])
    expect(shown([{ text: '12345678' }, { text: '9' }])).toEqual([['1112345678'], ['119']])
  })
  test('spaces at the end make no line of their own; nothing is an empty line', () => {
    expect(shown([{ text: '12345678' }, { text: '   ' }])).toEqual([['1112345678']])
    expect(shown([{ text: '  ' }])).toEqual([['feed']])
    expect(shown([])).toEqual([['feed']])
  })
  test('what could be a command or turn the order of reading is no text', () => {
    expect(shown([{ text: 'a\u001b@\u202eb' }])).toEqual([['11a@b']])
  })
  test('no line is wider than the paper, and no character is lost', () => {
    const span = fc.record({
      text: fc.string({ unit: 'grapheme', maxLength: 20 }),
      size: fc.constantFrom(big, { width: 1, height: 1 } as Size),
    })
    fc.assert(
      fc.property(fc.array(span, { maxLength: 5 }), fc.integer({ min: 16, max: 48 }), (spans, columns) => {
        const lines = layoutDocument({ blocks: [{ type: 'spans', spans }] }, testPaper(columns))
        for (const line of lines) expect(runCells(line)).toBeLessThanOrEqual(columns)
        const wanted = testLegible(withoutControls(spans.map(one => one.text).join(''))).replace(/\s/g, '')
        // Marks that join across spans may be composed otherwise; plain text must be the same.
        if (/^[ -~\u4e00-\u9fff]*$/.test(wanted)) expect(visibleText(lines)).toBe(wanted)
      }),
    )
  })
})

describe('pair', () => {
  test('the right part stands at the right edge of the first line', () => {
    expect(texts([{ type: 'pair', left: '鲜肉包', right: '×2' }], 16)).toEqual(['鲜肉包       ×2'])
  })
  test('a long left wraps in what the right leaves free', () => {
    expect(texts([{ type: 'pair', left: '鲜肉灌汤包子', right: '×2' }], 12)).toEqual(['鲜肉灌汤 ×2', '包子'])
  })
  test('the indent counts for every line, at double width too', () => {
    expect(texts([{ type: 'pair', left: '鲜肉包子', right: '2', size: big, indent: 3 }], 19)).toEqual([
      '   鲜肉包 2',
      '   子',
    ])
  })
  test('a right part that leaves no column goes below, at the right edge', () => {
    expect(texts([{ type: 'pair', left: '鲜肉包', right: '12345678' }], 12)).toEqual(['鲜肉包', '    12345678'])
    expect(texts([{ type: 'pair', left: 'ab', right: '1234567890123' }], 8)).toEqual(['ab', '12345678', '   90123'])
  })
  test('one side alone', () => {
    expect(texts([{ type: 'pair', left: '', right: '×2' }], 8)).toEqual(['     ×2'])
    expect(texts([{ type: 'pair', left: '鲜肉包', right: '' }], 6)).toEqual(['鲜肉包'])
    expect(texts([{ type: 'pair', left: '', right: '' }])).toEqual(['feed'])
  })
})

describe('text', () => {
  test('reverse: one run with a space on each side, centred', () => {
    expect(
      layoutDocument({ blocks: [{ type: 'text', text: '补打', reverse: true, size: big }] }, testPaper(32)),
    ).toEqual([{ type: 'text', align: 'center', runs: [{ text: ' 补打 ', size: big, bold: false, reverse: true }] }])
  })
  test('a pickup number too wide for the paper wraps', () => {
    expect(texts([{ type: 'text', text: 'X'.repeat(40), size: big }])).toEqual([
      'X'.repeat(16),
      'X'.repeat(16),
      'X'.repeat(8),
    ])
  })
  test('maxLines ends on the last line with …余见屏幕', () => {
    const [first, second, ...more] = texts([{ type: 'text', text: '不要香菜'.repeat(20), maxLines: 2 }])
    expect(first).toBe('不要香菜'.repeat(4))
    expect(second).toBe('不要香菜不要香菜不要香…余见屏幕')
    expect(more).toEqual([])
    expect(texts([{ type: 'text', text: '不要香菜', maxLines: 1 }])).toEqual(['不要香菜'])
  })
  test('blank text is a blank line', () => {
    expect(
      texts([
        { type: 'text', text: '' },
        { type: 'text', text: ' \x1b' },
      ]),
    ).toEqual(['feed', 'feed'])
  })
  test('paper too narrow for double width gets single width', () => {
    expect(texts([{ type: 'text', text: '包子', size: big }], 3)).toEqual(['包', '子'])
  })
})

test('rule, feed, qr and cut', () => {
  const blocks: Block[] = [
    { type: 'rule' },
    { type: 'feed', lines: 2.5 },
    { type: 'feed', lines: 0 },
    { type: 'qr', text: '豆浆', dots: 6 },
    { type: 'cut' },
  ]
  expect(layoutDocument({ blocks }, testPaper(4))).toEqual([
    {
      type: 'text',
      align: 'left',
      runs: [{ text: '----', size: { width: 1, height: 1 }, bold: false, reverse: false }],
    },
    { type: 'feed', lines: 2 },
    { type: 'qr', text: '豆浆', dots: 6 },
    { type: 'cut' },
  ])
})

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc
    .array(fc.constantFrom('鲜', '肉', 'a', 'soy', ' ', '，', '。', '（', '😀', '\n', '\x1b', '\u202e', '×', '1'), {
      maxLength: 150,
    })
    .map(parts => parts.join('')),
)
const anySize = fc.record({ width: fc.constantFrom(1, 2), height: fc.constantFrom(1, 2) })
const anyIndent = fc.integer({ min: -1, max: 60 })
const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  fc.record(
    {
      type: fc.constant('text' as const),
      text: anyText,
      align: fc.constantFrom('left', 'center', 'right'),
      size: anySize,
      bold: fc.boolean(),
      reverse: fc.boolean(),
      indent: anyIndent,
      maxLines: fc.integer({ min: 0, max: 5 }),
    },
    { requiredKeys: ['type', 'text'] },
  ),
  fc.record(
    {
      type: fc.constant('pair' as const),
      left: anyText,
      right: anyText,
      size: anySize,
      bold: fc.boolean(),
      indent: anyIndent,
    },
    { requiredKeys: ['type', 'left', 'right'] },
  ),
  fc.constant({ type: 'rule' as const }),
) as fc.Arbitrary<Block>

describe.each([48, 32, 5, 2])('any document on %i columns', columns => {
  test('fits, has no empty run and no control, and loses nothing that was not cut', () => {
    fc.assert(
      fc.property(fc.array(anyBlock, { maxLength: 6 }), blocks => {
        for (const block of blocks) {
          const lines = layoutDocument({ blocks: [block] }, testPaper(columns))
          lines.forEach(line => {
            expectSound(line, columns)
          })
          if (block.type === 'text') expectWhole(block, lines)
          if (block.type === 'pair') expect(sorted(visibleText(lines))).toBe(sorted(visible(block.left + block.right)))
        }
      }),
      { numRuns: 400 },
    )
  })
})

function expectSound(line: LayoutLine, columns: number): void {
  if (line.type !== 'text') return
  expect(runCells(line)).toBeLessThanOrEqual(columns)
  expect(line.runs.length).toBeGreaterThan(0)
  for (const run of line.runs) {
    expect(run.text).not.toBe('')
    expect(run.text.isWellFormed()).toBe(true)
    expect(run.text).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u)
  }
}

function expectWhole(block: Extract<Block, { type: 'text' }>, lines: LayoutLine[]): void {
  const shown = visibleText(lines)
  const whole = visible(block.text)
  if (block.maxLines !== undefined) expect(lines.length).toBeLessThanOrEqual(Math.max(1, block.maxLines))
  if (block.maxLines === undefined || shown === whole) expect(shown).toBe(whole)
  else expect(whole.startsWith(shown.replace(/…(余(见(屏(幕)?)?)?)?$/, ''))).toBe(true)
}

function visible(text: string): string {
  return testLegible(withoutControls(text)).replace(/\s/g, '')
}

function sorted(text: string): string {
  return [...text].sort().join('')
}
