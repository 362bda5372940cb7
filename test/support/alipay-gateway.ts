import { type KeyObject, sign, verify } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { alipayKeys } from './alipay-keys.ts'

// Alipay on this computer: gateway, message service and bill files. It verifies what the shop signs and signs what it
// answers, as the documents say and with code of its own; it remembers what it was told, refuses what Alipay would, and
// misbehaves when asked to.

export type Told = { method: string; content: Record<string, unknown>; query: Record<string, string> }
type Members = Record<string, unknown>
/** What a call gets instead of its answer; `cut`: the connection goes before a word. */
export type Mischief = 'html' | '500' | 'forged' | 'unsigned' | 'silent' | 'cut' | 'done-then-cut' | Members

/** 已付款 > 已确认 > 服务中 > 已完成 */
const ranks = ['PAID', 'MERCHANT_CONFIRMED', 'IN_SERVICE', 'FINISHED']

/** `appKey`: of the app that it knows; default: that of alipayKeys. */
export async function openAlipay(appKey?: KeyObject) {
  const { alipay, stranger } = alipayKeys()
  const app = { publicKey: appKey ?? alipayKeys().app.publicKey }
  const told: Told[] = []
  const refusedSigns: string[] = []
  let mischief: ((told: Told) => Mischief | null) | null = null
  const states = new Map<string, { rank: number; modified: string }>()
  const vouchers = new Map<string, string>()
  const refunds = new Map<string, number>()
  const orders = new Map<string, Members>()
  let sales: Members[] = []
  const bills = new Map<string, Uint8Array>()
  /** out_biz_no, out_request_no → the content that it was done with */
  const done = new Map<string, Members>()
  const sockets = new Set<WebSocket>()
  const acks: { msgId: string; status: string; headers: string }[] = []
  const connects: { query: Record<string, string>; cookie: string | undefined }[] = []
  let registerAnswer: 'signed' | 'forged' | 'html' | Members = 'signed'

  const handlers: Record<string, (content: Members) => Members> = {
    'alipay.merchant.order.sync'(content) {
      const name = String(content.out_biz_no)
      const ext = content.ext_info as { ext_key: string; ext_value: string }[]
      const rank = ranks.indexOf(ext.find(one => one.ext_key === 'merchant_order_status')?.ext_value ?? '')
      const known = states.get(name) ?? { rank: 0, modified: '' }
      const sum = Number(content.pay_amount) + Number(content.discount_amount)
      if (rank === -1) return refusal('40004', 'ORDER_STATUS_UNKNOWN')
      if (Math.round(sum * 100) !== Math.round(Number(content.amount) * 100)) return refusal('40004', 'AMOUNT_INVALID')
      if (rank <= known.rank) return refusal('40004', 'ORDER_ERROR_STATUS')
      if (String(content.order_modified_time) <= known.modified) return refusal('40004', 'ORDER_MODIFIED_TIME_ERROR')
      states.set(name, { rank, modified: String(content.order_modified_time) })
      return { order_id: `o-${name}`, record_id: 'r' }
    },
    'alipay.marketing.activity.ordervoucher.use': content => takeVoucher(content, true),
    'alipay.marketing.activity.ordervoucher.refund': content => takeVoucher(content, false),
    'alipay.trade.refund'(content) {
      const trade = String(content.trade_no ?? content.out_trade_no)
      const before = refunds.get(trade) ?? 0
      if (!done.has(String(content.out_request_no))) {
        done.set(String(content.out_request_no), content)
        refunds.set(trade, before + Math.round(Number(content.refund_amount) * 100))
        return { trade_no: trade, fund_change: 'Y', refund_fee: ((refunds.get(trade) ?? 0) / 100).toFixed(2) }
      }
      return { trade_no: trade, fund_change: 'N', refund_fee: (before / 100).toFixed(2) }
    },
    'alipay.trade.query': content => ({
      ...{
        trade_no: content.trade_no ?? 't-1',
        out_trade_no: content.out_trade_no ?? 'mp-1',
        trade_status: 'TRADE_SUCCESS',
      },
      ...{
        total_amount: '4.00',
        receipt_amount: '3.90',
        buyer_pay_amount: '4.00',
        send_pay_date: '2026-11-22 07:01:01',
      },
    }),
    'alipay.open.mini.order.query'(content) {
      const order = orders.get(String(content.order_id ?? content.out_order_id))
      return order ?? refusal('40004', 'ORDER_NOT_EXIST')
    },
    'alipay.data.bill.sell.query'(content) {
      const [page, size] = [Number(content.page_no), Number(content.page_size)]
      const there = sales.filter(
        one => String(one.gmt_pay) >= String(content.start_time) && String(one.gmt_pay) < String(content.end_time),
      )
      return { detail_list: there.slice((page - 1) * size, page * size), page_no: page, total_size: there.length }
    },
    'alipay.data.dataservice.bill.downloadurl.query'(content) {
      const day = String(content.bill_date)
      return bills.has(day) ? { bill_download_url: `${url}/bill?day=${day}` } : refusal('40004', 'isp.bill-not-exist')
    },
    'zhima.merchant.zmgo.cumulate.sync'(content) {
      const refer = content.refer_out_biz_no
      if (content.biz_action === 'REVERSE' && !done.has(String(refer))) return refusal('40004', 'REFER_NOT_EXIST')
      done.set(String(content.out_biz_no), content)
      return { out_biz_no: content.out_biz_no }
    },
    'zhima.credit.pe.zmgo.settle.apply': content => ({ out_request_no: content.out_request_no, settle_status: 'Y' }),
    'alipay.open.app.mini.templatemessage.send': () => ({}),
    'alipay.trade.fastpay.refund.query': content => ({
      ...{ trade_no: content.trade_no, out_request_no: content.out_request_no },
      ...(done.has(String(content.out_request_no)) ? { refund_status: 'REFUND_SUCCESS', refund_amount: '1.00' } : {}),
    }),
  }

  function takeVoucher(content: Members, use: boolean): Members {
    const name = `${use ? 'use' : 'back'} ${content.out_biz_no}`
    const code = String(content.voucher_code)
    if (done.has(name)) return {}
    if (use && vouchers.has(code)) return refusal('40004', 'VOUCHER_ALREADY_USED')
    if (!use && !vouchers.has(code)) return refusal('40004', 'VOUCHER_NOT_USED')
    done.set(name, content)
    if (use) vouchers.set(code, String(content.out_biz_no))
    else vouchers.delete(code)
    return {}
  }

  const unanswered = new Set<IncomingMessage['socket']>()

  async function gateway(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<void> {
    const form = new URLSearchParams(await bodyOf(request))
    const all = Object.fromEntries([...query, ...form])
    if (!isSigned(all, app.publicKey)) {
      refusedSigns.push(all.method ?? '')
      return answer(response, 'error_response', { code: '40002', sub_code: 'isv.invalid-signature' })
    }
    const method = all.method ?? ''
    const one = { method, content: JSON.parse(all.biz_content ?? '{}') as Members, query: Object.fromEntries(query) }
    told.push(one)
    const name = `${method.replaceAll('.', '_')}_response`
    const instead = mischief?.(one) ?? null
    if (instead === 'html') return void response.end('<html>502 Bad Gateway</html>')
    if (instead === '500') return void response.writeHead(500).end('no')
    if (instead === 'silent') return void unanswered.add(request.socket)
    if (instead === 'cut') return void request.socket.destroy()
    if (typeof instead === 'object' && instead !== null) return answer(response, name, instead)
    const made = handlers[method]?.(one.content) ?? refusal('40002', 'isv.invalid-method')
    if (instead === 'done-then-cut') return void request.socket.destroy()
    const content = 'code' in made ? made : { code: '10000', msg: 'Success', ...made }
    answer(
      response,
      name,
      content,
      instead === 'forged' ? stranger.privateKey : instead === 'unsigned' ? null : undefined,
    )
  }

  function answer(response: ServerResponse, name: string, content: Members, key: KeyObject | null = alipay.privateKey) {
    const text = JSON.stringify(content)
    const signature = key === null ? '' : `,"sign":"${sign('sha256', Buffer.from(text), key).toString('base64')}"`
    response.writeHead(200, { 'content-type': 'text/html;charset=utf-8' })
    response.end(`{"${name}":${text}${signature}}`)
  }

  function register(response: ServerResponse, query: URLSearchParams): void {
    const all = Object.fromEntries(query)
    if (!isSigned(all, app.publicKey)) {
      refusedSigns.push('register')
      return void response.writeHead(403).end()
    }
    if (registerAnswer === 'html') return void response.end('<html>login to this Wi-Fi</html>')
    const content = typeof registerAnswer === 'object' ? registerAnswer : { code: '10000', link_token: 'link-1' }
    const text = JSON.stringify(content)
    const key = registerAnswer === 'forged' ? stranger.privateKey : alipay.privateKey
    response.writeHead(200, { 'set-cookie': ['spanner=x; path=/', 'zone=GZ00C; Domain=.alipay.com; Path=/'] })
    response.end(`{"response":${text},"sign":"${sign('sha256', Buffer.from(text), key).toString('base64')}"}`)
  }

  function rawFrame(msgId: string, topic: string, content: string, key: KeyObject | null = alipay.privateKey): string {
    const data = `{"header":${JSON.stringify({ appId: '2021000000000001', msgApi: topic })},"content":${content}}`
    const protocol = {
      ...{ 'x-type': 'message', 'x-cmd': 'CONSUME', 'x-msgId': msgId, 'x-timestamp': '1795302062000' },
      ...{ 'x-version': '1.0', 'x-charset': 'UTF-8', 'x-signType': 'RSA2' },
      ...(key === null ? {} : { 'x-sign': sign('sha256', Buffer.from(data), key).toString('base64') }),
    }
    const headers = 'from-sys:msgbroker\r\nfrom-sys-ip:10.0.0.1\r\nstream-id:s-1'
    return `${headers}\r\n\r\n{"protocol":${JSON.stringify(protocol)},"data":${data}}`
  }

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://alipay')
    if (pathname === '/gateway.do') return void gateway(request, response, searchParams)
    if (pathname === '/websocket/register.do') return register(response, searchParams)
    const bill = pathname === '/bill' ? bills.get(searchParams.get('day') ?? '') : undefined
    response.writeHead(bill === undefined ? 404 : 200).end(bill)
  })
  const wss = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://alipay')
    const query = Object.fromEntries(searchParams)
    connects.push({ query, cookie: request.headers.cookie })
    if (query.link_token !== 'link-1' || !isSigned(query, app.publicKey)) return void socket.destroy()
    wss.handleUpgrade(request, socket, head, link => {
      sockets.add(link)
      link.on('close', () => sockets.delete(link))
      link.on('message', bytes => {
        const [headers = '', json = ''] = String(bytes).split('\r\n\r\n')
        const { protocol } = JSON.parse(json)
        if (protocol['x-cmd'] === 'CONSUME_ACK') {
          acks.push({ headers, msgId: protocol['x-msgId'], status: protocol['x-status'] })
        }
      })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  onTestFinished(() => {
    for (const socket of sockets) socket.terminate()
    wss.close()
    server.closeAllConnections()
    server.close()
  })

  return {
    ...{ url, told, refusedSigns, states, vouchers, refunds, orders, bills, done, sockets, acks, connects },
    settings: { gateway: `${url}/gateway.do`, messageHost: url },
    sells(rows: Members[]) {
      sales = rows
    },
    misbehave(how: typeof mischief) {
      mischief = how
      // Whoever waits for an answer from before waits in real time, which the tests' clocks do not move.
      for (const socket of unanswered) socket.destroy()
      unanswered.clear()
    },
    answerRegister(how: typeof registerAnswer) {
      registerAnswer = how
    },
    /** A message as it goes over the line; `key` null: without a signature. */
    frame(msgId: string, topic: string, content: unknown, key: KeyObject | null = alipay.privateKey): string {
      return rawFrame(msgId, topic, JSON.stringify(content), key)
    },
    rawFrame,
    send(text: string) {
      for (const socket of sockets) socket.send(text)
    },
    of: (method: string) => told.filter(one => one.method === method),
  }
}

function refusal(code: string, subCode: string): Members {
  return { code, msg: 'Business Failed', sub_code: subCode, sub_msg: 'no' }
}

/** Everything but the signature, sorted, joined: checked without the program's own code. */
function isSigned(all: Record<string, string>, key: KeyObject): boolean {
  const text = Object.keys(all)
    .filter(name => name !== 'sign' && all[name] !== '')
    .sort()
    .map(name => `${name}=${all[name]}`)
    .join('&')
  return verify('sha256', Buffer.from(text), key, Buffer.from(all.sign ?? '', 'base64'))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString('utf8')
}
