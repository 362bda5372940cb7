import type { Discrepancy } from '../../../shared/domain/reconciliation/discrepancy.ts'
import { printedNotPaid, printedTwiceUnmarked } from '../../../shared/domain/reconciliation/paper-rules.ts'
import { type NumberRow, sequenceGaps } from '../../../shared/domain/reconciliation/sequence-gaps.ts'
import type { OrderSummary } from '../../../shared/domain/views/order-views.ts'
import type { Db } from '../../store/database.ts'
import { listUnsettled } from '../../store/discrepancies.ts'
import { listOrders, type OrderRow } from '../../store/orders.ts'
import { orderPaper } from '../printing/order-paper.ts'

const pageSize = 200
const mostUnsettled = 1_000

/** What a day's own orders and papers show without any bill. `isOver`: it has ended, or was closed. */
export function lookAtDay(db: Db, day: string, isOver: boolean): Discrepancy[] {
  const found: Discrepancy[] = []
  const rows = new Map<string, NumberRow & { numbers: { number: string; at: number }[] }>()
  for (const order of ordersOf(db, day)) {
    // Whether something is still to be printed, the paper watch sees all day.
    const paper = orderPaper(db, order, () => Number.POSITIVE_INFINITY)
    found.push(...[printedTwiceUnmarked(paper), printedNotPaid(paper, isOver)].filter(one => one !== null))
    const number = numberOf(order)
    if (order.series === 'demo' || number === null) continue
    const row = rows.get(order.source) ?? { source: order.source, day, numbers: [] }
    rows.set(order.source, row)
    row.numbers.push(number)
  }
  if (!isOver) return found
  const payments = paidWithoutOrder(db, day)
  return [...found, ...[...rows.values()].flatMap(row => sequenceGaps(row, payments))]
}

function* ordersOf(db: Db, day: string): Generator<OrderRow> {
  for (let after = 0; ; ) {
    const page = listOrders(db, { day, after, limit: pageSize })
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < pageSize) return
    after = last.id
  }
}

/** The platform's own count of the day, where it sends one (`daySeq`), else what customers are called by. */
function numberOf(order: OrderRow): { number: string; at: number } | null {
  const { pickupNo, placedAt } = JSON.parse(order.summary) as OrderSummary
  const { daySeq } = JSON.parse(order.body) as { daySeq?: unknown }
  const counted = typeof daySeq === 'number' || typeof daySeq === 'string' ? `#${daySeq}` : null
  const number = counted ?? pickupNo
  return number === null ? null : { number, at: Date.parse(placedAt) }
}

/** When money came that no order is behind. */
function paidWithoutOrder(db: Db, day: string): number[] {
  return listUnsettled(db, { day, limit: mostUnsettled })
    .filter(row => row.class === 'PAID_NOT_LOCAL')
    .map(row => Number((JSON.parse(row.facts) as Discrepancy['facts']).at))
}
