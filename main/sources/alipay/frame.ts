import type { KeyObject } from 'node:crypto'
import { wireMember } from '../wire-members.ts'
import { verifyRsa2 } from './signature.ts'

// Message service, frames of text over the WebSocket:
//
//   from-sys:X\r\nfrom-sys-ip:Y\r\nstream-id:Z\r\n\r\n{"protocol":{…},"data":{"header":{"appId","msgApi"},"content":{…}}}
//
// protocol: x-type message, x-cmd CONSUME, x-msgId, x-timestamp, x-version 1.0, x-charset, x-signType, x-sign. x-sign covers
// the text of `data` as it was written. The answer has the same three header lines and x-cmd CONSUME_ACK.
// (alipay-sdk-java-all v2 api/msg; its client delivers a message with a wrong signature, this one does not.)

export type Frame =
  | {
      kind: 'message'
      headers: string
      msgId: string
      signed: boolean
      topic: string
      appId: string
      content: unknown
      data: string
    }
  /** of the protocol, and not a message to us: an answer, a heartbeat */
  | { kind: 'other' }
  | { kind: 'broken'; why: string }

const headersEnd = '\r\n\r\n'
const longestHeaders = 1_024
const longestId = 128
const longestTopic = 128

export function readFrame(text: string, publicKey: KeyObject): Frame {
  const end = text.indexOf(headersEnd)
  if (end === -1 || end > longestHeaders) return { kind: 'broken', why: 'it has no header lines' }
  const headers = text.slice(0, end)
  if (!/^[a-z-]+:[^\r\n]*(\r\n[a-z-]+:[^\r\n]*)*$/.test(headers))
    return { kind: 'broken', why: 'its header lines are none' }
  const body = text.slice(end + headersEnd.length)
  const protocol = objectIn(wireMember(body, 'protocol'))
  if (protocol === null) return { kind: 'broken', why: 'it has no protocol' }
  if (protocol['x-cmd'] !== 'CONSUME') return { kind: 'other' }
  const msgId = protocol['x-msgId']
  const sign = protocol['x-sign']
  if (typeof msgId !== 'string' || msgId === '' || msgId.length > longestId) {
    return { kind: 'broken', why: 'it has no x-msgId' }
  }
  const data = wireMember(body, 'data')
  if (data === null) return { kind: 'broken', why: 'it has no data' }
  const read = objectIn(data)
  const header = read?.header as Record<string, unknown> | null | undefined
  const topic = header?.msgApi
  return {
    ...{ kind: 'message', headers, msgId, data },
    signed: typeof sign === 'string' && verifyRsa2(publicKey, data, sign),
    topic: typeof topic === 'string' && topic.length <= longestTopic ? topic : '',
    appId: String(header?.appId ?? ''),
    content: contentOf(read?.content),
  }
}

/** SUCCESS: it is ours now and need not come again. */
export function acknowledgement(message: { headers: string; msgId: string }, now: number): string {
  const protocol = {
    ...{ 'x-type': 'message', 'x-cmd': 'CONSUME_ACK', 'x-msgId': message.msgId, 'x-timestamp': String(now) },
    ...{ 'x-version': '1.0', 'x-charset': 'UTF-8', 'x-status': 'SUCCESS' },
  }
  return `${message.headers}${headersEnd}${JSON.stringify({ protocol })}`
}

/** Some topics nest their content as JSON in a string. */
function contentOf(content: unknown): unknown {
  if (typeof content !== 'string') return content
  return objectIn(content) ?? content
}

function objectIn(raw: string | null): Record<string, unknown> | null {
  if (raw === null) return null
  try {
    const value: unknown = JSON.parse(raw)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
