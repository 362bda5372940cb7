import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A network between a client and a server on this machine, which a test can break. */
export type TcpProxy = {
  port: number
  /** What the client says from now on gets lost; what the server says arrives. */
  deafen(): void
  /** Nothing gets through any more, and nobody is told: a pulled plug. */
  freeze(): void
  /** Every connection breaks; new ones are whole again. */
  cut(): void
  /** The server's next word never arrives: what it is said on breaks instead. */
  swallow(): void
}

export async function openTcpProxy(serverPort: number): Promise<TcpProxy> {
  const pairs = new Set<{ client: Socket; server: Socket }>()
  let hearsClient = true
  let hearsServer = true
  let swallows = false
  const listener = createServer(client => {
    const server = connect(serverPort, '127.0.0.1')
    const pair = { client, server }
    pairs.add(pair)
    client.on('data', bytes => hearsClient && server.write(bytes))
    const end = () => {
      pairs.delete(pair)
      client.destroy()
      server.destroy()
    }
    server.on('data', bytes => {
      if (swallows) {
        swallows = false
        end()
      } else if (hearsServer) client.write(bytes)
    })
    for (const socket of [client, server]) socket.on('close', end).on('error', end)
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()

  function cut(): void {
    for (const { client, server } of pairs) {
      client.destroy()
      server.destroy()
    }
    hearsClient = true
    hearsServer = true
  }

  onTestFinished(() => {
    cut()
    listener.close()
  })
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    deafen() {
      hearsClient = false
    },
    freeze() {
      hearsClient = false
      hearsServer = false
    },
    cut,
    swallow() {
      swallows = true
    },
  }
}
