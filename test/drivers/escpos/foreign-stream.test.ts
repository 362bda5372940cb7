import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode } from '../../../drivers/escpos/decoder.ts'
import { readForeignStream } from '../../../drivers/escpos/foreign-stream.ts'
import { encodeGbk } from '../../../drivers/escpos/gbk-text.ts'
import { paperText } from '../../../drivers/virtual/paper.ts'
import { readPaper } from '../../../drivers/virtual/print-head.ts'
import { fuzz, mutated, patience, readCorpus } from '../../fuzz/mutation.ts'

// ESC/POS of somebody else: what only prints passes, in our alphabet; everything else refuses the whole, by name.

const bytes = (...parts: (string | number[] | Uint8Array)[]) =>
  Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))))
const read = (...parts: Parameters<typeof bytes>) => readForeignStream(bytes(...parts))
const chineseOn = [0x1b, 0x40, 0x1c, 0x26]

function pieces(...parts: Parameters<typeof bytes>): string[] {
  const stream = read(...parts)
  if (!stream.ok) throw new Error(stream.message)
  return stream.pieces.map(piece => Buffer.from(piece).toString('hex'))
}

function why(...parts: Parameters<typeof bytes>): string {
  const stream = read(...parts)
  return stream.ok ? 'taken' : stream.message
}

const gbk = (text: string) => Buffer.from(encodeGbk(text)).toString('hex')

describe('text', () => {
  test('in UTF-8 becomes GBK; what that lacks is visible', () => {
    expect(pieces('豆浆 a¥🌶\n')).toEqual([`${gbk('豆浆 a￥[?]')}0a`])
  })
  test('in GBK stays what it is, also where it could be read as UTF-8 and the stream says that it is not', () => {
    expect(pieces(encodeGbk('豆浆'), '\n')).toEqual([`${gbk('豆浆')}0a`])
    // 联通 in GBK happens to be valid UTF-8.
    const utf8Off = [0x1d, 0x28, 0x45, 3, 0, 6, 3, 0]
    expect(pieces(utf8Off, encodeGbk('联通'), '\n')).toEqual([`${gbk('联通')}0a`])
    expect(pieces(encodeGbk('联通豆浆'), '\n')).toEqual([`${gbk('联通豆浆')}0a`])
  })
  test('in neither is refused', () => {
    expect(why([0x81, 0x20, 0xff, 0x0a])).toBe('the text is neither UTF-8 nor GBK')
  })
})

