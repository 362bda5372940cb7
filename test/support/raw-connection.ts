import { createConnection, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A line to a door on which anything can be said, and that keeps all that comes back. */
export type RawConnection = {
  readonly socket: Socket
  /** latin1 */
  answer(): string
  /** of every answer so far, one behind the other */
  statuses(): number[]
  /** resolves when the line is closed, by whomever */
  closed: Promise<void>
  isClosed(): boolean
  /** resolves with whether the line still stands when the bytes are with the system */
  write(bytes: string | Uint8Array): Promise<boolean>
}

export async function openRaw(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url)
  let answer = ''
  let over = false
  const socket = createConnection({ host: hostname, port: Number(port) })
  onTestFinished(() => void socket.destroy())
  socket.on('data', data => {
    answer += data.toString('latin1')
  })
  const connected = new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  const closed = new Promise<void>(resolve =>
    socket.once('close', () => {
      over = true
      resolve()
    }),
  )
  await connected
  // A door that shuts on us is what these tests are about.
  socket.on('error', () => {})
  return {
    socket,
    answer: () => answer,
    statuses: () => [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status)),
    closed,
    isClosed: () => over,
    write: bytes =>
      new Promise(resolve => {
        if (over || socket.destroyed) return resolve(false)
        socket.write(bytes, error => resolve(!error))
        void closed.then(() => resolve(false))
      }),
  }
}

/** Says it all, ends the line from this side, and gives what came back until the other side ended it too. */
export async function sayRaw(url: string, bytes: string | Uint8Array): Promise<string> {
  const line = await openRaw(url)
  line.socket.end(bytes)
  await line.closed
  return line.answer()
}
