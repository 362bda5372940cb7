import { type FileHandle, open } from 'node:fs/promises'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import koffi from 'koffi'

/** The device's end of the cable: a gadget's file, read and written without ever blocking a thread of Node's. */
export type DeviceSide = {
  readonly received: Buffer
  say(bytes: Uint8Array): Promise<void>
  /** from now on it takes nothing, but for what the kernel's buffers hold */
  pause(): void
  resume(): void
  /** at least so many bytes it reads before it pauses by itself */
  pauseAfter(bytes: number): void
  onBytes(listener: (bytes: Uint8Array) => void): void
  /** From now on it looks for bytes without a rest, for whoever measures how long they take. */
  stayAwake(): void
  clear(): void
  /** what it says to GET_PORT_STATUS: 18h is healthy, 20h paper empty */
  setPins(pins: number): void
  open(): Promise<void>
  /**
   * To be called right after each unplugging. Linux 6.1's f_printer.c makes its character device anew at each plugging-in,
   * in the same memory: a file that is still open then corrupts a list when it is closed, and the kernel dies.
   */
  close(): Promise<void>
}

/** O_RDWR | O_NONBLOCK: EAGAIN is asked again, because these files cannot be waited for by Node. */
const flags = 0o2 | 0o4000
const againMs = 5
/** Nothing came for a while: each look costs a millisecond of an emulated processor. */
const idleAgainMs = 25
const idleAfterMs = 300
/** <linux/usb/g_printer.h>: _IOWR('g', 0x22, unsigned char); the pins are its argument itself */
const GADGET_SET_PRINTER_STATUS = 0xc0016722
const setStatus = koffi.load(null).func('int ioctl(int fd, unsigned long request, long pins)')
/** A whole one of the gadget's buffers: one read in part is freed twice by f_printer.c, at the second unplugging. */
const gadgetBuffer = 8192

export function createDeviceSide(file: string): DeviceSide {
  const chunks: Buffer[] = []
  const buffer = Buffer.alloc(gadgetBuffer)
  let handle: FileHandle | null = null
  let pumping: Promise<void> = Promise.resolve()
  let paused = false
  let left = Infinity
  let awake = false
  let listener: (bytes: Uint8Array) => void = () => {}

  async function pump(from: FileHandle): Promise<void> {
    let tookAt = performance.now()
    while (handle === from) {
      const count = paused || left <= 0 ? 0 : await read(from)
      if (count === 0) await rest(performance.now() - tookAt)
      else {
        tookAt = performance.now()
        take(Buffer.from(buffer.subarray(0, count)))
      }
    }
  }
  function rest(idleMs: number): Promise<unknown> {
    if (awake) return turn()
    return sleep(idleMs < idleAfterMs ? againMs : idleAgainMs)
  }
  async function read(from: FileHandle): Promise<number> {
    try {
      return (await from.read(buffer, 0, buffer.length, null)).bytesRead
    } catch {
      // EAGAIN; ENODEV while unplugged.
      return 0
    }
  }
  function take(bytes: Buffer): void {
    left -= bytes.length
    chunks.push(bytes)
    listener(bytes)
  }

  return {
    get received() {
      return Buffer.concat(chunks)
    },
    async say(bytes) {
      for (let at = 0; at < bytes.length && handle !== null; ) {
        at += await handle.write(bytes, at, bytes.length - at, null).then(
          ({ bytesWritten }) => bytesWritten,
          () => sleep(againMs, 0),
        )
      }
    },
    pause() {
      paused = true
    },
    resume() {
      paused = false
      left = Infinity
    },
    pauseAfter(bytes) {
      left = bytes
    },
    onBytes(to) {
      listener = to
    },
    clear() {
      chunks.length = 0
    },
    stayAwake() {
      awake = true
    },
    setPins(pins) {
      if (handle === null || setStatus(handle.fd, GADGET_SET_PRINTER_STATUS, pins) < 0) throw new Error('no pins')
    },
    async open() {
      const opened = await open(file, flags)
      handle = opened
      pumping = pump(opened)
    },
    async close() {
      const closing = handle
      handle = null
      await pumping
      await closing?.close()
    },
  }
}
