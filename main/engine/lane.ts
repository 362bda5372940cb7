import type { Logger } from 'pino'
import type { Outcome, Printer } from '../../drivers/printer/printer.ts'
import { isSettled } from '../../shared/domain/print-job.ts'
import { takesTickets } from '../../shared/domain/printer.ts'
import type { PrinterSettings, Settings } from '../../shared/domain/settings.ts'
import { type Db, isDiskRefusal } from '../store/database.ts'
import { countPapers, type JobRow, laneLoad, nextJob, nextRelease } from '../store/jobs.ts'
import { addEvent } from '../store/outbox.ts'
import { getTicket, type TicketRow, ticketContent } from '../store/tickets.ts'
import type { AlarmBook } from './alarm-book.ts'
import type { Bell } from './bell.ts'
import type { Clock } from './clock.ts'
import { showId } from './ids.ts'
import { createJobLedger, JobChanged, type PrintedPaper } from './job-ledger.ts'
import { isLate, jobDocument, paperMarks } from './job-paper.ts'
import { watchJob } from './job-watch.ts'
import type { Outside } from './outside.ts'
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
  /** An order for this printer is on its way to disk: an idle printer is connected and asked meanwhile. */
  expect(): void
  /** The printer may be back, or a person did something: try now, whatever the back-off. */
  nudge(): void
  /** The printer said something new about itself. */
  statusChanged(): void
  /** Resolves when the printer has spoken next, or has had its time to. */
  asked(): Promise<void>
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
  faultPoint?: Outside['faultPoint']
  paused: boolean
}

/** A named reason (paper, cover) is asked after every second; a printer that is not there less and less often. */
const askAgainMs = 1_000
const backOffMs = [500, 1_000, 2_000, 4_000, 5_000]
/** An idle printer that answers is asked this often, so that the screen knows before the next order does. */
const pollMs = 5_000
const longestRestMs = 60_000
/** An idle printer that is asked answers within this time, or not at all. */
const askedMs = 1_000
/** Alarms are looked at this often. */
const lookMs = 1_000
/** After a disk that refused an attempt row (nothing was sent then), or anything unforeseen. */
const diskRetryMs = 2_000

