import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { refuse } from './answers.ts'

// Who may talk to the door at all. A web page in the same computer's browser can reach 127.0.0.1: an exact Host stops
// DNS rebinding, the Origin check stops foreign pages, the token stops everybody else.

/** `hosts` are exact Host header values; call `hosts()` late, because the port is known only after listening. */
export function guardHosts(app: FastifyInstance, hosts: () => ReadonlySet<string>, scheme: 'http' | 'https'): void {
  app.addHook('onRequest', async (request, reply) => {
    const host = request.headers.host
    if (host === undefined || !hosts().has(host.toLowerCase())) {
      return refuse(reply, 421, 'host', 'this address is not served here')
    }
    const { origin } = request.headers
    if (origin !== undefined && !isOwn(origin, hosts(), scheme)) {
      return refuse(reply, 403, 'origin', 'pages of other origins are not served')
    }
  })
}

function isOwn(origin: string, hosts: ReadonlySet<string>, scheme: string): boolean {
  return origin.startsWith(`${scheme}://`) && hosts.has(origin.slice(scheme.length + 3).toLowerCase())
}

/** A hook that lets only `Authorization: Bearer <token>` pass. Digests make the comparison take equal time. */
export function requireToken(token: string): (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> {
  const expected = digest(token)
  return async (request, reply) => {
    const given = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(request.headers.authorization ?? '')?.[1]
    if (given !== undefined && timingSafeEqual(digest(given), expected)) return
    return refuse(reply.header('www-authenticate', 'Bearer'), 401, 'token', 'a bearer token is needed')
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
