import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cells } from '../../../shared/ticket/cell-width.ts'
import { wrapText } from '../../../shared/ticket/wrap-text.ts'

test('breaks between wide characters, and leaves an odd cell free', () => {
  expect(wrapText('鲜肉包鲜肉包', 5)).toEqual(['鲜肉', '包鲜', '肉包'])
  expect(wrapText('a鲜肉包', 4)).toEqual(['a鲜', '肉包'])
})

test('keeps a word whole that fits on a line of its own, breaks one that does not', () => {
  expect(wrapText('soy milk please', 8)).toEqual(['soy milk', 'please'])
  expect(wrapText('豆浆 milk', 7)).toEqual(['豆浆', 'milk'])
  expect(wrapText('ab abcdefghij', 6)).toEqual(['ab abc', 'defghi', 'j'])
  expect(wrapText('abcdef，', 6)).toEqual(['abcdef', '，'])
})

test('no line begins with a closing mark or ends with an opening one', () => {
  expect(wrapText('不要香菜，谢谢', 8)).toEqual(['不要香', '菜，谢谢'])
  expect(wrapText('不要香（菜）', 8)).toEqual(['不要香', '（菜）'])
  expect(wrapText('好吃的!!', 6)).toEqual(['好吃', '的!!'])
})

test('a character that the printer lacks is not torn', () => {
  expect(wrapText('ab[?][?]', 6)).toEqual(['ab[?]', '[?]'])
})

test('spaces at a break go, spaces in front stay', () => {
  expect(wrapText('  ab   cd  ', 6)).toEqual(['  ab', 'cd'])
  expect(wrapText('   ', 6)).toEqual([])
  expect(wrapText('        ab', 4)).toEqual(['ab'])
})

test('long punctuation and long words still fit', () => {
  expect(wrapText('。'.repeat(5), 4)).toEqual(['。。', '。。', '。'])
  expect(wrapText('（'.repeat(3), 4)).toEqual(['（（', '（'])
})

test('every line fits and is not empty, nothing visible is lost', () => {
  const letter = fc.constantFrom('a', 'b', ' ', '包', '，', '（', '）', '.', '[?]', '\u3000', '…', '-')
  fc.assert(
    fc.property(fc.array(letter, { maxLength: 120 }), fc.integer({ min: 2, max: 50 }), (letters, width) => {
      const text = letters.join('')
      const lines = wrapText(text, width)
      for (const line of lines) {
        expect(line).not.toBe('')
        expect(cells(line)).toBeLessThanOrEqual(width)
      }
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
    }),
    { numRuns: 1000 },
  )
})
