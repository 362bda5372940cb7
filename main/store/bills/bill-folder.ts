import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { databaseFiles, syncFile, syncFolder } from '../kept-aside.ts'

// bills/<identity>.db: the rows of one bill, never changed once they have their name. What has another name is on its way.

const billName = /^[0-9a-f]{64}\.db$/

export function billFile(dataFolder: string, identity: string): string {
  return join(dataFolder, 'bills', `${identity}.db`)
}

/** Ready to be written in; what a crash left on its way is gone. To be called while nobody is at it. */
export function makeBillFolder(dataFolder: string): string {
  const folder = join(dataFolder, 'bills')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(folder)) {
    if (/\.(tmp|part)(-journal|-wal|-shm)?$/.test(name)) rmSync(join(folder, name), { force: true })
  }
  return folder
}

/** On disk under its name, so that a row of gudang.db may speak of it. */
export function settleBill(staged: string, dataFolder: string, identity: string): void {
  const file = billFile(dataFolder, identity)
  syncFile(staged)
  for (const old of databaseFiles(file)) rmSync(old, { force: true })
  renameSync(staged, file)
  syncFolder(join(dataFolder, 'bills'))
}

export function listBillFiles(dataFolder: string): string[] {
  const folder = join(dataFolder, 'bills')
  return existsSync(folder) ? readdirSync(folder).filter(name => billName.test(name)) : []
}
