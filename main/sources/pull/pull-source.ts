import { deepJson } from '../../../shared/domain/canonical-json.ts'
import { backOffMs } from '../back-off.ts'
import { reasonOf } from '../reason.ts'
import { EventRefused, type Source, type SourceDeps, type SourceEvent, type Taken } from '../source.ts'

// contract §6. GET {url}/orders?after={cursor}&limit=200 → {"orders":[…],"cursor":"…","more":false};
// POST {url}/events with an array of events. Both with the bearer token.

export type PullSettings = {
  url: string
  token: string
}

export type PullDeps = Omit<SourceDeps, 'take'> & {
  /** where the last page ended; null: nothing was pulled yet */
  cursor(): string | null
  /** A page and its cursor, in one transaction. */
  takePage(orders: readonly Uint8Array[], cursor: string): Promise<Taken>
}

const pageSize = 200
const restMs = 5_000
const longestBackOffMs = 60_000
const answerMs = 30_000
/** 200 orders of 256 KiB, and room for their wrapping. */
const longestPage = 64 * 1024 * 1024
const longestCursor = 4_096

export function createPullSource(settings: PullSettings, deps: PullDeps): Source {
  const stopping = new AbortController()
  const authorization = `Bearer ${settings.token}`
  const base = settings.url.replace(/\/+$/, '')
  let running: Promise<void> = Promise.resolve()

  async function run(): Promise<void> {
    let failures = 0
    while (!stopping.signal.aborted) {
      try {
        const more = await pullOnce()
        failures = 0
        deps.onState({ state: 'open' })
        if (!more) await sleep(restMs)
      } catch (error) {
        if (stopping.signal.aborted) return
        deps.onState({ state: 'failing', detail: reasonOf(error) })
        await sleep(backOffMs(failures, longestBackOffMs, deps.random))
        failures += 1
      }
    }
  }

  /** One page; true where another one waits behind it. */
  async function pullOnce(): Promise<boolean> {
    const before = deps.cursor()
    const query = new URLSearchParams({ after: before ?? '', limit: String(pageSize) })
    const response = await call(`${base}/orders?${query}`, { headers: { authorization } })
    if (!response.ok) throw new Error(`the source answers ${response.status}`)
    const page = readPage(await readBody(response))
    if (page.orders.length === 0 && page.cursor === before) return false
    const orders = page.orders.map(order => Buffer.from(deepJson(order)))
    if ((await deps.takePage(orders, page.cursor)) === 'later') throw new Error('the disk refused a page of orders')
    // A source that says "more" and does not move would be asked without end.
    return page.more && page.cursor !== before
  }

  function call(url: string, init: RequestInit): Promise<Response> {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(answerMs)])
    // The token goes to this address and no other.
    return fetch(url, { ...init, signal, redirect: 'error' })
  }

  function sleep(ms: number): Promise<void> {
    return new Promise(resolve => {
      const cancel = deps.after(ms, resolve)
      stopping.signal.addEventListener('abort', () => {
        cancel()
        resolve()
      })
    })
  }

  return {
    start() {
      running = run()
    },
    async deliver(events: readonly SourceEvent[]) {
      const response = await call(`${base}/events`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify(events),
      })
      await response.body?.cancel()
      if (response.ok) return
      const error = `the source answers ${response.status}`
      throw isRefusal(response.status) ? new EventRefused(error) : new Error(error)
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}

/** What is wrong with the event itself; a wrong token, address or too many requests is not. */
function isRefusal(status: number): boolean {
  return status === 400 || status === 409 || status === 413 || status === 422
}

/** Throws where it is no page: HTML, another program's JSON, half an answer. */
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
