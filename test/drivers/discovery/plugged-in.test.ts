import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Lookouts, listPluggedIn } from '../../../drivers/discovery/plugged-in.ts'
import { meansThis } from '../../../drivers/discovery/same-device.ts'
import { listSerialPorts } from '../../../drivers/discovery/serial-ports.ts'
import { createSerialTransport } from '../../../drivers/transport/serial.ts'
import type { UsbPrinter } from '../../../drivers/transport/usb-printers.ts'
import { holdOpen } from '../../support/hold-open.ts'
import { openSerialCable } from '../../support/serial-cable.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { createTcpPeer } from '../transport/tcp-peer.ts'

const nothing: Lookouts = {
  usb: async () => [],
  serial: async () => [],
  spooler: async () => ({ queues: async () => [] }),
}

function usbPrinter(over: Partial<UsbPrinter> = {}): UsbPrinter {
  return {
    vendorId: '0416',
    productId: '5011',
    serialNumber: null,
    port: '1-2',
    manufacturer: 'STMicroelectronics',
    product: 'POS58 Printer USB',
    ieee1284: 'MFG:STM;MDL:POS58;',
    interface: {} as UsbPrinter['interface'],
    devicePath: '/dev/usb/lp0',
    address: 7,
    ...over,
  }
}

test('a USB printer has a name that a person understands, and no more facts than it takes', async () => {
  const [found, ...more] = await listPluggedIn({
    ...nothing,
    usb: async () => [usbPrinter({ serialNumber: 'GD0001' })],
  })
  expect(more).toEqual([])
  expect(found).toMatchObject({
    name: expect.stringContaining('小票机'),
    place: 'USB 1-2',
    connection: { type: 'usb', vendorId: '0416', productId: '5011', serialNumber: 'GD0001' },
    alias: '/dev/usb/lp0',
  })
  expect(found?.connection).not.toHaveProperty('port')
  if (found === undefined) return
  const ids = { type: 'usb', vendorId: '0416', productId: '5011' } as const
  expect(meansThis(ids, found)).toBe(true)
  expect(meansThis({ ...ids, port: '1-3' }, found)).toBe(false)
  expect(meansThis({ type: 'device', path: '/dev/usb/lp0' }, found)).toBe(true)
  expect(meansThis({ type: 'device', path: '/dev/usb/lp1' }, found)).toBe(false)
})

test('two alike are told apart by their sockets, and say so', async () => {
  const found = await listPluggedIn({ ...nothing, usb: async () => [usbPrinter(), usbPrinter({ port: '1-3' })] })
  expect(found.map(one => one.connection)).toEqual([
    { type: 'usb', vendorId: '0416', productId: '5011', port: '1-2' },
    { type: 'usb', vendorId: '0416', productId: '5011', port: '1-3' },
  ])
  expect(found[0]?.notes.join()).toContain('按插口区分')
})

test.runIf(process.platform === 'linux')(
  'serial ports by what they hang on; those that are not there are not told',
  async () => {
    const root = tempFolder()
    const usb = join(root, 'devices', 'usb1', '1-2.4')
    const device = join(usb, '1-2.4:1.0', 'ttyUSB0')
    const tty = join(root, 'class', 'tty')
    for (const folder of [device, ...['ttyS0', 'ttyS1', 'ttyUSB0', 'rfcomm0', 'tty1'].map(name => join(tty, name))]) {
      mkdirSync(folder, { recursive: true })
    }
    writeFileSync(join(usb, 'idVendor'), '1a86\n')
    writeFileSync(join(usb, 'idProduct'), '7523\n')
    writeFileSync(join(usb, 'product'), 'USB Serial\n')
    writeFileSync(join(tty, 'ttyS0', 'type'), '4\n')
    writeFileSync(join(tty, 'ttyS1', 'type'), '0\n')
    symlinkSync(device, join(tty, 'ttyUSB0', 'device'))
    expect(await listSerialPorts(tty)).toEqual([
      { path: '/dev/rfcomm0', name: expect.stringContaining('蓝牙'), usbPort: null },
      { path: '/dev/ttyS0', name: expect.stringContaining('主板'), usbPort: null },
      { path: '/dev/ttyUSB0', name: 'USB 串口线 serial cable (CH340) · USB Serial', usbPort: '1-2.4' },
    ])
    expect(await listSerialPorts(join(root, 'nothing'))).toEqual([])
  },
)

test('says who holds a port, unless it is the shop’s own engine', async () => {
  const cable = openSerialCable()
  onTestFinished(() => cable.unplug())
  const connection = await createSerialTransport({ path: cable.path, baudRate: 9600, flow: 'none' }).connect(
    new AbortController().signal,
  )
  const serial = async () => [{ path: cable.path, name: 'a cable', usbPort: '1-1' }]
  const [found] = await listPluggedIn({ ...nothing, serial })
  expect(found?.place).toBe(`${cable.path} (USB 1-1)`)
  expect(found?.notes).toEqual([expect.stringContaining('an earlier ticket of this program')])
  const other = await holdOpen(cable.path, 'modem')
  const [held] = await listPluggedIn({ ...nothing, serial })
  expect(held?.notes).toEqual([expect.stringContaining(`modem (pid ${other})`)])
  const [ours] = await listPluggedIn({ ...nothing, serial, ourPid: process.pid })
  expect(ours?.notes).toEqual([])
  if (ours)
    expect(meansThis({ type: 'serial', path: cable.path, baudRate: 115_200, flow: 'none', parity: 'none' }, ours)).toBe(
      true,
    )
  await connection.close()
})

test('queues and named addresses; what cannot be looked at has nothing', async () => {
  const peer = await createTcpPeer()
  onTestFinished(() => peer.stop())
  const port = Number(peer.transport.address.split(':').at(-1))
  const found = await listPluggedIn({
    usb: () => Promise.reject(new Error('no USB here')),
    serial: async () => [],
    spooler: async () => ({ queues: async () => [{ name: 'XP-80C', info: '前台', device: 'usb://XP' }] }),
    addresses: [`127.0.0.1:${port}`, '127.0.0.1:1', '[::1]:9'],
  })
  expect(found).toMatchObject([
    { name: '前台', connection: { type: 'spooler', queue: 'XP-80C' }, notes: [] },
    { place: `tcp 127.0.0.1:${port}`, connection: { type: 'tcp', host: '127.0.0.1', port }, notes: [] },
    { connection: { host: '127.0.0.1', port: 1 }, notes: [expect.stringContaining('连不上')] },
    { connection: { host: '::1', port: 9 } },
  ])
  expect(found.map(one => meansThis({ type: 'spooler', queue: 'XP-80C' }, one))).toEqual([true, false, false, false])
})
