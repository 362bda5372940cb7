import { join } from 'node:path'
import Database from 'better-sqlite3'

export type FolderLock = { release(): void }

/**
 * One engine per data folder. The lock is SQLite's own exclusive file lock on an empty database, which the operating
 * system drops with the process: after kill -9 nothing stale is left, and two paths to one folder still meet.
 * Null: another engine holds the folder.
 */
export function lockFolder(folder: string): FolderLock | null {
  const db = new Database(join(folder, 'engine.lock'), { timeout: 0 })
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
