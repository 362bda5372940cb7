import { randomFillSync } from 'node:crypto'
import { rmSync, statfsSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'

// A file that only takes up room. On a full disk it is given up, and printing and its outcomes go on.

export type Reserve = {
  /** Makes it, as large as there is room for. Resolves also where the disk refuses: then it is smaller, or not there. */
  make(): Promise<void>
  giveUp(): void
  /** Is there room for it, and as much again? */
  hasRoom(): boolean
}

const mebibyte = 1024 * 1024
const largest = 64 * mebibyte
/** Of a small disk it takes a sixteenth of what is free: all of it from 1 GiB on. */
const share = 16

export function createReserve(folder: string): Reserve {
  const file = join(folder, 'reserve')
  let wanted = false

  async function fill(size: number): Promise<void> {
    // No zeros: some file systems store those for nothing.
    const block = randomFillSync(Buffer.alloc(mebibyte))
    const handle = await open(file, 'w', 0o600)
    try {
      for (let written = 0; wanted && written < size; ) {
        const { bytesWritten } = await handle.write(block, 0, Math.min(block.length, size - written))
        written += bytesWritten
      }
    } finally {
      await handle.close()
    }
  }

  return {
    async make() {
      wanted = true
      try {
        const had = statSync(file, { throwIfNoEntry: false })?.size ?? 0
        const size = Math.min(largest, Math.floor((freeBytes(folder) + had) / share))
        if (had < size) await fill(size)
      } catch {
        // A smaller one is better than none.
      }
      // Given up meanwhile: the file may have been made after that.
      if (!wanted) rmSync(file, { force: true })
    },
    giveUp() {
      wanted = false
      rmSync(file, { force: true })
    },
    hasRoom: () => freeBytes(folder) >= 2 * Math.min(largest, Math.floor(totalBytes(folder) / share)),
  }
}

export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

function totalBytes(folder: string): number {
  const { blocks, bsize } = statfsSync(folder)
  return blocks * bsize
}
