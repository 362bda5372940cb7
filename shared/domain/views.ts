import type { AbusePolicy, AbuseRuleId } from './abuse-rules.ts'
import type { AlarmCode } from './alarm.ts'
import type { AlarmSeverity } from './alarms/alarm-text.ts'
import type { Channel, Order, OrderIssue, ServiceMode } from './order.ts'
import type { AttemptOutcome, HeldReason, JobState } from './print-job.ts'
import type { Confirmation, Evidence, PrinterState } from './printer.ts'
import type { PrinterTrouble } from './printer-trouble.ts'
import type { BillKind, BillPlatform } from './reconciliation/bill.ts'
import type { DiscrepancyClass, DiscrepancySeverity, DiscrepancyState } from './reconciliation/discrepancy.ts'
import type { DiscrepancyAction } from './reconciliation/discrepancy-class.ts'
import type { Mark, TicketKind } from './ticket.ts'
import type { TokenScope } from './token-scope.ts'

// What the door shows of the engine, over REST (contract §8) and to the screen. Times are ISO 8601 with offset.

export type AttemptView = {
  at: string
  /** bytes of the ticket known to have left */
  bytes: number
  outcome: AttemptOutcome
  evidence: Evidence | 'none'
  error: string | null
}

export type JobView = {
  jobId: string
  ticketId: string
  orderId: string | null
  source: string | null
  /** it is of no order of ours: a cloud printer's client sent it, and asks for it by that orderId */
  foreign: boolean
  /** how the order is called out, as the screen's lists name it */
  pickupNo: string | null
  tableNo: string | null
  revision: number | null
  printerId: string
  kind: TicketKind
  number: number | null
  state: JobState
  /** why it waits for a person; null unless held */
  heldFor: HeldReason | null
  copy: number
  marks: Mark[]
  /** n of `of` tickets that one revision made, and the station */
  n: number
  of: number
  station: string | null
  /** its order was cancelled or refunded */
  calledOff: boolean
  /** for a reprint: the job it is a copy of */
  reprintOf: string | null
  /** a paper can be looked at */
  paper: boolean
  createdAt: string
  /** pre-orders: not before */
  releaseAt: string | null
  attempts: AttemptView[]
}

/** What the board says of an order, seen from two metres. */
export type OrderState = 'waiting' | 'printing' | 'printed' | 'sent' | 'problem' | 'cancelled'

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

export type PrinterView = {
  id: string
  name: string
  state: PrinterState
  paused: boolean
  detail: string | null
  /** why it cannot be used, and what to do: see troubleWords */
  trouble: PrinterTrouble | null
  /** jobs not settled yet */
  queue: number
  confirmation: Confirmation | null
  lastPrintedAt: string | null
  connection: string
  virtual: boolean
}

/** What became old while a printer could not print, and waits for an answer. */
export type BacklogView = {
  printerId: string
  printer: string
  tickets: number
  /** when the oldest of its orders was wanted, paid or placed */
  oldest: string
  /** oldest first */
  orders: (Pick<OrderView, 'id' | 'source' | 'orderId' | 'pickupNo' | 'tableNo' | 'number' | 'dishes'> & {
    orderedAt: string
    /** how old it is */
    minutes: number
    jobs: string[]
  })[]
}

/** What to do with it: print all, only what was ordered within the last `minutes`, or nothing of it. */
export const backlogAnswers = ['all', 'recent', 'none'] as const
export type BacklogAnswer = (typeof backlogAnswers)[number]

export type AlarmView = {
  id: string
  code: AlarmCode
  severity: AlarmSeverity
  since: string
  /** what it is about: a printer's id, source/orderId, a source's id */
  subject: string
  message: string
  remedy: string
  acked: boolean
  /** what the words were made of, so that a screen in another language can say it too */
  facts: Record<string, string | number>
}

export type QuarantineView = {
  id: string
  source: string
  receivedAt: string
  issues: OrderIssue[]
  /** as received, masked */
  raw: string
  state: 'open' | 'replayed'
}

export type ConflictView = {
  id: string
  source: string
  orderId: string
  revision: number
  receivedAt: string
  state: 'open' | 'accepted'
  known: unknown
  other: unknown
}

