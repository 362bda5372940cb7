import type { Logger } from 'pino'
import type { Outcome, Printer } from '../../drivers/printer/printer.ts'
import type { PrinterSettings, Settings } from '../../shared/domain/settings.ts'
import { type Db, isDiskRefusal } from '../store/database.ts'
import { type JobRow, laneLoad, nextJob, nextRelease } from '../store/jobs.ts'
import { addEvent } from '../store/outbox.ts'
import { getTicket, type TicketRow, ticketContent } from '../store/tickets.ts'
import type { AlarmBook } from './alarm-book.ts'
import type { Bell } from './bell.ts'
import type { Clock } from './clock.ts'
import { showId } from './ids.ts'
import { createJobLedger, JobChanged } from './job-ledger.ts'
import { isLate, jobDocument } from './job-paper.ts'
import { watchJob } from './job-watch.ts'
import { watchPrinter } from './printer-watch.ts'

/**
 * One printer's queue, first in first out, one job in flight:
 *
 *   next job → render → printer there and ready? → attempt row committed → byte 1 … last byte → its word → outcome
 *
 * A printer that cannot take a ticket makes the lane wait, not the job fail; back-off belongs to the printer. Nothing
 * here can stop another lane.
 */
export type Lane = {
  /** There may be something to print. */
  wake(): void
  /** The printer may be back, or a person did something: try now, whatever the back-off. */
  nudge(): void
  /** The printer said something new about itself. */
  statusChanged(): void
  setPaused(paused: boolean): void
  /** No new job; resolves when the one in flight has ended. */
  stop(): Promise<void>
  readonly paused: boolean
}

export type LaneDeps = {
  settings: Settings
  printer: PrinterSettings
  device: Printer
  columns: number
  db: Db
  clock: Clock
  bell: Bell
  alarms: AlarmBook
  log: Logger
  paused: boolean
}

/** A named reason (paper, cover) is asked after every second; a printer that is not there less and less often. */
const askAgainMs = 1_000
const backOffMs = [500, 1_000, 2_000, 4_000, 5_000]
/** An idle printer that answers is asked this often, so that the screen knows before the next order does. */
const pollMs = 5_000
const longestRestMs = 60_000
/** The disk refused an attempt row: nothing was sent; try again soon. */
const diskRetryMs = 2_000

