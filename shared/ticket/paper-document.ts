import type { PaperContent } from '../domain/ticket.ts'
import { alarmSlip } from './alarm-slip.ts'
import { daySlip } from './day-slip.ts'
import type { TicketDocument } from './document.ts'
import { kitchenTicket } from './kitchen-ticket.ts'
import { markBlocks } from './mark-blocks.ts'
import type { PaperPrint } from './paper-print.ts'
import { receiptTicket } from './receipt.ts'
import { sourceTicket } from './source-ticket.ts'
import { testPage } from './test-page.ts'

/** The one door from what a ticket row holds to a document. */
export function paperDocument(content: PaperContent, print: PaperPrint): TicketDocument {
  if ('order' in content) return receiptTicket(content, print)
  if ('alarms' in content) return alarmSlip(content, print)
  if ('blocks' in content) return sourceTicket(content, print)
  if ('slip' in content) return daySlip(content, print)
  if ('printerName' in content) {
    const page = testPage({ ...content, ...print })
    return { blocks: [...markBlocks(content.marks, print), ...page.blocks] }
  }
  return kitchenTicket(content, print)
}
