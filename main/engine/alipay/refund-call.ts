import { sumFen, yuan } from '../../../shared/domain/money.ts'
import { parseOrder } from '../../../shared/domain/order.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import { orderCentreOf } from '../../../shared/domain/source-settings.ts'
import { addCall, findCall, listCallsOfOrder } from '../../store/calls.ts'
import type { Db } from '../../store/database.ts'
import { note } from '../../store/history.ts'
import { findOrder } from '../../store/orders.ts'
import { DeskError } from '../desk.ts'
import { keyOf, laneOf } from './cause.ts'

// alipay.trade.refund: out_request_no is what it is known by. The same press gives the same number, and so one refund.

export type AskedRefund = {
  source: string
  orderId: string
  /** fen */
  amount: number
  reason: string | null
  /** what tells one press from another */
  press: string
  by: string
  now: number
}

/** In the caller's transaction. Returns the call. Throws DeskError. */
export function askRefund(db: Db, settings: Settings, asked: AskedRefund): number {
  const { amount, now, by } = asked
  const row = findOrder(db, asked.source, asked.orderId)
  if (row === undefined) throw new DeskError('not-found', `source ${asked.source} has no order ${asked.orderId}`)
  const source = settings.sources.find(one => one.id === row.source)
  const centre = orderCentreOf(source)
  if (centre === undefined) throw new DeskError('conflict', 'its source has no Alipay source to refund with')
  const parsed = parseOrder(JSON.parse(row.body))
  if (!parsed.ok) throw new Error(`order ${row.id} cannot be read back`)
  const { payment, refunds } = parsed.order
  if (payment.tradeNo === null || row.series === 'demo') throw new DeskError('conflict', 'it was not paid with Alipay')
  const key = keyOf(row, `refund ${asked.press}`)
  const known = findCall(db, centre, 'trade.refund', key)
  if (known !== undefined) return known.id
  const numbers = new Set<string>()
  const ours = listCallsOfOrder(db, row.id)
    .filter(call => call.kind === 'trade.refund' && call.state !== 'dropped')
    .map(call => JSON.parse(call.body) as { out_request_no?: string; refund_amount?: string })
  for (const one of ours) if (one.out_request_no !== undefined) numbers.add(one.out_request_no)
  // One that Alipay refuses may be made again; it has to be dropped before its money can go back another way. The order's own
  // list may have ours already, under the same number.
  const before =
    sumFen(ours.map(one => Math.round(Number(one.refund_amount ?? 0) * 100))) +
    sumFen(refunds.filter(one => !numbers.has(one.refundNo)).map(one => one.amount))
  const left = (payment.amount ?? parsed.order.total.payable) - before
  if (amount > left) throw new DeskError('conflict', `of its payment ${yuan(Math.max(0, left))} yuan are left`)
  addCall(db, {
    // Money does not wait behind what the diner is to see.
    ...{ source: centre, kind: 'trade.refund', key, lane: `refund ${laneOf(row)}`, order_row: row.id, at: now },
    body: {
      trade_no: payment.tradeNo,
      out_trade_no: payment.outTradeNo,
      refund_amount: yuan(amount),
      out_request_no: key,
      ...(asked.reason === null ? {} : { refund_reason: asked.reason }),
    },
  })
  note(db, { order_row: row.id, at: now, what: 'trade-refund', by, detail: yuan(amount) })
  const made = findCall(db, centre, 'trade.refund', key)
  if (made === undefined) throw new Error('a call that was just written is there')
  return made.id
}
