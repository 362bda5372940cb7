import { accessSync, constants, readFileSync, statfsSync } from 'node:fs'

const folder = '/dev/shm'
const wantedBytes = 4 * 1024 ** 3

/**
 * Where files lie in memory (Linux), with room for all tests' and programs allowed; else null. A shop's database waits for the
 * disk some forty times before its first order, and tests start hundreds. What only a disk does, its tests have disks for.
 */
export function memoryFolder(): string | null {
  try {
    const mount = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .findLast(line => line.split(' ')[1] === folder)
    const [, , type, options = ''] = mount?.split(' ') ?? []
    accessSync(folder, constants.W_OK)
    const { bavail, bsize } = statfsSync(folder)
    const room = Math.min(bavail * bsize, process.availableMemory())
    return type === 'tmpfs' && !options.split(',').includes('noexec') && room > wantedBytes ? folder : null
  } catch {
    return null
  }
}
