import { PrinterTypes, ThermalPrinter } from 'node-thermal-printer'
import type { Size } from '../../shared/ticket/document.ts'
import type { LayoutLine } from '../../shared/ticket/layout-line.ts'
import type { Profile } from '../profiles/profile.ts'
import { qrCode, starQrCode } from './qr-code.ts'
import { rasterStrips, starBands } from './raster.ts'

type Align = Extract<LayoutLine, { type: 'text' }>['align']

/** One printer language's command bytes. Text, widths and pulses are not its business. */
export type Dialect = Table & Extras

/** What node-thermal-printer's tables have, in ESC/POS terms. */
type Table = {
  /** ESC @ */
  init: Uint8Array
  /** ESC a n, honoured at the start of a line only */
  align: Record<Align, Uint8Array>
  /** ESC E n */
  bold: { on: Uint8Array; off: Uint8Array }
  /** GS B n: white on black */
  reverse: { on: Uint8Array; off: Uint8Array }
  /** GS ! n: the size of single-byte characters (of all characters on some printers) */
  size(size: Size): Uint8Array
  lineFeed: Uint8Array
}

type Extras = {
  chineseOn: readonly number[]
  /** the size of Chinese characters, where it is set apart */
  chineseSize(size: Size): readonly number[]
  /** at most `mostLinesPerFeed` */
  feed(lines: number): readonly number[]
  cut: readonly number[]
  /** what goes before the columns of a bit image of 24 rows, three bytes a column, in a line of text */
  bitImage(columns: number): readonly number[]
  /** an image of its own, `stripRows` rows at once at the most; what follows touches it */
  raster: typeof rasterStrips
  /** moves on by 6 dots: text stands 24 high in lines of 30, an image would touch the next */
  gap: readonly number[]
  qrCode: typeof qrCode
  drawer(pulse: NonNullable<Profile['drawer']>): readonly number[]
  /** once, for a fifth to half a second */
  beep: readonly number[]
}

/** A measured clone feeds at most 4 lines at once. */
export const mostLinesPerFeed = 4

const epson: Extras = {
  // FS &: sent once, at the start of a line: SPRT POS76-II switches only from the next line.
  chineseOn: [0x1c, 0x26],
  // FS ! n: 04 double width, 08 double height. Printers whose GS ! is for ASCII alone need both.
  chineseSize: ({ width, height }) => [0x1c, 0x21, (width === 2 ? 4 : 0) | (height === 2 ? 8 : 0)],
  // ESC d n
  feed: lines => [0x1b, 0x64, lines],
  // GS V 66 n: feeds the last line past the knife and n dots more (24 dots = 3 mm), cuts all but one point
  cut: [0x1d, 0x56, 66, 24],
  // ESC * 33 nL nH: dot for dot, at the place of the next character. Of all graphics commands this is the one that goes
  // into the print buffer, so a line of text can go on before and after it; GS v 0 "is effective only when there is no
  // data in the print buffer" (Better BT-532C manual p27). It is 24 rows in any size: "not affected by print modes
  // (emphasized, double strike, underline, character size or white/black reverse printing)" (Blue Bamboo P25 p21), and
  // stands on the line's baseline (Matrix T5 p27).
  bitImage: columns => [0x1b, 0x2a, 33, columns & 0xff, columns >> 8],
  raster: rasterStrips,
  // ESC J n
  gap: [0x1b, 0x4a, 6],
  qrCode,
  // ESC p m t1 t2: pin 2 or 5, on for t1 × 2 ms, off for t2 × 2 ms
  drawer: ({ pin, onMs, offMs }) => [0x1b, 0x70, pin === 2 ? 0 : 1, pulseUnits(onMs, 2), pulseUnits(offMs, 2)],
  // ESC B n t: n times, t × 50 or 100 ms (makers differ)
  beep: [0x1b, 0x42, 1, 5],
}

/** Star Line Mode; its Chinese models read pairs of GB2312 without a switch (unverified). */
const star: Extras = {
  chineseOn: [],
  chineseSize: () => [],
  feed: lines => Array<number>(lines).fill(0x0a),
  // ESC d 3: feeds to the knife, cuts all but one point
  cut: [0x1b, 0x64, 3],
  // ESC X n1 n2: "fine density bit image", 8 dots/mm both ways, 24 dots high (STAR Line Mode Command Specifications 3-36)
  bitImage: columns => [0x1b, 0x58, columns & 0xff, columns >> 8],
  raster: starBands,
  // ESC J n: n / 4 mm
  gap: [0x1b, 0x4a, 3],
  qrCode: starQrCode,
  // ESC BEL n1 n2: on for n1 × 10 ms, off for n2 × 10 ms, 1–127 (STAR Line Mode Command Specifications 3-44); BEL drives
  // the first socket so, SUB the second for 200 ms
  drawer: ({ pin, onMs, offMs }) =>
    pin === 2 ? [0x1b, 0x07, pulseUnits(onMs, 10, 127), pulseUnits(offMs, 10, 127), 0x07] : [0x1a],
  beep: [],
}

function pulseUnits(ms: number, unitMs: number, most = 255): number {
  return Math.max(1, Math.min(Math.round(ms / unitMs), most))
}

const languages = {
  epson: { type: PrinterTypes.EPSON, extras: epson },
  star: { type: PrinterTypes.STAR, extras: star },
} satisfies Record<Profile['dialect'], { type: PrinterTypes; extras: Extras }>
const loaded = new Map<Profile['dialect'], Dialect>()

/** The dialect's table, read from node-thermal-printer the first time it is asked for. */
export function loadDialect(name: Profile['dialect']): Dialect {
  const known = loaded.get(name)
  if (known !== undefined) return known
  const { type, extras } = languages[name]
  const dialect = { ...readTable(type), ...extras }
  loaded.set(name, dialect)
  return dialect
}

/** What the library's typings forget. */
type Untyped = { initHardware(): void }

/** Each command is the buffer after one call of the library's public builder; the interface is never used. */
function readTable(type: PrinterTypes): Table {
  const builder = new ThermalPrinter({ type, interface: 'tcp://0.0.0.0' }) as ThermalPrinter & Untyped
  const bytesOf = (call: () => void): Uint8Array => {
    builder.clear()
    call()
    return Uint8Array.from(builder.getBuffer())
  }
  // setTextSize(a, b) sends GS ! ab, and the byte's high half is the width, so the first argument, there called height,
  // is the width; both count from 0. Star has no such command there, but one for each size.
  const sizes =
    type === PrinterTypes.STAR
      ? [
          [() => builder.setTextNormal(), () => builder.setTextDoubleHeight()],
          [() => builder.setTextDoubleWidth(), () => builder.setTextQuadArea()],
        ]
      : [0, 1].map(width => [0, 1].map(height => () => builder.setTextSize(width, height)))
  const bySize = sizes.map(byHeight => byHeight.map(bytesOf))
  return {
    init: bytesOf(() => builder.initHardware()),
    align: {
      left: bytesOf(() => builder.alignLeft()),
      center: bytesOf(() => builder.alignCenter()),
      right: bytesOf(() => builder.alignRight()),
    },
    bold: { on: bytesOf(() => builder.bold(true)), off: bytesOf(() => builder.bold(false)) },
    reverse: { on: bytesOf(() => builder.invert(true)), off: bytesOf(() => builder.invert(false)) },
    size: ({ width, height }) => bySize[width - 1]?.[height - 1] as Uint8Array,
    lineFeed: bytesOf(() => builder.newLine()),
  }
}
