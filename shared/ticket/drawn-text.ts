// Text that a printer's own fonts lack is drawn, and takes part in a line as a picture of whole cells. While a line is
// laid out, each piece of it is one private character that knows its width, so that measuring, wrapping and padding
// need no second way; afterwards it becomes a run of its own (line-runs.ts). Private-use characters of customers never
// get here: `legible` knows none.

/** A piece that is drawn at once and never broken: an emoji, a rare character, a word of Thai or Arabic. */
export type DrawnPiece = { text: string; cells: number; rightToLeft: boolean }

/** No piece is wider, so that it fits also at double width on the narrowest paper. Longer words come in pieces. */
export const mostPieceCells = 8
/** Pieces that one document may have; the last code points of a plane are no characters. */
export const mostPieces = 8190

// Plane 16: pieces of a word, which stays on one line like a word of ASCII. Plane 15: what a line may break around.
const wordPlane = 0x10_00_00
const plane = 0xf_00_00

/** The private character for the piece with this index: the lowest three bits are its width. */
export function pieceCharacter(index: number, cells: number, isPartOfWord: boolean): string {
  return String.fromCodePoint((isPartOfWord ? wordPlane : plane) | (index << 3) | (cells - 1))
}

export function pieceIndex(character: string): number {
  return ((character.codePointAt(0) ?? 0) & 0xffff) >> 3
}

/** High surrogates of planes 15 and 16. */
export function hasPieces(text: string): boolean {
  return /[\udb80-\udbff]/.test(text)
}

export function isPiece(codePoint: number): boolean {
  return codePoint >= plane
}

export function pieceCells(codePoint: number): number {
  return (codePoint & 7) + 1
}
