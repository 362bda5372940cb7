import fc from 'fast-check'
import { characterSet, ThermalPrinter, types } from 'node-thermal-printer'
import { describe, expect, it } from 'vitest'
import { loadDialect } from '../../../drivers/escpos/dialect.ts'
import { createEncoder } from '../../../drivers/escpos/encoder.ts'
import { encodeGbk, legible } from '../../../drivers/escpos/gbk-text.ts'
import type { Profile } from '../../../drivers/profiles/profile.ts'
import { findProfile } from '../../../drivers/profiles/profiles.ts'
import type { Size } from '../../../shared/ticket/document.ts'
import type { LayoutLine, Run } from '../../../shared/ticket/layout-line.ts'

const wide = findProfile('generic-80') as Profile
const narrow = findProfile('generic-58') as Profile
const plain: Size = { width: 1, height: 1 }
const run = (text: string, style: Partial<Run> = {}): Run => ({
  text,
  size: plain,
  bold: false,
  reverse: false,
  ...style,
})
const line = (align: 'left' | 'center' | 'right', ...runs: Run[]): LayoutLine => ({ type: 'text', align, runs })
const hex = (profile: Profile, ...lines: LayoutLine[]) =>
  Buffer.from(createEncoder(profile).encode(lines)).toString('hex')
const start = '1b401c26'

describe('createEncoder', () => {
  it('starts with ESC @ and FS &, once', () => {
    expect(hex(wide)).toBe(start)
    expect(hex(wide, line('left', run('豆浆 x1')), line('left', run('a')))).toBe(`${start}b6b9bdac2078310a610a`)
  })

  it('sends only what changes', () => {
    const big = { width: 2, height: 2 } as const
    const lines = [
      line('center', run('豆', { size: big, bold: true })),
      line('center', run('浆', { size: big, bold: true })),
      line('left', run('a', { size: { width: 1, height: 2 } }), run(''), run('b', { reverse: true })),
      line('left', run('c')),
    ]
    expect(hex(wide, ...lines)).toBe(
      [
        `${start}1b6101 1d2111 1c210c 1b4501 b6b9 0a bdac 0a`,
        '1b6100 1d2101 1c2108 1b4500 61 1d2100 1c2100 1d4201 62 0a 1d4200 63 0a',
      ]
        .join('')
        .replaceAll(' ', ''),
    )
  })

  it('feeds by at most four lines, cuts where there is a knife', () => {
    expect(hex(wide, { type: 'feed', lines: 9 }, { type: 'cut' })).toBe(`${start}1b64041b64040a1d564218`)
    expect(hex(narrow, { type: 'cut' })).toBe(`${start}1b6404`)
    expect(() => hex(wide, { type: 'feed', lines: -1 })).toThrow('feed of -1')
  })

  it('counts a QR code’s bytes, not its characters, and keeps it on the paper', () => {
    const bytes = hex(wide, { type: 'qr', text: 'http://豆', dots: 6 })
    expect(bytes).toContain(`1d286b0d0031503068${Buffer.from('ttp://豆').toString('hex')}`)
    expect(bytes).toContain('1d286b03003143061d286b03003145311d286b')
    // 2331 bytes make version 40, 177 modules: 3 dots each on 576, 2 on 384
    expect(hex(wide, { type: 'qr', text: 'x'.repeat(2331), dots: 8 })).toContain('1d286b0300314303')
    expect(hex(narrow, { type: 'qr', text: 'x'.repeat(2331), dots: 8 })).toContain('1d286b0300314302')
    expect(() => hex(wide, { type: 'qr', text: 'x'.repeat(2332), dots: 8 })).toThrow('2332 bytes')
    expect(() => hex(wide, { type: 'qr', text: 'x', dots: 0 })).toThrow('QR dots 0')
  })

  it('puts an image in the middle, in strips, and moves on', () => {
    const raster = { bytesPerRow: 2, rows: 3, data: Uint8Array.of(1, 2, 3, 4, 5, 6) }
    const row = (...bytes: number[]) => '00'.repeat(23) + Buffer.from(bytes).toString('hex')
    const narrowStrips = { ...narrow, stripRows: 2 }
    expect(hex(narrowStrips, { type: 'image', raster })).toBe(
      [start, `1d76300019000200${row(1, 2)}${row(3, 4)}`, `1d76300019000100${row(5, 6)}`, '1b4a06'].join(''),
    )
    const tooWide = { bytesPerRow: 49, rows: 1, data: new Uint8Array(49) }
    expect(() => hex(narrow, { type: 'image', raster: tooWide })).toThrow('392 dots on 384')
  })

  it('opens the drawer by the profile’s pulse, sounds the buzzer, and does nothing where there is none', () => {
    const both: LayoutLine[] = [{ type: 'drawer' }, { type: 'beep' }]
    expect(hex(wide, ...both)).toBe(`${start}1b7000197d1b420105`)
    const pulse = { pin: 5, onMs: 100, offMs: 1000 } as const
    expect(hex({ ...wide, drawer: pulse, buzzer: null }, ...both)).toBe(`${start}1b700132ff`)
    expect(hex({ ...wide, drawer: null, buzzer: null }, ...both)).toBe(start)
  })

  it('sends text its own way or as an image where the document says so, whatever the profile says', () => {
    const drawn = (profile: Profile, lines: LayoutLine[]) =>
      Buffer.from(
        createEncoder(profile).encode(lines, ({ text }) => new Uint8Array(text.length * 2 * 12 * 3).fill(0xff)),
      ).toString('hex')
    const own = { ...line('left', run('豆')), as: 'own' } as LayoutLine
    const image = { ...line('left', run('豆')), as: 'image' } as LayoutLine
    const none = findProfile('no-chinese-58') as Profile
    expect(drawn(none, [own])).toBe(`${start}b6b90a`)
    expect(drawn(none, [image])).toMatch(/^1b401d7630000300180/)
    expect(drawn(wide, [image])).toMatch(/^1b401c261d7630000300180(.*)1b4a06$/)
    const qr = (as: 'own' | 'image'): LayoutLine => ({ type: 'qr', text: 'x', dots: 4, as })
    expect(drawn(none, [qr('own')])).toContain('1d286b')
    expect(drawn(wide, [qr('image')])).not.toContain('1d286b')
  })

  it('speaks Star’s own language to a Star printer: image bands, drawer', () => {
    const star = findProfile('star-line') as Profile
    const raster = { bytesPerRow: 72, rows: 25, data: new Uint8Array(72 * 25).fill(0xff) }
    const [black, white] = ['ff'.repeat(72), '00'.repeat(72)]
    expect(hex(star, { type: 'image', raster }, { type: 'drawer' }, { type: 'beep' })).toBe(
      [
        '1b40',
        `1b301b6b4800${black.repeat(24)}0a1b6b4800${black}${white.repeat(23)}0a1b7a01`,
        '1b4a03',
        '1b07141407',
      ].join(''),
    )
  })

  it('refuses text that is not legible and lines that the printer would wrap, and recovers', () => {
    const encoder = createEncoder(narrow)
    expect(() => encoder.encode([line('left', run('🌶'))])).toThrow('U+1F336')
    expect(() => encoder.encode([line('left', run('x'.repeat(33)))])).toThrow('33 cells on 32')
    expect(() => encoder.encode([line('left', run('豆'.repeat(9), { size: { width: 2, height: 1 } }))])).toThrow(
      '36 cells',
    )
    expect(Buffer.from(encoder.encode([])).toString('hex')).toBe(start)
  })

  it('lets no text act as a command', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 8 }), text => {
        const shown = legible(text)
        const bytes = hex(wide, line('left', run(shown)))
        expect(bytes).toBe(`${start}${Buffer.from(encodeGbk(shown)).toString('hex')}0a`)
      }),
    )
  })

  it('needs at most 1.15 times the bytes of node-thermal-printer for a ticket of 20 lines', () => {
    const lines = ticketOf20Lines()
    expect(createEncoder(wide).encode(lines).length / theirs(lines).length).toBeLessThanOrEqual(1.15)
  })
})

