import type { OrderChange, TicketContent } from '../domain/ticket.ts'
import { beside, bigSize, calledNumber, mostNoteLines, ruled, shownText, tallSize, ticketNumber } from './blocks.ts'
import { cells } from './cell-width.ts'
import { cleanText } from './clean-text.ts'
import { dishBlocks } from './dish-blocks.ts'
import type { Block, TicketDocument } from './document.ts'
import { markBlocks } from './mark-blocks.ts'
import { paperTime } from './paper-clock.ts'
import type { PaperPrint } from './paper-print.ts'
import { type PaperWords, paperWords } from './words.ts'

/** An order note up to this many cells is double height (four lines of 58 mm); a longer one would eat paper. */
const shortNote = 120

/** A kitchen ticket (contract §9), also a void, an addition, a change, a rush. No prices, no phone. */
export function kitchenTicket(content: TicketContent, print: PaperPrint): TicketDocument {
  const words = paperWords(print.language)
  const stops = content.kind === 'void' || content.marks.includes('退菜') || content.marks.includes('作废')
  return {
    blocks: [
      ...markBlocks(content.marks, print),
      ...ruled(
        headBlocks(content, print, words),
        changeBlocks(content.changes, print, words),
        dishBlocks(content.lines, words, stops ? words.stop : ''),
        orderNoteBlocks(content, words),
        footBlocks(content, print, words),
      ),
      { type: 'feed', lines: 1 },
      { type: 'cut' },
    ],
  }
}

/** What is read from two metres: whose it is, and whether it is packed or plated. Then which station and ticket. */
function headBlocks(content: TicketContent, print: PaperPrint, words: PaperWords): Block[] {
  const pickupNo = calledNumber(content.pickupNo)
  const tableNo = calledNumber(content.tableNo)
  const table = tableNo === null ? null : words.table(tableNo)
  const number = ticketNumber(content.number)
  const first = pickupNo ?? table ?? number
  const mode = content.serviceMode === null ? '' : words.serviceModes[content.serviceMode]
  const counts = [
    first === number ? '' : number,
    content.of > 1 ? `${content.n}/${content.of}` : '',
    content.copyNo === null ? '' : words.copy(content.copyNo),
  ]
  const big = { size: bigSize, bold: true }
  return [
    ...beside(first, mode, big),
    ...(pickupNo !== null && table !== null ? beside(table, '', big) : []),
    ...beside(cleanText(content.station?.name ?? ''), counts.filter(text => text !== '').join(' ')),
    ...(content.expectedAt === null
      ? []
      : beside(moment(words.wanted, content.expectedAt, print), '', { size: tallSize, bold: true })),
  ]
}

function changeBlocks(changes: readonly OrderChange[], print: PaperPrint, words: PaperWords): Block[] {
  const value = (field: OrderChange['field'], text: string | null) => {
    if (text === null) return words.nothing
    if (field === 'expectedAt') return paperTime(cleanText(text), print.printedAt, print.timezone)
    if (field === 'serviceMode' && Object.hasOwn(words.serviceModes, text)) {
      return words.serviceModes[text as keyof PaperWords['serviceModes']]
    }
    return (field === 'note' ? shownText(text) : calledNumber(text)) ?? words.nothing
  }
  return changes.flatMap(({ field, from, to }): Block[] => {
    const label = words.changed[field]
    if (field !== 'note') {
      const text = `${label} ${value(field, from)} → ${value(field, to)}`
      return [{ type: 'text', text, size: tallSize, bold: true, maxLines: mostNoteLines }]
    }
    return [
      { type: 'text', text: `${label} ${words.was(value(field, from))}`, maxLines: mostNoteLines },
      noteBlock(`→ ${value(field, to)}`),
    ]
  })
}

/** Not repeated where it stands among the changes. */
function orderNoteBlocks(content: TicketContent, words: PaperWords): Block[] {
  const note = shownText(content.note)
  if (note === null || content.changes.some(change => change.field === 'note')) return []
  return [noteBlock(words.note(note))]
}

function noteBlock(text: string): Block {
  if (cells(text) > shortNote) return { type: 'text', text, bold: true, maxLines: mostNoteLines }
  return { type: 'text', text, bold: true, size: tallSize, maxLines: mostNoteLines }
}

function footBlocks(content: TicketContent, print: PaperPrint, words: PaperWords): Block[] {
  return [
    ...beside(
      content.channel === null ? '' : words.channels[content.channel],
      content.guests === null ? '' : words.guests(content.guests),
    ),
    ...beside(moment(words.ordered, content.placedAt, print), moment(words.printed, print.printedAt, print)),
  ]
}

function moment(label: string, at: string | number, print: PaperPrint): string {
  return `${label} ${paperTime(at, print.printedAt, print.timezone)}`
}
