import { parseOrder } from '../../shared/domain/order.ts'
import { orderMarks } from '../../shared/domain/order-marks.ts'
import { isSettled, newJob } from '../../shared/domain/print-job.ts'
import type { ReceiptContent } from '../../shared/domain/ticket.ts'
import { transact } from '../store/database.ts'
import { note } from '../store/history.ts'
import { findJobByKey, getJob, insertJob, type JobRow, listJobsOfOrder } from '../store/jobs.ts'
import { findOrder, type OrderRow } from '../store/orders.ts'
import { insertTicket, listTickets } from '../store/tickets.ts'
import { type Desk, DeskError } from './desk.ts'
import type { JobActsDeps } from './job-acts.ts'
import { jobView } from './job-view.ts'
import { refreshOrder } from './order-progress.ts'

/** A receipt that a customer asks for. The first of a revision is plain, every later one says 补打. */
export function createReceiptDesk(deps: JobActsDeps): Pick<Desk, 'printReceipt'> {
  const { db, settings, clock } = deps

  function receiptPrinter(): string {
    const { printer, when } = settings.receipt
    if (when === 'never' || printer === undefined)
      throw new DeskError('conflict', 'this shop prints no receipts', 'no-receipts')
    if (!settings.printers.some(one => one.id === printer)) {
      throw new DeskError('conflict', `there is no printer ${printer}`, 'printer-gone')
    }
    return printer
  }

  function contentOf(order: OrderRow, number: number): ReceiptContent {
    const parsed = parseOrder(JSON.parse(order.body))
    if (!parsed.ok) throw new Error(`order ${order.id} cannot be read back`)
    const facts = { amountFault: order.amount_fault === 1, demo: order.series === 'demo' }
    const marks = orderMarks(null, parsed.order, facts)
    return { kind: 'receipt', marks, number, order: parsed.order, shopName: settings.shop.name }
  }

  /** The receipt of the order as it is now, if it has been made. */
  function knownReceipt(order: OrderRow): JobRow | undefined {
    const tickets = listTickets(db, order.id).filter(
      ticket => ticket.kind === 'receipt' && ticket.revision === order.revision,
    )
    const known = tickets.at(-1)
    return known && listJobsOfOrder(db, order.id).findLast(job => job.ticket === known.id && job.state !== 'cancelled')
  }

  function firstReceipt(order: OrderRow, number: number, printer: string, key: string): number {
    const created_at = clock.now()
    const row = { order_row: order.id, kind: 'receipt' as const, printer, created_at }
    const ticket = insertTicket(db, {
      ...{ ...row, revision: order.revision, station: null, number },
      content: contentOf(order, number),
    })
    return insertJob(db, { ...row, ticket, job: newJob(), idempotency_key: key })
  }

  function anotherReceipt(before: JobRow, printer: string, key: string): number {
    return insertJob(db, {
      ...{ ticket: before.ticket, order_row: before.order_row, printer, kind: 'reprint', created_at: clock.now() },
      ...{ reprint_of: before.id, idempotency_key: key },
      job: newJob({ reprint: true, doubtful: before.doubtful === 1 }),
    })
  }

  return {
    printReceipt(source, orderId, { by, idempotencyKey }) {
      const id = transact(db, () => {
        const order = findOrder(db, source, orderId)
        if (order === undefined) throw new DeskError('not-found', `source ${source} has no order ${orderId}`)
        const key = `receipt:${order.id}:${idempotencyKey}`
        const pressed = findJobByKey(db, key)
        if (pressed !== undefined) return pressed.id
        const printer = receiptPrinter()
        if (order.number === null) throw new DeskError('conflict', 'the order is not paid', 'not-paid')
        const before = knownReceipt(order)
        // One that is still on its way is the one that is asked for.
        if (before !== undefined && !isSettled(before.state)) return before.id
        const job =
          before === undefined ? firstReceipt(order, order.number, printer, key) : anotherReceipt(before, printer, key)
        note(db, { order_row: order.id, job, at: clock.now(), what: 'receipt', by })
        refreshOrder(db, order.id, clock.now())
        return job
      })
      const job = getJob(db, id)
      if (job === undefined) throw new DeskError('not-found', 'the job is gone')
      deps.wakeLane(job.printer)
      deps.bell.ring('jobs', 'orders', 'printers')
      return jobView(db, job)
    },
  }
}
