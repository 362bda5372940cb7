import type { BillRow } from '../../../shared/domain/reconciliation/bill.ts'
import type { StagedRow } from './row-columns.ts'

/**
 * 账务明细 has what Alipay takes for a payment in rows of their own. They become the fee of the payment with the same
 * number; of a payment that another day's bill has, there is nothing to say here. Rows rise by `key`.
 */
export function* foldFees(rows: Iterable<StagedRow>, key: 'tradeNo' | 'outTradeNo'): Generator<BillRow> {
  let group: StagedRow[] = []
  for (const row of rows) {
    if (group.length > 0 && (row[key] === null || group[0]?.[key] !== row[key])) {
      yield* folded(group)
      group = []
    }
    group.push(row)
  }
  yield* folded(group)
}

function folded(group: readonly StagedRow[]): BillRow[] {
  const fees = group.filter(row => row.kind === 'fee')
  const rows = group.filter(isMoney)
  if (fees.length === 0) return rows
  const fee = fees.reduce((sum, row) => sum + (row.fee ?? 0), 0)
  const paid = rows.findIndex(row => row.kind === 'payment')
  return rows.map((row, index) => (index === paid ? { ...row, fee } : row))
}

function isMoney(row: StagedRow): row is BillRow {
  return row.kind !== 'fee'
}
