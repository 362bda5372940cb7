import { join } from 'node:path'
import type { Logger } from 'pino'
import { createRest } from '../../sources/rest.ts'
import { type AgeLimits, createAgeing } from '../../store/ageing.ts'
import { listBackups, sweepPieces } from '../../store/backups.ts'
import { type Db, totalChanges } from '../../store/database.ts'
import { getLastClosing } from '../../store/days.ts'
import type { ErrandReport, RunErrand } from '../../store/errands.ts'
import { eachInTurn } from '../../store/in-turn.ts'
import { sweepLeftovers } from '../../store/leftovers.ts'
import { lastArrival } from '../../store/orders.ts'
import { StoreError } from '../../store/store-error.ts'
import type { AlarmBook } from '../alarm-book.ts'
import type { Clock } from '../clock.ts'
import { type HouseRules, readHouseRules } from '../house-rules.ts'
import type { DiskWatch } from './disk-watch.ts'
import { createSteadyClock } from './steady-clock.ts'

/**
 * What has to be done by the hour and by the day, beside the orders:
 *
 *   every hour   a backup, where anything was written since the last one    in a thread
 *   at a day's   one at once: its numbers are frozen nowhere else, the      in a thread
 *   close        journal knows only what they were made of
 *   every day    a look whether the database is whole                       in a thread
 *   every day    what is old enough goes, in small steps while no order     here; from files and backups in a
 *                comes, by a clock that can be believed                     thread
 *   at the end   one more backup
 */
export type Housekeeping = {
  /** A day has been closed. Returns at once; where the backup fails, it is tried again as every other one. */
  dayClosed(): void
  /** what housekeeping.json says now */
  rules(): HouseRules
  /** Resolves when nothing is under way and, if it is worth one, the last backup is made. */
  stop(options: { backUp: boolean }): Promise<void>
}

export type HousekeepingDeps = {
  db: Db
  /** the data folder */
  path: string
  clock: Clock
  alarms: AlarmBook
  log: Logger
  runErrand: RunErrand
  disk: DiskWatch
  /** after a refusal, whether orders are taken again */
  lookAtIntake(): Promise<void>
}

const lookMs = 60_000
const afterFailureMs = 600_000
const hour = 3_600_000
const day = 24 * hour
/** Orders come in rushes: so long after one there is time for other things. */
const quietMs = 600_000
/** A shop that is never quiet gets it all the same. */
const quietAtMostMs = day
/** Between two small steps orders and tickets have their turn. */
const stepMs = 200
const stepsInARow = 10
const historyDays = 400

