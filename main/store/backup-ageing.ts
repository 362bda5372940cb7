import { rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { type AgeLimits, createAgeing } from './ageing.ts'
import { type Backup, listBackups } from './backups.ts'
import type { Db } from './database.ts'
import { eachInTurn } from './in-turn.ts'
import { schemaOf } from './inspection.ts'
import { schemaVersion } from './migrations.ts'
import { forgetSettledSince } from './settled-since.ts'

// A backup must not remember a customer longer than the shop does.

/** `present`: the shop's database, aged already; null: it cannot be asked, and what is open in a backup stays as it is. */
export function ageBackups(folder: string, limits: AgeLimits, present: Db | null): void {
  eachInTurn(listBackups(folder), backup => {
    const aged = changeBackup(backup, db => {
      if (present !== null) forgetSettledSince(db, present, limits)
      const ageing = createAgeing(db, limits)
      while (ageing.step());
    })
    // Of an older version of the program: it cannot be changed from here, so it goes when all of it is old enough.
    if (!aged && backup.at < limits.customers) rmSync(backup.file, { force: true })
  })
}

/** In place: only the pages that have to change are written. False: it is of another version, or cannot be read. */
export function changeBackup(backup: Backup, change: (db: Db) => void): boolean {
  const db = new Database(backup.file, { fileMustExist: true, timeout: 5_000 })
  try {
    if (schemaOf(db) !== schemaVersion) return false
    db.pragma('synchronous = FULL')
    db.pragma('secure_delete = ON')
    change(db)
    return true
  } catch {
    return false
  } finally {
    db.close()
  }
}
