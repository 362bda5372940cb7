import { createDeviceTransport } from '../../drivers/transport/device.ts'
import type { Transport } from '../../drivers/transport/transport.ts'
import { createUsbTransport } from '../../drivers/transport/usb.ts'
import { contractCases, type Peer } from '../drivers/transport/contract-cases.ts'
import { until } from './gadget.ts'
import { type Plugged, plugPrinter } from './plugged.ts'
import type { VmCase } from './vm-case.ts'

/** The suite of test/drivers/transport/contract.ts on the two ways to a USB printer. */
export const contractOverUsb: VmCase[] = [
  ...suite('usb', ({ port }) => createUsbTransport({ port })),
  ...suite('device', ({ lp }) => createDeviceTransport({ path: lp })),
]

function suite(name: string, transportOf: (printer: Plugged) => Transport): VmCase[] {
  return contractCases.map(one => ({
    name: `${name}: ${one.name}`,
    async run() {
      const peers: Peer[] = []
      try {
        await one.run(async () => {
          const peer = await createUsbPeer(transportOf)
          peers.push(peer)
          return peer
        })
      } finally {
        for (const peer of peers) await peer.stop()
      }
    },
  }))
}

async function createUsbPeer(transportOf: (printer: Plugged) => Transport): Promise<Peer> {
  const printer = await plugPrinter({ buffers: 2 })
  const { side } = printer
  let stopped = false
  return {
    transport: transportOf(printer),
    end: null,
    async received(count) {
      // A transfer that fills its last packet is not handed on by the gadget before the next one (it waits for a short
      // packet), so the whole may take a moment; real printers look at each packet.
      await until(() => side.received.length >= count, `${count} bytes`, 30_000)
      return side.received
    },
    pause: side.pause,
    resume: side.resume,
    say: bytes => void side.say(bytes),
    drop: () => void printer.unplug(),
    async stop() {
      if (stopped) return
      stopped = true
      await printer.remove()
    },
  }
}
