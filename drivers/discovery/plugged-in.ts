import { access, constants } from 'node:fs/promises'
import { troubleWords } from '../../shared/domain/printer-trouble.ts'
import type { PrinterSettings } from '../../shared/domain/settings.ts'
import { forbiddenError, heldError, programsHolding } from '../transport/device-holder.ts'
import { type Spooler, systemSpooler } from '../transport/spooler.ts'
import { createTcpTransport } from '../transport/tcp.ts'
import { isTransportError, type TransportError } from '../transport/transport.ts'
import { listUsbPrinters, type UsbPrinter } from '../transport/usb-printers.ts'
import { knownDevice } from './known-devices.ts'
import { listSerialPorts, type SerialPortFound } from './serial-ports.ts'

type Connection = Exclude<PrinterSettings['connection'], { type: 'virtual' }>

/** Something that a ticket could be sent to now. */
export type PluggedIn = {
  /** what a person calls it */
  name: string
  /** where a person finds it */
  place: string
  /** as it would stand in config.json: no more than it takes to mean this one */
  connection: Connection
  /** the kernel's own name for the same device: /dev/usb/lp0 */
  alias: string | null
  /** all that a USB device tells of itself */
  usb: UsbPrinter | null
  /** who holds it or what to type, where it cannot be used as it is; also what to beware of */
  notes: string[]
}

/** Where to look; tests look elsewhere. */
export type Lookouts = {
  usb?: () => Promise<UsbPrinter[]>
  serial?: () => Promise<SerialPortFound[]>
  spooler?: () => Promise<Pick<Spooler, 'queues'>>
  /** `host` or `host:port`, as the user named them */
  addresses?: readonly string[]
  /** the engine of this shop: that it holds its printers is no news */
  ourPid?: number | null
}

/** One list of what is plugged in now. What cannot be looked at (no USB here, no CUPS) has nothing. */
export async function listPluggedIn(lookouts: Lookouts = {}): Promise<PluggedIn[]> {
  const {
    usb = listUsbPrinters,
    serial = listSerialPorts,
    spooler = systemSpooler,
    addresses = [],
    ourPid = null,
  } = lookouts
  const lists = await Promise.all([
    orNothing(async () => describeUsbPrinters(await usb(), ourPid)),
    orNothing(async () => Promise.all((await serial()).map(port => describeSerial(port, ourPid)))),
    orNothing(async () => (await (await spooler()).queues()).map(describeQueue)),
    Promise.all(addresses.map(tryAddress)),
  ])
  return lists.flat()
}

async function orNothing(look: () => Promise<PluggedIn[]>): Promise<PluggedIn[]> {
  try {
    return await look()
  } catch {
    return []
  }
}

function describeUsbPrinters(printers: UsbPrinter[], ourPid: number | null): Promise<PluggedIn[]> {
  return Promise.all(
    printers.map(async printer => {
      const known = knownDevice(printer.vendorId, printer.productId)
      const said = [printer.manufacturer, printer.product].filter(word => word !== null).join(' ')
      const names = [known?.words, said].filter(word => word !== undefined && word !== '')
      const alike = printers.filter(other => other !== printer && sameIds(other, printer))
      return {
        name: names.join(' · ') || 'USB 打印机 USB printer',
        place: `USB ${printer.port}`,
        connection: usbConnection(printer, alike),
        alias: printer.devicePath,
        usb: printer,
        notes: [
          ...(known?.caution === undefined ? [] : [known.caution]),
          ...(alike.length === 0 ? [] : ['有同款，按插口区分 · told from its like by its socket']),
          ...(await troubleWith([usbNode(printer), printer.devicePath], ourPid)),
        ],
      }
    }),
  )
}

function sameIds(one: UsbPrinter, other: UsbPrinter): boolean {
  return one.vendorId === other.vendorId && one.productId === other.productId && one.serialNumber === other.serialNumber
}

/** The socket only where nothing else tells it from another: a printer may be plugged in elsewhere tomorrow. */
function usbConnection(printer: UsbPrinter, alike: readonly UsbPrinter[]): Connection {
  const { vendorId, productId, serialNumber, port } = printer
  const ids = { type: 'usb' as const, vendorId, productId }
  return {
    ...ids,
    ...(serialNumber === null ? {} : { serialNumber }),
    ...(alike.length === 0 ? {} : { port }),
  }
}

/** Linux: bus and device number, three digits each. */
function usbNode({ port, address }: UsbPrinter): string | null {
  const bus = Number(port.split('-')[0])
  if (process.platform !== 'linux' || !Number.isInteger(bus)) return null
  return `/dev/bus/usb/${String(bus).padStart(3, '0')}/${String(address).padStart(3, '0')}`
}

async function describeSerial({ path, name, usbPort }: SerialPortFound, ourPid: number | null): Promise<PluggedIn> {
  return {
    name,
    place: usbPort === null ? path : `${path} (USB ${usbPort})`,
    connection: { type: 'serial', path, baudRate: 9600, flow: 'none', parity: 'none' },
    alias: null,
    usb: null,
    notes: await troubleWith([process.platform === 'linux' ? path : null], ourPid),
  }
}

function describeQueue({ name, info, device }: Awaited<ReturnType<Spooler['queues']>>[number]): PluggedIn {
  return {
    name: info || name,
    place: `打印队列 queue ${name}${device === '' ? '' : ` → ${device}`}`,
    connection: { type: 'spooler', queue: name },
    alias: null,
    usb: null,
    notes: [],
  }
}

async function tryAddress(address: string): Promise<PluggedIn> {
  // The last colon, unless it belongs to an IPv6 address without a port.
  const [, host = address, port] = /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(address) ?? []
  const connection = { type: 'tcp' as const, host, port: port === undefined ? 9100 : Number(port) }
  const notes = await createTcpTransport(connection)
    .connect(AbortSignal.timeout(5_000))
    .then(
      async line => {
        await line.close()
        return []
      },
      (error: unknown) => [`连不上 · not reached: ${isTransportError(error) ? error.message : String(error)}`],
    )
  return {
    name: '网络打印机 network printer',
    place: `tcp ${host}:${connection.port}`,
    connection,
    alias: null,
    usb: null,
    notes,
  }
}

/** Why we could not use it now. Null paths are not looked at. */
async function troubleWith(paths: (string | null)[], ourPid: number | null): Promise<string[]> {
  const notes: string[] = []
  for (const path of paths) {
    if (path === null) continue
    const failure = await access(path, constants.R_OK | constants.W_OK).then(
      () => null,
      (error: NodeJS.ErrnoException) => error.code,
    )
    if (failure === 'EACCES' || failure === 'EPERM') notes.push(wordsOf(await forbiddenError(path)))
    if (failure !== null) continue
    const holders = await programsHolding(path)
    const isOurs = holders.some(holder => holder.endsWith(`(pid ${ourPid})`))
    if (holders.length > 0 && !isOurs) notes.push(wordsOf(await heldError(path)))
  }
  return notes
}

function wordsOf({ trouble, message }: TransportError): string {
  const said = (['zh-CN', 'en'] as const).map(language => troubleWords({ ...trouble }, language))
  return said.map(words => (words === null ? message : `${words.what}; ${words.how}`)).join(' · ')
}
