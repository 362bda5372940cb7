import { describe, expect, it } from 'vitest'
import { createScriptedTransport } from '../../../drivers/transport/scripted.ts'

const never = new AbortController().signal
const patient = { stallMs: 50 }

describe('the scripted transport', () => {
  it('answers, drops, stalls and refuses by its script, one connection after the other', async () => {
    const transport = createScriptedTransport([
      { refuse: 'busy' },
      { answer: bytes => bytes.map(byte => byte + 1) },
      { dropAfterBytes: 3 },
      { stallAfterBytes: 1 },
    ])
    await expect(transport.connect(never)).rejects.toMatchObject({ code: 'busy' })

    const answering = await transport.connect(never)
    const heard = new Promise<Uint8Array>(resolve => answering.onBytes(resolve))
    await answering.write(Uint8Array.of(1, 2), patient)
    expect([...(await heard)]).toEqual([2, 3])
    await answering.close()
    expect(transport.peers[0]?.ended).toBe(true)

    const dropping = await transport.connect(never)
    await dropping.write(Uint8Array.of(1, 2), patient)
    await expect(dropping.write(Uint8Array.of(3, 4), patient)).rejects.toMatchObject({ code: 'lost', bytesTaken: 1 })
    expect((await dropping.ended).reason).toBe('lost')

    const stalling = await transport.connect(never)
    await expect(stalling.write(Uint8Array.of(1, 2), patient)).rejects.toMatchObject({ code: 'stalled', bytesTaken: 1 })
    expect([...(transport.peers[2]?.taken ?? [])]).toEqual([1])
    expect(transport.attempts).toBe(4)
  })

  it('lets no misuse pass', async () => {
    const connection = await createScriptedTransport([{ stallAfterBytes: 0 }]).connect(never)
    const first = connection.write(Uint8Array.of(1), patient)
    await expect(connection.write(Uint8Array.of(2), patient)).rejects.toThrow('another write')
    await connection.close()
    await expect(first).rejects.toMatchObject({ code: 'lost', bytesTaken: 0 })
    await expect(connection.write(Uint8Array.of(3), patient)).rejects.toThrow('after close')
    await expect(createScriptedTransport([{}]).connect(AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' })
  })

  it('keeps what the device says before anybody listens', async () => {
    const transport = createScriptedTransport([{}])
    const connection = await transport.connect(never)
    transport.peers[0]?.say(Uint8Array.of(7))
    expect([...(await new Promise<Uint8Array>(resolve => connection.onBytes(resolve)))]).toEqual([7])
  })
})
