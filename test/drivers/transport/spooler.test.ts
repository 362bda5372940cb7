import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createCups } from '../../../drivers/transport/cups.ts'
import { createSpoolerTransport } from '../../../drivers/transport/spooler.ts'
import { isTransportError, type Transport } from '../../../drivers/transport/transport.ts'
import { type CupsServer, openCupsServer } from '../../support/cups-server.ts'
import { openNetworkPrinter } from '../../support/network-printer.ts'
import { openTcpProxy } from '../../support/tcp-proxy.ts'
import { createBench } from '../printer/bench.ts'
import { createTcpPeer } from './tcp-peer.ts'

// A real CUPS, with raw queues to printers on TCP.

const never = new AbortController().signal
const patient = { stallMs: 20_000 }

describe.skipIf(process.getuid?.() !== 0)('spooler', { timeout: 60_000 }, () => {
  let cups: CupsServer
  let queues = 0
  const ends: (() => Promise<void>)[] = []
  beforeAll(async () => {
    cups = await openCupsServer()
  }, 30_000)
  afterAll(() => cups.stop())
  afterEach(async () => {
    for (const end of ends.splice(0)) await end()
  })

  const queueTo = (port: number): { queue: string; transport: Transport } => {
    const queue = `q${++queues}`
    // waiteof=false: the queue does not wait for the printer's own end behind the last byte.
    cups.addQueue(queue, `socket://127.0.0.1:${port}/?waiteof=false`)
    return { queue, transport: createSpoolerTransport({ queue, spooler: createCups(cups.address) }) }
  }
  const open = async () => {
    const peer = await createTcpPeer()
    ends.push(() => peer.stop())
    const { address } = peer.transport
    return { peer, ...queueTo(Number(address.split(':').at(-1))) }
  }

  it('brings each write as one job, whole, in order, every byte as it is', async () => {
    const { peer, transport } = await open()
    const connection = await transport.connect(never)
    const parts = [randomBytes(1), randomBytes(6000), Buffer.from('%!PS\n1 0 0 setrgbcolor\n'), randomBytes(70_000)]
    for (const part of parts) await connection.write(part, patient)
    await connection.close()
    const all = Buffer.concat(parts)
    expect(Buffer.compare(await peer.received(all.length), all)).toBe(0)
    expect(await connection.ended).toEqual({ reason: 'closed', error: null })
  })

  it('takes back a job for a printer that is off, of which nothing was sent', async () => {
    const { transport } = queueTo(9)
    const connection = await transport.connect(never)
    const error = await connection.write(randomBytes(600), { stallMs: 1_500 }).catch(error => error)
    expect(error).toMatchObject({ code: 'stalled', bytesTaken: 0 })
    expect(error.message).toMatch(/does not get on.*unavailable/)
    expect(await connection.ended).toMatchObject({ reason: 'lost' })
  })

  it('cannot say what is left of a job that the printer does not read to its end', async () => {
    const { peer, transport } = await open()
    peer.pause()
    const connection = await transport.connect(never)
    const bytes = new Uint8Array(16 * 1024 * 1024)
    const error = await connection.write(bytes, { stallMs: 1_500 }).catch(error => error)
    expect(error).toMatchObject({ code: 'stalled', bytesTaken: bytes.length })
  })

  it('does not give a job to a queue that has stopped, is closed or is not there', async () => {
    const { queue, transport } = await open()
    cups.run('cupsdisable', queue)
    await expect(transport.connect(never)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining(`sudo cupsenable ${queue}`),
    })
    cups.run('cupsenable', queue)
    cups.run('cupsreject', queue)
    await expect(transport.connect(never)).rejects.toMatchObject({
      message: expect.stringContaining(`sudo cupsaccept ${queue}`),
    })
    const nowhere = createSpoolerTransport({ queue: '没有', spooler: createCups(cups.address) })
    await expect(nowhere.connect(never)).rejects.toMatchObject({ message: expect.stringContaining('no queue 没有') })
    await expect(nowhere.connect(AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' })
    const noCups = createSpoolerTransport({ queue, spooler: createCups('127.0.0.1:9') })
    await expect(noCups.connect(never)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('does not run here'),
    })
  })

  it('a ticket whose answer was lost on the way may be on paper', async () => {
    const printer = await openNetworkPrinter('process-id')
    onTestFinished(() => printer.close())
    const { queue } = queueTo(printer.port)
    const proxy = await openTcpProxy(Number(cups.address.split(':').at(-1)))
    const spooler = createCups(`127.0.0.1:${proxy.port}`)
    const answerLost: typeof spooler = {
      ...spooler,
      submit(...job) {
        proxy.swallow()
        return spooler.submit(...job)
      },
    }
    const bench = createBench({ transport: createSpoolerTransport({ queue, spooler: answerLost }) })
    expect(await bench.print()).toMatchObject({ kind: 'uncertain', bytes: bench.bytes.length })
    await expect.poll(() => printer.papers.length).toBe(1)
    expect(Buffer.from(printer.papers[0]?.bytes ?? [])).toEqual(Buffer.from(bench.bytes))
  })

  it('nothing has left where the queue refuses a job, or CUPS is not there to take it', async () => {
    const { queue, transport } = await open()
    const taken = async ({ connect }: Pick<Transport, 'connect'>, between: () => void) => {
      const connection = await connect(never)
      between()
      return connection.write(randomBytes(600), patient).catch(error => error)
    }
    expect(await taken(transport, () => cups.run('cupsreject', queue))).toMatchObject({ bytesTaken: 0 })
    const gone = { ...createCups('127.0.0.1:9'), check: async () => {} }
    expect(await taken(createSpoolerTransport({ queue, spooler: gone }), () => {})).toMatchObject({ bytesTaken: 0 })
  })

  it('lists its queues', async () => {
    const { queue } = await open()
    expect(await createCups(cups.address).queues()).toContainEqual({
      name: queue,
      info: queue,
      device: expect.stringContaining('socket://127.0.0.1:'),
    })
  })

  it('is told by a plain Error that writes may not overlap nor follow a close', async () => {
    const { transport } = await open()
    const connection = await transport.connect(never)
    const first = connection.write(randomBytes(10), patient)
    const second = await connection.write(randomBytes(10), patient).catch(error => error)
    expect([second instanceof Error, isTransportError(second)]).toEqual([true, false])
    await first
    await connection.close()
    await expect(connection.write(randomBytes(1), patient)).rejects.toThrow('after close')
  })

  it('a printer behind a queue is asked nothing: one ticket, one job, never more than sent', async () => {
    const printer = await openNetworkPrinter('process-id')
    onTestFinished(() => printer.close())
    const { transport } = queueTo(printer.port)
    const bench = createBench({ transport, confirmation: 'process-id' })
    expect(bench.printer.confirmation).toBe('none')
    expect(await bench.status()).toEqual({ state: 'unknown', detail: 'mute' })
    expect(await bench.print()).toEqual({ kind: 'sent', bytes: bench.bytes.length })
    await expect.poll(() => printer.papers.length).toBe(1)
    expect(Buffer.from(printer.papers[0]?.bytes ?? [])).toEqual(Buffer.from(bench.bytes))
  })
})

