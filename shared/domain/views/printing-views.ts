import type { AttemptOutcome, HeldReason, JobState } from '../print-job.ts'
import type { Confirmation, Evidence, PrinterState } from '../printer.ts'
import type { PrinterTrouble } from '../printer-trouble.ts'
import type { Mark, TicketKind } from '../ticket.ts'
import type { OrderView } from './order-views.ts'

// Print jobs, printers, and what waited too long for one, as the door shows them: over REST (contract §8) and to the screen.
// Times are ISO 8601 with offset.

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
  /** what a report tells of; null: it is none */
  report: 'alarms' | 'day' | null
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
