import type { Outcome } from '../../../drivers/printer/printer.ts'
import type { TornPiece } from '../../../drivers/printer/torn-piece.ts'
import type { Profile } from '../../../drivers/profiles/profile.ts'
import { isSettled } from '../../../shared/domain/print-job.ts'
import { takesTickets } from '../../../shared/domain/printer.ts'
import type { PrinterHealth } from '../../../shared/domain/stand-in.ts'
import { createRest } from '../../sources/rest.ts'
import { isDiskRefusal } from '../../store/database.ts'
import { getJob, isAlarmSlip, type JobRow, nextJob, nextRelease } from '../../store/jobs.ts'
import { getTicket, type TicketRow } from '../../store/tickets.ts'
import { showId } from '../ids.ts'
import type { Outside } from '../outside.ts'
import type { DiskWatch } from '../recovery/disk-watch.ts'
import type { ShopLogo } from '../shop-logo.ts'
import { holdBacklog } from './backlog.ts'
import { createJobLedger, JobChanged, type PrintedPaper } from './job-ledger.ts'
import { ticketName, watchJob } from './job-watch.ts'
import { createLaneWatch, type LaneWatchDeps } from './lane-watch.ts'
import { createPaperPress } from './paper-press.ts'
import { isAway } from './printer-watch.ts'
import { findTornPiece } from './torn-ticket.ts'

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
  health(): PrinterHealth
  /** No new job; resolves when the one in flight has ended. */
  stop(): Promise<void>
  readonly paused: boolean
}

export type LaneDeps = LaneWatchDeps & {
  profile: Profile
  logo: ShopLogo
  disk: DiskWatch
  faultPoint?: Outside['faultPoint']
  paused: boolean
}

/** A named reason (paper, cover) is asked after every second; a printer that is not there, or not ours, less and less often. */
const askAgainMs = 1_000
const backOffMs = [500, 1_000, 2_000, 4_000, 5_000]
/** An idle printer that answers is asked this often, so that the screen knows before the next order does. */
const pollMs = 5_000
const longestRestMs = 60_000
/** An idle printer that is asked answers within this time, or not at all. */
const askedMs = 1_000
/** After a disk that refused an attempt row (nothing was sent then), or anything unforeseen. */
const diskRetryMs = 2_000

