import type { Confirmation } from '../domain/printer.ts'
import { beside, bigSize, ruled, tallSize } from './blocks.ts'
import { cleanText } from './clean-text.ts'
import type { Block, TicketDocument } from './document.ts'
import { paperDateTime } from './paper-clock.ts'
import { type PaperLanguage, paperWords } from './words.ts'

type TestPage = {
  printerName: string
  columns: number
  /** null: not learned yet */
  confirmation: Confirmation | null
  /** epoch ms */
  printedAt: number
  timezone: string
  language: PaperLanguage
}

/** Shows a technician whether the settings are right: Chinese, width, sizes, reverse, QR, cut, and what was learned. */
export function testPage(page: TestPage): TicketDocument {
  const words = paperWords(page.language).test
  const { printed } = paperWords(page.language)
  const name = cleanText(page.printerName)
  const learned = page.confirmation === null ? words.unknown : words.confirmation[page.confirmation]
  return {
    blocks: [
      { type: 'text', text: words.mark, reverse: true, bold: true, size: bigSize },
      ...ruled(
        [
          { type: 'text', text: words.title, align: 'center', size: bigSize, bold: true },
          ...(name === '' ? [] : [{ type: 'text', text: name, align: 'center', size: tallSize } as const]),
        ],
        [
          ...words.samples.map((text): Block => ({ type: 'text', text })),
          { type: 'text', text: 'ABCDEFG abcdefg 0123456789 $%&#@' },
        ],
        [{ type: 'text', text: words.columns(page.columns) }, ...rulerBlocks(page.columns)],
        [
          { type: 'text', text: words.normal },
          { type: 'text', text: words.tall, size: tallSize },
          { type: 'text', text: words.wide, size: { width: 2, height: 1 } },
          { type: 'text', text: words.big, size: bigSize, bold: true },
          { type: 'text', text: words.reverse, reverse: true },
          { type: 'pair', left: words.left, right: words.right },
        ],
        [{ type: 'qr', text: `GUDANG ${name}`, dots: 6 }],
        [{ type: 'text', text: learned }, ...beside(`${printed} ${paperDateTime(page.printedAt, page.timezone)}`, '')],
      ),
      { type: 'feed', lines: 1 },
      { type: 'cut' },
    ],
  }
}

/** Tens, and units, to the last cell: a third line here means that the paper is narrower than the profile says. */
function rulerBlocks(columns: number): Block[] {
  const count = Array.from({ length: columns }, (_, index) => index + 1)
  const tens = count.map(n => (n % 10 === 0 ? String((n / 10) % 10) : '.')).join('')
  const units = count.map(n => String(n % 10)).join('')
  return [tens, units].map(text => ({ type: 'text', text }))
}
