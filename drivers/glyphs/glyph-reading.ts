import { cells } from '../../shared/ticket/cell-width.ts'
import { type DrawnPiece, mostPieces, pieceCharacter, pieceIndex } from '../../shared/ticket/drawn-text.ts'
import type { Paper } from '../../shared/ticket/layout.ts'
import type { Run } from '../../shared/ticket/layout-line.ts'
import { partlyLegible, placeholder, readable } from '../escpos/gbk-text.ts'
import type { ColumnsOf } from '../escpos/raster.ts'
import {
  bytesPerColumn,
  dotsPerCell,
  type GlyphAnswer,
  type GlyphOrder,
  type GlyphPiece,
  type GlyphRun,
} from './glyph.ts'
import { createRecent, type Recent } from './recent.ts'

/** What was drawn before, for all tickets of all printers. */
export type GlyphMemory = { words: Recent<(GlyphPiece | null)[]>; runs: Recent<Uint8Array> }

/** Some 100 bytes for a character, 1 KB for a long phrase: two megabytes at the most. */
const rememberedRuns = 2000
const rememberedWords = 4000

export function createGlyphMemory(): GlyphMemory {
  return { words: createRecent(rememberedWords), runs: createRecent(rememberedRuns) }
}

/**
 * One document on its way to bytes. Layout and encoder ask it as if all were known; what was not is noted, and when it
 * has been learned the document is laid out anew. So both stay pure, and most tickets never wait.
 */
export type GlyphReading = Pick<Required<Paper>, 'legible' | 'pieceOf'> & {
  /** blank where the dots are not known yet */
  columnsOf: ColumnsOf
  /** What was asked for since the last call and is not known. Null: the bytes are good. */
  takeMissing(): GlyphOrder | null
  learn(order: GlyphOrder, answer: GlyphAnswer): void
}

export function openReading(memory: GlyphMemory): GlyphReading {
  const pieces: DrawnPiece[] = []
  /** what stands for a word in the laid-out text, by its letters */
  const known = new Map<string, string>()
  const columns = new Map<string, Uint8Array>()
  const missingWords = new Map<string, string[]>()
  const missingRuns = new Map<string, GlyphRun>()

  function standIn(clusters: string[]): string {
    const word = clusters.join('')
    const before = known.get(word)
    if (before !== undefined) return before
    const remembered = memory.words.get(word)
    if (remembered !== undefined) return learnWord(word, remembered)
    missingWords.set(word, clusters)
    return clusters.map(partlyLegible).join('')
  }

  function learnWord(word: string, drawn: readonly (GlyphPiece | null)[]): string {
    // Only what stands alone has characters of the printer's own in it: 乙 with an accent, a digit in a box.
    const lacking = drawn.length === 1 ? partlyLegible(word) : placeholder
    const text = drawn
      .map(piece => {
        if (piece === null || pieces.length >= mostPieces) return lacking
        pieces.push(piece)
        return pieceCharacter(pieces.length - 1, piece.cells, piece.isPartOfWord)
      })
      .join('')
    known.set(word, text)
    return text
  }

  return {
    legible: text => readable(text, standIn),
    pieceOf(character) {
      const piece = pieces[pieceIndex(character)]
      if (piece === undefined) throw new Error('a private character of another document')
      return piece
    },
    columnsOf(laidOut, height) {
      const run = glyphRun(laidOut, height)
      const key = runKey(run)
      const drawnBefore = columns.get(key) ?? memory.runs.get(key)
      if (drawnBefore !== undefined) return drawnBefore
      missingRuns.set(key, run)
      return new Uint8Array(run.cells * run.width * dotsPerCell * bytesPerColumn * height)
    },
    takeMissing() {
      const taken = { words: [...missingWords.values()], runs: [...missingRuns.values()] }
      missingWords.clear()
      missingRuns.clear()
      return taken.words.length + taken.runs.length === 0 ? null : taken
    },
    learn(order, answer) {
      order.words.forEach((clusters, n) => {
        const drawn = answer.words[n] ?? clusters.map(() => null)
        const word = clusters.join('')
        memory.words.set(word, drawn)
        if (!known.has(word)) learnWord(word, drawn)
      })
      order.runs.forEach((run, n) => {
        const drawn = answer.runs[n]
        if (drawn === undefined) return
        memory.runs.set(runKey(run), drawn)
        columns.set(runKey(run), drawn)
      })
    },
  }
}

function glyphRun({ text, drawn, size, bold, reverse }: Run, height: 1 | 2): GlyphRun {
  const inCells = drawn === undefined
  const place = drawn ?? { cells: cells(text), rightToLeft: false }
  return { text, ...place, inCells, width: size.width, height, bold, reverse }
}

function runKey({ text, cells, rightToLeft, inCells, width, height, bold, reverse }: GlyphRun): string {
  const style = [inCells && 'cells', rightToLeft && 'rtl', bold && 'bold', reverse && 'reverse'].filter(Boolean)
  return `${cells} ${width}x${height} ${style.join()} ${text}`
}
