import type { BillRow } from '../../../shared/domain/reconciliation/bill.ts'

/** As it is staged: 收费 of a 账务明细 is a row of its own until it is read. */
export type StagedRow = Omit<BillRow, 'kind'> & { kind: BillRow['kind'] | 'fee' }

const kinds = ['payment', 'refund', 'fee'] as const

/** Rows side by side: a number each costs eight bytes, not an object. Money that a bill does not say is NaN. */
export type RowColumns = {
  count: number
  kind: Uint8Array
  line: Uint32Array
  /** milliseconds UTC */
  at: Float64Array
  amount: Float64Array
  received: Float64Array
  merchantDiscount: Float64Array
  platformDiscount: Float64Array
  fee: Float64Array
  tradeNo: (string | null)[]
  outTradeNo: (string | null)[]
  refundNo: (string | null)[]
}

export function createRowColumns(capacity: number): RowColumns {
  const numbers = () => new Float64Array(capacity)
  return {
    count: 0,
    kind: new Uint8Array(capacity),
    line: new Uint32Array(capacity),
    at: numbers(),
    amount: numbers(),
    received: numbers(),
    merchantDiscount: numbers(),
    platformDiscount: numbers(),
    fee: numbers(),
    tradeNo: new Array<string | null>(capacity).fill(null),
    outTradeNo: new Array<string | null>(capacity).fill(null),
    refundNo: new Array<string | null>(capacity).fill(null),
  }
}

export function addRow(columns: RowColumns, row: StagedRow): void {
  const at = columns.count
  columns.kind[at] = row.kind === 'payment' ? 0 : row.kind === 'refund' ? 1 : 2
  columns.line[at] = row.line
  columns.at[at] = row.at
  columns.amount[at] = row.amount
  columns.received[at] = row.received ?? Number.NaN
  columns.merchantDiscount[at] = row.merchantDiscount ?? Number.NaN
  columns.platformDiscount[at] = row.platformDiscount ?? Number.NaN
  columns.fee[at] = row.fee ?? Number.NaN
  columns.tradeNo[at] = row.tradeNo
  columns.outTradeNo[at] = row.outTradeNo
  columns.refundNo[at] = row.refundNo
  columns.count = at + 1
}

export function rowAt(columns: RowColumns, at: number): StagedRow {
  return {
    line: columns.line[at] ?? 0,
    kind: kinds[columns.kind[at] ?? 0] ?? 'payment',
    tradeNo: columns.tradeNo[at] ?? null,
    outTradeNo: columns.outTradeNo[at] ?? null,
    refundNo: columns.refundNo[at] ?? null,
    at: columns.at[at] ?? 0,
    amount: columns.amount[at] ?? 0,
    received: said(columns.received[at]),
    merchantDiscount: said(columns.merchantDiscount[at]),
    platformDiscount: said(columns.platformDiscount[at]),
    fee: said(columns.fee[at]),
  }
}

function said(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}
