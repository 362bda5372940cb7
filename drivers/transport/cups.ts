import { existsSync } from 'node:fs'
import { request } from 'node:http'
import { userInfo } from 'node:os'
import {
  decodeIppAnswer,
  encodeIppRequest,
  type IppAnswer,
  type IppAttribute,
  type IppValue,
  ippOperations,
} from './ipp.ts'
import type { Spooler, SpoolerLook } from './spooler.ts'
import { TransportError } from './transport.ts'

/** The bytes go to the printer as they are, whatever driver the queue has (cups(1), "raw"). */
const rawFormat = 'application/vnd.cups-raw'
const answerMs = 10_000
/** …and for the whole of one, however slowly it drips. A thousand queues with all their attributes are a tenth of this. */
const wholeAnswerMs = 60_000
const longestAnswer = 8 * 1024 * 1024
/** where cupsd listens on Linux and on macOS */
const sockets = ['/run/cups/cups.sock', '/private/var/run/cupsd']

/** RFC 8011 §5.3.7 */
const phases: Record<number, SpoolerLook['phase']> = {
  3: 'waiting', // pending
  4: 'waiting', // pending-held
  5: 'printing', // processing
  6: 'printing', // processing-stopped
  7: 'failed', // canceled
  8: 'failed', // aborted
  9: 'done', // completed
}
/** A cancelled job that has yet to end (RFC 8011 §5.3.8). CUPS 2.4 says it of completed ones, too. */
const ending = 'processing-to-stop-point'
/**
 * What CUPS's programs for printers (backend/socket.c, lpd.c, ipp.c, usb-libusb.c of 2.4) say last while they have not reached one;
 * when they have, the first that they say is "Connected to printer." or the like. In English, for that is what is asked for.
 */
const notReached =
  /^(Looking for printer|Connecting to printer|The printer (is (busy|in use|not responding|unreachable at this time)|may not exist or is unavailable at this time|could not be found)|Waiting for printer to become available)/
/** RFC 8011 §5.3.14.2: without a value while the job waits */
const processedAt = 'time-at-processing'
const printerStopped = 5
/** RFC 8011 §B.1.4.7 client-error-not-found */
const notFound = 0x0406
const firstError = 0x0400

type Server = { socketPath: string } | { host: string; port: number }
/** What is thrown where CUPS's own word for or against a request was not heard. */
type Unheard = (words: string) => TransportError

/** `server` as in the environment's CUPS_SERVER: a host, host:port or the path of a socket; default: that, or this system's. */
export function createCups(server: string | undefined = process.env.CUPS_SERVER): Spooler {
  const at = serverOf(server)

  async function ask(operation: number, path: string, attributes: IppAttribute[], document?: Uint8Array) {
    const body = encodeIppRequest(operation, attributes, document)
    // A document that was not refused in so many words may be in the queue, whatever became of the answer.
    const unheard: Unheard = words => new TransportError('unreachable', words, document?.length ?? 0)
    const first = await post(at, path, body, unheard)
    // Over its own socket CUPS takes the kernel's word for who we are, once asked to (cupsd.conf(5), PeerCred).
    const answer =
      first.status === 401 && 'socketPath' in at
        ? await post(at, path, body, unheard, { authorization: `PeerCred ${userInfo().username}` })
        : first
    if (answer.status === 401 || answer.status === 403) {
      throw new TransportError('permission', `CUPS does not let ${userInfo().username} do this`)
    }
    // Refused as a request, before the ticket that it carries was looked at.
    if (answer.status >= 400 && answer.status < 500) {
      throw new TransportError('unreachable', `CUPS refused: HTTP ${answer.status}`)
    }
    if (answer.status !== 200) throw unheard(`CUPS answered ${answer.status}`)
    return decoded(answer.body, unheard)
  }
  const askQueue = (operation: number, queue: string, more: IppAttribute[], document?: Uint8Array) =>
    ask(operation, `/printers/${encodeURIComponent(queue)}`, [uri(queue), user, ...more], document)

  return {
    async queues() {
      const answer = await ask(ippOperations.cupsGetPrinters, '/', [
        keywords('requested-attributes', 'printer-name', 'printer-info', 'device-uri'),
      ])
      return answer.groups
        .map(({ attributes }) => ({
          name: text(attributes.get('printer-name')),
          info: text(attributes.get('printer-info')),
          device: text(attributes.get('device-uri')),
        }))
        .filter(({ name }) => name !== '')
    },
    async check(queue) {
      const wanted = ['printer-state', 'printer-state-message', 'printer-is-accepting-jobs']
      const answer = await askQueue(ippOperations.getPrinterAttributes, queue, [
        keywords('requested-attributes', ...wanted),
      ])
      if (answer.status === notFound) {
        throw new TransportError('unreachable', `CUPS has no queue ${queue}; to see those it has, type: lpstat -v`)
      }
      refuseErrors(answer)
      const says = (name: string) => attribute(answer, name)
      if (says('printer-is-accepting-jobs')?.[0] === false) {
        throw new TransportError('unreachable', `the queue takes no jobs; type: sudo cupsaccept ${queue}`)
      }
      if (says('printer-state')?.[0] === printerStopped) {
        const why = text(says('printer-state-message'))
        throw new TransportError('unreachable', `the queue has stopped: ${why}; type: sudo cupsenable ${queue}`)
      }
    },
    async submit(queue, bytes) {
      const answer = await askQueue(
        ippOperations.printJob,
        queue,
        [
          { name: 'job-name', kind: 'name', values: ['gudang'] },
          { name: 'document-format', kind: 'mimeType', values: [rawFormat] },
        ],
        bytes,
      )
      refuseErrors(answer)
      const [job] = attribute(answer, 'job-id') ?? []
      if (typeof job !== 'number') throw new TransportError('lost', 'CUPS named no job', bytes.length)
      return job
    },
    async look(queue, job) {
      const answer = await askQueue(ippOperations.getJobAttributes, queue, [
        { name: 'job-id', kind: 'integer', values: [job] },
        keywords('requested-attributes', 'job-state', 'job-state-reasons', 'job-printer-state-message', processedAt),
      ])
      refuseErrors(answer)
      const state = Number(attribute(answer, 'job-state')?.[0])
      const reasons = text(attribute(answer, 'job-state-reasons'))
      const message = text(attribute(answer, 'job-printer-state-message'))
      const words = [reasons, message].filter(word => word !== '').join(', ')
      return {
        phase: phases[state] === 'failed' && reasons.includes(ending) ? 'printing' : (phases[state] ?? 'failed'),
        untouched: notReached.test(message) || (attribute(answer, processedAt) ?? []).length === 0,
        progress: `${state} ${words}`,
        words,
      }
    },
    async cancel(queue, job) {
      refuseErrors(await askQueue(ippOperations.cancelJob, queue, [{ name: 'job-id', kind: 'integer', values: [job] }]))
    },
  }
}

