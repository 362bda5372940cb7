import type { Size } from '../../shared/ticket/document.ts'
import type { DrawnRun, LayoutLine, Run, RunStyle } from '../../shared/ticket/layout-line.ts'
import type { Profile } from '../profiles/profile.ts'
import { type ByteWriter, createByteWriter } from './byte-writer.ts'
import { loadDialect } from './dialect.ts'
import { EncodeError } from './encode-error.ts'
import { qrCode } from './qr-code.ts'

/** Columns of dots, three bytes each, the highest bit on top, for all cells of the run. */
export type ColumnsOf = (run: DrawnRun) => Uint8Array

/** A ticket's lines as a printer's bytes. Throws EncodeError for what cannot be said in them. */
export type Encoder = {
  /** `columnsOf` is needed where there are drawn runs. */
  encode(lines: readonly LayoutLine[], columnsOf?: ColumnsOf): Uint8Array
}

/** FS &: Chinese on. Sent once, at the start of a line: SPRT POS76-II switches only from the next line. */
const chineseOn = [0x1c, 0x26]
/** FS ! n: 04 double width, 08 double height. Printers whose GS ! is for ASCII alone need both. */
const chineseSize = ({ width, height }: Size) => [0x1c, 0x21, (width === 2 ? 4 : 0) | (height === 2 ? 8 : 0)]
/** ESC d n; a measured clone feeds at most 4 lines at once. */
const feedLines = (lines: number) => [0x1b, 0x64, lines]
const mostLinesPerFeed = 4
/** GS V 66 n: feeds the last line past the knife and n dots more (24 dots = 3 mm), cuts all but one point. */
const feedAndCut = [0x1d, 0x56, 66, 24]
/** No knife: the last line must pass the tear bar. */
const linesToTearBar = 4
const mostFeedLines = 255

/**
 * ESC * 33 nL nH d…: a bit image of 24 rows, dot for dot, at the place of the next character. Of all graphics commands
 * this is the one that goes into the print buffer, so a line of text can go on before and after it; GS v 0 wants an
 * empty buffer (Epson ESC/POS reference, both commands). It is 24 rows in any size: "not affected by print modes
 * (emphasized, double strike, underline, character size or white/black reverse printing)", and stands on the line's
 * baseline (Blue Bamboo P25 manual p21, Matrix T5 manual p27).
 */
const bitImage = (columns: number) => [0x1b, 0x2a, 33, columns & 0xff, columns >> 8]

type Style = RunStyle & { align: Extract<LayoutLine, { type: 'text' }>['align'] }
/** What ESC @ leaves behind. */
const initialStyle: Style = { align: 'left', size: { width: 1, height: 1 }, bold: false, reverse: false }

export function createEncoder(profile: Profile): Encoder {
  const dialect = loadDialect(profile.dialect)
  const writer = createByteWriter()
  return {
    encode(lines, columnsOf = noColumns) {
      writer.take() // what a line that threw left behind
      writer.put(dialect.init)
      writer.put(chineseOn)
      const style = createStyleSwitch(profile, writer)
      for (const line of lines) encodeLine(line, style, columnsOf)
      return writer.take()
    },
  }

  function encodeLine(line: LayoutLine, style: StyleSwitch, columnsOf: ColumnsOf): void {
    switch (line.type) {
      case 'text':
        style.align(line.align)
        putRuns(line.runs, style, columnsOf)
        writer.put(dialect.lineFeed)
        return
      case 'feed':
        feed(line.lines)
        return
      case 'qr':
        style.align('center')
        writer.put(qrCode(line.text, line.dots, profile.dots))
        return
      case 'cut':
        if (profile.cutter) writer.put(feedAndCut)
        else feed(linesToTearBar)
        return
    }
  }

  function putRuns(runs: readonly Run[], style: StyleSwitch, columnsOf: ColumnsOf): void {
    let cells = 0
    for (const run of runs) {
      if (run.text === '') continue
      if (run.drawn === undefined) {
        style.change(run)
        cells += writer.putText(run.text) * run.size.width
      } else {
        putColumns(columnsOf(run))
        cells += run.drawn.cells * run.size.width
      }
    }
    if (cells > profile.columns) throw new EncodeError('line-too-wide', `${cells} cells on ${profile.columns} columns`)
  }

  function putColumns(columns: Uint8Array): void {
    writer.put(bitImage(columns.length / 3))
    writer.put(columns)
  }

  function feed(lines: number): void {
    if (!(Number.isInteger(lines) && lines >= 0 && lines <= mostFeedLines)) {
      throw new EncodeError('out-of-range', `feed of ${lines} lines`)
    }
    for (let left = lines; left > 0; left -= mostLinesPerFeed) {
      if (left === 1) writer.put(dialect.lineFeed)
      else writer.put(feedLines(Math.min(left, mostLinesPerFeed)))
    }
  }
}

function noColumns(): never {
  throw new EncodeError('unprintable-text', 'text that is to be drawn, and nobody who draws')
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
        writer.put(chineseSize(to.size))
      }
      if (to.bold !== bold) writer.put(to.bold ? dialect.bold.on : dialect.bold.off)
      if (to.reverse !== reverse) writer.put(to.reverse ? dialect.reverse.on : dialect.reverse.off)
      ;({ size, bold, reverse } = to)
    },
  }
}
