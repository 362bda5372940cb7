import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Libc } from './libc.ts'
import { TransportError } from './transport.ts'

/** Sends all, or throws a TransportError that says how many bytes left. */
export type SerialSend = (bytes: Uint8Array, stallMs: number) => Promise<void>

/** The kernel's queue for a serial port holds about 4 KiB, 355 ms at 115200 baud: this pause never lets it run dry. */
const refillMs = 5
/** start bit, 8 data bits, stop bit (a parity bit makes it a little longer; then it is asked once more) */
const bitsPerByte = 10

/**
 * Linux: the kernel takes what it has room for and tells at any time how much of that is still unsent, so that progress
 * is what the printer lets through, and a line held up from the start (CTS low, XOFF) provably sent nothing.
 * `overcounts`: this driver counts whole buffers as unsent, however little is left in them (cdc_acm: "This is inaccurate
 * (overcounts), but it works"; measured in test/vm: 2048 more unsent than it was given). All it took may have left then.
 */
export function createCountedSend(
  { fd, isOpen, overcounts = false }: { fd: number; isOpen(): boolean; overcounts?: boolean },
  libc: Pick<Libc, 'unsent' | 'discardUnsent'>,
  baudRate: number,
): SerialSend {
  // More unsent than was given: another driver that counts so.
  let excess = overcounts
  return async (bytes, stallMs) => {
    let accepted = 0
    let left = 0
    let movedAt = performance.now()
    for (;;) {
      const took = accepted < bytes.length && isOpen() ? push(fd, bytes.subarray(accepted)) : 0
      const unsent = took === null || !isOpen() ? null : libc.unsent(fd)
      // What was in the kernel's queue when the device went away: nobody knows.
      if (took === null || unsent === null) throw new TransportError('lost', 'the port is gone', accepted)
      accepted += took
      if (accepted === bytes.length && unsent === 0) return
      if (took > 0 || accepted - unsent > left) movedAt = performance.now()
      left = accepted - unsent
      excess ||= left < 0
      if (performance.now() - movedAt > stallMs) {
        libc.discardUnsent(fd)
        throw new TransportError('stalled', stallWords(stallMs), excess ? accepted : left)
      }
      const rest = (unsent * bitsPerByte * 1000) / baudRate
      if (took === 0 || accepted === bytes.length) {
        await sleep(accepted < bytes.length ? refillMs : Math.min(Math.max(rest, 1), 4 * refillMs))
      }
    }
  }
}

/** How many bytes the kernel took; null: the device is gone. The descriptor never blocks. */
function push(fd: number, bytes: Uint8Array): number | null {
  try {
    return writeSync(fd, bytes)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    return code === 'EAGAIN' || code === 'EINTR' ? 0 : null
  }
}

/** What createDrainedSend needs of a SerialPort. */
export type DrainedPort = {
  write(bytes: Uint8Array, done: (error: Error | null | undefined) => void): unknown
  drain(done: (error: Error | null) => void): void
  flush(done: (error: Error | null) => void): void
}

/** A ticket's bytes are known to have left piece by piece: small, so that a failure is not far off. */
const pieceBytes = 512

/**
 * Where the system does not count (Windows, macOS): a piece has left when the port says that it has drained. `ended`: a
 * port that is gone forgets to say so.
 */
export function createDrainedSend(port: DrainedPort, ended: Promise<unknown>): SerialSend {
  return async (bytes, stallMs) => {
    for (let taken = 0; taken < bytes.length; taken += pieceBytes) {
      const piece = bytes.subarray(taken, taken + pieceBytes)
      const gone = Promise.withResolvers<void>()
      const timer = setTimeout(() => {
        gone.reject(new TransportError('stalled', stallWords(stallMs)))
        // A drain that waits for a stuck line holds one of the process's four worker threads until there is nothing left.
        port.flush(() => {})
      }, stallMs)
      const settle = (error: Error | null | undefined) => (error ? gone.reject(error) : gone.resolve())
      void ended.then(() => gone.reject(new TransportError('lost', 'the port is gone')))
      port.write(piece, error => (error ? settle(error) : port.drain(settle)))
      try {
        await gone.promise
      } catch (error) {
        const { code, message } =
          error instanceof TransportError ? error : { code: 'lost' as const, message: 'the port is gone' }
        throw new TransportError(code, message, taken + piece.length)
      } finally {
        clearTimeout(timer)
      }
    }
  }
}

function stallWords(stallMs: number): string {
  return `no byte taken for ${stallMs} ms: the printer holds the line (flow control), is off, or is out of paper`
}
