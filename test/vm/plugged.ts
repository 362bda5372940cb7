import { readdirSync } from 'node:fs'
import { createDeviceSide, type DeviceSide } from './device-side.ts'
import { createPrinterGadget, type GadgetIds } from './gadget.ts'

/** A printer with its own end of the cable in hand. */
export type Plugged = {
  readonly port: string
  /** the file that the kernel's own driver gives to the host */
  readonly lp: string
  side: DeviceSide
  plug(socket?: number): Promise<void>
  /** at once; the promise is for what has to be tidied up */
  unplug(): Promise<void>
  remove(): Promise<void>
}

export const never = new AbortController().signal

let count = 0

export async function plugPrinter(ids: Partial<GadgetIds> = {}): Promise<Plugged> {
  count += 1
  const gadget = createPrinterGadget(`p${count}`, ids)
  const side = createDeviceSide(gadget.file)
  let closing: Promise<void> = Promise.resolve()
  const printer: Plugged = {
    get port() {
      return gadget.port
    },
    get lp() {
      return `/dev/usb/${readdirSync(`/sys/bus/usb/devices/${gadget.port}:1.0/usbmisc`)[0]}`
    },
    side,
    async plug(socket) {
      await closing
      await gadget.plug(socket)
      await side.open()
    },
    unplug() {
      gadget.unplug()
      closing = side.close()
      return closing
    },
    async remove() {
      await printer.unplug()
      gadget.remove()
    },
  }
  await printer.plug()
  return printer
}

/** Runs with printers that are gone afterwards, whatever happens. */
export async function withPrinters<T>(
  kinds: Partial<GadgetIds>[],
  run: (...printers: Plugged[]) => Promise<T>,
): Promise<T> {
  const printers: Plugged[] = []
  try {
    for (const ids of kinds) printers.push(await plugPrinter(ids))
    return await run(...printers)
  } finally {
    for (const printer of printers) await printer.remove()
  }
}
