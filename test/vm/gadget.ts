import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

// The device's end of a USB cable, inside the machine: the kernel's gadgets, put together in configfs
// (Documentation/usb/gadget_configfs.rst) and plugged into a dummy_hcd socket.

const gadgets = '/sys/kernel/config/usb_gadget'

export type GadgetIds = {
  vendorId: string
  productId: string
  serialNumber: string
  product: string
  ieee1284: string
  /** of 8 KiB, which fill up whether or not anybody reads the device's side */
  buffers: number
}

const usual: GadgetIds = {
  vendorId: '0416',
  productId: '5011',
  serialNumber: 'GD0001',
  product: 'POS58',
  ieee1284: 'MFG:POS;MDL:POS58;CMD:ESC/POS;CLS:PRINTER;',
  buffers: 10,
}

export type Gadget = {
  readonly ids: GadgetIds
  /** the file that is the device's side */
  readonly file: string
  /** into the lowest free socket, or this one (1 … 4); resolves when the host's kernel has bound its driver */
  plug(socket?: number): Promise<void>
  unplug(): void
  /** Takes it apart; nobody has its file open any more. */
  remove(): void
  /** `1-1` … `4-1` */
  readonly port: string
}

export function createPrinterGadget(name: string, ids: Partial<GadgetIds> = {}): Gadget {
  const all = { ...usual, ...ids }
  const use = `printer.${name}`
  makeGadget(name, use, all, folder => {
    writeFileSync(join(folder, 'q_len'), String(all.buffers))
    writeFileSync(join(folder, 'pnp_string'), all.ieee1284)
  })
  return gadget(name, use, all, fileOf(use), 'usbmisc')
}

/** A serial printer's adapter: the host gets a /dev/ttyACM. */
export function createSerialGadget(name: string): Gadget {
  const use = `acm.${name}`
  const ids = { ...usual, vendorId: '1a86', productId: '7523', serialNumber: 'GD0002', product: 'USB-Serial' }
  makeGadget(name, use, ids, () => {})
  const number = readFileSync(join(gadgets, name, 'functions', use, 'port_num'), 'utf8').trim()
  return gadget(name, use, ids, `/dev/ttyGS${number}`, 'tty')
}

function gadget(name: string, use: string, ids: GadgetIds, file: string, node: string): Gadget {
  let port = ''
  const unplug = () => {
    // The kernel says ENODEV where it is not plugged in.
    if (readFileSync(join(gadgets, name, 'UDC'), 'utf8').trim() !== '') writeFileSync(join(gadgets, name, 'UDC'), '\n')
  }
  return {
    ids,
    file,
    get port() {
      return port
    },
    async plug(socket) {
      const wanted = socket === undefined ? freeSocket() : `dummy_udc.${socket - 1}`
      // Written even where it fails: then the socket is taken.
      writeFileSync(join(gadgets, name, 'UDC'), wanted)
      port = `${busOf(wanted)}-1`
      const path = `/sys/bus/usb/devices/${port}:1.0`
      await until(() => existsSync(join(path, node)) && existsSync(file), `${file} on ${port}`)
    },
    unplug,
    remove() {
      unplug()
      const root = join(gadgets, name)
      unlinkSync(join(root, 'configs/c.1', use))
      for (const folder of ['configs/c.1/strings/0x409', 'configs/c.1', `functions/${use}`, 'strings/0x409', '.']) {
        rmdirSync(join(root, folder))
      }
    },
  }
}

function makeGadget(name: string, use: string, ids: GadgetIds, set: (folder: string) => void): void {
  const root = join(gadgets, name)
  const strings = join(root, 'strings/0x409')
  mkdirSync(strings, { recursive: true })
  mkdirSync(join(root, 'configs/c.1/strings/0x409'), { recursive: true })
  mkdirSync(join(root, 'functions', use), { recursive: true })
  writeFileSync(join(root, 'idVendor'), `0x${ids.vendorId}`)
  writeFileSync(join(root, 'idProduct'), `0x${ids.productId}`)
  writeFileSync(join(strings, 'manufacturer'), 'POS')
  writeFileSync(join(strings, 'product'), ids.product)
  writeFileSync(join(strings, 'serialnumber'), ids.serialNumber)
  set(join(root, 'functions', use))
  symlinkSync(join(root, 'functions', use), join(root, 'configs/c.1', use))
}

/** Files are numbered by the lowest number that no other gadget has (an ida in f_printer.c). */
let printers: string[] = []

function fileOf(use: string): string {
  const alive = readdirSync(gadgets).flatMap(name => readdirSync(join(gadgets, name, 'functions')))
  printers = printers.map(one => (alive.includes(one) ? one : ''))
  const free = printers.indexOf('')
  const number = free < 0 ? printers.length : free
  printers[number] = use
  return `/dev/g_printer${number}`
}

function freeSocket(): string {
  const taken = readdirSync(gadgets).map(name => readFileSync(join(gadgets, name, 'UDC'), 'utf8').trim())
  const free = readdirSync('/sys/class/udc')
    .sort()
    .find(name => !taken.includes(name))
  if (free === undefined) throw new Error('all sockets are taken')
  return free
}

/** Bus numbers follow the order in which the host controllers came up. */
function busOf(udc: string): string {
  const host = `/sys/devices/platform/${udc.replace('udc', 'hcd')}`
  return (
    readdirSync(host)
      .find(name => /^usb\d+$/.test(name))
      ?.slice(3) ?? '?'
  )
}

export async function until(holds: () => boolean, what: string, ms = 10_000): Promise<void> {
  for (const start = Date.now(); !holds(); await sleep(10)) {
    if (Date.now() - start > ms) throw new Error(`${what}: not within ${ms} ms`)
  }
}
