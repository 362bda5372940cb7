import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Db, openDatabase } from '../../main/store/database.ts'
import { tempFolder } from './temp-folder.ts'

let made: Buffer | null = null

/**
 * An empty database of this version, as its first start leaves it. Made once in a process: its tables and indexes are a seventh
 * of what a shop's test costs.
 */
export function putEmptyDatabase(folder: string): void {
  if (made === null) {
    const db = openDatabase(':memory:')
    made = db.serialize()
    db.close()
  }
  writeFileSync(join(folder, 'gudang.db'), made)
}

/** A database in a file of its own, closed when the test is over. */
export function openTestDatabase(): Db {
  const folder = tempFolder()
  putEmptyDatabase(folder)
  const db = openDatabase(join(folder, 'gudang.db'))
  onTestFinished(() => void db.close())
  return db
}
