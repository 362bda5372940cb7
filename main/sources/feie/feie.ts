import type { CloudPrint, DialectDeps, PrintAnswer } from '../cloud/cloud-desk.ts'
import { isFresh, isSame, sha1Sign } from '../cloud/signature.ts'

// 飞鹅 Feie's open API: one address, form fields, `apiname` says what is wanted. The words and numbers of its errors are
// those that its servers were seen to answer (reference/orders.md §2). What its website does and this shop cannot, such as
// adding a printer from afar, is refused in the same shape.

export type FeieAnswer = { msg: string; ret: number; data: unknown }
export type Fields = Readonly<Record<string, string>>
export type Feie = (fields: Fields) => Promise<FeieAnswer>

/** of UTF-8; above it Feie refuses */
const longestContent = 5_000
const mostCopies = 10

const ok = (data: unknown): FeieAnswer => ({ msg: 'ok', ret: 0, data })
const fail = (ret: number, msg: string): FeieAnswer => ({ msg, ret, data: null })

export const unknownUser = fail(-2, '参数错误 : 该帐号未注册.')
const wrongSign = fail(-3, '验证失败 : 签名错误.')
const wrongTime = fail(-3, '验证失败 : 请求时间与服务器相差太多.')
const notYours = fail(1002, '验证失败 : 打印机编号和用户不匹配.')
const missing = (name: string) => fail(-2, `参数错误 : ${name} 不能为空.`)
const unknownOrder = fail(1005, '参数错误 : 订单编号不存在.')

export function createFeie(options: { user: string; drawer: boolean; dedupeSeconds: number }, deps: DialectDeps): Feie {
  const { desk } = deps

  async function print(fields: Fields, isLabel: boolean): Promise<FeieAnswer> {
    const { sn = '', content = '' } = fields
    if (sn === '') return missing('sn')
    if (content === '') return missing('content')
    if (Buffer.byteLength(content) > longestContent) return fail(1007, '参数错误 : 打印内容不能超过5000字节.')
    const copies = copiesOf(fields.times)
    if (copies === null) return fail(-2, `参数错误 : times 必须是 1 到 ${mostCopies} 的整数.`)
    const answer = await desk.print({
      ...{ sn, content, copies, clientId: null, drawer: options.drawer },
      form: isLabel ? 'feie-label' : 'feie',
      orderId: number => `${sn}_${desk.stamp(deps.now())}_${number}`,
      repeats: options.dedupeSeconds > 0 ? { by: 'text', withinMs: options.dedupeSeconds * 1_000 } : { by: 'nothing' },
    })
    return said(answer)
  }

  function said(answer: PrintAnswer): FeieAnswer {
    if ('orderId' in answer) return ok(answer.orderId)
    if (answer.result === 'unknown-printer') return notYours
    if (answer.result === 'unprintable') return fail(1004, '添加订单失败 : 内容无法打印.')
    return fail(1004, '添加订单失败 : 本店暂时不能接单，请稍后重发.')
  }

  /** What is asked of one of this user's printers. */
  function ofPrinter(fields: Fields, answer: (sn: string) => FeieAnswer): FeieAnswer {
    const { sn = '' } = fields
    if (sn === '') return missing('sn')
    return desk.printerState(sn) === null ? notYours : answer(sn)
  }

  function queryOrder({ orderid = '' }: Fields): FeieAnswer {
    if (orderid === '') return missing('orderid')
    const print: CloudPrint | null = desk.find({ orderId: orderid })
    // True is the printer's own word, or a person's; what was only sent is not known to be on paper.
    return print === null ? unknownOrder : ok(print.state === 'printed')
  }

  function queryDay(fields: Fields): FeieAnswer {
    const { date = '' } = fields
    if (!isDate(date)) return fail(1001, '参数错误 : 时间格式不正确。')
    return ofPrinter(fields, sn => {
      const { printed, waiting } = desk.countDay(sn, date)
      return ok({ print: printed, waiting })
    })
  }

  const statusWords = { offline: '离线。', ready: '在线，工作状态正常。', trouble: '在线，工作状态不正常。' }

  function addPrinters({ printerContent = '' }: Fields): FeieAnswer {
    if (printerContent.trim() === '') return missing('printerContent')
    const lines = printerContent.split(/\r?\n/).filter(line => line.trim() !== '')
    const isKnown = (line: string) => desk.printerState((line.split('#')[0] ?? '').trim()) !== null
    return ok({
      ok: lines.filter(isKnown),
      no: lines.filter(line => !isKnown(line)).map(line => `${line} （错误：请技术员在店内程序的设置里登记）`),
    })
  }

  function deletePrinters({ snlist = '' }: Fields): FeieAnswer {
    const sns = snlist.split('-').filter(sn => sn !== '')
    if (sns.length === 0) return missing('snlist')
    const why = (sn: string) =>
      desk.printerState(sn) === null ? '用户UID不匹配' : ' （错误：请在店内程序的设置里删除）'
    return ok({ ok: [], no: sns.map(sn => `${sn}${why(sn)}`) })
  }

  return async fields => {
    const { stime = '', sig = '', apiname = '' } = fields
    if (!isSame(sha1Sign(options.user, deps.secret, stime), sig)) {
      deps.refused('signature')
      return wrongSign
    }
    if (!isFresh(stime, deps.now())) {
      deps.refused('timestamp')
      return wrongTime
    }
    switch (apiname) {
      case 'Open_printMsg':
        return print(fields, false)
      case 'Open_printLabelMsg':
        return print(fields, true)
      case 'Open_queryOrderState':
        return queryOrder(fields)
      case 'Open_queryOrderInfoByDate':
        return queryDay(fields)
      case 'Open_queryPrinterStatus':
        return ofPrinter(fields, sn => ok(statusWords[desk.printerState(sn) ?? 'offline']))
      case 'Open_delPrinterSqs':
        return ofPrinter(fields, sn => {
          desk.cancelAll(sn)
          return ok(true)
        })
      case 'Open_printerAddlist':
        return addPrinters(fields)
      case 'Open_printerDelList':
        return deletePrinters(fields)
      case 'Open_printerEdit':
        return ofPrinter(fields, () => fail(1008, '修改失败 : 打印机的名称请在店内程序的设置里修改.'))
      default:
        return fail(-2, '参数错误 : apiname 不存在.')
    }
  }
}

/** Null: it is no number of copies. */
function copiesOf(times = ''): number | null {
  if (times.trim() === '') return 1
  const copies = Number(times)
  return Number.isInteger(copies) && copies >= 1 && copies <= mostCopies ? copies : null
}

/** A day that there is: 31 February would be taken for 3 March. */
export function isDate(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}
