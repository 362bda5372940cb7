import { z } from 'zod'
import type { BillKind } from '../../../shared/domain/reconciliation/bill.ts'
import { BillRefused } from '../../../shared/domain/reconciliation/bill-refusals.ts'

// Which column says what. By its name, never by its place: bills come with 25 to 29 columns, in several orders.

export type BillFields = {
  tradeNo: number | null
  outTradeNo: number | null
  refundNo: number | null
  /** of them the first that says anything */
  at: readonly number[]
  amount: number | null
  /** 退款金额, where a refund's sum stands in a column of its own */
  refunded: number | null
  /** 支出金额: what left the account */
  spent: number | null
  received: number | null
  merchantDiscount: readonly number[]
  platformDiscount: readonly number[]
  fee: number | null
  /** 业务类型, 交易状态 */
  type: number | null
  /** 商户号 */
  account: number | null
}

export type BillColumns = { kind: BillKind; names: readonly string[]; fields: BillFields }

const columnName = z.string().trim().min(1).max(64)

/** For a table of another kind: which of its columns says what, by name. */
export const billMapping = z.strictObject({
  columns: z.strictObject({
    at: columnName,
    amount: columnName,
    tradeNo: columnName.optional(),
    outTradeNo: columnName.optional(),
    refundNo: columnName.optional(),
    type: columnName.optional(),
    received: columnName.optional(),
    fee: columnName.optional(),
    merchantDiscount: columnName.optional(),
    platformDiscount: columnName.optional(),
  }),
  platform: z.enum(['alipay', 'wechat', 'other']).default('other'),
  /** words of the column `type` that mean a refund; a negative amount means one too */
  refundWords: z.array(columnName).max(16).default(['退款', 'refund', 'REFUND']),
  /** first and last day, YYYY-MM-DD; default: the days of its lines */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
})
export type BillMapping = z.infer<typeof billMapping>

/** As it is compared: no brackets of units, full-width or half-width, nothing around it. */
export function bareName(name: string): string {
  return name
    .replace(/[（(][^）)]*[）)]\s*$/, '')
    .replace(/[\s`'"\ufeff]/g, '')
    .toLowerCase()
}

/**
 * What the columns' names say of the bill; null: no bill of a kind that is known. Throws BillRefused for the 汇总 alone,
 * and where a mapping names a column that is not there.
 */
export function readColumns(names: readonly string[], mapping: BillMapping | null): BillColumns | null {
  const bare = names.map(bareName)
  const find = (...wanted: string[]): number | null => {
    for (const name of wanted) {
      const index = bare.indexOf(bareName(name))
      if (index >= 0) return index
    }
    return null
  }
  const all = (...wanted: string[]) => wanted.flatMap(name => find(name) ?? [])
  const has = (...wanted: string[]) => wanted.every(name => find(name) !== null)
  const none = { refunded: null, spent: null, account: null }
  const kind = (kind: BillKind, fields: BillFields): BillColumns => ({ kind, names, fields })

  if (mapping !== null) return kind('generic', mappedFields(mapping, find))
  if (has('支付宝交易号', '商户订单号', '业务类型', '订单金额', '商家实收')) {
    return kind('alipay-trade', {
      ...none,
      tradeNo: find('支付宝交易号'),
      outTradeNo: find('商户订单号'),
      refundNo: find('退款批次号/请求号', '退款请求号', '退款批次号'),
      at: all('完成时间', '创建时间'),
      amount: find('订单金额'),
      received: find('商家实收'),
      merchantDiscount: all('商家优惠', '商家红包消费金额'),
      platformDiscount: all('支付宝红包', '集分宝', '支付宝优惠'),
      fee: find('服务费'),
      type: find('业务类型'),
    })
  }
  if (has('账务流水号', '业务流水号', '发生时间', '收入金额', '支出金额')) {
    return kind('alipay-fund', {
      ...none,
      tradeNo: find('业务流水号'),
      outTradeNo: find('商户订单号'),
      refundNo: find('退款批次号/请求号', '退款请求号', '商户退款请求号'),
      at: all('发生时间'),
      amount: find('收入金额'),
      spent: find('支出金额'),
      received: null,
      merchantDiscount: [],
      platformDiscount: [],
      fee: null,
      type: find('业务类型'),
    })
  }
  if (has('交易时间', '微信订单号', '商户订单号', '交易状态')) {
    const amount = find('订单金额', '总金额', '应结订单金额')
    if (amount === null) return null
    return kind('wechat-trade', {
      ...none,
      tradeNo: find('微信订单号'),
      outTradeNo: find('商户订单号'),
      refundNo: find('商户退款单号'),
      at: all('交易时间'),
      amount,
      refunded: find('退款金额', '申请退款金额'),
      received: find('应结订单金额', '总金额'),
      merchantDiscount: [],
      platformDiscount: [],
      fee: find('手续费'),
      type: find('交易状态'),
      account: find('商户号'),
    })
  }
  if (has('交易订单总笔数', '退款订单总笔数')) throw new BillRefused('summary-only')
  return null
}

function mappedFields({ columns }: BillMapping, find: (name: string) => number | null): BillFields {
  const missing = Object.values(columns).filter(name => name !== undefined && find(name) === null)
  if (missing.length > 0) throw new BillRefused('mapping', { why: missing.map(name => `「${name}」?`).join(' ') })
  const named = (name: string | undefined) => (name === undefined ? null : find(name))
  const listed = (name: string | undefined) => [named(name) ?? []].flat()
  return {
    tradeNo: named(columns.tradeNo),
    outTradeNo: named(columns.outTradeNo),
    refundNo: named(columns.refundNo),
    at: listed(columns.at),
    amount: named(columns.amount),
    refunded: null,
    spent: null,
    received: named(columns.received),
    merchantDiscount: listed(columns.merchantDiscount),
    platformDiscount: listed(columns.platformDiscount),
    fee: named(columns.fee),
    type: named(columns.type),
    account: null,
  }
}
