import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPrinter } from '../../../drivers/printer/create-printer.ts'
import type { TornPiece } from '../../../drivers/printer/torn-piece.ts'
import { findProfile } from '../../../drivers/profiles/profiles.ts'
import { createScriptedTransport } from '../../../drivers/transport/scripted.ts'
import { paperText } from '../../../drivers/virtual/paper.ts'
import type { FinishedPaper } from '../../../drivers/virtual/paper-roll.ts'
import { readPaper } from '../../../drivers/virtual/print-head.ts'
import { createVirtualPrinter } from '../../../drivers/virtual/virtual-printer.ts'
import type { Confirmation } from '../../../shared/domain/printer.ts'
import { tornSlip } from '../../../shared/ticket/torn-slip.ts'
import { begin, cut, ESC, GS, LF, qr, raw } from '../../support/raw-bytes.ts'
import {
  createBench,
  healthyAnswer,
  nothingLearned,
  pass,
  questionsIn,
  settle,
  timers,
  useFakeTime,
  useRealTime,
} from './bench.ts'

beforeEach(useFakeTime)
afterEach(useRealTime)

const words = '上一张不完整, 作废'
const stripe = Buffer.alloc(16, 0xf0)

/** All kinds of commands that tickets of ours have, and a character or two of each kind. */
const ticket = raw(
  ...[begin, raw(ESC, 'a', 1, GS, '!', 0x11, 0x1c, '!', 0x0c, 'A1号', LF)],
  ...[raw(ESC, 'a', 0, GS, 'B', 1, '包', GS, 'B', 0, ESC, '*', 33, 4, 0, stripe.subarray(0, 12), 'x2', LF)],
  ...[raw(GS, 'v0', 0, 2, 0, 8, 0, stripe), raw(ESC, 'J', 6), qr('豆浆'), raw(ESC, 'd', 2)],
  cut,
)
/** more than what may be wanting of any of them */
const longestRest = 32
const second = raw(begin, '补打 第2次', LF, ESC, 'd', 2, cut)

async function openDevice(confirm: Confirmation = 'process-id', columns: 80 | 58 = 80) {
  const profile = findProfile(`generic-${columns}`)
  if (profile === null) throw new Error('no profile')
  const papers: FinishedPaper[] = []
  const device = createVirtualPrinter({ profile, confirm, clock: timers, onPaper: paper => papers.push(paper) })
  let sequence = 0
  const printer = createPrinter({
    profile,
    transport: device.transport,
    confirmation: confirm,
    learned: { ...nothingLearned, answersStatus: confirm === 'none' ? false : null },
    onLearned: () => {},
    onStatus: () => {},
    ticketSeq: () => ++sequence,
    timers,
  })
  const print = (bytes: Uint8Array, beforeFirstByte = () => {}, torn: TornPiece | null = null) =>
    settle(printer.print(bytes, { beforeFirstByte, torn, signal: new AbortController().signal }))
  const slip = await printer.render(tornSlip({ language: 'zh-CN', isVoid: true }))
  return { device, printer, papers, print, slip }
}

/** The paper ends with the void line, just as it stands on a paper of its own; what is wrong is in the torn piece. */
function expectVoidLine(paper: FinishedPaper | undefined, slip: Uint8Array): void {
  if (paper === undefined) throw new Error('no paper')
  const alone = paperText(readPaper(slip, { columns: 48, dots: 576 }))
  expect(alone.split('\n').map(line => line.trim())).toEqual([words, '', ''])
  expect(`\n${paper.text}`.endsWith(`\n${alone}`)).toBe(true)
  expect(Buffer.from(paper.bytes.subarray(-slip.length))).toEqual(Buffer.from(slip))
  expect(paper.errors.filter(({ offset }) => offset >= paper.bytes.length - slip.length)).toEqual([])
}