export function createLane(deps: LaneDeps): Lane {
  const { db, clock, device, settings, alarms, bell, log } = deps
  const printerId = deps.printer.id
  const reprintsUncertain = settings.policy.uncertain === 'reprint-marked'
  const ledger = createJobLedger({ db, printerId, now: () => clock.now(), holdsUncertain: !reprintsUncertain })
  const stopping = new AbortController()
  let paused = deps.paused
  let failures = 0
  let nudged = false
  let resting = false
  let expecting = false
  let wakeUp: () => void = () => {}
  let alarmed = false
  let news = Promise.withResolvers<void>()
  let diskRefused = false
  let stumbled = false
  /** when a ticket of this printer was last out */
  let progressAt = Number.NEGATIVE_INFINITY
  let waitingSince: number | null = null

  const running = run()
  let stopLooking = look()

  /** Alarms do not wait for the lane to come round: it may be waiting for a printer that never answers. */
  function look(): () => void {
    return clock.after(lookMs, () => {
      watch()
      stopLooking = look()
    })
  }

  async function run(): Promise<void> {
    let begun = false
    while (!stopping.signal.aborted) {
      try {
        if (!begun) await ask()
        begun = true
        const job = paused ? undefined : nextJob(db, printerId, clock.now(), reprintsUncertain)
        if (job === undefined) await rest()
        else await serve(job)
      } catch (error) {
        await calmDown(error)
      }
    }
    await device.release()
  }

  async function serve(job: JobRow): Promise<void> {
    const outcome = await print(job)
    if (diskRefused) alarms.end('not-durable', 'disk')
    if (stumbled) alarms.end('lane-failed', printerId)
    diskRefused = false
    stumbled = false
    watch()
    if (outcome?.kind === 'refused') await backOff(outcome.fault.state === 'offline')
    else failures = 0
  }

  /** Nothing that goes wrong may end the lane: it says so, and tries again a little later. */
  async function calmDown(error: unknown): Promise<void> {
    if (error instanceof JobChanged) return
    if (isDiskRefusal(error)) sayDiskRefused(error)
    else {
      stumbled = true
      log.error({ err: error, printer: printerId }, 'a lane stumbled')
      const detail = error instanceof Error ? error.message : String(error)
      alarms.raise('lane-failed', printerId, { printer: deps.printer.name, detail })
    }
    await sleep(diskRetryMs)
  }

  /** Null: it could not be rendered, and a plain one takes its place. */
  async function print(job: JobRow): Promise<Outcome | null> {
    const ticket = getTicket(db, job.ticket)
    const paper = await render(job, ticket)
    if (paper === null) return null
    let attempt = 0
    const outcome = await device
      .print(paper.bytes, {
        signal: stopping.signal,
        beforeFirstByte() {
          attempt = ledger.begin(job, paper)
          deps.faultPoint?.('intent')
          bell.ring('jobs', 'orders')
        },
      })
      .catch(error => afterBegin(attempt, error))
    deps.faultPoint?.('confirmed')
    const after = await writeDown(() => ledger.end(job, attempt, outcome, paper.bytes.length))
    deps.faultPoint?.('outbox')
    // One that ends because its order was called off has not come out.
    if (isSettled(after.state) && after.state !== 'cancelled') progressAt = clock.elapsed()
    watchJob(deps, after, ticket.number)
    bell.ring('jobs', 'orders', 'printers')
    return outcome
  }

  /** A driver that fails with a ticket under way has left nobody knows what; before that, nothing. */
  function afterBegin(attempt: number, error: unknown): Outcome {
    if (attempt === 0) throw error
    log.error({ err: error, printer: printerId }, 'a printer driver failed with a ticket under way')
    const message = error instanceof Error ? error.message : String(error)
    return { kind: 'uncertain', bytes: 1, fault: { state: device.last.state, code: 'driver', message } }
  }

  /** What became of a ticket is written down before the next one starts, however long the disk refuses. */
  async function writeDown(entry: () => JobRow): Promise<JobRow> {
    for (;;) {
      try {
        return entry()
      } catch (error) {
        // Stopped meanwhile: the attempt without an end says at the next start that nobody knows.
        if (!isDiskRefusal(error) || stopping.signal.aborted) throw error
        sayDiskRefused(error)
        await sleep(diskRetryMs)
      }
    }
  }

  function sayDiskRefused(error: Error): void {
    diskRefused = true
    log.error({ err: error, printer: printerId }, 'the disk refused what a lane had to write down')
    alarms.raise('not-durable', 'disk', { detail: error.message })
  }

  async function render(job: JobRow, ticket: TicketRow): Promise<PrintedPaper | null> {
    const now = clock.now()
    const printing = {
      printedAt: now,
      copy: 1 + countPapers(db, job.ticket),
      late: isLate(job, now, settings.policy.staleAfterMinutes),
      printer: { columns: deps.columns, confirmation: device.confirmation },
    }
    try {
      const content = ticketContent(ticket)
      const bytes = await device.render(jobDocument(job, content, printing, settings))
      return { bytes, copy: printing.copy, marks: paperMarks(job, content, printing) }
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
    resting = true
    const woken = nudged || (await sleep(Math.min(talks ? pollMs : longestRestMs, untilDue)))
    resting = false
    if (nudged || (talks && !woken)) await ask()
    else if (expecting) await device.prepare(stopping.signal)
    nudged = false
    expecting = false
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
    news.resolve()
    news = Promise.withResolvers()
  }

  /** Alarms of this printer, and the word to the sources when it comes and goes. Called from anywhere: never throws. */
  function watch(): void {
    try {
      const { waiting, oldest } = laneLoad(db, printerId, clock.now())
      // Ages are counted from when this lane first saw somebody waiting, on a clock that never jumps.
      waitingSince = waiting === 0 ? null : (waitingSince ?? clock.elapsed())
      const waitedMs = waitingSince === null ? 0 : clock.elapsed() - waitingSince
      const stuckMs = Math.min(waitedMs, clock.elapsed() - progressAt)
      const { state, detail } = device.last
      const lane = { id: printerId, name: deps.printer.name, paused }
      const condition = { ...lane, state, detail, waiting: oldest === null ? 0 : waiting, waitedMs, stuckMs }
      const stands = watchPrinter(alarms, condition, settings.policy.alarmAfterSeconds * 1_000)
      if (stands === alarmed) return
      const type = stands ? 'printer.alarm' : 'printer.recovered'
      addEvent(db, { type, source: null, at: clock.now(), data: { printerId, state, detail } })
      alarmed = stands
    } catch (error) {
      // The next look tries again; a printer's news must not stop its tickets.
      log.warn({ err: error, printer: printerId }, 'a printer could not be looked at')
    }
  }

  return {
    wake: () => wakeUp(),
    expect() {
      // One that is away has its own back-off; one that is busy needs no asking.
      if (!resting || paused || !takesTickets(device.last.state)) return
      expecting = true
      wakeUp()
    },
    nudge() {
      nudged = true
      wakeUp()
    },
    statusChanged() {
      watch()
      bell.ring('printers')
      news.resolve()
      news = Promise.withResolvers()
    },
    async asked() {
      const inTime = Promise.withResolvers<void>()
      const cancel = clock.after(askedMs, inTime.resolve)
      await Promise.race([news.promise, inTime.promise])
      cancel()
    },
    setPaused(value) {
      paused = value
      nudged = true
      wakeUp()
    },
    async stop() {
      stopping.abort()
      stopLooking()
      wakeUp()
      await running
    },
    get paused() {
      return paused
    },
  }
}
