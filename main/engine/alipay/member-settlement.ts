import type { MemberSettlement } from '../../../shared/domain/reconciliation/light-member.ts'
import { fenOf } from '../../sources/alipay/amount.ts'

/** Where a settlement goes that the platform has spoken on: our own totals are held against it. */
export type TakeSettlement = (settlement: MemberSettlement) => unknown

/** `body` is zhima.credit.pe.zmgo.settle.apply as it was sent; null: it names no agreement. `refusal`: why it was not settled. */
export function settlementOf(
  body: Record<string, unknown>,
  at: number,
  refusal: string | null,
): MemberSettlement | null {
  const { agreement_id: agreementId, pay_amount: paid, total_discount_amount: benefit } = body
  if (typeof agreementId !== 'string' || agreementId === '') return null
  // What was not settled charged nobody; its totals are the ones in doubt.
  if (refusal !== null) return { agreementId, at, paid: 0, benefit: null, refusal }
  return { agreementId, at, paid: fenOf(paid) ?? 0, benefit: fenOf(benefit), refusal }
}
