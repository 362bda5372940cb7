import type { Logger } from 'pino'
import { largestOrder } from '../../shared/domain/order.ts'
import type { Settings, SourceSettings } from '../../shared/domain/settings.ts'
import { createMqttSource } from '../sources/mqtt/mqtt-source.ts'
import { createPullSource } from '../sources/pull/pull-source.ts'
import { createPushEvents } from '../sources/push/push-events.ts'
import type { Source, SourceEvent, SourceState, Taken } from '../sources/source.ts'
import type { Db } from '../store/database.ts'
import { getPullCursor } from '../store/pull-cursors.ts'
import type { AlarmBook } from './alarm-book.ts'
import type { Bell } from './bell.ts'
import type { Clock } from './clock.ts'
import { type Courier, createCourier } from './courier.ts'
import type { DiskWatch } from './disk-watch.ts'
import type { Intake, IntakeAnswer } from './intake.ts'
import type { ShopFolder } from './shop-folder.ts'
import { readSubmission, type Submission } from './submission.ts'

/** Those that are told what became of their orders: all that can be reached, and a push source that says where. */
export function listeningSources({ sources }: Settings): string[] {
  return sources.filter(source => source.type !== 'push' || source.events !== undefined).map(({ id }) => id)
}

/** The sources that go out for their orders, and the way back to all that want to hear of them. */
export type SourceRoom = { stop(): Promise<void> }

export type SourceRoomDeps = {
  folder: Pick<ShopFolder, 'settings' | 'secrets'>
  db: Db
  intake: Intake
  clock: Clock
  bell: Bell
  alarms: AlarmBook
  disk: DiskWatch
  log: Logger
}

export function openSourceRoom(deps: SourceRoomDeps): SourceRoom {
  const { settings } = deps.folder
  const watches: { stop(): void }[] = []
  const sources: Source[] = []
  const couriers: Courier[] = []
  for (const source of settings.sources) {
    const made = openSource(deps, source)
    if (made.source !== null) sources.push(made.source)
    if (made.watch !== null) watches.push(made.watch)
    if (made.deliver === null) continue
    const { deliver } = made
    couriers.push(createCourier({ ...deps, source: source.id, shopId: settings.shop.id, deliver }))
  }
  for (const source of sources) source.start()
  const listening = new AbortController()
  const heard = listen()

  /** The bell rings after every commit; whatever it was, there may be something to tell. */
  async function listen(): Promise<void> {
    for await (const _ of deps.bell.listen(listening.signal, 'engine')) for (const courier of couriers) courier.wake()
  }

  return {
    async stop() {
      listening.abort()
      await heard
      for (const watch of watches) watch.stop()
      // First the couriers: what they hold goes over connections that the sources close.
      await Promise.all(couriers.map(courier => courier.stop()))
      await Promise.all(sources.map(source => source.stop()))
    },
  }
}

type Opened = {
  source: Source | null
  watch: { stop(): void } | null
  deliver: ((events: readonly SourceEvent[]) => Promise<void>) | null
}

function openSource(deps: SourceRoomDeps, settings: SourceSettings): Opened {
  const { folder, clock, db, intake } = deps
  const { id } = settings
  const submission = (body: Uint8Array, again = false): Submission => {
    const read = readSubmission({ sourceId: id, webhookId: null, again, receivedAt: clock.now(), body })
    if (body.length <= largestOrder) return read
    return { ...read, parsed: { ok: false, issues: [{ path: '', message: `is longer than ${largestOrder} bytes` }] } }
  }
  if (settings.type === 'push') {
    if (settings.events === undefined) return { source: null, watch: null, deliver: null }
    const now = () => clock.now()
    const keys = () => folder.secrets.keysOf(id, now())
    return { source: null, watch: null, deliver: createPushEvents({ url: settings.events, keys, now }) }
  }
  const watch = watchSource(deps, id, folder.settings)
  const after = (ms: number, then: () => void) => clock.after(ms, then)
  const shared = { onState: watch.onState, after }
  const source =
    settings.type === 'mqtt'
      ? createMqttSource(
          {
            shopId: folder.settings.shop.id,
            sourceId: id,
            url: settings.url,
            username: settings.username ?? null,
            password: folder.secrets.secretOf(id, 'password'),
          },
          { ...shared, take: async (body, again) => taken([await intake.take(settings, submission(body, again))]) },
        )
      : createPullSource(
          { url: settings.url, token: folder.secrets.secretOf(id, 'token') ?? '' },
          {
            ...shared,
            cursor: () => getPullCursor(db, id),
            async takePage(orders, cursor) {
              const submissions = orders.map(order => submission(order))
              return taken(await intake.takePage(settings, submissions, cursor))
            },
          },
        )
  return { source, watch, deliver: events => source.deliver(events) }
}

function taken(answers: readonly IntakeAnswer[]): Taken {
  return answers.some(({ result }) => result === 'busy' || result === 'not-durable') ? 'later' : 'taken'
}

/** A shop that no longer hears of its orders is told so; a link that flaps does not ring each time. */
function watchSource({ clock, alarms, disk, log }: SourceRoomDeps, id: string, settings: Settings) {
  let cancel = () => {}
  let failing = false
  let detail = ''
  let stopped = false
  /** A source goes on, whatever the disk says to its alarm. */
  const safely = (act: () => void) => {
    try {
      act()
    } catch (error) {
      log.warn({ err: error, source: id }, 'the state of a source could not be told')
      disk.noticed(error)
    }
  }
  return {
    onState(now: SourceState) {
      if (stopped) return
      if (now.state === 'open') {
        cancel()
        failing = false
        safely(() => alarms.end('source-unreachable', id))
        return
      }
      if (now.state === 'taken-over') safely(() => alarms.count('source-taken-over', id, { source: id }))
      detail = now.detail
      if (failing) return
      failing = true
      cancel = clock.after(settings.policy.alarmAfterSeconds * 1_000, () => {
        safely(() => alarms.raise('source-unreachable', id, { source: id, detail }))
      })
    },
    stop() {
      stopped = true
      cancel()
    },
  }
}
