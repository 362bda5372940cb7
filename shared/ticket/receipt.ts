import { maskOrder } from '../domain/masking.ts'
import { yuan } from '../domain/money.ts'
import type { Order, OrderLine } from '../domain/order.ts'
import type { ReceiptContent } from '../domain/ticket.ts'
import {
  beside,
  bigSize,
  calledNumber,
  customerText,
  mostNoteLines,
  packWords,
  ruled,
  shownText,
  tallSize,
  ticketNumber,
  times,
} from './blocks.ts'
import { cleanText } from './clean-text.ts'
import type { Block, TicketDocument } from './document.ts'
import { markBlocks } from './mark-blocks.ts'
import { paperDateTime, paperTime } from './paper-clock.ts'
import type { PaperPrint } from './paper-print.ts'
import { type PaperWords, paperWords } from './words.ts'

/** What the customer takes home: the whole order and its money. Never a phone in full. */
export function receiptTicket(content: ReceiptContent, print: PaperPrint): TicketDocument {
  const words = paperWords(print.language)
  const { order } = content
  const shopName: Block = {
    type: 'text',
    text: cleanText(content.shopName),
    align: 'center',
    size: tallSize,
    bold: true,
  }
  return {
    blocks: [
      ...markBlocks(content.marks, print),
      ...(print.logo === null ? [] : [{ type: 'image', raster: print.logo } as const]),
      ...(shopName.text === '' ? [] : [shopName]),
      ...ruled(
        headBlocks(content, words),
        lineBlocks(order, words),
        moneyBlocks(order, words),
        footBlocks(order, print, words),
      ),
      { type: 'feed', lines: 1 },
      { type: 'cut' },
    ],
  }
}

function headBlocks({ order, number }: ReceiptContent, words: PaperWords): Block[] {
  const pickupNo = calledNumber(order.pickupNo)
  const tableNo = calledNumber(order.tableNo)
  const table = tableNo === null ? '' : words.table(tableNo)
  const no = ticketNumber(number)
  const first = pickupNo ?? (table || no)
  const mode = order.serviceMode === null ? '' : words.serviceModes[order.serviceMode]
  const big = { size: bigSize, bold: true }
  return [
    ...beside(first, mode, big),
    ...(pickupNo === null ? [] : beside(table, '', big)),
    ...beside(first === no ? '' : no, order.channel === null ? '' : words.channels[order.channel]),
  ]
}

/** Dishes with what they cost; a combo's parts, which cost nothing, stand under it without a price. */
function lineBlocks(order: Order, words: PaperWords): Block[] {
  const ids = new Set(order.items.map(line => line.lineId))
  const under = Map.groupBy(order.items, line => (line.comboOf !== null && ids.has(line.comboOf) ? line.comboOf : null))
  const blocks = (parent: string | null, depth: number): Block[] =>
    (under.get(parent) ?? []).flatMap(line => {
      const indent = 2 * Math.min(depth, 4)
      const name = customerText(line.name) || words.unnamed
      const amount = lineAmount(line)
      const right = amount === null || (amount === 0 && parent !== null) ? '' : yuan(amount)
      return [
        { type: 'pair', left: `${name} ${times(line.quantity)}`, right, indent },
        ...modifierBlocks(line, words, indent + 2),
        ...noteBlocks(line.note, words, indent + 2),
        ...blocks(line.lineId, depth + 1),
      ]
    })
  return blocks(null, 0)
}

function modifierBlocks(line: OrderLine, words: PaperWords, indent: number): Block[] {
  const named = line.modifiers
    .map(one => ({ name: customerText(one.name), price: one.price }))
    .filter(one => one.name !== '')
  const free = named.filter(one => one.price === 0).map(one => one.name)
  return [
    ...named
      .filter(one => one.price !== 0)
      .map((one): Block => ({ type: 'pair', left: one.name, right: `+${yuan(one.price)}`, indent })),
    ...packWords(free, words.separator, indent).map((text): Block => ({ type: 'text', text, indent })),
  ]
}

function moneyBlocks(order: Order, words: PaperWords): Block[] {
  const row = (left: string, right: string): Block => ({ type: 'pair', left, right })
  const { total, payment } = order
  const paid = payment.paidAt !== null || order.status === 'paid'
  const method = shownText(payment.method)
  const extras = order.fees.length + order.discounts.length > 0
  return [
    ...(extras && total.items !== null ? [row(words.subtotal, yuan(total.items))] : []),
    ...order.fees.map(fee => row(customerText(fee.name), yuan(fee.amount))),
    ...order.discounts.map(discount => row(customerText(discount.name), yuan(-discount.amount))),
    { type: 'pair', left: words.payable, right: `￥${yuan(total.payable)}`, size: tallSize, bold: true },
    paid
      ? row(method === null ? words.paid : methodName(method, words), yuan(payment.amount ?? total.payable))
      : { type: 'text', text: unpaidWord(order, words), bold: true },
    ...order.refunds.map(refund => row(words.refund, yuan(-refund.amount))),
    ...(order.status === 'cancelled' ? [stateBlock(words.cancelled)] : []),
    ...(order.status === 'refunded' ? [stateBlock(words.refunded)] : []),
  ]
}

function footBlocks(order: Order, print: PaperPrint, words: PaperWords): Block[] {
  const moment = (label: string, at: string | null) =>
    at === null ? '' : `${label} ${paperTime(at, print.printedAt, print.timezone)}`
  // masked by field path at the door already; doing it twice changes nothing
  const { customer } = maskOrder({ customer: order.customer }) as Pick<Order, 'customer'>
  const who = [customer?.name ?? null, customer?.phone ?? null].map(shownText).filter(text => text !== null)
  return [
    ...noteBlocks(order.note, words, 0),
    { type: 'text', text: `${words.orderId} ${cleanText(order.orderId)}` },
    ...(who.length === 0 ? [] : beside(`${words.customer} ${who.join(' ')}`, '')),
    ...beside(moment(words.wanted, order.expectedAt), ''),
    ...beside(moment(words.ordered, order.placedAt), moment(words.paid, order.payment.paidAt)),
    { type: 'text', text: `${words.printed} ${paperDateTime(print.printedAt, print.timezone)}` },
  ]
}

function noteBlocks(text: string | null, words: PaperWords, indent: number): Block[] {
  const note = shownText(text)
  return note === null ? [] : [{ type: 'text', text: words.note(note), indent, maxLines: mostNoteLines }]
}

function stateBlock(text: string): Block {
  return { type: 'text', text, align: 'center', size: tallSize, bold: true }
}

function methodName(method: string, words: PaperWords): string {
  return words.methods.get(method) ?? method
}

function unpaidWord(order: Order, words: PaperWords): string {
  if (order.payment.terms === 'on-delivery') return words.onDelivery
  return order.payment.terms === 'after-meal' ? words.afterMeal : words.unpaid
}

/** As the order says; else (unitPrice + modifiers) × quantity, to the fen; null where it says neither. */
function lineAmount(line: OrderLine): number | null {
  if (line.amount !== null || line.unitPrice === null) return line.amount
  const each = line.unitPrice + line.modifiers.reduce((sum, one) => sum + one.price, 0)
  return Math.round(each * line.quantity)
}
