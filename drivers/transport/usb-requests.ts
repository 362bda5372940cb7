import { portStatusOf } from './port-status.ts'
import type { PortStatus } from './transport.ts'
import type { UsbPrinterInterface } from './usb-descriptors.ts'
import type { UsbDevice } from './usb-library.ts'

// The requests of the USB printer class 1.1, §4.2.

const getDeviceId = 0
const getPortStatus = 1
const requestMs = 1000

/** GET_DEVICE_ID: the IEEE 1284 id, such as `MFG:POS;MDL:POS58;CMD:ESC/POS;CLS:PRINTER;`. Null: it gives none. */
export async function readDeviceId(device: UsbDevice, on: UsbPrinterInterface): Promise<string | null> {
  // wValue is the configuration's index, wIndex the interface and alternate setting.
  const reply = await classRequest(device, getDeviceId, 0, (on.number << 8) | on.alternate, 1023)
  if (reply === null || reply.length < 2) return null
  // Two bytes of length first, themselves counted, high byte first. Some clones swap them or count wrong.
  const said = ((reply[0] ?? 0) << 8) | (reply[1] ?? 0)
  const end = said > 2 && said <= reply.length ? said : reply.length
  return cleanDeviceId(Buffer.from(reply.subarray(2, end)).toString('latin1'))
}

/** GET_PORT_STATUS. Null: no answer. */
export async function readPortStatus(device: UsbDevice, on: UsbPrinterInterface): Promise<PortStatus | null> {
  const reply = await classRequest(device, getPortStatus, 0, on.number, 1)
  const pins = reply?.[0]
  return pins === undefined ? null : portStatusOf(pins)
}

export function cleanDeviceId(raw: string): string | null {
  // Clones pad with NUL and line ends; and it is shown in terminals, which obey C1 controls too.
  const id = raw.replace(/\p{Cc}+/gu, '').trim()
  return id === '' ? null : id
}

/** The fields of an IEEE 1284 id under their short names (MFG, MDL, CMD, SN …), whichever spelling the device uses. */
export function parseDeviceId(id: string): Record<string, string> {
  const short: Record<string, string> = {
    MANUFACTURER: 'MFG',
    MODEL: 'MDL',
    'COMMAND SET': 'CMD',
    CLASS: 'CLS',
    SERIALNUMBER: 'SN',
    SERN: 'SN',
    DESCRIPTION: 'DES',
  }
  const fields: Record<string, string> = {}
  for (const part of id.split(';')) {
    const colon = part.indexOf(':')
    if (colon < 1) continue
    const key = part.slice(0, colon).trim().toUpperCase()
    fields[short[key] ?? key] = part.slice(colon + 1).trim()
  }
  return fields
}

async function classRequest(
  device: UsbDevice,
  request: number,
  value: number,
  index: number,
  length: number,
): Promise<Uint8Array | null> {
  try {
    const setup = { requestType: 'class', recipient: 'interface', request, value, index } as const
    return await device.nativeControlTransferIn(setup, requestMs, length)
  } catch {
    return null
  }
}
