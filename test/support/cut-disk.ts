import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import koffi from 'koffi'

// A real file system whose power can be cut: in a file, over a loop device.

export type FileSystem = 'ext4' | 'xfs'

export type CutDisk = {
  folder: string
  /** What was written so far is there to stay. */
  settle(): void
  /** Mounts it again, as after a power cut: its own log is replayed. */
  recover(): void
  close(): void
}

/** What mkfs wants at least: xfs no less than 300 MB. The file has holes. */
const bytes = { ext4: 96 * 1024 * 1024, xfs: 320 * 1024 * 1024 }

/** Null where this user may not, or this system has no mkfs for it. */
export function mountCutDisk(kind: FileSystem): CutDisk | null {
  const place = mkdtempSync(join(tmpdir(), 'gudang-test-disk-'))
  const image = join(place, 'image')
  const folder = join(place, 'disk')
  const mount = () => run('mount', ['-t', kind, '-o', 'loop', image, folder])
  const remove = () => rmSync(place, { recursive: true, force: true })
  try {
    mkdirSync(folder)
    writeFileSync(image, '')
    truncateSync(image, bytes[kind])
    run(`mkfs.${kind}`, ['-q', image])
    mount()
  } catch {
    remove()
    return null
  }
  return {
    folder,
    settle: () => run('sync', ['-f', folder]),
    recover() {
      run('umount', [folder])
      mount()
    },
    close() {
      run('umount', [folder])
      remove()
    },
  }
}

/** FS_IOC_SHUTDOWN (_IOR('X', 125, __u32)), XFS's and by now ext4's too. */
const shutdown = 0x8004587d
/** Nothing that is in memory reaches the disk any more, the file system's own log included. */
const withoutFlushingTheLog = 2

/** The power goes, for the file system that `folder` is the root of: from now on nothing of it can be read or written. */
export function cutPower(folder: string): void {
  const ioctl = koffi.load('libc.so.6').func('int ioctl(int fd, unsigned long request, uint32_t *flags)')
  const fd = openSync(folder, 'r')
  try {
    if (ioctl(fd, shutdown, [withoutFlushingTheLog]) !== 0) throw new Error(`${folder} could not be shut down`)
  } finally {
    closeSync(fd)
  }
}

function run(command: string, args: readonly string[]): void {
  execFileSync(command, args, { stdio: 'ignore', env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` } })
}
