import type { DayBook } from './day-book.ts'
import type { Discrepancy } from './discrepancy.ts'

/** A coupon as its platform's records know it: 商家券 核销, a row of a merchant_act bill. */
export type VoucherRecord = {
  code: string
  at: number
  /** 退券 gives a used one back */
  state: 'used' | 'returned'
  /** fen; null where the record does not say */
  amount: number | null
}

export type VoucherRecords = { from: number; until: number; records: readonly VoucherRecord[] }

/** A coupon that an order of ours took off. */
export type VoucherOfOrder = {
  code: string
  amount: number
  source: string
  orderId: string
  outTradeNo: string
  paidAt: number
  /** it was called off: its coupon ought to be back */
  calledOff: boolean
}

/**
 * Coupons of orders paid in the records' time against the records. `orders` may go beyond that time: a coupon used just
 * after midnight is one of an order of the day before.
 */
export function compareVouchers(
  { from, until, records }: VoucherRecords,
  orders: readonly VoucherOfOrder[],
  days: DayBook,
): Discrepancy[] {
  const used = lastWords(records)
  const taken = Map.groupBy(orders, order => order.code.trim())
  const notUsed = [...taken].flatMap(([code, own]) => {
    const order = own.find(one => !one.calledOff && one.paidAt >= from && one.paidAt < until)
    return order === undefined || used.get(code)?.state === 'used' ? [] : [voucherNotUsed(code, order, days)]
  })
  const noOrder = [...used.values()].flatMap(record => {
    const own = taken.get(record.code.trim()) ?? []
    if (record.state !== 'used' || own.some(order => !order.calledOff)) return []
    return [voucherWithoutOrder(record, own[0], days)]
  })
  return [...notUsed, ...noOrder]
}

/** Of one code the latest: used, given back, used again. */
function lastWords(records: readonly VoucherRecord[]): Map<string, VoucherRecord> {
  const last = new Map<string, VoucherRecord>()
  for (const record of records) {
    const known = last.get(record.code.trim())
    // At the same moment it was given back after it was used.
    const isLater =
      known === undefined || record.at > known.at || (record.at === known.at && record.state === 'returned')
    if (isLater) last.set(record.code.trim(), record)
  }
  return last
}

function voucherNotUsed(code: string, order: VoucherOfOrder, days: DayBook): Discrepancy {
  const { source, orderId, outTradeNo, paidAt, amount } = order
  return {
    class: 'VOUCHER_NOT_USED',
    subject: `order:${source}/${orderId}`,
    ...{ day: days.business(paidAt), source, orderId: outTradeNo, expected: amount, actual: 0 },
    facts: { code, at: paidAt },
  }
}

function voucherWithoutOrder(record: VoucherRecord, order: VoucherOfOrder | undefined, days: DayBook): Discrepancy {
  const code = record.code.trim()
  return {
    class: 'VOUCHER_USED_NO_ORDER',
    subject: `voucher:${code}`,
    day: days.business(record.at),
    source: order?.source ?? null,
    orderId: order?.outTradeNo ?? null,
    expected: 0,
    actual: record.amount,
    facts: { code, at: record.at, calledOff: order === undefined ? 0 : 1 },
  }
}