describe('commands', () => {
  test('sizes hold for Chinese too, and are double at most', () => {
    expect(pieces([0x1d, 0x21, 0x33], '大\n', [0x1b, 0x21, 0x10], '高\n', [0x1d, 0x21, 0], '小\n')).toEqual([
      ['1d21111c210c', gbk('大'), '0a', '1b21101c2108', gbk('高'), '0a', '1d21001c2100', gbk('小'), '0a'].join(''),
    ])
  })
  test('ESC @ sets back what was set, and does not end the printer’s automatic status', () => {
    expect(pieces([0x1b, 0x40, 0x1b, 0x45, 1], 'a\n', [0x1b, 0x40], 'b\n')).toEqual(['1b4501610a1b4500620a'])
  })
  test('alphabets, buzzers and Sunmi’s own settings are left out', () => {
    const sunmi = [0x1d, 0x28, 0x45, 3, 0, 6, 3, 1]
    expect(pieces(sunmi, [0x1c, 0x26, 0x1b, 0x74, 3, 0x1b, 0x42, 3, 2, 0x0d], 'a\n')).toEqual(['610a'])
  })
  test('each cut ends a piece; a line that was begun is printed first, a cut through nothing is none', () => {
    const cut = [0x1d, 0x56, 0x42, 0]
    expect(pieces('a', cut, cut, 'b\n', [0x1b, 0x69])).toEqual(['610a', '620a'])
    expect(pieces('a')).toEqual(['610a'])
  })
  test('pictures, symbols, positions pass as they are', () => {
    const passing = [
      [0x1d, 0x76, 0x30, 0, 1, 0, 1, 0, 0xff],
      [0x1b, 0x2a, 33, 1, 0, 1, 2, 3, 0x0a],
      [0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x43, 6, 0x1d, 0x28, 0x6b, 4, 0, 0x31, 0x50, 0x30, 0x61],
      [0x1d, 0x68, 80, 0x1d, 0x6b, 73, 3, 0x7b, 0x42, 0x61],
      [0x1b, 0x24, 0x20, 1, 0x61, 0x0a],
    ]
    for (const one of passing) expect(pieces(one)).toEqual([Buffer.from(one).toString('hex')])
  })

  test.each([
    ['opens the cash drawer', 'ESC p', [0x1b, 0x70, 0, 25, 250]],
    ['is carried out at once', 'DLE EOT', [0x10, 4, 1]],
    ['is carried out at once', 'DLE DC4', [0x10, 0x14, 1, 0, 1]],
    ['is carried out at once', 'DLE ENQ', [0x10, 5, 1]],
    ['writes to the memory', 'FS q', [0x1c, 0x71, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ['writes to the memory', 'FS p', [0x1c, 0x70, 1, 0]],
    ['writes to the memory', 'FS g 1', [0x1c, 0x67, 0x31, 0, 0, 0, 0, 0, 1, 0, 0x41]],
    ['writes to the memory', 'GS *', [0x1d, 0x2a, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]],
    ['writes to the memory', 'ESC &', [0x1b, 0x26, 3, 0x41, 0x41, 0]],
    ['writes to the memory', 'GS ( E', [0x1d, 0x28, 0x45, 3, 0, 1, 0x49, 0x4e]],
    ['writes to the memory', 'GS ( L', [0x1d, 0x28, 0x4c, 2, 0, 0x30, 0x41]],
    ['writes to the memory', 'GS ( A', [0x1d, 0x28, 0x41, 2, 0, 0, 2]],
    ['asks the printer something', 'GS a', [0x1d, 0x61, 0xff]],
    ['asks the printer something', 'GS r', [0x1d, 0x72, 1]],
    ['asks the printer something', 'GS I', [0x1d, 0x49, 1]],
    ['asks the printer something', 'GS ( H', [0x1d, 0x28, 0x48, 6, 0, 0x30, 0x30, 0x41, 0x41, 0x41, 0x41]],
    ['changes how the printer reads', 'ESC =', [0x1b, 0x3d, 2]],
    ['changes how the printer reads', 'ESC L', [0x1b, 0x4c]],
    ['changes how the printer reads', 'ESC c 5', [0x1b, 0x63, 0x35, 1]],
    ['is not allowed in a ticket', 'GS ( D', [0x1d, 0x28, 0x44, 3, 0, 20, 1, 0]],
    ['knows no symbol', 'GS ( k', [0x1d, 0x28, 0x6b, 3, 0, 0x32, 0x43, 6]],
  ])('%s: %s is refused', (reason, name, command) => {
    const said = why('a\n', command)
    // GS ( D and its like are one or the other; what matters is that their sender hears which and where.
    expect(said).toMatch(/at byte 2$/)
    expect(said.startsWith(name)).toBe(true)
    if (name !== 'GS ( D') expect(said).toContain(reason)
  })

  test('what is unknown, wrong or cut short is refused with its place', () => {
    expect(why('ab', [0x1b, 0x07])).toBe('unknown command 1b07 at byte 2')
    expect(why([0x1b])).toContain('unknown command 1b')
    expect(why([0x1d, 0x76, 0x30, 0, 2, 0, 2, 0, 1])).toBe('GS v 0 is cut short at byte 0')
    expect(why([0x1b, 0x61, 9])).toContain('ESC a: argument 9')
    expect(why([0x1b, 0x40, 0x1b, 0x45, 1])).toBe('prints nothing')
    expect(why('')).toBe('prints nothing')
  })
  test('a roll of paper is no ticket', () => {
    expect(why('a\n', Array.from({ length: 2 }, () => [0x1b, 0x64, 200]).flat())).toContain('lines of paper')
    expect(why('a', Array<number>(400).fill(0x0a))).toContain('lines of paper')
    expect(why('a\n', [0x1b, 0x64, 5])).toBe('taken')
  })
})

test('whatever comes: refused, or bytes that our strict decoder reads without an error, and that only print', {
  timeout: patience,
}, () => {
  const allowed = /^(LF|HT|ESC [dJ$\\*!\-EGM23DaV{]|ESC SP|GS v 0|GS k|GS [!BLHfhw]|FS [!W\-S&]|GS \( k|ESC @)$/
  const samples = readCorpus('sunmi')
  const hurting = [
    '\u001bp\0\u0001\u0001',
    '\u0010\u0004\u0001',
    '\u001d(L',
    '\u001cq\u0001',
    '\u001b=',
    '\u001da',
    '豆',
    '\n',
    '\u001dV\0',
  ]
  fc.assert(
    fc.property(mutated(samples, hurting), given => {
      const stream = readForeignStream(given)
      if (!stream.ok) {
        expect(stream.message).not.toMatch(/undefined(?! bits)|NaN/)
        return
      }
      for (const piece of stream.pieces) {
        const tokens = decode(bytes(chineseOn, piece))
        expect(tokens.filter(token => token.type === 'error')).toEqual([])
        for (const token of tokens) if (token.type === 'command') expect(token.name).toMatch(allowed)
        // At the end of a piece the line is printed: a cut may follow.
        expect(
          readPaper(bytes(chineseOn, piece), { columns: 48, dots: 576, dialect: 'epson' }).errors.map(one => one.code),
        ).not.toContain('unprinted')
      }
    }),
    fuzz(2_000),
  )
})

test('the corpus’s tickets can be read on paper', () => {
  const papers = readCorpus('sunmi').map(readForeignStream)
  const readable = papers.flatMap(stream => (stream.ok ? [stream] : []))
  expect(readable.length).toBeGreaterThan(2)
  for (const { pieces: parts, text } of readable) {
    const shown = parts
      .map(part => paperText(readPaper(bytes(chineseOn, part), { columns: 48, dots: 576, dialect: 'epson' })))
      .join('')
    for (const line of text) for (const word of line.split(/\s+/)) expect(shown.replace(/ /g, '')).toContain(word)
  }
})
