import { tallSize } from './blocks.ts'
import type { Block, TicketDocument } from './document.ts'
import { type PaperLanguage, paperWords } from './words.ts'

/**
 * What comes out before the next ticket where the one before broke off: it says so right below the torn piece, and cuts.
 * Not void (a person is still to say whether it will do): it is only cut off, so that the next ticket stands alone.
 */
export function tornSlip({ language, isVoid }: { language: PaperLanguage; isVoid: boolean }): TicketDocument {
  const says: Block = { type: 'text', text: paperWords(language).torn, reverse: true, bold: true, size: tallSize }
  return { blocks: [...(isVoid ? [says] : []), { type: 'feed', lines: 1 }, { type: 'cut' }] }
}
