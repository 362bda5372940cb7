import { yuan } from '../domain/money.ts'
import type { PaperContent, TicketLine } from '../domain/ticket.ts'
import { customerText, ticketNumber } from './blocks.ts'
import { cleanText } from './clean-text.ts'
import type { Block, TicketDocument } from './document.ts'
import { markBlocks } from './mark-blocks.ts'
import type { PaperPrint } from './paper-print.ts'

/** When the proper ticket cannot be made: marks, number and the raw dishes in plain lines, nothing that could fail again. */
export function plainTicket(content: PaperContent, print: PaperPrint): TicketDocument {
  const blocks: Block[] = [...markBlocks(content.marks, print)]
  if ('number' in content) blocks.push(plain(ticketNumber(content.number)))
  if ('lines' in content) {
    const stop = content.kind === 'void' ? '退 ' : ''
    blocks.push(plain(customerText(content.pickupNo ?? content.tableNo ?? '')))
    blocks.push(...content.lines.flatMap(line => plainLine(line, stop)))
    if (content.note !== null) blocks.push({ ...plain(customerText(content.note)), maxLines: 20 })
  }
  if ('order' in content) {
    blocks.push(...content.order.items.map(line => plain(`${customerText(line.name)} x${line.quantity}`)))
  }
  if ('alarms' in content) {
    for (const { message, remedy } of content.alarms)
      blocks.push(plain(customerText(message)), plain(customerText(remedy)))
  }
  if ('blocks' in content) blocks.push(...content.text.map(line => plain(cleanText(line))))
  if ('slip' in content) {
    const { day, report } = content.slip
    blocks.push(plain(day), plain(`${report.orders}`), plain(yuan(report.sales)), plain(yuan(-report.refunded)))
    blocks.push(
      ...report.dishes.map(dish => plain(`${customerText(dish.name)} x${dish.quantity} ${yuan(dish.amount)}`)),
    )
  }
  return { blocks: [...blocks, { type: 'feed', lines: 1 }, { type: 'cut' }] }
}

function plain(text: string): Extract<Block, { type: 'text' }> {
  return { type: 'text', text }
}

function plainLine(line: TicketLine, prefix: string): Block[] {
  const details = [...line.modifiers.map(modifier => modifier.name), ...(line.note === null ? [] : [line.note])]
  return [
    plain(`${prefix}${customerText(line.name)} x${line.quantity}`),
    ...details.map(detail => plain(`${prefix}  ${customerText(detail)}`)),
    ...line.parts.flatMap(part => plainLine(part, `${prefix}  `)),
  ]
}
