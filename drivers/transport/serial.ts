import { realpathSync } from 'node:fs'
import { basename } from 'node:path'
import type { SerialPort } from 'serialport'
import { createConnectionLife } from './connection-life.ts'
import { forbiddenError, heldError, oursError } from './device-holder.ts'
import { type Libc, loadLibc } from './libc.ts'
import { createCountedSend, createDrainedSend, type SerialSend } from './serial-sending.ts'
import { type Connection, type Transport, TransportError } from './transport.ts'

export type SerialOptions = {
  /** /dev/ttyUSB0, COM3; a Bluetooth printer's is its own: /dev/rfcomm0 */
  path: string
  baudRate: number
  /** how the printer says that its buffer is full: not at all, by its RTS line (our CTS), by the bytes XOFF and XON */
  flow: 'none' | 'rtscts' | 'xonxoff'
  parity?: 'none' | 'even' | 'odd'
  /** default: what this system has; null: without the kernel's count, as on Windows and macOS */
  libc?: Libc | null
}

/** How often a silent port is looked at. */
const watchMs = 500

/**
 * A serial port: the only medium that has no end of its own and never refuses a byte, unless flow control does. So a
 * write resolves when the last bit has left, and a port is given up when it moves nothing.
 */
export function createSerialTransport(options: SerialOptions): Transport {
  const { path, baudRate } = options
  /** ports of this transport that the system has not closed yet, whatever their connections said */
  let unclosed = 0
  return {
    address: `serial ${path} ${baudRate}`,
    // Nobody else has business on this line, and whoever reopens it may reset the printer.
    shared: false,
    async connect(signal) {
      if (signal.aborted) throw new TransportError('aborted', 'gave up connecting')
      const libc = options.libc === undefined ? await loadLibc() : options.libc
      const port = await open(options, unclosed > 0)
      unclosed += 1
      port.once('close', () => {
        unclosed -= 1
      })
      if (signal.aborted) {
        port.close()
        throw new TransportError('aborted', 'gave up connecting')
      }
      return connectionOf(port, libc, options)
    },
  }
}

async function open({ path, baudRate, flow, parity = 'none' }: SerialOptions, isOurs: boolean): Promise<SerialPort> {
  const { SerialPort } = await import('serialport')
  const port = new SerialPort({
    path,
    baudRate,
    parity,
    rtscts: flow === 'rtscts',
    // We stop when told to. We never tell the printer to, for it would take the byte for text; and IXANY would let any
    // status byte resume the sending (CUPS #287).
    xon: flow === 'xonxoff',
    xoff: false,
    xany: false,
    hupcl: false,
    lock: true,
    autoOpen: false,
  })
  const opened = Promise.withResolvers<void>()
  port.open(error => (error ? opened.reject(error) : opened.resolve()))
  await opened.promise.catch(async (error: Error) => {
    throw await openFailure(path, error.message, isOurs)
  })
  return port
}

/** serialport says why in words only: strerror's on Unix, its own on Windows. */
async function openFailure(path: string, words: string, isOurs: boolean): Promise<TransportError> {
  // Windows' word for a port that another program has open.
  if (process.platform === 'win32' && /access denied/i.test(words)) return isOurs ? oursError(path) : heldError(path)
  if (/permission denied|not permitted/i.test(words)) return forbiddenError(path)
  if (/cannot lock port|resource busy/i.test(words)) return isOurs ? oursError(path) : heldError(path)
  const trouble = /no such (file|device)|file not found/i.test(words) ? ({ trouble: 'unplugged' } as const) : null
  return new TransportError('unreachable', words, 0, trouble)
}

/** The kernel's cdc_acm, also under a name from /dev/serial/by-id. */
function isAcm(path: string): boolean {
  try {
    return basename(realpathSync(path)).startsWith('ttyACM')
  } catch {
    return false
  }
}

function connectionOf(port: SerialPort, libc: Libc | null, { path, baudRate }: SerialOptions): Connection {
  const life = createConnectionLife()
  // Unix bindings have a descriptor, Windows' have not.
  const fd = port.port !== undefined && 'fd' in port.port ? port.port.fd : null
  let send: SerialSend = createDrainedSend(port, life.ended)
  let watching: NodeJS.Timeout | undefined
  if (libc !== null && typeof fd === 'number') {
    libc.setExclusive(fd, true)
    libc.keepLinesOnClose(fd)
    const overcounts = isAcm(path)
    send = createCountedSend({ fd, isOpen: () => life.state !== 'ended', overcounts }, libc, baudRate)
    // serialport reads on for ever from a port that hung up between two reads (bindings-cpp 13 unix-read.ts: 0 bytes).
    watching = setInterval(() => {
      if (life.state === 'open' && libc.unsent(fd) === null) lose(new TransportError('lost', 'the port is gone'))
    }, watchMs).unref()
  }
  port.on('data', bytes => life.deliver(bytes))
  port.on('error', error => lose(new TransportError('lost', error.message)))
  port.on('close', () => lose(new TransportError('lost', 'the port is gone')))

  function shut(): Promise<void> {
    clearInterval(watching)
    return new Promise(resolve => (port.isOpen ? port.close(() => resolve()) : resolve()))
  }
  function lose(error: TransportError): void {
    if (life.state !== 'open') return
    life.end('lost', error)
    void shut()
  }

  return {
    ended: life.ended,
    onBytes: life.onBytes,
    write: (bytes, { stallMs }) =>
      life.guard(async () => {
        try {
          await send(bytes, stallMs)
        } catch (error) {
          if (error instanceof TransportError) lose(new TransportError(error.code, error.message))
          throw error
        }
      }),
    async close() {
      if (life.beginClose()) {
        if (libc !== null && typeof fd === 'number') libc.setExclusive(fd, false)
        await shut()
        life.end('closed', null)
      }
      await life.ended
    },
  }
}
