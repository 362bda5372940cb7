import { readdir, readFile } from 'node:fs/promises'
import type { UsbIdentity } from './device-identity.ts'
import { usbDevices } from './usb-library.ts'
import { onLinux, placeOf, sysfs } from './usb-place.ts'
import { findUsbPrinters, identifyUsbPrinter } from './usb-printers.ts'

export type UsbChange = { type: 'plugged' | 'unplugged'; printer: UsbIdentity }

/** A look at the names alone: 0.1 ms on Linux, some milliseconds elsewhere. */
const lookMs = onLinux ? 200 : 1000
/** The kernel sets a new device up, its own driver asks it for its 1284 id, and udev says who may open it. */
const settleMs = 150

/** `address`: the system's number for this plugging-in */
type Present = UsbIdentity & { address: number }

/**
 * Tells of every printer that comes and goes, from the first look on; those there at that time are not told of. The
 * library's own events need a running udev and keep the process alive, so the system's list is looked at instead. No device
 * is opened.
 */
export function watchUsb(listener: (change: UsbChange) => void): { stop(): void } {
  let stopped = false
  let seen: string | null = null
  let printers: Present[] | null = null
  let timer: NodeJS.Timeout

  async function look(): Promise<void> {
    const now = await names()
    if (now === seen || stopped) return
    if (seen !== null) await new Promise(resolve => setTimeout(resolve, settleMs).unref())
    const before = printers
    const list = (await findUsbPrinters({})).map(one => ({ ...identifyUsbPrinter(one), address: one.place.address }))
    if (stopped) return
    seen = now
    printers = list
    if (before === null) return
    for (const one of before) if (!list.some(other => stays(one, other))) tell('unplugged', one)
    for (const one of list) if (!before.some(other => stays(other, one))) tell('plugged', one)
  }
  function tell(type: UsbChange['type'], { address, ...printer }: Present): void {
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

function stays(before: Present, now: Present): boolean {
  return before.port === now.port && before.address === now.address
}

/** What is plugged in, told apart by the number that the system gives to each plugging-in. */
async function names(): Promise<string> {
  if (!onLinux) {
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
