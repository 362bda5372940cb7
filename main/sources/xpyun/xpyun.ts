import { z } from 'zod'
import type { DialectDeps, PrintAnswer } from '../cloud/cloud-desk.ts'
import { isFresh, isSame, sha1Sign } from '../cloud/signature.ts'
import { isDate } from '../feie/feie.ts'

// 芯烨云 xpyun's open API: JSON in and out, one address for each thing. Codes and their names are from its public list.

export type XpyunAnswer = { code: number; msg: string; data: unknown }
export type Xpyun = (action: string, body: Readonly<Record<string, unknown>>) => Promise<XpyunAnswer>

/** of UTF-8 */
const longestContent = 12_288
const mostCopies = 5

const ok = (data: unknown): XpyunAnswer => ({ code: 0, msg: 'ok', data })
const fail = (code: number, msg: string, data: unknown = null): XpyunAnswer => ({ code, msg, data })

export const unknownUser = fail(-4, 'REQUEST_USER_NOT_REGISTER')
export const noJson = fail(-2, 'REQUEST_PARAM_INVALID')
const invalid = noJson
const wrongSign = fail(-3, 'REQUEST_PARAM_SIGN_FAIL')
const notRegistered = fail(1002, 'PRINTER_NOT_REGISTER')

const text = z.union([z.string(), z.number()]).transform(String)
const signed = z.object({ user: text, timestamp: text, sign: z.string() })
const ofPrinter = z.object({ sn: text })
const printWish = z.object({
  sn: text,
  content: z.string().min(1),
  copies: z.coerce.number().int().min(1).max(mostCopies).default(1),
  /** 0: refuse where the printer is off line; 1: keep it until it is there */
  mode: z.coerce.number().default(0),
})
const snList = z.object({ snlist: z.array(text).max(50) })
const newPrinters = z.object({
  items: z
    .array(z.object({ sn: text }))
    .min(1)
    .max(50),
})

const statusCodes = { offline: 0, ready: 1, trouble: 2 }

export function createXpyun(
  options: { user: string; drawer: boolean; dedupeSeconds: number },
  deps: DialectDeps,
): Xpyun {
  const { desk } = deps

  async function print(body: unknown, isLabel: boolean): Promise<XpyunAnswer> {
    const wish = printWish.safeParse(body)
    if (!wish.success) return invalid
    const { sn, content, copies, mode } = wish.data
    if (Buffer.byteLength(content) > longestContent) return fail(1007, 'PRINT_CONTENT_MORE_THAN_12K_BYTES')
    const state = desk.printerState(sn)
    if (state === null) return notRegistered
    if (mode !== 1 && state === 'offline') return fail(1003, 'PRINTER_OFFLINE')
    const answer = await desk.print({
      ...{ sn, content, copies, clientId: null, drawer: options.drawer },
      form: isLabel ? 'xpyun-label' : 'xpyun',
      orderId: number => `OM${number}`,
      repeats: options.dedupeSeconds > 0 ? { by: 'text', withinMs: options.dedupeSeconds * 1_000 } : { by: 'nothing' },
    })
    return said(answer)
  }

  function said(answer: PrintAnswer): XpyunAnswer {
    if ('orderId' in answer) return ok(answer.orderId)
    return answer.result === 'unknown-printer' ? notRegistered : fail(1004, 'ADD_ORDER_FAILED')
  }

  function aboutPrinter(body: unknown, answer: (sn: string) => XpyunAnswer): XpyunAnswer {
    const asked = ofPrinter.safeParse(body)
    if (!asked.success) return invalid
    return desk.printerState(asked.data.sn) === null ? notRegistered : answer(asked.data.sn)
  }

  function queryOrder(body: unknown): XpyunAnswer {
    const asked = z.object({ orderId: text }).safeParse(body)
    if (!asked.success) return invalid
    const print = desk.find({ orderId: asked.data.orderId })
    return print === null ? fail(1005, 'ORDER_NOT_FOUND', false) : ok(print.state === 'printed')
  }

  function queryDay(body: unknown): XpyunAnswer {
    const asked = z.object({ date: z.string() }).safeParse(body)
    if (!asked.success || !isDate(asked.data.date)) return fail(1006, 'ORDER_DATE_INVALID')
    return aboutPrinter(body, sn => ok(desk.countDay(sn, asked.data.date)))
  }

  /** Who is no printer of this source is off line for its client, as it is for xpyun. */
  function queryStates(body: unknown): XpyunAnswer {
    const asked = snList.safeParse(body)
    if (!asked.success) return invalid
    return ok(asked.data.snlist.map(sn => statusCodes[desk.printerState(sn) ?? 'offline']))
  }

  /** Which printer of the shop a serial number means is set in the shop; one that is there is there. */
  function addPrinters(body: unknown): XpyunAnswer {
    const asked = newPrinters.safeParse(body)
    if (!asked.success) return invalid
    const sns = asked.data.items.map(({ sn }) => sn)
    const fail = sns.filter(sn => desk.printerState(sn) === null)
    return ok({
      success: sns.filter(sn => desk.printerState(sn) !== null),
      fail,
      failMsg: fail.map(sn => `${sn}:1010`),
    })
  }

  function deletePrinters(body: unknown): XpyunAnswer {
    const asked = snList.safeParse(body)
    if (!asked.success) return invalid
    return ok({ success: [], fail: asked.data.snlist, failMsg: asked.data.snlist.map(sn => `${sn}:1008`) })
  }

  return async (action, body) => {
    const given = signed.safeParse(body)
    if (!given.success) return invalid
    if (!isSame(sha1Sign(options.user, deps.secret, given.data.timestamp), given.data.sign)) {
      deps.refused('signature')
      return wrongSign
    }
    if (!isFresh(given.data.timestamp, deps.now())) {
      deps.refused('timestamp')
      return wrongSign
    }
    switch (action) {
      case 'print':
        return print(body, false)
      case 'printLabel':
        return print(body, true)
      case 'queryOrderState':
        return queryOrder(body)
      case 'queryOrderStatis':
        return queryDay(body)
      case 'queryPrinterStatus':
        return aboutPrinter(body, sn => ok(statusCodes[desk.printerState(sn) ?? 'offline']))
      case 'queryPrintersStatus':
        return queryStates(body)
      case 'delPrinterQueue':
        return aboutPrinter(body, sn => {
          desk.cancelAll(sn)
          return ok(true)
        })
      case 'addPrinters':
        return addPrinters(body)
      case 'delPrinters':
        return deletePrinters(body)
      case 'updPrinter':
        return aboutPrinter(body, () => fail(1008, 'PRINTER_RECORD_LOCK_FAIL', false))
      default:
        return invalid
    }
  }
}
