import assert from 'node:assert/strict'
import { createUsbTransport } from '../../drivers/transport/usb.ts'
import { isSameUsbPrinter, listUsbPrinters, type UsbPrinter } from '../../drivers/transport/usb-printers.ts'
import { type UsbChange, watchUsb } from '../../drivers/transport/usb-watch.ts'
import { until } from './gadget.ts'
import { never, withPrinters } from './plugged.ts'
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
    name: 'tells of what comes and goes, and knows a printer again by its port and 1284 id',
    run: () =>
      withPrinters([clone, { ...clone, ...label }], async (first, second) => {
        const changes: UsbChange[] = []
        const [before] = await listUsbPrinters()
        assert.ok(before)
        const watch = watchUsb(change => changes.push(change))
        // The first look is not told of.
        await new Promise(resolve => setTimeout(resolve, 1500))
        const told = async (count: number): Promise<UsbPrinter> => {
          await until(() => changes.length >= count, `change ${count}`)
          return changes[count - 1]?.printer as UsbPrinter
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
        assert.ok(isSameUsbPrinter(before, back))
        assert.equal(stranger.port, port)
        assert.ok(!isSameUsbPrinter(before, stranger))
        return { noticedAfterMs: ms }
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
