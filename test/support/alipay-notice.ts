import { type KeyObject, sign } from 'node:crypto'

// A notice as Alipay posts it, signed on its own: nothing here comes from the program's signer.

export function noticeForm(change: Record<string, string> = {}): Record<string, string> {
  return {
    ...{ notify_id: 'n-1', notify_type: 'trade_status_sync', notify_time: '2026-11-22 07:01:05' },
    ...{ app_id: '2021000000000001', seller_id: '2088000000000156', buyer_id: '2088000000000999' },
    ...{ out_trade_no: 'mp-1', trade_no: '2026112222001400001', trade_status: 'TRADE_SUCCESS' },
    ...{ total_amount: '4.00', receipt_amount: '4.00', buyer_pay_amount: '4.00', subject: '鲜肉包' },
    ...{ gmt_create: '2026-11-22 07:01:00', gmt_payment: '2026-11-22 07:01:01', charset: 'utf-8', version: '1.0' },
    sign_type: 'RSA2',
    ...change,
  }
}

export type NoticeSigning = { keepsType?: boolean; dropsEmpty?: boolean; algorithm?: 'sha256' | 'sha1' }

export function signNotice(
  form: Record<string, string>,
  key: KeyObject,
  { keepsType = false, dropsEmpty = false, algorithm = 'sha256' }: NoticeSigning = {},
): Record<string, string> {
  const text = Object.entries(form)
    .filter(([name, value]) => (keepsType || name !== 'sign_type') && !(dropsEmpty && value === ''))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  return { ...form, sign: sign(algorithm, Buffer.from(text), key).toString('base64') }
}
