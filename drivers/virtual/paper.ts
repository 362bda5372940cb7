import type { Profile } from '../profiles/profile.ts'
import type { Bitmap } from './bitmap.ts'

// Paper as it comes out of a printer, measured in dots of 1/8 mm (203 dpi). x counts from the left of what is printable.

/** cells of 12 dots, and dots, that can be printed in one line; a Profile has them */
export type PaperWidth = {
  columns: number
  dots: number
  /** default: ESC/POS */
  dialect?: Profile['dialect']
}

/** Characters of one style that stand side by side, each in a cell of `pitch` dots. */
export type TextRun = {
  text: string
  x: number
  pitch: number
  /** 24 × 24 cells, otherwise ASCII in cells of 12 × 24 (font A) or 9 × 17 (font B) */
  chinese: boolean
  font: 'A' | 'B'
  /** how many times as wide and as high */
  width: number
  height: number
  bold: boolean
  reverse: boolean
  /** thickness in dots */
  underline: 0 | 1 | 2
}

/** A bit image (ESC *) among the characters of a line: 24 dots high, whatever their size. */
export type ImageRun = {
  x: number
  bitmap: Bitmap
  /** paper dots per dot of the bitmap */
  scaleX: number
  scaleY: number
}

export type Picture = {
  type: 'picture'
  kind: 'qr' | 'raster'
  x: number
  bitmap: Bitmap
  /** paper dots per dot of the bitmap */
  scaleX: number
  scaleY: number
  /** what a QR says; empty for rasters */
  text: string
}

export type PaperLine =
  /** `height` is all that the paper moves on, the characters stand at the bottom of the tallest one's cell */
  | { type: 'text'; runs: (TextRun | ImageRun)[]; height: number; upsideDown: boolean }
  | Picture
  /** `lines` is 0 where less or more than whole lines were fed */
  | { type: 'feed'; lines: number; height: number }
  | { type: 'cut'; partial: boolean }

export type PaperErrorCode =
  /** the decoder could not make sense of these bytes */
  | 'undecodable'
  /** text, picture or QR wider than the paper */
  | 'too-wide'
  /** a command that has no effect where it stands, or takes effect later than meant */
  | 'misplaced'
  /** known, and not shown by this printer */
  | 'unsupported'
  /** a QR without data, with too much, or not UTF-8 */
  | 'qr'
  /** the bytes end before the line does */
  | 'unprinted'
  /** the cut goes through what was just printed, or a line was still unprinted */
  | 'cut'
/** `offset` is where in the paper's own bytes. */
export type PaperError = { code: PaperErrorCode; offset: number; message: string }

export type Paper = PaperWidth & { lines: PaperLine[]; errors: PaperError[] }

/** What a drawn character says, its dots do not tell: each of its cells is this. */
const drawn = '▒'

/** A line of text per line of paper, without trailing spaces; a cut is shown only where paper follows it. */
export function paperText(paper: Paper): string {
  const last = paper.lines.findLastIndex(line => line.type !== 'cut')
  return paper.lines
    .slice(0, last + 1)
    .flatMap(line => lineText(line, paper))
    .map(text => `${text.trimEnd()}\n`)
    .join('')
}

function lineText(line: PaperLine, paper: PaperWidth): string[] {
  if (line.type === 'feed') return Array<string>(line.lines).fill('')
  if (line.type === 'cut') return ['- '.repeat(paper.columns / 2)]
  if (line.type === 'picture') {
    const what = line.kind === 'qr' ? `QR ${line.text}` : `${line.bitmap.width}×${line.bitmap.height}`
    return [`${indent(line.x)}[${what}]`]
  }
  let text = ''
  let end = 0
  for (const run of line.runs) {
    text += indent(run.x - end) + ('bitmap' in run ? drawn.repeat(Math.round((endOf(run) - run.x) / 12)) : run.text)
    end = endOf(run)
  }
  return [text]
}

export function endOf(run: TextRun | ImageRun): number {
  return run.x + ('bitmap' in run ? run.bitmap.width * run.scaleX : run.text.length * run.pitch)
}

export function cellHeight(run: TextRun | ImageRun): number {
  if ('bitmap' in run) return run.bitmap.height * run.scaleY
  return (run.chinese || run.font === 'A' ? 24 : 17) * run.height
}

/** the spaces of 12 dots that fill a gap */
function indent(dots: number): string {
  return ' '.repeat(Math.max(0, Math.floor(dots / 12)))
}
