import type { SourceBlock } from '../../../shared/domain/ticket.ts'
import { cells, takeCells } from '../../../shared/ticket/cell-width.ts'
import type { Span } from '../../../shared/ticket/document.ts'
import { type Style, styleAt } from './styles.ts'
import type { Dialect } from './tag.ts'
import { big } from './tag.ts'
import { tokenise } from './tokens.ts'

export type ReadMarkup = {
  blocks: SourceBlock[]
  /** what can be read of it, line by line */
  text: string[]
  /** that the markup itself asks for; null: it says nothing */
  copies: number | null
}

/** Paper is not fed for ever because a template went wrong. */
const mostEmptyLines = 10
/** More than these bytes no symbol holds on any paper; it is printed as text then. */
const longestQr = 600
const qrDots = 6

/** Cells of 58 and 80 mm paper, the wider first. */
const papers = [48, 32]

/**
 * Templates count on a full line of signs (`--------`, `****商品****`) wrapping by itself; on wider paper than theirs what
 * follows would join it. What of the text is such a line; empty: it does not begin with one.
 */
function dividerOf(words: string): string {
  if (!/^([-*.=_~+#])\1{3}/.test(words)) return ''
  for (const columns of papers) {
    const line = takeCells(words, columns)
    const isWhole = cells(line) === columns && /^([-*.=_~+#])\1{3}.*\1{4}$/.test(line)
    if (isWhole && words[line.length] !== line[0]) return line
  }
  return ''
}

/** A reader needs four modules of white around a code (ISO/IEC 18004), and printers leave none. */
function withWhiteAroundSymbols(blocks: readonly SourceBlock[]): SourceBlock[] {
  const isSymbol = (block: SourceBlock | undefined) => block?.type === 'qr' || block?.type === 'barcode'
  const isWhite = (block: SourceBlock | undefined) =>
    block === undefined || block.type === 'feed' || block.type === 'cut'
  return blocks.flatMap((block, index): SourceBlock[] => {
    const before = blocks[index - 1]
    const touches = (isSymbol(block) && !isWhite(before)) || (isSymbol(before) && !isWhite(block))
    return touches ? [{ type: 'feed', lines: 1 }, block] : [block]
  })
}

/** A vendor's markup as blocks of a ticket; whatever it is, something comes of it. */
export function readMarkup(markup: string, dialect: Dialect): ReadMarkup {
  const tokens = tokenise(markup, dialect)
  const styleOf = styleAt(tokens)
  const blocks: SourceBlock[] = []
  const text: string[] = []
  let copies: number | null = null
  let spans: Span[] = []
  let align: Style['align'] = 'left'
  let used = 0
  /** an alignment ended: what follows on this line goes on the next */
  let isOver = false
  /** only tags stand on this line yet */
  let hasTags = false
  /** a block that ends its own line was the last thing */
  let isBehindBlock = false
  let empty = 0
  let isBigLine = false

  for (const [index, token] of tokens.entries()) {
    const style = styleOf(index)
    switch (token.type) {
      case 'text':
        put(token.text, style)
        break
      case 'newline':
        newline(token.hard)
        break
      case 'open':
        hasTags = true
        break
      case 'close':
        hasTags = true
        if (token.tag.is === 'align' && spans.length > 0) isOver = true
        break
      case 'content':
        putContent(token.of, token.text, style)
        break
      case 'act':
        if (token.is === 'tab') put(tab(), style)
        else {
          endLine()
          blocks.push({ type: token.is })
          isBehindBlock = true
        }
    }
  }
  endLine()
  while (blocks.at(-1)?.type === 'feed') blocks.pop()
  return { blocks: withWhiteAroundSymbols(blocks), text, copies }

  function put(given: string, style: Style): void {
    if (isOver || (spans.length > 0 && style.align !== align)) endLine()
    let words = given
    if (spans.length === 0) {
      align = style.align
      if (dialect.atLines && /^@@[2-9]/.test(words)) {
        isBigLine = true
        words = words.slice(3)
      }
    }
    const divider = spans.length === 0 ? dividerOf(words) : ''
    if (divider !== '' && divider !== words) {
      put(divider, style)
      endLine()
      put(words.slice(divider.length), style)
      return
    }
    if (divider !== '') isOver = true
    const span = { text: withTabs(words), size: isBigLine ? big : style.size, bold: style.bold }
    spans.push(span)
    used += cells(span.text) * span.size.width
    isBehindBlock = false
  }

  function withTabs(words: string): string {
    if (!words.includes('\t')) return words
    let line = ''
    for (const [index, part] of words.split('\t').entries()) {
      if (index > 0) line += ' '.repeat(dialect.tabCells - ((used + cells(line)) % dialect.tabCells))
      line += part
    }
    return line
  }

  function tab(): string {
    return ' '.repeat(dialect.tabCells - (used % dialect.tabCells))
  }

  function newline(hard: boolean): void {
    if (spans.length > 0) {
      endLine()
      isBehindBlock = false
      return
    }
    // A symbol or a table has ended its line already, and a line of the template that holds only tags is none on paper.
    const isNoLine = isBehindBlock || (!hard && hasTags)
    hasTags = false
    isBehindBlock = false
    if (isNoLine) return
    empty += 1
    if (empty > mostEmptyLines) return
    blocks.push({ type: 'feed', lines: 1 })
    text.push('')
  }

  function endLine(): void {
    if (spans.length > 0) {
      blocks.push(align === 'left' ? { type: 'spans', spans } : { type: 'spans', spans, align })
      text.push(spans.map(span => span.text).join(''))
      empty = 0
    }
    spans = []
    used = 0
    isOver = false
    hasTags = false
    isBigLine = false
  }

  function putContent(of: string, content: string, style: Style): void {
    if (of === 'dropped') return
    if (of === 'copies') {
      const count = Number(content.trim())
      if (Number.isInteger(count) && count >= 1) copies = count
      return
    }
    endLine()
    empty = 0
    isBehindBlock = true
    const size = style.size.width === 1 && style.size.height === 1 ? {} : { size: style.size }
    const bold = style.bold ? { bold: true } : {}
    switch (of) {
      case 'pair': {
        const comma = content.search(/[,，]/)
        const [left, right] = comma < 0 ? [content, ''] : [content.slice(0, comma), content.slice(comma + 1)]
        putPair(plain(left), plain(right).trim(), { ...size, ...bold })
        return
      }
      case 'table':
        for (const { left, right } of tableRows(content)) putPair(left, right, { ...size, ...bold })
        return
      case 'qr': {
        const code = content.trim()
        text.push(code)
        if (code === '') return
        if (new TextEncoder().encode(code).length <= longestQr) blocks.push({ type: 'qr', text: code, dots: qrDots })
        else blocks.push({ type: 'spans', spans: [{ text: code }] })
        return
      }
      case 'code128':
      case 'ean13': {
        const code = plain(content).trim()
        text.push(code)
        // Shorter ones are filled up with zeros, as the vendor's printers do.
        if (code !== '')
          blocks.push({ type: 'barcode', kind: of, code: of === 'ean13' ? code.padStart(12, '0') : code })
      }
    }
  }

  function putPair(left: string, right: string, style: Pick<Span, 'size' | 'bold'>): void {
    blocks.push({ type: 'pair', left, right, ...style })
    text.push(`${left} ${right}`.trim())
  }

  /** Names wrap in what the figures leave free; the figures stand below each other. */
  function tableRows(content: string): { left: string; right: string }[] {
    const rows = content
      .split(/<tr>/i)
      .slice(1)
      .map(row => (row.split(/<\/tr>/i)[0] ?? '').split(/<td>/i).slice(1))
      .map(row => row.map(cell => plain(cell.split(/<\/td>/i)[0] ?? '').trim()))
    const columns = Math.max(0, ...rows.map(row => row.length))
    const widths = Array.from({ length: columns }, (_, n) => Math.max(0, ...rows.map(row => cells(row[n] ?? ''))))
    return rows.map(row => ({
      left: row[0] ?? '',
      right: widths
        .slice(1)
        .map((width, n) => ' '.repeat(width - cells(row[n + 1] ?? '')) + (row[n + 1] ?? ''))
        .join('  '),
    }))
  }

  /** Without the tags in it, on one line. */
  function plain(content: string): string {
    return tokenise(content, dialect)
      .map(token => (token.type === 'text' ? token.text : token.type === 'newline' ? ' ' : ''))
      .join('')
  }
}
