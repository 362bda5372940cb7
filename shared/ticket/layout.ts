import { barcodeRaster } from './barcode.ts'
import { cells, takeCells } from './cell-width.ts'
import { withoutControls } from './clean-text.ts'
import type { Block, Size, Span, TicketDocument } from './document.ts'
import type { DrawnPiece } from './drawn-text.ts'
import type { LayoutLine, Run, RunStyle } from './layout-line.ts'
import { lineRuns } from './line-runs.ts'
import { wrapText } from './wrap-text.ts'

export type Paper = {
  columns: number
  /**
   * The driver's: maps text to characters that print as exactly one cell (ASCII) or two (all else), and to the private
   * characters of drawn-text.ts.
   */
  legible: (text: string) => string
  /** what one of those private characters stands for; only where `legible` gives any */
  pieceOf?: (character: string) => DrawnPiece
}

/** How a text that is cut at `maxLines` ends. The words are fixed by contract §9. */
const cutMark = '…余见屏幕'
/** ESC d takes one byte. */
const mostFeedLines = 255
const plain: Size = { width: 1, height: 1 }
/** of font A, on every paper */
const dotsPerCell = 12
/** Under this many cells a pair's left column is no column any more: left and right go below each other. */
const narrowestColumn = 6

export function layoutDocument(document: TicketDocument, paper: Paper): LayoutLine[] {
  return document.blocks.flatMap(block => layoutBlock(block, paper))
}

function layoutBlock(block: Block, paper: Paper): LayoutLine[] {
  switch (block.type) {
    case 'text':
      return layoutText(block, paper)
    case 'pair':
      return layoutPair(block, paper)
    case 'spans':
      return layoutSpans(block, paper)
    case 'barcode':
      return layoutBarcode(block, paper)
    case 'rule':
      return [{ type: 'text', align: 'left', runs: [plainRun('-'.repeat(paper.columns), plain)] }]
    case 'feed':
      return block.lines >= 1 ? [{ type: 'feed', lines: Math.min(Math.floor(block.lines), mostFeedLines) }] : []
    case 'qr':
    case 'image':
    case 'raw':
    case 'drawer':
    case 'beep':
    case 'cut':
      return [block]
  }
}

function layoutText(block: Extract<Block, { type: 'text' }>, paper: Paper): LayoutLine[] {
  const { bold = false, reverse = false } = block
  const { indent, size, width } = column(paper.columns, block)
  const padding = reverse && width >= 4 ? ' ' : ''
  const room = width - 2 * padding.length
  const wrapped = wrapText(legible(block.text, paper), room)
  if (wrapped.length === 0) return [{ type: 'feed', lines: 1 }]
  return cutLines(wrapped, block.maxLines, room, paper).map(line => ({
    type: 'text',
    align: block.align ?? (reverse ? 'center' : 'left'),
    runs: [...indentation(indent, size), ...runs(padding + line + padding, { size, bold, reverse }, width, paper)],
    ...(block.as === undefined ? {} : { as: block.as }),
  }))
}

/** Whoever wrote it counted its cells: nothing moves, and it breaks where the paper ends. */
function layoutSpans(block: Extract<Block, { type: 'spans' }>, paper: Paper): LayoutLine[] {
  const lines: { text: string; style: RunStyle }[][] = [[]]
  let used = 0
  for (const { text, size = plain, bold = false, reverse = false } of trimmedEnd(block.spans)) {
    const style = { size, bold, reverse }
    for (const character of legible(text, paper)) {
      const width = cells(character) * size.width
      if (used > 0 && used + width > paper.columns) {
        lines.push([])
        used = 0
      }
      used += width
      const line = lines.at(-1) ?? []
      const last = line.at(-1)
      if (last?.style === style) last.text += character
      else line.push({ text: character, style })
    }
  }
  if (used === 0) return [{ type: 'feed', lines: 1 }]
  return lines.map(line => ({
    type: 'text',
    align: block.align ?? 'left',
    runs: line.flatMap(({ text, style }) => runs(text, style, Math.floor(paper.columns / style.size.width), paper)),
  }))
}

