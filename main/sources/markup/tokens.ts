import type { ContentKind, Dialect, Tag } from './tag.ts'

// Markup into tokens. Nothing is an error: what is no tag of this dialect is text, as the vendors' own clouds have it, and
// every look ahead is bounded, so that a body of nothing but half tags costs no more than any other.

export type Token =
  | { type: 'text'; text: string }
  /** `hard`: a tag said so */
  | { type: 'newline'; hard: boolean }
  | { type: 'open'; name: string; tag: Extract<Tag, { is: 'style' | 'align' }> }
  | { type: 'close'; name: string; tag: Extract<Tag, { is: 'style' | 'align' }> }
  | { type: 'content'; of: ContentKind; text: string }
  | { type: 'act'; is: 'tab' | 'cut' | 'logo' | 'drawer' }

/** Names have at most so many characters, attributes (`<QRCODE s=6 e=L l=center>`) so many more. */
const tagText = /<(\/?)([A-Za-z][A-Za-z0-9_-]{0,15})(?:\s[^<>]{0,120})?\s?\/?>/g

export function tokenise(markup: string, dialect: Dialect): Token[] {
  const tokens: Token[] = []
  const closings = lastClosings(markup)
  let at = 0
  /** a tag has just ended the line: the line feed behind it is the template's, and means the same */
  let isEnded = false
  tagText.lastIndex = 0
  for (let found = tagText.exec(markup); found !== null; found = tagText.exec(markup)) {
    const [whole, slash, given = ''] = found
    const name = given.toLowerCase()
    const tag = dialect.tags.get(name)
    if (tag === undefined) {
      // Its angle bracket is text; what follows may still be a tag.
      tagText.lastIndex = found.index + 1
      continue
    }
    pushText(markup.slice(at, found.index))
    at = found.index + whole.length
    if (tag.is === 'content') {
      const isOpening = slash === '' && (closings.get(name) ?? -1) >= at
      const end = isOpening ? closingAfter(markup, name, at) : null
      if (end !== null) {
        tokens.push({ type: 'content', of: tag.of, text: markup.slice(at, end.from) })
        at = end.to
      } else if (slash === '' && name === 'br') pushHard()
    } else if (tag.is === 'style' || tag.is === 'align') {
      tokens.push({ type: slash === '' ? 'open' : 'close', name, tag })
    } else if (slash === '' && tag.is === 'newline') pushHard()
    else if (slash === '' && tag.is !== 'newline' && tag.is !== 'silent') tokens.push({ type: 'act', is: tag.is })
    tagText.lastIndex = at
  }
  pushText(markup.slice(at))
  return tokens

  function pushText(text: string): void {
    for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
      if (index > 0) {
        if (!isEnded) tokens.push({ type: 'newline', hard: false })
        isEnded = false
      }
      if (line !== '') {
        tokens.push({ type: 'text', text: line })
        isEnded = false
      }
    }
  }

  function pushHard(): void {
    tokens.push({ type: 'newline', hard: true })
    isEnded = true
  }
}

/** Where the last closing tag of each name begins: behind it there is no need to look for one. */
function lastClosings(markup: string): Map<string, number> {
  const closings = new Map<string, number>()
  for (const found of markup.matchAll(/<\/([A-Za-z][A-Za-z0-9_-]{0,15})\s?>/g)) {
    closings.set((found[1] ?? '').toLowerCase(), found.index)
  }
  return closings
}

function closingAfter(markup: string, name: string, at: number): { from: number; to: number } | null {
  const closing = new RegExp(`</${name}\\s?>`, 'gi')
  closing.lastIndex = at
  const found = closing.exec(markup)
  return found === null ? null : { from: found.index, to: found.index + found[0].length }
}
