import { createPrinter } from '../../drivers/printer/create-printer.ts'
import type { Learned } from '../../drivers/printer/printer.ts'
import { findProfile } from '../../drivers/profiles/profiles.ts'
import { createSerialTransport } from '../../drivers/transport/serial.ts'
import { createVirtualPrinter } from '../../drivers/virtual/virtual-printer.ts'
import { systemClock } from '../../main/engine/clock.ts'
import type { TicketDocument } from '../../shared/ticket/document.ts'
import { openSerialCable } from '../support/serial-cable.ts'
import type { Figure } from './figures.ts'

// Tickets that wait for a printer on a serial line: how much of the time bytes are on the wire, each ticket confirmed by the
// printer before the next begins. The line is a pty whose reader takes bytes at the baud rate.

const tickets = 50
const dishes = ['鲜肉包', '香菇菜包', '豆沙包', '糯米烧卖', '小笼包', '油条', '煎饼果子', '葱包烩', '生煎', '现磨豆浆']
const ticket: TicketDocument = {
  blocks: [
    { type: 'text', text: 'A012', align: 'center', size: { width: 2, height: 2 } },
    { type: 'pair', left: '堂食 蒸档', right: '#0012' },
    { type: 'rule' },
    ...dishes.map(name => ({
      type: 'pair' as const,
      left: name,
      right: '×2',
      size: { width: 1 as const, height: 2 as const },
    })),
    { type: 'rule' },
    { type: 'cut' },
  ],
}

export async function measureSerialWire(): Promise<Figure[]> {
  return [await measure(9_600, '≥ 99 %'), await measure(115_200, '≥ 93 %')]
}

async function measure(baud: number, wanted: string): Promise<Figure> {
  const profile = findProfile('generic-80')
  if (profile === null) throw new Error('no profile')
  const cable = openSerialCable(baud)
  const device = createVirtualPrinter({ profile, confirm: 'process-id', clock: systemClock, onPaper() {} })
  const line = device.attach({ send: bytes => cable.say(bytes), taken() {}, dropped() {} })
  let bytes = 0
  let lastAt = 0
  cable.onTaken = taken => {
    bytes += taken.length
    lastAt = performance.now()
    line?.receive(taken)
  }
  let learned: Learned = { confirmation: 'process-id', answersStatus: true, silences: 0 }
  let sequence = 0
  const printer = createPrinter({
    profile,
    transport: createSerialTransport({ path: cable.path, baudRate: baud, flow: 'none' }),
    confirmation: 'process-id',
    learned,
    onLearned(news) {
      learned = news
    },
    onStatus() {},
    ticketSeq: () => ++sequence,
    timers: systemClock,
  })
  const paper = await printer.render(ticket)
  const options = { beforeFirstByte() {}, signal: new AbortController().signal }
  // The port is open and the first question is answered before the time is taken.
  const first = await printer.print(paper, options)
  if (first.kind !== 'printed') throw new Error(`not printed: ${JSON.stringify(first)}`)
  bytes = 0
  const start = performance.now()
  for (let count = 0; count < tickets; count += 1) {
    const outcome = await printer.print(paper, options)
    if (outcome.kind !== 'printed') throw new Error(`not printed: ${JSON.stringify(outcome)}`)
  }
  const busy = (bytes * 10 * 1000) / baud / (lastAt - start)
  await printer.release()
  device.close()
  cable.unplug()
  return {
    name: `serial at ${baud} baud, ${tickets} tickets of ${paper.length} bytes, each confirmed: time with bytes on the wire`,
    value: `${(busy * 100).toFixed(1)} %`,
    wanted,
  }
}