/** Spaces at the end show nothing, and could make a line of their own. */
function trimmedEnd(spans: readonly Span[]): Span[] {
  const kept = [...spans]
  for (let last = kept.pop(); last !== undefined; last = kept.pop()) {
    const text = last.text.trimEnd()
    if (text !== '') return [...kept, { ...last, text }]
  }
  return []
}

function layoutBarcode({ kind, code }: Extract<Block, { type: 'barcode' }>, paper: Paper): LayoutLine[] {
  const raster = barcodeRaster(kind, code, paper.columns * dotsPerCell)
  const below = layoutText({ type: 'text', text: code, align: 'center' }, paper)
  return raster === null ? below : [{ type: 'image', raster }, ...below]
}

function layoutPair(block: Extract<Block, { type: 'pair' }>, paper: Paper): LayoutLine[] {
  const { bold = false } = block
  const { indent, size, width } = column(paper.columns, block)
  const left = legible(block.left, paper).trimEnd()
  const right = legible(block.right, paper).trim()
  const leftWidth = width - cells(right) - (right === '' ? 0 : 1)
  const beside = leftWidth >= Math.min(cells(left), narrowestColumn)
  const lines = wrapText(left, beside ? Math.max(leftWidth, 2) : width)
  const atRightEdge = (start: string, end: string) =>
    start + ' '.repeat(Math.max(0, width - cells(start) - cells(end))) + end
  if (beside && right !== '') lines[0] = atRightEdge(lines[0] ?? '', right)
  if (!beside) lines.push(...wrapText(right, width).map(line => atRightEdge('', line)))
  if (lines.length === 0) return [{ type: 'feed', lines: 1 }]
  return lines.map(text => ({
    type: 'text',
    align: 'left',
    runs: [...indentation(indent, size), ...runs(text, { size, bold, reverse: false }, width, paper)],
  }))
}

/** Where a block's text stands: `width` counts characters of one cell at the block's own size. */
function column(
  columns: number,
  block: { size?: Size; indent?: number },
): { indent: number; size: Size; width: number } {
  const asked = block.size ?? plain
  // a wide character takes 2 cells × width; paper too narrow for that gets it at single width
  const size: Size = columns < 2 * asked.width ? { width: 1, height: asked.height } : asked
  const indent = Math.max(0, Math.min(Math.floor(block.indent ?? 0), columns - 2 * size.width))
  return { indent, size, width: Math.max(2, Math.floor((columns - indent) / size.width)) }
}

function cutLines(lines: string[], maxLines: number | undefined, width: number, paper: Paper): string[] {
  const most = Math.max(1, maxLines ?? Number.POSITIVE_INFINITY)
  if (lines.length <= most) return lines
  const mark = takeCells(paper.legible(cutMark), width)
  const last = takeCells(lines.slice(most - 1, most).join(''), width - cells(mark)).trimEnd()
  return [...lines.slice(0, most - 1), last + mark]
}

function legible(text: string, paper: Paper): string {
  // Customer text was cleaned when the document was built; this is for the day when somebody forgot.
  return paper.legible(withoutControls(text))
}

/** Spaces of single width, so that an odd indent is exact before double-width text too. */
function indentation(indent: number, size: Size): Run[] {
  return indent > 0 ? [plainRun(' '.repeat(indent), { width: 1, height: size.height })] : []
}

function plainRun(text: string, size: Size): Run {
  return { text, size, bold: false, reverse: false }
}

function runs(text: string, style: RunStyle, width: number, { pieceOf = noPiece }: Paper): Run[] {
  return lineRuns(text, style, pieceOf, width)
}

function noPiece(): never {
  throw new Error('a private character on a paper that knows none')
}
