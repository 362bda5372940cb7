import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'

/** backups/second-path: one line, the folder on another disk that every backup is copied to. */
const settingFile = (folder: string) => join(folder, 'backups', 'second-path')

/** Null: there is none. */
export function secondBackupFolder(folder: string): string | null {
  if (!existsSync(settingFile(folder))) return null
  const path = readFileSync(settingFile(folder), 'utf8').trim()
  return isAbsolute(path) ? path : null
}
