// Where a device's printer interface is, from its configuration descriptor (USB 2.0 §9.6). Read from bytes rather than
// through the library, because that opens the device and fails as a whole when a clone's string descriptors do.

/** The interface that takes tickets. */
export type UsbPrinterInterface = {
  configuration: number
  number: number
  alternate: number
  /** 1 unidirectional, 2 bidirectional, 3 IEEE 1284.4 (USB printer class 1.1 §4.2.1); 0 for a vendor's own class */
  protocol: number
  out: UsbEndpoint
  /** null: this device cannot answer */
  in: UsbEndpoint | null
}

/** `packet`: the most bytes in one packet */
export type UsbEndpoint = { number: number; packet: number }

export type UsbAlternate = Omit<UsbPrinterInterface, 'out' | 'in'> & {
  class: number
  subclass: number
  endpoints: (UsbEndpoint & { direction: 'in' | 'out'; bulk: boolean })[]
}

/** Printers that say "vendor's own class" where they mean 7 (Linux usblp.c, USBLP_QUIRK_BAD_CLASS). */
export const vendorClassPrinters: ReadonlySet<string> = new Set(['04b8:0202'])

const descriptor = { configuration: 2, interface: 4, endpoint: 5 }

/** `bytes`: configuration descriptors one behind the other, as the device gave them; a device descriptor may stand before. */
export function parseAlternates(bytes: Uint8Array): UsbAlternate[] {
  const alternates: UsbAlternate[] = []
  let configuration = 0
  for (let at = 0; at + 2 <= bytes.length; ) {
    const length = bytes[at] ?? 0
    // A length below 2 would never end.
    if (length < 2) break
    const field = (offset: number) => (offset < length ? (bytes[at + offset] ?? 0) : 0)
    const type = field(1)
    if (type === descriptor.configuration) configuration = field(5)
    if (type === descriptor.interface) {
      alternates.push({
        configuration,
        number: field(2),
        alternate: field(3),
        class: field(5),
        subclass: field(6),
        protocol: field(7),
        endpoints: [],
      })
    }
    if (type === descriptor.endpoint) {
      alternates.at(-1)?.endpoints.push({
        number: field(2) & 0x0f,
        direction: (field(2) & 0x80) === 0 ? 'out' : 'in',
        bulk: (field(3) & 0x03) === 2,
        // Bits 11 and 12 are for periodic transfers.
        packet: (field(4) | (field(5) << 8)) & 0x07ff,
      })
    }
    at += length
  }
  return alternates
}

/** Bidirectional where there is a choice; null: no printer. `device` is `vvvv:pppp`. */
export function choosePrinterInterface(
  alternates: readonly UsbAlternate[],
  device: string,
  activeConfiguration: number | null,
): UsbPrinterInterface | null {
  const rank = [2, 1, 3, 0]
  const found = alternates
    .filter(one => activeConfiguration === null || one.configuration === activeConfiguration)
    .flatMap(one => printerInterface(one, device))
    .sort((a, b) => rank.indexOf(a.protocol) - rank.indexOf(b.protocol))
  return found[0] ?? null
}

function printerInterface(one: UsbAlternate, device: string): UsbPrinterInterface[] {
  const isPrinter = one.class === 7 && one.subclass === 1 && one.protocol >= 1 && one.protocol <= 3
  if (!isPrinter && !(one.class === 0xff && vendorClassPrinters.has(device))) return []
  const bulk = (direction: 'in' | 'out') => {
    const endpoint = one.endpoints.find(end => end.bulk && end.direction === direction && end.packet > 0)
    return endpoint === undefined ? null : { number: endpoint.number, packet: endpoint.packet }
  }
  const out = bulk('out')
  // Like usblp: a unidirectional interface is not read, a bidirectional one without a way back is broken.
  const back = one.protocol === 1 ? null : bulk('in')
  if (out === null || (isPrinter && one.protocol > 1 && back === null)) return []
  const { configuration, number, alternate } = one
  return [{ configuration, number, alternate, protocol: isPrinter ? one.protocol : 0, out, in: back }]
}
