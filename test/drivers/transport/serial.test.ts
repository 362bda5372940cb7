import { execFileSync } from 'node:child_process'
import { afterEach, describe, expect, it } from 'vitest'
import { createSerialTransport, type SerialOptions } from '../../../drivers/transport/serial.ts'
import { openSerialCable, type SerialCable } from '../../support/serial-cable.ts'
import { until } from '../../support/until.ts'
import { peerAtCable } from './cable-peer.ts'
import { type Peer, transportContract } from './contract.ts'

const never = new AbortController().signal

async function makePeer(options: Partial<SerialOptions> = {}): Promise<Peer> {
  const cable = openSerialCable()
  const { path } = cable
  return peerAtCable(cable, createSerialTransport({ path, baudRate: 115_200, flow: 'none', ...options }))
}

transportContract('serial', () => makePeer())
transportContract('serial without the kernel’s count', () => makePeer({ libc: null }))

describe('serial', () => {
  const cables: SerialCable[] = []
  const open = (baud: number | null, options: Partial<SerialOptions> = {}) => {
    const cable = openSerialCable(baud)
    cables.push(cable)
    const transport = createSerialTransport({ path: cable.path, baudRate: baud ?? 9600, flow: 'none', ...options })
    return { cable, transport }
  }
  afterEach(() => {
    for (const cable of cables.splice(0)) cable.unplug()
  })

  it('sets the line as the printer wants it, and leaves DTR alone when it closes', async () => {
    // A pty has no parity; that it is asked for does no harm.
    const { cable, transport } = open(null, { baudRate: 19_200, flow: 'rtscts', parity: 'even' })
    const connection = await transport.connect(never)
    const line = execFileSync('stty', ['-a', '-F', cable.path], { encoding: 'utf8' })
    expect(line).toContain('speed 19200 baud')
    for (const word of ['cs8', '-hupcl', '-cstopb', 'crtscts', '-ixon', '-ixoff', '-ixany']) {
      expect(line.split(/[\s;]+/)).toContain(word)
    }
    await connection.close()
    const soft = await createSerialTransport({ path: cable.path, baudRate: 9600, flow: 'xonxoff' }).connect(never)
    const flags = execFileSync('stty', ['-a', '-F', cable.path], { encoding: 'utf8' }).split(/[\s;]+/)
    for (const word of ['ixon', '-ixoff', '-ixany', '-crtscts', '-hupcl']) expect(flags).toContain(word)
    await soft.close()
  })

  it('brings every byte value through, also to a slow printer, at its pace', async () => {
    const { cable, transport } = open(9600, { flow: 'rtscts' })
    const connection = await transport.connect(never)
    const bytes = Uint8Array.from({ length: 960 }, (_, index) => index % 256)
    const start = performance.now()
    await connection.write(bytes, { stallMs: 5_000 })
    await until(() => cable.taken.length === 960)
    expect(performance.now() - start).toBeGreaterThan(900)
    expect(Buffer.compare(cable.taken, Buffer.from(bytes))).toBe(0)
    await connection.close()
  })

  it('obeys XOFF: nothing leaves, the write is given up as stalled, and nothing leaves later', async () => {
    const { cable, transport } = open(null, { flow: 'xonxoff' })
    const connection = await transport.connect(never)
    cable.say(Uint8Array.of(0x13))
    // The byte has to come through the cable first.
    await new Promise(resolve => setTimeout(resolve, 100))
    const failure = await connection.write(new Uint8Array(100), { stallMs: 200 }).catch(error => error)
    expect(failure).toMatchObject({ code: 'stalled', bytesTaken: 0 })
    expect(await connection.ended).toMatchObject({ reason: 'lost', error: { code: 'stalled' } })
    expect(cable.taken).toHaveLength(0)
  })

  it('is there again after a stall and after an unplugging', async () => {
    const { cable, transport } = open(null)
    for (let turn = 0; turn < 3; turn++) {
      const connection = await transport.connect(never)
      await connection.write(Uint8Array.of(turn), { stallMs: 500 })
      await until(() => cable.taken.length === turn + 1)
      await connection.close()
    }
    const connection = await transport.connect(never)
    cable.say(Uint8Array.of(1))
    cable.unplug()
    expect((await connection.ended).reason).toBe('lost')
    await expect(transport.connect(never)).rejects.toMatchObject({ code: 'unreachable' })
  })

  it.each([
    ['with the kernel’s count', {}],
    ['without it', { libc: null }],
  ])('says that a ticket of its own still holds the port: %s', async (_, options) => {
    const { cable, transport } = open(null, options)
    const connection = await transport.connect(never)
    await expect(transport.connect(never)).rejects.toMatchObject({
      code: 'busy',
      trouble: { trouble: 'ours', device: cable.path },
    })
    await connection.close()
    await (await transport.connect(never)).close()
  })
})
