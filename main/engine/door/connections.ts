import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'

/** 1,000 pushes may wait for the disk (contract §4), each on a connection; beside them all screens and tools find room. */
const mostConnections = 2_000
/**
 * Requests one behind the other whose answers are not out yet. No browser and no webhook sender asks so; who does could have
 * us hold answers and open files without end, by not reading.
 */
const mostUnanswered = 16

type Connection = { socket: Socket; requests: Set<IncomingMessage>; answered: boolean }

/** Who goes first: one that never asked anything, one that has nothing to ask now, one that is still asking. */
const victims: ((one: Connection) => boolean)[] = [
  ({ requests, answered }) => requests.size === 0 && !answered,
  ({ requests }) => requests.size === 0,
  ({ requests }) => [...requests].some(request => !request.complete),
]

/**
 * At most so many at a time, with at most so many questions each. A plain limit would let whoever opens idle ones lock the sources out; so the newcomer is let in
 * and another goes, of its kind the one that was quiet for longest. Only where all wait for an answer of ours the newcomer
 * goes.
 */
export function boundConnections(server: Server, most = mostConnections): void {
  /** the one that was quiet for longest stands first */
  const open = new Map<string, Connection>()

  server.on('connection', (socket: Socket) => {
    if (open.size >= most && !victims.some(closeFirst)) return void socket.destroy()
    const name = nameOf(socket)
    open.set(name, { socket, requests: new Set(), answered: false })
    socket.once('close', () => {
      if (open.get(name)?.socket === socket) open.delete(name)
    })
  })
  server.on('request', (request, response) => {
    const name = nameOf(request.socket)
    const one = open.get(name)
    if (one === undefined) return
    one.requests.add(request)
    if (one.requests.size > mostUnanswered) one.socket.destroy()
    response.once('close', () => {
      one.requests.delete(request)
      one.answered = true
      if (open.delete(name)) open.set(name, one)
    })
  })

  function closeFirst(fits: (one: Connection) => boolean): boolean {
    for (const [name, one] of open) {
      if (!fits(one)) continue
      open.delete(name)
      one.socket.destroy()
      return true
    }
    return false
  }
}

/** The socket of a request is not the one that was connected where TLS stands between; both have the same ends. */
function nameOf({ remoteAddress, remotePort, localAddress }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress}`
}
