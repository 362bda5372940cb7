import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { createDeviceTransport } from '../../drivers/transport/device.ts'
import { createTcpTransport } from '../../drivers/transport/tcp.ts'
import type { Transport } from '../../drivers/transport/transport.ts'
import { createUsbTransport } from '../../drivers/transport/usb.ts'
import { createBench, healthyAnswer } from '../drivers/printer/bench.ts'
import { createTicketAnswers } from './answers.ts'
import { until } from './gadget.ts'
import { withPrinters } from './plugged.ts'
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
