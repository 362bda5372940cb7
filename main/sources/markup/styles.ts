import type { Size } from '../../../shared/ticket/document.ts'
import type { Token } from './tokens.ts'

/** What holds at a place of the markup. */
export type Style = { size: Size; bold: boolean; align: 'left' | 'center' | 'right' }

/** From token `from` (its opening tag) up to token `until`. */
type Range = { from: number; until: number; tag: Extract<Token, { type: 'open' }>['tag'] }

/**
 * Which tags hold where. Real tickets are often malformed (the vendor's own sample has `<B>…<B><BR>`), so the next tag of
 * the same name decides: a closing one ends it; an opening one on the same line is taken for the closing one that was
 * meant; one that is never closed ends with its line, or, if it is an alignment, where the next one begins.
 */
export function styleAt(tokens: readonly Token[]): (index: number) => Style {
  const ranges = findRanges(tokens)
  const starting = new Map<number, Range>(ranges.map(range => [range.from, range]))
  let active: Range[] = []
  let at = -1
  return index => {
    for (; at < index; at += 1) {
      const begins = starting.get(at + 1)
      if (begins !== undefined) active.push(begins)
    }
    active = active.filter(range => range.until > index)
    return fold(active)
  }
}

function fold(active: readonly Range[]): Style {
  const style: Style = { size: { width: 1, height: 1 }, bold: false, align: 'left' }
  for (const { tag } of active) {
    if (tag.size !== undefined) style.size = isNormal(tag.size) ? tag.size : union(style.size, tag.size)
    if (tag.is === 'align') style.align = tag.align
    else if (tag.bold === true) style.bold = true
  }
  return style
}

function isNormal({ width, height }: Size): boolean {
  return width === 1 && height === 1
}

/** Taller within wider is both. */
function union(a: Size, b: Size): Size {
  return { width: a.width === 2 ? 2 : b.width, height: a.height === 2 ? 2 : b.height }
}

function findRanges(tokens: readonly Token[]): Range[] {
  const ranges: Range[] = []
  /** by name: the next tag of that name behind the token that is looked at, going backwards */
  const nextOfName = new Map<string, number>()
  let nextNewline = tokens.length
  let nextAlign = tokens.length
  const opens: { index: number; next: number | undefined; newline: number; align: number }[] = []
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    const token = tokens[index]
    if (token?.type === 'newline') nextNewline = index
    if (token?.type !== 'open' && token?.type !== 'close') continue
    if (token.type === 'open') {
      opens.push({ index, next: nextOfName.get(token.name), newline: nextNewline, align: nextAlign })
      if (token.tag.is === 'align') nextAlign = index
    }
    nextOfName.set(token.name, index)
  }
  const consumed = new Set<number>()
  for (const { index, next, newline, align } of opens.reverse()) {
    const token = tokens[index]
    if (token?.type !== 'open' || consumed.has(index)) continue
    const closing = next === undefined ? undefined : tokens[next]
    const isMeantAsClosing = closing?.type === 'open' && next !== undefined && next < newline
    if (isMeantAsClosing) consumed.add(next)
    const isClosed = closing?.type === 'close' || isMeantAsClosing
    const loose = token.tag.is === 'align' ? align : newline
    ranges.push({ from: index, until: isClosed && next !== undefined ? next : loose, tag: token.tag })
  }
  return ranges
}
