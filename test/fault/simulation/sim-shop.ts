import pino from 'pino'
import { findProfile } from '../../../drivers/profiles/profiles.ts'
import type { Desk } from '../../../main/engine/desk.ts'
import type { Engine } from '../../../main/engine/engine.ts'
import { EngineAway, startLives } from '../../../main/engine/lives.ts'
import type { FaultPoint } from '../../../main/engine/outside.ts'
import type { Db } from '../../../main/store/database.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import type { Sent } from './cable.ts'
import { printerId, type ShopPlan, settingsOf } from './shop-plan.ts'
import { createSimClock, type Life, type SimClock } from './sim-clock.ts'
import { createSimDisk, type SimDisk } from './sim-disk.ts'
import { simPainter } from './sim-painter.ts'
import { createSimPrinter, type SimPrinter } from './sim-printer.ts'
import { createSimRandom, type SimRandom } from './sim-random.ts'

/** One run of the program, from a start to a stop or an accident; `startedAt` is of its present life (lives.ts). */
const noKeys = () => {
  throw new Error('there is no Alipay here')
}

export type Run = { engine: Engine; clock: Life; startedAt: number; end(): void }

/** A shop whose computer, disk, cables and printers are simulated; the engine in it is the real one. */
export type SimShop = {
  readonly clock: SimClock
  /** of the world: fires whatever becomes of the engine */
  readonly life: Life
  readonly random: SimRandom
  readonly disk: SimDisk
  readonly db: Db
  readonly settings: Settings
  readonly printers: readonly SimPrinter[]
  printer(id: string): SimPrinter
  /** null: the engine is down */
  readonly run: Run | null
  /** what went wrong in the engine without being an alarm yet */
  readonly errors: readonly string[]
  /** Null: the engine is down, or opening its database anew. */
  desk(): Desk | null
  start(): Promise<void>
  /** SIGTERM: a ticket on its way has ten seconds (contract §1) */
  stop(): Promise<void>
  /** Gone without a word, at once. */
  die(how: 'killed' | 'power'): void
  /** Calls once, when the engine passes there. */
  trapPoint(point: FaultPoint, then: () => void): void
  forgetTraps(): void
  close(): Promise<void>
}

export const pushKey = Buffer.from('gudang simulated shop, 32 bytes!')
const stopWithinMs = 10_000

export function createSimShop(
  plan: ShopPlan,
  folder: string,
  onTicket: (printer: SimPrinter, sent: Sent) => void,
): SimShop {
  const clock = createSimClock(Date.parse(plan.opens))
  const life = clock.life()
  const random = createSimRandom(plan.seed)
  const disk = createSimDisk(() => clock.elapsed)
  const settings = settingsOf(plan)
  const printers = plan.printers.map((given, index): SimPrinter => {
    const profile = findProfile(given.profile)
    if (profile === null) throw new Error(`no profile ${given.profile}`)
    const printer: SimPrinter = createSimPrinter({
      id: printerId(index),
      profile,
      confirm: given.confirm,
      medium: given.medium,
      clock: life,
      random,
      onTicket: sent => onTicket(printer, sent),
    })
    if (given.baud !== null) printer.device.obey({ baud: given.baud })
    return printer
  })
  const errors: string[] = []
  const log = pino({ level: 'error', base: null }, { write: line => void errors.push(line) })
  let run: Run | null = null
  let trap: { point: FaultPoint; then: () => void } | null = null

  function find(id: string): SimPrinter {
    const printer = printers.find(one => one.id === id)
    if (printer === undefined) throw new Error(`no printer ${id}`)
    return printer
  }

  function die(how: 'killed' | 'power'): void {
    if (run === null) return
    const dying = run
    run = null
    kill(dying, how)
  }

  function kill(dying: Run, how: 'killed' | 'power'): void {
    dying.end()
    disk.die(how)
    for (const { cable } of printers) cable.engineDied(how)
  }

  return {
    clock,
    life,
    random,
    disk,
    db: disk.db,
    settings,
    printers,
    printer: find,
    get run() {
      return run
    },
    errors,
    desk() {
      try {
        // What cannot be had has no members.
        return run?.engine.desk.printers === undefined ? null : run.engine.desk
      } catch (error) {
        if (error instanceof EngineAway) return null
        throw error
      }
    },
    async start() {
      if (run !== null) throw new Error('it runs already')
      const engineLife = clock.life()
      const onDisk = disk.outside(engineLife, () => {
        if (run?.clock === engineLife) run.startedAt = clock.elapsed
      })
      const engine = await startLives({
        folder: {
          path: folder,
          settings,
          secrets: {
            keysOf: () => [pushKey],
            secretOf: () => null,
            secretsOf: () => [],
            alipayKeys: noKeys,
            rotate: () => false,
          },
          token: 'simulated',
          customerKey: pushKey,
          findings: [],
          release: () => {},
        },
        clock: engineLife,
        log,
        version: '0.0.0-simulated',
        outside: {
          ...onDisk,
          openPainter: () => simPainter,
          openTransport: printer => find(printer.id).cable.open(engineLife),
          faultPoint(point) {
            if (trap?.point !== point || run?.clock !== engineLife) return
            const { then } = trap
            trap = null
            then()
          },
        },
      })
      run = {
        engine,
        clock: engineLife,
        startedAt: clock.elapsed,
        end() {
          onDisk.end()
          engineLife.end()
        },
      }
    },
    async stop() {
      if (run === null) return
      const ending = run
      run = null
      let stopped = false
      void ending.engine.stop().then(() => {
        stopped = true
      })
      await clock.passUntil(() => stopped, stopWithinMs)
      kill(ending, 'killed')
    },
    die,
    trapPoint(point, then) {
      trap = { point, then }
    },
    forgetTraps() {
      trap = null
    },
    async close() {
      die('power')
      life.end()
      // What hangs on it has to hear that it is over.
      await clock.pass(0)
      for (const { device } of printers) device.close()
      disk.close()
    },
  }
}
