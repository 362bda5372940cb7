import { beforeEach, describe, expect, test } from 'vitest'
import type { FinishedPaper } from '../../../drivers/virtual/paper-roll.ts'
import { createVirtualPrinter, type VirtualPrinterOptions } from '../../../drivers/virtual/virtual-printer.ts'
import { createHandClock, type HandClock } from '../../support/hand-clock.ts'
import { begin, cut, DLE, EOT, ESC, GS, LF, raw } from '../../support/raw-bytes.ts'

const wide = { columns: 48, dots: 576, cutter: true } as const
let clock: HandClock
let papers: FinishedPaper[]
beforeEach(() => {
  clock = createHandClock()
  papers = []
})

/** A printer with a line attached that writes down what happens at its far end. */
function setUp(options: Partial<VirtualPrinterOptions> = {}) {
  const printer = createVirtualPrinter({
    profile: wide,
    confirm: 'process-id',
    clock,
    onPaper: paper => papers.push(paper),
    ...options,
  })
  const far = { heard: [] as number[], taken: 0, dropped: 0, drained: 0 }
  const plug = () =>
    printer.attach({
      send: bytes => far.heard.push(...bytes),
      taken: count => (far.taken += count),
      dropped: () => (far.dropped += 1),
      drained: () => (far.drained += 1),
    })
  const line = plug()
  if (!line) throw new Error('switched off')
  const hear = (...parts: Parameters<typeof raw>) => {
    far.heard = []
    line.receive(raw(...parts))
    return far.heard
  }
  return { printer, far, line, plug, hear, send: (...parts: Parameters<typeof raw>) => line.receive(raw(...parts)) }
}

const ticket = (text: string) => raw(begin, text, LF, cut)
const processId = (id: string) => raw(GS, '(H', 6, 0, '00', id)
const texts = () => papers.map(paper => paper.text)

describe('paper', () => {
  test('ends with its cut, and holds its own bytes without the questions between', () => {
    const { send } = setUp()
    send(DLE, EOT, 1, ticket('一'), GS, 'r', 1, processId('0001'), ticket('二'))
    expect(texts()).toEqual(['一\n', '二\n'])
    expect(papers.map(({ bytes }) => Buffer.from(bytes))).toEqual([ticket('一'), ticket('二')])
    expect(papers.flatMap(({ errors }) => errors)).toEqual([])
    expect(papers.map(({ torn }) => torn)).toEqual([false, false])
  })
  test('keeps its errors, by their place in its bytes', () => {
    const { send } = setUp()
    send(ticket('a'), begin, 0x07, LF, cut)
    expect(papers[1]?.errors).toMatchObject([{ code: 'undecodable', offset: begin.length }])
  })
  test('is torn off by hand where there is no cutter: when it rests, and when the next ticket begins', () => {
    const { send } = setUp({ profile: { columns: 32, dots: 384, cutter: false } })
    send(begin, 'one', LF)
    clock.pass(999)
    send('more', LF, ESC, 'd', 4)
    clock.pass(999)
    expect(papers).toEqual([])
    send(begin, 'two', LF)
    expect(papers).toMatchObject([{ text: 'one\nmore\n\n\n\n\n', torn: true }])
    clock.pass(1000)
    expect(papers[1]).toMatchObject({ text: 'two\n', torn: true, bytes: raw(begin, 'two', LF) })
    clock.pass(5000)
    expect(papers).toHaveLength(2)
    expect(clock.pending).toBe(0)
  })
})

