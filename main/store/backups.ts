import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { listBillFiles } from './bills/bill-folder.ts'
import { eachInTurn } from './in-turn.ts'
import { quickCheck } from './inspection.ts'
import { databaseFiles, readStamp, stamp, syncFile, syncFolder } from './kept-aside.ts'
import { StoreError } from './store-error.ts'

// backups/gudang-2026-11-22T07-01-10Z.db: whole databases, each checked before it gets its name.

export type Backup = { file: string; at: number }

const backupName = /^gudang-(.+)\.db$/

/** Newest first; `now`: see newestFirst. */
export function listBackups(folder: string, now?: number): Backup[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .flatMap(name => {
      const at = backupTime(name)
      return at === null ? [] : [{ file: join(folder, name), at }]
    })
    .sort(newestFirst(now))
}

/** What is dated after `now` is of a clock that was ahead: of how long ago it is nobody can say, so it comes last. */
export function newestFirst(now = Number.POSITIVE_INFINITY): (a: Backup, b: Backup) => number {
  const isAhead = ({ at }: Backup) => (at > now ? 1 : 0)
  return (a, b) => isAhead(a) - isAhead(b) || b.at - a.at
}

/** Of when it is, as its name has it; null: it is not named like a backup. */
export function backupTime(file: string): number | null {
  return readStamp(backupName.exec(basename(file))?.[1] ?? '')
}

/**
 * Writes a copy of the database as it is now, over a connection of its own: a running engine goes on meanwhile. The copy
 * is on disk, checked, and has its name only then. Throws StoreError `damaged`, or what the disk says.
 */
export function makeBackup(database: string, folder: string, at: number): Backup {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  requireRoom(folder, database)
  const file = join(folder, `gudang-${stamp(at)}.db`)
  const piece = pieceOf(file)
  try {
    const source = new Database(database, { readonly: true, fileMustExist: true, timeout: 5_000 })
    try {
      // The copy takes this over; without it rows lie about in what its pages do not use.
      source.pragma('secure_delete = ON')
      source.prepare('vacuum into ?').run(piece)
    } finally {
      source.close()
    }
    seal(piece, file, folder)
  } catch (error) {
    rmSync(piece, { force: true })
    throw error
  }
  return { file, at }
}

export type BackupOrder = { database: string; folder: string; second: string | null; at: number }

/** A backup in both places, the old ones thinned out. Returns what went wrong with the second; the first one throws. */
export function backUpNow({ database, folder, second, at }: BackupOrder): string | null {
  const backup = makeBackup(database, folder, at)
  thinOut(folder, at)
  backUpBills(dirname(database), folder)
  if (second === null) return null
  try {
    sweepAbandoned(second, at - abandonedMs)
    copyBackup(backup, second)
    thinOut(second, at)
    backUpBills(dirname(database), second)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/**
 * Bills' rows never change once they have their name: each is copied once, and goes when the shop's own is gone. They can
 * be downloaded again, so what stands in their way is no reason to have no backup.
 */
function backUpBills(data: string, folder: string): void {
  const own = new Set(listBillFiles(data))
  for (const name of listBillFiles(folder)) if (!own.has(name)) rmSync(join(folder, 'bills', name), { force: true })
  copyBills(data, folder)
}

/** Those that are not there yet; also the way back from a backup. */
export function copyBills(from: string, to: string): void {
  const there = new Set(listBillFiles(to))
  for (const name of listBillFiles(from)) {
    if (there.has(name)) continue
    const source = join(from, 'bills', name)
    mkdirSync(join(to, 'bills'), { recursive: true, mode: 0o700 })
    requireRoom(join(to, 'bills'), source)
    const target = join(to, 'bills', name)
    const piece = pieceOf(target)
    try {
      copyFileSync(source, piece)
      chmodSync(piece, 0o600)
      syncFile(piece)
      renameSync(piece, target)
    } catch (error) {
      rmSync(piece, { force: true })
      throw error
    }
  }
}

/** A backup must not take the room that orders need. */
function requireRoom(folder: string, source: string): void {
  const { bavail, bsize } = statfsSync(folder)
  if (bavail * bsize < 2 * statSync(source).size) throw new Error('there is no room for it on the disk')
}

/** The same backup in a second folder, on another disk if it is any use. */
function copyBackup(backup: Backup, folder: string): Backup {
  // Not made where it is missing: then the other disk is not plugged in, and this would be the first one again.
  requireRoom(folder, backup.file)
  const file = join(folder, `gudang-${stamp(backup.at)}.db`)
  const piece = pieceOf(file)
  try {
    copyFileSync(backup.file, piece)
    seal(piece, file, folder)
  } catch (error) {
    rmSync(piece, { force: true })
    throw error
  }
  return { file, at: backup.at }
}

/** A command and the engine may be at it in the same second. */
function pieceOf(file: string): string {
  return `${file}.${process.pid}.tmp`
}

/** Only what can be read back is a backup. */
function seal(piece: string, file: string, folder: string): void {
  chmodSync(piece, 0o600)
  syncFile(piece)
  const verdict = checkFile(piece)
  if (verdict !== 'ok') throw new StoreError('damaged', `the copy: ${verdict}`)
  renameSync(piece, file)
  syncFolder(folder)
}

/** `ok`, or what is wrong with the database in this file. */
export function checkFile(path: string): string {
  const db = new Database(path, { readonly: true, fileMustExist: true, timeout: 5_000 })
  try {
    return quickCheck(db)
  } finally {
    db.close()
  }
}

const hourly = 24
const daily = 30
const dayLength = 24 * 60 * 60 * 1000

/** Keeps the newest 24, and of each of the newest 30 days that have any the last one; the others go. */
export function thinOut(folder: string, now?: number): void {
  const backups = listBackups(folder, now)
  const kept = new Set(backups.slice(0, hourly))
  const days = new Set<number>()
  for (const backup of backups) {
    const day = Math.floor(backup.at / dayLength)
    if (days.has(day) || days.size === daily) continue
    days.add(day)
    kept.add(backup)
  }
  for (const backup of backups) {
    if (!kept.has(backup)) for (const file of databaseFiles(backup.file)) rmSync(file, { force: true })
  }
}

/** Nobody is at a piece for so long. */
const abandonedMs = 3_600_000

const pieceName = /^(gudang-.*|[0-9a-f]{64}\.db\.\d+)\.tmp(-journal|-wal|-shm)?$/

/** A piece on a worn stick that cannot be removed is no reason to have no backup there. */
function sweepAbandoned(folder: string, before: number): void {
  try {
    sweepPieces(folder, before)
  } catch {
    // The next one tries again.
  }
}

/** What a crash or a pulled stick left in the middle of a backup. `before` null: all; to be called while nobody is at it. */
export function sweepPieces(folder: string, before: number | null = null): void {
  const places = [folder, join(folder, 'bills')].filter(one => existsSync(one))
  eachInTurn(places, place => {
    const pieces = readdirSync(place).filter(one => pieceName.test(one))
    eachInTurn(pieces, name => {
      const file = join(place, name)
      const written = statSync(file, { throwIfNoEntry: false })?.mtimeMs
      if (before === null || (written !== undefined && written < before)) rmSync(file, { force: true })
    })
  })
}
