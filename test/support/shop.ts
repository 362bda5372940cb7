import { createHmac } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { onTestFinished } from 'vitest'
import { openDoor } from '../../main/engine/door/door.ts'
import type { Engine } from '../../main/engine/engine.ts'
import { startLives } from '../../main/engine/lives.ts'
import type { Outside } from '../../main/engine/outside.ts'
import { openShopFolder } from '../../main/engine/shop-folder.ts'
import { createLogger } from '../../main/host/headless/log.ts'
import { doErrand } from '../../main/store/do-errand.ts'
import type { Errand } from '../../main/store/errands.ts'
import type { OrderDetail } from '../../shared/domain/views/order-views.ts'
import type { JobView } from '../../shared/domain/views/printing-views.ts'
import type { AlarmView } from '../../shared/domain/views/shop-views.ts'
import { runBillHere } from './bills/run-bill-here.ts'
import { putEmptyDatabase } from './database.ts'
import { addAccount } from './fault-record.ts'
import { type HttpReply, type HttpRequest, httpRequest } from './http-request.ts'
import { openSharedPainter } from './shared-painter.ts'
import { type Acknowledged, accountOfFile } from './shop-account.ts'
import { createShopClock, type ShopClock } from './shop-clock.ts'
import { tempFolder } from './temp-folder.ts'

// A whole shop in this process: data folder, engine, door on a free port. Pushes are signed with the package that ISVs
// use, not with our own signer.

/** What stands in config.json, on top of one virtual printer `kitchen`, one station and the push sources mini and demo. */
export type ShopOptions = {
  settings?: Record<string, unknown>
  clock?: ShopClock
  folder?: string
  /** the kitchen's printer is switched off after every start, also after `reopen`: nothing prints, nothing is drawn */
  silent?: boolean
  screenFolder?: string
  hosts?: string[]
  /** disks and printers that are not the real ones */
  outside?: Partial<Outside>
}

export type PushOptions = {
  source?: string
  /** webhook-id; another one each time unless given */
  id?: string
  /** seconds */
  timestamp?: number
  secret?: string
  /** sent instead of the order's JSON, and signed */
  rawBody?: string | Uint8Array
  contentType?: string | null
  chunked?: boolean
  /** instead of what signing made, or besides it */
  headers?: Record<string, string>
}

export type PushTicket = { ticketId: string; printerId: string; number: number }
export type PushBody = {
  result: string
  orderId: string
  revision: number
  tickets: PushTicket[]
  error: { code: string; message: string; issues?: { path: string; message: string }[] }
}

export type Shop = {
  readonly folder: string
  readonly url: string
  readonly token: string
  readonly engine: Engine
  readonly clock: ShopClock
  secretOf(source: string): string
  signed(body: string | Uint8Array, options?: PushOptions): Record<string, string>
  push(order: object | null, options?: PushOptions): Promise<HttpReply<PushBody>>
  /** The test has destroyed every copy of it: the shop is not to account for it. */
  forgive(orderId: string): void
  request<Body>(path: string, options?: HttpRequest): Promise<HttpReply<Body>>
  get<Body>(path: string): Promise<HttpReply<Body>>
  post<Body>(path: string, body?: unknown, headers?: Record<string, string>): Promise<HttpReply<Body>>
  put<Body>(path: string, body: unknown): Promise<HttpReply<Body>>
  order(orderId: string, source?: string): Promise<OrderDetail>
  jobs(query?: string): Promise<JobView[]>
  alarms(): Promise<AlarmView[]>
  alarmCodes(): Promise<string[]>
  /** stops engine and door; the folder stays until the test ends */
  close(): Promise<void>
  /** the same folder, opened anew */
  reopen(): Promise<void>
}

export const shopSettings = {
  shop: { id: 'gudang-001', name: '古荡早餐店' },
  printers: [{ id: 'kitchen', name: '后厨', profile: 'generic-80', connection: { type: 'virtual' } }],
  stations: [{ id: 'kitchen', name: '后厨', printer: 'kitchen' }],
  defaultStation: 'kitchen',
  sources: [
    { id: 'mini', type: 'push', channel: 'alipay-mini' },
    { id: 'demo', type: 'push', channel: 'alipay-mini' },
  ],
}

/** Instead of a key file in somebody's home. */
const testKey = Buffer.alloc(32, 7)

let pushes = 0

function keepLog(file: string, line: string): void {
  try {
    appendFileSync(file, line)
  } catch {
    // A test has filled its disk; that is not the log's matter.
  }
}

