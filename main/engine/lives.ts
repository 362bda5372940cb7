import { alarmSeverity, alarmWords } from '../../shared/domain/alarm.ts'
import type { AlarmView } from '../../shared/domain/views/shop-views.ts'
import { createBell } from './bell.ts'
import type { Desk } from './desk.ts'
import { type Engine, type EngineDeps, startEngine } from './engine.ts'
import { showId } from './ids.ts'
import { findPlatform } from './platform-desk.ts'
import type { Trouble } from './recovery/disk-watch.ts'

/** Between two lives of the engine, for seconds. Nothing was done; asking again helps. */
export class EngineAway extends Error {
  override readonly name = 'EngineAway'
}

const againMs = 2_000

/**
 * The engine as hosts and the door have it: one that is opened anew where the ground under it gives way (an fsync that
 * failed, a database that turns out damaged). The ticket in flight comes to its end first, and what is not certain of it
 * is marked by the same rules as after any other restart. Until then nothing is accepted.
 */
export async function startLives(deps: EngineDeps): Promise<Engine> {
  const { log, clock, folder } = deps
  const bell = createBell()
  let stopping = false
  /** why there is no life just now, and since when */
  let away: { trouble: Trouble; since: string } | null = null
  let renewal: Promise<void> | null = null
  let life: Engine | null = await begin(null)

  function begin(after: Trouble | null): Promise<Engine> {
    return startEngine({ ...deps, bell, after, onTrouble: renew, folder: { ...folder, release() {} } })
  }

  function renew(trouble: Trouble): void {
    const old = life
    if (stopping || renewal !== null || old === null) return
    life = null
    away = { trouble, since: new Date(clock.now()).toISOString() }
    log.error(trouble, 'the database is opened anew')
    bell.ring('alarms')
    renewal = beginAnew(old, trouble).finally(() => {
      renewal = null
    })
  }

  async function beginAnew(old: Engine, trouble: Trouble): Promise<void> {
    await old.stop().catch(error => log.error({ err: error }, 'the engine did not stop as it should'))
    while (!stopping && life === null) {
      try {
        life = await begin(trouble)
      } catch (error) {
        log.error({ err: error }, 'the database cannot be opened yet')
        await new Promise<void>(resolve => clock.after(againMs, resolve))
      }
    }
    bell.ring('orders', 'jobs', 'printers', 'alarms', 'quarantine', 'outbox')
  }

  /** Whoever looks meanwhile is told why nothing goes on: the disk may stay as it is. */
  function awayAlarms(): AlarmView[] {
    if (away === null) return []
    const [code, facts] = ['disk-away', { detail: away.trouble.detail }] as const
    const words = alarmWords(code, facts, folder.settings.shop.language)
    const seen = { id: showId('a', 0), subject: 'disk', since: away.since, acked: false }
    return [{ code, severity: alarmSeverity(code), facts, ...words, ...seen }]
  }
  const whileAway: Partial<Desk> = {
    alarms: awayAlarms,
    health: () => ({ status: 'alarm', alarms: awayAlarms().length, version: deps.version }),
  }

  const present = (): Engine => {
    if (life === null) throw new EngineAway('the database is being opened anew; ask again in a moment')
    return life
  }

  return {
    desk: always(() => (life === null ? whileAway : life.desk) as Desk, present),
    paper: always(() => present().paper),
    phone: always(() => present().phone),
    bills: always(() => present().bills),
    reconciler: always(() => present().reconciler),
    tokens: always(() => present().tokens),
    cloud: always(() => present().cloud),
    obey: (printerId, order) => present().obey(printerId, order),
    noticed: error => life?.noticed(error),
    push: {
      has: sourceId => folder.settings.sources.some(one => one.id === sourceId && one.type === 'push'),
      take: async (...submission) => (life === null ? { result: 'not-durable' } : life.push.take(...submission)),
    },
    platforms: {
      of: sourceId => findPlatform(folder.settings, sourceId)?.platform ?? null,
      take: async (...message) => (life === null ? { result: 'not-durable' } : life.platforms.take(...message)),
    },
    notify: {
      has: sourceId => folder.settings.sources.some(one => one.id === sourceId && one.type === 'alipay'),
      take: (sourceId, body) => (life === null ? { result: 'not-durable' } : life.notify.take(sourceId, body)),
    },
    async stop() {
      stopping = true
      await renewal
      await life?.stop()
      folder.release()
    },
  }
}

/** Has whatever the present one has; what that lacks, `orElse` throws for. */
function always<Thing extends object>(present: () => Thing, orElse: () => unknown = () => {}): Thing {
  return new Proxy({} as Thing, {
    get(_, key) {
      const thing = present()
      if (!(key in thing)) orElse()
      return Reflect.get(thing, key)
    },
  })
}
