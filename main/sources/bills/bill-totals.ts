import type { BillKind } from '../../../shared/domain/reconciliation/bill.ts'
import { BillRefused } from '../../../shared/domain/reconciliation/bill-refusals.ts'
import { bareName } from './bill-columns.ts'
import { type BillHead, fenOf } from './bill-head.ts'
import type { Sums } from './bill-table.ts'

// A bill's own totals, held against what its lines come to: what was read wrong, cut short or changed by hand shows here.

/** WeChat's 总交易单数 and its neighbours; of another table the amount in its line 合计. Fen, and one count. */
export type BillClaims = {
  count?: number
  amount?: number
  settled?: number
  refunded?: number
  fees?: number
  /** the amount of a line 合计 */
  total?: number
}

const names: [pattern: RegExp, field: Exclude<keyof BillClaims, 'total'>][] = [
  [/^总交易单数/, 'count'],
  [/^应结订单总金额/, 'settled'],
  [/^(总交易额|订单总金额)/, 'amount'],
  [/^(总退款金额|退款总金额)/, 'refunded'],
  [/^(手续费总金额|总手续费)/, 'fees'],
]

export function claimsOfTotals(columns: readonly string[], values: readonly string[], line: number): BillClaims {
  const claims: BillClaims = {}
  columns.forEach((column, index) => {
    const bare = bareName(column)
    const field = names.find(([pattern]) => pattern.test(bare))?.[1] ?? (columns.length === 1 ? 'total' : null)
    if (field === null) return
    const text = (values[index] ?? '').replace(/[`\s,¥￥]/g, '')
    if (!/^[+-]?\d+(\.\d+)?$/.test(text)) throw new BillRefused('row', { line, column: bare })
    claims[field] = field === 'count' ? Number(text) : fenOf(text)
  })
  return claims
}

export function requireTotals(kind: BillKind, head: BillHead, claims: BillClaims | null, sums: Sums): void {
  switch (kind) {
    case 'alipay-trade':
      requireEnd(head, head.claims.交易 !== undefined)
      requireEnd(head, sums.refunds.count === 0 || head.claims.退款 !== undefined)
      requireTrade(head, sums)
      return
    case 'alipay-fund':
      requireEnd(head, sums.taken.count === 0 || head.claims.收入 !== undefined)
      requireEnd(head, sums.spent.count === 0 || head.claims.支出 !== undefined)
      agree('收入合计（笔）', 'count', head.claims.收入?.count, sums.taken.count)
      agree('收入合计（元）', 'fen', size(head.claims.收入?.amount), sums.taken.amount)
      agree('支出合计（笔）', 'count', head.claims.支出?.count, sums.spent.count)
      agree('支出合计（元）', 'fen', size(head.claims.支出?.amount), sums.spent.amount)
      return
    case 'wechat-trade':
      if (claims?.count === undefined) throw new BillRefused('truncated')
      agree('总交易单数', 'count', claims.count, sums.rows)
      agree('订单总金额', 'fen', claims.amount, sums.taken.amount)
      agree('应结订单总金额', 'fen', claims.settled, sums.payments.settled)
      agree('退款总金额', 'fen', size(claims.refunded), size(sums.refunds.amount) ?? 0)
      agree('手续费总金额', 'fen', claims.fees, sums.fees)
      return
    case 'generic':
      agree('合计', 'fen', claims?.total, sums.payments.amount + sums.refunds.amount)
  }
}

function requireTrade({ claims: { 交易: paid, 退款: back } }: BillHead, { payments, refunds }: Sums): void {
  agree('交易合计（笔）', 'count', paid?.count, payments.count)
  agree('商家实收（元）', 'fen', paid?.amount, payments.received)
  // Which sign discounts and refunds carry has changed over the years; the sums have not.
  agree('商家优惠（元）', 'fen', size(paid?.discounts), size(payments.discounts) ?? 0)
  agree('退款合计（笔）', 'count', back?.count, refunds.count)
  agree('商家实收退款（元）', 'fen', size(back?.amount), size(refunds.received) ?? 0)
  agree('商家优惠退款（元）', 'fen', size(back?.discounts), size(refunds.discounts) ?? 0)
}

function requireEnd({ ended }: BillHead, claimed: boolean): void {
  if (!ended || !claimed) throw new BillRefused('truncated')
}

/** What the bill does not claim cannot be wrong. */
function agree(what: string, unit: 'fen' | 'count', says: number | null | undefined, sum: number): void {
  if (says === undefined || says === null || says === sum) return
  throw new BillRefused('totals', { what, unit, says, sum })
}

function size(fen: number | null | undefined): number | undefined {
  return fen === undefined || fen === null ? undefined : Math.abs(fen)
}
