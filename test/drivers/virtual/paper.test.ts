import { describe, expect, test } from 'vitest'
import { type ImageRun, paperText, type TextRun } from '../../../drivers/virtual/paper.ts'
import { readPaper } from '../../../drivers/virtual/print-head.ts'
import { begin, cut, ESC, FS, GS, LF, qr, raw } from '../../support/raw-bytes.ts'

const wide = { columns: 48, dots: 576 }
const narrow = { columns: 32, dots: 384 }
const read = (...parts: Parameters<typeof raw>) => readPaper(raw(begin, ...parts), wide)
const runs = (...parts: Parameters<typeof raw>) => {
  const [line] = read(...parts).lines
  return line?.type === 'text' ? line.runs.filter((run): run is TextRun => !('bitmap' in run)) : []
}
const images = (...parts: Parameters<typeof raw>) =>
  read(...parts)
    .lines.flatMap(line => (line.type === 'text' ? line.runs : []))
    .filter((run): run is ImageRun => 'bitmap' in run)
const codes = (...parts: Parameters<typeof raw>) => read(...parts).errors.map(error => error.code)

describe('text', () => {
  test('stands where the printer puts it', () => {
    const paper = read(
      ESC,
      'a',
      1,
      '豆浆',
      LF,
      ESC,
      'a',
      2,
      'x2',
      LF,
      ESC,
      'a',
      0,
      'left  ',
      LF,
      ESC,
      'd',
      2,
      'end\n',
      cut,
    )
    expect(paperText(paper)).toBe(`${' '.repeat(22)}豆浆\n${' '.repeat(46)}x2\nleft\n\n\nend\n`)
    expect(paper.errors).toEqual([])
  })
  test('GS ! sizes ASCII, FS ! sizes Chinese, and neither the other', () => {
    const size = ({ text, width, height, x }: TextRun) => [text, width, height, x]
    expect(runs(GS, '!', 0x11, '取A', LF).map(size)).toEqual([
      ['取', 1, 1, 0],
      ['A', 2, 2, 24],
    ])
    expect(runs(FS, '!', 0x0c, '取A', LF).map(size)).toEqual([
      ['取', 2, 2, 0],
      ['A', 1, 1, 48],
    ])
    expect(runs(FS, 'W', 1, ESC, '!', 0x30, '取A', LF).map(size)).toEqual([
      ['取', 2, 2, 0],
      ['A', 2, 2, 48],
    ])
  })
  test('has bit images (ESC *) among its characters, 24 dots high on the baseline whatever the size', () => {
    const two = raw(0xff, 0, 0, 0, 0, 0x81)
    const paper = read('取', GS, '!', 0x11, ESC, '*', 33, 2, 0, two, 'A', LF)
    expect(paper.errors).toEqual([])
    expect(paper.lines).toMatchObject([
      { height: 48, runs: [{ text: '取' }, { x: 24, scaleX: 1, scaleY: 1 }, { text: 'A', x: 26 }] },
    ])
    const [image] = images(ESC, '*', 33, 2, 0, two, LF)
    const black = [...(image?.bitmap.dots ?? [])].flatMap((dot, n) => (dot === 1 ? [[n % 2, Math.floor(n / 2)]] : []))
    expect(black).toEqual([...[0, 1, 2, 3, 4, 5, 6, 7].map(y => [0, y]), [1, 16], [1, 23]])
    // 8 rows are three dots high each, single density is two dots wide
    expect(images(ESC, '*', 0, 1, 0, 0xff, ESC, '*', 1, 1, 0, 0xff, ESC, '*', 32, 1, 0, 1, 2, 3, LF)).toMatchObject([
      { x: 0, scaleX: 2, scaleY: 3 },
      { x: 2, scaleX: 1, scaleY: 3 },
      { x: 3, scaleX: 2, scaleY: 1 },
    ])
    expect(paperText(read('取', ESC, '*', 33, 24, 0, new Uint8Array(72), 'A', LF))).toBe('取▒▒A\n')
    expect(codes(ESC, '$', 0x3f, 2, ESC, '*', 33, 2, 0, two, LF)).toEqual(['too-wide'])
  })
  test('bold, reverse, underline and font', () => {
    expect(
      runs(
        ESC,
        'E',
        1,
        'b',
        ESC,
        'E',
        0,
        GS,
        'B',
        1,
        '反',
        GS,
        'B',
        0,
        ESC,
        '-',
        2,
        'u',
        ESC,
        '-',
        0,
        ESC,
        'M',
        1,
        'f',
        LF,
      ),
    ).toMatchObject([
      { text: 'b', bold: true, reverse: false },
      { text: '反', bold: false, reverse: true },
      { text: 'u', underline: 2, font: 'A' },
      { text: 'f', underline: 0, font: 'B', pitch: 9 },
    ])
  })
  test('a line is as high as its tallest cell or the spacing', () => {
    const heights = (...parts: Parameters<typeof raw>) =>
      read(...parts).lines.map(line => ('height' in line ? line.height : 0))
    expect(heights('a', LF, GS, '!', 1, 'a', LF, GS, '!', 0, ESC, '3', 60, 'a', LF, ESC, 'd', 2)).toEqual([
      30, 48, 60, 120,
    ])
  })
  test('ESC @ puts everything back', () => {
    const settings = raw(GS, '!', 0x11, ESC, 'a', 1, ESC, 'E', 1, GS, 'B', 1, GS, 'L', 24, 0, ESC, '3', 90, ESC, '{', 1)
    expect(read(settings, ESC, '@', 'A\n').lines).toEqual(readPaper(raw('A\n'), wide).lines)
  })
  test('ESC R 15 puts ¥ in the place of the dollar', () => {
    expect(paperText(read(ESC, 'R', 15, '$5\n'))).toBe('¥5\n')
  })
  test('tabs and positions leave gaps', () => {
    expect(paperText(read('a\tb', ESC, '$', 240, 0, 'c\n'))).toBe('a       b           c\n')
  })
})

