import { type Transport, TransportError } from './transport.ts'
import { claimUsbPrinter } from './usb-claim.ts'
import { createUsbConnection } from './usb-connection.ts'
import { describeUsb } from './usb-library.ts'
import { describeUsbFacts, findUsbPrinters, type UsbFacts } from './usb-printers.ts'

/**
 * A printer on USB, spoken to directly. It is looked for anew at each connection, because a replugged device is a new one to
 * the system; and it is never guessed: clones share vendor, product and even serial number, so two that fit are an error.
 */
export function createUsbTransport(facts: UsbFacts): Transport {
  const name = describeUsbFacts(facts)
  return {
    address: `usb ${name}`,
    // Held while we run, as a device file is: giving it back after each ticket would bind and unbind the kernel's driver, and
    // wake udev and CUPS, every few seconds. Whoever wants to share the printer names its queue instead.
    shared: false,
    async connect(signal) {
      if (signal.aborted) throw new TransportError('aborted', 'gave up connecting')
      const found = await find(facts)
      const [only, ...others] = found
      if (only === undefined) throw new TransportError('unreachable', `no USB printer ${name} is plugged in`)
      if (others.length > 0) {
        const ports = found.map(({ place }) => place.port).join(', ')
        throw new TransportError(
          'unreachable',
          `${found.length} USB printers are ${name}, at the ports ${ports}: name the port of the one that is meant`,
        )
      }
      return createUsbConnection(await claimUsbPrinter(only, signal))
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
