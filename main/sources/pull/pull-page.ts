import { deepJson } from '../../../shared/domain/canonical-json.ts'

// GET {url}/orders?after={cursor}&limit=200 → {"orders":[…],"cursor":"…","more":false} (contract §6).

export type PullSettings = {
  url: string
  token: string
}

export type PullPage = { orders: Uint8Array[]; cursor: string; more: boolean }

const pageSize = 200
const answerMs = 30_000
/** 200 orders of 256 KiB, and room for their wrapping. */
const longestPage = 64 * 1024 * 1024
const longestCursor = 4_096
/** 100,000 orders: no shop has them in the days that are read again; a source that moves without end is left. */
const mostPages = 500

/** Both with the bearer token. Rejects after 30 s without an answer. */
export function callPull(
  { url, token }: PullSettings,
  path: string,
  init: RequestInit,
  signal: AbortSignal,
): Promise<Response> {
  const headers = { ...(init.headers as Record<string, string> | undefined), authorization: `Bearer ${token}` }
  const either = AbortSignal.any([signal, AbortSignal.timeout(answerMs)])
  // The token goes to this address and no other.
  return fetch(`${url.replace(/\/+$/, '')}${path}`, { ...init, headers, signal: either, redirect: 'error' })
}

/** Throws where there is no page: another status, HTML, another program's JSON, half an answer. */
export async function getPage(settings: PullSettings, after: string, signal: AbortSignal): Promise<PullPage> {
  const query = new URLSearchParams({ after, limit: String(pageSize) })
  const response = await callPull(settings, `/orders?${query}`, {}, signal)
  if (!response.ok) throw new Error(`the source answers ${response.status}`)
  const { orders, ...page } = readPage(await readBody(response))
  return { ...page, orders: orders.map(order => Buffer.from(deepJson(order))) }
}

/** A source's list from a cursor on, once more, a page at a time; where the live one stands is not touched. */
export async function* readList(
  settings: PullSettings,
  from: string,
  signal: AbortSignal,
): AsyncGenerator<readonly Uint8Array[]> {
  let after = from
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page = await getPage(settings, after, signal)
    yield page.orders
    if (!page.more || page.cursor === after) return
    after = page.cursor
  }
  throw new Error('the list has no end')
}

function readPage(text: string): { orders: unknown[]; cursor: string; more: boolean } {
  let page: unknown
  try {
    page = JSON.parse(text)
  } catch {
    throw new Error('the answer is not JSON')
  }
  if (typeof page !== 'object' || page === null) throw new Error('the answer is no page of orders')
  const { orders, cursor, more } = page as Record<string, unknown>
  if (!Array.isArray(orders) || typeof cursor !== 'string' || cursor.length > longestCursor) {
    throw new Error('the answer is no page of orders')
  }
  return { orders, cursor, more: more === true }
}

async function readBody(response: Response): Promise<string> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of response.body ?? []) {
    length += piece.length
    if (length > longestPage) throw new Error('the answer is longer than a page can be')
    pieces.push(piece)
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces))
}
