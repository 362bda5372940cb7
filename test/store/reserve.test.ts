import { existsSync, readdirSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createReserve, freeBytes, giveUpReserve } from '../../main/store/reserve.ts'
import { mountSmallDisk } from '../support/small-disk.ts'
import { tempFolder } from '../support/temp-folder.ts'

const mebibyte = 1024 * 1024
const noPause = async () => {}

test('64 MB on a disk with room, made once, and gone when given up', async () => {
  const folder = tempFolder()
  const reserve = createReserve(folder, noPause)
  await reserve.make()
  const { size, blocks, ino } = statSync(join(folder, 'reserve'))
  expect(size).toBe(64 * mebibyte)
  // It takes up what it says: the system counts in 512 bytes.
  if (process.platform === 'linux') expect(blocks * 512).toBeGreaterThanOrEqual(size)
  await reserve.make()
  expect(statSync(join(folder, 'reserve')).ino).toBe(ino)
  expect(reserve.hasRoom()).toBe(true)
  reserve.giveUp()
  expect(existsSync(join(folder, 'reserve'))).toBe(false)
  reserve.giveUp()
})

test('of a small disk a sixteenth; given up while it is made, it is not finished', async ({ skip }) => {
  const disk = mountSmallDisk(128 * mebibyte)
  if (disk === null) return skip('a small file system can only be mounted by root')
  const reserve = createReserve(disk.folder, noPause)
  await reserve.make()
  const { size } = statSync(join(disk.folder, 'reserve'))
  expect(size).toBeGreaterThan(7 * mebibyte)
  expect(size).toBeLessThanOrEqual(8 * mebibyte)
  expect(reserve.hasRoom()).toBe(true)
  disk.fill(0)
  expect(reserve.hasRoom()).toBe(false)
  reserve.giveUp()
  expect(freeBytes(disk.folder)).toBeGreaterThanOrEqual(size)
  // Its own room alone is not room enough: the next order would take what the printers need.
  expect(reserve.hasRoom()).toBe(false)
  disk.free()
  expect(reserve.hasRoom()).toBe(true)
  const making = reserve.make()
  reserve.giveUp()
  await making
  expect(existsSync(join(disk.folder, 'reserve'))).toBe(false)
})

test('stopped half-way, it is gone on with the next time', async () => {
  const folder = tempFolder()
  const size = () => statSync(join(folder, 'reserve')).size
  const reserve = createReserve(folder, async () => {
    if (size() === 3 * mebibyte) await reserve.stop()
  })
  await reserve.make()
  expect(size()).toBe(3 * mebibyte)
  await createReserve(folder, noPause).make()
  expect(size()).toBe(64 * mebibyte)
})

test('stopped while it is written, nobody has it open: given up, it gives its room', async ({ skip }) => {
  const disk = mountSmallDisk(128 * mebibyte)
  if (disk === null) return skip('a small file system can only be mounted by root')
  const reserve = createReserve(disk.folder, noPause)
  void reserve.make()
  await reserve.stop()
  disk.fill(0)
  expect(openFiles()).not.toContain(join(disk.folder, 'reserve'))
  const { size } = statSync(join(disk.folder, 'reserve'))
  expect(size).toBe(mebibyte)
  giveUpReserve(disk.folder)
  expect(freeBytes(disk.folder)).toBeGreaterThanOrEqual(size)
  disk.free()
})

function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap(fd => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)]
    } catch {
      // The one that this list was read with.
      return []
    }
  })
}

test('a disk that refuses is no reason to fail', async () => {
  await expect(createReserve(join(tempFolder(), 'nowhere'), noPause).make()).resolves.toBeUndefined()
})
