import assert from 'node:assert/strict'
import {
  type Connection,
  isTransportError,
  type Transport,
  TransportError,
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

export type ContractCase = { name: string; run: (make: PeerMaker) => Promise<void> }

/** More than any medium buffers. */
const tooMuch = 64 * 1024 * 1024
const patient = { stallMs: 5000 }
const never = new AbortController().signal

/** What drivers/transport/transport.ts promises, for any transport. Without a test runner: these run in a VM too. */
export const contractCases: ContractCase[] = [
  {
    name: 'brings writes whole and in order',
    async run(make) {
      const peer = await make()
      const { connection } = await open(peer)
      const parts = [numbered(1), numbered(6000), numbered(70_000)]
      for (const part of parts) await connection.write(part, patient)
      const all = Buffer.concat(parts)
      assert.equal(Buffer.compare(await peer.received(all.length), all), 0)
      await connection.close()
    },
  },
  {
    name: 'hands over what the device says, also while a write waits',
    async run(make) {
      const peer = await make()
      const { connection, heard, hears } = await open(peer)
      peer.pause()
      const write = connection.write(new Uint8Array(tooMuch), { stallMs: 60_000 }).catch(error => error)
      peer.say(Uint8Array.of(0x12))
      await hears(1)
      peer.say(Uint8Array.of(0x16, 0x00))
      await hears(3)
      assert.deepEqual(heard, [0x12, 0x16, 0x00])
      peer.drop()
      assert.equal((await write).code, 'lost')
    },
  },
  {
    name: 'loses nothing at the end, although the device talks and reads late',
    async run(make) {
      const peer = await make()
      const { connection } = await open(peer)
      peer.pause()
      await connection.write(numbered(6000), patient)
      const closed = connection.close()
      peer.say(Uint8Array.of(0x14, 0x00, 0x00, 0x0f))
      peer.resume()
      await closed
      assert.equal((await peer.received(6000)).length, 6000)
      if (peer.end !== null) assert.equal(await peer.end, 'end')
      assert.deepEqual(await connection.ended, { reason: 'closed', error: null })
    },
  },
  {
    name: 'says how many bytes left when the device goes away within a write',
    async run(make) {
      const peer = await make()
      const { connection } = await open(peer)
      peer.pause()
      const write = failing(connection.write(new Uint8Array(tooMuch), { stallMs: 60_000 }))
      setTimeout(() => peer.drop(), 100)
      const error = await write
      assert.equal(error.code, 'lost')
      assertWithin(error.bytesTaken)
      assert.equal((await connection.ended).reason, 'lost')
    },
  },
  {
    name: 'ends when the device goes away between writes, and then takes nothing',
    async run(make) {
      const peer = await make()
      const { connection } = await open(peer)
      await connection.write(numbered(3), patient)
      await peer.received(3)
      peer.drop()
      assert.equal((await connection.ended).reason, 'lost')
      assertError(await failing(connection.write(numbered(3), patient)), 'lost')
      await connection.close()
    },
  },
  {
    name: 'gives up a write that makes no progress, and sends nothing more',
    async run(make) {
      const peer = await make()
      const { connection } = await open(peer)
      peer.pause()
      const error = await failing(connection.write(new Uint8Array(tooMuch), { stallMs: 300 }))
      assert.equal(error.code, 'stalled')
      assertWithin(error.bytesTaken)
      assert.equal((await connection.ended).reason, 'lost')
    },
  },
  {
    name: 'gives up connecting when told to',
    async run(make) {
      const peer = await make()
      assertError(await failing(peer.transport.connect(AbortSignal.abort())), 'aborted')
    },
  },
  {
    name: 'is unreachable when nobody is there',
    async run(make) {
      const peer = await make()
      await peer.stop()
      assertError(await failing(peer.transport.connect(never)), 'unreachable')
    },
  },
  {
    name: 'is told by a plain Error that writes may not overlap nor follow a close',
    async run(make) {
      const peer = await make()
      const { connection } = await open(peer)
      const first = connection.write(numbered(100), patient)
      assertMisuse(await connection.write(numbered(1), patient).catch(error => error))
      await first
      const closed = connection.close()
      assertMisuse(await connection.write(numbered(1), patient).catch(error => error))
      await closed
      await connection.close()
      assert.equal((await peer.received(100)).length, 100)
    },
  },
]

async function open(
  peer: Peer,
): Promise<{ connection: Connection; heard: number[]; hears: (count: number) => Promise<void> }> {
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

function numbered(count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, index) => index % 251)
}

async function failing(attempt: Promise<unknown>): Promise<TransportError> {
  const error = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!isTransportError(error)) throw new Error(`no TransportError: ${String(error)}`)
  return error
}

function assertError(error: TransportError, code: TransportError['code']): void {
  assert.deepEqual([error.code, error.bytesTaken], [code, 0])
}

function assertWithin(bytesTaken: number): void {
  assert.ok(bytesTaken > 0 && bytesTaken < tooMuch, `${bytesTaken} bytes`)
}

function assertMisuse(error: unknown): void {
  assert.ok(error instanceof Error && !(error instanceof TransportError), String(error))
}
