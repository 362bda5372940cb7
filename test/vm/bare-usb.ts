import assert from 'node:assert/strict'
import { findUsbPrinters } from '../../drivers/transport/usb-printers.ts'

/** The library alone, as another program would use it. */
export async function claimBare(port: string) {
  const [found] = await findUsbPrinters({ port })
  assert.ok(found)
  const { device, interface: on } = found
  await device.open()
  await device.detachKernelDriver(on.number)
  await device.claimInterface(on.number)
  const release = async () => {
    await device.releaseInterface(on.number)
    await device.attachKernelDriver(on.number)
    await device.close()
  }
  return { device, on, release }
}
