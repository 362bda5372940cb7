import type { AbusePolicy, AbuseRuleId } from '../abuse-rules.ts'
import type { Channel, Order, OrderIssue, ServiceMode } from '../order.ts'
import type { TicketKind } from '../ticket.ts'
import type { JobView } from './printing-views.ts'

// Orders, and what could not be taken as one, as the door shows them: over REST (contract §8) and to the screen. Times are
// ISO 8601 with offset, money is integer fen.

/** What the board says of an order, seen from two metres. */
export type OrderState = OpenOrderState | 'printed' | 'sent' | 'cancelled'
/** Something is to come of it yet. */
export type OpenOrderState = 'waiting' | 'printing' | 'problem'

/** What lists and the board say of an order's content; made once when a revision is taken. */
export type OrderSummary = {
  channel: Channel | null
  pickupNo: string | null
  tableNo: string | null
  serviceMode: ServiceMode | null
  placedAt: string
  expectedAt: string | null
  payable: number
  /** dishes in short: name and quantity still to be made */
  dishes: { name: string; quantity: number }[]
  note: string | null
}

export type OrderView = OrderSummary & {
  id: string
  source: string
  orderId: string
  revision: number
  status: Order['status']
  state: OrderState
  /** the business day, and the order's number in it (null until it is paid) */
  day: string
  number: number | null
  receivedAt: string
  demo: boolean
  /** sums that do not add up */
  amountFault: boolean
  /** rules by which it looks like abuse, see abuse-rules.ts */
  flags: AbuseRuleId[]
  /** when it was called out (出餐), and when its customer came for it */
  readyAt: string | null
  collectedAt: string | null
}

/** The running day as the counter sees it. A list holds no more than a screen should; the counts are of all there are. */
export type BoardView = {
  day: string
  /** newest first: the day's newest, and the oldest of any day that are still open */
  orders: OrderView[]
  /** how many orders the day has */
  today: number
  /** how many are open, of any day */
  open: Record<OpenOrderState, number>
}

/** Orders that look like abuse, newest first, and what the shop does about each rule. */
export type SuspiciousView = { rules: { rule: AbuseRuleId; policy: AbusePolicy }[]; orders: OrderView[] }

export type HistoryView = { at: string; what: string; by: string | null; detail: string | null }

export type OrderDetail = OrderView & {
  items: Order['items']
  /** the last revision as it was sent, masked, unknown fields kept */
  order: unknown
  tickets: { ticketId: string; printerId: string; number: number; kind: TicketKind; revision: number }[]
  jobs: JobView[]
  history: HistoryView[]
}

/**
 * By whom, when and why something that was kept aside was settled. Null while it waits, and of what was settled by a version
 * that kept no account of it.
 */
export type SettledView = { at: string; by: string; note: string | null } | null

export type QuarantineView = {
  id: string
  source: string
  receivedAt: string
  issues: OrderIssue[]
  /** as received, masked */
  raw: string
  /** dismissed: laid to rest by a person, not taken in */
  state: 'open' | 'replayed' | 'dismissed'
  settled: SettledView
}

export type ConflictView = {
  id: string
  source: string
  orderId: string
  revision: number
  receivedAt: string
  state: 'open' | 'accepted' | 'dismissed'
  settled: SettledView
  known: unknown
  other: unknown
}
