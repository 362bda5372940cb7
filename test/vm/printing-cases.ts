import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { createDeviceTransport } from '../../drivers/transport/device.ts'
import { createTcpTransport } from '../../drivers/transport/tcp.ts'
import type { Transport } from '../../drivers/transport/transport.ts'
import { createUsbTransport } from '../../drivers/transport/usb.ts'
import { createBench, healthyAnswer } from '../drivers/printer/bench.ts'
import { createTicketAnswers } from './answers.ts'
import { claimBare } from './bare-usb.ts'
import { until } from './gadget.ts'
import { never, withPrinters } from './plugged.ts'
import type { VmCase } from './vm-case.ts'

const tickets = 3

export const printingCases: VmCase[] = [
  {
    name: 'three tickets over libusb and three over usblp are the TCP ones, byte by byte',
    run: () =>
      withPrinters([{}], async printer => {
        const overTcp = await printOverTcp()
        createTicketAnswers(printer)
        await printAll(createUsbTransport({ port: printer.port }))
        await until(() => printer.side.received.length >= overTcp.length, 'all bytes over libusb')
        assert.deepEqual(printer.side.received, overTcp)
        printer.side.clear()
        await printAll(createDeviceTransport({ path: printer.lp }))
        await until(() => printer.side.received.length >= overTcp.length, 'all bytes over usblp')
        assert.deepEqual(printer.side.received, overTcp)
        return { bytes: overTcp.length }
      }),
  },
  {
    name: 'two tickets take at most 1.5 times as long as two bare bulk writes',
    run: () =>
      withPrinters([{}], async ({ port }) => {
        const ours: number[] = []
        const bare: number[] = []
        // In turns, for a machine that others use too.
        for (let turn = 0; turn < 3; turn++) {
          ours.push(...(await timeTickets(port)))
          bare.push(...(await timeBareWrites(port)))
        }
        const [ourMs, bareMs] = [2 * median(ours), 2 * median(bare)]
        assert.ok(ourMs <= 1.5 * bareMs, `${ourMs} ms against ${bareMs} ms`)
        return { ourMs, bareMs }
      }),
  },
]

async function printAll(transport: Transport): Promise<void> {
  const bench = createBench({ transport })
  for (let ticket = 0; ticket < tickets; ticket++) {
    assert.deepEqual(await bench.print(), { kind: 'printed', bytes: bench.bytes.length, evidence: 'status' })
  }
  await bench.printer.release()
}

async function printOverTcp(): Promise<Buffer> {
  const chunks: Buffer[] = []
  const server = createServer(socket => {
    socket.on('data', bytes => {
      chunks.push(bytes)
      const reply = healthyAnswer(bytes)
      if (reply !== null) socket.write(reply)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  await printAll(createTcpTransport({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }))
  server.close()
  await once(server, 'close')
  return Buffer.concat(chunks)
}

const timedTicket = new Uint8Array(1500).fill(0x41)
/** Goes before each ticket: the printer is asked how it is. */
const question = Uint8Array.of(0x10, 0x04, 1)
const rounds = 8

async function timeTickets(port: string): Promise<number[]> {
  const times: number[] = []
  const connection = await createUsbTransport({ port }).connect(never)
  for (let round = 0; round < rounds; round++) {
    await connection.write(question, { stallMs: 3000 })
    times.push(await timed(() => connection.write(timedTicket, { stallMs: 30_000 })))
  }
  await connection.close()
  return times
}

async function timeBareWrites(port: string): Promise<number[]> {
  const times: number[] = []
  const { device, on, release } = await claimBare(port)
  // A read waits, as it does in every program that listens to its printer: dummy_hcd moves bytes when the timer ticks, and a
  // waiting read keeps the timer to its beat of 4 ms. Without one a bare write of these bytes takes half the time.
  let reading = true
  const read = async () => {
    while (reading) await device.nativeTransferIn(on.in?.number ?? 1, 100, on.in?.packet ?? 512).catch(() => {})
  }
  const done = read()
  for (let round = 0; round < rounds; round++) {
    await device.nativeTransferOut(on.out.number, 3000, question)
    times.push(await timed(() => device.nativeTransferOut(on.out.number, 3000, timedTicket)))
  }
  reading = false
  await done
  await release()
  return times
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
