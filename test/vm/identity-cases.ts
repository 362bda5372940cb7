import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { watchPlugs } from '../../drivers/discovery/plug-watch.ts'
import { isSameDevice, type UsbIdentity } from '../../drivers/transport/device-identity.ts'
import type { Transport } from '../../drivers/transport/transport.ts'
import { createUsbTransport } from '../../drivers/transport/usb.ts'
import { findUsbPrinters, identifyUsbPrinter, listUsbPrinters } from '../../drivers/transport/usb-printers.ts'
import { type UsbChange, watchUsb } from '../../drivers/transport/usb-watch.ts'
import { createSerialGadget, until } from './gadget.ts'
import { never, type Plugged, withPrinters } from './plugged.ts'
import type { VmCase } from './vm-case.ts'

const clone = { vendorId: '0416', productId: '5011', serialNumber: 'B120300001' }
// The gadget counts its 1284 id two bytes short (drivers/usb/gadget/function/f_printer.c), so the tail is cut.
const label = { product: 'XP-365B', ieee1284: 'MFG:Xprinter;MDL:XP-365B;CMD:TSPL;CLS:PRINTER;;;' }

export const identityCases: VmCase[] = [
  {
    name: 'lists what is plugged in, by names a person understands',
    run: () =>
      withPrinters([clone, { ...clone, ...label }], async (first, second) => {
        const listed = await listUsbPrinters()
        assert.deepEqual(
          listed.map(one => [one.vendorId, one.productId, one.serialNumber, one.manufacturer, one.product]),
          [
            ['0416', '5011', 'B120300001', 'POS', 'POS58'],
            ['0416', '5011', 'B120300001', 'POS', 'XP-365B'],
          ],
        )
        assert.deepEqual(
          listed.map(one => one.port),
          [first.port, second.port],
        )
        assert.match(listed[1]?.ieee1284 ?? '', /^MFG:Xprinter;MDL:XP-365B;CMD:TSPL;/)
        assert.deepEqual(
          listed.map(one => one.devicePath),
          [first.lp, second.lp],
        )
        return listed
      }),
  },
  {
    name: 'never guesses between two alike, and tells them apart by port',
    run: () =>
      withPrinters([clone, clone], async (first, second) => {
        const refused = await createUsbTransport(clone)
          .connect(never)
          .catch(error => error)
        assert.equal(refused.code, 'unreachable')
        assert.match(refused.message, /^2 USB printers are 0416:5011 B120300001, at the ports 1-1, 2-1: name the port/)
        for (const [printer, other, byte] of [[first, second, 1] as const, [second, first, 2] as const]) {
          const connection = await createUsbTransport({ ...clone, port: printer.port }).connect(never)
          await connection.write(Uint8Array.of(byte, byte), { stallMs: 3000 })
          await connection.close()
          await until(() => printer.side.received.length === 2, 'two bytes')
          assert.deepEqual([...printer.side.received], [byte, byte])
          assert.ok(!other.side.received.includes(byte))
        }
        assert.match((await failure({ port: '9-9' })).message, /no USB printer @9-9 is plugged in/)
        assert.equal((await failure({ ...clone, serialNumber: 'other' })).code, 'unreachable')
        return refused.message
      }),
  },
  {
    name: 'tells of what comes and goes, and whether it is what was there before',
    run: () =>
      withPrinters([clone, { ...clone, ...label }], async (first, second) => {
        const changes: UsbChange[] = []
        const [before] = (await findUsbPrinters(clone)).map(identifyUsbPrinter)
        assert.ok(before)
        const watch = watchUsb(change => changes.push(change))
        // The first look is not told of.
        await new Promise(resolve => setTimeout(resolve, 500))
        const told = async (count: number): Promise<UsbIdentity> => {
          await until(() => changes.length >= count, `change ${count}`)
          return changes[count - 1]?.printer as UsbIdentity
        }
        const port = first.port
        const start = performance.now()
        void first.unplug()
        await told(1)
        const ms = Math.round(performance.now() - start)
        await first.plug(Number(port[0]))
        const back = await told(2)
        // Another clone in the same socket.
        void first.unplug()
        await told(3)
        void second.unplug()
        await told(4)
        await second.plug(Number(port[0]))
        const stranger = await told(5)
        watch.stop()
        assert.deepEqual(
          changes.map(({ type }) => type),
          ['unplugged', 'plugged', 'unplugged', 'unplugged', 'plugged'],
        )
        assert.ok(isSameDevice(before, back))
        assert.equal(stranger.port, port)
        assert.ok(!isSameDevice(before, stranger))
        return { noticedAfterMs: ms }
      }),
  },
  {
    name: 'a device file or a serial port that comes or goes is told of within a second',
    run: () =>
      withPrinters([{}], async printer => {
        const serial = createSerialGadget('watched')
        await serial.plug()
        const { lp, port } = printer
        const tty = `/dev/${readdirSync(`/sys/bus/usb/devices/${serial.port}:1.0/tty`)[0]}`
        const told: { id: string; at: number }[] = []
        const watch = watchPlugs(
          [
            { id: 'lp', connection: { type: 'device', path: lp } },
            { id: 'tty', connection: { type: 'serial', path: tty, baudRate: 9600, flow: 'none', parity: 'none' } },
          ],
          id => told.push({ id, at: performance.now() }),
        )
        const within = async (ids: string[], act: () => Promise<unknown>) => {
          const start = performance.now()
          await act()
          await until(() => ids.every(id => told.some(one => one.id === id)), ids.join())
          const [last] = told.map(({ at }) => at - start).sort((a, b) => b - a)
          assert.ok((last ?? Number.NaN) <= 1000, `${last} ms`)
          told.length = 0
        }
        await within(['lp'], async () => printer.unplug())
        await within(['tty'], async () => serial.unplug())
        await within(['lp'], () => printer.plug(Number(port[0])))
        await within(['tty'], () => serial.plug())
        watch.stop()
        serial.remove()
      }),
  },
  {
    name: 'of two alike it takes the one that it knows, by its socket and its 1284 id, and else asks',
    run: () =>
      withPrinters([clone], async first => {
        const transport = createUsbTransport(clone)
        await tick(transport)
        assert.equal(await ticked(first), 1)
        return withPrinters([clone], async second => {
          // Its twin is there now: this one is still where it was.
          await tick(transport)
          assert.deepEqual([await ticked(first), second.side.received.length], [1, 0])
          // Unplugged, the twin is the only one that fits; both in other sockets, nobody knows.
          const [here, there] = [first.port, second.port]
          await first.unplug()
          await second.unplug()
          await second.plug(3)
          await first.plug(Number(there[0]))
          const asked = await transport.connect(never).catch(error => error)
          assert.deepEqual([asked.code, asked.trouble], ['unreachable', { trouble: 'alike', ports: `${there}, 3-1` }])
          await first.unplug()
          await first.plug(Number(here[0]))
          await tick(transport)
          assert.deepEqual([await ticked(first), second.side.received.length], [1, 0])
          return asked.message
        })
      }),
  },
  {
    name: 'of several that share their ids it knows one again by its 1284 id, whatever the socket',
    run: () =>
      withPrinters([clone, { ...clone, ...label }], async (first, second) => {
        const before = (await findUsbPrinters(clone)).map(identifyUsbPrinter).find(one => one.port === second.port)
        assert.ok(before)
        const [here, there] = [first.port, second.port]
        await first.unplug()
        await second.unplug()
        await second.plug(Number(here[0]))
        await first.plug(Number(there[0]))
        await tick(createUsbTransport(clone, before))
        assert.deepEqual([await ticked(second), first.side.received.length], [1, 0])
      }),
  },
]

async function failure(facts: Parameters<typeof createUsbTransport>[0]) {
  return await createUsbTransport(facts)
    .connect(never)
    .then(
      () => assert.fail('connected'),
      error => error,
    )
}

async function tick(transport: Transport): Promise<void> {
  const connection = await transport.connect(never)
  await connection.write(Uint8Array.of(7), { stallMs: 3000 })
  await connection.close()
}

/** How many bytes it has been given since the last time. */
async function ticked(printer: Plugged): Promise<number> {
  await until(() => printer.side.received.length > 0, 'a byte')
  const { length } = printer.side.received
  printer.side.clear()
  return length
}
