import { open } from 'node:fs/promises'
import { devNull } from 'node:os'
import { onTestFinished, vi } from 'vitest'

/** What fs/promises has in its hands; its `sync` is the fsync that the journal waits for. */
export async function fileHandles() {
  const handle = await open(devNull, 'r')
  const prototype = Object.getPrototypeOf(handle) as typeof handle
  await handle.close()
  return prototype
}

/** Watches every fsync of this process that goes through fs/promises (SQLite's own do not). */
export async function watchSync() {
  const spy = vi.spyOn(await fileHandles(), 'sync')
  onTestFinished(() => spy.mockRestore())
  return spy
}

/** Every such fsync waits until `release`. */
export async function blockSync(): Promise<{ release(): void }> {
  const prototype = await fileHandles()
  const real = prototype.sync
  let release = () => {}
  const released = new Promise<void>(resolve => {
    release = resolve
  })
  const spy = await watchSync()
  spy.mockImplementation(async function (this: typeof prototype) {
    await released
    return real.call(this)
  })
  return { release: () => release() }
}

export function ioError(code = 'EIO'): Error {
  return Object.assign(new Error(`${code}: the disk refuses, fsync`), { code })
}
