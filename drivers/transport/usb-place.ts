import { existsSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { UsbIdentity } from './device-identity.ts'
import type { UsbPrinterInterface } from './usb-descriptors.ts'
import type { UsbDevice } from './usb-library.ts'
import { cleanDeviceId } from './usb-requests.ts'

/**
 * Where a device is plugged in. Kept beside the device, because the library lets nobody read a device's properties while
 * a transfer is under way (`The same native value cannot be borrowed mutably while another borrow is active`).
 */
export type UsbPlace = {
  /** bus and hub ports: `1-2`, `1-2.4`; the same socket has the same path after a replug */
  port: string
  /** the system's number for this plugging-in; another one after a replug */
  address: number
  /** its file, /dev/bus/usb/001/002 */
  node: string
}

/** Linux's own list: world-readable, needs no device to be opened. */
export const sysfs = '/sys/bus/usb/devices'
export const onLinux = process.platform === 'linux'

export function placeOf(device: UsbDevice): UsbPlace {
  const { bus, ports, address } = device
  const three = (value: number) => String(value).padStart(3, '0')
  const number = /^\d+$/.test(bus) ? Number(bus) : null
  // As Linux names it.
  const port = `${number ?? bus}-${ports.join('.')}`
  return { port, address, node: number === null ? port : `/dev/bus/usb/${three(number)}/${three(address)}` }
}

/** False once the device was pulled: its file is gone, and a replugged one gets another number. True where nobody says. */
export function isPluggedIn({ node }: UsbPlace): boolean {
  return !onLinux || existsSync(node)
}

/** The driver that has the interface; `usbfs`: a program. Null: none, or not Linux. */
export function kernelDriver(place: UsbPlace, on: UsbPrinterInterface): string | null {
  try {
    return (
      readlinkSync(join(interfacePath(place, on), 'driver'))
        .split('/')
        .at(-1) ?? null
    )
  } catch {
    return null
  }
}

export async function lpPath(place: UsbPlace, on: UsbPrinterInterface): Promise<string | null> {
  try {
    const [name] = await readdir(join(interfacePath(place, on), 'usbmisc'))
    return name === undefined ? null : `/dev/usb/${name}`
  } catch {
    return null
  }
}

export function interfacePath({ port }: UsbPlace, on: UsbPrinterInterface): string {
  return join(sysfs, `${port}:${on.configuration}.${on.number}`)
}

export function sysfsText(port: string, name: string): string | null {
  try {
    return readFileSync(join(sysfs, port, name), 'utf8').trim() || null
  } catch {
    return null
  }
}

/** The printer behind a device file (/dev/usb/lp0); null: it is no such file, or not there. */
export function identifyFile(path: string): UsbIdentity | null {
  try {
    // …/usb1/1-2/1-2:1.0
    const folder = realpathSync(join('/sys/class/usbmisc', basename(realpathSync(path)), 'device'))
    const port = basename(dirname(folder))
    const [vendorId, productId] = [sysfsText(port, 'idVendor'), sysfsText(port, 'idProduct')]
    if (vendorId === null || productId === null) return null
    const ieee1284 = cleanDeviceId(readFileSync(join(folder, 'ieee1284_id'), 'latin1'))
    return { medium: 'usb', vendorId, productId, serialNumber: sysfsText(port, 'serial'), ieee1284, port }
  } catch {
    return null
  }
}
