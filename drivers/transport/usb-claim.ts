import { open } from 'node:fs/promises'
import { forbiddenError, heldError, oursError } from './device-holder.ts'
import { TransportError } from './transport.ts'
import { describeUsb, usbFailure } from './usb-library.ts'
import { isPluggedIn, kernelDriver, lpPath, type UsbPlace } from './usb-place.ts'
import { type FoundUsbPrinter, holdPort, letGoOfPort, rememberDeviceId } from './usb-printers.ts'

/** An interface that is ours until `giveBack`. */
export type UsbClaim = FoundUsbPrinter & {
  /**
   * Releases the interface, and hands it back to the kernel's driver if that had it before. No transfer may be under way.
   * Never throws; called again, it is the same giving back.
   */
  giveBack(): Promise<void>
}

export async function claimUsbPrinter(found: FoundUsbPrinter, signal: AbortSignal): Promise<UsbClaim> {
  const { device, place, interface: on } = found
  if (!(await holdPort(place))) throw oursError(place.node, `USB printer at ${place.port}: `)
  let detached = false
  let givingBack: Promise<void> | null = null
  const giveBack = () => {
    givingBack ??= tidyUp()
    return givingBack
  }
  const tidyUp = async () => {
    // An error here means that the device is gone, or that another driver was quicker.
    await attempt(() => device.releaseInterface(on.number))
    if (detached && isPluggedIn(place)) await attempt(() => device.attachKernelDriver(on.number))
    await attempt(() => device.close())
    letGoOfPort(place)
  }
  try {
    await device.open()
    detached = await detachDriver(found)
    await device.claimInterface(on.number)
    if (on.alternate !== 0) await device.selectAlternateInterface(on.number, on.alternate)
    if (signal.aborted) throw new TransportError('aborted', 'gave up connecting')
    return { ...found, giveBack }
  } catch (error) {
    await giveBack()
    throw error instanceof TransportError ? error : await openFailure(error, place)
  }
}

/** True: the kernel's driver had it, and gets it back. */
async function detachDriver({ device, place, interface: on }: FoundUsbPrinter): Promise<boolean> {
  const driver = kernelDriver(place, on)
  if (driver === null) return false
  // A program that speaks to the device directly: detaching would take the interface from under it.
  if (driver === 'usbfs') throw await busy(place, place.node)
  const lp = await lpPath(place, on)
  if (lp !== null && (await isOpen(lp))) throw await busy(place, lp)
  rememberDeviceId(place, on)
  await device.detachKernelDriver(on.number)
  return true
}

/**
 * usblp lets in one program at a time: an open that fails so shows that there is one. It also starts a read, so that an
 * answer to an earlier connection may be swallowed here; such a one proves nothing any more.
 */
async function isOpen(path: string): Promise<boolean> {
  try {
    await (await open(path, 'r+')).close()
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EBUSY'
  }
}

async function openFailure(error: unknown, place: UsbPlace): Promise<TransportError> {
  const { port, node } = place
  switch (usbFailure(error)) {
    case 'busy':
      return busy(place, node)
    case 'permission':
      return forbiddenError(node, `USB printer at ${port}: `)
    case 'gone':
      return new TransportError('unreachable', `the USB printer at ${port} was pulled`, 0, { trouble: 'unplugged' })
    case 'unsupported':
      return new TransportError(
        'busy',
        `the system's printer driver holds the USB printer at ${port}: print through its queue, a "spooler" connection`,
        0,
        { trouble: 'queue', device: node, queue: '' },
      )
    default:
      return new TransportError('unreachable', `the USB printer at ${port} cannot be opened: ${describeUsb(error)}`)
  }
}

function busy({ port }: UsbPlace, path: string): Promise<TransportError> {
  return heldError(path, `USB printer at ${port}: `)
}

/** The library throws some errors before it gives its promise. */
async function attempt(step: () => Promise<void>): Promise<void> {
  try {
    await step()
  } catch {}
}
