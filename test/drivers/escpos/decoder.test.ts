import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commandArguments } from '../../../drivers/escpos/command-lengths.ts'
import { createDecoder, decode, type Token } from '../../../drivers/escpos/decoder.ts'
import { begin, cut, DLE, EOT, ESC, FS, GS, LF, qr, raw } from '../../support/raw-bytes.ts'

/** One example or more for every command, as hex. */
const examples: Record<string, string[]> = {
  NUL: ['00'],
  HT: ['09'],
  LF: ['0a'],
  FF: ['0c'],
  CR: ['0d'],
  CAN: ['18'],
  'DLE EOT': ['100401', '100404', '10040701', '10040803'],
  'DLE ENQ': ['100502'],
  'DLE DC4': ['1014010001', '1014020108', '10140301020304' + '05', '10140701', '101408010314010602' + '08'],
  'ESC FF': ['1b0c'],
  'ESC SP': ['1b2005'],
  'ESC !': ['1b2130'],
  'ESC $': ['1b241000'],
  'ESC %': ['1b2501'],
  'ESC &': ['1b26034142' + '02' + 'aabbccddeeff' + '01' + 'aabbcc'],
  'ESC ( A': ['1b28410400304142' + '43'],
  'ESC ( Y': ['1b285902004142'],
  'ESC *': ['1b2a000200aabb', '1b2a210200aabbccddeeff'],
  'ESC -': ['1b2d02'],
  'ESC 2': ['1b32'],
  'ESC 3': ['1b3318'],
  'ESC 9': ['1b3900'],
  'ESC <': ['1b3c'],
  'ESC =': ['1b3d01'],
  'ESC ?': ['1b3f41'],
  'ESC @': ['1b40'],
  'ESC B': ['1b420302'],
  'ESC D': ['1b4400', '1b4408101800'],
  'ESC E': ['1b4501', '1b4530'],
  'ESC G': ['1b4701'],
  'ESC J': ['1b4a40'],
  'ESC K': ['1b4b10'],
  'ESC L': ['1b4c'],
  'ESC M': ['1b4d01'],
  'ESC R': ['1b520f'],
  'ESC S': ['1b53'],
  'ESC T': ['1b5400'],
  'ESC U': ['1b5501'],
  'ESC V': ['1b5601'],
  'ESC W': ['1b570000000040020001'],
  'ESC \\': ['1b5cf0ff'],
  'ESC a': ['1b6101', '1b6132'],
  'ESC c 0': ['1b633003'],
  'ESC c 1': ['1b633103'],
  'ESC c 3': ['1b633300'],
  'ESC c 4': ['1b633400'],
  'ESC c 5': ['1b633500'],
  'ESC d': ['1b6403'],
  'ESC e': ['1b6501'],
  'ESC i': ['1b69'],
  'ESC m': ['1b6d'],
  'ESC p': ['1b700019fa'],
  'ESC r': ['1b7201'],
  'ESC t': ['1b7400'],
  'ESC u': ['1b7500'],
  'ESC v': ['1b76'],
  'ESC {': ['1b7b01'],
  'FS !': ['1c210c', '1c2180'],
  'FS &': ['1c26'],
  'FS .': ['1c2e'],
  'FS -': ['1c2d01'],
  'FS W': ['1c5701'],
  'FS S': ['1c530000'],
  'FS C': ['1c4300'],
  'FS 2': [`1c32fea1${'00'.repeat(72)}`],
  'FS ?': ['1c3ffea1'],
  'FS ( A': ['1c2841020030' + '00'],
  'FS ( C': ['1c28430200' + '3031'],
  'FS ( E': ['1c28450200' + '3031'],
  'FS ( L': ['1c284c0200' + '4130'],
  'FS g 1': ['1c673100010000000200aabb'],
  'FS g 2': ['1c6732000100000002' + '00'],
  'FS p': ['1c700100'],
  'FS q': [`1c710101000100${'aa'.repeat(8)}`],
  'GS !': ['1d2111'],
  'GS $': ['1d241000'],
  'GS *': [`1d2a0101${'aa'.repeat(8)}`],
  'GS ( A': ['1d284102000002'],
  'GS ( C': ['1d28430300000000'],
  'GS ( D': ['1d2844030014' + '0101'],
  'GS ( E': ['1d28450300' + '01494e'],
  'GS ( H': ['1d2848060030304142' + '4344', '1d28480300313000', '1d284802003100'],
  'GS ( K': ['1d284b02003100'],
  'GS ( L': ['1d284c02003032'],
  'GS ( M': ['1d284d02000101'],
  'GS ( N': ['1d284e02003031'],
  'GS ( P': ['1d28500100' + '30'],
  'GS ( Q': ['1d28510100' + '30'],
  'GS ( V': ['1d2856020030' + '00'],
  'GS ( X': ['1d285802003030'],
  'GS ( Y': ['1d285902003030'],
  'GS ( k': ['1d286b0400314132' + '00', '1d286b0300314304', '1d286b0500315030' + '4142', '1d286b0300315130'],
  'GS ( z': ['1d287a02002a30'],
  'GS 8 L': ['1d384c0400000030700001'],
  'GS /': ['1d2f00'],
  'GS :': ['1d3a'],
  'GS B': ['1d4201'],
  'GS C 0': ['1d43300500'],
  'GS C 1': ['1d4331010064000101'],
  'GS C 2': ['1d43320100'],
  'GS C ;': ['1d433b313b31303b313b313b313b'],
  'GS E': ['1d4500'],
  'GS H': ['1d4802'],
  'GS I': ['1d4943'],
  'GS L': ['1d4c0000'],
  'GS P': ['1d50cbcb'],
  'GS Q 0': ['1d51300002000200aabbccdd'],
  'GS T': ['1d5401'],
  'GS V': ['1d5600', '1d5601', '1d5630', '1d5631', '1d564100', '1d564218', '1d566100', '1d566800'],
  'GS W': ['1d574002'],
  'GS \\': ['1d5c0000'],
  'GS ^': ['1d5e010000'],
  'GS a': ['1d61ff'],
  'GS b': ['1d6201'],
  'GS c': ['1d63'],
  'GS f': ['1d6601'],
  'GS g 0': ['1d6730000000'],
  'GS g 2': ['1d6732000000'],
  'GS h': ['1d6864'],
  'GS j': ['1d6a01'],
  'GS k': ['1d6b0431323300', '1d6b49047b424142'],
  'GS r': ['1d7201', '1d7231', '1d7202'],
  'GS v 0': ['1d7630000200020080014002'],
  'GS w': ['1d7703'],
  'GS z 0': ['1d7a300000'],
}

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'))
const written = (tokens: Token[]) =>
  tokens.map(token => (token.type === 'command' ? token.name : token.type === 'text' ? token.text : `!${token.hex}`))

