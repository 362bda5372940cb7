import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { createUsbTransport } from '../../drivers/transport/usb.ts'
import { readPortStatus } from '../../drivers/transport/usb-requests.ts'
import { claimBare } from './bare-usb.ts'
import { holdFile } from './hold-file.ts'
import { never, type Plugged, withPrinters } from './plugged.ts'
import type { VmCase } from './vm-case.ts'

const usb = ({ port }: Plugged) => createUsbTransport({ port })
const one = (name: string, run: (printer: Plugged) => Promise<unknown>): VmCase => ({
  name,
  run: () => withPrinters([{}], printer => run(printer)),
})

export const heldCases: VmCase[] = [
  one('held by a program through the kernel: busy, by name, at once; free again: prints', async printer => {
    const { lp } = printer
    const holder = await holdFile(lp)
    const { error, cpuMs, tries } = await refusedFor(printer, 1000)
    assert.equal(error.code, 'busy')
    assert.match(error.message, new RegExp(`${lp} is held by sh \\(pid ${holder.pid}\\)`))
    await holder.end()
    await printsAndGivesBack(printer)
    return { message: error.message, cpuMs, tries }
  }),
  one('held by a program through libusb: busy, and not taken from it', async printer => {
    const raw = await claimBare(printer.port)
    const { error } = await refusedFor(printer, 0)
    assert.equal(error.code, 'busy')
    // It can still print.
    await raw.device.nativeTransferOut(raw.on.out.number, 1000, Uint8Array.of(7))
    const status = await readPortStatus(raw.device, raw.on)
    await raw.release()
    assert.deepEqual(status, { paperEmpty: false, selected: true, error: false })
    await printsAndGivesBack(printer)
    return error.message
  }),
  one('held by an earlier connection of ours: busy, and nobody is sent to look for another program', async printer => {
    const first = await usb(printer).connect(never)
    const { error } = await refusedFor(printer, 0)
    assert.deepEqual([error.code, error.trouble?.trouble], ['busy', 'ours'])
    await first.close()
    await printsAndGivesBack(printer)
    return error.message
  }),
  one('no permission: says what to type', async printer => {
    process.seteuid?.(65_534)
    try {
      const { error } = await refusedFor(printer, 0)
      assert.equal(error.code, 'permission')
      assert.match(error.message, /sudo /)
      return error.message
    } finally {
      process.seteuid?.(0)
    }
  }),
]

async function refusedFor(printer: Plugged, ms: number) {
  const before = process.cpuUsage()
  const start = performance.now()
  let tries = 0
  for (;;) {
    tries += 1
    const error = await usb(printer)
      .connect(never)
      .then(
        () => assert.fail('connected'),
        reason => reason,
      )
    if (performance.now() - start < ms) {
      await sleep(500)
      continue
    }
    return { error, tries, cpuMs: Math.round(process.cpuUsage(before).user / 1000) }
  }
}

/** Prints a byte, after which the kernel's driver has the printer again. */
async function printsAndGivesBack(printer: Plugged): Promise<void> {
  const before = printer.lp
  const connection = await usb(printer).connect(never)
  await connection.write(Uint8Array.of(1), { stallMs: 3000 })
  assert.throws(() => printer.lp)
  await connection.close()
  assert.equal(printer.lp, before)
}