it('a ticket that is called off while the slip is on its way does not follow it, and the next one does, without another slip', async () => {
  const { device, papers, printer, print, slip } = await openDevice('process-id')
  await print(ticket, () => device.obey({ dropAfterBytes: 40 }))
  const torn = { id: 1, paper: ticket, taken: 40, slip }
  const out: number[] = []
  const calledOff = print(
    raw(begin, '鲜肉包', LF, cut),
    () => {
      out.push(papers.length)
      throw new Error('called off')
    },
    torn,
  )
  await expect(calledOff).rejects.toThrow('called off')
  await pass(100)
  expect(out).toEqual([papers.length])
  expectVoidLine(papers.at(-1), slip)
  expect(await print(second, () => {}, torn)).toMatchObject({ kind: 'printed' })
  expect(papers.map(({ text }) => text.trim()).filter(text => text.endsWith(words))).toHaveLength(1)
  expect(papers.at(-1)?.text.trim()).toBe('补打 第2次')
  await printer.release()
})

describe('broken off after any byte', () => {
  const cuts = Array.from({ length: ticket.length + 1 }, (_, k) => k)

  it.each([['process-id'], ['status'], ['none']] as const)(
    'the torn piece is void, and the next ticket whole: a printer that confirms by %s',
    async confirm => {
      for (const k of cuts) {
        const { device, papers, print, slip } = await openDevice(confirm)
        const outcome = await print(ticket, () => device.obey({ dropAfterBytes: k }))
        if (k === 0) {
          expect(outcome.kind).toBe('refused')
          continue
        }
        // It had all of it, and cannot tell.
        if (confirm === 'none' && k === ticket.length) {
          expect(outcome.kind).toBe('sent')
          continue
        }
        expect(outcome).toMatchObject({ kind: 'uncertain', bytes: k })
        const again = await print(second, () => {}, { id: 1, paper: ticket, taken: k, slip })
        expect(again.kind, `after byte ${k}`).toBe(confirm === 'none' ? 'sent' : 'printed')
        // The rest of the cut may be NULs of ours.
        const isCut = k >= ticket.length - 2
        expect(papers, `after byte ${k}`).toHaveLength(isCut ? 3 : 2)
        expectVoidLine(papers.at(-2), slip)
        expect(Buffer.from(papers.at(-1)?.bytes ?? [])).toEqual(Buffer.from(second))
        expect(papers.at(-1)).toMatchObject({ errors: [], torn: false })
      }
    },
  )

  it.each([['process-id'], ['none']] as const)(
    'it counted as sent, so nothing is said of it: the next ticket is whole, at a printer that confirms by %s',
    async confirm => {
      for (const k of cuts.slice(1)) {
        const { device, papers, print } = await openDevice(confirm)
        await print(ticket, () => device.obey({ dropAfterBytes: k }))
        await print(second, () => {}, { id: 1, paper: ticket, taken: ticket.length, slip: new Uint8Array() })
        const lines = papers.flatMap(({ text }) => text.split('\n')).flatMap(line => line.trim() || [])
        expect(lines.at(-1), `after byte ${k}`).toBe('补打 第2次')
        expect(lines, `after byte ${k}`).not.toContain(words)
        const last = papers.at(-1)
        // Its ESC @ throws away what was begun of a line.
        expect(last?.errors.filter(({ offset }) => offset > last.bytes.length - second.length)).toEqual([])
        expect(Buffer.from(last?.bytes.subarray(-second.length) ?? [])).toEqual(Buffer.from(second))
      }
    },
  )

  it('legible too where there is no knife', async () => {
    for (const k of [5, 20, 45, 90, 120]) {
      const { device, papers, print, slip } = await openDevice('process-id', 58)
      await print(ticket, () => device.obey({ dropAfterBytes: k }))
      await print(second, () => {}, { id: 1, paper: ticket, taken: k, slip })
      await pass(1_100)
      expect(papers.map(({ text }) => text.trim()).slice(-2)).toEqual([words, '补打 第2次'])
      expect(papers.at(-2)?.errors.filter(({ offset }) => offset > k + longestRest)).toEqual([])
      expect(papers.at(-1)?.errors).toEqual([])
    }
  })

  it('also when the printer takes the bytes slowly', async () => {
    const k = Buffer.from(ticket).indexOf(stripe) + 3
    const { device, papers, print, slip } = await openDevice('process-id')
    device.obey({ baud: 1200 })
    await print(ticket, () => device.obey({ dropAfterBytes: k }))
    expect(await print(second, () => {}, { id: 1, paper: ticket, taken: k, slip })).toMatchObject({ kind: 'printed' })
    expectVoidLine(papers[0], slip)
    expect(papers[1]?.errors).toEqual([])
  })
})

