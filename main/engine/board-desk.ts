import { businessDay } from '../../shared/domain/business-day.ts'
import { isSought } from '../../shared/domain/order-search.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import type { OrderSummary } from '../../shared/domain/views/order-views.ts'
import type { Db } from '../store/database.ts'
import { countDay, countOpen, getOrder, listBoard, listSummaries } from '../store/orders.ts'
import type { Clock } from './clock.ts'
import { type Desk, DeskError } from './desk.ts'
import { orderView } from './order-view.ts'

/** Of the day's newest, of the oldest that are open, and of what is found. */
const boardSize = 200

/** What the counter sees of the running day. A day may hold more than a screen should list: it is counted and found here. */
export function createBoardDesk(deps: {
  db: Db
  settings: { shop: Pick<Settings['shop'], 'timezone' | 'businessDayStart'> }
  clock: Pick<Clock, 'now'>
}): Pick<Desk, 'today' | 'board' | 'findOrders'> {
  const { db, settings, clock } = deps
  const today = () => businessDay(clock.now(), settings.shop)

  return {
    today,
    board() {
      const day = today()
      const orders = listBoard(db, { day, limit: boardSize }).map(orderView)
      return { day, orders, today: countDay(db, day), open: { problem: 0, waiting: 0, printing: 0, ...countOpen(db) } }
    },
    findOrders({ text }) {
      const sought = text.trim()
      if (sought === '') throw new DeskError('invalid', 'text is empty')
      const found: number[] = []
      for (const { id, order_id, number, summary } of listSummaries(db, today())) {
        const { pickupNo, tableNo, note, dishes } = JSON.parse(summary) as OrderSummary
        if (isSought({ orderId: order_id, number, pickupNo, tableNo, note, dishes }, sought)) found.push(id)
        if (found.length === boardSize) break
      }
      return found.flatMap(id => getOrder(db, id) ?? []).map(orderView)
    },
  }
}
