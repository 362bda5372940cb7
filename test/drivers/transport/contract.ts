import { afterEach, describe, expect, it } from 'vitest'
import {
  type Connection,
  isTransportError,
  type Transport,
  type TransportError,
} from '../../../drivers/transport/transport.ts'

/** The device's end of the medium under test. */
export type Peer = {
  transport: Transport
  /** all bytes that reached the device, once there are at least `count` */
  received(count: number): Promise<Uint8Array>
  /** from now on the device reads nothing; before the first connection: from its start */
  pause(): void
  resume(): void
  say(bytes: Uint8Array): void
  /** the device goes away without a word */
  drop(): void
  /** how the connection ended for the device; null where the medium has no such thing */
  end: Promise<'end' | 'reset'> | null
  /** nobody is there any more */
  stop(): Promise<void>
}

export type PeerMaker = () => Promise<Peer>

/** More than any medium buffers. */
const tooMuch = 64 * 1024 * 1024
const patient = { stallMs: 5000 }
const never = new AbortController().signal

/** What drivers/transport/transport.ts promises, for any transport. */
export function transportContract(name: string, makePeer: PeerMaker): void {
  describe(`${name} keeps the law of transport.ts`, () => {
    const peers: Peer[] = []
    const make = async (): Promise<Peer> => {
      const peer = await makePeer()
      peers.push(peer)
      return peer
    }
    afterEach(async () => {
      for (const peer of peers.splice(0)) await peer.stop()
    })
    const open = async (
      peer: Peer,
    ): Promise<{ connection: Connection; heard: number[]; hears: (count: number) => Promise<void> }> => {
      const connection = await peer.transport.connect(never)
      const heard: number[] = []
      let look = () => {}
      connection.onBytes(bytes => {
        heard.push(...bytes)
        look()
      })
      const hears = (count: number) =>
        new Promise<void>(resolve => {
          look = () => {
            if (heard.length >= count) resolve()
          }
          look()
        })
      return { connection, heard, hears }
    }

    it('brings writes whole and in order', async () => {
      const peer = await make()
      const { connection } = await open(peer)
      const parts = [numbered(1), numbered(6000), numbered(70_000)]
      for (const part of parts) await connection.write(part, patient)
      const all = Buffer.concat(parts)
      expect(Buffer.compare(await peer.received(all.length), all)).toBe(0)
      await connection.close()
    })

    it('hands over what the device says, also while a write waits', async () => {
      const peer = await make()
      const { connection, heard, hears } = await open(peer)
      peer.pause()
      const write = connection.write(new Uint8Array(tooMuch), { stallMs: 60_000 }).catch(error => error)
      peer.say(Uint8Array.of(0x12))
      await hears(1)
      peer.say(Uint8Array.of(0x16, 0x00))
      await hears(3)
      expect(heard).toEqual([0x12, 0x16, 0x00])
      peer.drop()
      expect(await write).toMatchObject({ code: 'lost' })
    })

    it('loses nothing at the end, although the device talks and reads late', async () => {
      const peer = await make()
      const { connection } = await open(peer)
      peer.pause()
      await connection.write(numbered(6000), patient)
      const closed = connection.close()
      peer.say(Uint8Array.of(0x14, 0x00, 0x00, 0x0f))
      peer.resume()
      await closed
      expect(await peer.received(6000)).toHaveLength(6000)
      if (peer.end !== null) expect(await peer.end).toBe('end')
      expect(await connection.ended).toEqual({ reason: 'closed', error: null })
    })

    it('says how many bytes left when the device goes away within a write', async () => {
      const peer = await make()
      const { connection } = await open(peer)
      peer.pause()
      const write = failing(connection.write(new Uint8Array(tooMuch), { stallMs: 60_000 }))
      setTimeout(() => peer.drop(), 100)
      const error = await write
      expect(error.code).toBe('lost')
      expect(error.bytesTaken).toBeGreaterThan(0)
      expect(error.bytesTaken).toBeLessThan(tooMuch)
      expect((await connection.ended).reason).toBe('lost')
    })

    it('ends when the device goes away between writes, and then takes nothing', async () => {
      const peer = await make()
      const { connection } = await open(peer)
      await connection.write(numbered(3), patient)
      await peer.received(3)
      peer.drop()
      expect((await connection.ended).reason).toBe('lost')
      expect(await failing(connection.write(numbered(3), patient))).toMatchObject({ code: 'lost', bytesTaken: 0 })
      await connection.close()
    })

    it('gives up a write that makes no progress, and sends nothing more', async () => {
      const peer = await make()
      const { connection } = await open(peer)
      peer.pause()
      const error = await failing(connection.write(new Uint8Array(tooMuch), { stallMs: 300 }))
      expect(error.code).toBe('stalled')
      expect(error.bytesTaken).toBeGreaterThan(0)
      expect(error.bytesTaken).toBeLessThan(tooMuch)
      expect((await connection.ended).reason).toBe('lost')
    })

    it('gives up connecting when told to', async () => {
      const peer = await make()
      await expect(peer.transport.connect(AbortSignal.abort())).rejects.toMatchObject({
        code: 'aborted',
        bytesTaken: 0,
      })
    })

    it('is unreachable when nobody is there', async () => {
      const peer = await make()
      await peer.stop()
      await expect(peer.transport.connect(never)).rejects.toMatchObject({ code: 'unreachable', bytesTaken: 0 })
    })

    it('is told by a plain Error that writes may not overlap nor follow a close', async () => {
      const peer = await make()
      const { connection } = await open(peer)
      const first = connection.write(numbered(100), patient)
      const second = await connection.write(numbered(1), patient).catch(error => error)
      expect(second).toBeInstanceOf(Error)
      expect(isTransportError(second)).toBe(false)
      await first
      const closed = connection.close()
      await expect(connection.write(numbered(1), patient)).rejects.toBeInstanceOf(Error)
      await closed
      await connection.close()
      expect(await peer.received(100)).toHaveLength(100)
    })
  })
}

function numbered(count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, index) => index % 251)
}

async function failing(write: Promise<void>): Promise<TransportError> {
  const error = await write.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!isTransportError(error)) throw new Error(`no TransportError: ${String(error)}`)
  return error
}
