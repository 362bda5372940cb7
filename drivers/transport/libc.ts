// The few calls to Linux that Node has no name for. Loaded with the first printer that needs them.
// Numbers: <asm-generic/ioctls.h>, the same on x86 and arm; struct termios of <asm-generic/termbits.h>.

const TCGETS = 0x5401
const TCSETS = 0x5402
const TCFLSH = 0x540b
const TCOFLUSH = 1
const TIOCEXCL = 0x540c
const TIOCNXCL = 0x540d
const TIOCOUTQ = 0x5411
/** c_iflag, c_oflag, c_cflag, c_lflag (32 bits each), c_line, c_cc[19] */
const termiosBytes = 36
const cflagIndex = 2
const HUPCL = 0o2000

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
  const ioctl = koffi.load(null).func('int ioctl(int fd, unsigned long request, ...)')
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
  }
}
