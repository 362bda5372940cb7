import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import type { DeviceIdentity } from './device-identity.ts'
import { hardwareAddress } from './neighbours.ts'
import { type Connection, type Transport, TransportError, type TransportErrorCode } from './transport.ts'

export type TcpOptions = {
  host: string
  /** 9100, where printers listen (JetDirect, "RAW") */
  port: number
  connectMs?: number
  /** how long `close` waits for the printer's own end; it then lets the caller go and keeps reading for `lingerMs` */
  endMs?: number
  lingerMs?: number
  /** the table of hardware addresses, where it is not the system's */
  neighbours?: string | undefined
}

/** Handed to the kernel in pieces, so that a failure says how many had left, to one piece. */
const pieceBytes = 1024

/**
 * Raw TCP. The kernel takes a ticket at once, so `write` proves little; what matters is how the connection ends.
 * A socket that is destroyed while the printer's answers are unread, or that gets one afterwards, resets the connection,
 * and the ticket's rest is lost in the printer (measured: 1152 of 6000 bytes arrived, reference/escpos.md §5). So answers are
 * always read, and the end is a half-close: FIN comes behind the last byte, and the printer ends its side when it has
 * read that far.
 */
export function createTcpTransport(options: TcpOptions): Transport {
  const { host, port, connectMs = 3000, endMs = 2000, lingerMs = 30_000, neighbours } = options
  return {
    address: `tcp ${host}:${port}`,
    // Most printers serve one connection at a time.
    shared: true,
    async connect(signal) {
      const socket = await connect(host, port, connectMs, signal)
      const connection = connectionOf(socket, { endMs, lingerMs })
      return { ...connection, device: deviceAt(socket.remoteAddress ?? '', neighbours) }
    },
  }
}

/** DHCP may have given the address to another device since the last ticket. */
function deviceAt(address: string, neighbours: string | undefined): DeviceIdentity | null {
  const mac = hardwareAddress(address, neighbours)
  return mac === null ? null : { medium: 'network', mac }
}

async function connect(host: string, port: number, connectMs: number, signal: AbortSignal): Promise<Socket> {
  const tooLong = AbortSignal.timeout(connectMs)
  // allowHalfOpen: our side ends when we say so, not when the printer ends its own.
  const socket = createConnection({ host, port, allowHalfOpen: true, noDelay: true })
  try {
    await once(socket, 'connect', { signal: AbortSignal.any([signal, tooLong]) })
  } catch (error) {
    socket.on('error', () => {})
    socket.destroy()
    if (signal.aborted) throw new TransportError('aborted', 'gave up connecting')
    if (tooLong.aborted) throw new TransportError('stalled', `no answer from ${host}:${port} in ${connectMs} ms`)
    throw new TransportError(connectCode(error), describe(error))
  }
  // A printer that lost its power says nothing: the kernel asks after 10 s of silence.
  socket.setKeepAlive(true, 10_000)
  return socket
}

function connectionOf(socket: Socket, { endMs, lingerMs }: { endMs: number; lingerMs: number }): Connection {
  const ending = Promise.withResolvers<Awaited<Connection['ended']>>()
  let state: 'open' | 'closing' | 'ended' = 'open'
  let writing = false
  let listener: ((bytes: Uint8Array) => void) | null = null
  let early: Uint8Array[] = []

  const end = (reason: 'closed' | 'lost', error: TransportError | null): void => {
    if (state === 'ended') return
    state = 'ended'
    ending.resolve({ reason, error })
  }
  const lose = (error: TransportError): void => {
    end('lost', error)
    socket.destroy()
  }
  socket.on('data', bytes => {
    if (state === 'ended') return
    if (listener === null) early.push(bytes)
    else listener(bytes)
  })
  socket.on('error', error => end('lost', new TransportError('lost', describe(error))))
  socket.on('end', () => {
    if (state === 'open') lose(new TransportError('lost', 'the printer ended the connection'))
  })
  socket.on('close', () => {
    if (state === 'closing') end('closed', null)
    else end('lost', new TransportError('lost', 'the connection broke'))
  })

  /** One piece: resolves when the kernel has all of it. */
  const writePiece = async (piece: Uint8Array, stallMs: number): Promise<void> => {
    const written = Promise.withResolvers<void>()
    const timer = setTimeout(() => {
      const stalled = new TransportError('stalled', `no byte taken for ${stallMs} ms`)
      written.reject(stalled)
      // What is queued must not leave after the caller was told that it did not.
      lose(stalled)
    }, stallMs)
    socket.write(piece, error => (error ? written.reject(error) : written.resolve()))
    // The first attempt is made inside write(): an error that is there now means that nothing of this piece left.
    const leftAtMost = socket.errored === null && !socket.destroyed ? piece.length : 0
    try {
      await written.promise
    } catch (error) {
      const code = error instanceof TransportError ? error.code : 'lost'
      throw new TransportError(code, describe(error), leftAtMost)
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    ended: ending.promise,
    onBytes(to) {
      listener = to
      for (const bytes of early) to(bytes)
      early = []
    },
    async write(bytes, { stallMs }) {
      if (writing) throw new Error('write while another write is pending')
      if (state === 'closing') throw new Error('write after close')
      if (state === 'ended') throw new TransportError('lost', 'the connection has ended')
      writing = true
      try {
        for (let taken = 0; taken < bytes.length; taken += pieceBytes) {
          await writePiece(bytes.subarray(taken, taken + pieceBytes), stallMs).catch(error => {
            throw new TransportError(error.code, error.message, taken + error.bytesTaken)
          })
        }
      } finally {
        writing = false
      }
    },
    async close() {
      if (state === 'open') {
        state = 'closing'
        socket.end()
        const patience = setTimeout(() => {
          // The printer still works on what it has, or never ends its side. Reading goes on, so that a late answer does not
          // become a reset, but nobody waits for it and no process stays alive for it.
          end('closed', null)
          socket.unref()
          setTimeout(() => socket.destroy(), lingerMs).unref()
        }, endMs)
        void ending.promise.then(() => clearTimeout(patience))
      }
      await ending.promise
    },
  }
}

function connectCode(error: unknown): TransportErrorCode {
  const code = systemCode(error)
  return code === 'EACCES' || code === 'EPERM' ? 'permission' : 'unreachable'
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message || (systemCode(error) ?? error.name) : String(error)
}

function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}