export function createLane(deps: LaneDeps): Lane {
  const { db, clock, device, settings, alarms, bell, log } = deps
  const printerId = deps.printer.id
  const reprintsUncertain = settings.policy.uncertain === 'reprint-marked'
  const ledger = createJobLedger(db, printerId, () => clock.now())
  const stopping = new AbortController()
  let paused = deps.paused
  let failures = 0
  let nudged = false
  let wakeUp: () => void = () => {}
  let alarmed = false

  const running = run()

  async function run(): Promise<void> {
    await ask()
    while (!stopping.signal.aborted) {
      const job = paused ? undefined : nextJob(db, printerId, clock.now(), reprintsUncertain)
      if (job === undefined) await rest()
      else await serve(job)
    }
    await device.release()
  }

  async function serve(job: JobRow): Promise<void> {
    try {
      const outcome = await print(job)
      watch()
      if (outcome?.kind === 'refused') await backOff(outcome.fault.state === 'offline')
      else failures = 0
    } catch (error) {
      if (error instanceof JobChanged) return
      log.error({ err: error, printer: printerId, job: showId('j', job.id) }, 'a job could not be brought to its end')
      const detail = error instanceof Error ? error.message : String(error)
      if (isDiskRefusal(error)) alarms.raise('not-durable', 'disk', { detail })
      await sleep(diskRetryMs)
    }
  }

  /** Null: it could not be rendered, and a plain one takes its place. */
  async function print(job: JobRow): Promise<Outcome | null> {
    const ticket = getTicket(db, job.ticket)
    const late = isLate(job, clock.now(), settings.policy.staleAfterMinutes)
    const paper = await render(job, ticket, late)
    if (paper === null) return null
    let attempt = 0
    const outcome = await device.print(paper, {
      signal: stopping.signal,
      beforeFirstByte() {
        attempt = ledger.begin(job, paper, late)
        bell.ring('jobs', 'orders')
      },
    })
    watchJob(deps, ledger.end(job, attempt, outcome, paper.length), ticket.number)
    bell.ring('jobs', 'orders', 'printers')
    return outcome
  }

  async function render(job: JobRow, ticket: TicketRow, late: boolean): Promise<Uint8Array | null> {
    try {
      const printer = { columns: deps.columns, confirmation: device.confirmation }
      const print = { printedAt: clock.now(), late, printer }
      return await device.render(jobDocument(job, ticketContent(ticket), print, settings))
    } catch (error) {
      const jobId = showId('j', job.id)
      log.error({ err: error, job: jobId }, 'a ticket could not be rendered')
      ledger.giveUp(job)
      alarms.raise('job-failed', jobId, { ticket: `#${ticket.number ?? ''}`, jobId })
      return null
    }
  }

  /** Nothing to print: until something may have come, a pre-order falls due, or it is time to ask the printer again. */
  async function rest(): Promise<void> {
    const talks = device.last.state !== 'unknown'
    const due = nextRelease(db, printerId, clock.now())
    const untilDue = due === null ? longestRestMs : Math.max(1, due - clock.now())
    const woken = nudged || (await sleep(Math.min(talks ? pollMs : longestRestMs, untilDue)))
    if (nudged || (talks && !woken)) await ask()
    nudged = false
  }

  /** New orders do not make a dead printer alive: only a person or time cuts this short. */
  async function backOff(unreachable: boolean): Promise<void> {
    const ms = unreachable ? (backOffMs[Math.min(failures, backOffMs.length - 1)] ?? 0) : askAgainMs
    failures += 1
    const until = clock.elapsed() + ms
    while (!nudged && !stopping.signal.aborted && clock.elapsed() < until) await sleep(until - clock.elapsed())
    nudged = false
  }

  /** Resolves true when woken, false when the time is over. */
  function sleep(ms: number): Promise<boolean> {
    return new Promise(resolve => {
      const cancel = clock.after(ms, () => resolve(false))
      wakeUp = () => {
        cancel()
        resolve(true)
      }
      if (stopping.signal.aborted) wakeUp()
    })
  }

  async function ask(): Promise<void> {
    if (stopping.signal.aborted) return
    await device.status(stopping.signal)
    watch()
    bell.ring('printers')
  }

  /** Alarms of this printer, and the word to the sources when it comes and goes. */
  function watch(): void {
    const now = clock.now()
    const { waiting, oldest } = laneLoad(db, printerId, now)
    const oldestMs = oldest === null ? 0 : now - oldest
    const { state, detail } = device.last
    const condition = { id: printerId, name: deps.printer.name, state, detail, waiting, oldestMs }
    const stands = watchPrinter(alarms, condition, (settings.policy.alarmAfterSeconds * 1_000) / 2)
    if (stands === alarmed) return
    try {
      const type = stands ? 'printer.alarm' : 'printer.recovered'
      addEvent(db, { type, source: null, at: now, data: { printerId, state, detail } })
      alarmed = stands
    } catch (error) {
      // The next look tries again; a printer's news must not stop its tickets.
      log.warn({ err: error, printer: printerId }, 'a printer event could not be stored')
    }
  }

  return {
    wake: () => wakeUp(),
    nudge() {
      nudged = true
      wakeUp()
    },
    statusChanged() {
      watch()
      bell.ring('printers')
    },
    setPaused(value) {
      paused = value
      nudged = true
      wakeUp()
    },
    async stop() {
      stopping.abort()
      wakeUp()
      await running
    },
    get paused() {
      return paused
    },
  }
}
