import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import iconv from 'iconv-lite'
import { until } from './gadget.ts'
import { holdFile } from './hold-file.ts'
import { withPrinters } from './plugged.ts'
import { openUsbShop, type UsbShop } from './usb-shop.ts'
import type { VmCase } from './vm-case.ts'

// The main promise, with the whole program: signed pushes in, a USB printer in other hands, and pulled at the worst moments.
// What takes a second here takes one on a computer of a thousand million instructions a second (machine.ts).

const gbk = (text: string) => iconv.encode(text, 'gbk')
/** Longer than it takes until the longest pause between two tries; and as long, at another moment within that pause. */
const downtimesMs = [14_000, 17_300]

let opened: Promise<UsbShop> | null = null
const open = (): Promise<UsbShop> => {
  opened ??= openUsbShop(async () => {})
  return opened
}
const one = (name: string, run: (shop: UsbShop) => Promise<unknown>): VmCase => ({
  name: `serve: ${name}`,
  run: async () => run(await open()),
})

export const serveCases: VmCase[] = [
  {
    name: 'serve: a printer that another program holds: the alarm names it; free again, the ticket comes out plain',
    async run() {
      let holder: Awaited<ReturnType<typeof holdFile>> | undefined
      opened = openUsbShop(async printer => {
        holder = await holdFile(printer.lp)
      })
      const shop = await opened
      assert.ok(holder)
      const { lp } = shop.printer
      await shop.push('held')
      const alarm = await shop.alarm('printer-busy')
      assert.equal(alarm.message, `蒸档打印机被别的程序占着：sh (pid ${holder.pid})`)
      const { state, trouble } = await shop.state()
      const holders = `sh (pid ${holder.pid})`
      assert.deepEqual(
        [state, trouble],
        ['busy', { trouble: 'held', device: lp, holders, type: `sudo fuser -v ${lp}` }],
      )
      await holder.end()
      const job = await shop.printed('held')
      assert.deepEqual([job.copy, job.marks, job.attempts.length], [1, [], 1])
      return { message: alarm.message, remedy: alarm.remedy }
    },
  },
  one('three tickets, each once and plain', async shop => {
    const { side } = shop.printer
    side.clear()
    const ids = ['a', 'b', 'c']
    for (const id of ids) await shop.push(id)
    for (const id of ids) {
      const job = await shop.printed(id)
      assert.deepEqual([job.marks, job.attempts.map(({ evidence }) => evidence)], [[], ['status']])
    }
    assert.equal(count(side.received, gbk('鲜肉包')), 3)
    assert.equal(count(side.received, gbk('补打')), 0)
  }),
  one('unplugged: offline within a second; back: the ticket that waited starts within a second, plain', async shop => {
    const { printer, answers } = shop
    const told = []
    for (const downtimeMs of downtimesMs) {
      printer.side.clear()
      const pulledAt = performance.now()
      await printer.unplug()
      while ((await shop.state()).state !== 'offline') await sleep(50)
      const offlineMs = Math.round(performance.now() - pulledAt)
      const id = `unplugged-${downtimeMs}`
      await shop.push(id)
      const alarm = await shop.alarm('printer-offline')
      assert.equal(alarm.message, '蒸档打印机没插上，或者没开机')
      await sleep(downtimeMs)
      answers.ticketAt = null
      const start = performance.now()
      await printer.plug()
      const job = await shop.printed(id)
      assert.deepEqual([job.copy, job.marks, job.attempts.length], [1, [], 1])
      assert.equal(count(printer.side.received, gbk('鲜肉包')), 1)
      assert.equal(count(printer.side.received, gbk('补打')), 0)
      const startMs = Math.round((answers.ticketAt ?? Number.NaN) - start)
      assert.ok(offlineMs <= 1000 && startMs <= 1000, `offline after ${offlineMs} ms, started after ${startMs} ms`)
      told.push({ offlineMs, startMs })
    }
    return told
  }),
  one('cut short at byte k: it comes out again, marked', async shop => {
    const { printer, answers } = shop
    const { side } = printer
    side.clear()
    answers.pullWithinTicket()
    side.pauseAfter(16)
    // Several of the gadget's buffers long.
    await shop.push('cut', 300)
    await until(() => answers.pulled, 'the ticket', 60_000)
    // Before the ticket the printer is asked how it is: DLE EOT n, three bytes each.
    const left = side.received.length - 3 * count(side.received, Buffer.from([0x10, 0x04]))
    side.resume()
    await printer.plug()
    const cut = await shop.printed('cut')
    assert.equal(cut.copy, 2)
    assert.equal(cut.attempts[0]?.outcome, 'uncertain')
    const [before, after] = cut.attempts
    const figures = `${left} of ${before?.bytes} of ${after?.bytes}`
    assert.ok(before && after && left > 0 && left <= before.bytes && before.bytes < after.bytes, figures)
    assert.ok(count(side.received, gbk('补打')) >= 1 && count(side.received, gbk('可能重复')) >= 1)
    return { cutAt: left, attempts: cut.attempts, marks: cut.marks }
  }),
  one(
    'npm run printers lists both gadgets by names that a person understands, and how to tell them apart',
    async shop => {
      const twin = { product: 'POS58 front' }
      return withPrinters([twin], async second => {
        const listed = await shop.listPrinters()
        const [table, plugged] = listed.split('\n\n')
        assert.match(table ?? '', new RegExp(`steam +蒸档 +usb 0416:\\* @${shop.printer.port} +正常 ready`))
        const name = '58 mm 小票机 \\(POS-58, 5890K, YICHIP\\) · POS POS58'
        assert.match(plugged ?? '', new RegExp(`^${name} +USB ${shop.printer.port} +steam$`, 'm'))
        assert.match(plugged ?? '', new RegExp(`^${name} front +USB ${second.port} +-$`, 'm'))
        assert.equal(plugged?.match(/有同款/g)?.length, 2)
        const connection = {
          type: 'usb',
          vendorId: '0416',
          productId: '5011',
          serialNumber: 'GD0001',
          port: second.port,
        }
        assert.ok(plugged?.includes(`→ "connection": ${JSON.stringify(connection)}`), plugged)
        assert.match(listed, /sudo cp \S*60-gudang-printers\.rules \/etc\/udev\/rules\.d\/ && sudo udevadm/)
        // That the shop's own program holds its printer is no news.
        assert.ok(!listed.includes('pid'), listed)
        return listed
      })
    },
  ),
  one('ends when told to', async shop => {
    assert.equal(await shop.serve.stop(), 0)
    await shop.printer.remove()
  }),
]

function count(bytes: Buffer, wanted: Uint8Array): number {
  let found = 0
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) found += 1
  return found
}
