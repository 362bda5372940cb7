import type { LightMember } from '../light-member-terms.ts'
import type { OrderStatus } from '../order.ts'
import type { DayBook } from './day-book.ts'
import type { Discrepancy } from './discrepancy.ts'

// 轻会员 (芝麻GO): customers enjoy members' prices first and pay at the end of the term, and then never more than what they
// enjoyed: min(fee, benefit). A refund takes its part of the benefit back (the platform's REVERSE), or the settlement fails.

/** What one order adds to an agreement. */
export type MemberEntry = { agreementId: string; benefit: number; reversed: number }

/** The order as far as a membership is concerned; amounts in fen. */
export type MemberOrder = {
  status: OrderStatus
  payable: number
  refunded: number
  discounts: readonly { kind: string | null; amount: number }[]
  lightMember: LightMember
}

/** Nothing before it is paid; all of it back where the order is called off, else in proportion to what went back. */
export function memberEntry({ status, payable, refunded, discounts, lightMember }: MemberOrder): MemberEntry {
  const { agreementId } = lightMember
  const ofDiscounts = discounts.reduce((sum, one) => sum + (one.kind === 'light-member' ? one.amount : 0), 0)
  const benefit = status === 'unpaid' ? 0 : (lightMember.benefit ?? ofDiscounts)
  if (status === 'cancelled' || status === 'refunded') return { agreementId, benefit, reversed: benefit }
  const share = payable === 0 ? 0 : Math.min(1, refunded / payable)
  return { agreementId, benefit, reversed: Math.round(benefit * share) }
}

export type MemberTotals = { benefit: number; reversed: number; orders: number }

export function memberTotals(entries: readonly MemberEntry[]): MemberTotals {
  return {
    benefit: entries.reduce((sum, one) => sum + one.benefit, 0),
    reversed: entries.reduce((sum, one) => sum + one.reversed, 0),
    orders: entries.filter(one => one.benefit > one.reversed).length,
  }
}

/** What the customer owes at the end of the term. */
export function memberDue({ benefit, reversed }: MemberTotals, fee: number): number {
  return Math.min(fee, Math.max(0, benefit - reversed))
}

/** What the platform says that it has made of a term (zhima.credit.pe.zmgo.settle.apply). */
export type MemberSettlement = {
  agreementId: string
  at: number
  /** fen that the customer was charged */
  paid: number
  /** fen of discounts as the platform counts them; null where it does not say */
  benefit: number | null
  /** why it would not settle; null: it did */
  refusal: string | null
}

/** `fee` null: no order has said what a term costs; then only the benefit can be compared. */
export function compareSettlement(
  settlement: MemberSettlement,
  totals: MemberTotals,
  fee: number | null,
  days: DayBook,
): Discrepancy | null {
  const ours = totals.benefit - totals.reversed
  const due = fee === null ? null : memberDue(totals, fee)
  const agrees =
    settlement.refusal === null &&
    (due === null || due === settlement.paid) &&
    (settlement.benefit === null || settlement.benefit === ours)
  if (agrees) return null
  return {
    class: 'LIGHT_MEMBER_DIFF',
    subject: `member:${settlement.agreementId}`,
    day: days.business(settlement.at),
    ...{ source: null, orderId: null, expected: due, actual: settlement.paid },
    facts: {
      ...{ at: settlement.at, ours, platform: settlement.benefit ?? -1, orders: totals.orders },
      refused: settlement.refusal === null ? 0 : 1,
    },
  }
}
