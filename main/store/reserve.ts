import { randomFillSync } from 'node:crypto'
import { rmSync, statfsSync, statSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'

// A file that only takes up room. On a full disk it is given up, and printing and its outcomes go on.

export type Reserve = {
  /** Makes it, or what is missing of it, as large as there is room for. Never rejects: a smaller one is better than none. */
  make(): Promise<void>
  /** No more is written of it. Resolves when nobody here has it open: only then does giving it up give room. Never rejects. */
  stop(): Promise<void>
  giveUp(): void
  /** Is there room for it, and as much again? */
  hasRoom(): boolean
}

const mebibyte = 1024 * 1024
const largest = 64 * mebibyte
/** Of a small disk it takes a sixteenth of what is free: all of it from 1 GiB on. */
const share = 16

/** `pause`: between two mebibytes, so that orders have the disk in between. */
export function createReserve(folder: string, pause: () => Promise<void>): Reserve {
  const file = fileIn(folder)
  /** what the latest order to it was */
  let wish: 'make' | 'stop' | 'give up' = 'stop'
  let making: Promise<void> | null = null
  let writing: Promise<void> = Promise.resolve()

  async function fill(): Promise<void> {
    const had = statSync(file, { throwIfNoEntry: false })?.size ?? 0
    const size = Math.min(largest, Math.floor((freeBytes(folder) + had) / share))
    if (had >= size) return
    // No zeros: some file systems store those for nothing.
    const block = randomFillSync(Buffer.alloc(mebibyte))
    // Not kept open meanwhile: a file that is given up gives its room back only when nobody has it open.
    for (let written = had; wish === 'make' && written < size; await pause()) {
      const next = block.subarray(0, size - written)
      writing = appendFile(file, next, { mode: 0o600 })
      await writing
      written += next.length
    }
  }

  return {
    make() {
      wish = 'make'
      making ??= fill()
        .catch(() => {})
        .finally(() => {
          making = null
          // It may have been opened after it was given up.
          if (wish === 'give up') rmSync(file, { force: true })
        })
      return making
    },
    stop() {
      wish = 'stop'
      return writing.catch(() => {})
    },
    giveUp() {
      wish = 'give up'
      giveUpReserve(folder)
    },
    hasRoom: () => freeBytes(folder) >= 2 * Math.min(largest, Math.floor(totalBytes(folder) / share)),
  }
}

const fileIn = (folder: string) => join(folder, 'reserve')

export function giveUpReserve(folder: string): void {
  rmSync(fileIn(folder), { force: true })
}

export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

function totalBytes(folder: string): number {
  const { blocks, bsize } = statfsSync(folder)
  return blocks * bsize
}
