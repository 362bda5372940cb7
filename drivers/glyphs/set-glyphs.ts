import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import { cells } from '../../shared/ticket/cell-width.ts'
import { mostPieceCells } from '../../shared/ticket/drawn-text.ts'
import { cellFont, type Fitted, type Font, fitFonts } from './fonts.ts'
import {
  bytesPerColumn,
  dotsPerCell,
  type GlyphAnswer,
  type GlyphOrder,
  type GlyphPiece,
  type GlyphRun,
} from './glyph.ts'

// Runs in the child only: words into pieces of whole cells, runs into dots.

/** of one height */
const rows = 24
/** How much of a dot must be covered for it to be black. Thin strokes at this size cover little. */
const inkAt = 90
/** A hair over a cell's edge is squeezed rather than given another cell. */
const overlap = 1.5
/** Hebrew, Arabic and their neighbours, presentation forms, and the scripts of the right-to-left planes. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u
/** Thai, Lao, Myanmar, Khmer set no spaces between words, so a line may break between any two. */
const withoutSpaces = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]/
const words = new Intl.Segmenter(undefined, { granularity: 'word' })

const scratch = createCanvas(1, 1).getContext('2d')

export function setGlyphs(order: GlyphOrder): GlyphAnswer {
  return { words: order.words.map(wordPieces), runs: order.runs.map(drawRun) }
}

function wordPieces(clusters: readonly string[]): (GlyphPiece | null)[] {
  if (clusters.length === 1) return clusters.map(cluster => measured(fitFonts(cluster), false))
  const breaks = new Set(Array.from(words.segment(clusters.join('')), ({ index }) => index))
  const pieces: (GlyphPiece | null)[] = []
  let at = 0
  for (const cluster of clusters) {
    const last = breaks.has(at) ? null : pieces.at(-1)
    const longer = last ? measured(fitFonts(last.text + cluster), last.isPartOfWord) : null
    if (longer !== null && longer.cells < mostPieceCells) pieces[pieces.length - 1] = longer
    else pieces.push(measured(fitFonts(cluster), !withoutSpaces.test(cluster)))
    at += cluster.length
  }
  return pieces
}

function measured(fitted: Fitted | null, isPartOfWord: boolean): GlyphPiece | null {
  if (fitted === null) return null
  const { text, fonts } = fitted
  scratch.font = fontOf(fonts)
  const wanted = Math.ceil((scratch.measureText(text).width - overlap) / dotsPerCell)
  const width = Math.max(1, Math.min(wanted, mostPieceCells))
  // An accented letter stays with the ASCII around it.
  const isLetter = isPartOfWord || (width === 1 && /^\p{L}/u.test(text) && !withoutSpaces.test(text))
  return { text, cells: width, rightToLeft: rightToLeft.test(text), isPartOfWord: isLetter }
}

function fontOf(fonts: readonly Font[]): string {
  return `${fonts[0]?.size}px ${fonts.map(font => `"${font.family}"`).join(', ')}`
}

function drawRun(run: GlyphRun): Uint8Array {
  const canvas = createCanvas(run.cells * dotsPerCell * run.width, rows * run.height)
  const ink = canvas.getContext('2d')
  ink.scale(run.width, run.height)
  if (run.inCells) {
    for (const character of run.text) {
      const room = cells(character) * dotsPerCell
      strike(ink, cellFont(character), run, room)
      ink.translate(room, 0)
    }
  } else strike(ink, fitFonts(run.text), run, run.cells * dotsPerCell)
  return columns(ink, canvas, run.reverse)
}

/** In the middle of its cells, one from right to left at their left; squeezed where it is wider or higher than they are. */
function strike(ink: SKRSContext2D, fitted: Fitted | null, { rightToLeft, bold }: GlyphRun, room: number): void {
  if (fitted === null) return
  ink.save()
  ink.font = fontOf(fitted.fonts)
  ink.direction = rightToLeft ? 'rtl' : 'ltr'
  ink.textAlign = 'left'
  const size = ink.measureText(fitted.text)
  const [above, below] = [size.actualBoundingBoxAscent, size.actualBoundingBoxDescent]
  const usable = room - (bold ? 1 : 0)
  const [scaleX, scaleY] = [Math.min(1, usable / size.width), Math.min(1, rows / (above + below))]
  const baseline = Math.max(above * scaleY, Math.min(rows - below * scaleY, fitted.fonts[0].baseline))
  // A phrase from right to left is narrower than the cells of its words; it begins where the line does.
  ink.translate(rightToLeft ? 0 : (usable - size.width * scaleX) / 2, baseline)
  ink.scale(scaleX, scaleY)
  ink.fillText(fitted.text, 0, 0)
  // Emphasis is a second strike, one dot to the right.
  if (bold) ink.fillText(fitted.text, 1, 0)
  ink.restore()
}

function columns(ink: SKRSContext2D, { width, height }: Canvas, reverse: boolean): Uint8Array {
  const { data } = ink.getImageData(0, 0, width, height)
  const perColumn = (height / rows) * bytesPerColumn
  const bytes = new Uint8Array(width * perColumn)
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      const isInk = (data[(y * width + x) * 4 + 3] ?? 0) >= inkAt
      const at = x * perColumn + (y >> 3)
      if (isInk !== reverse) bytes[at] = (bytes[at] ?? 0) | (0x80 >> (y & 7))
    }
  }
  return bytes
}
