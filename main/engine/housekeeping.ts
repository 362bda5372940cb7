import { join } from 'node:path'
import type { Logger } from 'pino'
import { backUpNow, listBackups, sweepPieces } from '../store/backups.ts'
import { type Db, totalChanges } from '../store/database.ts'
import type { ErrandReport, RunErrand } from '../store/errands.ts'
import { StoreError } from '../store/store-error.ts'
import type { AlarmBook } from './alarm-book.ts'
import type { Clock } from './clock.ts'
import type { DiskWatch } from './disk-watch.ts'
import { secondBackupFolder } from './second-backup-folder.ts'

/**
 * What has to be done by the hour and by the day, beside the orders: backups, and a look whether the database is whole.
 * Nothing of it runs in this thread but the last backup, when there is nothing left to wait for it.
 */
export type Housekeeping = {
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
}

const lookMs = 60_000
const afterFailureMs = 600_000
const hour = 3_600_000
const day = 24 * hour

export function createHousekeeping(deps: HousekeepingDeps): Housekeeping {
  const { db, path, clock, alarms, log } = deps
  const database = join(path, 'gudang.db')
  const backups = join(path, 'backups')
  sweepPieces(backups)
  let stopped = false
  /** writes of this run that are in a backup already */
  let savedChanges = totalChanges(db)
  // The database was looked at when it was opened.
  let checkedAt = clock.elapsed()
  let running: Promise<void> = Promise.resolve()
  let failedAt: number | null = null
  let cancel = clock.after(lookMs, look)

  function look(): void {
    running = work()
      .catch(error => log.error({ err: error }, 'the housekeeping stumbled'))
      .finally(() => {
        if (!stopped) cancel = clock.after(lookMs, look)
      })
  }

  async function work(): Promise<void> {
    deps.disk.look()
    if (isDue()) await backUp()
    if (!stopped && clock.elapsed() - checkedAt >= day) await check()
  }

  /** A backup that is dated in the future tells of a clock that was wrong, not of a backup that is fresh. */
  function isDue(): boolean {
    if (totalChanges(db) === savedChanges) return false
    if (failedAt !== null && clock.elapsed() - failedAt < afterFailureMs) return false
    const age = clock.now() - (listBackups(backups)[0]?.at ?? 0)
    return age >= hour || age < 0
  }

  async function backUp(): Promise<void> {
    const changes = totalChanges(db)
    const second = secondBackupFolder(path)
    const report = await deps.runErrand({ kind: 'backup', database, folder: backups, second, at: clock.now() })
    if (report.failed === null) savedChanges = changes
    failedAt = report.failed === null ? null : clock.elapsed()
    tell('backups', backups, report.failed)
    tell('second', second ?? '', report.failed === null ? report.secondFailed : null)
    if (report.damaged) await check()
  }

  async function check(): Promise<void> {
    const report: ErrandReport = await deps.runErrand({ kind: 'check', database })
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

  return {
    async stop(options) {
      stopped = true
      cancel()
      await running
      if (!options.backUp || totalChanges(db) === savedChanges) return
      const at = clock.now()
      try {
        backUpNow({ database, folder: backups, second: secondBackupFolder(path), at })
      } catch (error) {
        log.error({ err: error }, 'no backup at the end')
      }
    },
  }
}
