// The few calls to Linux that Node has no name for. Loaded with the first printer that needs them.
// Numbers: <asm-generic/ioctls.h>, the same on x86 and arm; struct termios of <asm-generic/termbits.h>.

import { endianness } from 'node:os'
import { getSystemErrorName } from 'node:util'

const TCGETS = 0x5401
const TCSETS = 0x5402
const TCFLSH = 0x540b
const TCOFLUSH = 1
const TIOCEXCL = 0x540c
const TIOCNXCL = 0x540d
const TIOCOUTQ = 0x5411
/** <linux/lp.h>, of usblp too */
const LPGETSTATUS = 0x060b
/** c_iflag, c_oflag, c_cflag, c_lflag (32 bits each), c_line, c_cc[19] */
const termiosBytes = 36
const cflagIndex = 2
const HUPCL = 0o2000

/** <poll.h> */
const POLLIN = 1
const POLLERR = 8
const POLLHUP = 16
/** Ignored where nobody listens for it; Go, too, wakes its threads with it. 23 on all but MIPS, Alpha and SPARC. */
const SIGURG = 23

export type Libc = {
  /** Bytes of a terminal that the kernel still has to send; null when the device is gone (a hung-up tty says EIO). */
  unsent(fd: number): number | null
  /** What waits to be sent never is. */
  discardUnsent(fd: number): void
  /** No other program may open the terminal (root may). */
  setExclusive(fd: number, yes: boolean): void
  /**
   * Closing leaves DTR as it is. The kernel's default (HUPCL) drops it, and the next open raises it again, which resets
   * printers and the Arduino-like boards in clones. serialport 13 sets this flag but never clears it
   * (bindings-cpp 13 src/serialport_unix.cpp, setup()).
   */
  keepLinesOnClose(fd: number): void
  /** Blocks the calling thread. The count of bytes taken, or what errno says. */
  write(fd: number, bytes: Uint8Array): number | NodeJS.ErrnoException
  /** Would a read return at once, with data or an error? `hung-up`: it would, and the device is gone. */
  readable(fd: number): 'no' | 'yes' | 'hung-up'
  /** The pins of a printer's port (usblp asks the device, for up to 5 s, in a thread); null: it has none, or is silent. */
  portPins(fd: number): Promise<number | null>
  /** the calling thread */
  thread(): number
  /** Makes a `write` that blocks another thread return with what it did, or EINTR; once per process, before any of them. */
  allowInterrupts(): void
  interrupt(thread: number): void
}

let loading: Promise<Libc | null> | null = null

/** Null: not Linux. */
export function loadLibc(): Promise<Libc | null> {
  loading ??= process.platform === 'linux' ? load() : Promise.resolve(null)
  return loading
}

async function load(): Promise<Libc> {
  const { default: koffi } = await import('koffi')
  // Null: the program itself, whose C library is loaded already, be it glibc or musl.
  const self = koffi.load(null)
  const ioctl = self.func('int ioctl(int fd, unsigned long request, ...)')
  // Variadic functions cannot be called in a thread; on Linux the call is the same.
  const ioctlFor = self.func('int ioctl(int fd, unsigned long request, void *argument)')
  const write = self.func('intptr_t write(int fd, const void *bytes, size_t count)')
  const poll = self.func('int poll(void *fds, unsigned long count, int timeoutMs)')
  const gettid = self.func('int gettid()')
  const tgkill = self.func('int tgkill(int process, int thread, int signal)')
  const siginterrupt = self.func('int siginterrupt(int signal, int yes)')
  return {
    unsent(fd) {
      const count = new Int32Array(1)
      return ioctl(fd, TIOCOUTQ, 'void *', count) === 0 ? (count[0] ?? 0) : null
    },
    discardUnsent: fd => void ioctl(fd, TCFLSH, 'int', TCOFLUSH),
    setExclusive: (fd, yes) => void ioctl(fd, yes ? TIOCEXCL : TIOCNXCL, 'int', 0),
    keepLinesOnClose(fd) {
      const termios = new Uint32Array(termiosBytes / 4)
      if (ioctl(fd, TCGETS, 'void *', termios) !== 0) return
      termios[cflagIndex] = (termios[cflagIndex] ?? 0) & ~HUPCL
      ioctl(fd, TCSETS, 'void *', termios)
    },
    write(fd, bytes) {
      const count = write(fd, bytes, bytes.length)
      return count >= 0 ? Number(count) : errnoError(koffi.errno())
    },
    readable(fd) {
      // struct pollfd: int fd, short events, short revents
      const asked = new DataView(new ArrayBuffer(8))
      asked.setInt32(0, fd, endianness() === 'LE')
      asked.setInt16(4, POLLIN, endianness() === 'LE')
      if (poll(new Uint8Array(asked.buffer), 1, 0) === 0) return 'no'
      return asked.getInt16(6, endianness() === 'LE') & (POLLERR | POLLHUP) ? 'hung-up' : 'yes'
    },
    portPins(fd) {
      const pins = new Int32Array(1)
      const { promise, resolve } = Promise.withResolvers<number | null>()
      ioctlFor.async(fd, LPGETSTATUS, pins, (error: Error | null, result: number) =>
        resolve(error === null && result === 0 ? (pins[0] ?? null) : null),
      )
      return promise
    },
    thread: () => gettid(),
    allowInterrupts() {
      if (process.listeners('SIGURG').includes(ignore)) return
      process.on('SIGURG', ignore)
      // Otherwise the kernel takes up the write again (SA_RESTART, which libuv sets).
      siginterrupt(SIGURG, 1)
    },
    interrupt: thread => void tgkill(process.pid, thread, SIGURG),
  }
}

function ignore(): void {}

function errnoError(errno: number): NodeJS.ErrnoException {
  const code = getSystemErrorName(-errno)
  return Object.assign(new Error(code), { code, errno })
}
