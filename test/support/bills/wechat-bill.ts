import { sumFen, yuan } from '../../../shared/domain/money.ts'
import { parted } from './alipay-bill.ts'
import { type BillEntry, billTime } from './bill-entry.ts'

// The bill of WeChat Pay (交易账单, all of it): UTF-8, a backtick before every field, the sums in a table of their own.

export const wechatColumns = [
  ...['交易时间', '公众账号ID', '商户号', '特约商户号', '设备号', '微信订单号', '商户订单号', '用户标识', '交易类型'],
  ...['交易状态', '付款银行', '货币种类', '应结订单金额', '代金券金额', '微信退款单号', '商户退款单号', '退款金额'],
  ...['充值券退款金额', '退款类型', '退款状态', '商品名称', '商户数据包', '手续费', '费率', '订单金额', '申请退款金额'],
  '费率备注',
]

const totals = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额'

export function wechatText(entries: readonly BillEntry[], wrong: { count?: number; amount?: number } = {}): string {
  const { payments, refunds } = parted(entries)
  const settled = sumFen(payments.map(one => one.amount - (one.merchantDiscount ?? 0)))
  const sums = [
    String(entries.length + (wrong.count ?? 0)),
    yuan(settled),
    yuan(sumFen(refunds.map(one => one.amount))),
    '0.00',
    yuan(sumFen(entries.map(one => (one.refundNo === undefined ? (one.fee ?? 0) : -(one.fee ?? 0))))),
    yuan(sumFen(payments.map(one => one.amount)) + (wrong.amount ?? 0)),
    yuan(sumFen(refunds.map(one => one.amount))),
  ]
  const lines = [wechatColumns.join(','), ...entries.map(rowOf), totals, ticked(sums)]
  return `\ufeff${lines.map(line => `${line}\r\n`).join('')}`
}

export function wechatBill(entries: readonly BillEntry[], wrong: { count?: number; amount?: number } = {}): Buffer {
  return Buffer.from(wechatText(entries, wrong))
}

function rowOf(entry: BillEntry): string {
  const refund = entry.refundNo !== undefined
  return ticked([
    ...[
      billTime(entry.at),
      'wx2421b1c4370ec43b',
      '1900000109',
      '0',
      '',
      entry.tradeNo,
      entry.outTradeNo,
      'oUpF8uMuAJO',
      'JSAPI',
    ],
    ...[refund ? 'REFUND' : 'SUCCESS', 'OTHERS', 'CNY'],
    ...[refund ? '0.00' : yuan(entry.amount - (entry.merchantDiscount ?? 0)), yuan(entry.merchantDiscount ?? 0)],
    ...[refund ? `5030${entry.tradeNo}` : '0', entry.refundNo ?? '0', refund ? yuan(entry.amount) : '0.00', '0.00'],
    ...[
      refund ? 'ORIGINAL' : '',
      refund ? 'SUCCESS' : '',
      entry.title ?? '鲜肉包',
      '',
      yuan(refund ? -(entry.fee ?? 0) : (entry.fee ?? 0)),
    ],
    ...['0.60%', refund ? '0.00' : yuan(entry.amount), refund ? yuan(entry.amount) : '0.00', ''],
  ])
}

function ticked(values: readonly string[]): string {
  return values.map(value => `\`${value.replaceAll(',', '，')}`).join(',')
}
