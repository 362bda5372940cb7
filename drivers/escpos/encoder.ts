import type { Size } from '../../shared/ticket/document.ts'
import type { LayoutLine, Run } from '../../shared/ticket/layout-line.ts'
import type { Profile } from '../profiles/profile.ts'
import { type ByteWriter, createByteWriter } from './byte-writer.ts'
import { loadDialect } from './dialect.ts'
import { EncodeError } from './encode-error.ts'
import { qrCode } from './qr-code.ts'

/** A ticket's lines as a printer's bytes. Throws EncodeError for what cannot be said in them. */
export type Encoder = { encode(lines: readonly LayoutLine[]): Uint8Array }

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

type Style = Omit<Run, 'text'> & { align: Extract<LayoutLine, { type: 'text' }>['align'] }
/** What ESC @ leaves behind. */
const initialStyle: Style = { align: 'left', size: { width: 1, height: 1 }, bold: false, reverse: false }

export function createEncoder(profile: Profile): Encoder {
  const dialect = loadDialect(profile.dialect)
  const writer = createByteWriter()
  return {
    encode(lines) {
      writer.take() // what a line that threw left behind
      writer.put(dialect.init)
      writer.put(chineseOn)
      const style = createStyleSwitch(profile, writer)
      for (const line of lines) encodeLine(line, style)
      return writer.take()
    },
  }

  function encodeLine(line: LayoutLine, style: StyleSwitch): void {
    switch (line.type) {
      case 'text':
        style.align(line.align)
        putRuns(line.runs, style)
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

  function putRuns(runs: readonly Run[], style: StyleSwitch): void {
    let cells = 0
    for (const run of runs) {
      if (run.text === '') continue
      style.change(run)
      cells += writer.putText(run.text) * run.size.width
    }
    if (cells > profile.columns) throw new EncodeError('line-too-wide', `${cells} cells on ${profile.columns} columns`)
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

type StyleSwitch = { align(to: Style['align']): void; change(to: Omit<Run, 'text'>): void }

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
