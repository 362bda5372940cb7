import { type Db, transact } from '../../main/store/database.ts'
import { insertOrder } from '../../main/store/orders.ts'
import { type OrderInput, parseOrder } from '../../shared/domain/order.ts'
import { summarise } from '../../shared/domain/order-summary.ts'
import type { OrderState } from '../../shared/domain/views/order-views.ts'
import { order } from './orders.ts'

/** Orders of a day as a long day leaves them, straight into the database: nobody waits for their paper. */
export function putOrders(
  db: Db,
  given: { day: string; at: number; state: OrderState; orders: Parameters<typeof order>[0][]; firstNumber?: number },
): void {
  const { day, at, state, firstNumber = 1 } = given
  transact(db, () => {
    given.orders.forEach((one, index) => {
      const made: OrderInput = order({ placedAt: new Date(at + index).toISOString(), ...one })
      const parsed = parseOrder(made)
      if (!parsed.ok) throw new Error(`no order: ${parsed.issues[0]?.message}`)
      insertOrder(db, {
        ...{ source: 'mini', order_id: made.orderId, revision: 1, content_hash: made.orderId, status: 'paid' },
        ...{ state, series: 'shop', day, number: firstNumber + index, kitchen_revision: 1, amount_fault: 0 },
        ...{ body: JSON.stringify(made), summary: JSON.stringify(summarise(parsed.order)), received_at: at + index },
      })
    })
  })
}
