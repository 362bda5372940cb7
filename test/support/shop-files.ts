import { copyFileSync, cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { makeBackup } from '../../main/store/backups.ts'
import { filesIn } from './files.ts'
import type { Shop } from './shop.ts'

// What befalls the files of a data folder.

export const databaseFile = (folder: string) => join(folder, 'gudang.db')

/** A backup as the engine makes it, named after `at`. */
export function backUp(folder: string, at: number): string {
  return makeBackup(databaseFile(folder), join(folder, 'backups'), at).file
}

/** Zeros over whole pages in the middle; the header and the end stay as they are. Of a file that no log stands in for. */
export function zeroPages(file: string, pages = 4): void {
  const db = new Database(file)
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
  const bytes = readFileSync(file)
  const middle = Math.floor(bytes.length / 4096 / 2) * 4096
  bytes.fill(0, middle, middle + pages * 4096)
  writeFileSync(file, bytes)
}

/** Keeps the database as it is now, and the shop goes on; called, the shop is closed, and that file stands in today's place. */
export async function keepOldFile(shop: Pick<Shop, 'folder' | 'close' | 'reopen'>): Promise<() => Promise<void>> {
  await shop.close()
  const old = join(shop.folder, 'old.db')
  copyFileSync(databaseFile(shop.folder), old)
  await shop.reopen()
  return async () => {
    await shop.close()
    renameSync(old, databaseFile(shop.folder))
  }
}

/** Every line that `drop` picks goes from the journal. */
export function dropFromJournal(folder: string, drop: (line: Record<string, unknown>) => boolean): void {
  const journal = join(folder, 'journal')
  for (const name of readdirSync(journal)) {
    const lines = readFileSync(join(journal, name), 'utf8').split('\n')
    const kept = lines.filter(line => line === '' || !drop(JSON.parse(line) as Record<string, unknown>))
    writeFileSync(join(journal, name), kept.join('\n'))
  }
}

/** As somebody copies a shop who has never heard of a write-ahead log. */
export function copyWithoutLog(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: path => !/gudang\.db-|engine\.lock/.test(path) })
}

export function removeFiles(folder: string, pattern: RegExp): void {
  for (const name of filesIn(folder)) if (pattern.test(name)) rmSync(join(folder, name))
}
