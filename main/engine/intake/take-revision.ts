import { amountFaults } from '../../../shared/domain/amounts.ts'
import { businessDay } from '../../../shared/domain/business-day.ts'
import { yuan } from '../../../shared/domain/money.ts'
import { awaitsPayment, isCalledOff, type Order, parseOrder } from '../../../shared/domain/order.ts'
import { summarise } from '../../../shared/domain/order-summary.ts'
import { type PlannedTicket, planTickets } from '../../../shared/domain/plan-tickets.ts'
import { newJob, next } from '../../../shared/domain/print-job.ts'
import { paymentOfOrder } from '../../../shared/domain/reconciliation/payment-of-order.ts'
import type { Settings, SourceSettings } from '../../../shared/domain/settings.ts'
import type { Db } from '../../store/database.ts'
import { note } from '../../store/history.ts'
import { insertJob, listHeld, listJobsOfOrder, listNewerJobs, newestJob, printJob, saveJob } from '../../store/jobs.ts'
import {
  findRevision,
  getOrder,
  insertOrder,
  insertRevision,
  type OrderRow,
  takeNumber,
  updateOrder,
} from '../../store/orders.ts'
import { addEvent } from '../../store/outbox.ts'
import { savePayment } from '../../store/payments.ts'
import { countSince, findPause } from '../../store/shop-pause.ts'
import { insertTicket, stationsOfLines } from '../../store/tickets.ts'
import type { AlarmBook } from '../alarm-book.ts'
import { type BookDeps, bookRevision } from '../days/day-book.ts'
import { enterMember } from '../differences/member-entry.ts'
import { refreshOrder } from '../order-progress.ts'
import { watchHeldOrder, watchHomeless, watchJob } from '../printing/job-watch.ts'
import { doubtNew, mayHaveCome } from '../recovery/doubts.ts'
import { judgeOrder } from './judge-order.ts'
import type { KeyedHash } from './keyed-hash.ts'
import { hourOf, isNews, retime } from './order-hour.ts'
import { withRecorded } from './recorded-refunds.ts'
import type { Submission } from './submission.ts'

export type TakeDeps = BookDeps & {
  db: Db
  settings: Settings
  alarms: AlarmBook
  keyedHash: KeyedHash
  now: () => number
}

/** How alarms name an order. */
export function subject(row: Pick<OrderRow, 'source' | 'order_id'>): string {
  return `${row.source}/${row.order_id}`
}

/** Takes the order's next revision in: order and revision rows, number, tickets, jobs, outbox. Returns the order's row. */
export function takeRevision(
  deps: TakeDeps,
  source: SourceSettings,
  before: OrderRow | undefined,
  order: Order,
  submission: Submission,
): OrderRow {
  const { db } = deps
  const now = deps.now()
  const row = before ?? firstRow(deps, source, order, submission)
  const revision = order.revision ?? (before === undefined ? 1 : before.revision + 1)
  const kitchenKnows = lastKitchenOrder(deps, source, row)
  const forKitchen = !awaitsPayment(order) && (!isCalledOff(order) || kitchenKnows !== null)
  const faults = isCalledOff(order) ? [] : amountFaults(order)

  const whole = withRecorded(db, before, { order, body: submission.body })

  // The first paid commit gives the order its number, of the business day in which that happens.
  const numbered = row.number !== null || !forKitchen
  const day = numbered ? row.day : businessDay(now, deps.settings.shop)
  const updated: OrderRow = {
    ...row,
    revision,
    content_hash: submission.contentHash,
    status: order.status,
    day,
    number: numbered ? row.number : takeNumber(db, day, row.series),
    kitchen_revision: forKitchen ? revision : row.kitchen_revision,
    amount_fault: faults.length > 0 ? 1 : 0,
    body: whole.body,
    summary: JSON.stringify(summarise(whole.order)),
    // Its customer may have been forgotten already, and is told of anew.
    purged_at: null,
  }
  updateOrder(db, updated)
  insertRevision(db, {
    order_row: row.id,
    revision,
    content_hash: submission.contentHash,
    body: submission.body,
    received_at: submission.receivedAt,
  })
  if (row.series === 'shop') savePaymentOf(deps, updated, whole.order)
  if (row.series === 'shop') enterMember(db, row.id, whole.order, before !== undefined)
  note(db, { order_row: row.id, at: now, what: 'revision-taken', detail: `revision ${revision}, ${order.status}` })
  bookRevision(deps, updated, before === undefined ? null : readBack(before), {
    row: updated,
    order: whole.order,
  })
  if (isCalledOff(order)) cancelUnprinted(deps, row.id)
  else retime(deps, row.id, order)
  const held = judgeOrder(deps, { ...updated, subject: subject(row) }, order)
  // It hears of the order before it hears of its papers.
  tellSource(deps, updated, before?.status ?? null)
  if (forKitchen && updated.number !== null) {
    const stations = stationsOfLines(db, row.id)
    const planned = planTickets({
      before: kitchenKnows,
      after: order,
      settings: deps.settings,
      number: updated.number,
      demo: row.series === 'demo',
      amountFault: faults.length > 0,
      stationOf: lineId => stations.get(lineId) ?? null,
    })
    const newest = newestJob(db)
    for (const ticket of planned) issueTicket(deps, updated, order, ticket, held)
    if (mayHaveCome(db, source, { order, again: submission.again, before, at: now })) {
      for (const job of listNewerJobs(db, newest)) doubtNew(deps, job, now)
    }
    if (planned.some(ticket => !hasPrinter(deps, ticket.printerId))) watchHomeless(deps, listHeld(db))
  }
  const fault = faults[0]
  if (fault !== undefined) {
    const facts = { where: fault.path, expected: yuan(fault.expected), actual: yuan(fault.actual) }
    note(db, { order_row: row.id, at: now, what: 'amount-fault', detail: JSON.stringify(facts) })
    deps.alarms.raise('order-amount', subject(row), { orderId: row.order_id, ...facts })
  }
  if (before === undefined && !isCalledOff(order)) watchPause(deps)
  refreshOrder(db, row.id, now)
  // Called off while it waited for a person: there is nothing to look at any more.
  if (isCalledOff(order)) watchHeldOrder(deps, row.id)
  return getOrder(db, row.id) ?? updated
}