describe('what answers is not CUPS', () => {
  const answering = async (status: number, body: string) => {
    const server = createServer((_, answer) => answer.writeHead(status).end(body)).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await new Promise(resolve => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    return createCups(`127.0.0.1:${port}`)
  }

  it('is unreachable', async () => {
    const cups = await answering(200, '<html>')
    await expect(cups.check('q')).rejects.toMatchObject({ code: 'unreachable' })
  })

  it('may have taken a ticket all the same, unless it lets nobody in', async () => {
    for (const [status, taken] of [
      [200, 600],
      [500, 600],
      [400, 0],
      [404, 0],
      [413, 0],
      [401, 0],
      [403, 0],
    ] as const) {
      const error = await (await answering(status, '<html>')).submit('q', randomBytes(600)).catch(error => error)
      expect([status, error.bytesTaken]).toEqual([status, taken])
    }
  })
})

it.each(['printer-that-is-nowhere.invalid', '255.255.255.255'])('nothing has left for %s', async host => {
  const error = await createCups(`${host}:631`)
    .submit('q', randomBytes(600))
    .catch(error => error)
  expect(error).toMatchObject({
    code: 'unreachable',
    bytesTaken: 0,
    message: expect.stringContaining('cannot be reached'),
  })
})

it('hears no answer out that has no end', { timeout: 30_000 }, async () => {
  let sent = 0
  const endless = createServer((request, response) => {
    request.resume()
    const piece = Buffer.alloc(1 << 20)
    const pour = () => {
      if (response.destroyed) return
      sent += piece.length
      if (response.write(piece)) setImmediate(pour)
      else response.once('drain', pour)
    }
    pour()
  })
  await new Promise<void>(resolve => endless.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    endless.closeAllConnections()
    endless.close()
  })
  const { port } = endless.address() as AddressInfo
  const cups = createCups(`127.0.0.1:${port}`)
  await expect(cups.queues()).rejects.toMatchObject({ code: 'unreachable' })
  expect(sent).toBeLessThan(100 * (1 << 20))
})
