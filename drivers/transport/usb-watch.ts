import { readdir, readFile } from 'node:fs/promises'
import { usbDevices } from './usb-library.ts'
import { placeOf, sysfs } from './usb-place.ts'
import { isSameUsbPrinter, listUsbPrinters, type UsbPrinter } from './usb-printers.ts'

export type UsbChange = { type: 'plugged' | 'unplugged'; printer: UsbPrinter }

/** A look at the names alone: 0.1 ms on Linux, some milliseconds elsewhere. */
const lookMs = process.platform === 'linux' ? 500 : 2000
/** The kernel's driver asks a new device for its 1284 id. */
const settleMs = 300

/**
 * Tells of every printer that comes and goes, from the first look on; those there at that time are not told of. The
 * library's own events need a running udev and keep the process alive, so the system's list is looked at instead.
 */
export function watchUsb(listener: (change: UsbChange) => void): { stop(): void } {
  let stopped = false
  let seen: string | null = null
  let printers: UsbPrinter[] | null = null
  let timer: NodeJS.Timeout

  async function look(): Promise<void> {
    const now = await names()
    if (now === seen || stopped) return
    if (seen !== null) await new Promise(resolve => setTimeout(resolve, settleMs).unref())
    const before = printers
    const list = await listUsbPrinters()
    if (stopped) return
    seen = now
    printers = list
    if (before === null) return
    const stays = (one: UsbPrinter, other: UsbPrinter) => isSameUsbPrinter(one, other) && one.address === other.address
    for (const one of before) if (!list.some(other => stays(one, other))) tell('unplugged', one)
    for (const one of list) if (!before.some(other => stays(other, one))) tell('plugged', one)
  }
  function tell(type: UsbChange['type'], printer: UsbPrinter): void {
    if (!stopped) listener({ type, printer })
  }
  function again(): void {
    // No USB here at all is no reason to stop looking: a module may be loaded later.
    void look()
      .catch(() => {})
      .finally(() => {
        if (!stopped) timer = setTimeout(again, lookMs).unref()
      })
  }
  again()
  return {
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}

/** What is plugged in, told apart by the number that the system gives to each plugging-in. */
async function names(): Promise<string> {
  if (process.platform !== 'linux') {
    return (await usbDevices())
      .map(placeOf)
      .map(({ port, address }) => `${port}/${address}`)
      .join(' ')
  }
  const devices = (await readdir(sysfs)).filter(name => /^\d+-[\d.]+$/.test(name)).sort()
  const numbers = devices.map(
    async name => `${name}/${await readFile(`${sysfs}/${name}/devnum`, 'utf8').catch(() => '')}`,
  )
  return (await Promise.all(numbers)).join(' ')
}
