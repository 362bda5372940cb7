import { z } from 'zod'
import { sumFen, yuan } from '../../../shared/domain/money.ts'
import { isCalledOff } from '../../../shared/domain/order.ts'
import { listCallsOfOrder } from '../../store/calls.ts'
import type { Cause, CausedCall } from './cause.ts'

// 轻会员 (芝麻GO): what a member enjoyed is added up with Alipay (POSITIVE), because at the end of the term the fee is the
// smaller of the two; what is refunded goes back (REVERSE), or the settlement's totals differ. The agreement stands in the
// order as customer.lightMember.agreementId.

const lightMember = z.looseObject({
  agreementId: z.string().min(1).max(64),
  providerPid: z.string().max(32).optional(),
  /** fen; what counts towards the task, where the plan has one */
  taskAmount: z.int().min(0).max(100_000_000).optional(),
})

export function memberCalls(cause: Cause): CausedCall[] {
  const { order, db, row } = cause
  const positive = listCallsOfOrder(db, row.id).find(
    call => call.kind === 'member.cumulate' && JSON.parse(call.body).biz_action === 'POSITIVE',
  )
  if (positive === undefined) return order.status === 'paid' ? added(cause) : []
  const body = JSON.parse(positive.body) as { amount_type_sync_data?: Record<string, string> }
  // Of an order whose customer is forgotten nothing is known any more.
  const data = body.amount_type_sync_data
  return data === undefined ? [] : goneBack(cause, { ...body, amount_type_sync_data: data, key: positive.key })
}

function added({ order, body }: Cause): CausedCall[] {
  const member = lightMember.safeParse((body as { customer?: { lightMember?: unknown } | null }).customer?.lightMember)
  const discount = sumFen(order.discounts.filter(({ kind }) => kind === 'light-member').map(({ amount }) => amount))
  if (!member.success || (discount === 0 && member.data.taskAmount === undefined)) return []
  const { agreementId, providerPid, taskAmount } = member.data
  return [
    {
      kind: 'member.cumulate',
      about: 'member',
      body: key => ({
        agreement_id: agreementId,
        ...(providerPid === undefined ? {} : { provider_pid: providerPid }),
        out_biz_no: key,
        biz_action: 'POSITIVE',
        sub_biz_action: 'ADD',
        data_type: discount > 0 ? 'DISCOUNT' : 'TASK',
        amount_type_sync_data: {
          discount_amount: yuan(discount),
          task_amount: yuan(taskAmount ?? 0),
          ...(order.payment.tradeNo === null
            ? { has_alipay_trade: 'N' }
            : { trade_no: order.payment.tradeNo, has_alipay_trade: 'Y' }),
        },
      }),
    },
  ]
}

type Positive = { key: string; amount_type_sync_data: Record<string, string> }

/** As far as the order's money went back, in all; what went back before is not said again. */
function goneBack({ order, db, row }: Cause, positive: Positive): CausedCall[] {
  const paid = order.payment.amount ?? order.total.payable
  const refunded = isCalledOff(order) ? paid : Math.min(paid, sumFen(order.refunds.map(({ amount }) => amount)))
  const share = paid === 0 ? (isCalledOff(order) ? 1 : 0) : refunded / paid
  const before = listCallsOfOrder(db, row.id)
    .filter(call => call.kind === 'member.cumulate')
    .map(call => JSON.parse(call.body) as Record<string, unknown>)
    .filter(body => body.biz_action === 'REVERSE')
    .map(body => body.amount_type_sync_data as Record<string, string>)
  const fen = (text: string | undefined) => Math.round(Number(text ?? 0) * 100)
  const due = (name: 'discount_amount' | 'task_amount') =>
    Math.round(fen(positive.amount_type_sync_data[name]) * share) - sumFen(before.map(data => fen(data[name])))
  const [discount, task] = [due('discount_amount'), due('task_amount')]
  if (discount <= 0 && task <= 0) return []
  const { key: referred, ...body } = positive
  return [
    {
      kind: 'member.cumulate',
      about: `member back ${before.length + 1}`,
      body: key => ({
        ...body,
        out_biz_no: key,
        biz_action: 'REVERSE',
        refer_out_biz_no: referred,
        amount_type_sync_data: {
          ...body.amount_type_sync_data,
          discount_amount: yuan(Math.max(0, discount)),
          task_amount: yuan(Math.max(0, task)),
        },
      }),
    },
  ]
}
