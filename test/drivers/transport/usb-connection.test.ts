import { describe, expect, it } from 'vitest'
import type { UsbClaim } from '../../../drivers/transport/usb-claim.ts'
import { createUsbConnection } from '../../../drivers/transport/usb-connection.ts'

// What a device can do that the kernel's gadget does not; USB itself is tested in the virtual machine.

/** A device that never leaves a read waiting until its time is out. */
function openDevice(read: () => Uint8Array) {
  let reading = false
  const givenBack: { reading: boolean }[] = []
  const device = {
    async nativeTransferIn() {
      reading = true
      await new Promise(resolve => setImmediate(resolve))
      reading = false
      return read()
    },
    nativeTransferOut: async (_endpoint: number, _ms: number, bytes: Uint8Array) => bytes.length,
  }
  const claim = {
    device,
    place: { port: '1-2', address: 1, node: '/dev/null' },
    interface: { number: 0, out: { number: 2, packet: 64 }, in: { number: 1, packet: 64 } },
    giveBack: async () => void givenBack.push({ reading }),
  } as unknown as UsbClaim
  return { connection: createUsbConnection(claim), givenBack }
}

const closed = { reason: 'closed', error: null }

describe('a device that answers every read', { timeout: 5_000 }, () => {
  it('with an empty packet: it is given back, behind what was written', async () => {
    const opened = openDevice(() => new Uint8Array())
    await opened.connection.write(new Uint8Array(200), { stallMs: 1_000 })
    await opened.connection.close()
    expect(await opened.connection.ended).toEqual(closed)
    expect(opened.givenBack).toEqual([{ reading: false }])
  })

  it('with words without end: they are heard until it is given back all the same', async () => {
    const opened = openDevice(() => Uint8Array.of(0x10, 0, 0, 0))
    let heard = 0
    opened.connection.onBytes(bytes => {
      heard += bytes.length
    })
    await opened.connection.close()
    expect(await opened.connection.ended).toEqual(closed)
    expect(opened.givenBack).toEqual([{ reading: false }])
    expect(heard).toBeGreaterThan(0)
  })

  it('with its last words late: they are no later connection’s', async () => {
    const words = [new Uint8Array(), new Uint8Array(), Uint8Array.of(1), new Uint8Array(), Uint8Array.of(2)]
    const opened = openDevice(() => words.shift() ?? new Uint8Array())
    const heard: number[] = []
    opened.connection.onBytes(bytes => heard.push(...bytes))
    await opened.connection.close()
    expect(heard).toEqual([1, 2])
  })
})
