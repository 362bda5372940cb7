import assert from 'node:assert/strict'
import { createDeviceTransport } from '../../drivers/transport/device.ts'
import type { Transport } from '../../drivers/transport/transport.ts'
import { createUsbTransport } from '../../drivers/transport/usb.ts'
import { createBench } from '../drivers/printer/bench.ts'
import { type Plugged, withPrinters } from './plugged.ts'
import type { VmCase } from './vm-case.ts'

// The last resort for a printer that answers nothing: GET_PORT_STATUS, over libusb and through usblp.

const ways: [string, (printer: Plugged) => Transport][] = [
  ['libusb', ({ port }) => createUsbTransport({ port })],
  ['usblp', ({ lp }) => createDeviceTransport({ path: lp })],
]

export const portCases: VmCase[] = ways.map(([way, transportOf]) => ({
  name: `a mute printer over ${way} is held up by what its port says, and goes on`,
  run: () =>
    withPrinters([{}], async printer => {
      const learned = { confirmation: 'none', answersStatus: false } as const
      const bench = createBench({ transport: transportOf(printer), learned })
      assert.equal((await bench.print()).kind, 'sent')
      printer.side.setPins(0x38)
      const refused = await bench.print()
      assert.equal(refused.kind, 'refused')
      assert.deepEqual(bench.printer.last, { state: 'paper-out', detail: null })
      printer.side.setPins(0x18)
      assert.equal((await bench.print()).kind, 'sent')
      assert.equal(bench.intents, 2)
      await bench.printer.release()
      return refused
    }),
}))
