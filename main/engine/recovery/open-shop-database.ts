import { accessSync, chmodSync, constants, copyFileSync, existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { type Backup, checkFile, listBackups, makeBackup, newestFirst } from '../../store/backups.ts'
import { type Db, isDiskFull, isReadOnly, openDatabase } from '../../store/database.ts'
import { hasJournal } from '../../store/journal-reading.ts'
import { databaseFiles, keepAside, syncFile, syncFolder } from '../../store/kept-aside.ts'
import { giveUpReserve } from '../../store/reserve.ts'
import { getJournalPosition, isInUse, setInUse } from '../../store/restorations.ts'
import { isStoreError, StoreError } from '../../store/store-error.ts'
import { backupFolders } from '../house-rules.ts'
import { forgetOutcomes } from './doubts.ts'

type OpenDeps = { now: () => number; log: Pick<Logger, 'warn' | 'error'> }

/**
 * Opens gudang.db of a data folder. One that is damaged, gone, or without its log is kept aside, and the newest good
 * backup stands in for it; where there is none, a new one, to be filled from the journal (replay.ts).
 * Throws StoreError: `damaged` where there is nothing to restore from (the file stays as it is), `newer`, `not-durable`.
 */
export function openShopDatabase(folder: string, deps: OpenDeps): Db {
  const open = () => {
    const db = openOrRestore(folder, deps)
    setInUse(db, true)
    return db
  }
  try {
    return open()
  } catch (error) {
    if (!isDiskFull(error)) throw error
    deps.log.warn({ err: error }, 'the disk is full; the reserve is given up')
    giveUpReserve(folder)
    return open()
  }
}

/** The counterpart: whoever opens it next can see that nothing is missing. */
export function closeShopDatabase(db: Db, log: Pick<Logger, 'warn'>): void {
  try {
    setInUse(db, false)
  } catch (error) {
    log.warn({ err: error }, 'the database could not be closed as it should')
  }
  db.close()
}

function openOrRestore(folder: string, deps: OpenDeps): Db {
  const file = join(folder, 'gudang.db')
  const anew = () => openDatabase(file, { beforeMigration: () => backUpBefore(folder, deps) })
  if (!existsSync(file)) {
    // Leftovers of a restore that was interrupted, or of a file that somebody deleted.
    const wanted =
      databaseFiles(file).length > 0 || hasJournal(join(folder, 'journal')) || backupsOf(folder, deps.now()).length > 0
    return wanted ? restored('gudang.db is gone') : anew()
  }
  mendPermissions(file)
  const hadLog = sizeOf(`${file}-wal`) > 0
  try {
    // Opening a damaged file for writing and closing it again would write its log into it, and throw the log away.
    const verdict = hadLog ? checkFile(file) : 'ok'
    if (verdict !== 'ok') throw new StoreError('damaged', `quick_check: ${verdict}`)
    const db = anew()
    if (hadLog || !isInUse(db)) return db
    // The last engine did not close it, so what it committed last was in the log.
    db.close()
  } catch (error) {
    if (isReadOnly(error)) return replacedByItself(folder, deps)
    if (!isStoreError(error) || error.code !== 'damaged') throw error
    return restored(error.message)
  }
  return restored('gudang.db-wal is gone', file)

  function restored(why: string, ...itself: string[]): Db {
    restoreDatabase(folder, { ...deps, why, candidates: candidatesFor(folder, itself, deps.now()), orJournal: true })
    return openDatabase(file)
  }
}

/** `at` null: it cannot be told. */
type Candidate = { file: string; at: number | null }

/** Newest first; a database that only lost its log is as good as a backup, and may be newer than all of them. */
function candidatesFor(folder: string, itself: readonly string[], now: number): Candidate[] {
  const backups: Candidate[] = backupsOf(folder, now)
  const own = itself.map(file => ({ file, at: null }))
  const newest = backups[0]
  const isOlder = own.some(({ file }) => newest !== undefined && reaches(file) < reaches(newest.file))
  return isOlder ? [...backups, ...own] : [...own, ...backups]
}

/** Newest first; those of the second folder are as good. */
export function backupsOf(folder: string, now: number): Backup[] {
  return backupFolders(folder)
    .flatMap(place => listBackups(place))
    .sort(newestFirst(now))
}

/** How far into the journal a database file knows. */
function reaches(file: string): number {
  try {
    const db = openDatabase(copyFor(file, `${file}.probe`))
    try {
      return getJournalPosition(db)?.at ?? 0
    } finally {
      db.close()
    }
  } catch {
    return 0
  } finally {
    removeDatabase(`${file}.probe`)
  }
}

/**
 * Puts the first good candidate in the place of gudang.db, every ticket that it still owes marked as doubtful before it
 * gets its name: whatever interrupts this, no engine ever takes the old state for the present one.
 */
export function restoreDatabase(
  folder: string,
  deps: OpenDeps & {
    why: string
    candidates: Candidate[]
    /** where none is good: a new one, to be filled from the journal */
    orJournal: boolean
    /** the shop may have gone on at another place since */
    elsewhere?: boolean
  },
): { kept: string | null } {
  const { log, now, why, candidates, elsewhere = false } = deps
  const file = join(folder, 'gudang.db')
  const prepared = `${file}.restored`
  const from = candidates.find(candidate => prepare(candidate))
  if (from === undefined) {
    const refill = deps.orJournal && hasJournal(join(folder, 'journal'))
    if (!refill) throw new StoreError('damaged', `${why}; there is no good backup of it`)
    removeDatabase(prepared)
    finish(openDatabase(prepared), null)
  }
  const kept = keepAside(file, now())
  renameSync(prepared, file)
  syncFolder(folder)
  log.error({ why, backup: from?.file ?? null, kept }, 'the database could not be used and is restored')
  return { kept }

  function prepare({ file: source, at }: Candidate): boolean {
    try {
      finish(openDatabase(copyFor(source, prepared)), at)
      return true
    } catch (error) {
      // Not so for a disk that refuses: the next backup would do no better.
      if (!isStoreError(error)) throw error
      log.warn({ err: error, backup: source }, 'this copy cannot be used')
      return false
    }
  }

  function finish(db: Db, backupAt: number | null): void {
    forgetOutcomes(db, { at: now(), backupAt, elsewhere })
    setInUse(db, false)
    db.close()
    syncFile(prepared)
  }
}

/** All of it is there, only this program may not write it: a copy of its own takes its place. */
function replacedByItself(folder: string, { now, log }: OpenDeps): Db {
  const file = join(folder, 'gudang.db')
  const copy = `${file}.restored`
  try {
    const db = openDatabase(copyFor(file, copy))
    setInUse(db, false)
    db.close()
    syncFile(copy)
    keepAside(file, now())
    renameSync(copy, file)
    syncFolder(folder)
  } catch (error) {
    if (isStoreError(error)) throw error
    throw new StoreError('not-durable', `it cannot be written (${error instanceof Error ? error.message : error})`)
  }
  log.warn('gudang.db could not be written; a copy has taken its place')
  return openDatabase(file)
}

/** A schema step is one transaction; this is for whoever wants to go back to the version before. */
function backUpBefore(folder: string, { now, log }: OpenDeps): void {
  try {
    makeBackup(join(folder, 'gudang.db'), join(folder, 'backups'), now())
  } catch (error) {
    log.warn({ err: error }, 'no backup before the database was brought to this version')
  }
}

function mendPermissions(file: string): void {
  try {
    accessSync(file, constants.R_OK | constants.W_OK)
  } catch {
    try {
      chmodSync(file, 0o600)
    } catch {
      // It is somebody else's; opening it says what that means.
    }
  }
}

/** With what is left of a change that was cut short: opening the copy puts it right. */
function copyFor(source: string, target: string): string {
  removeDatabase(target)
  for (const companion of ['', '-wal', '-journal']) {
    if (!existsSync(`${source}${companion}`)) continue
    copyFileSync(`${source}${companion}`, `${target}${companion}`)
    chmodSync(`${target}${companion}`, 0o600)
  }
  return target
}

function removeDatabase(path: string): void {
  for (const file of databaseFiles(path)) rmSync(file, { force: true })
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
