import type { SourceBlock } from '../../../shared/domain/ticket.ts'
import type { Size } from '../../../shared/ticket/document.ts'
import type { ReadMarkup } from './read-markup.ts'

// Label markup of Feie and xpyun: <SIZE>40,30</SIZE><TEXT x="10" y="100" font="12" w="1" h="2" r="0">…</TEXT><QR x= y=
// e= w=>…</QR>, several <PAGE>s. Kitchen printers know no labels: what a label says is printed line by line, in the order
// in which an eye reads it, and each label is cut off.

/** Texts whose tops are no further apart (in dots) stand on one line. */
const sameLineDots = 10
const element = /<(TEXT|QR|BC128|BARCODE)(\s[^<>]{0,120})?>([^<]{0,500})<\/\1\s?>/gi

type Placed = { x: number; y: number; text: string; size: Size; block: SourceBlock | null }

export function readLabels(markup: string): ReadMarkup {
  const pages = markup
    .split(/<PAGE>/i)
    .filter((page, index) => index > 0 || /<(?:TEXT|QR|BC128|BARCODE)[\s>]/i.test(page))
  const blocks: SourceBlock[] = []
  const text: string[] = []
  for (const page of pages.length > 0 ? pages : [markup]) {
    const lines = linesOf(elementsOf(page))
    for (const line of lines) {
      text.push(line.map(one => one.text).join(' '))
      const words = line.filter(one => one.block === null)
      if (words.length > 0) {
        const spans = words.flatMap(({ text, size }, index) => [
          ...(index === 0 ? [] : [{ text: '  ' }]),
          { text, size },
        ])
        blocks.push({ type: 'spans', spans })
      }
      blocks.push(...line.flatMap(one => one.block ?? []))
    }
    // A body without one label tag is what it is: text.
    if (lines.length === 0) {
      const plain = page.replace(/<[^<>]{0,160}>/g, ' ').trim()
      if (plain !== '') {
        blocks.push({ type: 'spans', spans: [{ text: plain }] })
        text.push(plain)
      }
    }
    blocks.push({ type: 'feed', lines: 1 }, { type: 'cut' })
  }
  return { blocks, text, copies: null }
}

function elementsOf(page: string): Placed[] {
  return Array.from(page.matchAll(element), (found): Placed => {
    const [, name = '', attributes = '', content = ''] = found
    const value = (key: string) =>
      Number(new RegExp(`\\b${key}\\s?=\\s?["']?(\\d{1,5})`, 'i').exec(attributes)?.[1] ?? 0)
    const text = content.trim()
    const size: Size = { width: value('w') >= 2 ? 2 : 1, height: value('h') >= 2 ? 2 : 1 }
    return { x: value('x'), y: value('y'), text, size, block: blockOf(name.toLowerCase(), text) }
  }).filter(one => one.text !== '')
}

/** Text joins the others of its line. */
function blockOf(name: string, text: string): SourceBlock | null {
  if (name === 'qr') return { type: 'qr', text, dots: 5 }
  return name === 'text' ? null : { type: 'barcode', kind: 'code128', code: text }
}

function linesOf(elements: readonly Placed[]): Placed[][] {
  const lines: Placed[][] = []
  for (const one of [...elements].sort((a, b) => a.y - b.y)) {
    const line = lines.at(-1)
    if (line !== undefined && one.y - (line[0]?.y ?? 0) <= sameLineDots) line.push(one)
    else lines.push([one])
  }
  return lines.map(line => line.sort((a, b) => a.x - b.x))
}
