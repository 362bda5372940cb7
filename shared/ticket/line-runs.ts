import { cells } from './cell-width.ts'
import { type DrawnPiece, hasPieces } from './drawn-text.ts'
import type { Run, RunStyle } from './layout-line.ts'

type Part = { text: string; piece: DrawnPiece | null }

/** What may stand between two words of a phrase that is read from right to left; never more than one space. */
const betweenWords = /^(?! {2})[0-9!-/:-@[-`{-~ ，。、：；！？（）·×]+$/

/**
 * The runs of one laid-out line. Text stays text. A drawn piece is a run by itself, because its cells are its own; only
 * the words of a phrase from right to left are one run, for they follow each other from right to left too.
 */
export function lineRuns(
  line: string,
  style: RunStyle,
  pieceOf: (character: string) => DrawnPiece,
  room: number,
): Run[] {
  if (!hasPieces(line)) return [{ text: line, ...style }]
  const parts = joinPhrases(lineParts(line, pieceOf))
  return parts.map(({ text, piece }) => {
    if (piece === null) return { text, ...style }
    // Paper too narrow for a piece gets it squeezed.
    return { text, ...style, drawn: { cells: Math.min(piece.cells, room), rightToLeft: piece.rightToLeft } }
  })
}

function lineParts(line: string, pieceOf: (character: string) => DrawnPiece): Part[] {
  const parts: Part[] = []
  for (const character of line) {
    const last = parts.at(-1)
    if (hasPieces(character)) {
      const piece = pieceOf(character)
      parts.push({ text: piece.text, piece })
    } else if (last?.piece === null) last.text += character
    else parts.push({ text: character, piece: null })
  }
  return parts
}

function joinPhrases(parts: readonly Part[]): Part[] {
  const joined: Part[] = []
  for (const part of parts) {
    const [before, between] = [joined.at(-2), joined.at(-1)]
    if (part.piece?.rightToLeft && between?.piece?.rightToLeft) joined.splice(-1, 1, phrase([between, part]))
    else if (
      part.piece?.rightToLeft &&
      before?.piece?.rightToLeft &&
      between?.piece === null &&
      betweenWords.test(between.text)
    )
      joined.splice(-2, 2, phrase([before, between, part]))
    else joined.push(part)
  }
  return joined
}

function phrase(parts: readonly Part[]): Part {
  const text = parts.map(part => part.text).join('')
  const width = parts.reduce((sum, part) => sum + (part.piece?.cells ?? cells(part.text)), 0)
  return { text, piece: { text, cells: width, rightToLeft: true } }
}
