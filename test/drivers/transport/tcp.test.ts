import { afterEach, describe, expect, it } from 'vitest'
import { createTcpTransport } from '../../../drivers/transport/tcp.ts'
import { type Peer, transportContract } from './contract.ts'
import { createTcpPeer } from './tcp-peer.ts'

transportContract('tcp', () => createTcpPeer())

const never = new AbortController().signal

describe('tcp', () => {
  const peers: Peer[] = []
  const peer = async (...options: Parameters<typeof createTcpPeer>): Promise<Peer> => {
    const made = await createTcpPeer(...options)
    peers.push(made)
    return made
  }
  afterEach(async () => {
    for (const made of peers.splice(0)) await made.stop()
  })

  it('lets the caller go when the printer keeps its side open, and still brings every byte', async () => {
    const slow = await peer({ endMs: 50 })
    const connection = await slow.transport.connect(never)
    slow.pause()
    await connection.write(new Uint8Array(6000), { stallMs: 1000 })
    await connection.close()
    expect(await connection.ended).toEqual({ reason: 'closed', error: null })
    // What the printer says now is nobody's, but it must not reset what the printer has yet to read.
    slow.say(Uint8Array.of(0x14, 0, 0, 0))
    slow.resume()
    expect(await slow.received(6000)).toHaveLength(6000)
    expect(await slow.end).toBe('end')
  })

  it('takes a printer that ends its side for gone', async () => {
    const leaving = await peer()
    const connection = await leaving.transport.connect(never)
    await connection.write(Uint8Array.of(1), { stallMs: 1000 })
    await leaving.received(1)
    await leaving.stop()
    expect(await connection.ended).toMatchObject({ reason: 'lost', error: { code: 'lost' } })
  })

  it('says lost when the printer resets while it should still be reading', async () => {
    const breaking = await peer()
    const connection = await breaking.transport.connect(never)
    breaking.pause()
    await connection.write(new Uint8Array(6000), { stallMs: 1000 })
    const closed = connection.close()
    breaking.drop()
    await closed
    expect((await connection.ended).reason).toBe('lost')
  })

  it('keeps what the printer says before anybody listens', async () => {
    const eager = await peer()
    eager.say(Uint8Array.of(0x12))
    const connection = await eager.transport.connect(never)
    await connection.write(Uint8Array.of(1), { stallMs: 1000 })
    await eager.received(1)
    const first = await new Promise<Uint8Array>(resolve => connection.onBytes(resolve))
    expect([...first]).toEqual([0x12])
    await connection.close()
  })

  it('is named by its address', () => {
    expect(createTcpTransport({ host: '192.168.1.50', port: 9100 })).toMatchObject({
      address: 'tcp 192.168.1.50:9100',
      shared: true,
    })
  })
})
