import { PrinterTypes, ThermalPrinter } from 'node-thermal-printer'
import type { Size } from '../../shared/ticket/document.ts'
import type { LayoutLine } from '../../shared/ticket/layout-line.ts'
import type { Profile } from '../profiles/profile.ts'

type Align = Extract<LayoutLine, { type: 'text' }>['align']

/** One printer language's command bytes. Text, QR data, widths and pulses are not its business. */
export type Dialect = {
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

const types = { epson: PrinterTypes.EPSON } satisfies Record<Profile['dialect'], PrinterTypes>
const sizes = [1, 2] as const
const loaded = new Map<Profile['dialect'], Dialect>()

/** The dialect's table, read from node-thermal-printer the first time it is asked for. */
export function loadDialect(name: Profile['dialect']): Dialect {
  const known = loaded.get(name)
  if (known !== undefined) return known
  const dialect = readDialect(types[name])
  loaded.set(name, dialect)
  return dialect
}

/** What the library's typings forget. */
type Untyped = { initHardware(): void }

/** Each command is the buffer after one call of the library's public builder; the interface is never used. */
function readDialect(type: PrinterTypes): Dialect {
  const builder = new ThermalPrinter({ type, interface: 'tcp://0.0.0.0' }) as ThermalPrinter & Untyped
  const bytesOf = (call: () => void): Uint8Array => {
    builder.clear()
    call()
    return Uint8Array.from(builder.getBuffer())
  }
  // setTextSize(a, b) sends GS ! ab, and the byte's high half is the width, so the first argument, there called height,
  // is the width; both count from 0.
  const bySize = sizes.map(width => sizes.map(height => bytesOf(() => builder.setTextSize(width - 1, height - 1))))
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
