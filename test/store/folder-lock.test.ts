import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { lockFolder } from '../../main/store/folder-lock.ts'
import { tempFolder } from '../support/temp-folder.ts'

const module = fileURLToPath(new URL('../../main/store/folder-lock.ts', import.meta.url))

/** Another process that tries the lock, says what it got, and holds on to it until it is killed. */
async function otherProcess(folder: string): Promise<{ got: string; child: ChildProcess; kill(): Promise<void> }> {
  const script = `
    const { lockFolder } = await import(${JSON.stringify(module)})
    globalThis.lock = lockFolder(${JSON.stringify(folder)})
    process.stdout.write(globalThis.lock === null ? 'null' : 'lock')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  onTestFinished(kill)
  const [got] = await once(child.stdout, 'data')
  return { got: String(got), child, kill }
}

test('one at a time in one process, also by another name', () => {
  const folder = tempFolder()
  const link = join(tempFolder(), 'link')
  symlinkSync(folder, link)
  const lock = lockFolder(folder)
  expect(lock).not.toBeNull()
  expect([lockFolder(folder), lockFolder(link), lockFolder(`${folder}/.`)]).toEqual([null, null, null])
  lock?.release()
  const next = lockFolder(link)
  expect(next).not.toBeNull()
  next?.release()
})

test('one at a time among processes, also by another name; those refused take nothing away', async () => {
  const folder = tempFolder()
  const link = join(tempFolder(), 'link')
  symlinkSync(folder, link)
  const lock = lockFolder(folder)
  expect((await otherProcess(folder)).got).toBe('null')
  expect((await otherProcess(link)).got).toBe('null')
  lock?.release()
  expect((await otherProcess(link)).got).toBe('lock')
  expect(lockFolder(folder)).toBeNull()
})

test('free at once after kill -9 of its holder', async () => {
  const folder = tempFolder()
  const holder = await otherProcess(folder)
  expect(holder.got).toBe('lock')
  expect(lockFolder(folder)).toBeNull()
  await holder.kill()
  const lock = lockFolder(folder)
  expect(lock).not.toBeNull()
  lock?.release()
})

test('folders do not get in each other’s way', () => {
  const locks = [lockFolder(tempFolder()), lockFolder(tempFolder())]
  expect(locks).not.toContain(null)
  for (const lock of locks) lock?.release()
})