/** What its money is found by from now on. */
export function savePaymentOf({ db }: Pick<TakeDeps, 'db'>, row: OrderRow, order: Order): void {
  savePayment(db, { ...paymentOfOrder(order), row: row.id, source: row.source, day: row.day })
}

function firstRow(deps: TakeDeps, source: SourceSettings, order: Order, submission: Submission): OrderRow {
  const row: Parameters<typeof insertOrder>[1] = {
    source: source.id,
    order_id: order.orderId,
    revision: order.revision ?? 1,
    content_hash: submission.contentHash,
    status: order.status,
    state: isCalledOff(order) ? 'cancelled' : 'waiting',
    series: source.id === 'demo' ? 'demo' : 'shop',
    day: businessDay(deps.now(), deps.settings.shop),
    number: null,
    kitchen_revision: null,
    amount_fault: 0,
    body: submission.body,
    summary: JSON.stringify(summarise(order)),
    received_at: submission.receivedAt,
  }
  return { ...row, purged_at: null, flags: null, ready_at: null, collected_at: null, id: insertOrder(deps.db, row) }
}

/** The order as the kitchen was last told of it; null: it knows nothing of it. */
function lastKitchenOrder(deps: TakeDeps, source: SourceSettings, row: OrderRow): Order | null {
  if (row.kitchen_revision === null) return null
  const stored = findRevision(deps.db, row.id, row.kitchen_revision)
  const parsed = stored === undefined ? null : parseOrder(JSON.parse(stored.body))
  if (!parsed?.ok) throw new Error(`order ${row.id}: revision ${row.kitchen_revision} cannot be read back`)
  return { ...parsed.order, channel: parsed.order.channel ?? source.channel ?? null }
}

/** The order as it was until now. */
export function readBack(row: OrderRow): { row: OrderRow; order: Order } {
  const parsed = parseOrder(JSON.parse(row.body))
  if (!parsed.ok) throw new Error(`order ${row.id}: revision ${row.revision} cannot be read back`)
  return { row, order: parsed.order }
}

/** Tickets of a called-off order that provably are not on paper need not be made; the slip says so all the same. */
function cancelUnprinted(deps: TakeDeps, orderRow: number): void {
  for (const row of listJobsOfOrder(deps.db, orderRow)) {
    const cancelled = next(printJob(row), { type: 'cancel' })
    if (cancelled === null) continue
    saveJob(deps.db, row.id, cancelled)
    // Nobody has to look for a ticket that is not wanted any more.
    watchJob(deps, { ...row, state: cancelled.state }, null)
    note(deps.db, {
      order_row: orderRow,
      job: row.id,
      at: deps.now(),
      what: 'job-cancelled',
      detail: 'order called off',
    })
  }
}

/** `held`: it waits for a person to look at its order. */
function issueTicket(deps: TakeDeps, row: OrderRow, order: Order, planned: PlannedTicket, held: boolean): void {
  const { db } = deps
  const created_at = deps.now()
  const ticket = insertTicket(db, {
    order_row: row.id,
    revision: row.revision,
    kind: planned.kind,
    station: planned.stationId,
    printer: planned.printerId,
    number: row.number,
    content: planned.content,
    created_at,
  })
  const job = newJob()
  const why = hasPrinter(deps, planned.printerId) ? (held ? 'suspicious' : null) : 'no-printer'
  insertJob(db, {
    ticket,
    order_row: row.id,
    printer: planned.printerId,
    kind: planned.kind,
    job: why === null ? job : (next(job, { type: 'hold', why }) ?? job),
    created_at,
    ...hourOf(deps, order, isCalledOff(order) || isNews(deps, row.id, planned)),
  })
}

function hasPrinter({ settings }: TakeDeps, printerId: string): boolean {
  return settings.printers.some(printer => printer.id === printerId)
}

/** It was paid for, so it is taken and printed as ever; but somebody should look whether it can be made. */
function watchPause({ db, alarms }: TakeDeps): void {
  const pause = findPause(db)
  if (pause !== undefined) alarms.raise('order-while-paused', 'shop', { count: countSince(db, pause) })
}

function tellSource(deps: TakeDeps, row: OrderRow, statusBefore: OrderRow['status'] | null): void {
  const event = {
    source: row.source,
    order_row: row.id,
    order_id: row.order_id,
    revision: row.revision,
    at: deps.now(),
    data: { number: row.number, status: row.status },
  }
  addEvent(deps.db, { type: 'order.accepted', ...event })
  if (row.status === statusBefore) return
  if (row.status === 'cancelled') addEvent(deps.db, { type: 'order.cancelled', ...event })
  if (row.status === 'refunded') addEvent(deps.db, { type: 'order.refunded', ...event })
}
