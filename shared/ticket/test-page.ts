import type { Confirmation } from '../domain/printer.ts'
import type { TestWishes } from '../domain/ticket.ts'
import { beside, bigSize, ruled, tallSize } from './blocks.ts'
import { cells } from './cell-width.ts'
import { cleanText } from './clean-text.ts'
import { densityPattern } from './density-pattern.ts'
import type { Block, SentAs, TicketDocument } from './document.ts'
import { paperDateTime } from './paper-clock.ts'
import { type TestPageWords, testPageWords } from './test-page-words.ts'
import { type PaperLanguage, paperWords } from './words.ts'

/** What is set and known of the printer that a test page is for. */
export type TestedPrinter = {
  id: string
  profileId: string
  profileName: string
  columns: number
  /** printable dots of a line */
  dots: number
  dpi: number
  chinese: 'gbk' | 'none'
  qr: 'native' | 'raster'
  hasDrawer: boolean
  hasBuzzer: boolean
  /** null: not learned yet */
  confirmation: Confirmation | null
  /** GS ( H is asked behind this page */
  provable: boolean
}

type TestPage = TestWishes & {
  printerName: string
  printer: TestedPrinter
  /** epoch ms */
  printedAt: number
  timezone: string
  language: PaperLanguage
}

/** The sentence, and what GBK reads in its UTF-8 bytes: sent as GBK, these are the sentence to a printer set to UTF-8. */
const sentence = '鲜肉包热豆浆'
const sentenceAsUtf8 = '椴滆倝鍖呯儹璞嗘祮'
/** 58 mm; 80 mm at 180 dpi; 80 mm at 203 dpi */
const usualColumns = [32, 42, 48]
const labelCells = 6

/** From this paper a technician can say which profile is right, and what this printer can do. Numbered, for the telephone. */
export function testPage(page: TestPage): TicketDocument {
  const { printer } = page
  const words = testPageWords(page.language)
  const name = cleanText(page.printerName)
  const printedAt = `${paperWords(page.language).printed} ${paperDateTime(page.printedAt, page.timezone)}`
  return {
    blocks: [
      { type: 'text', text: words.mark, reverse: true, bold: true, size: bigSize },
      ...ruled(
        [
          { type: 'text', text: words.title, align: 'center', size: bigSize, bold: true },
          ...(name === '' ? [] : [{ type: 'text', text: name, align: 'center', size: tallSize } as const]),
          ...beside(printer.profileId, printer.profileName),
          text(words.facts(printer.columns, printer.dots, printer.dpi)),
        ],
        chineseBlocks(printer, words),
        [text(words.width(printer.columns)), ...rulerBlocks(printer.columns), ...words.widthAdvice.map(text)],
        sizeBlocks(words),
        qrBlocks(`GUDANG ${name}`, printer, words),
        [text(words.density), { type: 'image', raster: densityPattern(printer.dots) }],
        [...drawerBlocks(page, words), ...beepBlocks(page, words)],
        [...confirmationBlocks(printer, words), text(printedAt)],
      ),
      { type: 'feed', lines: 1 },
      { type: 'cut' },
    ],
  }
}

function text(content: string): Extract<Block, { type: 'text' }> {
  return { type: 'text', text: content }
}

/** Each line one way of sending the same sentence, whatever the profile says; then what else a Chinese font has. */
function chineseBlocks({ chinese }: TestedPrinter, words: TestPageWords): Block[] {
  return [
    text(words.chinese),
    sample('A', 'GBK', `${sentence} ￥12.50`, 'own'),
    sample('B', 'UTF-8', sentenceAsUtf8, 'own'),
    sample('C', words.asImage, `${sentence} ￥12.50`, 'image'),
    sample('D', 'ASCII', 'ABCabc 012345 $%&#@', 'own'),
    text('E 囧喆镕堃龘 ①②③ ×→℃【】'),
    ...words.chineseAdvice(chinese === 'gbk').map(text),
  ]
}

function sample(letter: string, label: string, content: string, as: SentAs): Block {
  return { ...text(`${letter} ${label}${' '.repeat(labelCells - cells(label))}${content}`), as }
}

/** Tens, units to the last cell, and where the usual papers end: a printer with fewer columns breaks the lines there. */
function rulerBlocks(columns: number): Block[] {
  const count = Array.from({ length: columns }, (_, index) => index + 1)
  const tens = count.map(n => (n % 10 === 0 ? String((n / 10) % 10) : '.')).join('')
  const units = count.map(n => String(n % 10)).join('')
  const ends = usualColumns
    .filter(end => end <= columns)
    .reduce((line, end) => `${line}${`${end}|`.padStart(end - line.length)}`, '')
  return [tens, units, ends].map(text)
}

function sizeBlocks(words: TestPageWords): Block[] {
  const wide = { width: 2, height: 1 } as const
  return [
    text(words.sizes),
    text(words.normal),
    { ...text(words.tall), size: tallSize },
    { ...text(words.wide), size: wide },
    { ...text(words.big), size: bigSize, bold: true },
    { ...text(words.reverse), reverse: true },
    { type: 'pair', left: words.left, right: words.right },
    { type: 'pair', left: words.left, right: words.right, size: wide },
  ]
}

/** Each with white around it, as a reader needs. */
function qrBlocks(content: string, { qr }: TestedPrinter, words: TestPageWords): Block[] {
  const symbol = (label: string, as: SentAs): Block[] => [
    { ...text(label), align: 'center' },
    { type: 'feed', lines: 1 },
    { type: 'qr', text: content, dots: 5, as },
    { type: 'feed', lines: 1 },
  ]
  const own = qr === 'native' ? symbol(words.ownQr, 'own') : []
  return [text(words.qr), ...own, ...symbol(words.drawnQr, 'image')]
}

function drawerBlocks({ drawer, printer }: TestPage, { drawer: words }: TestPageWords): Block[] {
  if (!printer.hasDrawer) return [text(words.absent)]
  return drawer ? [{ type: 'drawer' }, text(words.fired)] : [text(words.try), text(command(printer.id, 'drawer'))]
}

function beepBlocks({ beep, printer }: TestPage, { beep: words }: TestPageWords): Block[] {
  if (!printer.hasBuzzer) return [text(words.absent)]
  return beep ? [{ type: 'beep' }, text(words.fired)] : [text(words.try), text(command(printer.id, 'beep'))]
}

function command(printerId: string, flag: string): string {
  return `npm run printers -- --test ${printerId} --${flag}`
}

function confirmationBlocks({ confirmation, provable }: TestedPrinter, words: TestPageWords): Block[] {
  if (confirmation === null) return [text(words.unknown)]
  return [text(words.confirmation[confirmation]), ...(provable ? [text(words.proof)] : [])]
}
