import { existsSync } from 'node:fs'
import type { Bill, BillRow } from '../../../shared/domain/reconciliation/bill.ts'
import type { LocalOrder } from '../../../shared/domain/reconciliation/local-order.ts'
import { billFile } from '../../store/bills/bill-folder.ts'
import { openStagedBill, type StagedBill } from '../../store/bills/staged-bill.ts'
import { type BillTableRow, listBillsEnding } from '../../store/bills.ts'
import type { Db } from '../../store/database.ts'

export type OtherBills = {
  /** rows of other bills of its kind with this order's numbers, of times that this bill does not speak of */
  rowsOf(order: LocalOrder): BillRow[]
  close(): void
}

const day = 24 * 3_600_000
/** A refund comes within weeks; what is further away belongs to another order of the same number. */
const before = 3 * day
const after = 45 * day
const mostBills = 50

export function createOtherBills(
  db: Db,
  dataFolder: string,
  { bill, identity }: { bill: Bill; identity: string },
): OtherBills {
  const open = new Map<string, StagedBill | null>()

  function opened({ identity, kind }: BillTableRow): StagedBill | null {
    const known = open.get(identity)
    if (known !== undefined) return known
    const file = billFile(dataFolder, identity)
    // Its time may have come, or the shop has moved without it.
    const found = existsSync(file) ? openStagedBill(file, kind) : null
    open.set(identity, found)
    return found
  }

  return {
    rowsOf(order) {
      const { paidAt } = order
      const { platform } = bill
      const near = listBillsEnding(db, { platform, from: paidAt - before, until: paidAt + after, limit: mostBills })
      const known = new Set<string>()
      return near
        .filter(one => one.kind === bill.kind && one.identity !== identity)
        .flatMap(one => opened(one)?.rowsOf(order) ?? [])
        .filter(row => {
          // A day's and its month's bill say the same.
          const same = JSON.stringify([row.kind, row.tradeNo, row.outTradeNo, row.refundNo, row.at, row.amount])
          if (known.has(same) || (row.at >= bill.from && row.at < bill.until)) return false
          known.add(same)
          return true
        })
    },
    close() {
      for (const one of open.values()) one?.close()
    },
  }
}
