import { createPrinter } from '../../drivers/printer/create-printer.ts'
import type { Learned } from '../../drivers/printer/printer.ts'
import { findProfile } from '../../drivers/profiles/profiles.ts'
import { createSerialTransport } from '../../drivers/transport/serial.ts'
import { systemClock } from '../../main/engine/clock.ts'
import type { TicketDocument } from '../../shared/ticket/document.ts'
import { openSerialCable } from '../support/serial-cable.ts'
import { type Figure, spread } from './figures.ts'

// Tickets that wait for a printer on a serial line: how much of the time bytes are on the wire, each ticket confirmed by the
// printer before the next begins. The line is a pty whose reader takes bytes at the baud rate; the printer at its end does
// nothing but answer, for the work of drawing paper would be ours here, and is not there.

const tickets = 50
/** start bit, 8 data bits, stop bit */
const bitsPerByte = 10
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
  return [await measure(9_600, 1, '≥ 99 %'), await measure(115_200, 7, '≥ 93 %')]
}

/** To DLE EOT n and GS ( H, which are written on their own and may come in two pieces. */
function createAnswers() {
  let tail = Buffer.alloc(0)
  return (taken: Uint8Array): Uint8Array[] => {
    const bytes = Buffer.concat([tail, taken])
    const answers: Uint8Array[] = []
    let end = 0
    for (let at = 0; at < bytes.length; at++) {
      if (bytes[at] === 0x10 && bytes[at + 1] === 0x04 && at + 3 <= bytes.length) {
        answers.push(Uint8Array.of(0x12))
        end = at + 3
      } else if (bytes.subarray(at, at + 7).equals(askId) && at + 11 <= bytes.length) {
        answers.push(Uint8Array.of(0x37, 0x22, ...bytes.subarray(at + 7, at + 11), 0))
        end = at + 11
      }
    }
    tail = bytes.subarray(Math.max(end, bytes.length - 10))
    return answers
  }
}

/** GS ( H fn 48, before its four characters */
const askId = Buffer.of(0x1d, 0x28, 0x48, 6, 0, 0x30, 0x30)

async function measure(baud: number, runs: number, wanted: string): Promise<Figure> {
  const profile = findProfile('generic-80')
  if (profile === null) throw new Error('no profile')
  const cable = openSerialCable(baud)
  const answersTo = createAnswers()
  let bytes = 0
  let lastAt = 0
  cable.onTaken = taken => {
    bytes += taken.length
    lastAt = performance.now()
    for (const answer of answersTo(taken)) cable.say(answer)
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
  const busy: number[] = []
  for (let run = 0; run < runs; run++) {
    bytes = 0
    const start = performance.now()
    for (let count = 0; count < tickets; count += 1) {
      const outcome = await printer.print(paper, options)
      if (outcome.kind !== 'printed') throw new Error(`not printed: ${JSON.stringify(outcome)}`)
    }
    busy.push((bytes * bitsPerByte * 1000 * 100) / baud / (lastAt - start))
  }
  await printer.release()
  cable.unplug()
  return {
    name: `serial at ${baud} baud, ${tickets} tickets of ${paper.length} bytes, each confirmed: time with bytes on the wire`,
    value: spread(busy, '%'),
    wanted,
  }
}
