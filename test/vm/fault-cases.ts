import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { createUsbTransport } from '../../drivers/transport/usb.ts'
import { createBench, healthyAnswer, questionsIn } from '../drivers/printer/bench.ts'
import { createTicketAnswers } from './answers.ts'
import { claimBare } from './bare-usb.ts'
import type { DeviceSide } from './device-side.ts'
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
  {
    name: 'answers slowly, in parts, late, with noise, or never',
    // Most of it is waiting: three printers at a time.
    run: () =>
      withPrinters([{}, {}, {}], async (...printers) => {
        const outcomes = await Promise.all([
          printsOn(printers[0], [
            // Noise, and a bare byte of it proves nothing; a ticket's own number does.
            { name: 'with noise', way: 'auto', say: (side, reply) => side.say(Uint8Array.of(0xff, 0x80, ...reply)) },
            {
              name: 'number in noise',
              way: 'process-id',
              say: (side, reply) => side.say(Uint8Array.of(0xff, 0x80, ...reply)),
            },
            { name: 'slowly', way: 'auto', say: (side, reply) => sleep(700).then(() => side.say(reply)) },
            { name: 'in parts', way: 'process-id', say: sayInParts },
          ]),
          printsOn(printers[1], [{ name: 'never', way: 'auto', say: async () => {} }]),
          printsOn(printers[2], [
            {
              name: 'late',
              way: 'auto',
              // Well behind the time that a first confirmation is waited for.
              say: (side, reply, asked) =>
                sleep(questionsIn(asked).some(({ kind }) => kind === 'paper') ? 30_000 : 0).then(() => side.say(reply)),
            },
          ]),
        ])
        const kinds = Object.fromEntries(outcomes.flat().map(({ name, kind }) => [name, kind]))
        assert.deepEqual(kinds, {
          'with noise': 'sent',
          'number in noise': 'printed',
          slowly: 'printed',
          'in parts': 'printed',
          never: 'sent',
          late: 'sent',
        })
        return outcomes.flat()
      }),
  },
]

function answerNow(printer: Plugged, bytes: Uint8Array): void {
  const reply = healthyAnswer(bytes)
  if (reply !== null) void printer.side.say(reply)
}

type Habit = {
  name: string
  way: 'auto' | 'process-id'
  say: (side: DeviceSide, reply: Uint8Array, asked: Uint8Array) => Promise<void>
}

async function sayInParts(side: DeviceSide, reply: Uint8Array): Promise<void> {
  for (const byte of reply) {
    await sleep(50)
    await side.say(Uint8Array.of(byte))
  }
}

/** A ticket for each habit, one after the other. */
async function printsOn(printer: Plugged | undefined, habits: readonly Habit[]) {
  assert.ok(printer)
  const outcomes: { name: string; kind: string; ms: number }[] = []
  for (const { name, way, say } of habits) {
    printer.side.onBytes(asked => {
      const reply = healthyAnswer(asked)
      if (reply !== null) void say(printer.side, reply, asked)
    })
    const bench = createBench({ transport: usb(printer), confirmation: way })
    const start = performance.now()
    const { kind } = await bench.print()
    outcomes.push({ name, kind, ms: Math.round(performance.now() - start) })
    await bench.printer.release()
  }
  return outcomes
}
