import { yuan } from '../domain/money.ts'
import type { Channel } from '../domain/order.ts'
import type { DaySlipContent } from '../domain/ticket.ts'
import { beside, bigSize, customerText, ruled, tallSize, times } from './blocks.ts'
import { cleanText } from './clean-text.ts'
import { type DaySlipWords, daySlipWords } from './day-slip-words.ts'
import type { Block, TicketDocument } from './document.ts'
import { markBlocks } from './mark-blocks.ts'
import { paperDateTime, paperTime } from './paper-clock.ts'
import type { PaperPrint } from './paper-print.ts'
import { paperWords } from './words.ts'

/** Paper is not endless: the rest is in the report. */
const mostDishes = 40

type Slip = DaySlipContent['slip']
type Words = DaySlipWords & { channel: (channel: Channel | null) => string; method: (method: string | null) => string }

/** What the owner signs when the shop closes: what was sold, how it was paid, the drawer, the paper, the differences. */
export function daySlip(content: DaySlipContent, print: PaperPrint): TicketDocument {
  const { slip } = content
  const paper = paperWords(print.language)
  const own = daySlipWords(print.language)
  const words: Words = {
    ...own,
    channel: channel => (channel === null ? own.unknownChannel : paper.channels[channel]),
    method: method => (method === null ? own.unknownMethod : (paper.methods.get(method) ?? customerText(method))),
  }
  const center = { type: 'text', align: 'center', bold: true } as const
  const head: Block[] = [
    { ...center, text: customerText(slip.shopName), size: tallSize },
    { ...center, text: words.title, size: bigSize },
    { ...center, text: slip.day, size: tallSize },
  ]
  return {
    blocks: [
      ...markBlocks(content.marks, print),
      ...ruled(
        head,
        salesBlocks(slip, words),
        listBlocks(words.channels, slip.report.channels, row => [words.channel(row.channel), row.orders, row.sales]),
        listBlocks(words.methods, slip.report.methods, row => [words.method(row.method), row.orders, row.sales]),
        discountBlocks(slip, words),
        cashBlocks(slip, words, print),
        dishBlocks(slip, words),
        listBlocks(words.stations, slip.report.stations, row => [
          customerText(slip.stations[row.station] ?? row.station),
          row.quantity,
          row.amount,
        ]),
        paperBlocks(slip, words),
        customerBlocks(slip, words),
        differenceBlocks(slip, words),
        footBlocks(slip, words, paper.printed, print),
      ),
      { type: 'feed', lines: 1 },
      { type: 'cut' },
    ],
  }
}

function row(left: string, right: string): Block {
  return { type: 'pair', left, right }
}

function strong(left: string, fen: number): Block {
  return { type: 'pair', left, right: `￥${yuan(fen)}`, size: tallSize, bold: true }
}

function title(text: string): Block {
  return { type: 'text', text, bold: true }
}

/** Nothing for nothing. */
function some(left: string, fen: number): Block[] {
  return fen === 0 ? [] : [row(left, yuan(fen))]
}

function listBlocks<Row>(
  name: string,
  rows: readonly Row[],
  show: (row: Row) => [name: string, quantity: number, fen: number],
): Block[] {
  if (rows.length === 0) return []
  return [
    title(name),
    ...rows.map(one => {
      const [left, quantity, fen] = show(one)
      return row(`${left} ${times(quantity)}`, yuan(fen))
    }),
  ]
}

function salesBlocks({ report }: Slip, words: Words): Block[] {
  const { owed, calledOff, refunds, amountFaults } = report
  const isPlain = report.fees === 0 && report.discounts === 0 && report.unexplained === 0
  return [
    row(words.orders, String(report.orders)),
    ...(report.guests === 0 ? [] : [row(words.guests, String(report.guests))]),
    ...(isPlain ? [] : [row(words.items, yuan(report.items))]),
    ...some(words.fees, report.fees),
    ...some(words.discounts, -report.discounts),
    ...some(words.unexplained, report.unexplained),
    strong(words.sales, report.sales),
    ...(refunds.count === 0 ? [] : [row(words.refunds(refunds.count), yuan(-report.refunded))]),
    ...(refunds.count === 0 ? [] : [strong(words.net, report.sales - report.refunded)]),
    ...(owed.count === 0 ? [] : [row(words.owed(owed.count), yuan(owed.amount))]),
    ...(calledOff.count === 0 ? [] : [row(words.calledOff(calledOff.count), yuan(calledOff.amount))]),
    ...(amountFaults === 0 ? [] : [row(words.amountFaults, String(amountFaults))]),
  ]
}

function discountBlocks({ report }: Slip, words: Words): Block[] {
  const kind = (name: string) => words.kinds[name] ?? words.kinds.other ?? name
  return [
    ...listBlocks(words.discounts, report.discountLines, line => [
      `${words.bearers[line.bearer]} ${kind(line.kind)}`,
      line.count,
      -line.amount,
    ]),
    ...listBlocks(words.coupons, report.coupons.slice(0, mostDishes), line => [
      customerText(line.name) || words.kinds.coupon || '',
      line.count,
      -line.amount,
    ]),
  ]
}