describe('a line wider than the paper', () => {
  test('goes on in the next line, and is an error', () => {
    const paper = readPaper(raw(begin, '一'.repeat(17), LF), narrow)
    expect(paperText(paper)).toBe(`${'一'.repeat(16)}\n一\n`)
    expect(paper.errors).toEqual([{ code: 'too-wide', offset: 4 + 32, message: 'a line goes on past dot 384' }])
  })
  test('is one error however often it wraps, and exact fits are none', () => {
    expect(codes('x'.repeat(200), LF)).toEqual(['too-wide'])
    expect(codes('x'.repeat(48), LF, GS, '!', 0x10, 'x'.repeat(24), LF)).toEqual([])
    expect(codes(GS, 'W', 120, 0, 'x'.repeat(11), LF)).toEqual(['too-wide'])
  })
})

describe('QR and raster', () => {
  test('a QR holds its UTF-8 text, centred', () => {
    const paper = read(ESC, 'a', 1, qr('https://gudang.example/豆浆', 6), cut)
    const [picture] = paper.lines
    expect(picture).toMatchObject({ type: 'picture', kind: 'qr', scaleX: 6, text: 'https://gudang.example/豆浆' })
    if (picture?.type === 'picture') expect(picture.x).toBe((576 - picture.bitmap.width * 6) / 2)
    expect(paperText(paper)).toContain('[QR https://gudang.example/豆浆]\n')
    expect(paper.errors).toEqual([])
  })
  test('a QR that cannot be printed is an error', () => {
    expect(codes(GS, '(k', 3, 0, '1Q0')).toEqual(['qr'])
    expect(codes(qr('x'.repeat(2500)))).toEqual(['qr'])
    expect(codes(qr('x'.repeat(300), 16))).toEqual(['too-wide'])
    expect(codes(GS, '(k', 5, 0, '1P0', 0xff, 0xfe, GS, '(k', 3, 0, '1Q0')).toEqual(['qr'])
  })
  test('a raster is dots, twice as large by its mode', () => {
    const [picture] = read(GS, 'v0', 3, 1, 0, 2, 0, 0x81, 0x01).lines
    expect(picture).toMatchObject({ kind: 'raster', scaleX: 2, scaleY: 2, bitmap: { width: 8, height: 2 } })
    if (picture?.type === 'picture') expect([...picture.bitmap.dots].join('')).toBe('1000000100000001')
    expect(codes(GS, 'v0', 0, 80, 0, 1, 0, new Uint8Array(80))).toEqual(['too-wide'])
  })
})

describe('errors are kept with the paper', () => {
  test.each<[string, Parameters<typeof raw>, string]>([
    ['what cannot be decoded', [0x07], 'undecodable'],
    ['a cut through the last line', ['a', LF, GS, 'V', 0], 'cut'],
    ['a cut before the line is printed', ['a', cut], 'cut'],
    ['centring in the middle of a line', ['a', ESC, 'a', 1, LF], 'misplaced'],
    ['leaving Chinese in the middle of a line', ['a', FS, '.', LF], 'misplaced'],
    ['a QR in the middle of a line', ['a', qr('x')], 'misplaced'],
    ['ESC @ in the middle of a line', ['a', ESC, '@'], 'misplaced'],
    ['a line that never ends', ['a'], 'unprinted'],
    ['page mode', [ESC, 'L'], 'unsupported'],
    ['a symbol other than QR', [GS, '(k', 3, 0, '0', 67, 3], 'unsupported'],
  ])('%s', (_, parts, code) => {
    expect(codes(...parts)).toEqual([code])
  })
  test('what leaves no trace is none', () => {
    expect(codes(ESC, 'p', 0, 25, 250, ESC, 'B', 3, 3, 0, GS, 'r', 1, 0x10, 4, 1, ESC, 'a', 0)).toEqual([])
    expect(codes('a', LF, ESC, 'd', 3, GS, 'V', 0)).toEqual([])
  })
})

test('pieces of one strip are told apart in the text', () => {
  expect(paperText(readPaper(raw('a', LF, cut, 'b', LF, cut), narrow))).toBe(`a\n${'- '.repeat(16).trimEnd()}\nb\n`)
})
