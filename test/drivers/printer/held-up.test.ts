import { afterEach, describe, expect, it } from 'vitest'
import { createPrinter } from '../../../drivers/printer/create-printer.ts'
import type { Outcome, PrinterStatus } from '../../../drivers/printer/printer.ts'
import type { TornPiece } from '../../../drivers/printer/torn-piece.ts'
import { findProfile } from '../../../drivers/profiles/profiles.ts'
import { createSerialTransport } from '../../../drivers/transport/serial.ts'
import { createTcpTransport } from '../../../drivers/transport/tcp.ts'
import type { Transport } from '../../../drivers/transport/transport.ts'
import type { FinishedPaper } from '../../../drivers/virtual/paper-roll.ts'
import { createTcpServer } from '../../../drivers/virtual/tcp-server.ts'
import { createVirtualPrinter, type VirtualPrinter } from '../../../drivers/virtual/virtual-printer.ts'
import { systemClock } from '../../../main/engine/clock.ts'
import type { VirtualPrinterOrder } from '../../../shared/domain/virtual-printer.ts'
import { eventually } from '../../support/eventually.ts'
import { begin, cut, LF, raw } from '../../support/raw-bytes.ts'
import { openSerialCable } from '../../support/serial-cable.ts'
import { nothingLearned } from './bench.ts'

// A printer that is stopped in the middle of a ticket, over each way that answers come back on.

const ticket = raw(begin, '鲜肉包 x2\n'.repeat(80), cut)
const marked = raw(begin, '补打 第2次\n', cut)

type Way = {
  transport: Transport
  obey(order: VirtualPrinterOrder): unknown
  end(): unknown
}

const ways: Record<string, (device: VirtualPrinter) => Promise<Way>> = {
  virtual: async device => ({ transport: device.transport, obey: device.obey, end() {} }),
  async tcp(device) {
    const server = await createTcpServer(device, { port: 0 })
    const { host, port } = server
    return { transport: createTcpTransport({ host, port }), obey: server.obey, end: server.close }
  },
  async serial(device) {
    const cable = openSerialCable(115_200)
    const line = device.attach({ send: bytes => cable.say(bytes), taken() {}, dropped() {} })
    cable.onTaken = bytes => line?.receive(bytes)
    const transport = createSerialTransport({ path: cable.path, baudRate: 115_200, flow: 'none' })
    return { transport, obey: device.obey, end: () => cable.unplug() }
  },
}

const open: { end(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.end()
})

async function openPrinter(way: string) {
  const profile = findProfile('generic-80')
  const connect = ways[way]
  if (profile === null || connect === undefined) throw new Error(`no ${way}`)
  const papers: FinishedPaper[] = []
  const statuses: PrinterStatus[] = []
  const clock = systemClock
  const device = createVirtualPrinter({ profile, confirm: 'process-id', clock, onPaper: one => papers.push(one) })
  const { transport, obey, end } = await connect(device)
  let sequence = 0
  const printer = createPrinter({
    profile,
    transport,
    confirmation: 'process-id',
    learned: { ...nothingLearned, answersStatus: true },
    onLearned() {},
    onStatus: status => statuses.push(status),
    ticketSeq: () => ++sequence,
    timers: clock,
  })
  open.push({
    async end() {
      await printer.release()
      await end()
      device.close()
    },
  })
  const signal = new AbortController().signal
  const print = (bytes: Uint8Array, torn: TornPiece | null = null) =>
    printer.print(bytes, { beforeFirstByte() {}, torn, signal })
  /** Prints slowly, and gives the order once lines are out and others are not. */
  async function stopInTheMiddle(order: VirtualPrinterOrder): Promise<Promise<Outcome>[]> {
    await obey({ baud: 4800 })
    const outcome = print(ticket)
    await eventually(() => {
      expect(device.buffered).toBeGreaterThan(100)
      expect(device.buffered).toBeLessThan(ticket.length - 100)
    })
    await obey(order)
    return [outcome]
  }
  return { print, printer, obey, papers, statuses, stopInTheMiddle }
}

describe.each(Object.keys(ways))('over %s', way => {
  it.each([
    ['paper-out', { paper: 'out' }, { paper: 'ok' }],
    ['cover-open', { cover: 'open' }, { cover: 'closed' }],
  ] as const)('%s: named while it lasts, then the same ticket is finished, once', async (state, stop, go) => {
    const { printer, obey, papers, statuses, stopInTheMiddle } = await openPrinter(way)
    const [outcome] = await stopInTheMiddle(stop)
    await eventually(() => expect(printer.last).toEqual({ state, detail: null }))
    expect(papers).toHaveLength(0)
    await obey({ ...go, baud: null })
    expect(await outcome).toEqual({ kind: 'printed', bytes: ticket.length, evidence: 'process-id' })
    expect(printer.last.state).toBe('ready')
    expect(statuses.map(one => one.state)).toContain(state)
    expect(papers).toMatchObject([{ errors: [], torn: false }])
    expect(Buffer.from(papers[0]?.bytes ?? [])).toEqual(Buffer.from(ticket))
  })
})

describe.each(['virtual', 'tcp'])('over %s', way => {
  it('switched off meanwhile, it has forgotten the rest: void, and once more, marked', async () => {
    const { print, printer, obey, papers, stopInTheMiddle } = await openPrinter(way)
    const [outcome] = await stopInTheMiddle({ paper: 'out' })
    await eventually(() => expect(printer.last.state).toBe('paper-out'))
    await obey({ power: 'off' })
    const torn = await outcome
    expect(torn).toMatchObject({ kind: 'uncertain', fault: { state: 'offline', code: 'lost' } })
    if (torn?.kind !== 'uncertain') return
    await obey({ power: 'on', paper: 'ok', baud: null })
    const slip = raw(begin, '作废', LF, cut)
    expect(await print(marked, { id: 1, paper: ticket, taken: torn.bytes, slip })).toMatchObject({ kind: 'printed' })
    expect(papers.map(paper => paper.torn)).toEqual([true, false, false])
    expect(papers.map(({ text }) => text.trim()).slice(1)).toEqual(['作废', '补打 第2次'])
  })
})
