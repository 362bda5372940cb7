import { isDiskRefusal } from '../../../main/store/database.ts'
import type { EngineMoment, PrinterFault } from './day-script.ts'
import type { DiskFault } from './sim-disk.ts'
import type { SimPrinter } from './sim-printer.ts'
import type { SimShop } from './sim-shop.ts'
import type { Tally } from './tally.ts'

const againMs = 1_000

/** What happens to the things: each for its time, then it is mended. */
export type Accidents = {
  printer(which: number, fault: PrinterFault, forMs: number): void
  engine(how: 'restart' | 'kill' | 'power-cut', at: EngineMoment, downMs: number): Promise<void>
  clock(wrongMs: number, forMs: number): void
  sleep(ms: number): void
  disk(fault: DiskFault, forMs: number): void
  /** Mends everything, and has the engine run. */
  healAll(): Promise<void>
}

export function createAccidents(deps: { shop: SimShop; tally: Tally; fail: (what: unknown) => void }): Accidents {
  const { shop, tally, fail } = deps
  let starting = false

  function begin(printer: SimPrinter, fault: PrinterFault): void {
    const { cable, device } = printer
    const { condition } = cable
    switch (fault.type) {
      case 'off':
        device.obey({ power: 'off' })
        return
      case 'unplugged':
        cable.pull()
        return
      case 'paper-out':
        device.obey({ paper: 'out' })
        return
      case 'cover-open':
        device.obey({ cover: 'open' })
        return
      case 'near-end':
        device.obey({ paper: 'near-end' })
        return
      case 'held':
        condition.heldByOther = true
        return
      case 'stalled':
        cable.stall(true)
        return
      case 'noisy':
        condition.noisy = true
        return
      case 'blank':
        printer.setBlank(true)
        return
      case 'answers':
        condition.answers = fault.how
        return
      case 'unplugged-at':
        cable.pullAfter(fault.byte)
        return
      case 'off-at':
        cable.trap(fault.byte, () => device.obey({ power: 'off' }))
        return
      case 'paper-out-at':
        cable.trap(fault.byte, () => device.obey({ paper: 'out' }))
        return
      case 'stalled-at':
        cable.trap(fault.byte, () => cable.stall(true))
        return
    }
  }

  function mend(printer: SimPrinter): void {
    const { cable, device } = printer
    cable.forgetTraps()
    Object.assign(cable.condition, { plugged: true, heldByOther: false, answers: 'heard', noisy: false })
    printer.setBlank(false)
    device.obey({ power: 'on', paper: 'ok', cover: 'closed' })
    cable.stall(false)
  }

  function restart(downMs: number): void {
    shop.life.after(downMs, () => void start().catch(fail))
  }

  /** Whoever starts the program starts it again where it cannot start: the disk may still be what is wrong. */
  async function start(): Promise<void> {
    if (shop.run !== null || starting) return
    starting = true
    try {
      await shop.start()
    } catch (error) {
      if (!isDiskRefusal(error)) throw error
      tally.add('engine: start refused by the disk')
      restart(againMs)
    } finally {
      starting = false
    }
  }

  function die(how: 'kill' | 'power-cut', downMs: number): void {
    if (shop.run === null) return
    tally.add(`engine: ${how}`)
    shop.die(how === 'kill' ? 'killed' : 'power')
    restart(downMs)
  }

  return {
    printer(which, fault, forMs) {
      const printer = shop.printers[which % shop.printers.length]
      if (printer === undefined) return
      tally.add(`printer: ${fault.type === 'answers' ? `answers ${fault.how}` : fault.type}`)
      begin(printer, fault)
      shop.life.after(forMs, () => mend(printer))
    },
    async engine(how, at, downMs) {
      if (shop.run === null) return
      if (how === 'restart') {
        tally.add('engine: restart')
        await shop.stop()
        return restart(downMs)
      }
      if (at.type === 'now') die(how, downMs)
      if (at.type === 'point') {
        shop.trapPoint(at.point, () => {
          tally.add(`engine dies at: ${at.point}`)
          die(how, downMs)
        })
      }
      if (at.type === 'byte') {
        const printer = shop.printers[at.printer % shop.printers.length]
        printer?.cable.trap(at.byte, () => {
          tally.add('engine dies at: byte k')
          die(how, downMs)
        })
      }
    },
    clock(wrongMs, forMs) {
      tally.add('clock set wrong')
      shop.clock.setWrong(wrongMs)
      shop.life.after(forMs, () => shop.clock.setWrong(0))
    },
    sleep(ms) {
      tally.add('computer sleeps')
      shop.clock.sleep(ms)
    },
    disk(fault, forMs) {
      tally.add(`disk: ${fault}`)
      shop.disk.begin(fault)
      shop.life.after(forMs, () => shop.disk.heal())
    },
    async healAll() {
      shop.forgetTraps()
      for (const printer of shop.printers) mend(printer)
      shop.disk.heal()
      shop.clock.setWrong(0)
      if (shop.run === null) {
        await shop.clock.passUntil(() => shop.run !== null, 30_000)
        await start()
      }
      // It may be opening its database anew.
      await shop.clock.passUntil(() => shop.desk() !== null, 30_000)
    },
  }
}