describe('what is sent for it', () => {
  const nuls = (bytes: Uint8Array) => bytes.filter(byte => byte === 0).length
  const slip = raw(begin, words, LF, cut)
  const piece = (taken: number, paper = ticket): TornPiece => ({ id: 1, paper, taken, slip })
  const text = raw(begin, '鲜肉包 x2', LF, cut)
  const print = (bench: ReturnType<typeof createBench>, torn: TornPiece | null) =>
    settle(bench.printer.print(text, { beforeFirstByte: () => {}, torn, signal: new AbortController().signal }))

  it('before an ordinary ticket: nothing', async () => {
    const transport = createScriptedTransport([{ answer: healthyAnswer }])
    expect((await print(createBench({ transport, confirmation: 'status' }), null)).kind).toBe('printed')
    expect(nuls(transport.peers[0]?.taken ?? Uint8Array.of())).toBe(nuls(text))
  })

  it.each([
    ['text alone', raw(begin, '鲜肉包', LF, cut), 12, 10],
    ['before the image began', raw(begin, '包', LF, GS, 'v0', 0, 72, 0, 113, 0, Buffer.alloc(8136, 255), cut), 7, 10],
    ['in a strip', raw(begin, '包', LF, GS, 'v0', 0, 72, 0, 113, 0, Buffer.alloc(8136, 255), cut), 99, 8143],
    ['in a QR code', raw(begin, qr('x'.repeat(80)), cut), 40, 87],
  ])('only as many NULs as could be wanting: %s', async (_, paper, taken, expected) => {
    const transport = createScriptedTransport([{ answer: healthyAnswer }])
    const bench = createBench({ transport, confirmation: 'status' })
    const torn = piece(taken, paper)
    expect((await print(bench, torn)).kind).toBe('printed')
    const all = nuls(transport.peers[0]?.taken ?? Uint8Array.of())
    expect(all - nuls(text) - nuls(slip)).toBe(expected)
  })

  it('once, where the piece may be a whole ticket, and no word of it', async () => {
    const transport = createScriptedTransport([{ answer: () => null }])
    const bench = createBench({ transport, confirmation: 'none', learned: { answersStatus: false } })
    const sent = { ...piece(text.length, text), slip: new Uint8Array() }
    const status = () => settle(bench.printer.status(new AbortController().signal, sent))
    await status()
    await status()
    expect((await print(bench, sent)).kind).toBe('sent')
    const taken = transport.peers.flatMap(peer => [...peer.taken])
    expect(nuls(Uint8Array.from(taken)) - nuls(text)).toBe(10)
  })

  it('once, where the printer says then why it cannot print: it would gather in its buffer, with every try', async () => {
    const noPaper = { 1: 0x1a, 2: 0x32, 3: 0x12, 4: 0x72 }
    const transport = createScriptedTransport([
      {
        answer: bytes =>
          bytes[0] === 0x10 ? Uint8Array.of(noPaper[bytes[2] as keyof typeof noPaper]) : healthyAnswer(bytes),
      },
    ])
    const bench = createBench({ transport, learned: { answersStatus: true } })
    const refused = { kind: 'refused', fault: { state: 'paper-out' } }
    expect(await print(bench, piece(50))).toMatchObject(refused)
    const taken = () => nuls(transport.peers[0]?.taken ?? Uint8Array.of())
    const once = taken()
    expect(once).toBeGreaterThan(0)
    for (const _ of [1, 2]) expect(await print(bench, piece(50))).toMatchObject(refused)
    expect(taken()).toBe(once)
    // Another piece may have broken off in another command.
    expect(await print(bench, { ...piece(50), id: 2 })).toMatchObject(refused)
    await pass(1_000)
    expect(await settle(bench.printer.status(new AbortController().signal, { ...piece(50), id: 3 }))).toMatchObject({
      state: 'paper-out',
    })
  })

  it('nothing where the buffer is full of a ticket and the paper is out: the reason first, then in step', async () => {
    const { device, papers, print: printOn, slip } = await openDevice()
    const long = raw(begin, '鲜肉包 x2 '.repeat(4), LF, 'baozi x2\n'.repeat(700), cut)
    const outcome = await printOn(long, () => device.obey({ paper: 'out' }))
    expect(outcome).toMatchObject({ kind: 'uncertain', fault: { code: 'stalled' } })
    if (outcome.kind !== 'uncertain') return
    const torn = { id: 1, paper: long, taken: outcome.bytes, slip }
    const refused = { kind: 'refused', fault: { state: 'paper-out' } }
    for (const _ of [1, 2, 3]) expect(await printOn(second, () => {}, torn)).toMatchObject(refused)
    device.obey({ paper: 'ok' })
    expect(await printOn(second, () => {}, torn)).toMatchObject({ kind: 'printed' })
    expect(papers).toHaveLength(2)
    expectVoidLine(papers[0], slip)
    expect(papers[1]).toMatchObject({ errors: [], text: '补打 第2次\n\n\n' })
  })

  it('a line that breaks within the slip has taken nothing of the ticket', async () => {
    const torn = piece(50)
    const before = 12 + 42
    const transport = createScriptedTransport([{ answer: healthyAnswer, dropAfterBytes: before + 5 }])
    const bench = createBench({ transport, confirmation: 'status' })
    expect(await print(bench, torn)).toMatchObject({ kind: 'refused', fault: { state: 'offline', code: 'lost' } })
  })
})

