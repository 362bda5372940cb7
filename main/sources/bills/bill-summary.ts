import { BillRefused } from '../../../shared/domain/reconciliation/bill-refusals.ts'
import { bareName } from './bill-columns.ts'
import { fenOf } from './bill-head.ts'
import type { ReadBill } from './bill-reader.ts'
import { namesOf } from './bill-table.ts'
import { createRowsOfBytes } from './rows-of-bytes.ts'

/** What 业务明细(汇总) says in its last line, 合计. Fen. */
export type BillSummary = { payments: number; refunds: number; amount: number; received: number }

const wanted = { payments: '交易订单总笔数', refunds: '退款订单总笔数', amount: '订单金额', received: '商家实收' }

/** Null: it is no summary. */
export function readSummary(bytes: Uint8Array, encoding: string): BillSummary | null {
  let columns: string[] | null = null
  let summary: BillSummary | null = null
  const rows = createRowsOfBytes(
    cells => {
      const names = namesOf(cells, encoding)
      if (columns === null) {
        const bare = names.map(bareName)
        if (bare.includes(wanted.payments) && bare.includes(wanted.received)) columns = bare
        return
      }
      if (!names.some(name => name === '合计' || name === '总计')) return
      const found = columns
      const value = (name: string) => fenOf(names[found.indexOf(name)] ?? '')
      summary = {
        payments: value(wanted.payments) / 100,
        refunds: value(wanted.refunds) / 100,
        amount: value(wanted.amount),
        received: value(wanted.received),
      }
    },
    () => {},
  )
  rows.push(bytes)
  rows.end()
  return summary
}

export function requireSummary(summary: BillSummary, { bill, received }: ReadBill): void {
  const agree = (what: string, unit: 'fen' | 'count', says: number, sum: number) => {
    if (!Number.isNaN(says) && says !== sum) throw new BillRefused('totals', { what: `汇总 ${what}`, unit, says, sum })
  }
  agree(wanted.payments, 'count', summary.payments, bill.payments.count)
  agree(wanted.refunds, 'count', summary.refunds, bill.refunds.count)
  agree(wanted.amount, 'fen', summary.amount, bill.payments.amount + bill.refunds.amount)
  agree(wanted.received, 'fen', summary.received, received)
}
