import type { Logger } from 'pino'
import type { Printer } from '../../../drivers/printer/printer.ts'
import { takesTickets } from '../../../shared/domain/printer.ts'
import type { PrinterTrouble } from '../../../shared/domain/printer-trouble.ts'
import type { PrinterSettings, Settings } from '../../../shared/domain/settings.ts'
import type { PrinterHealth } from '../../../shared/domain/stand-in.ts'
import type { Db } from '../../store/database.ts'
import { countHeldFor, laneLoad } from '../../store/jobs.ts'
import { addEvent } from '../../store/outbox.ts'
import type { AlarmBook } from '../alarm-book.ts'
import type { Bell } from '../bell.ts'
import type { Clock } from '../clock.ts'
import { lookEvery } from '../look-every.ts'
import { watchBacklog } from './backlog.ts'
import { hasPrinterAlarm, isAway, type PrinterCondition, watchPrinter } from './printer-watch.ts'
import { isSilent } from './silence.ts'

/**
 * What one lane owes and for how long, and whether its printer could print: from it come the printer's alarms, the word
 * to the sources when one comes and goes, and the tickets that its stations' backups take over.
 */
export type LaneWatch = {
  /** Called from anywhere, and once a second by itself: never throws. */
  look(): void
  /** A ticket is out. */
  progressed(): void
  /** For how long this printer has printed nothing, in this run or the ones before. */
  idleMs(): number
  health(): PrinterHealth
  stop(): void
}

export type LaneWatchDeps = {
  settings: Settings
  printer: PrinterSettings
  device: Printer
  db: Db
  clock: Clock
  bell: Bell
  alarms: AlarmBook
  log: Logger
  /** why the last try to reach the printer failed, where a person can do something about it */
  trouble?: () => PrinterTrouble | null
  /** null: never */
  lastPrintedAt: number | null
  /** what this printer cannot print goes to its stations' backups; returns the printers that got something */
  sendToBackup: (printerId: string) => Set<string>
}

/** Alarms do not wait for the lane to come round: it may be waiting for a printer that never answers. */
const lookMs = 1_000

export function createLaneWatch(deps: LaneWatchDeps & { isPaused: () => boolean }): LaneWatch {
  const { db, clock, device, settings, alarms, bell, log } = deps
  const printerId = deps.printer.id
  const withinMs = settings.policy.alarmAfterSeconds * 1_000
  /** when a ticket of this printer was last out; before that, when the one of an earlier run was */
  let progressAt = Number.NEGATIVE_INFINITY
  const lastRunAt = clock.elapsed() - Math.max(0, clock.now() - (deps.lastPrintedAt ?? Number.NEGATIVE_INFINITY))
  const startedAt = clock.elapsed()
  /** of the run before: its sources have been told that it came, and may yet have to be told that it is gone */
  const wasAlarmed = hasPrinterAlarm(alarms, printerId)
  let alarmed = wasAlarmed
  let waitingSince: number | null = null
  let unableSince: number | null = null
  let wasUp = true
  /** when it first came back from what a person was told of, with no ticket out since */
  let backAt: number | null = null
  let troubledSince: { trouble: PrinterTrouble['trouble']; at: number } | null = null
  /** printers that have taken its tickets since it became unable */
  const standIns = new Set<string>()
  const stop = lookEvery(clock, lookMs, look)

  function look(): void {
    try {
      watchHealth()
      watchBacklog(deps, printerId)
      const { state, detail } = device.last
      const condition = {
        ...{ id: printerId, name: deps.printer.name, paused: deps.isPaused(), state, detail },
        ...{ ...watchLoad(), ...watchTrouble() },
        silenced: countHeldFor(db, printerId, 'silent'),
        standIn: settings.printers
          .filter(one => standIns.has(one.id))
          .map(one => one.name)
          .join('、'),
      }
      if (wasAlarmed && !isHeardOf()) return
      const stands = watchPrinter(alarms, condition, withinMs)
      if (stands === alarmed) return
      const type = stands ? 'printer.alarm' : 'printer.recovered'
      addEvent(db, { type, source: null, at: clock.now(), data: { printerId, state, detail } })
      alarmed = stands
    } catch (error) {
      // The next look tries again; a printer's news must not stop its tickets.
      log.warn({ err: error, printer: printerId }, 'a printer could not be looked at')
    }
  }

  /** Ages are counted from when this lane first saw somebody waiting, on a clock that never jumps. */
  function watchLoad(): Pick<PrinterCondition, 'waiting' | 'waitedMs' | 'stuckMs' | 'backMs'> {
    const { waiting, oldest } = laneLoad(db, printerId, clock.now())
    waitingSince = waiting === 0 ? null : (waitingSince ?? clock.elapsed())
    const waitedMs = waitingSince === null ? 0 : clock.elapsed() - waitingSince
    if (waiting === 0) backAt = null
    const stuckMs = Math.min(waitedMs, clock.elapsed() - progressAt)
    const backMs = backAt === null ? null : clock.elapsed() - backAt
    return { waiting: oldest === null ? 0 : waiting, waitedMs, stuckMs, backMs }
  }

  function watchTrouble(): { trouble: PrinterTrouble | null; troubledMs: number } {
    const trouble = deps.trouble?.() ?? null
    if (trouble === null) troubledSince = null
    else if (troubledSince?.trouble !== trouble.trouble) troubledSince = { ...trouble, at: clock.elapsed() }
    return { trouble, troubledMs: troubledSince === null ? 0 : clock.elapsed() - troubledSince.at }
  }

  /** While it cannot print, its stations' backups do. */
  function watchHealth(): void {
    const isUp = couldPrint() && !deps.isPaused()
    if (isUp && !wasUp && alarmed) backAt ??= clock.elapsed()
    wasUp = isUp
    if (couldPrint()) {
      unableSince = null
      standIns.clear()
      return
    }
    unableSince ??= clock.elapsed()
    const took = deps.sendToBackup(printerId)
    if (took.size === 0) return
    for (const other of took) standIns.add(other)
    bell.ring('jobs', 'orders', 'printers')
  }

  /** At a start nothing is known of it: what stood stands until it has spoken, or has had its time to. */
  function isHeardOf(): boolean {
    const { last } = device
    return (last.state !== 'unknown' && !isAway(last)) || clock.elapsed() - startedAt >= withinMs
  }

  /** As far as it has said; `busy` means that somebody has it. */
  function couldPrint(): boolean {
    const { state } = device.last
    return takesTickets(state) && state !== 'busy'
  }

  return {
    look,
    progressed() {
      progressAt = clock.elapsed()
      backAt = null
    },
    idleMs: () => clock.elapsed() - Math.max(progressAt, lastRunAt),
    health() {
      const trusted = device.last.detail !== 'went-mute' && !isSilent(db, printerId)
      return {
        able: couldPrint() && trusted && !deps.isPaused(),
        unableMs: unableSince === null ? 0 : clock.elapsed() - unableSince,
      }
    },
    stop,
  }
}