describe('a printer that answered before and is silent', () => {
  it('may stand in an image that another program left unfinished: it is brought in step, once', async () => {
    const { device, papers, print } = await openDevice()
    expect((await print(second)).kind).toBe('printed')
    await pass(1_000)
    const line = device.attach({ send() {}, taken() {}, dropped() {} })
    line?.receive(raw(GS, 'v0', 0, 72, 0, 113, 0))
    line?.detach()
    expect((await print(second)).kind).toBe('printed')
    expect(papers).toHaveLength(2)
    expect(papers[1]?.errors).toEqual([])
    expect(papers[1]?.text.startsWith('[576×113]')).toBe(true)
    expect(papers[1]?.text).toContain('补打 第2次')
  })

  it('is not flooded again and again while it stays so', async () => {
    const transport = createScriptedTransport([{}])
    const bench = createBench({ transport, learned: { answersStatus: true, confirmation: 'status' } })
    expect((await settle(bench.print())).kind).toBe('refused')
    expect((await settle(bench.print())).kind).toBe('refused')
    const zeros = transport.peers.map(({ taken }) => taken.filter(byte => byte === 0).length)
    expect(zeros).toEqual([8144, 0])
  })
})

it('an older ticket’s answer that comes before the printer is through the NULs does not stand for that behind them', async () => {
  // A slow printer has yet to answer the question of a run that was killed, and ours after ten seconds of NULs.
  const answersAfterMs = [1_000, 10_000]
  let paperQuestions = 0
  const transport = createScriptedTransport([
    {
      answer(bytes) {
        if (questionsIn(bytes)[0]?.kind !== 'paper') return healthyAnswer(bytes)
        const wait = answersAfterMs[paperQuestions++]
        // The second answer is to the first question of ours; then it jams.
        if (wait !== undefined) setTimeout(() => transport.peers[0]?.say(Uint8Array.of(0)), wait)
        return null
      },
    },
  ])
  const learned = { confirmation: 'status', answersStatus: true } as const
  const bench = createBench({ transport, learned, lingerMs: 60_000 })
  const piece = {
    id: 1,
    paper: raw(begin, raw(GS, 'v0', 0, 48, 0, 75, 0), Buffer.alloc(48 * 75, 0xf0), cut),
    taken: 60,
  }
  const torn = { ...piece, slip: new Uint8Array() }
  const print = bench.printer.print(bench.bytes, {
    beforeFirstByte: () => {},
    torn,
    signal: new AbortController().signal,
  })
  expect(await settle(print)).toMatchObject({ kind: 'uncertain' })
})