export function createHousekeeping(deps: HousekeepingDeps): Housekeeping {
  const { db, path, clock, alarms, log } = deps
  const database = join(path, 'gudang.db')
  const backups = join(path, 'backups')
  try {
    eachInTurn([() => sweepPieces(backups), () => sweepLeftovers(path)], sweep => sweep())
  } catch (error) {
    log.warn({ err: error }, 'what was left behind half done could not be removed')
  }
  let rules = readHouseRules(path)
  /** the closing of a day that this run has a backup of */
  let savedClosing: number | null = null
  /** ageing out gives way to what is asked for in between */
  let hurried = false
  const rest = createRest(clock)
  const steadyClock = createSteadyClock(deps)
  /** writes of this run that are in a backup already */
  let savedChanges = totalChanges(db)
  // The database was looked at when it was opened.
  let checkedAt = clock.elapsed()
  let failedAt: number | null = null
  let ageingDueAt = clock.elapsed() + quietMs
  let running: Promise<void> = Promise.resolve()
  let cancel = clock.after(lookMs, look)

  /** Behind what is under way; one timer waits, whoever asked. */
  function look(): void {
    cancel()
    running = running
      .then(() => (rest.signal.aborted ? undefined : work()))
      .catch(error => log.error({ err: error }, 'the housekeeping stumbled'))
      .finally(() => {
        cancel()
        if (!rest.signal.aborted) cancel = clock.after(lookMs, look)
      })
  }

  async function work(): Promise<void> {
    hurried = false
    deps.disk.look()
    await deps.lookAtIntake()
    rules = rulesNow()
    isClockSteady()
    if (isBackupDue()) await backUp()
    if (!rest.signal.aborted && clock.elapsed() - checkedAt >= day) await check()
    if (!rest.signal.aborted && clock.elapsed() >= ageingDueAt && isQuiet() && isClockSteady()) await ageOut()
  }

  /** Somebody may be writing them just now. */
  function rulesNow(): HouseRules {
    try {
      return readHouseRules(path)
    } catch (error) {
      log.warn({ err: error }, 'housekeeping.json is wrong; what it said before holds')
      return rules
    }
  }

  /** Those that are dated in the future tell of a clock that was wrong, not of a backup that is fresh. */
  function isBackupDue(): boolean {
    if (failedAt !== null && clock.elapsed() - failedAt < afterFailureMs) return false
    const newest = listBackups(backups, clock.now())[0]?.at ?? 0
    // Also where the program ended before it was made.
    const closing = getLastClosing(db)
    if (closing !== null && closing !== savedClosing && closing > newest) return true
    if (totalChanges(db) === savedChanges) return false
    const age = clock.now() - newest
    return age >= hour || age < 0
  }

  async function backUp(): Promise<void> {
    const changes = totalChanges(db)
    const closing = getLastClosing(db)
    const report = await runBackup()
    if (report.failed === null) {
      savedChanges = changes
      savedClosing = closing
    }
    failedAt = report.failed === null ? null : clock.elapsed()
    tell('backups', backups, report.failed)
    tell('second', rules.backupAlso ?? '', report.failed === null ? report.secondFailed : null)
    if (report.damaged) await check()
  }

  function runBackup(): Promise<ErrandReport> {
    return deps.runErrand({ kind: 'backup', database, folder: backups, second: rules.backupAlso, at: clock.now() })
  }

  async function check(): Promise<void> {
    const report = await deps.runErrand({ kind: 'check', database })
    if (report.damaged) deps.disk.noticed(new StoreError('damaged', report.failed ?? ''))
    else if (report.failed !== null) log.warn({ why: report.failed }, 'the database could not be looked at')
    if (report.failed === null) checkedAt = clock.elapsed()
  }

  function tell(subject: string, folder: string, failed: string | null): void {
    if (failed === null) {
      alarms.end('backup-failed', subject)
      return
    }
    log.error({ folder, why: failed }, 'no backup')
    alarms.raise('backup-failed', subject, { folder, detail: failed })
  }

  function isQuiet(): boolean {
    const since = Math.abs(clock.now() - (lastArrival(db) ?? 0))
    return since >= quietMs || clock.elapsed() - ageingDueAt >= quietAtMostMs
  }

  function isClockSteady(): boolean {
    return unsaved(() => steadyClock.isSteady())
  }

  /** What it writes is worth no backup. */
  function unsaved<Result>(work: () => Result): Result {
    const isSaved = totalChanges(db) === savedChanges
    const result = work()
    if (isSaved) savedChanges = totalChanges(db)
    return result
  }

  /** Broken off by the next order; the next quiet minutes go on where it was. */
  async function ageOut(): Promise<void> {
    const now = clock.now()
    const limits: AgeLimits = { now, customers: now - rules.customerDays * day, history: now - historyDays * day }
    const ageing = createAgeing(db, limits)
    for (let steps = 1, more = true; more; steps += 1) {
      const before = totalChanges(db)
      more = ageing.step()
      // What only looked is no burden.
      if (totalChanges(db) === before && steps % stepsInARow !== 0) continue
      await rest.sleep(stepMs)
      if (rest.signal.aborted || hurried || !isQuiet()) return
    }
    const folders = [backups, ...(rules.backupAlso === null ? [] : [rules.backupAlso])]
    const report = await deps.runErrand({ kind: 'age-out', path, backups: folders, limits })
    if (report.failed !== null) log.warn({ why: report.failed }, 'not all that is old could be removed')
    ageingDueAt = clock.elapsed() + day
  }

  return {
    rules: rulesNow,
    dayClosed() {
      hurried = true
      rest.rouse()
      look()
    },
    async stop(options) {
      cancel()
      await rest.end(running)
      if (!options.backUp) return
      unsaved(() => steadyClock.keep())
      if (totalChanges(db) === savedChanges) return
      const report = await runBackup()
      if (report.failed !== null) log.error({ why: report.failed }, 'no backup at the end')
    },
  }
}
