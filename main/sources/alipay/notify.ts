import type { KeyObject } from 'node:crypto'
import { fenOf } from './amount.ts'
import { chinaTime } from './china-time.ts'
import { noticeTexts, verifyRsa2 } from './signature.ts'

// Asynchronous notices (异步通知): a form that Alipay posts to notify_url, and again until it reads `success`. Values are
// verified as the form decoder gives them, once: alipay-sdk's checkNotifySign decodes them a second time, and fails on
// 豆浆100%纯 and a+b%2B. Signed with or without sign_type in the text (some notices keep it): both are tried, always as RSA2.

export type Form = Readonly<Record<string, string>>

export type NotifyFault = 'signature' | 'app' | 'seller' | 'form'

export type Notice = {
  notifyId: string
  /** trade_status_sync, …; what is no notice about a trade has no `trade` */
  type: string
  trade: TradeFacts | null
}

/** What is known of a trade. Money is integer fen, times are milliseconds UTC; null: not said. */
export type TradeFacts = {
  tradeNo: string
  outTradeNo: string | null
  status: TradeStatus | null
  total: number | null
  /** 商家实收 */
  received: number | null
  /** what the buyer paid */
  paid: number | null
  /** so far, of this trade */
  refunded: number | null
  /** out_request_no of the refund that this is about */
  refundNo: string | null
  paidAt: number | null
  closedAt: number | null
  refundedAt: number | null
}

export const tradeStatuses = ['WAIT_BUYER_PAY', 'TRADE_SUCCESS', 'TRADE_FINISHED', 'TRADE_CLOSED'] as const
export type TradeStatus = (typeof tradeStatuses)[number]

/** Null: no form, or one that says something twice (one of them could be signed and the other believed). */
export function readForm(body: Uint8Array): Form | null {
  const form: Record<string, string> = Object.create(null)
  for (const [name, value] of new URLSearchParams(Buffer.from(body).toString('utf8'))) {
    if (name in form) return null
    form[name] = value
  }
  return form
}

export function verifyNotice(
  form: Form,
  { publicKey, appId, sellerId }: { publicKey: KeyObject; appId: string; sellerId: string | null },
): { ok: true; notice: Notice } | { ok: false; fault: NotifyFault } {
  const { sign = '' } = form
  if (!noticeTexts(form).some(text => verifyRsa2(publicKey, text, sign))) return { ok: false, fault: 'signature' }
  // A notice without either is about no app or seller of ours.
  if (form.app_id !== appId && form.auth_app_id !== appId) return { ok: false, fault: 'app' }
  if (sellerId !== null && form.seller_id !== undefined && form.seller_id !== sellerId)
    return { ok: false, fault: 'seller' }
  const notifyId = form.notify_id ?? ''
  if (notifyId === '' || notifyId.length > 256) return { ok: false, fault: 'form' }
  return { ok: true, notice: { notifyId, type: (form.notify_type ?? '').slice(0, 64), trade: tradeIn(form) } }
}

function tradeIn(form: Form): TradeFacts | null {
  const tradeNo = form.trade_no
  if (tradeNo === undefined || !/^[\x21-\x7e]{1,64}$/.test(tradeNo)) return null
  return {
    tradeNo,
    outTradeNo: form.out_trade_no || null,
    status: tradeStatuses.find(one => one === form.trade_status) ?? null,
    total: fenOf(form.total_amount),
    received: fenOf(form.receipt_amount),
    paid: fenOf(form.buyer_pay_amount),
    refunded: fenOf(form.refund_fee),
    refundNo: form.refund_fee === undefined ? null : form.out_biz_no || null,
    paidAt: chinaTime(form.gmt_payment),
    closedAt: chinaTime(form.gmt_close),
    refundedAt: chinaTime(form.gmt_refund),
  }
}
