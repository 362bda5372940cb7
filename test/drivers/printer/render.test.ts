import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DrawGlyphs, GlyphOrder } from '../../../drivers/glyphs/glyph.ts'
import { setGlyphs } from '../../../drivers/glyphs/set-glyphs.ts'
import { createRenderer } from '../../../drivers/printer/render.ts'
import { findProfile } from '../../../drivers/profiles/profiles.ts'
import { paperText } from '../../../drivers/virtual/paper.ts'
import { readPaper } from '../../../drivers/virtual/print-head.ts'
import type { Block } from '../../../shared/ticket/document.ts'
import { timers } from './bench.ts'

function profileOf(id: string) {
  const profile = findProfile(id)
  if (profile === null) throw new Error('no profile')
  return profile
}
const inProcess: DrawGlyphs = async order => setGlyphs(order)

/** The text on the paper, and what the printer made of the bytes. */
async function print(blocks: Block[], drawGlyphs: DrawGlyphs | undefined = inProcess, id = 'generic-58') {
  const profile = profileOf(id)
  const bytes = await createRenderer({ profile, drawGlyphs, timers })({ blocks })
  const paper = readPaper(bytes, profile)
  return { bytes, text: paperText(paper), errors: paper.errors, lines: paper.lines }
}
const text = (value: string, over: Partial<Extract<Block, { type: 'text' }>> = {}): Block => ({
  type: 'text',
  text: value,
  ...over,
})

describe('what the printer’s fonts lack', () => {
  test('is drawn in the line, in whole cells', async () => {
    const { text: shown, errors } = await print([text('不要辣🌶️谢谢👨‍👩‍👧'), text('jalapeño 김치 ไทย مرحبا')])
    expect(errors).toEqual([])
    expect(shown).toBe('不要辣▒▒谢谢▒▒\njalape▒o ▒▒▒▒ ▒▒▒ ▒▒▒▒\n')
  })
  test('stands in columns like any other text', async () => {
    const { text: shown } = await print([
      { type: 'pair', left: '牛🐮', right: '×2', size: { width: 1, height: 2 } },
      { type: 'pair', left: '김치찌개', right: '×12' },
    ])
    expect(shown).toBe(`牛▒▒${' '.repeat(25)}×2\n▒▒▒▒▒▒▒▒${' '.repeat(20)}×12\n`)
  })
  test('is twice as wide at double width', async () => {
    const { lines } = await print([text('A🥟', { size: { width: 2, height: 1 } })])
    expect(lines).toMatchObject([
      {
        runs: [
          { text: 'A', pitch: 24 },
          { x: 24, bitmap: { width: 48, height: 24 } },
        ],
      },
    ])
  })
  test('keeps its shape beside text of double width and height, in the middle of its cells', async () => {
    const asked: GlyphOrder[] = []
    const drawGlyphs: DrawGlyphs = async order => {
      asked.push(order)
      return setGlyphs(order)
    }
    const { lines } = await print([text('A🦪', { size: { width: 2, height: 2 } })], drawGlyphs)
    expect(lines).toMatchObject([
      {
        runs: [
          { text: 'A', pitch: 24 },
          { x: 24, bitmap: { width: 48, height: 24 } },
        ],
      },
    ])
    expect(asked.flatMap(({ runs }) => runs)).toMatchObject([{ text: '🦪', cells: 4, width: 1, height: 1 }])
  })
  test('is [?] where no font has it, where nobody draws, and where drawing fails or takes too long', async () => {
    expect((await print([text('包\u{31350}')])).text).toBe('包[?]\n')
    const profile = profileOf('generic-58')
    expect(paperText(readPaper(await createRenderer({ profile, timers })({ blocks: [text('包🍔')] }), profile))).toBe(
      '包[?]\n',
    )
    expect((await print([text('包🍔👩‍🍳')], () => Promise.reject(new Error('dead')))).text).toBe('包[?][?]\n')
    const onlyWords: DrawGlyphs = async order => ({ ...setGlyphs({ ...order, runs: [] }), runs: [] })
    expect((await print([text('包🍕')], onlyWords)).text).toBe('包[?]\n')
  })
  test('leaves what GBK has of a cluster beside the [?], with and without someone who draws', async () => {
    const nothing: DrawGlyphs = async ({ words }) => ({ words: words.map(word => word.map(() => null)), runs: [] })
    expect((await print([text('乙\u0310丙')], nothing)).text).toBe('乙[?]丙\n')
    const plain = createRenderer({ profile: profileOf('generic-58'), timers })
    const bytes = await plain({ blocks: [text('乙\u0311丙')] })
    expect(paperText(readPaper(bytes, profileOf('generic-58')))).toBe('乙[?]丙\n')
  })
  test('is asked for once: what was drawn is remembered', async () => {
    const orders: GlyphOrder[] = []
    const counting: DrawGlyphs = async order => {
      orders.push(order)
      return setGlyphs(order)
    }
    const first = await print([text('🦀🦀蟹'), text('🦀', { bold: true })], counting)
    expect(orders).toMatchObject([
      { words: [['🦀']], runs: [] },
      { words: [], runs: [{ bold: false }, { bold: true }] },
    ])
    expect((await print([text('🦀🦀蟹'), text('🦀', { bold: true })], counting)).bytes).toEqual(first.bytes)
    expect(orders).toHaveLength(2)
  })
  test('is not asked for where there is none', async () => {
    const { text: shown } = await print([text('鲜肉包 ×2')], () => Promise.reject(new Error('asked')))
    expect(shown).toBe('鲜肉包 ×2\n')
  })
})

