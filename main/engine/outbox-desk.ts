import type { CallView, PaymentView } from '../../shared/domain/views/platform-views.ts'
import {
  addCall,
  type CallRow,
  type CallState,
  callStates,
  countRefusedCalls,
  dropCall,
  findCall,
  getCall,
  listCalls,
  retryCall,
} from '../store/calls.ts'
import { transact } from '../store/database.ts'
import { note } from '../store/history.ts'
import { getOrder } from '../store/orders.ts'
import { listRefused, unheardLoad } from '../store/outbox.ts'
import { listNotices } from '../store/platform-notices.ts'
import { listPaymentsOf, listRefunds, type PaymentRow } from '../store/platform-payments.ts'
import { keyOf } from './alipay/cause.ts'
import { askRefund } from './alipay/refund-call.ts'
import { type Desk, DeskError } from './desk.ts'
import { readId, showId } from './ids.ts'
import type { JobActsDeps } from './job-acts.ts'
import { iso } from './job-view.ts'
import { paging } from './paging.ts'
import { listeningSources } from './source-room.ts'

type Acts = Pick<
  Desk,
  'calls' | 'retryCall' | 'dropCall' | 'makeCall' | 'refundTrade' | 'outbox' | 'payments' | 'notices'
>

/** So many refused events are shown; they age out by themselves. */
const mostRefused = 100

/** What is under way to the outside, and what a person does about it. */
export function createOutboxDesk(deps: JobActsDeps): Acts {
  const { db, settings, clock, alarms, bell } = deps

  function act(
    callId: string,
    by: string,
    what: 'call-retried' | 'call-dropped',
    change: (id: number, now: number) => boolean,
  ): CallView {
    const id = readId('p', callId) ?? 0
    const call = getCall(db, id)
    if (call === undefined) throw new DeskError('not-found', `there is no call ${callId}`)
    transact(db, () => {
      if (!change(id, clock.now())) throw new DeskError('conflict', `the call is ${call.state}`)
      note(db, { order_row: call.order_row, at: clock.now(), what, by, detail: `${call.kind} ${callId}` })
    })
    if (countRefusedCalls(db) === 0) alarms.end('call-refused', call.source)
    return viewOf(id)
  }

  function viewOf(id: number): CallView {
    bell.ring('outbox')
    const call = getCall(db, id)
    if (call === undefined) throw new DeskError('not-found', 'the call is gone')
    return view(call)
  }

  function view(call: CallRow): CallView {
    const order = call.order_row === null ? undefined : getOrder(db, call.order_row)
    return {
      ...{ callId: showId('p', call.id), source: call.source, kind: call.kind, key: call.key, state: call.state },
      ...{ orderId: order?.order_id ?? null, orderSource: order?.source ?? null, tries: call.tries, error: call.error },
      ...{ createdAt: iso(call.created_at), nextAt: iso(call.next_at) },
      endedAt: call.ended_at === null ? null : iso(call.ended_at),
    }
  }

  function paymentView(row: PaymentRow): PaymentView {
    const refunds = listRefunds(db, row.source, row.trade_no).map(one => ({
      ...{ refundNo: one.refund_no, amount: one.amount, at: one.at === null ? null : iso(one.at) },
    }))
    const { source, status, total, received, paid, refunded } = row
    const paidAt = row.paid_at === null ? null : iso(row.paid_at)
    return {
      ...{ source, tradeNo: row.trade_no, outTradeNo: row.out_trade_no, status },
      total,
      received,
      paid,
      refunded,
      paidAt,
      refunds,
    }
  }

  return {
    calls(query) {
      const state = query.state ?? null
      if (state !== null && !isState(state)) throw new DeskError('invalid', `state is none of ${callStates.join(' ')}`)
      return listCalls(db, { state, ...paging('p', query) }).map(view)
    },
    retryCall: (callId, { by }) => act(callId, by, 'call-retried', (id, now) => retryCall(db, id, now)),
    dropCall: (callId, { by }) => act(callId, by, 'call-dropped', (id, now) => dropCall(db, id, now)),
    makeCall({ source, kind, body, by, idempotencyKey }) {
      if (!settings.sources.some(one => one.id === source && one.type === 'alipay')) {
        throw new DeskError('not-found', `there is no Alipay source ${source}`)
      }
      const key = keyOf({ source, order_id: '' }, `${kind} ${idempotencyKey}`)
      const numbered = kind === 'member.settle' ? { ...body, out_request_no: key } : body
      const call = { source, kind, key, lane: `asked ${key}`, order_row: null, body: numbered, at: clock.now() }
      transact(db, () => {
        if (addCall(db, call)) note(db, { at: clock.now(), what: 'call-made', by, detail: kind })
      })
      return viewOf(findCall(db, source, kind, key)?.id ?? 0)
    },
    refundTrade(source, orderId, { by, amount, reason, idempotencyKey }) {
      const asked = { source, orderId, amount, reason: reason ?? null, press: idempotencyKey, by, now: clock.now() }
      return viewOf(transact(db, () => askRefund(db, settings, asked)))
    },
    outbox: () => ({
      events: listeningSources(settings).map(source => {
        const { waiting, oldest } = unheardLoad(db, source)
        return { source, waiting, oldest: oldest === null ? null : iso(oldest) }
      }),
      refused: listRefused(db, { before: Number.MAX_SAFE_INTEGER, limit: mostRefused }).map(row => ({
        ...{ source: row.source, type: row.type, orderId: row.order_id, error: row.error, at: iso(row.at) },
      })),
    }),
    payments: ({ source, outTradeNo }) => listPaymentsOf(db, source, outTradeNo).map(paymentView),
    notices(query) {
      const state = query.state ?? 'kept'
      if (state !== 'kept' && state !== 'taken') throw new DeskError('invalid', 'state is none of kept taken')
      return listNotices(db, { state, ...paging('n', query) }).map(row => ({
        ...{ id: showId('n', row.id), source: row.source, kind: row.kind, topic: row.topic, body: row.body },
        receivedAt: iso(row.received_at),
      }))
    },
  }
}

function isState(state: string): state is CallState {
  return callStates.some(one => one === state)
}
