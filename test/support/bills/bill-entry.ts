/** One line of a bill to be made. Money is fen, times are milliseconds UTC. */
export type BillEntry = {
  tradeNo: string
  outTradeNo: string
  /** a refund's request number; a payment has none */
  refundNo?: string | undefined
  at: number
  /** what the order cost; of a refund what went back, as a positive sum */
  amount: number
  /** positive sums */
  merchantDiscount?: number | undefined
  platformDiscount?: number | undefined
  fee?: number | undefined
  /** may say anything: quotation marks, commas, line breaks */
  title?: string | undefined
}

export type BillHead = {
  /** default: the sixteen digits of a partner and 0156 */
  account?: string | undefined
  /** the range, milliseconds UTC; default: the calendar days (China) that the entries lie in */
  from?: number | undefined
  until?: number | undefined
  exportedAt?: number | undefined
}

/** As a sample of a shop's day gives it: an order as pushed, with the money it should have brought. */
export type PushedOrder = {
  orderId: string
  total: { payable: number }
  payment?: Partial<Record<'tradeNo' | 'outTradeNo' | 'paidAt', string | null | undefined>> | null | undefined
  placedAt: string
  discounts?: { fundedBy?: string | null | undefined; amount?: number | null | undefined }[] | null | undefined
}

/** The line that a payment bill has of this order when all is well. */
export function entryOf(order: PushedOrder, over: Partial<BillEntry> = {}): BillEntry {
  const byPlatform = (order.discounts ?? []).filter(one => one.fundedBy === 'platform')
  const platformDiscount = byPlatform.reduce((sum, one) => sum + (one.amount ?? 0), 0)
  return {
    tradeNo: order.payment?.tradeNo ?? `20261122220014${order.orderId.replace(/\D/g, '').padStart(14, '0')}`,
    outTradeNo: order.payment?.outTradeNo ?? order.orderId,
    at: Date.parse(order.payment?.paidAt ?? order.placedAt),
    amount: order.total.payable + platformDiscount,
    platformDiscount,
    ...over,
  }
}

/** The line of a refund of what `entry` paid. */
export function refundOf(entry: BillEntry, refundNo: string, over: Partial<BillEntry> = {}): BillEntry {
  const { merchantDiscount: _merchant, platformDiscount: _platform, fee: _fee, ...paid } = entry
  return { ...paid, refundNo, at: entry.at + 600_000, ...over }
}

export const chinaOffset = 8 * 3_600_000
const dayLength = 24 * 3_600_000

/** The calendar days in China that all of it lies in. */
export function rangeOf(entries: readonly BillEntry[], head: BillHead): { from: number; until: number } {
  const midnight = (at: number) => Math.floor((at + chinaOffset) / dayLength) * dayLength - chinaOffset
  const first = entries.reduce((least, { at }) => Math.min(least, at), entries[0]?.at ?? 0)
  const last = entries.reduce((most, { at }) => Math.max(most, at), first)
  return { from: head.from ?? midnight(first), until: head.until ?? midnight(last) + dayLength }
}

/** `2026-11-22 07:01:02`, on a clock in China. */
export function billTime(at: number): string {
  return new Date(at + chinaOffset).toISOString().slice(0, 19).replace('T', ' ')
}

/** `2026年11月22日 07:01:02` */
export function billTimeInWords(at: number): string {
  const [year, month, day, clock] = billTime(at).split(/[- ]/)
  return `${year}年${month}月${day}日 ${clock}`
}

export function cell(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
