import { type Agent, type IncomingHttpHeaders, request } from 'node:http'

export type HttpRequest = {
  method?: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** no content-length: the body goes out in pieces */
  chunked?: boolean
  /** default: a connection of its own */
  agent?: Agent
}

/** `body` is the JSON of the answer, as the caller knows it to be; undefined where it is none. */
export type HttpReply<Body = unknown> = {
  status: number
  headers: IncomingHttpHeaders
  bytes: Buffer
  text: string
  body: Body
}

/** One request exactly as given: paths are not normalised, any header can be set, no redirect is followed. */
export function httpRequest<Body = unknown>(
  base: string,
  path: string,
  { method = 'GET', headers = {}, body, chunked = false, agent }: HttpRequest = {},
): Promise<HttpReply<Body>> {
  const { hostname, port } = new URL(base)
  return new Promise((resolve, reject) => {
    const length = body === undefined || chunked ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const outgoing = request({
      hostname,
      port,
      path,
      method,
      agent: agent ?? false,
      headers: { ...length, ...headers },
    })
    let answered = false
    outgoing.on('response', incoming => {
      answered = true
      const pieces: Buffer[] = []
      incoming.on('data', (piece: Buffer) => pieces.push(piece))
      incoming.on('error', reject)
      incoming.on('end', () => {
        const bytes = Buffer.concat(pieces)
        const text = bytes.toString('utf8')
        const { statusCode = 0, headers } = incoming
        resolve({ status: statusCode, headers, bytes, text, body: parsed(text) as Body })
      })
    })
    // A server that refuses early may close the line before it has the whole body; its answer counts.
    outgoing.on('error', error => {
      if (!answered) reject(error)
    })
    if (body === undefined) outgoing.end()
    else if (chunked) writeInPieces(Buffer.from(body))
    else outgoing.end(body)

    function writeInPieces(bytes: Buffer): void {
      for (let at = 0; at < bytes.length; at += 16_384) outgoing.write(bytes.subarray(at, at + 16_384))
      outgoing.end()
    }
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
