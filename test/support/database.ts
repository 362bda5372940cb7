import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Db, openDatabase } from '../../main/store/database.ts'
import { tempFolder } from './temp-folder.ts'

/** A database in a file of its own, closed when the test is over. */
export function openTestDatabase(): Db {
  const folder = tempFolder()
  const db = openDatabase(join(folder, 'gudang.db'))
  onTestFinished(() => void db.close())
  return db
}