const user: IppAttribute = { name: 'requesting-user-name', kind: 'name', values: [userInfo().username] }

function uri(queue: string): IppAttribute {
  return { name: 'printer-uri', kind: 'uri', values: [`ipp://localhost/printers/${encodeURIComponent(queue)}`] }
}

function keywords(name: string, ...values: string[]): IppAttribute {
  return { name, kind: 'keyword', values }
}

function attribute(answer: IppAnswer, name: string): IppValue[] | undefined {
  return answer.groups.map(({ attributes }) => attributes.get(name)).find(values => values !== undefined)
}

function text(values: IppValue[] | undefined): string {
  return (values ?? []).filter(value => value !== 'none').join(' ')
}

function refuseErrors(answer: IppAnswer): void {
  if (answer.status < firstError) return
  const why = text(attribute(answer, 'status-message')) || `status ${answer.status.toString(16)}`
  throw new TransportError('unreachable', `CUPS refused: ${why}`)
}

function decoded(body: Buffer, unheard: Unheard): IppAnswer {
  try {
    return decodeIppAnswer(body)
  } catch {
    throw unheard('what answers is not CUPS')
  }
}

function serverOf(named: string | undefined): Server {
  // A version may follow, as in `host:631/version=1.1` (cups client.conf(5)).
  const [address = '', port] = named?.startsWith('/') ? [named] : (named ?? '').replace(/\/version=.*/, '').split(':')
  if (address.startsWith('/')) return { socketPath: address }
  const socketPath = sockets.find(path => existsSync(path))
  if (address === '' && socketPath !== undefined) return { socketPath }
  return { host: address || 'localhost', port: Number(port ?? 631) }
}

function post(
  server: Server,
  path: string,
  body: Buffer,
  unheard: Unheard,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const asking = request(
      {
        ...server,
        path,
        method: 'POST',
        agent: false,
        signal: AbortSignal.timeout(wholeAnswerMs),
        headers: { ...headers, host: 'localhost', 'content-type': 'application/ipp', 'content-length': body.length },
      },
      answer => {
        const chunks: Buffer[] = []
        let length = 0
        answer.on('data', (chunk: Buffer) => {
          length += chunk.length
          if (length > longestAnswer) asking.destroy(new Error('CUPS answers without end'))
          else chunks.push(chunk)
        })
        answer.on('error', error => reject(unheard(error.message)))
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks) }))
      },
    )
    asking.setTimeout(answerMs, () => asking.destroy(new Error(`no answer in ${answerMs / 1000} s`)))
    // Before that, nothing of it can have left: no route, no such name, no answer to the first packet.
    let connected = false
    asking.once('socket', socket => socket.once('connect', () => (connected = true)))
    asking.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') {
        reject(new TransportError('unreachable', 'CUPS does not run here; type: sudo systemctl start cups'))
      } else if (error.code === 'EACCES') reject(new TransportError('permission', error.message))
      else if (!connected) reject(new TransportError('unreachable', `CUPS cannot be reached: ${error.message}`))
      else reject(unheard(error.message))
    })
    asking.end(body)
  })
}