describe('loadDialect', () => {
  it('is the library’s Epson table', () => {
    const dialect = loadDialect('epson')
    expect([...dialect.init]).toEqual([0x1b, 0x40])
    expect([...dialect.size({ width: 2, height: 1 })]).toEqual([0x1d, 0x21, 0x10])
    expect([...dialect.size({ width: 1, height: 2 })]).toEqual([0x1d, 0x21, 0x01])
    expect(loadDialect('epson')).toBe(dialect)
  })
})

function ticketOf20Lines(): LayoutLine[] {
  const dish = (name: string): LayoutLine =>
    line('left', run(name.padEnd(20, ' ').concat('x2'), { size: { width: 1, height: 2 } }))
  return [
    line('center', run('A012', { size: { width: 2, height: 2 } })),
    line('center', run('堂食 蒸档')),
    line('left', run('-'.repeat(48))),
    ...Array.from({ length: 7 }, (_, n) => [dish(`鲜肉包${n}`), line('left', run('  少辣 加葱'))]).flat(),
    line('left', run('-'.repeat(48))),
    line('left', run('下单 08:31:07 打印 08:31:09')),
    line('left', run('支付宝小程序 #0012')),
    { type: 'cut' },
  ]
}

/** The same text and sizes through the library, its own way. */
function theirs(lines: LayoutLine[]): Uint8Array {
  const printer = new ThermalPrinter({
    type: types.EPSON,
    interface: 'tcp://0.0.0.0',
    characterSet: characterSet.CHINA,
  })
  for (const item of lines) {
    if (item.type === 'cut') printer.cut()
    if (item.type !== 'text') continue
    if (item.align === 'center') printer.alignCenter()
    else printer.alignLeft()
    for (const { text, size } of item.runs) {
      printer.setTextSize(size.width - 1, size.height - 1)
      printer.print(text)
    }
    printer.newLine()
  }
  return printer.getBuffer()
}
