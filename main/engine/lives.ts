import { createBell } from './bell.ts'
import type { Trouble } from './disk-watch.ts'
import { type Engine, type EngineDeps, startEngine } from './engine.ts'

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
  let renewal: Promise<void> | null = null
  let life: Engine | null = await begin(null)

  function begin(after: Trouble | null): Promise<Engine> {
    return startEngine({ ...deps, bell, after, onTrouble: renew, folder: { ...folder, release() {} } })
  }

  function renew(trouble: Trouble): void {
    const old = life
    if (stopping || renewal !== null || old === null) return
    life = null
    log.error(trouble, 'the database is opened anew')
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

  const present = (): Engine => {
    if (life === null) throw new EngineAway('the database is being opened anew; ask again in a moment')
    return life
  }

  return {
    desk: always(() => present().desk),
    paper: always(() => present().paper),
    phone: always(() => present().phone),
    bills: always(() => present().bills),
    reconciler: always(() => present().reconciler),
    tokens: always(() => present().tokens),
    obey: (printerId, order) => present().obey(printerId, order),
    noticed: error => life?.noticed(error),
    push: {
      has: sourceId => folder.settings.sources.some(one => one.id === sourceId && one.type === 'push'),
      take: async (...submission) => (life === null ? { result: 'not-durable' } : life.push.take(...submission)),
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

/** Has whatever the present one has. */
function always<Thing extends object>(present: () => Thing): Thing {
  return new Proxy({} as Thing, { get: (_, key) => Reflect.get(present(), key) })
}