/** The package signs text only; this is for bytes that are none. */
function signBytes(secret: string, id: string, timestamp: number, body: Uint8Array): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`
}

export async function openShop(options: ShopOptions = {}): Promise<Shop> {
  const folder = options.folder ?? tempFolder()
  if (options.folder === undefined) putEmptyDatabase(folder)
  const clock = options.clock ?? createShopClock()
  const config = join(folder, 'config.json')
  if (!existsSync(config) || options.settings !== undefined) {
    writeFileSync(config, JSON.stringify({ ...shopSettings, ...options.settings }))
  }
  const acknowledged: Acknowledged[] = []
  let open = await start()
  onTestFinished(async ({ task }) => {
    // A ticket may be on its way, which takes time.
    await clock.goOnUntil(close())
    addAccount(task, accountOfFile(join(folder, 'gudang.db'), acknowledged))
  })

  async function start() {
    mkdirSync(join(folder, 'logs'), { recursive: true })
    const log = createLogger({ write: line => keepLog(join(folder, 'logs', 'test.log'), line) })
    const shopFolder = openShopFolder(folder, { now: clock.now(), keyPlaces: { keychain: testKey } })
    // Errands are done without a thread, which every stop of a shop would start for its last backup.
    const errands = { runErrand: async (errand: Errand) => doErrand(errand), runBillThread: runBillHere }
    const outside = { ...errands, openPainter: openSharedPainter, ...options.outside }
    const engine = await startLives({ folder: shopFolder, clock, log, version: '0.0.0-test', outside })
    const door = await openDoor(engine, {
      host: '127.0.0.1',
      port: 0,
      token: shopFolder.token,
      hosts: options.hosts ?? [],
      tls: null,
      screenFolder: options.screenFolder ?? join(folder, 'no-screen'),
      log,
    })
    if (options.silent === true) await engine.obey('kitchen', { power: 'off' })
    return { engine, door, token: shopFolder.token, isOpen: true }
  }

  async function close(): Promise<void> {
    if (!open.isOpen) return
    open.isOpen = false
    await open.door.close()
    await open.engine.stop()
  }

  function secretOf(source: string): string {
    const secrets = JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')) as Record<string, { secret: string }>
    const secret = secrets[source]?.secret
    if (secret === undefined) throw new Error(`source ${source} has no secret`)
    return secret
  }

  function signed(body: string | Uint8Array, given: PushOptions = {}): Record<string, string> {
    pushes += 1
    const id = given.id ?? `msg_${pushes}`
    const timestamp = given.timestamp ?? Math.floor(clock.now() / 1000)
    const secret = given.secret ?? secretOf(given.source ?? 'mini')
    const signature =
      typeof body === 'string'
        ? new Webhook(secret).sign(id, new Date(timestamp * 1000), body)
        : signBytes(secret, id, timestamp, body)
    const type = given.contentType === undefined ? 'application/json' : given.contentType
    return {
      ...(type === null ? {} : { 'content-type': type }),
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signature,
      ...given.headers,
    }
  }

  const bearer = () => ({ authorization: `Bearer ${open.token}` })
  const request = <Body>(path: string, given?: HttpRequest) => httpRequest<Body>(open.door.url, path, given)

  function send<Body>(method: string, path: string, body: unknown, headers: Record<string, string> = {}) {
    const json = body === undefined ? {} : { 'content-type': 'application/json' }
    return request<Body>(path, {
      method,
      headers: { ...bearer(), ...json, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }

  async function list<Row>(path: string): Promise<Row[]> {
    const reply = await send<Row[]>('GET', path, undefined)
    if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.text}`)
    return reply.body
  }

  return {
    folder,
    clock,
    get url() {
      return open.door.url
    },
    get token() {
      return open.token
    },
    get engine() {
      return open.engine
    },
    secretOf,
    signed,
    async push(given, how = {}) {
      const body = how.rawBody ?? JSON.stringify(given)
      const source = how.source ?? 'mini'
      const reply = await request<PushBody>(`/api/v1/sources/${source}/orders`, {
        method: 'POST',
        headers: signed(body, how),
        body,
        chunked: how.chunked ?? false,
      })
      if (reply.status === 200 || reply.status === 201) acknowledged.push({ source, orderId: reply.body.orderId })
      return reply
    },
    forgive(orderId) {
      for (let at = acknowledged.length - 1; at >= 0; at -= 1) {
        if (acknowledged[at]?.orderId === orderId) acknowledged.splice(at, 1)
      }
    },
    request,
    get: path => send('GET', path, undefined),
    post: (path, body, headers) => send('POST', path, body, headers),
    put: (path, body) => send('PUT', path, body),
    async order(orderId, source = 'mini') {
      const reply = await send<OrderDetail>('GET', `/api/v1/orders/${source}/${encodeURIComponent(orderId)}`, undefined)
      if (reply.status !== 200) throw new Error(`order ${orderId}: ${reply.status} ${reply.text}`)
      return reply.body
    },
    jobs: (query = '') => list<JobView>(`/api/v1/jobs?limit=1000${query}`),
    alarms: () => list<AlarmView>('/api/v1/alarms'),
    alarmCodes: async () => (await list<AlarmView>('/api/v1/alarms')).map(alarm => alarm.code).sort(),
    close,
    async reopen() {
      await close()
      open = await start()
    },
  }
}
