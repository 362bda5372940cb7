import { isPiece, pieceCells } from './drawn-text.ts'

// A GBK printer prints ASCII in one cell and every two-byte pair in two, so East-Asian ambiguous characters
// (× → … ①) take two cells as well. What is no GBK at all never gets here: the driver's `legible` replaced it.

export function cells(text: string): number {
  let sum = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit >= 0x20 && unit <= 0x7e) sum += 1
    else if (unit < 0xd800 || unit > 0xdbff) sum += 2
    else {
      const codePoint = text.codePointAt(at) ?? 0
      sum += isPiece(codePoint) ? pieceCells(codePoint) : 2
      if (codePoint > 0xffff) at++
    }
  }
  return sum
}

/** The longest beginning of `text` that fits into `n` cells. Never half a character. */
export function takeCells(text: string, n: number): string {
  let used = 0
  let end = 0
  for (const character of text) {
    used += cells(character)
    if (used > n) break
    end += character.length
  }
  return text.slice(0, end)
}
