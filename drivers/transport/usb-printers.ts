import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { UsbConfiguration } from 'usb/index.js'
import {
  choosePrinterInterface,
  parseAlternates,
  type UsbAlternate,
  type UsbPrinterInterface,
} from './usb-descriptors.ts'
import { type UsbDevice, usbDevices } from './usb-library.ts'
import { interfacePath, kernelDriver, lpPath, onLinux, placeOf, sysfs, sysfsText, type UsbPlace } from './usb-place.ts'
import { cleanDeviceId, parseDeviceId, readDeviceId } from './usb-requests.ts'

/** A printer that is plugged in now. Null: the device does not say. */
export type UsbPrinter = {
  /** four hex digits, small letters */
  vendorId: string
  productId: string
  serialNumber: string | null
  /** where it is plugged in, bus and hub ports: `1-2`, `1-2.4`; the same socket has the same path after a replug */
  port: string
  manufacturer: string | null
  product: string | null
  /** the IEEE 1284 id, whole */
  ieee1284: string | null
  interface: UsbPrinterInterface
  /** /dev/usb/lpN where the kernel's own driver has it */
  devicePath: string | null
  /** the system's number for this plugging-in; another one after a replug */
  address: number
}

/** What a shop may know of its printer. The more of it is given, the fewer devices fit. */
export type UsbFacts = {
  vendorId?: string | undefined
  productId?: string | undefined
  serialNumber?: string | undefined
  port?: string | undefined
}

export type FoundUsbPrinter = { device: UsbDevice; place: UsbPlace; interface: UsbPrinterInterface }

/** 1284 ids of devices that are in use now: the kernel's driver, which reads the id, is detached then. */
const knownIds = new Map<string, string>()
/** Ports that this program has a connection to, or is making or ending one; with what waits for the end. */
const held = new Map<string, PromiseWithResolvers<void>>()
/** A connection that has ended for its user takes a moment to give the device back. */
const endingMs = 2000

export async function listUsbPrinters(): Promise<UsbPrinter[]> {
  const printers: UsbPrinter[] = []
  const present = new Set<string>()
  for (const device of await usbDevices()) {
    const place = placeOf(device)
    present.add(sessionOf(place))
    const on = printerInterfaceOf(device)
    if (on === null) continue
    let ieee1284 = deviceIdOf(place, on)
    if (ieee1284 === null && kernelDriver(place, on) === null)
      ieee1284 = await askDeviceId({ device, place, interface: on })
    if (ieee1284 !== null) knownIds.set(sessionOf(place), ieee1284)
    const id = ieee1284 === null ? {} : parseDeviceId(ieee1284)
    printers.push({
      ...idsOf(device),
      port: place.port,
      manufacturer: nameOf(device, 'manufacturer') ?? id.MFG ?? null,
      product: nameOf(device, 'product') ?? id.MDL ?? null,
      ieee1284,
      interface: on,
      devicePath: await lpPath(place, on),
      address: place.address,
    })
  }
  for (const session of knownIds.keys()) if (!present.has(session)) knownIds.delete(session)
  return printers.sort((a, b) => comparePorts(a.port, b.port))
}

/** Is this the printer that was there before? Clones share vendor, product and serial; a socket does not move. */
export function isSameUsbPrinter(before: UsbPrinter, now: UsbPrinter): boolean {
  return (
    before.port === now.port &&
    before.vendorId === now.vendorId &&
    before.productId === now.productId &&
    before.serialNumber === now.serialNumber &&
    (before.ieee1284 === null || now.ieee1284 === null || before.ieee1284 === now.ieee1284)
  )
}

/** Does it fit all the facts? */
export function isMeant(
  facts: UsbFacts,
  printer: Pick<UsbPrinter, 'vendorId' | 'productId' | 'serialNumber' | 'port'>,
): boolean {
  return (
    fits(hex4(facts.vendorId), printer.vendorId) &&
    fits(hex4(facts.productId), printer.productId) &&
    fits(facts.serialNumber, printer.serialNumber) &&
    fits(facts.port, printer.port)
  )
}

/** Every printer that fits all the facts. */
export async function findUsbPrinters(facts: UsbFacts): Promise<FoundUsbPrinter[]> {
  const found: FoundUsbPrinter[] = []
  for (const device of await usbDevices()) {
    if (!isMeant(facts, { ...idsOf(device), port: placeOf(device).port })) continue
    const on = printerInterfaceOf(device)
    if (on !== null) found.push({ device, place: placeOf(device), interface: on })
  }
  return found.sort((a, b) => comparePorts(a.place.port, b.place.port))
}

