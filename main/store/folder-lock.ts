import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

const lockFile = 'engine.lock'

export type FolderLock = { release(): void }

/**
 * One engine per data folder. The lock is SQLite's own exclusive file lock on an empty database, which the operating
 * system drops with the process: after kill -9 nothing stale is left, and two paths to one folder still meet.
 * Null: another engine holds the folder.
 */
export function lockFolder(folder: string): FolderLock | null {
  // Somebody who only asks (isFolderHeld) is gone in a moment.
  const db = new Database(join(folder, lockFile), { timeout: 200 })
  try {
    db.pragma('journal_mode = MEMORY')
    db.pragma('locking_mode = EXCLUSIVE')
    db.exec('begin exclusive')
    return { release: () => db.close() }
  } catch (error) {
    db.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null
    throw error
  }
}

/** Does an engine work on this folder? Changes nothing in it. */
export function isFolderHeld(folder: string): boolean {
  const file = join(folder, lockFile)
  if (!existsSync(file)) return false
  const db = new Database(file, { readonly: true, timeout: 0 })
  try {
    db.prepare('select 1 from sqlite_schema').get()
    return false
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return true
    throw error
  } finally {
    db.close()
  }
}
