import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

// Copies of the shop that a command or a restore was cut short in the middle of. They are in nobody's list, so nothing else
// would ever age them.

const copies = /^gudang\.db\.(restored|probe)(-wal|-shm|-journal)?$/
const journalPiece = /^\d{4}-\d{2}-\d{2}\.jsonl\.tmp$/
const exportFolder = /^export-[A-Za-z0-9]{6}$/
const backupOrPiece = /^gudang-.*\.db(\.\d+\.tmp)?(-wal|-shm|-journal)?$/

/** To be called by whoever holds the data folder, with its database open. */
export function sweepLeftovers(data: string): void {
  sweep(data, copies)
  sweep(join(data, 'journal'), journalPiece)
  for (const name of readdirSync(data).filter(one => exportFolder.test(one))) {
    sweep(join(data, name), backupOrPiece)
    // A folder that somebody has given such a name has something else in it.
    if (readdirSync(join(data, name)).length === 0) rmdirSync(join(data, name))
  }
}

function sweep(folder: string, names: RegExp): void {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) if (names.test(name)) rmSync(join(folder, name), { force: true })
}
