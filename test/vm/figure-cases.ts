import assert from 'node:assert/strict'
import { askPaper, askProcessId, processId } from '../../drivers/printer/confirmation.ts'
import { createPrinter } from '../../drivers/printer/create-printer.ts'
import { findProfile } from '../../drivers/profiles/profiles.ts'
import type { Transport } from '../../drivers/transport/transport.ts'
import { createUsbTransport } from '../../drivers/transport/usb.ts'
import { waitingTicket } from '../bench/waiting-ticket.ts'
import { timers } from '../drivers/printer/bench.ts'
import { createTicketAnswers } from './answers.ts'
import { claimBare } from './bare-usb.ts'
import { never, type Plugged, withPrinters } from './plugged.ts'
import type { VmCase } from './vm-case.ts'

// Two tickets that wait for a printer on USB, against the library alone: the same bytes, each ticket's question among them,
// in one bulk write a ticket, and the same answer read behind each. So the printer's part, which here takes all bytes at
// once and answers at once, is in both; what differs is ours: asking on its own, listening, judging, telling. The line is
// open and the first ticket's gate has been passed in both, as it is while an order goes to disk.

export type UsbFigure = { ticket: string; way: 'status' | 'process-id'; ours: number[]; bare: number[] }

const ways = ['status', 'process-id'] as const
/** The first rounds run in code that has not been translated yet. */
const warmUps = 5
const rounds = 15

export const figureCases: VmCase[] = [
  {
    name: 'two tickets over USB',
    run: () =>
      withPrinters([{}], async printer => {
        createTicketAnswers(printer)
        printer.side.stayAwake()
        const figures: UsbFigure[] = []
        for (const [ticket, bytes] of Object.entries(await tickets())) {
          for (const way of ways) {
            figures.push({
              ticket,
              way,
              ours: await printPairs(printer, bytes, way),
              bare: await writePairs(printer, bytes, way),
            })
          }
        }
        return figures
      }),
  },
]

async function tickets(): Promise<Record<'text' | 'image', Uint8Array>> {
  // GS v 0 m xL xH yL yH: 72 bytes a row, strips of 113 rows.
  const strip = Buffer.concat([Uint8Array.of(0x1d, 0x76, 0x30, 0, 72, 0, 113, 0), new Uint8Array(72 * 113).fill(0x55)])
  const text = await printerOn(
    { oneWay: true, address: 'nowhere', shared: false, connect: () => assert.fail() },
    'status',
  ).render(waitingTicket)
  return { text, image: Buffer.concat([text, strip, strip, strip, strip]) }
}

async function printPairs(printer: Plugged, bytes: Uint8Array, way: (typeof ways)[number]): Promise<number[]> {
  const ours = printerOn(createUsbTransport({ port: printer.port }), way)
  const times = await timePairs(
    async () => {
      const outcome = await ours.print(bytes, { beforeFirstByte() {}, signal: never })
      assert.deepEqual(outcome, { kind: 'printed', bytes: bytes.length, evidence: way })
    },
    () => ours.prepare(never),
  )
  await ours.release()
  return times
}

async function writePairs(printer: Plugged, bytes: Uint8Array, way: (typeof ways)[number]): Promise<number[]> {
  const { device, on, release } = await claimBare(printer.port)
  assert.ok(on.in)
  const { number, packet } = on.in
  const question = way === 'status' ? askPaper : askProcessId(processId(1))
  const times = await timePairs(async () => {
    await device.nativeTransferOut(on.out.number, 5000, Buffer.concat([bytes, question]))
    assert.equal((await device.nativeTransferIn(number, 5000, packet))?.length, way === 'status' ? 1 : 7)
  })
  await release()
  return times
}

/** How long two of them take, one behind the other, time and again. */
async function timePairs(one: () => Promise<void>, prepare = async () => {}): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < warmUps + rounds; round += 1) {
    await prepare()
    const start = performance.now()
    await one()
    await one()
    if (round >= warmUps) times.push(performance.now() - start)
  }
  return times
}

function printerOn(transport: Transport, confirmation: (typeof ways)[number]) {
  const profile = findProfile('generic-80')
  assert.ok(profile)
  let sequence = 0
  return createPrinter({
    profile,
    transport,
    confirmation,
    learned: { confirmation, answersStatus: true, silences: 0 },
    onLearned() {},
    onStatus() {},
    ticketSeq: () => ++sequence,
    timers: { ...timers, elapsed: () => performance.now() },
  })
}