describe('answers', () => {
  const conditions = [
    [{}, '12 12 12 12', '00', '10 00 00 00'],
    [{ paper: 'near-end' }, '12 12 12 1e', '03', '10 00 03 00'],
    [{ paper: 'out' }, '1a 32 12 7e', '', '18 00 0f 00'],
    [{ cover: 'open' }, '1a 16 12 12', '', '38 00 00 00'],
    [{ cover: 'open', paper: 'out' }, '1a 36 12 7e', '', '38 00 0f 00'],
  ] as const
  const shown = (bytes: number[]) =>
    Buffer.from(bytes)
      .toString('hex')
      .replace(/..(?=.)/g, '$& ')

  test.each(conditions)('%j', (order, realtime, paper, automatic) => {
    const { printer, hear, far } = setUp()
    hear(GS, 'a', 0xff)
    far.heard = []
    printer.obey(order)
    if (Object.keys(order).length > 0) expect(shown(far.heard)).toBe(automatic)
    expect(shown(hear(DLE, EOT, 1, DLE, EOT, 2, DLE, EOT, 3, DLE, EOT, 4))).toBe(realtime)
    expect(shown(hear(GS, 'r', 1))).toBe(paper)
  })
  test('GS a answers at once, then on each change that it asked for, until ESC @', () => {
    const { printer, far, hear } = setUp()
    expect(hear(GS, 'a', 0x02)).toEqual([0x10, 0, 0, 0])
    printer.obey({ paper: 'near-end' })
    expect(far.heard).toHaveLength(4)
    printer.obey({ cover: 'open' })
    expect(far.heard.slice(4)).toEqual([0x38, 0, 0x03, 0])
    printer.obey({ cover: 'closed' })
    expect(far.heard.slice(8)).toEqual([0x10, 0, 0x03, 0])
    expect(hear(ESC, '@')).toEqual([])
    printer.obey({ cover: 'open' })
    expect(far.heard).toEqual([])
    expect(hear(GS, 'a', 0)).toEqual([])
  })
  test('GS ( H echoes its id; GS r 2 tells of the drawer', () => {
    const { hear } = setUp()
    expect(hear(processId('aB~ '))).toEqual([0x37, 0x22, ...Buffer.from('aB~ '), 0])
    expect(hear(GS, 'r', 2)).toEqual([0])
  })
  test('status alone knows no process id, and none answers nothing ever', () => {
    const { printer, hear, far } = setUp({ confirm: 'status' })
    expect(hear(processId('0001'), GS, 'r', 1, DLE, EOT, 1)).toEqual([0x12, 0x00])
    printer.obey({ confirm: 'none' })
    expect(hear(GS, 'a', 0xff, processId('0001'), GS, 'r', 1, DLE, EOT, 1)).toEqual([])
    printer.obey({ paper: 'out' })
    expect(far.heard).toEqual([])
  })
  test('come in order when the line is slow, but DLE EOT overtakes', () => {
    const { printer, hear, far } = setUp()
    printer.obey({ baud: 9600 })
    expect(hear(ticket('豆浆'), processId('0001'), GS, 'r', 1, DLE, EOT, 4)).toEqual([0x12])
    clock.pass(1000)
    expect(far.heard).toEqual([0x12, 0x37, 0x22, ...Buffer.from('0001'), 0, 0x00])
    expect(texts()).toEqual(['豆浆\n'])
  })
})

describe('speed', () => {
  test('is ten bits a byte, and the paper is out with its last byte', () => {
    const { printer, send } = setUp()
    printer.obey({ baud: 9600 })
    const bytes = ticket('x'.repeat(40))
    send(bytes)
    const due = (bytes.length * 10_000) / 9600
    clock.pass(due - 1)
    expect(papers).toEqual([])
    clock.pass(2)
    expect([papers.length, printer.buffered]).toEqual([1, 0])
    expect(clock.pending).toBe(0)
  })
  test('may change in the middle', () => {
    const { printer, send } = setUp()
    printer.obey({ baud: 9600 })
    send(raw(begin, 'x'.repeat(40), LF))
    clock.pass(10)
    printer.obey({ baud: 50 })
    clock.pass(100)
    expect(printer.buffered).toBeGreaterThan(20)
    printer.obey({ baud: null })
    expect(printer.buffered).toBe(0)
  })
})

