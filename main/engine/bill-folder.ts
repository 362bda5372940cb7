import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TakeBill } from './alipay/answers.ts'
import { makeFolder } from './make-folder.ts'

/** Bills as they came: bills/alipay-2026-11-21.zip. The same day again replaces it: Alipay may correct one. */
export function createBillFolder(folder: string): TakeBill {
  return async ({ source, day, zip }) => {
    makeFolder(folder)
    const file = join(folder, `${source}-${day}.zip`)
    try {
      writeFileSync(`${file}.tmp`, zip, { mode: 0o600, flush: true })
      renameSync(`${file}.tmp`, file)
    } catch (error) {
      rmSync(`${file}.tmp`, { force: true })
      throw error
    }
  }
}
