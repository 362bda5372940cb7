import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { allows } from '../../../shared/domain/token-scope.ts'
import type { Access } from '../token-book.ts'
import { refuse } from './answers.ts'
import { scopeOf } from './scopes.ts'

// Who may talk to the door at all. A web page in the same computer's browser can reach 127.0.0.1: an exact Host stops
// DNS rebinding, the Origin check stops foreign pages, the token stops everybody else.

type Guard = (request: FastifyRequest, reply: FastifyReply) => FastifyReply | undefined

/** Every request of ours has ten or so; Node would drop those above its own limit without a word. */
const mostHeaders = 100

/** `hosts` are exact Host header values; `hosts()` is called late, because the port is known only after listening. */
export function createHostGuard(hosts: () => ReadonlySet<string>, scheme: 'http' | 'https'): Guard {
  const isOwn = (host: string) => hosts().has(host.toLowerCase())
  return (request, reply) => {
    const { url = '', rawHeaders, headersDistinct } = request.raw
    const [host, ...more] = headersDistinct.host ?? []
    // Where the address names a host itself (as to a proxy), that one is meant: RFC 9112 §3.2.2.
    const named = url.startsWith('/') ? host : /^https?:\/\/([^/?#]*)/i.exec(url)?.[1]
    if (host === undefined || more.length > 0 || named === undefined || !isOwn(host) || !isOwn(named)) {
      return refuse(reply, 421, 'host', 'this address is not served here')
    }
    const { origin } = request.headers
    if (origin !== undefined && !(origin.startsWith(`${scheme}://`) && isOwn(origin.slice(scheme.length + 3)))) {
      return refuse(reply, 403, 'origin', 'pages of other origins are not served')
    }
    if (rawHeaders.length > 2 * mostHeaders) {
      return refuse(reply, 431, 'invalid', `there are more than ${mostHeaders} headers`)
    }
    return undefined
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** there wherever a token is asked for */
    access?: Access
  }
}

const owner: Access = { name: null, scope: 'admin', stands: () => true }

/**
 * A hook that lets only `Authorization: Bearer <token>` pass: the data folder's own may do all, the others what their scope
 * holds. Digests make the comparison take equal time.
 */
export function requireToken(
  token: string,
  admit: (presented: string) => Access | null,
): (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> {
  const own = digest(token)
  return async (request, reply) => {
    const given = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(request.headers.authorization ?? '')?.[1]
    const access = given === undefined ? null : timingSafeEqual(digest(given), own) ? owner : admit(given)
    if (access === null) {
      return refuse(reply.header('www-authenticate', 'Bearer'), 401, 'token', 'a bearer token is needed')
    }
    const needed = scopeOf(request.method, request.routeOptions.url)
    if (needed === null || !allows(access.scope, needed)) {
      return refuse(reply, 403, 'scope', `this token may ${access.scope}; ${needed} is needed`)
    }
    request.access = access
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
