import { sumFen } from '../../../shared/domain/money.ts'
import type { Order } from '../../../shared/domain/order.ts'
import { memberEntry } from '../../../shared/domain/reconciliation/light-member.ts'
import type { Db } from '../../store/database.ts'
import { dropMemberOrder, saveMember, saveMemberOrder } from '../../store/members.ts'

/** What this revision of an order adds to its customer's 轻会员 term; in the transaction that takes it. */
export function enterMember(db: Db, orderRow: number, order: Order, isKnown: boolean): void {
  const { lightMember } = order.customer
  if (lightMember === null) {
    if (isKnown) dropMemberOrder(db, orderRow)
    return
  }
  const at = Date.parse(order.payment.paidAt ?? order.placedAt)
  const termEnds = lightMember.termEnds === null ? null : Date.parse(lightMember.termEnds)
  saveMember(db, { agreement: lightMember.agreementId, fee: lightMember.fee, termEnds, at })
  const entry = memberEntry({
    ...{ status: order.status, payable: order.total.payable, discounts: order.discounts, lightMember },
    refunded: sumFen(order.refunds.map(refund => refund.amount)),
  })
  saveMemberOrder(db, orderRow, { ...entry, at })
}
