import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { openDatabase } from '../../main/store/database.ts'
import { yuan } from '../../shared/domain/money.ts'
import { tradeColumns } from '../support/bills/alipay-bill.ts'
import { billTime, billTimeInWords } from '../support/bills/bill-entry.ts'

// A month of a chain: orders from six in the morning on, and the bill of all of them, byte for byte as Alipay writes it.

const firstDay = Date.parse('2026-10-01T06:00:00+08:00')
const day = 86_400_000
const perDay = 33_334

export const billRange = { from: firstDay - 6 * 3_600_000, until: firstDay + 30 * day - 6 * 3_600_000 }

const paidAt = (index: number) =>
  firstDay + Math.floor(index / perDay) * day + Math.floor((index % perDay) * 1.6) * 1000
const amountOf = (index: number) => 300 + ((index * 37) % 5_000)
/** Within a day in no order, as from Alipay. */
const tailOf = (index: number) => String((index * 7_919 + 13) % 1_000_003).padStart(15, '0')

/** Orders with what their money is found by; bodies are short, the rest is as the engine writes it. */
export function writeOrders(folder: string, count: number): void {
  const db = openDatabase(join(folder, 'gudang.db'))
  const at = `${firstDay} + (i / ${perDay}) * ${day} + cast((i % ${perDay}) * 1.6 as integer) * 1000`
  const date = `strftime('%Y-%m-%d', (${at}) / 1000 + 28800, 'unixepoch')`
  const numbers = `with recursive n (i) as (select 0 union all select i + 1 from n where i < ${count - 1})`
  db.exec(`
    ${numbers} insert into orders (source, order_id, revision, content_hash, status, state, series, day, number,
      kitchen_revision, body, summary, received_at)
    select 'mini', printf('mp-%010d', i), 1, 'h', 'paid', 'printed', 'shop', ${date}, i % ${perDay} + 1, 1, '{}', '{}', ${at}
    from n;
    insert into payment_kinds values (1, 'mini', 'paid', 'alipay', 'alipay');
    ${numbers} insert into payments (order_row, kind, order_no, trade_no, day, paid_at, amount, merchant_discount,
      platform_discount, refunds)
    select i + 1, 1, printf('mp-%010d', i), replace(${date}, '-', '') || '22001' || printf('%015d', (i * 7919 + 13) % 1000003),
      cast(replace(${date}, '-', '') as integer), ${at}, 300 + (i * 37) % 5000, 0, 0, 0
    from n;`)
  db.close()
}

export function writeBill(file: string, count: number, seed = 0): void {
  const out = openSync(file, 'w')
  const put = (text: string) => writeSync(out, iconv.encode(text, 'gb18030'))
  let sum = 0
  put(
    [
      '#支付宝业务明细查询',
      '#账号：[20881234567801560156]',
      `#起始日期：[${billTimeInWords(billRange.from)}]   终止日期：[${billTimeInWords(billRange.until)}]`,
      `#----业务明细列表----${seed}`,
      `${tradeColumns.join(',')}\r\n`,
    ].join('\r\n'),
  )
  for (let from = 0; from < count; from += 5_000) {
    let text = ''
    for (let index = from; index < Math.min(from + 5_000, count); index += 1) {
      const time = billTime(paidAt(index))
      const amount = yuan(amountOf(index))
      sum += amountOf(index)
      text +=
        `${time.slice(0, 10).replaceAll('-', '')}22001${tailOf(index)}\t,mp-${String(index).padStart(10, '0')}\t,交易\t,` +
        `鲜肉包、豆浆等\t,${time},${time},001\t,古荡早餐店\t,\t,\t,*小明(138****5678)\t,${amount},${amount},` +
        `0.00,0.00,0.00,0.00,0.00,\t,0.00,0.00,\t,-0.0${seed},0.00,\t\r\n`
    }
    put(text)
  }
  put(
    [
      '#----业务明细列表结束----',
      `#交易合计：${count}笔，商家实收共${yuan(sum)}元，商家优惠共0.00元`,
      '#退款合计：0笔，商家实收退款共0.00元，商家优惠退款共0.00元',
      `#导出时间：[2026年11月01日 09:00:00]\r\n`,
    ].join('\r\n'),
  )
  closeSync(out)
}