describe('every command of the table', () => {
  test('has an example', () => {
    expect(Object.keys(examples).sort()).toEqual(Object.keys(commandArguments).sort())
  })
  test.each(Object.entries(examples).flatMap(([name, all]) => all.map(bytes => [name, bytes] as const)))(
    '%s %s',
    (name, bytes) => {
      expect(written(decode(raw(hex(bytes), 'A')))).toEqual([name, 'A'])
      // Cut short anywhere, it is an error and nothing else.
      for (let end = 1; end < bytes.length / 2; end++) {
        const tokens = decode(hex(bytes).subarray(0, end))
        expect(tokens).toMatchObject([{ type: 'error', offset: 0, message: 'the bytes end in the middle of this' }])
      }
    },
  )
})

test.each([
  ['ESC z', '1b7a', '1b7a'],
  ['FS Z', '1c5a', '1c5a'],
  ['GS ( with an unknown letter', '1d2852', '1d2852'],
  ['DLE x', '1041', '1041'],
  ['BEL', '07', '07'],
  ['RS', '1e', '1e'],
  ['DEL', '7f', '7f'],
  ['ESC a 7', '1b6107', '1b6107'],
  ['GS V 9', '1d5609', '1d5609'],
  ['GS ! with undefined bits', '1d2188', '1d2188'],
  ['FS ! with undefined bits', '1c2101', '1c2101'],
  ['ESC ! with undefined bits', '1b2102', '1b2102'],
  ['ESC B 0 1', '1b420001', '1b420001'],
  ['DLE EOT 9', '100409', '100409'],
  ['GS r 3', '1d7203', '1d7203'],
  ['GS k with an unknown kind', '1d6b40', '1d6b40'],
  ['GS v 0 without width', '1d763000000001' + '00', '1d763000000001' + '00'],
  ['GS ( H with a control byte as id', '1d284806003030410a4344', '1d284806003030410a4344'],
  ['GS ( k store without data', '1d286b0200' + '3150', '1d286b0200' + '3150'],
  ['ESC D without NUL', `1b44${'08'.repeat(33)}`, `1b44${'08'.repeat(30)}…`],
])('%s is an error', (_, bytes, shown) => {
  const tokens = decode(raw('A', hex(bytes), '\nB'))
  expect(tokens[1]).toMatchObject({ type: 'error', offset: 1, hex: shown })
  expect(written(tokens).slice(2)).toEqual(['LF', 'B'])
})

test('a QR whose length counts characters instead of bytes does not pass', () => {
  const data = Buffer.from('豆浆', 'utf8')
  const tokens = decode(raw(GS, '(k', data.length + 3 - 4, 0, '1P0', data, LF))
  expect(tokens.filter(token => token.type === 'error').length).toBeGreaterThan(0)
})

