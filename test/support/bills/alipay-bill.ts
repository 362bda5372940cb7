import iconv from 'iconv-lite'
import { sumFen, yuan } from '../../../shared/domain/money.ts'
import { type BillEntry, type BillHead, billTime, billTimeInWords, cell, rangeOf } from './bill-entry.ts'
import { zipBytes } from './zip-bytes.ts'

// Bills as Alipay writes them (reference/orders.md §1.6): GBK, `#` lines, a TAB behind every text, full-width brackets.

export type AlipayOptions = BillHead & {
  /** header names in place of the usual ones, in this order; what has no value stays empty */
  columns?: readonly string[]
  /** on top of every total; a bill whose sums do not add up */
  wrong?: { count?: number; received?: number; merchantDiscount?: number; refunded?: number }
  /** default 1: every line so often */
  repeat?: number
  /** default true */
  ended?: boolean
}

export const tradeColumns = [
  ...['支付宝交易号', '商户订单号', '业务类型', '商品名称', '创建时间', '完成时间', '门店编号', '门店名称', '操作员'],
  ...['终端号', '对方账户', '订单金额（元）', '商家实收（元）', '支付宝红包（元）', '集分宝（元）', '支付宝优惠（元）'],
  ...[
    '商家优惠（元）',
    '券核销金额（元）',
    '券名称',
    '商家红包消费金额（元）',
    '卡消费金额（元）',
    '退款批次号/请求号',
  ],
  ...['服务费（元）', '分润（元）', '备注'],
]

/** As newer accounts get it. */
export const tradeColumnsOf29 = [
  ...['序号', ...tradeColumns.slice(0, 24)],
  ...['实收净额（元）', '商户识别号', '交易方式', '备注'],
]

/** As they stand in the brackets of the `#账号` line. */
export const account = '20881234567801560156'

const dash = (words: string) => `#${'-'.repeat(41)}${words}${'-'.repeat(40)}`

