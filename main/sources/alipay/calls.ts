import { z } from 'zod'

// The calls that a shop makes of Alipay, and what its answers mean. Facts: AlipaySDKNet's field comments (the official API
// documents' words), AlipayDocs/open-docs.

export const callMethods = {
  'order.sync': 'alipay.merchant.order.sync',
  'order.query': 'alipay.open.mini.order.query',
  'trade.query': 'alipay.trade.query',
  'trade.refund': 'alipay.trade.refund',
  'trade.refund.query': 'alipay.trade.fastpay.refund.query',
  'bill.sell.query': 'alipay.data.bill.sell.query',
  'bill.download': 'alipay.data.dataservice.bill.downloadurl.query',
  'message.send': 'alipay.open.app.mini.templatemessage.send',
  'voucher.use': 'alipay.marketing.activity.ordervoucher.use',
  'voucher.refund': 'alipay.marketing.activity.ordervoucher.refund',
  'member.cumulate': 'zhima.merchant.zmgo.cumulate.sync',
  'member.settle': 'zhima.credit.pe.zmgo.settle.apply',
} as const
export type CallKind = keyof typeof callMethods

export function isCallKind(kind: string): kind is CallKind {
  return Object.hasOwn(callMethods, kind)
}

export const answerSchema = z.looseObject({
  code: z.coerce.string(),
  msg: z.string().optional(),
  sub_code: z.string().optional(),
  sub_msg: z.string().optional(),
})
/** Member names as Alipay writes them. */
export type Answer = z.infer<typeof answerSchema>

/**
 * `done`: it is so now, whoever made it so; `again`: Alipay could not just now, `afterMs` is how long it wants to be left
 * alone; `refused`: it will not, this time (a few times in a row: a person has to look).
 */
export type Judgement =
  | { verdict: 'done' }
  | { verdict: 'again'; why: string; afterMs: number | null }
  | { verdict: 'refused'; why: string; final: boolean }

const minute = 60_000
/** The wait that a rate limit asks for, and how often a bill that is not there yet is asked for. */
const rateLimitMs = minute
const billMs = 30 * minute
const settleMs = 5 * minute

/** Already there, by whatever try of ours: nothing is to be done any more. */
const alreadySo: Partial<Record<CallKind, RegExp>> = {
  // The same status twice, or one behind what is there: a repeated call found its own work done.
  'order.sync': /ORDER_ERROR_STATUS|ORDER_STATUS_ERROR|REPEAT/,
  'voucher.use': /VOUCHER_ALREADY_USED_BY_SAME|IDEMPOTENT/,
  'voucher.refund': /IDEMPOTENT/,
  'member.cumulate': /IDEMPOTENT|REPEAT_OUT_BIZ_NO/,
}
const billNotThere = /bill[-_]not[-_](exist|ready)|BILL_NOT_EXIST|EMPTY_DATA/i
const busy = /SYSTEM_ERROR|SYSTEM_BUSY|SYSTEM_EXCEPTION|unknow-error|TIME_?OUT|FREQUEN|CONCURRENT/i
const rateLimit = /RATE_LIMIT|call-limited|invoke-limited|CALL_LIMIT/i
/** Saying it again would say the same. */
const hopeless =
  /TRADE_NOT_EXIST|REFUND_AMT_NOT_EQUAL_TOTAL|TRADE_HAS_FINISHED|TRADE_HAS_CLOSE|invalid-parameter|missing-|INVALID_PARAMETER|NOT_EXIST|ALREADY_USED/i

export function judge(kind: CallKind, answer: Answer): Judgement {
  const { code, sub_code = '' } = answer
  const why = said(answer)
  if (code === '10000') return kind === 'member.settle' ? judgeSettlement(answer) : { verdict: 'done' }
  if (alreadySo[kind]?.test(sub_code)) return { verdict: 'done' }
  if (kind === 'bill.download' && billNotThere.test(sub_code)) return { verdict: 'again', why, afterMs: billMs }
  if (rateLimit.test(sub_code)) return { verdict: 'again', why, afterMs: rateLimitMs }
  // 20000: the service is not available.
  if (code === '20000' || busy.test(sub_code)) return { verdict: 'again', why, afterMs: null }
  // A message may be quicker than the order that it is about.
  const final = code !== '40006' && kind !== 'order.query' && hopeless.test(sub_code)
  return { verdict: 'refused', why, final }
}

/** settle_status: Y done, P being done (ask again with the same number), N not: fail_reason says in what the totals differ. */
function judgeSettlement(answer: Answer): Judgement {
  const status = String(answer.settle_status ?? '')
  if (status === 'Y') return { verdict: 'done' }
  if (status === 'P') return { verdict: 'again', why: 'the settlement is under way', afterMs: settleMs }
  const reason = typeof answer.fail_reason === 'string' ? answer.fail_reason.slice(0, 200) : 'no reason given'
  return { verdict: 'refused', why: `not settled: ${reason}`, final: true }
}

/** Codes only: the words beside them may quote what was sent. */
function said({ code, sub_code }: Answer): string {
  const plain = (text: string) => text.replace(/[^\w.-]/g, '').slice(0, 80)
  return sub_code === undefined ? `Alipay answers ${plain(code)}` : `Alipay answers ${plain(code)} ${plain(sub_code)}`
}
