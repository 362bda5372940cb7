import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { tempFolder } from './temp-folder.ts'

export type SmallDisk = {
  folder: string
  /** takes all room but `left` bytes */
  fill(left: number): void
  /** gives it back */
  free(): void
}

/** A file system of `bytes`, to be filled up. Null where this user may not mount one. */
export function mountSmallDisk(bytes: number): SmallDisk | null {
  const folder = tempFolder()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'gudang-test', folder], { stdio: 'ignore' })
  } catch {
    return null
  }
  onTestFinished(() => {
    execFileSync('umount', [folder])
  })
  const ballast = join(folder, 'ballast')
  return {
    folder,
    fill(left) {
      const fd = openSync(ballast, 'w')
      const block = Buffer.alloc(4096)
      let written = 0
      try {
        for (;;) written += writeSync(fd, block)
      } catch {
        // Full: that was the aim.
      }
      closeSync(fd)
      execFileSync('truncate', ['-s', String(Math.max(0, written - left)), ballast])
    },
    free: () => rmSync(ballast),
  }
}
