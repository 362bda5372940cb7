import type { KeyObject } from 'node:crypto'
import { maskOrder } from '../../../shared/domain/masking.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import { type NotifyFault, readForm, type TradeFacts, verifyNotice } from '../../sources/alipay/notify.ts'
import { type Db, isDiskRefusal, transact } from '../../store/database.ts'
import { rememberNotice } from '../../store/platform-notices.ts'
import { tellPayment, tellRefund } from '../../store/platform-payments.ts'
import type { Refusals } from '../refusals.ts'
import type { Secrets } from '../secrets/secrets.ts'

export type NotifyAnswer =
  /** on disk, now or before */
  | { result: 'taken' }
  | { result: 'unknown-source' }
  | { result: 'refused'; fault: NotifyFault }
  | { result: 'not-durable' }

/** Takes Alipay's notices of payments: verified, checked to be about this shop, and kept before they are answered. */
export type NotifyDesk = {
  has(sourceId: string): boolean
  take(sourceId: string, body: Uint8Array): NotifyAnswer
}

/** Alone in its kind, it says nothing that this version does not know. */
const knownTypes = ['trade_status_sync']
/** The buyer is nobody's business here. */
const left = ['sign', 'buyer_id', 'buyer_logon_id', 'buyer_open_id', 'buyer_user_id', 'body', 'subject']

export function createNotifyDesk(deps: {
  settings: Settings
  secrets: Pick<Secrets, 'alipayKeys'>
  db: Db
  refusals: Refusals
  now: () => number
  noticed: (error: unknown) => void
}): NotifyDesk {
  const { settings, db, now } = deps
  const find = (sourceId: string) => {
    const source = settings.sources.find(one => one.id === sourceId)
    return source?.type === 'alipay' ? source : undefined
  }

  const keys = new Map<string, KeyObject>()

  /** Opening what is sealed is not for every request of whoever likes to send one. */
  function keyOf(source: string): KeyObject {
    const key = keys.get(source) ?? deps.secrets.alipayKeys(source).publicKey
    keys.set(source, key)
    return key
  }

  function keep(
    source: string,
    notice: { notifyId: string; type: string; trade: TradeFacts | null },
    body: string,
  ): void {
    const state = knownTypes.includes(notice.type) ? 'taken' : 'kept'
    const row = {
      source,
      kind: 'notify' as const,
      notice_id: notice.notifyId,
      topic: notice.type,
      body,
      state,
    } as const
    if (!rememberNotice(db, { ...row, received_at: now() }) || notice.trade === null) return
    const { tradeNo, outTradeNo, status, total, received, paid, refunded, refundNo } = notice.trade
    const { paidAt, closedAt, refundedAt } = notice.trade
    tellPayment(db, {
      ...{ source, trade_no: tradeNo, out_trade_no: outTradeNo, status, total, received, paid, refunded },
      ...{ paid_at: paidAt, closed_at: closedAt, refunded_at: refundedAt, told_at: now() },
    })
    if (refundNo === null) return
    // refund_fee is what has gone back of the trade in all.
    tellRefund(db, { source, trade_no: tradeNo, refund_no: refundNo, amount: null, total: refunded, at: refundedAt })
  }

  return {
    has: sourceId => find(sourceId) !== undefined,
    take(sourceId, body) {
      const source = find(sourceId)
      if (source === undefined) return { result: 'unknown-source' }
      const form = readForm(body)
      if (form === null) return { result: 'refused', fault: 'form' }
      const publicKey = keyOf(sourceId)
      const verdict = verifyNotice(form, { publicKey, appId: source.appId, sellerId: source.sellerId ?? null })
      if (!verdict.ok) {
        const code = verdict.fault === 'app' || verdict.fault === 'seller' ? 'source-foreign' : 'source-signature'
        deps.refusals.count(code, sourceId, { source: sourceId })
        return { result: 'refused', fault: verdict.fault }
      }
      const kept = Object.fromEntries(Object.entries(form).filter(([name]) => !left.includes(name)))
      try {
        transact(db, () => keep(sourceId, verdict.notice, JSON.stringify(maskOrder(kept, { unread: true }))))
      } catch (error) {
        if (!isDiskRefusal(error)) throw error
        deps.noticed(error)
        return { result: 'not-durable' }
      }
      return { result: 'taken' }
    },
  }
}
