import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isEncodeError } from '../../../drivers/escpos/encode-error.ts'
import { encodeGbk, legible } from '../../../drivers/escpos/gbk-text.ts'

/** Python's `gbk` codec over the whole BMP: hex by code point. An independent table; null where there is no Python. */
function pythonGbk(): Record<string, string> | null {
  const program = `
import json
t = {}
for c in list(range(0x80, 0xd800)) + list(range(0xe000, 0x10000)):
    try: t[str(c)] = chr(c).encode('gbk').hex()
    except UnicodeEncodeError: pass
print(json.dumps(t))`
  try {
    return JSON.parse(execFileSync('python3', ['-c', program], { encoding: 'utf8', maxBuffer: 1 << 24 }))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

const oracle = pythonGbk()

describe('encodeGbk', () => {
  it.skipIf(oracle === null)(
    'agrees with Python’s gbk on every code point of the BMP (skipped without python3)',
    () => {
      for (let codePoint = 0; codePoint < 0x10000; codePoint++) {
        const char = String.fromCharCode(codePoint)
        const isAscii = codePoint >= 0x20 && codePoint <= 0x7e
        const expected = isAscii ? codePoint.toString(16) : (oracle?.[codePoint] ?? null)
        let actual: string | null = null
        try {
          actual = Buffer.from(encodeGbk(char)).toString('hex')
        } catch (error) {
          if (!isEncodeError(error)) throw error
        }
        if (actual !== expected) expect({ codePoint: codePoint.toString(16), actual }).toEqual({ expected })
      }
    },
  )

  it('says which character it cannot print', () => {
    expect(() => encodeGbk('豆𠀀')).toThrow('U+20000')
    expect(() => encodeGbk('€')).toThrow('U+20AC')
  })
})

describe('legible', () => {
  it.each([
    ['豆浆 x2 ￥5', '豆浆 x2 ￥5'],
    ['¥5元豆', '￥5元豆'],
    ['a\u00a0b\u2009c\u3000d\te\nf', 'a b c\u3000d e f'],
    ['• 少糖', '· 少糖'],
    ['cafe\u0301', 'café'],
    ['A4−B‑C', 'A4-B-C'],
    ['辣🌶️椒', '辣[?]椒'],
    ['👨‍👩‍👧‍👦', '[?]'],
    ['🇨🇳1', '[?]1'],
    ['☆\ufe0f', '☆'],
    ['㐂𠮷', '[?][?]'],
    ['niño', 'ni[?]o'],
    ['€5', '[?]5'],
    ['乙\u0310', '乙[?]'],
    ['\ue000', '[?]'],
    ['a\u200bb\u202ec', 'abc'],
    ['\ud83d', '[?]'],
    ['\x1b@', '@'],
    ['丂￥~', '丂￥~'],
  ])('%j → %j', (text, expected) => {
    expect(legible(text)).toBe(expected)
  })

  it('always encodes, one byte for a cell of ASCII and two for any other character, and is idempotent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const shown = legible(text)
        const cells = [...shown].reduce((sum, char) => sum + (char <= '~' ? 1 : 2), 0)
        expect(encodeGbk(shown).length).toBe(cells)
        expect(legible(shown)).toBe(shown)
        for (const byte of encodeGbk(shown)) expect(byte).toBeGreaterThanOrEqual(0x20)
      }),
      { numRuns: 2000 },
    )
  })
})
