import type { CloudPrint, DialectDeps, PrintAnswer } from '../cloud/cloud-desk.ts'
import { isFresh, isSame, md5Sign } from '../cloud/signature.ts'
import type { Fields } from '../feie/feie.ts'
import { readMarkup } from '../markup/read-markup.ts'
import { checkToken, lifetimes, makeToken } from './access-token.ts'
import { yilianyunMarkup } from './yilianyun-markup.ts'

// 易联云 Yilianyun's open API (kancloud elind-dev/openapi, ly6886/oauth-api). Version 1 says its figures as texts, version 2
// (`/v2/…`) as figures, with the time.

export type YilianyunAnswer = {
  error: string | number
  error_description: string
  timestamp?: number
  body?: unknown
}
/** `path` without /v2, such as `print/index` */
export type Yilianyun = (path: string, fields: Fields, version: 1 | 2) => Promise<YilianyunAnswer>

/** of UTF-8; theirs is not published */
const longestContent = 16_384
const longestName = 64
const mostCopies = 9
/** Theirs: the same name within two hours is the same print. */
const sameNameMs = 2 * 3_600_000
const mostListed = 100
const mostPages = 3

const descriptions = {
  0: 'success',
  3: 'grant_type不合法',
  7: 'client_id不存在',
  8: '打印机信息错误,参数有误',
  9: '连接打印机失败,参数有误',
  10: '权限校验失败',
  11: 'sign验证失败',
  12: '缺少必要参数',
  13: '打印失败,参数有误',
  14: 'access_token错误',
  15: '权限不足',
  18: 'access_token已过期,请刷新access_token或者重新授权',
  20: 'refresh_token错误或已过期',
  33: 'uuid不合法',
} as const
type ErrorCode = keyof typeof descriptions
type Said = { code: ErrorCode; body?: unknown }

const unknownPrinter: Said = { code: 8 }
const incomplete: Said = { code: 12 }

