import { isCalledOff, parseOrder } from '../../../shared/domain/order.ts'
import type { BillPlatform } from '../../../shared/domain/reconciliation/bill.ts'
import { dayOfNoon, lateBills, noonOf } from '../../../shared/domain/reconciliation/bill-due.ts'
import { billNumber } from '../../../shared/domain/reconciliation/bill-number.ts'
import { createDayBook } from '../../../shared/domain/reconciliation/day-book.ts'
import type { Discrepancy } from '../../../shared/domain/reconciliation/discrepancy.ts'
import { compareSettlement, memberTotals } from '../../../shared/domain/reconciliation/light-member.ts'
import { compareVouchers, type VoucherOfOrder } from '../../../shared/domain/reconciliation/vouchers.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import { hasPayment, listBillTimes } from '../../store/bill-habits.ts'
import type { Db } from '../../store/database.ts'
import { listFindings } from '../../store/findings.ts'
import { getMember, listMemberEntries, listSettlements } from '../../store/members.ts'
import { getVoucherRange, listOrdersPaid, listVoucherRecords } from '../../store/vouchers.ts'

// What platforms tell besides the bill: coupons, memberships, and whether the bill comes at all.

const dayMs = 24 * 3_600_000
/** So many days back a bill is asked for; one that was missed before that stays missed until it comes. */
const billsBack = 7
const platforms: BillPlatform[] = ['alipay', 'wechat']

/** A coupon used just after midnight may be one of an order just before it. */
export function lookAtVouchers(db: Db, settings: Settings, range: number): Discrepancy[] {
  const during = getVoucherRange(db, range)
  if (during === undefined) return []
  const wide = { from: during.from - dayMs, until: during.until + dayMs }
  const orders = listOrdersPaid(db, wide).flatMap(row => vouchersIn(row.source, JSON.parse(row.body)))
  const records = listVoucherRecords(db, wide)
  const found = compareVouchers({ ...during, records }, orders, createDayBook(settings.shop))
  // What was used outside of this time is another range's.
  return found.filter(one => one.class === 'VOUCHER_NOT_USED' || isWithin(Number(one.facts.at), during))
}

function isWithin(at: number, { from, until }: { from: number; until: number }): boolean {
  return at >= from && at < until
}

function vouchersIn(source: string, body: unknown): VoucherOfOrder[] {
  const parsed = parseOrder(body)
  if (!parsed.ok || parsed.order.status === 'unpaid') return []
  const { order } = parsed
  const { payment, orderId } = order
  const paidAt = Date.parse(payment.paidAt ?? order.placedAt)
  const named = { source, orderId, outTradeNo: billNumber(payment.outTradeNo) ?? orderId }
  return order.discounts.flatMap(({ code, amount, kind }) =>
    code === null || code.trim() === '' || kind !== 'coupon'
      ? []
      : [{ ...named, code, amount, paidAt, calledOff: isCalledOff(order) }],
  )
}

/** Each settlement against the orders since the one before it; the latest word about an agreement stands. */
export function lookAtMember(db: Db, settings: Settings, agreement: string): Discrepancy[] {
  const settlements = listSettlements(db, agreement)
  const last = settlements.at(-1)
  if (last === undefined) return []
  // One that was refused settled nothing.
  const before = settlements.slice(0, -1).findLast(one => one.refusal === null)
  const entries = listMemberEntries(db, agreement, { after: before?.at ?? 0, until: last.at })
  const fee = getMember(db, agreement)?.fee ?? null
  const found = compareSettlement(last, memberTotals(entries), fee, createDayBook(settings.shop))
  return found === null ? [] : [found]
}

export function lookForBills(db: Db, settings: Settings, now: number, scope: string): Discrepancy[] {
  const { timezone } = settings.shop
  const book = createDayBook(settings.shop)
  return platforms.flatMap(platform => {
    const covered = listBillTimes(db, platform, { since: now - 31 * dayMs })
    const first = covered[0]
    if (first === undefined) return []
    const missed = listFindings(db, scope).flatMap(({ facts }) =>
      facts.platform === platform ? [String(facts.date)] : [],
    )
    const recent = Array.from({ length: billsBack }, (_, back) => book.calendar(now - (back + 1) * dayMs))
    const days = [...new Set([...missed, ...recent])].filter(date => {
      const noon = noonOf(date, timezone)
      // Noon is within its day whatever clocks do; half a day on either side is that day, but for an hour in spring.
      return noon >= first.from && hasPayment(db, platform, dayOfNoon(noon))
    })
    return lateBills({ platform, days: days.sort(), covered }, now, book, timezone)
  })
}
