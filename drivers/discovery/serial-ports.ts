import { readdir, readFile, realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { knownDevice } from './known-devices.ts'

export type SerialPortFound = {
  /** /dev/ttyUSB0, COM3 */
  path: string
  /** what a person calls it */
  name: string
  /** the USB socket, as 1-2; null: not on USB, or not told */
  usbPort: string | null
}

/**
 * The serial ports there are. On Linux from sysfs, because serialport asks udevadm, which says nothing of USB where udev's
 * daemon does not run, and lists dozens of ports that are not there.
 */
export async function listSerialPorts(sysfs = '/sys/class/tty'): Promise<SerialPortFound[]> {
  if (process.platform !== 'linux') return listByPackage()
  const names = (await readdir(sysfs).catch(() => [])).filter(name =>
    /^(tty(S|USB|ACM|AMA|XRUSB|WCH)|rfcomm)\d+$/.test(name),
  )
  const ports = await Promise.all(names.map(name => readPort(sysfs, name)))
  return ports.filter(port => port !== null).sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }))
}

async function readPort(sysfs: string, name: string): Promise<SerialPortFound | null> {
  const path = join('/dev', name)
  if (name.startsWith('rfcomm')) return { path, name: '蓝牙串口 Bluetooth serial port', usbPort: null }
  // The kernel keeps names for UARTs that the machine lacks: type 0, PORT_UNKNOWN (<linux/serial_core.h>).
  if (name.startsWith('ttyS') && (await text(join(sysfs, name, 'type'))) === '0') return null
  const device = await realpath(join(sysfs, name, 'device')).catch(() => null)
  const usb = device === null ? null : await usbDeviceOf(device)
  if (usb === null) return { path, name: '主板串口 serial port of this computer', usbPort: null }
  const [vendorId, productId, product] = await Promise.all(
    ['idVendor', 'idProduct', 'product'].map(file => text(join(usb, file))),
  )
  const words = knownDevice(vendorId ?? null, productId ?? null)?.words ?? null
  const called = [words, product ?? null].filter(word => word !== null).join(' · ')
  return { path, name: called || 'USB 串口 serial port', usbPort: basename(usb) }
}

/** The port hangs below its USB device: …/1-2/1-2:1.0/ttyUSB0 */
async function usbDeviceOf(device: string): Promise<string | null> {
  for (let folder = device; folder !== dirname(folder); folder = dirname(folder)) {
    if ((await text(join(folder, 'idVendor'))) !== null) return folder
  }
  return null
}

async function text(file: string): Promise<string | null> {
  return await readFile(file, 'utf8').then(
    content => content.trim() || null,
    () => null,
  )
}

async function listByPackage(): Promise<SerialPortFound[]> {
  const { SerialPort } = await import('serialport')
  const ports = await SerialPort.list()
  return ports.map(({ path, vendorId, productId, manufacturer, ...port }) => {
    const friendly = 'friendlyName' in port && typeof port.friendlyName === 'string' ? port.friendlyName : null
    const words = knownDevice(vendorId ?? null, productId ?? null)?.words ?? manufacturer ?? null
    const called = [words, friendly].filter(word => word !== null && word !== '').join(' · ')
    return { path, name: called || '串口 serial port', usbPort: null }
  })
}
