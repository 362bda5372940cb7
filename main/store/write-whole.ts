import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Whole or not at all, also across a power cut. `mode` holds from the first byte on, whatever a crash left behind. */
export function writeWhole(file: string, text: string, mode: number): void {
  const fd = openSync(`${file}.tmp`, 'w', mode)
  try {
    fchmodSync(fd, mode)
    writeFileSync(fd, text)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(`${file}.tmp`, file)
  syncFolder(dirname(file))
}

/** The new name must survive a power cut too. Windows has no such call and needs none. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
