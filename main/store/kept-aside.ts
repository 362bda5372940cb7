import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'

// Files of a database that cannot be used any more. They are moved, not deleted: a technician may get more out of them, until
// they are too old to be kept (damaged-ageing.ts).

/** What belongs to the database file `path`: SQLite's own, of every journal mode. */
export function databaseFiles(path: string): string[] {
  return [path, `${path}-wal`, `${path}-shm`, `${path}-journal`].filter(file => existsSync(file))
}

/**
 * Moves the files of the database into damaged/<time>/ beside it; the folder is null where there were none. A log that
 * stayed behind would be taken for the next database's own, so it is the first to go.
 */
export function keepAside(path: string, at: number): string | null {
  const files = databaseFiles(path)
  if (files.length === 0) return null
  const folder = freshFolder(join(dirname(path), 'damaged', stamp(at)))
  for (const file of files.reverse()) renameSync(file, join(folder, file.slice(dirname(path).length + 1)))
  syncFolder(folder)
  syncFolder(dirname(path))
  return folder
}

/** Sorts as time does, and is a file name everywhere: 2026-11-22T07-01-10Z */
export function stamp(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replaceAll(':', '-').concat('Z')
}

/** Null: it is no such name. */
export function readStamp(name: string): number | null {
  const [, day, hours, minutes, seconds] = /^(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})Z$/.exec(name) ?? []
  const at = Date.parse(`${day}T${hours}:${minutes}:${seconds}Z`)
  return Number.isNaN(at) ? null : at
}

/** Of when a folder is that keepAside has named; null: it has not. */
export function keptAsideAt(folder: string): number | null {
  return readStamp(folder.replace(/Z-\d+$/, 'Z'))
}

export function syncFile(path: string): void {
  const fd = openSync(path, 'r+')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** A name must survive a power cut too. Windows has no such call and needs none. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(path, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

function freshFolder(wanted: string): string {
  for (let again = 1; ; again += 1) {
    const folder = again === 1 ? wanted : `${wanted}-${again}`
    if (existsSync(folder)) continue
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return folder
  }
}
