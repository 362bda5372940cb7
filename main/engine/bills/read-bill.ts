import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Bill } from '../../../shared/domain/reconciliation/bill.ts'
import type { OrdersOfBill } from '../../../shared/domain/reconciliation/bill-match.ts'
import { BillRefused, isBillRefused } from '../../../shared/domain/reconciliation/bill-refusals.ts'
import type { Discrepancy } from '../../../shared/domain/reconciliation/discrepancy.ts'
import { matchBill } from '../../../shared/domain/reconciliation/match-bill.ts'
import { readBillFile } from '../../sources/bills/bill-file.ts'
import type { ReadBill } from '../../sources/bills/bill-reader.ts'
import { billFile } from '../../store/bills/bill-folder.ts'
import { createStaging, openStagedBill } from '../../store/bills/staged-bill.ts'
import { billOfRow, findBill } from '../../store/bills.ts'
import type { Db } from '../../store/database.ts'
import { getClosedAt } from '../../store/days.ts'
import { countPayments, findPaidOrder, paymentsByOrderNo, paymentsByTradeNo } from '../../store/payments.ts'
import type { BillOrder, BillReport, KnownBill, NewBill } from './bill-order.ts'
import { createOtherBills } from './other-bills.ts'

/** So much of the bar is reading; the rest is matching. */
const readingShare = 50
/** A bill that is so far from the shop's orders is another shop's, or these orders were never taken. */
const mostFound = 10_000

/** Done where it is called, which is a thread of its own: minutes of work where the bill has millions of rows. */
export async function readBill(order: BillOrder, tell: (report: BillReport) => void): Promise<void> {
  let db: Db | null = null
  try {
    db = new Database(join(order.dataFolder, 'gudang.db'), { readonly: true, fileMustExist: true, timeout: 5_000 })
    db.pragma('cache_size = -8000')
    const progress = createProgress(tell)
    tell('file' in order ? await readAndMatch(order, db, progress) : matchAgain(order, db, progress))
  } catch (error) {
    if (isBillRefused(error)) tell({ is: 'refused', code: error.code, facts: error.facts })
    else {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      tell({ is: 'failed', message: error instanceof Error ? error.message : String(error), code })
    }
  } finally {
    db?.close()
  }
}

async function readAndMatch(order: NewBill, db: Db, progress: (percent: number) => void): Promise<BillReport> {
  const { staging, dataFolder } = order
  const { read, identity } = await stage(order, percent => progress(percent * readingShare))
  const known = findBill(db, identity)
  if (known !== undefined && existsSync(billFile(dataFolder, identity))) return { is: 'known', identity }
  const what = { bill: read.bill, identity, rows: read.rows, file: staging }
  return match(order, db, what, share => progress(readingShare + share * (100 - readingShare)))
}

/** The rows that it was known by, against what the shop has by now. */
function matchAgain(order: KnownBill, db: Db, progress: (percent: number) => void): BillReport {
  const { identity, dataFolder } = order
  const known = findBill(db, identity)
  const file = billFile(dataFolder, identity)
  if (known === undefined || !existsSync(file)) return { is: 'failed', message: 'its rows are gone', code: 'gone' }
  const what = { bill: billOfRow(known), identity, rows: known.payments + known.refunds, file }
  return match(order, db, what, share => progress(share * 100))
}

type Staged = { bill: Bill; identity: string; rows: number; file: string }

function match(
  { dataFolder, shop }: BillOrder,
  db: Db,
  { bill, identity, rows, file }: Staged,
  progress: (share: number) => void,
): BillReport {
  const staged = openStagedBill(file, bill.kind)
  // Everything is asked as it was at this moment, however long it takes.
  db.exec('begin')
  const others = createOtherBills(db, dataFolder, { bill, identity })
  try {
    const all = 2 * (rows + countPayments(db, bill)) + 1
    const matching = matchBill({
      ...{ bill, shop, rows: staged, orders: ordersOf(db, bill), otherBills: order => others.rowsOf(order) },
      closedAt: day => getClosedAt(db, day),
      progress: done => progress(Math.min(1, done / all)),
    })
    const found: Discrepancy[] = []
    for (;;) {
      const next = matching.next()
      if (next.done) return { is: 'matched', identity, bill, matched: next.value.matched, found }
      found.push(next.value)
      if (found.length > mostFound) throw new BillRefused('stranger', { most: mostFound })
    }
  } finally {
    others.close()
    staged.close()
  }
}

async function stage(order: NewBill, progress: (share: number) => void): Promise<{ read: ReadBill; identity: string }> {
  const staging = createStaging(order.staging)
  try {
    const { mapping, now, accounts } = order
    const read = await readBillFile(order.file, {
      ...{ mapping, now, accounts, timezone: order.shop.timezone, onProgress: progress },
      onRow: row => staging.add(row),
    })
    return { read, identity: identityOf(read, staging.finish().digest) }
  } finally {
    staging.close()
  }
}

/** Of what it says, not of when it was exported, nor of how it was packed. */
function identityOf({ bill, wholeAccount, saysUntil }: ReadBill, digest: string): string {
  const content = [bill.kind, bill.platform, wholeAccount, bill.from, saysUntil, digest]
  return createHash('sha256').update(JSON.stringify(content)).digest('hex')
}

function ordersOf(db: Db, bill: Bill): OrdersOfBill {
  return {
    byTradeNo: () => paymentsByTradeNo(db, bill),
    byOrderNo: only => paymentsByOrderNo(db, bill, only),
    elsewhere: row => findPaidOrder(db, row),
  }
}

/** A word for each percent, not for each row. */
function createProgress(tell: (report: BillReport) => void): (percent: number) => void {
  let told = -1
  return percent => {
    const whole = Math.min(99, Math.floor(percent))
    if (whole <= told) return
    told = whole
    tell({ is: 'progress', percent: whole })
  }
}