describe('out of paper', () => {
  test('in the middle of a ticket: silence, real-time answers, and the rest afterwards', () => {
    const { printer, send, hear, far } = setUp()
    printer.obey({ baud: 9600 })
    send(ticket('x'.repeat(40)), GS, 'r', 1)
    clock.pass(30)
    printer.obey({ paper: 'out' })
    clock.pass(60_000)
    expect(papers).toEqual([])
    expect(clock.pending).toBe(0)
    expect(hear(DLE, EOT, 1, DLE, EOT, 4)).toEqual([0x1a, 0x7e])
    printer.obey({ paper: 'ok' })
    clock.pass(1000)
    expect(papers).toMatchObject([{ text: `${'x'.repeat(40)}\n`, errors: [] }])
    expect(far.heard).toEqual([0x1a, 0x7e, 0x00])
  })
  test('fills the receive buffer, and no more is taken until it is fixed', () => {
    const { printer, far, send, hear } = setUp({ receiveBuffer: 100 })
    printer.obey({ cover: 'open' })
    send(begin, 'x'.repeat(150))
    expect([far.taken, printer.buffered]).toEqual([100, 100])
    // and a question behind the full buffer waits with the text before it
    expect(hear(DLE, EOT, 2)).toEqual([])
    printer.obey({ cover: 'closed' })
    expect([far.taken, printer.buffered]).toEqual([157, 0])
    expect(far.heard).toEqual([0x12])
  })
  test('a full buffer is still asked in real time', () => {
    const { printer, line, plug, send, far } = setUp({ receiveBuffer: 10 })
    printer.obey({ paper: 'out' })
    send('x'.repeat(12))
    line.detach()
    plug()?.receive(raw(DLE, EOT, 4, DLE, EOT, 2, 'y'))
    expect(far.heard).toEqual([0x7e, 0x32])
    expect(far.taken).toBe(16)
  })
})

describe('power', () => {
  test('off: lines drop, buffer and settings are lost, what was printed is torn', () => {
    const { printer, far, plug, send } = setUp()
    printer.obey({ baud: 9600 })
    send(begin, GS, '!', 0x11, 'printed', LF, 'y'.repeat(40), LF, GS, 'a', 0xff)
    clock.pass(20)
    printer.obey({ power: 'off' })
    expect(papers).toMatchObject([{ text: 'printed\n', torn: true, errors: [{ code: 'unprinted' }] }])
    expect([far.dropped, printer.buffered, clock.pending]).toEqual([1, 0, 0])
    expect(plug()).toBeNull()
    printer.obey({ power: 'on', baud: null })
    const line = plug()
    line?.receive(raw('new', LF, cut))
    expect(texts()).toEqual(['printed\n', 'new\n'])
    expect(papers[1]?.errors).toEqual([])
  })
  test('off in the middle of a command leaves nothing of it', () => {
    const { printer, plug, send } = setUp()
    send(begin, GS, 'v0', 0, 40, 0, 40, 0)
    printer.obey({ power: 'off' })
    printer.obey({ power: 'on' })
    plug()?.receive(ticket('豆浆'))
    expect(papers).toMatchObject([{ text: '豆浆\n', errors: [] }])
  })
})

describe('dropAfterBytes', () => {
  test('drops the line once after so many more bytes; what arrived prints', () => {
    const { printer, far, plug, send } = setUp()
    send(begin)
    printer.obey({ dropAfterBytes: 6 })
    send('abc', LF, 'defghi')
    expect([far.dropped, far.taken, printer.condition.dropAfterBytes]).toEqual([1, 10, null])
    plug()?.receive(raw(LF, cut))
    expect(texts()).toEqual(['abc\nde\n'])
    expect(far.dropped).toBe(1)
  })
  test('0 takes nothing more', () => {
    const { printer, far, send } = setUp()
    printer.obey({ dropAfterBytes: 0 })
    expect(far.dropped).toBe(0)
    send('a')
    expect([far.dropped, far.taken]).toEqual([1, 0])
  })
  test('null disarms it', () => {
    const { printer, far, send } = setUp()
    printer.obey({ dropAfterBytes: 2 })
    printer.obey({ dropAfterBytes: null })
    send('abc')
    expect([far.dropped, far.taken]).toEqual([0, 3])
  })
})

test('the condition is what was ordered', () => {
  const { printer } = setUp()
  printer.obey({ paper: 'near-end', baud: 19_200 })
  printer.obey({ confirm: 'status' })
  expect(printer.condition).toEqual({
    power: 'on',
    paper: 'near-end',
    cover: 'closed',
    dropAfterBytes: null,
    baud: 19_200,
    confirm: 'status',
  })
})

test('closed, it is off for good', () => {
  const { printer, plug, far } = setUp()
  printer.close()
  printer.obey({ power: 'on' })
  expect([plug(), far.dropped]).toEqual([null, 1])
})
