import type { Logger } from 'pino'
import { isCloudSource, type Settings, type SourceSettings } from '../../shared/domain/settings.ts'
import { isPlatform } from '../../shared/domain/source-settings.ts'
import type { Source, SourceState } from '../sources/source.ts'
import type { AlarmBook } from './alarm-book.ts'
import type { Bell } from './bell.ts'
import { type Courier, createCourier } from './courier.ts'
import { type OpenSourceDeps, openSource } from './open-source.ts'
import type { DiskWatch } from './recovery/disk-watch.ts'

/** Those that are told what became of their orders: all that can be reached, and a push source that says where. */
export function listeningSources({ sources }: Settings): string[] {
  return sources.filter(hears).map(({ id }) => id)
}

function hears(source: SourceSettings): boolean {
  // Alipay knows no events: what it is told are calls (alipay-causes.ts). Cloud printers' clients ask by themselves, and a
  // platform hears from its ISV.
  if (source.type === 'push') return source.events !== undefined
  return source.type !== 'alipay' && !isCloudSource(source) && !isPlatform(source)
}

/** The sources that go out for their orders, and the way back to all that want to hear of them. */
export type SourceRoom = { stop(): Promise<void> }

export type SourceRoomDeps = OpenSourceDeps & {
  bell: Bell
  alarms: AlarmBook
  disk: DiskWatch
  log: Logger
}

export function openSourceRoom(deps: SourceRoomDeps): SourceRoom {
  const { settings } = deps.folder
  const watches: { stop(): void }[] = []
  const sources: Pick<Source, 'start' | 'stop'>[] = []
  const wakes: (() => void)[] = []
  const couriers: Courier[] = []
  for (const source of settings.sources) {
    const watch = watchSource(deps, source.id, settings)
    watches.push(watch)
    const made = openSource(deps, source, watch.onState)
    if (made.source !== null) sources.push(made.source)
    if (made.wake !== undefined) wakes.push(made.wake)
    if (made.deliver === null) continue
    const { deliver } = made
    couriers.push(createCourier({ ...deps, source: source.id, shopId: settings.shop.id, deliver }))
  }
  for (const source of sources) source.start()
  const listening = new AbortController()
  const heard = listen()

  /** The bell rings after every commit; whatever it was, there may be something to tell. */
  async function listen(): Promise<void> {
    for await (const _ of deps.bell.listen(listening.signal, 'engine')) {
      for (const courier of couriers) courier.wake()
      for (const wake of wakes) wake()
    }
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

/** A machine that is busy is a little late with everything; this much earlier the alarm is in time. */
const earlyMs = 2_000

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
      cancel = clock.after(Math.max(0, settings.policy.alarmAfterSeconds * 1_000 - earlyMs), () => {
        safely(() => alarms.raise('source-unreachable', id, { source: id, detail }))
      })
    },
    stop() {
      stopped = true
      cancel()
    },
  }
}
