import type { SentAs } from '../../shared/ticket/document.ts'
import type { LayoutLine, Run, RunStyle } from '../../shared/ticket/layout-line.ts'
import type { Raster } from '../../shared/ticket/raster.ts'
import type { Profile } from '../profiles/profile.ts'
import { type ByteWriter, createByteWriter } from './byte-writer.ts'
import { loadDialect, mostLinesPerFeed } from './dialect.ts'
import { EncodeError } from './encode-error.ts'
import { qrRaster } from './qr-code.ts'
import { type ColumnsOf, centred, lineCells, lineRaster } from './raster.ts'

/** A ticket's lines as a printer's bytes. Throws EncodeError for what cannot be said in them. */
export type Encoder = {
  /** `columnsOf` gives the dots of what is drawn; without it nothing is, and all runs must be text. */
  encode(lines: readonly LayoutLine[], columnsOf?: ColumnsOf): Uint8Array
}

/** No knife: the last line must pass the tear bar. */
const linesToTearBar = 4
const mostFeedLines = 255
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
      const asksForChinese = lines.some(line => line.type === 'text' && line.as === 'own')
      if (profile.chinese === 'gbk' || asksForChinese) writer.put(dialect.chineseOn)
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
        if ((line.as ?? own(profile.qr === 'native')) === 'image')
          putRaster(qrRaster(line.text, line.dots, profile.dots), style)
        else {
          style.align('center')
          writer.put(dialect.qrCode(line.text, line.dots, profile.dots))
        }
        return
      case 'image':
        putImage(line.raster, style)
        return
      case 'raw':
        putForeign(line.hex, style)
        return
      case 'drawer':
        if (profile.drawer !== null) writer.put(dialect.drawer(profile.drawer))
        return
      case 'beep':
        if (profile.buzzer !== null) writer.put(dialect.beep)
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
      if (raster.rows === lowestLine) writer.put(dialect.gap)
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

  function isDrawnWhole({ runs, as }: TextLine): boolean {
    if ((as ?? own(profile.chinese === 'gbk')) === 'image') return true
    return profile.drawing === 'whole-line' && runs.some(run => run.drawn !== undefined)
  }

  /** They were checked when they came (foreign-stream.ts), and begin in plain style; behind them only a cut follows. */
  function putForeign(hex: string, style: StyleSwitch): void {
    if (profile.dialect !== 'epson' || profile.chinese !== 'gbk') {
      throw new EncodeError('other-language', 'foreign ESC/POS bytes')
    }
    style.align(initialStyle.align)
    style.change(initialStyle)
    writer.put(Buffer.from(hex, 'hex'))
  }

  function putImage(raster: Raster, style: StyleSwitch): void {
    const { bytesPerRow } = raster
    if (bytesPerRow * 8 > profile.dots) {
      throw new EncodeError('out-of-range', `an image of ${bytesPerRow * 8} dots on ${profile.dots}`)
    }
    putRaster(centred(raster, profile.dots), style)
    writer.put(dialect.gap)
  }

  /** Its own lines hold its place on the paper, so it is sent from the left edge. */
  function putRaster(raster: Raster, style: StyleSwitch): void {
    style.align('left')
    for (const bytes of dialect.raster(raster, profile.stripRows)) writer.put(bytes)
  }

  function putBitImage(run: DrawnRun, columnsOf: ColumnsOf | undefined): void {
    if (columnsOf === undefined) throw new EncodeError('unprintable-text', 'a drawn run, and nobody who draws')
    const columns = columnsOf(inOneHeight(run), 1)
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

type DrawnRun = Extract<Run, { drawn: object }>

/**
 * Bit images are 24 rows high also beside text of double height, which stays text (contract §9). There a picture keeps
 * its shape, in the middle of its cells: drawn out sideways it would be hard to read.
 */
function inOneHeight(run: DrawnRun): DrawnRun {
  const { width, height } = run.size
  if (height === 1) return run
  return { ...run, size: { width: 1, height: 1 }, drawn: { ...run.drawn, cells: run.drawn.cells * width } }
}

function own(can: boolean): SentAs {
  return can ? 'own' : 'image'
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
