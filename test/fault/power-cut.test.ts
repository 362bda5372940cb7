import { test, vi } from 'vitest'
import { type FileSystem, mountCutDisk } from '../support/cut-disk.ts'
import { places } from '../support/death.ts'
import { record } from '../support/fault-record.ts'
import { type Kill, killAndRestart } from './kill-points/killed-shop.ts'

// The power goes at a place on an order's way: a real file system is cut off from its disk with all that it had not
// written (reliability §3.4), the program is killed, the file system is mounted again. GUDANG_CUTS=40 cuts as often.

vi.setConfig({ testTimeout: 180_000 })

const count = Number(process.env.GUDANG_CUTS ?? '3')
const fileSystems: FileSystem[] = ['ext4', 'xfs']
const noDisk = (kind: FileSystem) => `no ${kind} on a loop device: needs root, loop devices and mkfs.${kind}`

/** The places where something was on its way come first. */
const order: Kill['at'][] = ['committed', 'sent', 'outbox', ...places]
const cuts = Array.from({ length: count }, (_, index): Kill & { kind: FileSystem; index: number } => ({
  at: order[index % order.length] ?? 'committed',
  time: 1 + (Math.floor(index / order.length) % 3),
  byte: 1 + ((index * 53) % 180),
  confirm: index % 2 === 0 ? 'process-id' : 'status',
  kind: fileSystems[index % fileSystems.length] ?? 'ext4',
  index,
}))

test.for(cuts)(
  '[F16] the power goes at $at (time $time, byte $byte), on $kind ($index)',
  async ({ kind, ...kill }, { task, expect, skip }) => {
    const disk = mountCutDisk(kind)
    if (disk === null) return skip(noDisk(kind))
    try {
      const { wrong, orders, lost, doubles, marked } = await killAndRestart(kill, disk)
      record(task, { times: 1, orders, lost, doubles, marked })
      expect(wrong).toEqual([])
    } finally {
      disk.close()
    }
  },
)

test('the same cut finds the orders that a program loses which does not wait for the disk', async ({
  expect,
  skip,
}) => {
  const disk = mountCutDisk('ext4')
  if (disk === null) return skip(noDisk('ext4'))
  try {
    const { wrong, lost } = await killAndRestart(
      { at: 'committed', time: 4, byte: 0, confirm: 'process-id' },
      disk,
      true,
    )
    expect(lost).toBeGreaterThan(0)
    expect(wrong.join('\n')).toContain('acknowledged and forgotten')
  } finally {
    disk.close()
  }
})
