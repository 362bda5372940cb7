import { parseDeviceId } from './usb-requests.ts'

/** What tells a device from others that stand at the same address, as far as the medium lets it be seen. */
export type DeviceIdentity =
  | {
      medium: 'usb'
      vendorId: string
      productId: string
      serialNumber: string | null
      /** the IEEE 1284 id; null: it could not be read */
      ieee1284: string | null
      /** where it was plugged in */
      port: string
    }
  /** `mac`: six pairs of hex digits, small letters */
  | { medium: 'network'; mac: string }

export type UsbIdentity = Extract<DeviceIdentity, { medium: 'usb' }>

/**
 * Is this the device that was there before, as far as can be seen? A USB printer that was plugged in elsewhere is; whether it
 * was exchanged for its twin cannot be seen, and makes no difference for what was learned of it.
 */
export function isSameDevice(before: DeviceIdentity, now: DeviceIdentity): boolean {
  if (before.medium === 'network' || now.medium === 'network') {
    return before.medium === 'network' && now.medium === 'network' && before.mac === now.mac
  }
  return (
    before.vendorId === now.vendorId &&
    before.productId === now.productId &&
    before.serialNumber === now.serialNumber &&
    (before.ieee1284 === null || now.ieee1284 === null || essence(before.ieee1284) === essence(now.ieee1284))
  )
}

/**
 * Which of several that are alike is the one that was used before: the one in the same socket, unless its IEEE 1284 id says
 * that it is another; else the only one with the same id, where all of them have one. Null: nobody can tell.
 */
export function recogniseUsb<T extends UsbIdentity>(alike: readonly T[], before: UsbIdentity | null): T | null {
  if (before === null) return null
  const same = alike.filter(one => isSameDevice(before, one))
  const there = same.find(one => one.port === before.port)
  if (there !== undefined) return there
  const [only, ...others] = same
  const told = before.ieee1284 !== null && alike.every(one => one.ieee1284 !== null)
  return only !== undefined && others.length === 0 && told ? only : null
}

/** Maker, model and serial number: some printers put their state of the moment into the id too. */
function essence(ieee1284: string): string {
  const { MFG, MDL, SN } = parseDeviceId(ieee1284)
  return JSON.stringify([MFG ?? null, MDL ?? null, SN ?? null])
}
