import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createTcpTransport } from '../../../drivers/transport/tcp.ts'
import { createBench, healthyAnswer, questionsIn } from './bench.ts'

type Device = { server: Server; port: number; got: Buffer[]; sockets: Set<Socket> }
const devices: Device[] = []

/** A small printer on TCP: `answer` sees what came and gives what goes back. */
async function createDevice(answer: (bytes: Uint8Array, socket: Socket) => Uint8Array | null): Promise<Device> {
  const sockets = new Set<Socket>()
  const got: Buffer[] = []
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', bytes => {
      got.push(bytes)
      const reply = answer(bytes, socket)
      if (reply !== null) socket.write(reply)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const device = { server, port: (server.address() as AddressInfo).port, got, sockets }
  devices.push(device)
  return device
}

async function stop({ server, sockets }: Device): Promise<void> {
  for (const socket of sockets) socket.destroy()
  if (!server.listening) return
  server.close()
  await once(server, 'close')
}

afterEach(async () => {
  for (const device of devices.splice(0)) await stop(device)
})

const tcp = ({ port }: Device) => createTcpTransport({ host: '127.0.0.1', port })

describe('a printer on TCP', () => {
  it('is printed, ticket after ticket, over one connection, and lets go of it', async () => {
    const device = await createDevice(bytes => healthyAnswer(bytes))
    const bench = createBench({ transport: tcp(device), lingerMs: 50 })
    for (let ticket = 0; ticket < 3; ticket++) {
      expect(await bench.print()).toEqual({ kind: 'printed', bytes: bench.bytes.length, evidence: 'status' })
    }
    expect(device.sockets.size).toBe(1)
    const [socket] = device.sockets
    await once(socket as Socket, 'close')
    expect(questionsIn(Buffer.concat(device.got)).filter(({ kind }) => kind === 'paper')).toHaveLength(3)
  })

  it('is sent where the printer never says a word', async () => {
    const device = await createDevice(() => null)
    const bench = createBench({ transport: tcp(device) })
    expect(await bench.print()).toMatchObject({ kind: 'sent' })
    expect(await bench.print()).toMatchObject({ kind: 'sent' })
    await bench.printer.release()
  })

  it('is uncertain when a mute printer breaks the connection behind the ticket', async () => {
    const device = await createDevice((_, socket) => {
      socket.resetAndDestroy()
      return null
    })
    const bench = createBench({ transport: tcp(device), confirmation: 'none', learned: { answersStatus: false } })
    expect(await bench.print()).toMatchObject({ kind: 'uncertain', bytes: bench.bytes.length, fault: { code: 'lost' } })
  })

  it('is uncertain when the connection breaks before the confirmation', async () => {
    const device = await createDevice((bytes, socket) => {
      if (bytes.length > 3) socket.resetAndDestroy()
      return healthyAnswer(bytes)
    })
    const bench = createBench({ transport: tcp(device) })
    expect(await bench.print()).toMatchObject({ kind: 'uncertain', fault: { state: 'offline', code: 'lost' } })
  })

  it('is refused while it is off, and printed when it is back', async () => {
    const device = await createDevice(bytes => healthyAnswer(bytes))
    const bench = createBench({ transport: tcp(device), lingerMs: 0 })
    await stop(device)
    expect(await bench.print()).toMatchObject({ kind: 'refused', fault: { state: 'offline', code: 'unreachable' } })
    device.server.listen(device.port, '127.0.0.1')
    await once(device.server, 'listening')
    expect(await bench.print()).toMatchObject({ kind: 'printed' })
    expect(bench.statuses.map(({ state }) => state)).toEqual(['offline', 'ready'])
    await bench.printer.release()
  })
})
