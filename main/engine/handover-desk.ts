import { isCalledOff } from '../../shared/domain/order.ts'
import type { OrderSummary } from '../../shared/domain/views/order-views.ts'
import { transact } from '../store/database.ts'
import { note } from '../store/history.ts'
import { findOrder, setHandedOver } from '../store/orders.ts'
import { addEvent } from '../store/outbox.ts'
import type { Bell } from './bell.ts'
import { type Desk, DeskError } from './desk.ts'
import type { JobActsDeps } from './job-acts.ts'
import { orderDetail } from './order-view.ts'

/**
 * 出餐 and 取走: a person calls the pickup number, and the customer comes for it. Each is said once, to the order's own
 * source too; said again it changes nothing.
 */
export function createHandoverDesk(
  deps: Pick<JobActsDeps, 'db' | 'clock'> & { bell: Bell },
): Pick<Desk, 'markReady' | 'markCollected'> {
  const { db, clock, bell } = deps

  function handOver(step: 'ready' | 'collected', source: string, orderId: string, by: string) {
    const id = transact(db, () => {
      const order = findOrder(db, source, orderId)
      if (order === undefined) throw new DeskError('not-found', `source ${source} has no order ${orderId}`)
      // Its state on the board may still be that of the ticket that is printing.
      if (isCalledOff(order)) throw new DeskError('conflict', 'the order was called off', 'called-off')
      if (order.number === null) throw new DeskError('conflict', 'the order is not paid', 'not-paid')
      if ((step === 'ready' ? order.ready_at : order.collected_at) !== null) return order.id
      const at = clock.now()
      setHandedOver(db, order.id, step, at)
      const { pickupNo } = JSON.parse(order.summary) as OrderSummary
      addEvent(db, {
        type: `order.${step}`,
        source,
        order_row: order.id,
        order_id: orderId,
        revision: order.revision,
        at,
        data: { number: order.number, pickupNo },
      })
      note(db, { order_row: order.id, at, what: step, by })
      return order.id
    })
    bell.ring('orders')
    const order = findOrder(db, source, orderId)
    if (order === undefined) throw new Error(`order ${id} is gone`)
    return orderDetail(db, order)
  }

  return {
    markReady: (source, orderId, { by }) => handOver('ready', source, orderId, by),
    markCollected: (source, orderId, { by }) => handOver('collected', source, orderId, by),
  }
}
