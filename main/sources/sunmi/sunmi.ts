import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { DialectDeps, PrintAnswer } from '../cloud/cloud-desk.ts'
import { isFresh, isSame } from '../cloud/signature.ts'

// 商米 Sunmi's cloud printer API, version 2: JSON, signed in headers over the very bytes of the body; tickets are ESC/POS in
// hex. Codes and words from its public documentation.

export type SunmiAnswer = { code: number; msg: string; data: unknown }
export type SunmiHeaders = { timestamp: string; nonce: string; sign: string }
/** `action`: `device/pushContent`, `ticket/printStatus` … */
export type Sunmi = (action: string, headers: SunmiHeaders, body: Uint8Array) => Promise<SunmiAnswer>

const mostCopies = 10
const ok = (data: unknown = null): SunmiAnswer => ({ code: 1, msg: 'success', data })
const fail = (code: number, msg: string): SunmiAnswer => ({ code, msg, data: null })

export const unknownApp = fail(30000, 'auth failed')
export const missingParams = fail(20000, 'missing params')
const parameterError = (why: string) => fail(10071400, `parameter error: ${why}`)
const notOurs = fail(10071704, 'not belong to this channel')
const serverError = fail(50000, 'server error')

const sn = z.string().min(1).max(40)
const push = z.object({
  sn,
  trade_no: z.string().min(1).max(32),
  content: z.string().min(2),
  count: z.coerce.number().int().min(1).max(mostCopies).default(1),
})
const online = z.object({
  sn: sn.optional(),
  page_no: z.coerce.number().int().min(1).default(1),
  page_size: z.coerce.number().int().min(1).max(100).default(100),
})

export function createSunmi(
  options: { appId: string },
  /** `forbidden`: why these bytes may not be printed; null: they may */
  deps: DialectDeps & { forbidden: (hex: string) => string | null },
): Sunmi {
  const { desk } = deps

  async function pushContent(body: unknown): Promise<SunmiAnswer> {
    const wish = push.safeParse(body)
    if (!wish.success) return parameterError(wish.error.issues[0]?.path.join('.') || 'body')
    const { trade_no: clientId, content, count } = wish.data
    if (!/^(?:[0-9a-f]{2})+$/i.test(content)) return parameterError('content is not hex')
    if (desk.printerState(wish.data.sn) === null) return notOurs
    const why = deps.forbidden(content)
    if (why !== null) return parameterError(`content: ${why}`)
    const answer = await desk.print({
      ...{ sn: wish.data.sn, content, copies: count, clientId, form: 'sunmi' },
      repeats: { by: 'name', freshAfterMs: null },
    })
    return said(answer)
  }

  function said(answer: PrintAnswer): SunmiAnswer {
    switch (answer.result) {
      case 'accepted':
        return ok({ trade_no: answer.clientId })
      case 'duplicate':
      case 'other-text':
        return fail(10071705, 'order has been push')
      case 'unknown-printer':
        return notOurs
      case 'unprintable':
        return parameterError('content')
      case 'busy':
      case 'not-durable':
        return serverError
    }
  }

  function onlineStatus(body: unknown): SunmiAnswer {
    const asked = online.safeParse(body)
    if (!asked.success) return parameterError('sn')
    const { page_no, page_size } = asked.data
    const all = desk.printers().filter(one => asked.data.sn === undefined || one === asked.data.sn)
    const list = all
      .slice((page_no - 1) * page_size, page_no * page_size)
      .map(one => ({ sn: one, is_online: desk.printerState(one) === 'offline' ? 0 : 1 }))
    return ok({ list, page: { total: all.length, page_no, page_size } })
  }

  function printStatus(body: unknown): SunmiAnswer {
    const asked = z.object({ trade_no: z.string() }).safeParse(body)
    if (!asked.success) return parameterError('trade_no')
    const print = desk.find({ sn: null, clientId: asked.data.trade_no })
    if (print === null) return fail(10071706, 'order is unknown')
    const is_print = print.state === 'printed' ? 1 : print.state === 'cancelled' ? 2 : 0
    return ok({
      ...{ sn: print.sn, trade_no: print.clientId, is_print },
      print_time: print.printedAt === null ? 0 : Math.floor(print.printedAt / 1000),
    })
  }

  function aboutPrinter(body: unknown, answer: (sn: string) => SunmiAnswer): SunmiAnswer {
    const asked = z.object({ sn }).safeParse(body)
    if (!asked.success) return parameterError('sn')
    return desk.printerState(asked.data.sn) === null ? notOurs : answer(asked.data.sn)
  }

  return async (action, { timestamp, nonce, sign }, body) => {
    if (!isSame(sunmiSign(deps.secret, body, options.appId, timestamp, nonce), sign)) {
      deps.refused('signature')
      return fail(40000, 'sign failed')
    }
    if (!isFresh(timestamp, deps.now())) {
      deps.refused('timestamp')
      return fail(20001, 'expired')
    }
    const json = parsed(body)
    switch (action) {
      case 'device/pushContent':
        return pushContent(json)
      case 'device/onlineStatus':
        return onlineStatus(json)
      case 'device/printStatus':
      case 'ticket/printStatus':
        return printStatus(json)
      case 'device/clearPrintJob':
        return aboutPrinter(json, one => {
          desk.cancelAll(one)
          return ok()
        })
      // Which printer a serial number means is set in the shop; one that is there is bound.
      case 'device/bindShop':
        return aboutPrinter(json, () => ok())
      case 'device/unbindShop':
        return aboutPrinter(json, () => fail(10071703, 'binding exception'))
      default:
        return fail(30001, 'no permission')
    }
  }
}

/** HMAC-SHA256 over body, app id, timestamp and nonce, in lower case hex. */
export function sunmiSign(key: string, body: Uint8Array, appId: string, timestamp: string, nonce: string): string {
  return createHmac('sha256', key).update(body).update(`${appId}${timestamp}${nonce}`).digest('hex')
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    return null
  }
}
