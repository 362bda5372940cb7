import type { Block } from '../ticket/document.ts'
import type { Channel, Modifier, Order, ServiceMode } from './order.ts'
import type { DayReport, ReportNames } from './views/day-views.ts'

export const ticketKinds = [
  'kitchen',
  'receipt',
  'void',
  'addition',
  'change',
  'rush',
  'reprint',
  'label',
  'report',
  'test',
  'source',
] as const
export type TicketKind = (typeof ticketKinds)[number]

/**
 * A word in reverse video on its own line at the top of the paper (contract §9), and the same words in REST `marks`.
 * `代打` and `补打` get their detail (station, 第n次) when the paper is made.
 */
export const marks = [
  '补打',
  '可能重复',
  '加菜',
  '退菜',
  '催菜',
  '作废',
  '代打',
  '改单',
  '预约',
  '积压',
  '金额异常',
  '演示',
] as const
export type Mark = (typeof marks)[number]

/** One dish on a kitchen ticket. `quantity` is what to make (or to stop making); `parts` are a combo's children. */
export type TicketLine = {
  lineId: string
  name: string
  quantity: number
  modifiers: Modifier[]
  note: string | null
  parts: TicketLine[]
  /** on a change ticket: what stood there before, so that the cook sees both */
  before?: { modifiers: Modifier[]; note: string | null }
}

/** What a kitchen ticket says, before copy marks, time and paper width. Stored with the ticket as JSON. */
export type TicketContent = {
  kind: TicketKind
  /** fixed when the ticket is made; 补打 可能重复 积压 代打 come when it is printed */
  marks: Mark[]
  /** the order's number of the business day, `#0012` on paper */
  number: number
  /** n of `of` tickets that one revision made */
  n: number
  of: number
  /** which of several copies (第n联), null where there is one */
  copyNo: number | null
  station: { id: string; name: string } | null
  pickupNo: string | null
  tableNo: string | null
  serviceMode: ServiceMode | null
  channel: Channel | null
  guests: number | null
  placedAt: string
  expectedAt: string | null
  lines: TicketLine[]
  note: string | null
  /** change tickets: what changed about the order itself, old value and new */
  changes: OrderChange[]
}

export type OrderChange = { field: ChangedField; from: string | null; to: string | null }
export type ChangedField = 'pickupNo' | 'tableNo' | 'serviceMode' | 'expectedAt' | 'note'

/** A receipt shows money and the whole order. */
export type ReceiptContent = { kind: 'receipt'; marks: Mark[]; number: number; order: Order; shopName: string }

/** A test page has neither an order nor a number. It opens a drawer, or beeps, only where a person asked for that. */
export type TestContent = { kind: 'test'; marks: Mark[]; printerName: string } & TestWishes
export type TestWishes = { drawer?: boolean; beep?: boolean }

/** Alarms in words, `since` as ISO 8601. Like a test page it has neither an order nor a number. */
export type AlarmSlipContent = {
  kind: 'report'
  marks: Mark[]
  alarms: { code: string; message: string; remedy: string; since: string }[]
}

/** What a cloud printer's client may put on paper. `logo` is the shop's own. */
export type SourceBlock =
  | Extract<Block, { type: 'spans' | 'pair' | 'feed' | 'qr' | 'barcode' | 'raw' | 'drawer' | 'cut' }>
  | { type: 'logo' }

/** A ticket that somebody else laid out: it prints as it was sent, and only its marks are ours. */
export type SourceContent = {
  kind: 'source'
  marks: Mark[]
  /** which of several copies (第n联), null where there is one */
  copyNo: number | null
  blocks: SourceBlock[]
  /** what can be read of it, line by line: for the day when its blocks cannot be laid out */
  text: string[]
}

/** A business day as it was closed. Like alarms it has neither an order nor a number. */
export type DaySlipContent = { kind: 'report'; marks: Mark[]; slip: DaySlip }
export type DaySlip = ReportNames & {
  shopName: string
  day: string
  closedAt: string
  by: string
  note: string | null
  report: DayReport
  demo: { orders: number; sales: number } | null
}

/** What a ticket row holds. */
export type PaperContent =
  | TicketContent
  | ReceiptContent
  | TestContent
  | AlarmSlipContent
  | DaySlipContent
  | SourceContent
