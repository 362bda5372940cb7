import { businessDay } from '../../../shared/domain/business-day.ts'
import type { Order } from '../../../shared/domain/order.ts'
import { refundedAmount, type Sale, saleOf } from '../../../shared/domain/sale.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import type { AdjustmentKind } from '../../../shared/domain/views/day-views.ts'
import type { Db } from '../../store/database.ts'
import { type Addition, addToTotals, getClosedAt, insertAdjustment } from '../../store/days.ts'
import { addDrawerMove } from '../../store/drawer.ts'
import type { OrderRow } from '../../store/orders.ts'
import { hasVisit, insertVisit } from '../../store/visits.ts'
import type { CustomerHash } from './customer-hash.ts'

export type BookDeps = {
  db: Db
  settings: Settings
  now: () => number
  /** absent: customers are not told apart */
  hashCustomer?: CustomerHash
}

/** An order as it was, or is, in its row; `order.channel` as it counts. */
export type Booked = { row: Pick<OrderRow, 'number'>; order: Order }

/**
 * Enters a revision in the books: its business day's totals, the drawer where it is cash, its customer, and where its day
 * is closed already an adjustment. In the transaction that takes it, so that each is there exactly once.
 */
export function bookRevision(deps: BookDeps, row: OrderRow, before: Booked | null, after: Booked): void {
  const { db, settings } = deps
  const was = before === null ? null : entryOf(before, settings)
  const is = entryOf(after, settings)
  const isNew = (before === null || before.row.number === null) && after.row.number !== null
  if (isNew && row.series === 'shop') greet(deps, row, after.order)

  const added: Addition = {
    orders: is.orders - (was?.orders ?? 0),
    sales: is.sales - (was?.sales ?? 0),
    refunded: is.refunded - (was?.refunded ?? 0),
  }
  const called_off = is.calledOff - (was?.calledOff ?? 0)
  if (added.orders === 0 && added.sales === 0 && added.refunded === 0 && called_off === 0) return
  const known = row.series === 'shop' && hasVisit(db, row.id)
  const spent = known ? added.sales - added.refunded : 0
  addToTotals(db, { ...added, day: row.day, series: row.series, called_off, spent })
  if (row.series === 'shop') moveCash(deps, row, is.cash - (was?.cash ?? 0), is.cashBack - (was?.cashBack ?? 0))
  if (getClosedAt(db, row.day) === null) return
  insertAdjustment(db, {
    ...{ ...added, day: row.day, series: row.series, at: deps.now(), order_row: row.id },
    kind: kindOf(added, isNew, is),
    reason: `${row.source}/${row.order_id}, revision ${row.revision}`,
    by: row.source,
  })
}

type Entry = Addition & { calledOff: number; cash: number; cashBack: number }

const nothing: Entry = { orders: 0, sales: 0, refunded: 0, calledOff: 0, cash: 0, cashBack: 0 }

/** What never got a number was never begun with. */
function entryOf({ row, order }: Booked, settings: Settings): Entry {
  if (row.number === null) return nothing
  const sale: Sale = saleOf(order, settings)
  if (sale.state === 'called-off') return { ...nothing, calledOff: 1 }
  if (sale.state !== 'sold') return nothing
  const refunded = refundedAmount(sale)
  const isCash = sale.method === 'cash'
  return {
    ...{ orders: 1, sales: sale.paid, refunded, calledOff: 0 },
    ...{ cash: isCash ? sale.paid : 0, cashBack: isCash ? refunded : 0 },
  }
}

function kindOf(added: Addition, isNew: boolean, is: Entry): AdjustmentKind {
  if (isNew) return 'late-order'
  if (is.calledOff > 0) return 'called-off'
  return added.refunded > 0 && added.sales === 0 ? 'refund' : 'order-changed'
}

function greet({ db, hashCustomer }: BookDeps, row: OrderRow, { customer }: Order): void {
  const id = customer.id?.trim() ?? ''
  if (id === '' || hashCustomer === undefined) return
  insertVisit(db, { order_row: row.id, day: row.day, customer: hashCustomer(row.source, id) })
}

/** Money moves on the day on which it moves, whatever day the order is of. */
function moveCash({ db, settings, now }: BookDeps, row: OrderRow, sale: number, back: number): void {
  const at = now()
  const move = { day: businessDay(at, settings.shop), at, order_row: row.id, reason: null, by: row.source }
  if (sale !== 0) addDrawerMove(db, { ...move, kind: 'sale', amount: sale })
  if (back !== 0) addDrawerMove(db, { ...move, kind: 'refund', amount: -back })
}
