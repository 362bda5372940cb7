// A GBK printer prints ASCII in one cell and every two-byte pair in two, so East-Asian ambiguous characters
// (× → … ①) take two cells as well. What is no GBK at all never gets here: the encoder's `legible` replaced it.

export function cells(text: string): number {
  let sum = 0
  for (const character of text) sum += isAscii(character) ? 1 : 2
  return sum
}

/** The longest beginning of `text` that fits into `n` cells. Never half a character. */
export function takeCells(text: string, n: number): string {
  let used = 0
  let end = 0
  for (const character of text) {
    used += isAscii(character) ? 1 : 2
    if (used > n) break
    end += character.length
  }
  return text.slice(0, end)
}

function isAscii(character: string): boolean {
  return character >= ' ' && character <= '~'
}
