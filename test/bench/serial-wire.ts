import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createPrinter } from '../../drivers/printer/create-printer.ts'
import type { Learned } from '../../drivers/printer/printer.ts'
import { findProfile } from '../../drivers/profiles/profiles.ts'
import { createSerialTransport } from '../../drivers/transport/serial.ts'
import { systemClock } from '../../main/engine/clock.ts'
import { breakfastOrder } from '../support/breakfast.ts'
import { startServe } from '../support/running-shop.ts'
import { type Figure, spread } from './figures.ts'
import { openSerialPrinter } from './serial-printer.ts'
import { dishes, waitingTicket } from './waiting-ticket.ts'

// Tickets that wait for a printer on a serial line: how much of the time bytes are on the wire, each ticket confirmed by the
// printer before the next begins. Once by the driver alone, once by the whole program, which writes to its disk twice between
// two tickets: what became of the one, and that the other begins.

const tickets = 50

export async function measureSerialWire(folder: string): Promise<Figure[]> {
  return [await measure(9_600, 1, '≥ 99 %'), await measure(115_200, 7, '≥ 93 %'), await measureWhole(folder, 115_200)]
}

async function measureWhole(folder: string, baud: number): Promise<Figure> {
  const device = openSerialPrinter(baud)
  const connection = { type: 'serial', path: device.path, baudRate: baud, flow: 'none' }
  const printer = { id: 'kitchen', name: '后厨', profile: 'generic-80', confirmation: 'process-id', connection }
  const shop = {
    shop: { id: 'gudang-001', name: '古荡早餐店' },
    printers: [printer],
    stations: [{ id: 'kitchen', name: '后厨', printer: 'kitchen' }],
    defaultStation: 'kitchen',
    sources: [{ id: 'mini', type: 'push', channel: 'alipay-mini' }],
  }
  writeFileSync(join(folder, 'config.json'), JSON.stringify(shop))
  const program = await startServe(folder)
  await program.post('/api/v1/printers/kitchen/pause')
  for (let n = 0; n <= tickets; n += 1) {
    const order = breakfastOrder(
      `mp-${n}`,
      dishes.map(name => ({ name })),
    )
    await program.push(order)
  }
  const all = Promise.withResolvers<void>()
  // The first one is the start.
  device.onConfirmed = () => {
    device.start()
    device.onConfirmed = () => {
      if (device.confirmed === tickets) all.resolve()
    }
  }
  await program.post('/api/v1/printers/kitchen/resume')
  await all.promise
  const value = `${device.busy().toFixed(1)} %`
  await program.stop()
  device.unplug()
  return { name: `the same at ${baud} baud by the whole program, ${tickets} orders waiting`, value, wanted: '' }
}

async function measure(baud: number, runs: number, wanted: string): Promise<Figure> {
  const profile = findProfile('generic-80')
  if (profile === null) throw new Error('no profile')
  const device = openSerialPrinter(baud)
  let learned: Learned = { confirmation: 'process-id', answersStatus: true, silences: 0 }
  let sequence = 0
  const printer = createPrinter({
    profile,
    transport: createSerialTransport({ path: device.path, baudRate: baud, flow: 'none' }),
    confirmation: 'process-id',
    learned,
    onLearned(news) {
      learned = news
    },
    onStatus() {},
    ticketSeq: () => ++sequence,
    timers: systemClock,
  })
  const paper = await printer.render(waitingTicket)
  const options = { beforeFirstByte() {}, signal: new AbortController().signal }
  // The port is open and the first question is answered before the time is taken.
  const first = await printer.print(paper, options)
  if (first.kind !== 'printed') throw new Error(`not printed: ${JSON.stringify(first)}`)
  const busy: number[] = []
  for (let run = 0; run < runs; run++) {
    device.start()
    for (let count = 0; count < tickets; count += 1) {
      const outcome = await printer.print(paper, options)
      if (outcome.kind !== 'printed') throw new Error(`not printed: ${JSON.stringify(outcome)}`)
    }
    busy.push(device.busy())
  }
  await printer.release()
  device.unplug()
  return {
    name: `serial at ${baud} baud, ${tickets} tickets of ${paper.length} bytes, each confirmed: time with bytes on the wire`,
    value: spread(busy, '%'),
    wanted,
  }
}
