import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { VirtualPrinterOrder } from '../../shared/domain/virtual-printer.ts'
import type { VirtualPrinter } from './virtual-printer.ts'

export type TcpServer = {
  readonly host: string
  readonly port: number
  /** Passes the order on, and takes the printer off the network or puts it back. Rejects when the port is taken meanwhile. */
  obey(order: VirtualPrinterOrder): Promise<void>
  /** Ends all connections and the listener; the printer is the caller's. */
  close(): Promise<void>
}

const host = '127.0.0.1'

/**
 * A virtual printer on TCP, as a network printer is (port 9100): it serves one connection, the others are accepted and
 * wait unread, and it stops reading while its receive buffer is full. Rejects with EADDRINUSE when the port is taken.
 */
export async function createTcpServer(printer: VirtualPrinter, { port: wanted }: { port: number }): Promise<TcpServer> {
  const waiting = new Set<Socket>()
  let served: { socket: Socket; isEnding(): boolean } | null = null
  let server: Server | null = null
  let port = wanted
  let turn: Promise<void> = Promise.resolve()

  async function open(): Promise<void> {
    const opening = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, socket => {
      socket.on('error', () => {})
      socket.once('close', () => leave(socket))
      waiting.add(socket)
      // One that only listens for late answers gives way.
      if (served?.isEnding()) served.socket.end()
      serveNext()
    })
    opening.listen(port, host)
    await once(opening, 'listening')
    server = opening
    port = (opening.address() as AddressInfo).port
  }

  function leave(socket: Socket): void {
    waiting.delete(socket)
    if (served?.socket === socket) served = null
    serveNext()
  }

  function serveNext(): void {
    const [socket] = waiting
    if (served || !socket) return
    waiting.delete(socket)
    let unread = 0
    let hasEnded = false
    const line = printer.attach({
      send: bytes => void socket.write(bytes),
      taken(count) {
        unread -= count
        if (unread === 0) socket.resume()
      },
      // A reset, for a dead line is no polite end.
      dropped: () => void socket.resetAndDestroy(),
      drained: () => (hasEnded ? socket.end() : undefined),
    })
    if (!line) return void socket.resetAndDestroy()
    served = { socket, isEnding: () => hasEnded }
    socket.once('close', () => line.detach())
    socket.on('data', bytes => {
      socket.pause()
      unread += bytes.length
      line.receive(bytes)
    })
    // The far side has sent all. What is still to be printed may be answered, so our side stays open until then.
    socket.on('end', () => {
      hasEnded = true
      if (printer.buffered === 0 || waiting.size > 0) socket.end()
    })
    socket.resume()
  }

  async function shut(): Promise<void> {
    const closing = server
    server = null
    for (const socket of [...waiting, ...(served ? [served.socket] : [])]) socket.resetAndDestroy()
    if (!closing) return
    const closed = once(closing, 'close')
    closing.close()
    await closed
  }

  await open()
  return {
    host,
    get port() {
      return port
    },
    obey(order) {
      printer.obey(order)
      const then = turn.then(() => {
        const isOn = printer.condition.power === 'on'
        if (isOn && !server) return open()
        return isOn ? undefined : shut()
      })
      turn = then.catch(() => {})
      return then
    },
    close: () => turn.then(shut),
  }
}
