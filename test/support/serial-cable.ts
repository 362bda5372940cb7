import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs'
import koffi from 'koffi'

/**
 * A serial port (a pty, which has termios, XON/XOFF and back-pressure like any other) and the printer at the cable's
 * other end, which reads no faster than its baud rate. Not socat: between two ptys it deadlocks when one is full.
 */
export type SerialCable = {
  /** our end, to be opened by the transport */
  readonly path: string
  /** all bytes that the printer has read */
  readonly taken: Buffer
  /** called with what the printer just read */
  onTaken: (bytes: Uint8Array) => void
  /** while true, the printer reads nothing */
  paused: boolean
  say(bytes: Uint8Array): void
  /** Somebody pulls the plug: the port hangs up. */
  unplug(): void
}

const tickMs = 1
/** start bit, 8 data bits, stop bit */
const bitsPerByte = 10
/** The port's name is not given to another terminal while a test still tries it. */
const nameHeldMs = 1_000

/** <asm-generic/ioctls.h> */
const TIOCGPTN = 0x80045430
const TIOCSPTLCK = 0x40045431

/** `baud` null: as fast as it goes. The one who opens it unplugs it. */
export function openSerialCable(baud: number | null = null): SerialCable {
  const flags = constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK
  const printer = openSync('/dev/ptmx', flags)
  const path = `/dev/pts/${unlock(printer)}`
  // The cable stays although our end is opened and closed, as a cable does.
  const held = openSync(path, flags)

  const chunks: Buffer[] = []
  const buffer = Buffer.alloc(65_536)
  let plugged = true
  let credit = 0
  let lastAt = performance.now()
  const reading = setInterval(() => {
    const now = performance.now()
    credit = baud === null ? buffer.length : Math.min(credit + ((now - lastAt) * baud) / bitsPerByte / 1000, baud / 100)
    lastAt = now
    if (cable.paused || credit < 1) return
    const most = Math.floor(credit)
    const count = readNow(printer, buffer, most)
    // The time in which nothing came is gone: what comes next takes its own.
    credit = count < most ? 0 : credit - count
    if (count === 0) return
    const bytes = Buffer.from(buffer.subarray(0, count))
    chunks.push(bytes)
    cable.onTaken(bytes)
  }, tickMs)

  const cable: SerialCable = {
    path,
    get taken() {
      return Buffer.concat(chunks)
    },
    onTaken() {},
    paused: false,
    say: bytes => void writeSync(printer, bytes),
    unplug() {
      if (!plugged) return
      plugged = false
      clearInterval(reading)
      closeSync(printer)
      setTimeout(() => closeSync(held), nameHeldMs).unref()
    },
  }
  return cable
}

/** What unlockpt(3) and ptsname(3) do. */
function unlock(printer: number): number {
  const ioctl = koffi.load(null).func('int ioctl(int fd, unsigned long request, ...)')
  const number = new Int32Array(1)
  if (ioctl(printer, TIOCSPTLCK, 'void *', new Int32Array(1)) !== 0) throw new Error('no pty')
  if (ioctl(printer, TIOCGPTN, 'void *', number) !== 0) throw new Error('no pty')
  return number[0] ?? 0
}

/** 0: nothing there, or nobody. */
function readNow(fd: number, buffer: Buffer, count: number): number {
  try {
    return readSync(fd, buffer, 0, Math.min(count, buffer.length), null)
  } catch {
    return 0
  }
}