export function alipayTradeText(entries: readonly BillEntry[], options: AlipayOptions = {}): string {
  const { columns = tradeColumns, wrong = {}, repeat = 1 } = options
  const lines = entries.flatMap((entry, index) => {
    const values = tradeValues(entry, index + 1)
    return Array.from({ length: repeat }, () =>
      columns.map(name => values[name.replace(/[（(].*/, '')] ?? '').join(','),
    )
  })
  return [...head('业务', entries, options), columns.join(','), ...lines, ...tail(entries, { ...options, wrong })]
    .map(line => `${line}\r\n`)
    .join('')
}

/** One file, GBK. */
export function alipayTradeBill(entries: readonly BillEntry[], options: AlipayOptions = {}): Buffer {
  return iconv.encode(alipayTradeText(entries, options), 'gb18030')
}

/** As it is downloaded: the lines and what they sum up to, in a zip whose names are GBK. */
export function alipayTradeZip(entries: readonly BillEntry[], options: AlipayOptions = {}): Buffer {
  const day = billTime(rangeOf(entries, options).from).slice(0, 10).replaceAll('-', '')
  const name = (kind: string) => iconv.encode(`${options.account ?? account}_${day}_${kind}.csv`, 'gb18030')
  return zipBytes([
    { name: name('业务明细'), content: alipayTradeBill(entries, options) },
    { name: name('业务明细(汇总)'), content: iconv.encode(alipaySummaryText(entries, options), 'gb18030') },
  ])
}

export function alipaySummaryText(entries: readonly BillEntry[], options: AlipayOptions = {}): string {
  const columns =
    '门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）'
  const { payments, refunds } = parted(entries)
  const sums = [
    ...[String(payments.length), String(refunds.length)],
    yuan(sumFen(payments.map(one => one.amount)) - sumFen(refunds.map(one => one.amount))),
    yuan(sumFen(payments.map(receivedOf)) - sumFen(refunds.map(one => one.amount)) + (options.wrong?.received ?? 0)),
    yuan(sumFen(payments.map(one => one.platformDiscount ?? 0))),
    yuan(-sumFen(payments.map(one => one.merchantDiscount ?? 0))),
    '0.00',
    yuan(-sumFen(payments.map(one => one.fee ?? 0))),
    '0.00',
  ]
  const net = sumFen(payments.map(one => receivedOf(one) - (one.fee ?? 0))) - sumFen(refunds.map(one => one.amount))
  const row = (...first: string[]) => [...first, ...sums, yuan(net)].join(',')
  return [
    '#支付宝业务汇总查询',
    ...head('业务', entries, options).slice(1, 3),
    dash('业务汇总列表'),
    `${columns},卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）`,
    row('001\t', '古荡早餐店\t'),
    row('合计', ''),
    dash('业务汇总列表结束'),
    exported(options),
  ]
    .map(line => `${line}\r\n`)
    .join('')
}

export const fundColumns = [
  ...['账务流水号', '业务流水号', '商户订单号', '商品名称', '发生时间', '对方账号', '收入金额（+元）'],
  ...['支出金额（-元）', '账户余额（元）', '交易渠道', '业务类型', '备注'],
]

/** 账务明细: what moved on the account; fees and refunds are rows of their own. */
export function alipayFundText(entries: readonly BillEntry[], options: AlipayOptions = {}): string {
  const { wrong = {}, ended = true } = options
  const moves = entries.flatMap(entry => {
    const refund = entry.refundNo !== undefined
    const money = { ...entry, sum: refund ? -entry.amount : receivedOf(entry), word: refund ? '退款' : '在线支付' }
    return entry.fee ? [money, { ...entry, sum: -entry.fee, word: '收费' }] : [money]
  })
  let balance = 100_000
  const lines = moves.map((move, index) => {
    balance += move.sum
    return [
      ...[
        `${3_000_000_000_000 + index}\t`,
        `${move.tradeNo}\t`,
        `${move.outTradeNo}\t`,
        cell(move.title ?? '早餐'),
        billTime(move.at),
      ],
      ...['顾客(138****5678)\t', move.sum > 0 ? yuan(move.sum) : '', move.sum < 0 ? yuan(move.sum) : '', yuan(balance)],
      ...['支付宝\t', `${move.word}\t`, `${move.refundNo ?? ''}\t`],
    ].join(',')
  })
  const [taken, spent] = [moves.filter(move => move.sum >= 0), moves.filter(move => move.sum < 0)]
  const total = (word: string, those: readonly { sum: number }[], extra: number) =>
    `#${word}合计：${those.length}笔，共${yuan(sumFen(those.map(one => one.sum)) + extra)}元`
  return [
    ...head('账务', entries, options),
    fundColumns.join(','),
    ...lines,
    ...(ended ? [dash('账务明细列表结束')] : []),
    total('支出', spent, 0),
    total('收入', taken, wrong.received ?? 0),
    exported(options),
  ]
    .map(line => `${line}\r\n`)
    .join('')
}

export function alipayFundBill(entries: readonly BillEntry[], options: AlipayOptions = {}): Buffer {
  return iconv.encode(alipayFundText(entries, options), 'gb18030')
}

function head(kind: '业务' | '账务', entries: readonly BillEntry[], options: AlipayOptions): string[] {
  const { from, until } = rangeOf(entries, options)
  return [
    `#支付宝${kind}明细查询`,
    `#账号：[${options.account ?? account}]`,
    `#起始日期：[${billTimeInWords(from)}]   终止日期：[${billTimeInWords(until)}]`,
    dash(`${kind}明细列表`),
  ]
}

function tail(entries: readonly BillEntry[], options: AlipayOptions): string[] {
  const { wrong = {}, repeat = 1, ended = true } = options
  const { payments, refunds } = parted(entries)
  const sum = (amounts: readonly number[]) => sumFen(amounts) * repeat
  const received = sum(payments.map(receivedOf)) + (wrong.received ?? 0)
  const discounts = sum(payments.map(one => one.merchantDiscount ?? 0)) + (wrong.merchantDiscount ?? 0)
  const refunded = sum(refunds.map(one => one.amount)) + (wrong.refunded ?? 0)
  return [
    ...(ended ? [dash('业务明细列表结束')] : []),
    `#交易合计：${payments.length * repeat + (wrong.count ?? 0)}笔，商家实收共${yuan(received)}元，商家优惠共${yuan(discounts)}元`,
    `#退款合计：${refunds.length * repeat}笔，商家实收退款共${yuan(-refunded)}元，商家优惠退款共0.00元`,
    exported(options),
  ]
}

function exported(options: AlipayOptions): string {
  return `#导出时间：[${billTimeInWords(options.exportedAt ?? Date.parse('2026-11-23T09:01:02+08:00'))}]`
}

/** 商家实收: what Alipay bears comes to the merchant all the same. */
function receivedOf(entry: BillEntry): number {
  return entry.amount - (entry.merchantDiscount ?? 0)
}

export function parted(entries: readonly BillEntry[]): { payments: BillEntry[]; refunds: BillEntry[] } {
  return {
    payments: entries.filter(entry => entry.refundNo === undefined),
    refunds: entries.filter(entry => entry.refundNo !== undefined),
  }
}

/** By the names of the columns without their brackets. */
function tradeValues(entry: BillEntry, number: number): Record<string, string> {
  const refund = entry.refundNo !== undefined
  const sign = refund ? -1 : 1
  return {
    序号: String(number),
    支付宝交易号: `${entry.tradeNo}\t`,
    商户订单号: `${entry.outTradeNo}\t`,
    业务类型: `${refund ? '退款' : '交易'}\t`,
    商品名称: `${cell(entry.title ?? '鲜肉包')}${/[",\n\r]/.test(entry.title ?? '') ? '' : '\t'}`,
    创建时间: billTime(entry.at - 4_000),
    完成时间: billTime(entry.at),
    门店编号: '001\t',
    门店名称: '古荡早餐店\t',
    操作员: '\t',
    终端号: '\t',
    对方账户: '*小明(138****5678)\t',
    订单金额: yuan(sign * entry.amount),
    商家实收: yuan(sign * receivedOf(entry)),
    支付宝红包: '0.00',
    集分宝: '0.00',
    支付宝优惠: yuan(sign * (entry.platformDiscount ?? 0)),
    商家优惠: yuan(sign * (entry.merchantDiscount ?? 0)),
    券核销金额: '0.00',
    券名称: '\t',
    商家红包消费金额: '0.00',
    卡消费金额: '0.00',
    '退款批次号/请求号': `${entry.refundNo ?? ''}\t`,
    服务费: yuan(-sign * (entry.fee ?? 0)),
    分润: '0.00',
    实收净额: yuan(sign * (receivedOf(entry) - (entry.fee ?? 0))),
    商户识别号: '\t',
    交易方式: '\t',
    备注: '\t',
  }
}
