import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanText, withoutControls } from '../../../shared/ticket/clean-text.ts'

describe('a line break becomes one space', () => {
  test.each(['\r\n', '\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029'])('%j', lineBreak => {
    expect(cleanText(`不要${lineBreak}香菜`)).toBe('不要 香菜')
  })
})

describe('what cannot be seen or is a command goes', () => {
  test.each([
    ['ESC and friends', '\x1b@a\x1dV\x00b\x10\x04c\x07\x7f', '@aVbc'],
    ['HT', 'a\tb', 'ab'],
    ['C1', 'a\x80\x9bb\x9f', 'ab'],
    ['bidi', '\u202eabc\u202c\u200e\u200f\u061c\u2066d\u2069', 'abcd'],
    ['zero width', 'a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg', 'abcdefg'],
    ['variation selectors and tags', '包\ufe0f❤\ufe0e\u{e0067}\u{e007f}\u{e0101}', '包❤'],
    ['fillers', 'a\u3164b\uffa0c\u115fd', 'abcd'],
  ])('%s', (_name, text, clean) => {
    expect(cleanText(text)).toBe(clean)
  })
})

test.each([
  ['a family', '👨\u200d👩\u200d👧'],
  ['a cook with a skin', '👩🏽\u200d🍳'],
  ['a red heart, a heart on fire', '❤\ufe0f❤\ufe0f\u200d🔥'],
  ['a keycap', '1\ufe0f\u20e3'],
  ['the flag of Wales', '🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}'],
])('what joins an emoji stays: %s', (_name, emoji) => {
  expect(cleanText(`a${emoji}b`)).toBe(`a${emoji}b`)
  // and a joiner at its ends joins nothing
  expect(cleanText(`包\u200d${emoji}\u200d包\ufe0f`)).toBe(`包${emoji}包`)
})

test('a lone surrogate is U+FFFD, and two that were kept apart do not become a character', () => {
  expect(cleanText('a\ud83db')).toBe('a\ufffdb')
  expect(cleanText('\ud83d\u200b\ude00')).toBe('\ufffd\ufffd')
  expect(cleanText('😀')).toBe('😀')
})

test('odd spaces become plain ones, the ideographic space stays, the ends are trimmed', () => {
  expect(cleanText(' \u3000a\u00a0b\u2003c\u3000d  e \n')).toBe('a b c\u3000d  e')
  expect(withoutControls('  a ')).toBe('  a ')
})

test('decomposed accents are composed', () => {
  expect(cleanText('cafe\u0301')).toBe('café')
})

const emoji =
  /\u{1f3f4}[\u{e0020}-\u{e007e}]+\u{e007f}|[0-9#*]\ufe0f\u20e3|\p{Extended_Pictographic}\p{EMod}?\ufe0f?(\u200d\p{Extended_Pictographic}\p{EMod}?\ufe0f?)*/gu

test('idempotent, and free of controls, whatever comes', () => {
  const nasty = fc.constantFrom(
    '\r',
    '\n',
    '\u200b',
    '\u202e',
    '\x1b',
    '\ud83d',
    '\ude00',
    '\u0301',
    '\u00a0',
    '\u200d',
    '\ufe0f',
    '\u20e3',
    '👩',
    '🏽',
    '🏴',
    '\u{e0067}',
    '\u{e007f}',
    '1',
    'e',
    '包',
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(nasty).map(parts => parts.join('')),
  )
  fc.assert(
    fc.property(text, value => {
      const clean = cleanText(value)
      expect(cleanText(clean)).toBe(clean)
      expect(clean.isWellFormed()).toBe(true)
      expect(clean).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u)
      expect(clean.replace(emoji, '')).not.toMatch(/\p{Default_Ignorable_Code_Point}/u)
    }),
    { numRuns: 1000 },
  )
})
