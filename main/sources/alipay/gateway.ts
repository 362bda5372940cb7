import { type Answer, answerSchema, type CallKind, callMethods } from './calls.ts'
import { chinaClock } from './china-time.ts'
import type { App } from './register.ts'

// Calls of Alipay's gateway (OpenAPI v2), through alipay-sdk: it signs, sends, and verifies what comes back. Loaded at the
// first call, because it takes 40 MB.

export type Gateway = {
  /** Rejects with GatewayError where no answer came that Alipay has signed. */
  call(kind: CallKind, content: Record<string, unknown>): Promise<Answer>
  /** A file by an address that an answer named, which holds for 30 seconds. Rejects with GatewayError. */
  download(url: string): Promise<Uint8Array>
}

/** Nobody knows whether the call was heard; `detail` quotes nothing of what was sent or came. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError'
}

const answerMs = 15_000
const downloadMs = 25_000
const largestFile = 256 * 1024 * 1024

export function createGateway(settings: { gateway: string; app: App; now: () => number }): Gateway {
  const { app, gateway, now } = settings
  let loading: ReturnType<typeof load> | null = null

  async function load() {
    const { AlipaySdk } = await import('alipay-sdk')
    const sdk = new AlipaySdk({
      appId: app.appId,
      gateway,
      timeout: answerMs,
      camelcase: false,
      keyType: 'PKCS8',
      privateKey: app.privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
      alipayPublicKey: app.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    })
    if (app.certificates !== null) {
      sdk.config.appCertSn = app.certificates.appCertSn
      sdk.config.alipayRootCertSn = app.certificates.alipayRootCertSn
    }
    return sdk
  }

  return {
    async call(kind, content) {
      loading ??= load()
      const sdk = await loading
      let answer: unknown
      try {
        const request = {
          bizContent: content,
          // It would say this computer's own zone.
          timestamp: chinaClock(now()),
        }
        answer = await sdk.exec(callMethods[kind], request, { validateSign: true })
      } catch (error) {
        throw new GatewayError(reasonOfSdk(error))
      }
      const read = answerSchema.safeParse(answer)
      if (!read.success) throw new GatewayError('the answer has no code')
      return read.data
    },
    async download(url) {
      const { protocol } = new URL(url)
      if (protocol !== 'https:' && protocol !== new URL(gateway).protocol)
        throw new GatewayError('the file is not at https')
      try {
        const response = await fetch(url, { signal: AbortSignal.timeout(downloadMs), redirect: 'error' })
        if (!response.ok) throw new GatewayError(`the file is not there: ${response.status}`)
        return await readFile(response)
      } catch (error) {
        throw error instanceof GatewayError ? error : new GatewayError('the file could not be fetched')
      }
    },
  }
}

/** alipay-sdk's own words quote all that came, customers and keys among it. */
function reasonOfSdk(error: unknown): string {
  if (!(error instanceof Error)) return 'the call failed'
  const { message, cause } = error
  const status = /HTTP 请求错误, status: (\d{3})/.exec(message)?.[1]
  if (status !== undefined) return `Alipay's gateway answers ${status}`
  if (message.startsWith('验签失败')) return "the answer's signature is wrong: look at alipayPublicKey"
  // Node's word for a signature that is not there.
  if (error instanceof TypeError) return 'the answer is not signed'
  if (message.startsWith('Response 格式错误')) return 'the answer is none of Alipay’s'
  const code = cause instanceof Error && 'code' in cause ? String(cause.code).replace(/\W/g, '').slice(0, 40) : ''
  if (/timeout/i.test(message) || /TIMEOUT/i.test(code)) return "Alipay's gateway does not answer in time"
  return code === '' ? 'the call failed' : `the call failed: ${code}`
}

async function readFile(response: Response): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of response.body ?? []) {
    length += piece.length
    if (length > largestFile) throw new GatewayError('the file is larger than a bill can be')
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
