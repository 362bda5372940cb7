import type { Logger } from 'pino'
import { parseOrder } from '../../../shared/domain/order.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import { type AlipaySettings, orderCentreOf } from '../../../shared/domain/source-settings.ts'
import { addCall } from '../../store/calls.ts'
import { type Db, isDiskRefusal, transact } from '../../store/database.ts'
import { getOrder } from '../../store/orders.ts'
import type { NewEvent } from '../../store/outbox.ts'
import { type Cause, type CausedCall, keyOf, laneOf } from './cause.ts'
import { memberCalls } from './member-calls.ts'
import { orderSync, type SyncStage } from './order-sync.ts'
import { readyMessage } from './ready-message.ts'
import { voucherCalls } from './voucher-calls.ts'

// What becomes of an order makes calls of Alipay. An order of an alipay source; and of any other source that names one as its
// `orderCentre`, the orders of channel alipay-mini. Accepted and paid: 已确认 with the pickup number, its coupons used, its
// 轻会员 benefit added. Printed or sent: 服务中. Ready or collected: 已完成. Called off or refunded: what was used and added
// goes back.

const stages: Partial<Record<NewEvent['type'], SyncStage>> = {
  'order.accepted': 'confirmed',
  'order.printed': 'serving',
  'order.sent': 'serving',
  'order.ready': 'finished',
  'order.collected': 'finished',
}

/** To be called with every event, in the transaction of its cause. What is wrong here must not keep an order out. */
export function createCauses(deps: { db: Db; settings: Settings; log: Logger }): (event: NewEvent) => void {
  const { db, settings, log } = deps

  function cause(event: NewEvent): void {
    const found = event.order_row == null ? null : causeOf(db, settings, event.order_row, event.at)
    if (found === null) return
    for (const { kind, about, body } of callsOf(found, event.type)) {
      const { row, centre } = found
      const key = keyOf(row, about)
      const name = { source: centre.id, kind, key, lane: laneOf(row), order_row: row.id }
      addCall(db, { ...name, body: body(key), at: event.at })
    }
  }

  return event => {
    if (!settings.sources.some(source => source.type === 'alipay')) return
    try {
      transact(db, () => cause(event))
    } catch (error) {
      if (isDiskRefusal(error)) throw error
      log.error(
        { err: error, source: event.source },
        'what Alipay should be told of an order could not be written down',
      )
    }
  }
}

function callsOf(cause: Cause, type: NewEvent['type']): CausedCall[] {
  const { centre, order } = cause
  const has = (duty: AlipaySettings['duties'][number]) => centre.duties.includes(duty)
  const calls: CausedCall[] = []
  const stage = stages[type]
  const wants = stage !== undefined && order.status === 'paid' && order.payment.tradeNo !== null
  if (wants && has('order-centre')) calls.push(orderSync(cause, stage))
  if (type === 'order.ready' && wants && has('order-centre')) calls.push(...readyMessage(cause))
  // Each revision is a whole snapshot: what it asks for is compared with what was called for already.
  if (type === 'order.accepted' && has('vouchers')) calls.push(...voucherCalls(cause))
  if (type === 'order.accepted' && has('light-member')) calls.push(...memberCalls(cause))
  return calls
}

/** Null: no order that Alipay is told of. */
function causeOf(db: Db, settings: Settings, orderRow: number, at: number): Cause | null {
  const row = getOrder(db, orderRow)
  const source = settings.sources.find(one => one.id === row?.source)
  if (row === undefined || source === undefined || row.series === 'demo') return null
  const centreId = orderCentreOf(source)
  const centre = settings.sources.find(one => one.id === centreId)
  if (centre?.type !== 'alipay') return null
  const body: unknown = JSON.parse(row.body)
  const parsed = parseOrder(body)
  if (!parsed.ok) return null
  const channel = parsed.order.channel ?? source.channel ?? null
  if (source.type !== 'alipay' && channel !== 'alipay-mini') return null
  return { db, settings, centre, row, order: parsed.order, body, at }
}