export function createLane(deps: LaneDeps): Lane {
  const { db, clock, device, settings, alarms, bell, log } = deps
  const printerId = deps.printer.id
  const press = createPaperPress(deps)
  const { staleAfterMinutes, uncertain: policy } = settings.policy
  const ledger = createJobLedger({ db, printerId, now: () => clock.now(), policy })
  const rest = createRest(clock)
  let paused = deps.paused
  let failures = 0
  let nudged = false
  let resting = false
  let expecting = false
  let backingOff = false
  let news = Promise.withResolvers<void>()
  let diskRefused = false
  /** Only this lane's tickets can break off here, so that most need not look for a piece of the one before. */
  let maybeTorn = true
  let stumbled = false
  const watch = createLaneWatch({ ...deps, isPaused: () => paused })

  const running = run()

  async function run(): Promise<void> {
    let begun = false
    while (!rest.signal.aborted) {
      try {
        if (!begun) await ask()
        begun = true
        const job = paused ? undefined : ledger.next()
        if (job === undefined) {
          goesOn()
          await lieIdle()
        } else await serve(job)
      } catch (error) {
        await calmDown(error)
      }
    }
    await device.release()
  }

  async function serve(job: JobRow): Promise<void> {
    const outcome = await print(job)
    goesOn()
    // Alarms end with good news, which the next ticket need not wait for.
    if (outcome?.kind === 'printed' || outcome?.kind === 'sent') clock.after(0, lookLater)
    else watch.look()
    if (outcome?.kind === 'refused') await backOff(isAway(outcome.fault))
    else failures = 0
  }

  function lookLater(): void {
    if (!rest.signal.aborted) watch.look()
  }

  /** Whatever stood in its way is gone: it was written down, or somebody took the job away. */
  function goesOn(): void {
    if (diskRefused) alarms.end('not-durable', 'disk')
    if (stumbled) alarms.end('lane-failed', printerId)
    diskRefused = false
    stumbled = false
  }

  /** Nothing that goes wrong may end the lane: it says so, and tries again a little later. */
  async function calmDown(error: unknown): Promise<void> {
    if (error instanceof JobChanged) return
    deps.disk.noticed(error)
    if (isDiskRefusal(error)) sayDiskRefused(error)
    else {
      stumbled = true
      log.error({ err: error, printer: printerId }, 'a lane stumbled')
      const detail = error instanceof Error ? error.message : String(error)
      alarms.raise('lane-failed', printerId, { printer: deps.printer.name, detail })
    }
    await rest.sleep(diskRetryMs)
  }

  /** Null: it could not be rendered, and a plain one takes its place. */
  async function print(job: JobRow): Promise<Outcome | null> {
    const ticket = getTicket(db, job.ticket)
    const paper = await render(job, ticket)
    if (paper === null) return null
    const torn = await findTorn()
    let attempt = 0
    let cancelPreparing = () => {}
    const outcome = await device
      .print(paper.bytes, {
        torn,
        signal: rest.signal,
        proves: job.kind === 'test',
        beforeFirstByte() {
          // Whoever pauses a printer while it is being reached is told that it is paused.
          if (paused) throw new JobChanged()
          askFirst()
          attempt = ledger.begin(job, paper)
          deps.faultPoint?.('intent')
          bell.ring('jobs', 'orders')
          // Byte 1 first.
          cancelPreparing = clock.after(0, prepareNext)
        },
      })
      .catch(error => afterBegin(attempt, error))
      .finally(() => cancelPreparing())
    maybeTorn = outcome.kind === 'uncertain' || (outcome.kind === 'refused' && maybeTorn)
    deps.faultPoint?.('confirmed')
    const after = await writeDown(() => ledger.end(job, attempt, outcome, paper.bytes.length))
    deps.faultPoint?.('outbox')
    watchJob(deps, after, ticket.number)
    bell.ring('jobs', 'orders', 'printers')
    // One that ends because its order was called off has not come out.
    if (isSettled(after.state) && after.state !== 'cancelled') {
      // It may have waited for paper, half printed, as long as those behind it have waited for their turn.
      const backlog = holdOld()
      watch.progressed()
      askAbout(backlog)
    }
    return outcome
  }

  async function findTorn(): Promise<TornPiece | null> {
    if (!maybeTorn) return null
    const torn = await findTornPiece({ db, printerId, device, language: settings.shop.language })
    maybeTorn = torn !== null
    return torn
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
        if (!isDiskRefusal(error) || rest.signal.aborted) throw error
        deps.disk.noticed(error)
        sayDiskRefused(error)
        await rest.sleep(diskRetryMs)
      }
    }
  }

  /** Now that it could print: is there a backlog to ask about? */
  function askFirst(): void {
    const backlog = holdOld()
    askAbout(backlog)
    if (backlog.length > 0) throw new JobChanged()
  }

  /** What has become a backlog meanwhile does not print by itself. */
  function holdOld(): JobRow[] {
    return holdBacklog(db, printerId, { at: clock.now(), idleMs: watch.idleMs(), staleAfterMinutes })
  }

  function askAbout(backlog: readonly JobRow[]): void {
    if (backlog.length === 0) return
    for (const job of backlog) watchJob(deps, job, getTicket(db, job.ticket).number)
    watch.look()
    bell.ring('jobs', 'orders', 'printers')
  }

  function sayDiskRefused(error: Error): void {
    diskRefused = true
    log.error({ err: error, printer: printerId }, 'the disk refused what a lane had to write down')
    alarms.raise('not-durable', 'disk', { detail: error.message })
  }

  async function render(job: JobRow, ticket: TicketRow): Promise<PrintedPaper | null> {
    try {
      return await press.render(job)
    } catch (error) {
      const jobId = showId('j', job.id)
      log.error({ err: error, job: jobId }, 'a ticket could not be rendered')
      ledger.giveUp(job)
      // One whose plain ticket fails too is held, and has an alarm of its own; one that tells of alarms has none.
      if (job.plain === 0 && !isAlarmSlip(job))
        alarms.raise('job-failed', jobId, { ticket: ticketName(job, ticket.number), jobId })
      watchJob(deps, getJob(db, job.id) ?? job, ticket.number)
      bell.ring('jobs', 'orders')
      return null
    }
  }

  /** The next one, while this one is on its way: nothing that goes wrong here is this one's matter. */
  function prepareNext(): void {
    try {
      const job = paused ? undefined : nextJob(db, printerId, clock.now(), policy)
      if (job !== undefined) press.prepare(job)
    } catch (error) {
      log.warn({ err: error, printer: printerId }, 'the next ticket could not be prepared')
    }
  }

  /** Nothing to print: until something may have come, a pre-order falls due, or it is time to ask the printer again. */
  async function lieIdle(): Promise<void> {
    const talks = device.last.state !== 'unknown'
    const due = nextRelease(db, printerId, clock.now())
    const untilDue = due === null ? longestRestMs : Math.max(1, due - clock.now())
    resting = true
    const woken = nudged || (await rest.sleep(Math.min(talks ? pollMs : longestRestMs, untilDue)))
    resting = false
    if (nudged || (talks && !woken)) await ask()
    else if (expecting) await device.prepare(rest.signal, await findTorn())
    nudged = false
    expecting = false
  }

  /** New orders do not make a dead printer alive: only a person or time cuts this short. */
  async function backOff(away: boolean): Promise<void> {
    const ms = away ? (backOffMs[Math.min(failures, backOffMs.length - 1)] ?? 0) : askAgainMs
    failures += 1
    backingOff = true
    if (!nudged) await rest.backOff(ms)
    backingOff = false
    nudged = false
  }

  async function ask(): Promise<void> {
    if (rest.signal.aborted) return
    await device.status(rest.signal, await findTorn())
    watch.look()
    bell.ring('printers')
    news.resolve()
    news = Promise.withResolvers()
  }

  /** The first try may come too early, so the ones after it follow soon. */
  function nudge(): void {
    nudged = true
    failures = 0
    rest.nudge()
  }

  return {
    health: () => watch.health(),
    wake: rest.rouse,
    expect() {
      // One that is away has its own back-off; one that is busy needs no asking.
      if (!resting || paused || !takesTickets(device.last.state)) return
      expecting = true
      rest.rouse()
    },
    nudge,
    statusChanged() {
      watch.look()
      // It says by itself that a person has been there.
      if (backingOff && takesTickets(device.last.state)) nudge()
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
      watch.look()
      nudge()
    },
    async stop() {
      watch.stop()
      await rest.end(running)
    },
    get paused() {
      return paused
    },
  }
}