describe('Chinese', () => {
  test('pairs are characters after FS &, and errors before', () => {
    expect(written(decode(raw(FS, '&', '豆浆a·￥')))).toEqual(['FS &', '豆', '浆', 'a', '·', '￥'])
    expect(written(decode(raw('豆')))).toEqual(['!b6', '!b9'])
    expect(written(decode(raw(FS, '&', FS, '.', '豆', FS, '&', '豆', ESC, '@', '豆')))).toEqual([
      'FS &',
      'FS .',
      '!b6',
      '!b9',
      'FS &',
      '豆',
      'ESC @',
      '!b6',
      '!b9',
    ])
  })
  test('a broken pair is an error, and what follows is still understood', () => {
    expect(written(decode(raw(FS, '&', 0xb6, LF, 'A')))).toEqual(['FS &', '!b6', 'LF', 'A'])
    expect(written(decode(raw(FS, '&', 0xb6, 0x7f, 'A')))).toEqual(['FS &', '!b67f', 'A'])
    expect(written(decode(raw(FS, '&', 0x80, 0xff, 'A', 0xb6)))).toEqual(['FS &', '!80', '!ff', 'A', '!b6'])
  })
  test('neither four-byte GB18030 nor the user-defined areas have glyphs', () => {
    expect(written(decode(raw(FS, '&', hex('8139ef30'))))).toContain('!81')
    expect(written(decode(raw(FS, '&', hex('aaa1'))))).toEqual(['FS &', '!aaa1'])
  })
  test('agrees with the WHATWG table about every pair of GBK', () => {
    const oracle = new TextDecoder('gbk')
    const pairs = Array.from({ length: 0x7e * 0xbf }, (_, n) =>
      Uint8Array.of(0x81 + Math.floor(n / 0xbf), 0x40 + (n % 0xbf)),
    )
    const [wrong, refused]: [string[], string[]] = [[], []]
    for (const pair of pairs.filter(([, trail]) => trail !== 0x7f)) {
      const expected = oracle.decode(pair)
      const [, token] = decode(raw(FS, '&', pair))
      if (token?.type === 'text') wrong.push(...(token.text === expected ? [] : [expected]))
      else if (!/^[\uE000-\uF8FF]$/u.test(expected)) refused.push(expected)
    }
    expect(wrong).toEqual([])
    // What GB18030 gave a place in GBK's user-defined areas only later: vertical punctuation and components.
    expect(refused.join('')).toBe('︐︒︑︓︔︕︖︗︘︙龴龵龶龷龸龹龺龻')
  })
})

test('a real-time command inside of another command is its data', () => {
  const raster = raw(GS, 'v0', 0, 1, 0, 3, 0, DLE, EOT, 1)
  expect(written(decode(raw(raster, DLE, EOT, 1)))).toEqual(['GS v 0', 'DLE EOT'])
})

test('a ticket written by hand', () => {
  const ticket = raw(begin, ESC, 'a', 1, GS, '!', 0x11, FS, '!', 0x0c, '取餐 A012', LF, qr('豆'), cut)
  const tokens = decode(ticket)
  expect(written(tokens).join(' ')).toBe(
    'ESC @ FS & ESC a GS ! FS ! 取 餐   A 0 1 2 LF GS ( k GS ( k GS ( k GS ( k GS ( k GS V',
  )
  expect(tokens.at(-1)).toMatchObject({ name: 'GS V', args: Buffer.of(66, 0), offset: ticket.length - 4 })
})

describe('fuzz', () => {
  const pieces = fc.oneof(
    fc.constantFrom(...Object.values(examples).flat().map(hex)),
    fc.uint8Array({ maxLength: 12 }),
    fc.constantFrom('豆浆', '蒸点 x2', '￥').map(text => raw(text)),
  )
  const streams = fc.array(pieces, { maxLength: 25 }).map(parts => raw(...parts))

  test('every byte belongs to one token, and nothing is left', () => {
    fc.assert(
      fc.property(streams, bytes => {
        const tokens = decode(bytes)
        expect(Buffer.concat(tokens.map(token => token.bytes))).toEqual(Buffer.from(bytes))
        let offset = 0
        for (const token of tokens) {
          expect(token.offset).toBe(offset)
          offset += token.bytes.length
        }
      }),
      { numRuns: 300 },
    )
  })
  test('the tokens are the same however the stream is cut', () => {
    fc.assert(
      fc.property(streams, fc.array(fc.nat({ max: 9 })), (bytes, cuts) => {
        const decoder = createDecoder()
        const tokens: Token[] = []
        let at = 0
        for (const length of cuts) {
          tokens.push(...decoder.feed(bytes.subarray(at, at + length)))
          at += length
        }
        tokens.push(...decoder.feed(bytes.subarray(at)), ...decoder.end())
        expect(tokens).toEqual(decode(bytes))
      }),
      { numRuns: 300 },
    )
  })
})
