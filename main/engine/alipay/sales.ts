import { z } from 'zod'
import { fenOf } from '../../sources/alipay/amount.ts'
import { chinaClock, chinaTime } from '../../sources/alipay/china-time.ts'
import { addCall, type CallRow } from '../../store/calls.ts'
import type { Db } from '../../store/database.ts'
import { getPlatformCursor, savePlatformCursor } from '../../store/platform-notices.ts'
import { tellPayment } from '../../store/platform-payments.ts'

// alipay.data.bill.sell.query, what was really sold: windows of at most 31 days, half-open, a page at a time. The last page
// of a window moves the cursor, in the transaction that keeps what it says; pages are calls like all others.

const minute = 60_000
const day = 24 * 60 * minute
/** 1,000 to 2,000 (net-sdk). */
const pageSize = 1_000
const longestWindow = 30 * day
/** A sale may be listed a little later than it was made. */
const overlap = 10 * minute
/** How often is asked, and how far back a shop that was never asked for looks. */
const every = 5 * minute
const firstLook = day
const cursorKind = 'sales'

const row = z.looseObject({
  alipay_order_no: z.string().min(1).max(64),
  merchant_order_no: z.string().max(64).nullish(),
  gmt_pay: z.string().nullish(),
  gmt_refund: z.string().nullish(),
  total_amount: z.union([z.string(), z.number()]).nullish(),
  refund_amount: z.union([z.string(), z.number()]).nullish(),
  trade_status: z.string().nullish(),
})

/** In the caller's transaction. False: it is too early to ask again. */
export function askForSales(db: Db, source: string, now: number): boolean {
  const last = getPlatformCursor(db, source, cursorKind)
  if (last !== null && now - last < every) return false
  const from = last === null ? now - firstLook : last - overlap
  const until = Math.min(now, from + longestWindow)
  return askForPage(db, source, { from, until, page: 1, now })
}

type Page = { from: number; until: number; page: number; now: number }

function askForPage(db: Db, source: string, { from, until, page, now }: Page): boolean {
  const [start, end] = [chinaClock(from), chinaClock(until)]
  return addCall(db, {
    ...{ source, kind: 'bill.sell.query', key: `${start} to ${end}, ${page}`, lane: 'sales', order_row: null, at: now },
    body: { start_time: start, end_time: end, page_no: String(page), page_size: String(pageSize) },
  })
}

/** In the transaction that ends the call. */
export function takeSales(given: {
  db: Db
  source: string
  call: CallRow
  answer: Record<string, unknown>
  now: number
}) {
  const { db, source, call, answer, now } = given
  const rows = Array.isArray(answer.detail_list) ? answer.detail_list : []
  for (const one of rows) {
    const sale = row.safeParse(one)
    if (sale.success) keep(db, source, sale.data, now)
  }
  const body = JSON.parse(call.body) as { start_time: string; end_time: string; page_no: string }
  const [from, until] = [chinaTime(body.start_time), chinaTime(body.end_time)]
  if (from === null || until === null) return
  const page = Number(body.page_no)
  const seen = (page - 1) * pageSize + rows.length
  // Where it does not say how many there are, a full page has another one behind it.
  const total = Number(answer.total_size ?? Number.NaN)
  const more = rows.length > 0 && (Number.isNaN(total) ? rows.length >= pageSize : seen < total)
  if (more) askForPage(db, source, { from, until, page: page + 1, now })
  else savePlatformCursor(db, source, cursorKind, until)
}

function keep(db: Db, source: string, sale: z.infer<typeof row>, now: number): void {
  tellPayment(db, {
    ...{ source, trade_no: sale.alipay_order_no.trim(), out_trade_no: sale.merchant_order_no?.trim() || null },
    status: statusOf(sale.trade_status ?? ''),
    ...{ total: fenOf(sale.total_amount), received: null, paid: null, refunded: fenOf(sale.refund_amount) },
    ...{ paid_at: chinaTime(sale.gmt_pay), closed_at: null, refunded_at: chinaTime(sale.gmt_refund), told_at: now },
  })
}

function statusOf(text: string): string | null {
  if (/关闭|CLOSED/.test(text)) return 'TRADE_CLOSED'
  if (/结束|完结|FINISHED/.test(text)) return 'TRADE_FINISHED'
  return /成功|SUCCESS/.test(text) ? 'TRADE_SUCCESS' : null
}
