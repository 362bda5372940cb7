import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

const escAt = Buffer.of(0x1b, 0x40)
const askPaper = Buffer.of(0x1d, 0x72, 1)

/**
 * The least a printer on TCP can be: it answers DLE EOT (ready) and GS r 1 (paper is in). While `breaks` says so it
 * hangs up as soon as a ticket begins. `status` is its answer to DLE EOT n.
 */
export async function openScriptedTcpPrinter(
  breaks: (ticket: number) => boolean,
  status: (n: number) => number = () => 0x12,
) {
  const sockets = new Set<Socket>()
  let tickets = 0
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', chunk => {
      if (chunk.includes(escAt)) {
        tickets += 1
        if (breaks(tickets)) {
          socket.resetAndDestroy()
          return
        }
      }
      for (let at = chunk.indexOf(0x10); at >= 0; at = chunk.indexOf(0x10, at + 1)) {
        if (chunk[at + 1] === 0x04) socket.write(Buffer.of(status(chunk[at + 2] ?? 0)))
      }
      if (chunk.includes(askPaper)) socket.write(Buffer.of(0))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  return {
    connection: { type: 'tcp', host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    get tickets() {
      return tickets
    },
  }
}
