import type { LayoutLine, Run, RunStyle } from '../../shared/ticket/layout-line.ts'
import type { Profile } from '../profiles/profile.ts'
import { type ByteWriter, createByteWriter } from './byte-writer.ts'
import { loadDialect, mostLinesPerFeed } from './dialect.ts'
import { EncodeError } from './encode-error.ts'
import { qrRaster } from './qr-code.ts'
import { type ColumnsOf, lineCells, lineRaster, type Raster, rasterStrips } from './raster.ts'

/** A ticket's lines as a printer's bytes. Throws EncodeError for what cannot be said in them. */
export type Encoder = {
  /** `columnsOf` gives the dots of what is drawn; without it nothing is, and all runs must be text. */
  encode(lines: readonly LayoutLine[], columnsOf?: ColumnsOf): Uint8Array
}

/** No knife: the last line must pass the tear bar. */
const linesToTearBar = 4
const mostFeedLines = 255
/** ESC J n: prints, and moves on by n dots. Text stands 24 high in lines of 30, an image would touch the next. */
const gapAfterImage = [0x1b, 0x4a, 6]
const lowestLine = 24

type TextLine = Extract<LayoutLine, { type: 'text' }>
type Style = RunStyle & { align: TextLine['align'] }
/** What ESC @ leaves behind. */
const initialStyle: Style = { align: 'left', size: { width: 1, height: 1 }, bold: false, reverse: false }

export function createEncoder(profile: Profile): Encoder {
  const dialect = loadDialect(profile.dialect)
  const writer = createByteWriter()
  return {
    encode(lines, columnsOf) {
      writer.take() // what a line that threw left behind
      writer.put(dialect.init)
      if (profile.chinese === 'gbk') writer.put(dialect.chineseOn)
      const style = createStyleSwitch(profile, writer)
      for (const line of lines) encodeLine(line, style, columnsOf)
      return writer.take()
    },
  }

  function encodeLine(line: LayoutLine, style: StyleSwitch, columnsOf: ColumnsOf | undefined): void {
    switch (line.type) {
      case 'text':
        encodeText(line, style, columnsOf)
        return
      case 'feed':
        feed(line.lines)
        return
      case 'qr':
        if (profile.qr === 'raster') putRaster(qrRaster(line.text, line.dots, profile.dots), style)
        else {
          style.align('center')
          writer.put(dialect.qrCode(line.text, line.dots, profile.dots))
        }
        return
      case 'cut':
        if (profile.cutter) writer.put(dialect.cut)
        else feed(linesToTearBar)
        return
    }
  }

  function encodeText(line: TextLine, style: StyleSwitch, columnsOf: ColumnsOf | undefined): void {
    const wide = lineCells(line.runs)
    if (wide > profile.columns) throw new EncodeError('line-too-wide', `${wide} cells on ${profile.columns} columns`)
    if (columnsOf !== undefined && isDrawnWhole(line)) {
      const raster = lineRaster(line, profile.dots, columnsOf)
      putRaster(raster, style)
      if (raster.rows === lowestLine) writer.put(gapAfterImage)
      return
    }
    style.align(line.align)
    for (const run of line.runs) {
      if (run.drawn !== undefined) putBitImage(run, columnsOf)
      else if (run.text !== '') {
        style.change(run)
        writer.putText(run.text)
      }
    }
    writer.put(dialect.lineFeed)
  }

  function isDrawnWhole({ runs }: TextLine): boolean {
    if (profile.chinese === 'none') return true
    return profile.drawing === 'whole-line' && runs.some(run => run.drawn !== undefined)
  }

  /** Its own lines hold its place on the paper, so it is sent from the left edge. */
  function putRaster(raster: Raster, style: StyleSwitch): void {
    style.align('left')
    for (const bytes of rasterStrips(raster, profile.stripRows)) writer.put(bytes)
  }

  function putBitImage(run: Run, columnsOf: ColumnsOf | undefined): void {
    if (columnsOf === undefined) throw new EncodeError('unprintable-text', 'a drawn run, and nobody who draws')
    const columns = columnsOf(run, 1)
    writer.put(dialect.bitImage(columns.length / 3))
    writer.put(columns)
  }

  function feed(lines: number): void {
    if (!(Number.isInteger(lines) && lines >= 0 && lines <= mostFeedLines)) {
      throw new EncodeError('out-of-range', `feed of ${lines} lines`)
    }
    for (let left = lines; left > 0; left -= mostLinesPerFeed) {
      if (left === 1) writer.put(dialect.lineFeed)
      else writer.put(dialect.feed(Math.min(left, mostLinesPerFeed)))
    }
  }
}

type StyleSwitch = { align(to: Style['align']): void; change(to: RunStyle): void }

/** Remembers the printer's style and sends only what changes. */
function createStyleSwitch(profile: Profile, writer: ByteWriter): StyleSwitch {
  const dialect = loadDialect(profile.dialect)
  let { align, size, bold, reverse } = initialStyle
  return {
    align(to) {
      if (to !== align) writer.put(dialect.align[to])
      align = to
    },
    change(to) {
      if (to.size.width !== size.width || to.size.height !== size.height) {
        writer.put(dialect.size(to.size))
        if (profile.chinese === 'gbk') writer.put(dialect.chineseSize(to.size))
      }
      if (to.bold !== bold) writer.put(to.bold ? dialect.bold.on : dialect.bold.off)
      if (to.reverse !== reverse) writer.put(to.reverse ? dialect.reverse.on : dialect.reverse.off)
      ;({ size, bold, reverse } = to)
    },
  }
}
