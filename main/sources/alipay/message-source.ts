import type { WebSocket } from 'ws'
import { doubledMs } from '../back-off.ts'
import { reasonOf } from '../reason.ts'
import { createRest } from '../rest.ts'
import type { SourceState, Taken } from '../source.ts'
import { acknowledgement, readFrame } from './frame.ts'
import { type App, connectParameters, readRegistered, readZone, registerParameters } from './register.ts'

// Alipay's message service (消息服务, long connection): the shop dials out, so a router need not let anything in. Register,
// connect, and take messages one after the other; each is acknowledged when it is on disk, and one whose signature is wrong
// never is.

export type AlipayMessage = { msgId: string; topic: string; content: unknown; data: string }

export type MessageSourceDeps = {
  /** Resolves when the message is on disk, or the disk refused. */
  take(message: AlipayMessage): Promise<Taken>
  /** A message, or a registration, that Alipay has not signed; it was dropped. */
  onForged(): void
  /** What came is no frame; it can be neither read nor acknowledged. */
  onBroken(why: string): void
  onState(state: SourceState): void
  now(): number
  nonce(): string
  after(ms: number, then: () => void): () => void
}

const registerMs = 10_000
const connectMs = 10_000
/** As the official clients do. */
const pingEveryMs = 2_000
/** So many pings without a word from the far side: the line is dead, whatever the system says. */
const mostUnanswered = 5
const longestBackOffMs = 30_000
/** A connection that has held this long is a good one. */
const settledMs = 30_000
const largestFrame = 1024 * 1024
const longestReply = 64 * 1024
/** Waiting for the disk; what comes beyond comes again. */
const mostWaiting = 1_000

export type MessageSource = { start(): void; stop(): Promise<void> }

export function createMessageSource(settings: { host: string; app: App }, deps: MessageSourceDeps): MessageSource {
  const { app } = settings
  const base = settings.host.replace(/\/+$/, '')
  const rest = createRest(deps)
  const { signal } = rest
  let running: Promise<void> = Promise.resolve()
  let failures = 0

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        await connection()
      } catch (error) {
        if (signal.aborted) return
        deps.onState({ state: 'failing', detail: reasonOf(error) })
      }
      if (signal.aborted) return
      const wait = doubledMs(failures, longestBackOffMs)
      failures += 1
      await rest.backOff(wait)
    }
  }

  /** Rejects with why it ended. */
  async function connection(): Promise<never> {
    const { linkToken, zone } = await register()
    // Only a shop that has Alipay carries the library.
    const { WebSocket } = await import('ws')
    const query = new URLSearchParams(connectParameters(app, deps.now(), linkToken))
    const socket = new WebSocket(`${base.replace(/^http/, 'ws')}/websocket?${query}`, {
      ...(zone === null ? {} : { headers: { cookie: `zone=${zone};` } }),
      handshakeTimeout: connectMs,
      maxPayload: largestFrame,
      followRedirects: false,
      perMessageDeflate: false,
    })
    const end = Promise.withResolvers<never>()
    const quit = () => end.reject(new Error('the program stops'))
    signal.addEventListener('abort', quit, { once: true })
    // It may have been while the library was read.
    if (signal.aborted) quit()
    let inHand: Promise<unknown> = Promise.resolve()
    let waiting = 0
    let cancelSettled = () => {}
    let stopPinging = () => {}
    socket.on('open', () => {
      deps.onState({ state: 'open' })
      cancelSettled = deps.after(settledMs, () => {
        failures = 0
      })
      stopPinging = keepPinging(socket, end.reject)
    })
    socket.on('message', bytes => {
      if (waiting >= mostWaiting) return end.reject(new Error('messages come faster than the disk takes them'))
      waiting += 1
      const text = Buffer.isBuffer(bytes) ? bytes.toString('utf8') : ''
      inHand = inHand
        .then(() => hand(socket, text))
        .catch(end.reject)
        .finally(() => {
          waiting -= 1
        })
    })
    socket.on('error', error => end.reject(error))
    socket.on('close', code => end.reject(new Error(`Alipay ended the connection (${code})`)))
    try {
      return await end.promise
    } finally {
      signal.removeEventListener('abort', quit)
      cancelSettled()
      stopPinging()
      // What is in hand comes to its end, so that nothing is asked of a database that is being closed.
      await inHand
      socket.removeAllListeners()
      socket.on('error', () => {})
      socket.terminate()
    }
  }

  async function hand(socket: WebSocket, text: string): Promise<void> {
    if (signal.aborted) return
    const frame = readFrame(text, app.publicKey)
    if (frame.kind === 'broken') deps.onBroken(frame.why)
    if (frame.kind !== 'message') return
    if (!frame.signed || (frame.appId !== '' && frame.appId !== app.appId)) {
      deps.onForged()
      return
    }
    const taken = await deps.take(frame).catch(() => 'later' as const)
    // Not acknowledged it comes again, on this connection or on the next.
    if (taken === 'later') throw new Error('the disk refused a message; Alipay keeps it')
    if (socket.readyState === socket.OPEN) socket.send(acknowledgement(frame, deps.now()))
  }

  async function register(): Promise<{ linkToken: string; zone: string | null }> {
    const query = new URLSearchParams(registerParameters(app, deps.now(), deps.nonce()))
    const response = await fetch(`${base}/websocket/register.do?${query}`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(registerMs)]),
      redirect: 'error',
    })
    const body = await readBody(response)
    if (!response.ok) throw new Error(`Alipay answers ${response.status}`)
    const registered = readRegistered(app, body)
    if (registered.ok) return { linkToken: registered.linkToken, zone: readZone(response.headers.getSetCookie()) }
    if (!registered.signed) deps.onForged()
    throw new Error(`registration: ${registered.why}`)
  }

  function keepPinging(socket: WebSocket, fail: (error: Error) => void): () => void {
    let unanswered = 0
    let cancel = () => {}
    const heard = () => {
      unanswered = 0
    }
    socket.on('pong', heard)
    socket.on('message', heard)
    const beat = () => {
      if (unanswered >= mostUnanswered) return fail(new Error('the connection has gone silent'))
      unanswered += 1
      if (socket.readyState === socket.OPEN) socket.ping()
      cancel = deps.after(pingEveryMs, beat)
    }
    cancel = deps.after(pingEveryMs, beat)
    return () => cancel()
  }

  return {
    start() {
      running = run()
    },
    stop: () => rest.end(running),
  }
}

async function readBody(response: Response): Promise<string> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of response.body ?? []) {
    length += piece.length
    if (length > longestReply) throw new Error('the answer is longer than a registration can be')
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}
