import type { SourceContent } from '../domain/ticket.ts'
import type { Block, TicketDocument } from './document.ts'
import { markBlocks } from './mark-blocks.ts'
import type { PaperPrint } from './paper-print.ts'
import { paperWords } from './words.ts'

/**
 * What a cloud printer's client sent, below our marks. Its text is not masked: it is the paper that the shop's own supplier
 * ordered, and a rider has to be able to call. What could act as a command is taken out by the layout like anywhere else.
 */
export function sourceTicket(content: SourceContent, print: PaperPrint): TicketDocument {
  const words = paperWords(print.language)
  const label: Block[] =
    content.copyNo === null ? [] : [{ type: 'pair', left: '', right: words.copy(content.copyNo), bold: true }]
  const blocks = content.blocks.flatMap((block): Block[] => {
    if (block.type !== 'logo') return [block]
    return print.logo === null ? [] : [{ type: 'image', raster: print.logo }]
  })
  const isCut = blocks.at(-1)?.type === 'cut'
  return { blocks: [...markBlocks(content.marks, print), ...label, ...blocks, ...(isCut ? [] : end)] }
}

const end: Block[] = [{ type: 'feed', lines: 1 }, { type: 'cut' }]