export type ShopView = {
  id: string
  name: string
  language: 'zh-CN' | 'en'
  timezone: string
  version: string
  receipts: 'always' | 'never' | 'on-request'
  /** null: it takes orders */
  paused: ShopPauseView | null
}

/** 打烊: since when, who said so, and how many orders came all the same. */
export type ShopPauseView = { since: string; by: string; orders: number }

export type HealthView = { status: 'ok' | 'degraded' | 'alarm'; version: string; alarms: number }

export type TokenView = {
  id: string
  name: string
  scope: TokenScope
  createdAt: string
  createdBy: string
  /** to the minute; null: never */
  lastUsedAt: string | null
  revokedAt: string | null
}

/** The one answer in which a token stands. */
export type NewTokenView = TokenView & { token: string }

/** A call of a platform: it waits, it is done, the platform refuses it, or a person dropped it. */
export type CallView = {
  callId: string
  source: string
  kind: string
  /** fixed for ever, what the platform knows it by */
  key: string
  /** the order that it is about */
  orderId: string | null
  orderSource: string | null
  state: 'waiting' | 'done' | 'refused' | 'dropped'
  tries: number
  createdAt: string
  nextAt: string
  endedAt: string | null
  /** why the last try came to nothing */
  error: string | null
}

/** What is under way to the outside. */
export type OutboxView = {
  /** one for each source that is told of events; `oldest`: since when the first of them waits */
  events: { source: string; waiting: number; oldest: string | null }[]
  /** events that their source would not take, the newest first */
  refused: { source: string; type: string; orderId: string | null; error: string; at: string }[]
}

/** What a platform says of one payment; money in fen. */
export type PaymentView = {
  source: string
  tradeNo: string
  outTradeNo: string | null
  status: string | null
  total: number | null
  received: number | null
  paid: number | null
  refunded: number
  paidAt: string | null
  refunds: { refundNo: string; amount: number | null; at: string | null }[]
}

/** What a platform sent that is no order, masked. */
export type NoticeView = {
  id: string
  source: string
  kind: 'notify' | 'message'
  topic: string
  receivedAt: string
  body: string
}

/** contract §8, to the letter. */
export type DiscrepancyView = {
  id: string
  class: DiscrepancyClass
  severity: DiscrepancySeverity
  /** business day */
  day: string
  source: string | null
  /** 商户订单号 */
  orderId: string | null
  /** fen: what ours says, and what the bill, the paper or the platform says */
  expected: number | null
  actual: number | null
  state: DiscrepancyState
  /** what to do, in the shop's language */
  suggestion: string
  history: { at: string; what: string; by: string | null; note: string | null }[]
}

/** The same for the screen, which says it in its reader's language and does it at once. */
export type DifferenceView = DiscrepancyView & {
  facts: Record<string, string | number>
  action: DiscrepancyAction
  /** the order of ours that it is about, as it is called here */
  order: { source: string; orderId: string } | null
  since: string
  /** how often it was looked at again since its day was closed */
  tries: number
}

/** What is not settled, and on which days. */
export type DifferenceDayView = { day: string; open: number; critical: number }

/** A 轻会员 agreement as our orders add up; fen. */
export type MemberView = {
  agreementId: string
  fee: number | null
  termEnds: string | null
  benefit: number
  reversed: number
  /** min(fee, benefit enjoyed); null: no order has said what a term costs */
  due: number | null
  orders: number
}

/** A bill that was read. Fen; `account` is masked. */
export type BillView = {
  id: string
  kind: BillKind
  platform: BillPlatform
  account: string | null
  from: string
  until: string
  payments: { count: number; amount: number }
  refunds: { count: number; amount: number }
  /** rows that have an order of ours */
  matched: number
  receivedAt: string
  by: string
}

/** `known`: read before, nothing has changed. */
export type BillAnswer = { result: 'stored' | 'known'; bill: BillView; differences: number }

/** Of the bill that is being read: 0 to 99. */
export type BillProgress = { percent: number }

/** "Look again": what may have changed since the last event. */
export type Topic =
  | 'orders'
  | 'jobs'
  | 'printers'
  | 'alarms'
  | 'quarantine'
  | 'shop'
  | 'tokens'
  | 'outbox'
  | 'bills'
  | 'discrepancies'
  | 'days'
