import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { largestOrder } from '../../../shared/domain/order.ts'
import type { CloudSource } from '../../../shared/domain/settings.ts'
import { unknownUser as unknownFeieUser } from '../../sources/feie/feie.ts'
import { missingParams, unknownApp } from '../../sources/sunmi/sunmi.ts'
import { noJson, unknownUser as unknownXpyunUser } from '../../sources/xpyun/xpyun.ts'
import { unknownClient } from '../../sources/yilianyun/yilianyun.ts'
import type { CloudClients } from '../cloud/cloud-clients.ts'
import { refuse } from './answers.ts'
import { formFields } from './form-fields.ts'

// The addresses of cloud printers (contract §10), so that a client works by changing its host. They have no token: each
// request is signed by its vendor's rules. All but Sunmi's signatures leave out the body, so that whoever reads one on the
// way could print with it: from elsewhere than this computer they are served over TLS only.

type Request = FastifyRequest<{ Params: { '*'?: string; action?: string } }>

/** Those that the shop has no source for are not served. */
export async function cloudRoutes(app: FastifyInstance, { cloud }: { cloud: CloudClients }): Promise<void> {
  const { types } = cloud
  const now = () => cloud.now()
  // Signatures cover bytes as they came, and clients call forms by many names.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestOrder }, (_request, body, done) => {
    done(null, body)
  })
  const options = { bodyLimit: largestOrder }
  const bodyOf = (request: Request) => (request.body instanceof Uint8Array ? request.body : new Uint8Array())
  const fieldsOf = (request: Request) => formFields(request.headers['content-type'], bodyOf(request))
  /** Theirs is a figure in milliseconds; only their own dashboards look at it. */
  const timed = (began: number, said: object) => ({ ...said, serverExecutedTime: Math.max(0, now() - began) })

  function serve(
    type: CloudSource['type'],
    path: string,
    answer: (request: Request, reply: FastifyReply) => Promise<unknown>,
  ): void {
    app.post<{ Params: { '*'?: string; action?: string } }>(path, options, async (request, reply) => {
      if (type !== 'sunmi' && !isPrivate(request)) {
        cloud.refused(type, 'insecure')
        return refuse(reply, 403, 'insecure', 'this signature covers no content: https, or from this computer')
      }
      return answer(request, reply)
    })
  }

  if (types.has('feie')) {
    const answer = (apiname?: string) => async (request: Request) => {
      const began = now()
      const fields = (await fieldsOf(request)) ?? {}
      const client = cloud.feie(fields.user ?? '')
      if (client === null) cloud.refused('feie', 'unknown')
      const asked = apiname === undefined ? fields : { apiname, ...fields }
      return timed(began, client === null ? unknownFeieUser : await client(asked))
    }
    for (const path of ['/Api/Open', '/Api/Open/']) serve('feie', path, answer())
    for (const path of ['/Api/Open/printMsg', '/Api/Open/printMsg/']) serve('feie', path, answer('Open_printMsg'))
  }

  if (types.has('yilianyun')) {
    const answer = (path: string, version: 1 | 2) => async (request: Request) => {
      const fields = (await fieldsOf(request)) ?? {}
      const client = cloud.yilianyun(fields.client_id ?? '')
      if (client === null) cloud.refused('yilianyun', 'unknown')
      return client === null ? unknownClient(version, now()) : client(path, fields, version)
    }
    for (const path of yilianyunPaths) {
      serve('yilianyun', `/${path}`, answer(path, 1))
      serve('yilianyun', `/v2/${path}`, answer(path, 2))
    }
  }

  if (types.has('xpyun')) {
    serve('xpyun', '/api/openapi/xprinter/:action', async request => {
      const began = now()
      const body = jsonOf(bodyOf(request))
      if (body === null) return timed(began, noJson)
      const client = cloud.xpyun(String(body.user ?? ''))
      if (client === null) cloud.refused('xpyun', 'unknown')
      return timed(began, client === null ? unknownXpyunUser : await client(request.params.action ?? '', body))
    })
  }

  if (types.has('sunmi')) {
    serve('sunmi', '/v2/printer/open/open/*', async request => {
      const header = (name: string) => String(request.headers[name] ?? '')
      const [appId, timestamp, nonce, sign] = ['sunmi-appid', 'sunmi-timestamp', 'sunmi-nonce', 'sunmi-sign'].map(
        header,
      ) as [string, string, string, string]
      if ([appId, timestamp, nonce, sign].includes('')) return missingParams
      const client = cloud.sunmi(appId)
      if (client === null) cloud.refused('sunmi', 'unknown')
      if (client === null) return unknownApp
      return client(request.params['*'] ?? '', { timestamp, nonce, sign }, bodyOf(request))
    })
  }
}

const yilianyunPaths = [
  ...['oauth/oauth', 'print/index', 'printer/getprintstatus', 'printer/getorderstatus', 'printer/getorderpaginglist'],
  ...['printer/cancelall', 'printer/cancelone', 'printer/addprinter', 'printer/deleteprinter', 'printer/printinfo'],
  ...['printer/getversion', 'printer/setsound', 'printer/shutdownrestart', 'printer/btnprint', 'printer/getorder'],
  ...['printer/setvoice', 'printer/deletevoice', 'printer/seticon', 'printer/deleteicon', 'oauth/setpushurl'],
]

/** Encrypted, or from this computer to itself. */
function isPrivate({ raw, socket }: FastifyRequest): boolean {
  return 'encrypted' in raw.socket || isLoopback(socket.remoteAddress ?? '')
}

export function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address)
}

function jsonOf(body: Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}
