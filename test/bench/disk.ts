import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type Figure, spread } from './figures.ts'

/** What one durable write costs here at the least: 4 KiB and an fsync. */
export function measureDisk(folder: string): Figure {
  const file = openSync(join(folder, 'fsync'), 'w')
  const page = Buffer.alloc(4096, 1)
  const times: number[] = []
  for (let round = 0; round < 200; round += 1) {
    const start = performance.now()
    writeSync(file, page)
    fsyncSync(file)
    times.push(performance.now() - start)
  }
  closeSync(file)
  return { name: '4 KiB write + fsync, same folder', value: spread(times, 'ms', 2), wanted: 'the physical limit' }
}