function cashBlocks({ report }: Slip, words: Words, print: PaperPrint): Block[] {
  const { cash } = report
  const moved = cash.sales + cash.refunds + cash.paidIn + cash.paidOut + cash.float
  if (cash.shifts.length === 0 && moved === 0 && cash.counted === null) return []
  const time = (at: string) => paperTime(at, print.printedAt, print.timezone).slice(0, -':00'.length)
  const shifts = cash.shifts.length < 2 ? [] : cash.shifts
  return [
    title(words.cash.title),
    ...some(words.cash.float, cash.float),
    row(words.cash.sales, yuan(cash.sales)),
    ...some(words.cash.refunds, -cash.refunds),
    ...some(words.cash.paidIn, cash.paidIn),
    ...some(words.cash.paidOut, -cash.paidOut),
    row(words.cash.expected, yuan(cash.expected)),
    ...(cash.counted === null
      ? [title(words.cash.notCounted)]
      : [strong(words.cash.counted, cash.counted), row(words.cash.difference, signed(cash.difference ?? 0))]),
    ...some(words.cash.outside, cash.outside),
    ...shifts.flatMap(shift =>
      beside(
        `${words.cash.shift(time(shift.from), shift.until === null ? '' : time(shift.until))} ${customerText(shift.openedBy)}`,
        shift.difference === null ? words.cash.notCounted : signed(shift.difference),
      ),
    ),
  ]
}

function dishBlocks({ report }: Slip, words: Words): Block[] {
  const more = report.dishes.length - mostDishes
  return [
    ...listBlocks(words.dishes, report.dishes.slice(0, mostDishes), dish => [
      customerText(dish.name),
      dish.quantity,
      dish.amount,
    ]),
    ...(more > 0 ? [{ type: 'text', text: words.moreDishes(more) } as const] : []),
  ]
}

function paperBlocks({ report, printers }: Slip, words: Words): Block[] {
  const { paper } = report
  const counts = [
    ['reprints', paper.reprints],
    ['copies', paper.copies],
    ['doubtful', paper.doubtful],
    ['uncertain', paper.uncertain],
    ['held', paper.held],
    ['failed', paper.failed],
    ['cancelled', paper.cancelled],
    ['unconfirmed', paper.unconfirmed],
  ] as const
  const { wait } = paper
  return [
    title(words.paper.title),
    ...paper.tickets
      .filter(one => one.kind !== 'reprint')
      .map(one => row(words.paper.tickets[one.kind], String(one.count))),
    row(words.paper.papers, String(paper.papers)),
    ...counts.filter(([, count]) => count > 0).map(([name, count]) => row(words.paper[name], String(count))),
    ...(wait === null
      ? []
      : [
          title(words.paper.wait),
          row(words.paper.median, words.paper.seconds(wait.medianMs)),
          row(words.paper.p95, words.paper.seconds(wait.p95Ms)),
          row(words.paper.longest, words.paper.seconds(wait.longestMs)),
        ]),
    ...report.printers.flatMap(one =>
      beside(
        `${customerText(printers[one.printer] ?? one.printer)} ${words.troubles[one.code] ?? one.code}`,
        words.trouble(one.times, one.minutes),
      ),
    ),
  ]
}

function customerBlocks({ report }: Slip, words: Words): Block[] {
  const { customers, newcomers, returning, spent } = report.customers
  if (customers === 0) return []
  return [
    row(words.customers.title, String(customers)),
    ...beside(`${words.customers.newcomers} ${newcomers}`, `${words.customers.returning} ${returning}`),
    row(words.customers.each, yuan(Math.round(spent / customers))),
  ]
}

function differenceBlocks({ report, demo }: Slip, words: Words): Block[] {
  const open = report.openDifferences
  return [
    open === 0
      ? { type: 'text', text: words.noDifferences }
      : { type: 'text', text: words.openDifferences(open), bold: true, size: tallSize },
    ...(demo === null ? [] : [row(words.demo(demo.orders), yuan(demo.sales))]),
  ]
}

function footBlocks(slip: Slip, words: Words, printed: string, print: PaperPrint): Block[] {
  const closed = paperDateTime(Date.parse(slip.closedAt), print.timezone)
  return [
    ...beside(`${words.closed} ${closed}`, customerText(slip.by)),
    ...(slip.note === null
      ? []
      : [{ type: 'text', text: `${words.note}：${customerText(slip.note)}`, maxLines: 6 } as const]),
    { type: 'text', text: `${printed} ${paperDateTime(print.printedAt, print.timezone)}` },
    { type: 'feed', lines: 1 },
    { type: 'text', text: cleanText(`${words.sign}：${'_'.repeat(20)}`) },
  ]
}

function signed(fen: number): string {
  return fen > 0 ? `+${yuan(fen)}` : yuan(fen)
}
