// The lines of Alipay's bills that begin with #: whose it is, of when, and what it should sum up to (reference/orders.md
// §1.6). Dates stand as 2026年11月22日 or as 2026-11-22.

/** A sum that the bill claims. Fen. */
export type Claim = { count: number; amount: number; discounts: number | null }

export type BillHead = {
  account: string | null
  from: number | null
  until: number | null
  /** it names a day, not a time of it */
  untilIsDay: boolean
  exportedAt: number | null
  /** 列表结束 has come */
  ended: boolean
  /** `#交易合计`, `#退款合计`; of the 账务明细 `#收入合计`, `#支出合计` */
  claims: Partial<Record<'交易' | '退款' | '收入' | '支出', Claim>>
}

export function emptyHead(): BillHead {
  return { account: null, from: null, until: null, untilIsDay: false, exportedAt: null, ended: false, claims: {} }
}

/** Notes what a line says; one that says nothing of use is passed over. `parseTime` knows the platform's clock. */
export function readHeadLine(head: BillHead, line: string, parseTime: (text: string) => number | null): void {
  const account = /账[号户]\s*[:：]\s*\[?\s*([\w.@*-]{4,64})/.exec(line)?.[1]
  if (account !== undefined && head.account === null) head.account = account
  const from = textAfter('(?:起始日期|起始时间|开始日期|开始时间)', line)
  if (from !== null) head.from ??= parseTime(from)
  const until = textAfter('(?:终止日期|终止时间|结束日期|结束时间)', line)
  if (until !== null && head.until === null) {
    head.until = parseTime(until)
    head.untilIsDay = !/[:：]/.test(until)
  }
  const exported = textAfter('导出时间', line)
  if (exported !== null) head.exportedAt = parseTime(exported)
  if (/列表结束/.test(line)) head.ended = true
  readClaim(head, line)
}

/** `#交易合计：3笔，商家实收共12.00元，商家优惠共0.00元` */
function readClaim(head: BillHead, line: string): void {
  const match = /(交易|退款|收入|支出)合计\s*[:：]\s*([\d,]+)\s*笔[^\d+-]*([+-]?[\d,]+(?:\.\d+)?)\s*元(.*)/.exec(line)
  if (match === null) return
  const [, word = '', count = '', amount = '', rest = ''] = match
  const discounts = /([+-]?[\d,]+(?:\.\d+)?)\s*元/.exec(rest)?.[1]
  head.claims[word as keyof BillHead['claims']] = {
    count: Number(count.replaceAll(',', '')),
    amount: fenOf(amount),
    discounts: discounts === undefined ? null : fenOf(discounts),
  }
}

export function fenOf(yuan: string): number {
  return Math.round(Number(yuan.replace(/[,¥￥\s]/g, '')) * 100)
}

function textAfter(word: string, line: string): string | null {
  return new RegExp(`${word}\\s*[:：]\\s*\\[?\\s*([^\\],]{6,32})`).exec(line)?.[1]?.trim() ?? null
}

/** `2088****0156` */
export function maskAccount(account: string): string {
  return account.length <= 8 ? `${account.slice(0, 2)}****` : `${account.slice(0, 4)}****${account.slice(-4)}`
}