describe('a printer without bit images', () => {
  test('gets the whole line as one image, at its size, and other lines as text', async () => {
    const {
      text: shown,
      errors,
      lines,
    } = await print(
      [
        text('豆浆'),
        { type: 'pair', left: '牛🐮', right: '×2', size: { width: 1, height: 2 } },
        text('🥟', { align: 'center' }),
      ],
      inProcess,
      'sunmi-58',
    )
    expect(errors).toEqual([])
    expect(shown).toBe('豆浆\n[384×48]\n[208×24]\n')
    expect(lines).toMatchObject([{ type: 'text' }, { kind: 'raster', x: 0 }, { kind: 'raster' }, { height: 6 }])
  })
})

describe('a printer without Chinese', () => {
  const blocks: Block[] = [
    text('A012 堂食', { size: { width: 2, height: 2 }, bold: true }),
    text('补打', { reverse: true }),
    { type: 'qr', text: 'http://豆浆', dots: 6 },
    { type: 'cut' },
  ]
  test.each(['no-chinese-80', 'no-chinese-58'])('gets images only: %s', async id => {
    const { errors, lines, bytes } = await print(blocks, inProcess, id)
    expect(errors).toEqual([])
    expect(lines.some(line => line.type === 'text')).toBe(false)
    expect(lines.filter(line => line.type === 'picture').every(({ bitmap }) => bitmap.height <= 113)).toBe(true)
    expect(Buffer.from(bytes).includes(Buffer.from([0x1c, 0x26]))).toBe(false)
  })
  test('gets its ASCII where nobody draws', async () => {
    const unseen = [text('B034 外带', { size: { width: 2, height: 2 } }), text('x2')]
    const { text: shown } = await print(unseen, () => Promise.reject(new Error('dead')), 'no-chinese-58')
    expect(shown).toBe('B034 [?][?]\nx2\n')
  })
})

test('a Star printer gets its own language, and its preview reads that', async () => {
  const {
    bytes,
    text: shown,
    errors,
  } = await print(
    [
      text('豆浆🥟', { size: { width: 2, height: 2 }, align: 'center' }),
      { type: 'qr', text: '豆', dots: 6 },
      { type: 'cut' },
    ],
    inProcess,
    'star-line',
  )
  const hex = Buffer.from(bytes).toString('hex')
  expect(hex).toMatch(/^1b401b1d61011b690101b6b9bdac1b583000/)
  expect(hex).toMatch(/1b1d79533206(?:1b1d794431000300)e8b186(?:1b1d7950)1b6403$/)
  expect(errors).toEqual([])
  expect(shown).toBe(`${' '.repeat(18)}豆浆▒▒▒▒\n${' '.repeat(18)}[QR 豆]\n`)
})

const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom('a', ' ', '  ', '包', '，', '（', '12', 'word', '[?]', '¥', '\u200d', '\ufe0f', '\u202e'),
      fc.constantFrom(
        '🥟',
        '👨‍👩‍👧',
        '🇨🇳',
        '1️⃣',
        '㐂',
        '𠮷',
        '김',
        'ñ',
        'x̄',
        'ไทย',
        'กุ้ง',
        'مرحبا',
        'لا',
        'हिन्दी',
        '𓀀',
        '\u{31350}',
        'ქართული',
        'ﷺ',
      ),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 2 }),
    ),
    { maxLength: 30 },
  )
  .map(parts => parts.join(''))
const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  fc
    .record({
      type: fc.constant('text' as const),
      text: anyText,
      size: fc.constantFrom({ width: 1, height: 1 } as const, { width: 2, height: 2 } as const),
      reverse: fc.boolean(),
      bold: fc.boolean(),
      indent: fc.integer({ min: 0, max: 10 }),
      align: fc.constantFrom('left' as const, 'center' as const),
    })
    .map(block => block),
  fc.record({ type: fc.constant('pair' as const), left: anyText, right: anyText }),
)

test.each(['generic-58', 'generic-80', 'epson-tm-t88'])(
  'any text on %s: no byte misread, no line too wide, no GBK text lost',
  async id => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyBlock, { maxLength: 4 }), async blocks => {
        const drawn = await print([...blocks, { type: 'cut' }], inProcess, id)
        expect(drawn.errors).toEqual([])
        // The same text with nobody to draw: its GBK characters are on both papers.
        const plain = await print([...blocks, { type: 'cut' }], () => Promise.reject(new Error('nobody')), id)
        const hanzi = (shown: string) => [...shown.normalize('NFC').replace(/[^包]/g, '')].length
        const wanted = blocks
          .map(block =>
            block.type === 'text'
              ? block.text
              : `${(block as { left: string }).left}${(block as { right: string }).right}`,
          )
          .join('')
        expect(hanzi(plain.text)).toBe(hanzi(wanted))
        expect(hanzi(drawn.text)).toBe(hanzi(wanted))
        expect(drawn.text.split('[?]').length).toBeLessThanOrEqual(plain.text.split('[?]').length)
      }),
      { numRuns: 150 },
    )
  },
)

test.each(['sunmi-58', 'no-chinese-80'])('any text as images on %s: no byte misread, no line too wide', async id => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyBlock, { maxLength: 4 }), async blocks => {
      expect((await print([...blocks, { type: 'cut' }], inProcess, id)).errors).toEqual([])
    }),
    { numRuns: 60 },
  )
})
