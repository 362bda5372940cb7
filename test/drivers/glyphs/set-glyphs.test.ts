import { describe, expect, test } from 'vitest'
import { bytesPerColumn, dotsPerCell, type GlyphRun } from '../../../drivers/glyphs/glyph.ts'
import { setGlyphs } from '../../../drivers/glyphs/set-glyphs.ts'

const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' })
const pieces = (word: string) => {
  const clusters = Array.from(graphemes.segment(word), ({ segment }) => segment)
  return setGlyphs({ words: [clusters], runs: [] }).words[0] ?? []
}
const draw = (text: string, over: Partial<GlyphRun> = {}) => {
  const plain = { rightToLeft: false, inCells: false, width: 1, height: 1, bold: false, reverse: false } as const
  const run = { text, cells: 2, ...plain, ...over }
  return setGlyphs({ words: [], runs: [run] }).runs[0] as Uint8Array
}
const ink = (columns: Uint8Array) =>
  columns.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0) / (columns.length * 8)

describe('pieces', () => {
  test.each([
    ['an emoji', '🥟', 2],
    ['a family in one picture', '👨‍👩‍👧', 2],
    ['a skin', '👩🏽‍🍳', 2],
    ['a flag', '🇨🇳', 2],
    ['a keycap', '1️⃣', 2],
    ['a character of extension A', '㐂', 2],
    ['one of four bytes in GB18030', '𰻞', 2],
    ['one that only Japanese fonts have', '𠮷', 2],
    ['a letter of a script that only the last font has', 'ლ', 1],
    ['a letter of ornament', '𝓗', 2],
    ['Korean', '김', 2],
    ['a letter', 'ñ', 1],
    ['a letter with two accents', 'ệ', 1],
    ['a letter with a mark beside Unicode', 'x\u0304', 1],
  ])('%s', (_, text, cells) => {
    expect(pieces(text)).toEqual([{ text, cells, rightToLeft: false, isPartOfWord: cells === 1 }])
  })
  test('Thai breaks between words, which it does not set apart', () => {
    expect(pieces('ผัดไทยกุ้งสด').map(piece => piece?.text)).toEqual(['ผัด', 'ไทย', 'กุ้ง', 'สด'])
    expect(pieces('ผัดไทย').every(piece => piece?.isPartOfWord === false)).toBe(true)
  })
  test('an Arabic word is one piece, shaped; a long one is several of one word', () => {
    expect(pieces('مرحبا')).toEqual([{ text: 'مرحبا', cells: 4, rightToLeft: true, isPartOfWord: true }])
    const long = pieces('فسيكفيكهمالله'.repeat(3))
    expect(long.map(piece => piece?.text).join('')).toBe('فسيكفيكهمالله'.repeat(3))
    expect(long.every(piece => piece !== null && piece.cells <= 8 && piece.isPartOfWord)).toBe(true)
  })
  test('what no font has is nothing, beside what one has', () => {
    expect(pieces('\u{31350}')).toEqual([null])
    expect(pieces('a\u{31350}')).toMatchObject([{ text: 'a' }, null])
  })
  test('a mark that the letter’s font lacks is left out, the letter stays', () => {
    expect(pieces('豆\u0308')).toMatchObject([{ text: '豆', cells: 2 }])
  })
})

describe('dots', () => {
  test('fill the cells and no more', () => {
    expect(draw('김')).toHaveLength(2 * dotsPerCell * bytesPerColumn)
    expect(draw('김', { width: 2 })).toHaveLength(4 * dotsPerCell * bytesPerColumn)
    expect(ink(draw('김'))).toBeGreaterThan(0.1)
    expect(ink(draw('🥟'))).toBeGreaterThan(0.05)
  })
  test('are turned round for reverse, and stronger for bold', () => {
    const plain = draw('㐂')
    expect(draw('㐂', { reverse: true })).toEqual(plain.map(byte => byte ^ 0xff))
    expect(ink(draw('㐂', { bold: true }))).toBeGreaterThan(ink(plain))
  })
  test('stand in their own cells where they replace the printer’s font, and grow with the size', () => {
    const columns = draw('A豆', { cells: 3, inCells: true, width: 2, height: 2 })
    expect(columns).toHaveLength(3 * 2 * dotsPerCell * 2 * bytesPerColumn)
    const half = 2 * dotsPerCell * 2 * bytesPerColumn
    expect(ink(columns.subarray(0, half))).toBeGreaterThan(0.1)
    expect(columns.subarray(0, half)).toEqual(draw('A', { cells: 1, inCells: true, width: 2, height: 2 }))
    expect(columns.subarray(half)).toEqual(draw('豆', { cells: 2, inCells: true, width: 2, height: 2 }))
  })
  test('nothing is cut off: stacked marks and tall words are squeezed', () => {
    // the ends of both rows of teeth: nothing touches the upper edge of a letter that is lower
    const tall = draw('ที่', { cells: 1 })
    expect(ink(tall)).toBeGreaterThan(0.05)
    expect(ink(draw('Z\u0351\u036b\u0352\u0307\u0308', { cells: 1 }))).toBeGreaterThan(0.05)
  })
  test('Arabic runs from right to left, and its letters join', () => {
    const joined = draw('بب', { cells: 3, rightToLeft: true })
    const apart = draw('ب ب', { cells: 3, rightToLeft: true })
    expect(joined).not.toEqual(apart)
    // alef stands right of the rest: its column is the inkiest, in the right half
    const word = draw('ابب', { cells: 4, rightToLeft: true })
    const perColumn = Array.from({ length: 48 }, (_, x) => ink(word.subarray(x * 3, x * 3 + 3)))
    expect(perColumn.indexOf(Math.max(...perColumn))).toBeGreaterThan(24)
  })
})
