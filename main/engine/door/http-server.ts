import { createServer, type RequestListener, type Server, STATUS_CODES } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import { boundConnections } from './connections.ts'

// Node's server as this door wants it: whoever dawdles is cut off, and what is no request hears so in the same shape as
// every other refusal. None of this is known to Fastify.

const seconds = 1_000

const limits = {
  /** from the first byte of a connection (or none) to the end of the headers */
  headersTimeout: 10 * seconds,
  /** …to the end of the body: 256 KiB are that long under way at 13 KB/s */
  requestTimeout: 20 * seconds,
  /** how often Node looks; its own 30 s would make 40 s of ten */
  connectionsCheckingInterval: 1 * seconds,
  keepAliveTimeout: 30 * seconds,
  // Node's own 400 has no body. The guard refuses a missing Host like a foreign one.
  requireHostHeader: false,
}

/** Nothing either way for so long: a reader that reads no more. Subscriptions are pinged every five seconds. */
const silenceTimeout = 60 * seconds

/** PEM */
export type TlsPair = { cert: string; key: string }

export function createHttpServer(tls: TlsPair | null, listener: RequestListener): Server {
  const server =
    tls === null
      ? createServer(limits, listener)
      : createTlsServer({ ...limits, ...tls, handshakeTimeout: limits.headersTimeout }, listener)
  server.setTimeout(silenceTimeout)
  // What we do not expect is not met: the request stands as it is, and every guard looks at it.
  server.on('checkExpectation', listener)
  server.on('connect', (_request, socket) => {
    sayOnWire(socket, 405, 'not-found', 'this is no proxy')
    // Node has let go of this one: nobody else will end it.
    socket.once('finish', () => socket.destroy())
  })
  boundConnections(server)
  return server
}

/**
 * For Fastify's clientErrorHandler: bytes that are no request, or one that does not come to its end. Our side ends; whoever
 * keeps the other open is cut off at the next byte, or by the silence.
 */
export function refuseNoRequest({ code = '' }: Error & { code?: string }, socket: Duplex): void {
  // Anything else is a line that broke, or one on which TLS never came about: nothing can be said there.
  const isOfHttp = code.startsWith('HPE_') || code === 'ERR_HTTP_REQUEST_TIMEOUT'
  if (!isOfHttp || !socket.writable) socket.destroy()
  else if (code === 'ERR_HTTP_REQUEST_TIMEOUT') sayOnWire(socket, 408, 'timeout', 'the request did not end in time')
  else if (code === 'HPE_HEADER_OVERFLOW') sayOnWire(socket, 431, 'invalid', 'the headers are too long')
  else sayOnWire(socket, 400, 'invalid', 'that is no HTTP request')
}

function sayOnWire(socket: Duplex, status: number, code: string, message: string): void {
  const body = JSON.stringify({ error: { code, message } })
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\n` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
}
