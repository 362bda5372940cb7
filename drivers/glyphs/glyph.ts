// Text that the printer's own fonts lack is drawn from the bundled ones, in a child process, because fonts and canvas
// take a hundred megabytes. These are the words between the two.

/** A piece of a word as it will be drawn; `cells` of 12 dots. */
export type GlyphPiece = {
  text: string
  cells: number
  rightToLeft: boolean
  /** it belongs to one word with the pieces beside it */
  isPartOfWord: boolean
}

/** A run of a line that is to be drawn: `cells` × `width` × 12 dots wide, `height` × 24 high. */
export type GlyphRun = {
  text: string
  cells: number
  rightToLeft: boolean
  /** Each character stands in its own cells, as it would in the printer's fonts: one for ASCII, two for all else. */
  inCells: boolean
  width: 1 | 2
  height: 1 | 2
  bold: boolean
  reverse: boolean
}

export type GlyphOrder = {
  /** words, as clusters, that are to become pieces */
  words: string[][]
  runs: GlyphRun[]
}

/** In the order of the questions. */
export type GlyphAnswer = {
  /** null stands for a cluster that no bundled font has */
  words: (GlyphPiece | null)[][]
  /** columns of dots from left to right, three bytes for each height, the highest bit on top: as ESC * 33 wants them */
  runs: Uint8Array[]
}

/** Rejects where nothing can be drawn. */
export type DrawGlyphs = (order: GlyphOrder) => Promise<GlyphAnswer>

export const dotsPerCell = 12
export const bytesPerColumn = 3