/** False: another connection of this program has it, and keeps it. */
export async function holdPort({ port }: Pick<UsbPlace, 'port'>, waitMs = endingMs): Promise<boolean> {
  const before = held.get(port)
  if (before !== undefined) await Promise.race([before.promise, sleep(waitMs, null, { ref: false })])
  if (held.has(port)) return false
  held.set(port, Promise.withResolvers())
  return true
}

export function letGoOfPort({ port }: Pick<UsbPlace, 'port'>): void {
  held.get(port)?.resolve()
  held.delete(port)
}

/** While the kernel's driver is still there to ask. */
export function rememberDeviceId(place: UsbPlace, on: UsbPrinterInterface): void {
  const id = deviceIdOf(place, on)
  if (id !== null) knownIds.set(sessionOf(place), id)
}

export function describeUsbFacts({ vendorId, productId, serialNumber, port }: UsbFacts): string {
  const ids =
    vendorId === undefined && productId === undefined ? '' : `${hex4(vendorId) ?? '*'}:${hex4(productId) ?? '*'}`
  const parts = [ids, serialNumber, port === undefined ? undefined : `@${port}`]
  return parts.filter(part => part !== undefined && part !== '').join(' ') || 'printer'
}

function printerInterfaceOf(device: UsbDevice): UsbPrinterInterface | null {
  const { vendorId, productId } = idsOf(device)
  try {
    const active = onLinux ? Number(sysfsText(placeOf(device).port, 'bConfigurationValue')) || null : null
    return choosePrinterInterface(alternatesOf(device), `${vendorId}:${productId}`, active)
  } catch {
    return null
  }
}

function alternatesOf(device: UsbDevice): UsbAlternate[] {
  if (onLinux) return parseAlternates(readFileSync(join(sysfs, placeOf(device).port, 'descriptors')))
  const { configurationValue, interfaces } = device.configuration as UsbConfiguration
  return interfaces.flatMap(one =>
    one.alternates.map(alternate => ({
      configuration: configurationValue,
      number: one.interfaceNumber,
      alternate: alternate.alternateSetting,
      class: alternate.interfaceClass,
      subclass: alternate.interfaceSubclass,
      protocol: alternate.interfaceProtocol,
      endpoints: alternate.endpoints.map(end => ({
        number: end.endpointNumber,
        direction: end.direction === 'in' ? ('in' as const) : ('out' as const),
        bulk: end.type === 'bulk',
        packet: end.packetSize,
      })),
    })),
  )
}

function idsOf(device: UsbDevice): Pick<UsbPrinter, 'vendorId' | 'productId' | 'serialNumber'> {
  const hex = (id: number) => id.toString(16).padStart(4, '0')
  return { vendorId: hex(device.vendorId), productId: hex(device.productId), serialNumber: nameOf(device, 'serial') }
}

function nameOf(device: UsbDevice, name: 'manufacturer' | 'product' | 'serial'): string | null {
  if (onLinux) return sysfsText(placeOf(device).port, name)
  try {
    const getter = ({ manufacturer: 'manufacturerName', product: 'productName', serial: 'serialNumber' } as const)[name]
    return device[getter]?.trim() || null
  } catch {
    return null
  }
}

function deviceIdOf(place: UsbPlace, on: UsbPrinterInterface): string | null {
  try {
    return cleanDeviceId(readFileSync(join(interfacePath(place, on), 'ieee1284_id'), 'latin1'))
  } catch {
    return knownIds.get(sessionOf(place)) ?? null
  }
}

/** Where no driver has the interface: asking disturbs nobody. */
async function askDeviceId({ device, place, interface: on }: FoundUsbPrinter): Promise<string | null> {
  if (!(await holdPort(place, 0))) return null
  try {
    await device.open()
    await device.claimInterface(on.number)
    return await readDeviceId(device, on)
  } catch {
    return null
  } finally {
    await device.releaseInterface(on.number).catch(() => {})
    await device.close().catch(() => {})
    letGoOfPort(place)
  }
}

/** One plugging-in of one device: the kernel counts the address up. */
function sessionOf({ port, address }: UsbPlace): string {
  return `${port}/${address}`
}

function comparePorts(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}

function fits(wanted: string | undefined, actual: string | null): boolean {
  return wanted === undefined || wanted === actual
}

function hex4(id: string | undefined): string | undefined {
  return id?.toLowerCase().replace(/^0x/, '').padStart(4, '0')
}
