import { type DeviceIdentity, recogniseUsb } from './device-identity.ts'
import { type Transport, TransportError } from './transport.ts'
import { claimUsbPrinter } from './usb-claim.ts'
import { createUsbConnection } from './usb-connection.ts'
import { describeUsb } from './usb-library.ts'
import {
  describeUsbFacts,
  type FoundUsbPrinter,
  findUsbPrinters,
  identifyUsbPrinter,
  type UsbFacts,
} from './usb-printers.ts'
import { readDeviceId } from './usb-requests.ts'

/**
 * A printer on USB, spoken to directly. It is looked for anew at each connection, because a replugged device is a new one to
 * the system; and it is never guessed: clones share vendor, product and even serial number, so of several that fit only the
 * one that was used before is taken, where it can be told (`before`), and else none.
 */
export function createUsbTransport(facts: UsbFacts, before: DeviceIdentity | null = null): Transport {
  const name = describeUsbFacts(facts)
  let known = before?.medium === 'usb' ? before : null

  async function choose(): Promise<FoundUsbPrinter> {
    const found = await find(facts)
    const [only, ...others] = found
    if (only === undefined) {
      throw new TransportError('unreachable', `no USB printer ${name} is plugged in`, 0, { trouble: 'unplugged' })
    }
    if (others.length === 0) return only
    const chosen = recogniseUsb(found.map(identifyUsbPrinter), known)
    const recognised = found.find(({ place }) => place.port === chosen?.port)
    if (recognised !== undefined) return recognised
    const ports = found.map(({ place }) => place.port).join(', ')
    const words = `${found.length} USB printers are ${name}, at the ports ${ports}: name the port of the one that is meant`
    throw new TransportError('unreachable', words, 0, { trouble: 'alike', ports })
  }

  return {
    address: `usb ${name}`,
    // Held while we run, as a device file is: giving it back after each ticket would bind and unbind the kernel's driver, and
    // wake udev and CUPS, every few seconds. Whoever wants to share the printer names its queue instead.
    shared: false,
    async connect(signal) {
      if (signal.aborted) throw new TransportError('aborted', 'gave up connecting')
      const found = await choose()
      const identity = identifyUsbPrinter(found)
      const claim = await claimUsbPrinter(found, signal)
      // The kernel's driver, which reads it, may not be there.
      identity.ieee1284 ??= await readDeviceId(claim.device, claim.interface)
      known = identity
      return { ...createUsbConnection(claim), device: identity }
    },
  }
}

async function find(facts: UsbFacts): ReturnType<typeof findUsbPrinters> {
  try {
    return await findUsbPrinters(facts)
  } catch (error) {
    throw new TransportError('unreachable', `USB cannot be used here: ${describeUsb(error)}`)
  }
}
