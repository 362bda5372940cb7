import { close as closeFile, constants, open as openFile, readSync } from 'node:fs'
import { promisify } from 'node:util'
import { createConnectionLife } from './connection-life.ts'
import { forbiddenError, heldError } from './device-holder.ts'
import { startDeviceWriting } from './device-writing.ts'
import { type Libc, loadLibc } from './libc.ts'
import { portStatusOf } from './port-status.ts'
import { type Connection, type Transport, TransportError } from './transport.ts'
import { identifyFile } from './usb-place.ts'

/** usblp gives out what one USB transfer brought, at most 8192 bytes. */
const readBytes = 8192
/** Answers are looked for this often while some may come, and else so often that an unplugged device is noticed. */
const lookMs = 5
const idleLookMs = 50
const lookFastForMs = 10_000
/** 64 KiB in one look: a printer answers in a handful of bytes, and whatever is at the end of this path would keep us reading for good. */
const mostReads = 8

/**
 * A printer's device file (/dev/usb/lp0): only one program may have it open, and the kernel tells how every transfer
 * ended. It is closed as soon as it errs, for only then does a printer that was unplugged come back under its name.
 */
export function createDeviceTransport({ path }: { path: string }): Transport {
  return {
    address: `device ${path}`,
    shared: false,
    async connect(signal) {
      const libc = await loadLibc()
      if (libc === null) throw new TransportError('unreachable', 'device files are read on Linux only; name the queue')
      if (signal.aborted) throw new TransportError('aborted', 'gave up connecting')
      const fd = await open(path)
      try {
        if (signal.aborted) throw new TransportError('aborted', 'gave up connecting')
        return { ...(await connectionOf(fd, libc)), device: identifyFile(path) }
      } catch (error) {
        closeFile(fd)
        throw error
      }
    },
  }
}

async function open(path: string): Promise<number> {
  try {
    return await promisify(openFile)(path, constants.O_RDWR | constants.O_NOCTTY)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'EBUSY') throw await heldError(path)
    if (code === 'EACCES' || code === 'EPERM') throw await forbiddenError(path)
    const words = `${path} cannot be opened (${code}): is the printer plugged in and on?`
    throw new TransportError('unreachable', words, 0, { trouble: 'unplugged' })
  }
}

async function connectionOf(fd: number, libc: Libc): Promise<Connection> {
  const life = createConnectionLife()
  const writing = await startDeviceWriting(fd, libc)
  const buffer = Buffer.alloc(readBytes)
  let movedAt = performance.now()
  let look: NodeJS.Timeout | undefined
  let askingPins: Promise<number | null> = Promise.resolve(null)
  listen()

  function listen(): void {
    const ms = performance.now() - movedAt < lookFastForMs ? lookMs : idleLookMs
    look = setTimeout(() => {
      if (life.state === 'ended') return
      if (read()) listen()
    }, ms).unref()
  }
  function read(): boolean {
    try {
      let reads = 0
      for (let news = libc.readable(fd); news !== 'no'; news = libc.readable(fd)) {
        if (reads++ === mostReads) throw new Error('it gives bytes without end, as no printer does')
        const count = readSync(fd, buffer, 0, buffer.length, null)
        if (count === 0 && news === 'hung-up') throw new Error('it hung up')
        // A transfer without bytes says nothing.
        if (count === 0) break
        movedAt = performance.now()
        life.deliver(Uint8Array.from(buffer.subarray(0, count)))
      }
      return true
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      lose(new TransportError('lost', `the device cannot be read: ${why}`))
      return false
    }
  }
  /** The threads first: they must not write to what the number may mean next, nor ask it. */
  async function shut(): Promise<void> {
    clearTimeout(look)
    await writing.stop()
    await askingPins
    await promisify(closeFile)(fd)
  }
  function lose(error: TransportError): void {
    if (life.state !== 'open') return
    life.end('lost', error)
    void shut()
  }

  return {
    ended: life.ended,
    onBytes: life.onBytes,
    async portStatus() {
      if (life.state !== 'open') return null
      askingPins = libc.portPins(fd)
      const pins = await askingPins
      return pins === null ? null : portStatusOf(pins)
    },
    write: (bytes, { stallMs }) =>
      life.guard(async () => {
        movedAt = performance.now()
        try {
          await writing.write(bytes, stallMs)
          movedAt = performance.now()
        } catch (error) {
          if (error instanceof TransportError) lose(new TransportError(error.code, error.message))
          throw error
        }
      }),
    async close() {
      if (life.beginClose()) {
        await shut()
        life.end('closed', null)
      }
      await life.ended
    },
  }
}
