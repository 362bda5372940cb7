import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { createUsbTransport } from '../../drivers/transport/usb.ts'
import { readPortStatus } from '../../drivers/transport/usb-requests.ts'
import { createBench, healthyAnswer } from '../drivers/printer/bench.ts'
import { createTicketAnswers } from './answers.ts'
import { claimBare } from './bare-usb.ts'
import { until } from './gadget.ts'
import { never, type Plugged, withPrinters } from './plugged.ts'
import type { VmCase } from './vm-case.ts'

/** More than the gadget's buffers (10 × 8 KiB) and one transfer. */
const long = new Uint8Array(200_000).map((_, index) => index % 251)
const usb = ({ port }: Plugged) => createUsbTransport({ port })
const one = (name: string, run: (printer: Plugged) => Promise<unknown>): VmCase => ({
  name,
  run: () => withPrinters([{}], printer => run(printer)),
})

export const faultCases: VmCase[] = [
  one('unplugged before byte 1: refused, and plain when it is back', async printer => {
    createTicketAnswers(printer)
    const bench = createBench({ transport: usb(printer), lingerMs: 60_000 })
    assert.equal((await bench.print()).kind, 'printed')
    // The connection is open and idle.
    void printer.unplug()
    const refused = await bench.print()
    assert.equal(refused.kind, 'refused')
    assert.equal(bench.intents, 1)
    await printer.plug()
    assert.equal((await bench.print()).kind, 'printed')
    await bench.printer.release()
    return refused
  }),
  one('unplugged at byte k: lost, and no fewer bytes counted than the printer has', async printer => {
    const { side } = printer
    const told = []
    for (const k of [1, 5000, 60_000]) {
      side.clear()
      side.resume()
      side.pauseAfter(k)
      const connection = await usb(printer).connect(never)
      const write = connection.write(long, { stallMs: 60_000 }).catch(error => error)
      await until(() => side.received.length >= k, `byte ${k}`)
      await sleep(200)
      const start = performance.now()
      void printer.unplug()
      const error = await write
      const ms = Math.round(performance.now() - start)
      assert.equal(error.code, 'lost')
      // What stands in the gadget's buffers has left too: 10 × 8192, and a transfer that was under way.
      assert.ok(error.bytesTaken > k && error.bytesTaken <= k + 81_920 + 8192 + 16_384, `${error.bytesTaken} at ${k}`)
      assert.equal((await connection.ended).reason, 'lost')
      told.push({ k, bytesTaken: error.bytesTaken, ms, message: error.message })
      await printer.plug()
    }
    return told
  }),
  one('unplugged behind the ticket, before the answer: uncertain', async printer => {
    printer.side.onBytes(bytes => {
      if (bytes.length > 3) void printer.unplug()
      else answerNow(printer, bytes)
    })
    const outcome = await createBench({ transport: usb(printer) }).print()
    assert.equal(outcome.kind, 'uncertain')
    return outcome
  }),
  one('takes no more: stalled with the exact count, then nothing at all: provably 0', async printer => {
    const { side } = printer
    side.pause()
    const first = await usb(printer).connect(never)
    const stalled = await first.write(long, { stallMs: 500 }).catch(error => error)
    assert.deepEqual([stalled.code, (await first.ended).reason], ['stalled', 'lost'])
    const second = await usb(printer).connect(never)
    const nothing = await second.write(long, { stallMs: 500 }).catch(error => error)
    assert.deepEqual([nothing.code, nothing.bytesTaken], ['stalled', 0])
    side.resume()
    await until(() => side.received.length >= stalled.bytesTaken, 'what was counted')
    await sleep(300)
    assert.deepEqual(side.received, Buffer.from(long.subarray(0, stalled.bytesTaken)))
    return { bytesTaken: stalled.bytesTaken }
  }),
  one('a halted endpoint is cleared, in and out', async printer => {
    const raw = await claimBare(printer.port)
    for (const endpoint of [raw.on.out.number, 0x80 | (raw.on.in?.number ?? 0)]) {
      // SET_FEATURE(ENDPOINT_HALT), USB 2.0 §9.4.9: what a device does by itself when it wants to be asked what is wrong.
      const halt = { requestType: 'standard', recipient: 'endpoint', request: 3, value: 0, index: endpoint } as const
      await raw.device.nativeControlTransferOut(halt, 1000, new Uint8Array())
    }
    assert.match(String(await raw.device.nativeTransferOut(2, 500, long.subarray(0, 3)).catch(String)), /Stall/)
    await raw.release()
    createTicketAnswers(printer)
    const bench = createBench({ transport: usb(printer) })
    assert.equal((await bench.print()).kind, 'printed')
    await bench.printer.release()
  }),
  one('answers slowly, in parts, late, with noise, or never', async printer => {
    const told: Record<string, unknown> = {}
    const habits: Record<string, (reply: Uint8Array, asked: Uint8Array) => Promise<void>> = {
      slowly: async reply => {
        await sleep(700)
        await printer.side.say(reply)
      },
      'in parts': async reply => {
        for (const byte of reply) await sleep(50).then(() => printer.side.say(Uint8Array.of(byte)))
      },
      'with noise': async reply => printer.side.say(Uint8Array.of(0xff, 0x80, ...reply)),
      never: async () => {},
      late: async (reply, asked) => {
        await sleep(asked[0] === 0x1d ? 4000 : 0)
        await printer.side.say(reply)
      },
    }
    for (const [habit, say] of Object.entries(habits)) {
      printer.side.onBytes(bytes => {
        const reply = healthyAnswer(bytes)
        if (reply !== null) void say(reply, bytes)
      })
      const process = habit === 'in parts' ? ('process-id' as const) : ('auto' as const)
      const bench = createBench({ transport: usb(printer), confirmation: process })
      const start = performance.now()
      const { kind } = await bench.print()
      told[habit] = { kind, ms: Math.round(performance.now() - start) }
      await bench.printer.release()
    }
    const kinds = Object.values(told).map(one => (one as { kind: string }).kind)
    assert.deepEqual(kinds, ['printed', 'printed', 'printed', 'sent', 'sent'], JSON.stringify(told))
    return told
  }),
  one('held by a program through the kernel: busy, by name, at once; free again: prints', async printer => {
    const { lp } = printer
    const holder = spawn('/bin/sh', ['-c', `exec 3<>${lp}; echo open; read never`], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    await once(holder.stdout, 'data')
    const { error, cpuMs, tries } = await refusedFor(printer, 1000)
    assert.equal(error.code, 'busy')
    assert.match(error.message, new RegExp(`${lp} is held by sh \\(pid ${holder.pid}\\)`))
    holder.stdin.end()
    await once(holder, 'exit')
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

function answerNow(printer: Plugged, bytes: Uint8Array): void {
  const reply = healthyAnswer(bytes)
  if (reply !== null) void printer.side.say(reply)
}

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
