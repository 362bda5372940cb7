import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createTcpTransport, type TcpOptions } from '../../../drivers/transport/tcp.ts'
import type { Peer } from './contract.ts'

/** A device on 127.0.0.1 that takes one connection at a time. */
export async function createTcpPeer(options: Partial<TcpOptions> = {}): Promise<Peer> {
  const chunks: Buffer[] = []
  const ending = Promise.withResolvers<'end' | 'reset'>()
  let socket: Socket | null = null
  let paused = false
  const unsaid: Uint8Array[] = []
  let look = () => {}
  const size = () => chunks.reduce((sum, chunk) => sum + chunk.length, 0)

  const server = createServer(connected => {
    socket = connected
    if (paused) connected.pause()
    else connected.resume()
    for (const bytes of unsaid.splice(0)) connected.write(bytes)
    connected.on('error', () => ending.resolve('reset'))
    connected.on('end', () => ending.resolve('end'))
    connected.on('data', chunk => {
      chunks.push(chunk)
      look()
    })
    if (paused) connected.pause()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    transport: createTcpTransport({ host: '127.0.0.1', port, ...options }),
    end: ending.promise,
    received: count =>
      new Promise(resolve => {
        look = () => {
          if (size() >= count) resolve(Buffer.concat(chunks))
        }
        look()
      }),
    pause() {
      paused = true
      socket?.pause()
    },
    resume() {
      paused = false
      socket?.resume()
    },
    say(bytes) {
      if (socket === null) unsaid.push(bytes)
      else socket.write(bytes)
    },
    drop: () => socket?.resetAndDestroy(),
    async stop() {
      socket?.destroy()
      if (!server.listening) return
      server.close()
      await once(server, 'close')
    },
  }
}
