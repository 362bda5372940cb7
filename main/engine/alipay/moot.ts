import { type CallRow, listCallsOfOrder } from '../../store/calls.ts'
import type { Db } from '../../store/database.ts'
import { getOrder } from '../../store/orders.ts'

/** Why a call that was caused earlier need not be made any more; null: it has to be. */
export function whyMoot(db: Db, call: CallRow): string | null {
  if (call.order_row === null) return null
  const others = listCallsOfOrder(db, call.order_row)
  if (call.kind === 'order.sync' || call.kind === 'message.send') {
    const status = getOrder(db, call.order_row)?.status
    if (status === 'cancelled' || status === 'refunded') return 'the order is called off'
    const later = others.some(one => one.kind === 'order.sync' && one.id > call.id && one.state === 'done')
    return call.kind === 'order.sync' && later ? 'a later state is told already' : null
  }
  if (call.kind === 'voucher.refund') return undone(call, others, 'voucher.use', 'voucher_code')
  const body = JSON.parse(call.body) as { biz_action?: string }
  if (call.kind === 'member.cumulate' && body.biz_action === 'REVERSE') {
    return undone(call, others, 'member.cumulate', 'agreement_id')
  }
  return null
}

/** What was never done, a person having dropped it, has nothing to be taken back of. */
function undone(call: CallRow, others: readonly CallRow[], kind: string, by: string): string | null {
  const mine = (JSON.parse(call.body) as Record<string, unknown>)[by]
  const first = others.find(
    one => one.kind === kind && one.id < call.id && (JSON.parse(one.body) as Record<string, unknown>)[by] === mine,
  )
  return first?.state === 'dropped' ? 'what it would take back was never done' : null
}