export function createYilianyun(options: { clientId: string }, deps: DialectDeps): Yilianyun {
  const { desk, secret } = deps
  const { clientId } = options

  function authorise({ grant_type = '', refresh_token = '' }: Fields): Said {
    const now = deps.now()
    if (grant_type === 'refresh_token') {
      if (checkToken('refresh', refresh_token, { clientId, secret, now }) !== 'valid') return { code: 20 }
    } else if (grant_type !== 'client_credentials') return { code: 3 }
    return {
      code: 0,
      body: {
        access_token: makeToken('access', clientId, secret, now),
        refresh_token: makeToken('refresh', clientId, secret, now),
        machine_code: '',
        expires_in: lifetimes.access,
        refresh_expires_in: lifetimes.refresh,
        scope: 'all',
      },
    }
  }

  async function print(fields: Fields, version: 1 | 2): Promise<Said> {
    const { machine_code: sn = '', content = '', origin_id: name = '', idempotence = '1' } = fields
    if (sn === '' || content === '' || name === '') return incomplete
    if (desk.printerState(sn) === null) return unknownPrinter
    if (Buffer.byteLength(name) > longestName || Buffer.byteLength(content) > longestContent) return { code: 13 }
    const copies = Math.min(readMarkup(content, yilianyunMarkup).copies ?? 1, mostCopies)
    const answer = await desk.print({
      ...{ sn, content, copies, clientId: name, form: 'yilianyun' },
      repeats: idempotence === '0' ? { by: 'nothing' } : { by: 'name', freshAfterMs: sameNameMs },
    })
    return said(answer, version)
  }

  function said(answer: PrintAnswer, version: 1 | 2): Said {
    if (!('number' in answer)) return answer.result === 'unknown-printer' ? unknownPrinter : { code: 13 }
    return { code: 0, body: { id: figure(answer.number, version), origin_id: answer.clientId } }
  }

  function orderState(fields: Fields, version: 1 | 2): Said {
    const print = printOf(fields)
    if (print === null) return { code: 13 }
    return { code: 0, body: { status: figure(stateFigure(print), version) } }
  }

  function printOf({ machine_code: sn = '', order_id = '' }: Fields): CloudPrint | null {
    const print = desk.find({ orderId: order_id })
    return print?.sn === sn ? print : null
  }

  function listOrders(fields: Fields, version: 1 | 2): Said {
    const { machine_code: sn = '' } = fields
    const [page, size] = [Number(fields.page_index ?? '1'), Number(fields.page_size ?? '10')]
    const isPage = Number.isInteger(page) && page >= 1 && page <= mostPages
    if (!isPage || !(Number.isInteger(size) && size >= 1 && size <= mostListed)) return { code: 13 }
    const seconds = (ms: number | null) => figure(ms === null ? 0 : Math.floor(ms / 1000), version)
    const rows = desk.list({ sn, limit: size, skip: (page - 1) * size }).map(print => ({
      id: figure(print.number, version),
      origin_id: print.clientId ?? '',
      receiving_time: seconds(print.receivedAt),
      print_time: seconds(print.printedAt),
      status: stateFigure(print),
      // What it says is the customer's; who sent it has it.
      content: '',
    }))
    return { code: 0, body: rows }
  }

  function printerState({ machine_code: sn = '' }: Fields, version: 1 | 2): Said {
    const state = figure({ offline: 0, ready: 1, trouble: 2 }[desk.printerState(sn) ?? 'offline'], version)
    return { code: 0, body: version === 1 ? { state } : { machine_code: sn, state } }
  }

  async function ofPrinter(path: string, fields: Fields, version: 1 | 2): Promise<Said> {
    const { machine_code: sn = '' } = fields
    if (sn === '') return incomplete
    if (desk.printerState(sn) === null) return unknownPrinter
    switch (path) {
      case 'print/index':
        return print(fields, version)
      case 'printer/getprintstatus':
        return printerState(fields, version)
      case 'printer/getorderstatus':
        return orderState(fields, version)
      case 'printer/getorderpaginglist':
        return listOrders(fields, version)
      case 'printer/cancelall':
        desk.cancelAll(sn)
        return { code: 0, body: '' }
      case 'printer/cancelone': {
        const print = printOf(fields)
        return print !== null && desk.cancel(print.orderId) ? { code: 0, body: '' } : { code: 13 }
      }
      // It is there already: which printer a machine code means is set in the shop.
      case 'printer/addprinter':
        return { code: 0, body: '' }
      default:
        return { code: 10 }
    }
  }

  async function answer(path: string, fields: Fields, version: 1 | 2): Promise<Said> {
    const { timestamp = '', sign = '', id = '' } = fields
    if (timestamp === '' || sign === '' || id === '') return incomplete
    if (!isSame(md5Sign(clientId, timestamp, secret), sign)) {
      deps.refused('signature')
      return { code: 11 }
    }
    if (!isFresh(timestamp, deps.now())) {
      deps.refused('timestamp')
      return { code: 11 }
    }
    if (!/^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(id)) return { code: 33 }
    if (path === 'oauth/oauth') return authorise(fields)
    const token = checkToken('access', fields.access_token ?? '', { clientId, secret, now: deps.now() })
    if (token !== 'valid') return { code: token === 'expired' ? 18 : 14 }
    return ofPrinter(path, fields, version)
  }

  return async (path, fields, version) => saying(await answer(path, fields, version), version, deps.now())
}

/** For a client_id that is nobody's here. */
export function unknownClient(version: 1 | 2, now: number): YilianyunAnswer {
  return saying({ code: 7 }, version, now)
}

function saying({ code, body }: Said, version: 1 | 2, now: number): YilianyunAnswer {
  return {
    error: figure(code, version),
    error_description: descriptions[code],
    ...(version === 2 ? { timestamp: Math.floor(now / 1000) } : {}),
    ...(body === undefined ? {} : { body }),
  }
}

function figure(value: number, version: 1 | 2): string | number {
  return version === 1 ? String(value) : value
}

/** 0 not printed, 1 printed, 2 cancelled; what was only sent is not known to be on paper. */
function stateFigure({ state }: CloudPrint): number {
  if (state === 'cancelled') return 2
  return state === 'printed' ? 1 : 0
}
