import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { paperWords } from '../../../shared/ticket/words.ts'

/** Every word of a language, functions called with a sample. */
function said(words: unknown): string[] {
  if (typeof words === 'string') return [words]
  if (typeof words === 'function') return ['1', 'A3', '5桌'].map(sample => words(sample))
  if (words instanceof Map) return [...words.values()]
  return Object.values(words as object).flatMap(said)
}

test.each(['zh-CN', 'en'] as const)('%s: every word is there and is GBK, so that no printer shows [?]', language => {
  for (const word of said(paperWords(language)).map(String)) {
    expect(word).not.toBe('')
    expect(iconv.decode(iconv.encode(word, 'gbk'), 'gbk')).toBe(word)
  }
})

test('a table that calls itself one is not called one twice', () => {
  expect(paperWords('zh-CN').table('5')).toBe('桌 5')
  expect(paperWords('zh-CN').table('5号桌')).toBe('5号桌')
  expect(paperWords('en').table('5')).toBe('Table 5')
  expect(paperWords('en').table('table 5')).toBe('table 5')
})
