import { cells } from './cell-width.ts'

const opening = '（【「『《〈〔［｛“‘'
const closing = '，。、；：？！）】」』》〉〕］｝”’…·％℃,.;:?!)\\]}%'
/** ASCII, and the pieces of drawn words (drawn-text.ts). */
const letter = '[!-~\\u{100000}-\\u{10fffd}]'
/**
 * Spaces, or what stays on one line where it can: a word, one `[?]` or one wide character, with the opening marks before
 * it and the closing marks after it, so that no line begins with ，or ends with （.
 */
const unit = new RegExp(` +|([${opening}]*)(\\[\\?\\]|(?:(?!\\[\\?\\])${letter})+|[^ ])([${closing}]*)`, 'gu')

/**
 * Lines of at most `width` cells (2 or more). Breaks between wide characters, and between words; a word wider than a
 * line breaks anywhere. Spaces at a break go; nothing else is lost. Blank text has no lines.
 */
export function wrapText(text: string, width: number): string[] {
  if (cells(text) <= width) {
    const line = text.replace(/ +$/, '')
    return line === '' ? [] : [line]
  }
  const lines: string[] = []
  let line = ''
  let used = 0
  let gap = ''

  const put = (piece: string, size: number) => {
    if (used > 0 && used + gap.length + size > width) {
      lines.push(line)
      line = ''
      used = 0
      gap = ''
    }
    if (used + gap.length + size > width) gap = ''
    line += gap + piece
    used += gap.length + size
    gap = ''
  }
  const putEach = (piece: string) => {
    for (const character of piece) put(character, cells(character))
  }

  for (const [whole, before = '', base, after = ''] of text.matchAll(unit)) {
    if (base === undefined) gap = whole
    else if (cells(whole) <= width) put(whole, cells(whole))
    else {
      putEach(before)
      if (cells(base) <= width) put(base, cells(base))
      else putEach(base)
      putEach(after)
    }
  }
  if (used > 0) lines.push(line)
  return lines
}
