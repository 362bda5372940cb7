import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { createSerialTransport } from '../../drivers/transport/serial.ts'
import { contractCases, type Peer } from '../drivers/transport/contract-cases.ts'
import { createDeviceSide } from './device-side.ts'
import { createSerialGadget, until } from './gadget.ts'
import type { VmCase } from './vm-case.ts'

/** The suite of test/drivers/transport/contract.ts over a serial printer's USB adapter (CDC-ACM). */
export const serialCases: VmCase[] = contractCases.map(one => ({
  name: `serial: ${one.name}`,
  async run() {
    const peers: Peer[] = []
    try {
      await one.run(async () => {
        const peer = await createSerialPeer()
        peers.push(peer)
        return peer
      })
    } finally {
      for (const peer of peers) await peer.stop()
    }
  },
}))

let count = 0

async function createSerialPeer(): Promise<Peer> {
  count += 1
  const gadget = createSerialGadget(`s${count}`)
  await gadget.plug()
  execFileSync('stty', ['-F', gadget.file, 'raw', '-echo'])
  const side = createDeviceSide(gadget.file)
  await side.open()
  const [tty] = readdirSync(`/sys/bus/usb/devices/${gadget.port}:1.0/tty`)
  let stopped = false
  return {
    transport: createSerialTransport({ path: `/dev/${tty}`, baudRate: 115_200, flow: 'none' }),
    end: null,
    async received(bytes) {
      await until(() => side.received.length >= bytes, `${bytes} bytes`, 30_000)
      return side.received
    },
    pause: side.pause,
    resume: side.resume,
    say: bytes => void side.say(bytes),
    drop: gadget.unplug,
    async stop() {
      if (stopped) return
      stopped = true
      await side.close()
      gadget.remove()
    },
  }
}
