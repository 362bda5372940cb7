import { cells } from '../../shared/ticket/cell-width.ts'
import type { TicketDocument } from '../../shared/ticket/document.ts'
import { layoutDocument, type Paper } from '../../shared/ticket/layout.ts'
import type { LayoutLine, Run } from '../../shared/ticket/layout-line.ts'

/** Stands in for the encoder: what lies outside the BMP, or is U+FFFD, prints as [?]; what joins emoji is not seen. */
export function testLegible(text: string): string {
  return text.replace(/[\u200d\ufe0f\u{e0020}-\u{e007f}]/gu, '').replace(/[\u{10000}-\u{10ffff}\ufffd]/gu, '[?]')
}

export function testPaper(columns: number): Paper {
  return { columns, legible: testLegible }
}

export function runCells(line: LayoutLine): number {
  if (line.type !== 'text') return 0
  return line.runs.reduce((sum, run) => sum + (run.drawn?.cells ?? cells(run.text)) * run.size.width, 0)
}

/** All text of all lines, without spaces: what must have survived, whatever the paper's width. */
export function visibleText(lines: readonly LayoutLine[]): string {
  return lines
    .flatMap(line => (line.type === 'text' ? line.runs.map(run => run.text) : []))
    .join('')
    .replace(/\s/g, '')
}

/**
 * Paper as text, for editors that show a wide character in two columns: `HW` in front means double height and width,
 * `b` bold; reverse video stands between █; at double width every character is followed by the cells it takes more.
 */
export function ticketText(document: TicketDocument, columns: number): string {
  const lines = layoutDocument(document, testPaper(columns))
  return `${lines.map(line => lineText(line, columns)).join('\n')}\n`
}

function lineText(line: LayoutLine, columns: number): string {
  if (line.type === 'feed') return Array.from({ length: line.lines }, () => gutter('') + ' '.repeat(columns)).join('\n')
  if (line.type === 'cut') return `${gutter('')}${'~'.repeat(columns)}`
  if (line.type === 'qr')
    return `${gutter('')}[QR ${line.text}, ${line.dots} dots${line.as === 'image' ? ', drawn' : ''}]`
  if (line.type === 'image') return `${gutter('')}[${line.raster.bytesPerRow * 8} × ${line.raster.rows} dots]`
  if (line.type !== 'text') return `${gutter('')}[${line.type}]`
  const style = line.runs.at(-1)
  const height = style?.size.height === 2 ? 'H' : ''
  const width = style?.size.width === 2 ? 'W' : ''
  const free = columns - runCells(line)
  const before = line.align === 'left' ? 0 : line.align === 'right' ? free : Math.floor(free / 2)
  const shown = line.runs.map(runText).join('')
  return (gutter(height + width + (style?.bold ? 'b' : '')) + ' '.repeat(before) + shown).trimEnd()
}

function runText(run: Run): string {
  const text = Array.from(run.text, character => character + ' '.repeat(cells(character) * (run.size.width - 1))).join(
    '',
  )
  return run.reverse ? `█${text.trim()}█` : text
}

function gutter(style: string): string {
  return `${style.padEnd(3)}|`
}
