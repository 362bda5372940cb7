import type { AlipaySettings } from '../../../shared/domain/source-settings.ts'
import { fenOf } from '../../sources/alipay/amount.ts'
import type { Answer, CallKind } from '../../sources/alipay/calls.ts'
import { chinaTime } from '../../sources/alipay/china-time.ts'
import { type Gateway, GatewayError } from '../../sources/alipay/gateway.ts'
import { miniOrder } from '../../sources/alipay/mini-order.ts'
import { tradeStatuses } from '../../sources/alipay/notify.ts'
import type { CallRow } from '../../store/calls.ts'
import type { Db } from '../../store/database.ts'
import { tellPayment, tellRefund } from '../../store/platform-payments.ts'
import type { Intake } from '../intake/intake.ts'
import { readSubmission } from '../intake/submission.ts'
import type { Settle } from './caller.ts'
import { settlementOf, type TakeSettlement } from './member-settlement.ts'
import { takeSales } from './sales.ts'

/** Takes in one day's bill, as the zip that Alipay gives out. */
export type TakeBill = (bill: { source: string; day: string; zip: Uint8Array }) => Promise<void>

const nothing = () => {}

/** What an answer is good for: what it says of payments is kept, an order is taken in, a bill is handed over. */
export function createSettle(deps: {
  settings: AlipaySettings
  db: Db
  gateway: Gateway
  intake: Intake
  takeBill: TakeBill
  takeSettlement: TakeSettlement
  now: () => number
}): Settle {
  const { settings, db, gateway, intake, now } = deps
  const source = settings.id

  return async (call, kind, answer) => {
    const body = JSON.parse(call.body) as Record<string, unknown>
    switch (kind) {
      case 'trade.query':
        return () => keepTrade(answer)
      case 'trade.refund':
      case 'trade.refund.query':
        return () => keepRefund(kind, body, answer)
      case 'bill.sell.query':
        return () => takeSales({ db, source, call, answer, now: now() })
      case 'bill.download':
        await fetchBill(call, answer)
        return nothing
      case 'order.query':
        await takeOrder(answer)
        return nothing
      case 'member.settle':
        return () => {
          const settlement = settlementOf(body, now(), null)
          if (settlement !== null) deps.takeSettlement(settlement)
        }
      default:
        return nothing
    }
  }

  function keepTrade(answer: Answer): void {
    const tradeNo = textOf(answer.trade_no)
    if (tradeNo === null) return
    tellPayment(db, {
      ...{ source, trade_no: tradeNo, out_trade_no: textOf(answer.out_trade_no), told_at: now() },
      status: tradeStatuses.find(one => one === answer.trade_status) ?? null,
      ...{
        total: fenOf(answer.total_amount),
        received: fenOf(answer.receipt_amount),
        paid: fenOf(answer.buyer_pay_amount),
      },
      ...{ refunded: null, paid_at: chinaTime(answer.send_pay_date), closed_at: null, refunded_at: null },
    })
  }

  function keepRefund(kind: CallKind, body: Record<string, unknown>, answer: Answer): void {
    const tradeNo = textOf(answer.trade_no) ?? textOf(body.trade_no)
    const refundNo = textOf(answer.out_request_no) ?? textOf(body.out_request_no)
    if (tradeNo === null || refundNo === null) return
    const isQuery = kind === 'trade.refund.query'
    // A query that finds no refund answers without a status (net-sdk).
    if (isQuery && answer.refund_status !== 'REFUND_SUCCESS') return
    const amount = fenOf(isQuery ? answer.refund_amount : body.refund_amount)
    const total = isQuery ? null : fenOf(answer.refund_fee)
    const at = chinaTime(answer.gmt_refund_pay)
    tellRefund(db, { source, trade_no: tradeNo, refund_no: refundNo, amount, total, at })
    tellPayment(db, {
      ...{
        source,
        trade_no: tradeNo,
        out_trade_no: textOf(answer.out_trade_no) ?? textOf(body.out_trade_no),
        status: null,
        told_at: now(),
      },
      ...{ total: null, received: null, paid: null, refunded: total, paid_at: null, closed_at: null, refunded_at: at },
    })
  }

  async function fetchBill(call: CallRow, answer: Answer): Promise<void> {
    const url = addressOf(answer.bill_download_url)
    const { bill_date: day } = JSON.parse(call.body) as { bill_date: string }
    if (url === null) {
      // A day without a trade has no file; where it should have one, the day's differences show it.
      if (answer.bill_file_code === 'EMPTY_DATA_WITH_BILL_FILE') return
      throw new GatewayError('the answer names no file')
    }
    await deps.takeBill({ source, day, zip: await gateway.download(url) })
  }

  async function takeOrder(answer: Answer): Promise<void> {
    const body = Buffer.from(JSON.stringify(miniOrder(answer)))
    const submission = readSubmission({ sourceId: source, webhookId: null, receivedAt: now(), body })
    const { result } = await intake.take(settings, submission)
    if (result === 'busy' || result === 'not-durable') throw new GatewayError('the disk refused the order')
  }
}

/** Longer than other texts: it carries its own permission, good for 30 seconds. */
function addressOf(value: unknown): string | null {
  return typeof value === 'string' && value.length <= 4_096 && URL.canParse(value) ? value : null
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= 128 ? value : null
}
