import { afterEach, beforeEach, expect, it } from 'vitest'
import { createScriptedTransport } from '../../../drivers/transport/scripted.ts'
import { createVirtualPrinter } from '../../../drivers/virtual/virtual-printer.ts'
import { createBench, healthyAnswer, pass, questionsIn, settle, timers, useFakeTime, useRealTime } from './bench.ts'

// GS a: the printer says by itself when something about it changes (reference/escpos.md §3).

beforeEach(useFakeTime)
afterEach(useRealTime)

const epson = { autoStatus: true, confirmation: 'process-id' } as const
const coverOpen = Uint8Array.of(0x38, 0, 0, 0)
const paperOut = Uint8Array.of(0x18, 0, 0x0f, 0)
const healthy = (bytes: Uint8Array) => healthyAnswer(bytes, { autoStatus: true })

/** The virtual printer, which knows GS a and forgets it with ESC @, on a line of its own. */
function openDevice(baud: number | null = null) {
  const papers: string[] = []
  const device = createVirtualPrinter({
    profile: { columns: 48, dots: 576, cutter: true },
    confirm: 'process-id',
    clock: timers,
    onPaper(paper) {
      expect(paper.errors).toEqual([])
      papers.push(paper.text)
    },
  })
  device.obey({ baud })
  return { device, papers, bench: createBench({ transport: device.transport, profile: epson }) }
}

it('is asked for once on a line, and its pushes are the state, with nothing sent for them', async () => {
  const transport = createScriptedTransport([{ answer: healthy }], false)
  const bench = createBench({ transport, profile: epson })
  await settle(bench.status())
  await pass(100)
  const taken = transport.peers[0]?.taken.length
  expect(questionsIn(transport.peers[0]?.taken ?? Uint8Array.of()).map(({ kind, arg }) => kind + arg)).toEqual([
    ...['status1', 'status2', 'status3', 'status4'],
    'auto-status14',
  ])
  transport.peers[0]?.say(coverOpen)
  expect(bench.printer.last).toEqual({ state: 'cover-open', detail: null })
  transport.peers[0]?.say(Uint8Array.of(0x10, 0, 0x03, 0))
  expect(bench.printer.last).toEqual({ state: 'paper-near-end', detail: null })
  expect(transport.peers[0]?.taken.length).toBe(taken)
})

it('later one question in order shows that the printer is there, and how it is', async () => {
  const transport = createScriptedTransport([{ answer: healthy }], false)
  const bench = createBench({ transport, profile: epson })
  await settle(bench.status())
  await pass(100)
  const before = transport.peers[0]?.taken.length ?? 0
  expect(await settle(bench.status())).toEqual({ state: 'ready', detail: null })
  expect([...(transport.peers[0]?.taken.subarray(before) ?? [])]).toEqual([0x1d, 0x61, 0x0e])
})

it('a printer held up is asked in real time, for what is in order would only gather in its buffer', async () => {
  const transport = createScriptedTransport([{ answer: healthy }], false)
  const bench = createBench({ transport, profile: epson })
  await settle(bench.status())
  await pass(100)
  transport.peers[0]?.say(paperOut)
  const before = transport.peers[0]?.taken.length ?? 0
  await settle(bench.status())
  const asked = questionsIn(transport.peers[0]?.taken.subarray(before) ?? Uint8Array.of())
  expect(asked.map(({ kind }) => kind)).toEqual(['status', 'status', 'status', 'status'])
  expect(bench.printer.last.state).toBe('ready')
})

it('one that knows no GS a after all is asked as any other', async () => {
  const transport = createScriptedTransport([{ answer: bytes => healthyAnswer(bytes) }], false)
  const bench = createBench({ transport, profile: epson })
  for (const _ of [1, 2, 3]) expect(await settle(bench.status(), 200)).toEqual({ state: 'ready', detail: null })
  const asked = questionsIn(transport.peers[0]?.taken ?? Uint8Array.of())
  expect(asked.filter(({ kind }) => kind === 'status')).toHaveLength(12)
  expect(asked.filter(({ kind }) => kind === 'auto-status')).toHaveLength(1)
})

it('comes also in the middle of a ticket, whose ESC @ ends it: the reason is known at once', async () => {
  const { device, papers, bench } = openDevice(1200)
  const outcome = bench.print()
  await pass(300)
  expect(bench.intents).toBe(1)
  const stateBefore = bench.printer.last.state
  device.obey({ paper: 'out' })
  for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve))
  expect([stateBefore, bench.printer.last.state]).toEqual(['ready', 'paper-out'])
  device.obey({ paper: 'ok' })
  expect(await settle(outcome)).toEqual({ kind: 'printed', bytes: bench.bytes.length, evidence: 'process-id' })
  expect(bench.printer.last.state).toBe('ready')
  expect(papers).toHaveLength(1)
  await bench.printer.release()
  device.close()
})

it('keeps a ticket waiting for its confirmation while it says that it is held up, whatever DLE EOT', async () => {
  let stuck: Uint8Array | null = null
  const transport = createScriptedTransport([
    {
      answer(bytes) {
        // What stands behind the ticket is not reached, a question for this state included.
        const reply = healthyAnswer(bytes, { status: false, autoStatus: stuck === null })
        if (questionsIn(bytes)[0]?.kind !== 'process-id') return reply
        stuck = reply
        return paperOut
      },
    },
  ])
  const bench = createBench({ transport, profile: epson })
  const outcome = bench.print()
  await pass(3_600_000)
  expect(bench.printer.last.state).toBe('paper-out')
  transport.peers[0]?.say(Uint8Array.of(0x10, 0, 0, 0))
  transport.peers[0]?.say(stuck as unknown as Uint8Array)
  expect(await settle(outcome)).toMatchObject({ kind: 'printed' })
})

const mute = { status: false, paper: false, processId: false }

it.each([
  ['among noise', Uint8Array.of(0x98, 0xff, 0x38, 0, 0, 0)],
  ['alone', coverOpen],
])('what only looks like it, %s, does not hold a ticket up for ever', async (_, heard) => {
  const transport = createScriptedTransport([{ answer: bytes => healthyAnswer(bytes, { ...mute, autoStatus: true }) }])
  const bench = createBench({ transport, profile: { ...epson, confirmation: null } })
  const outcome = bench.print()
  await pass(2_000)
  expect(bench.intents).toBe(1)
  transport.peers[0]?.say(heard)
  expect(await settle(outcome, 60_000)).toMatchObject({ kind: 'sent' })
  expect(bench.printer.last.state).not.toBe('cover-open')
})

it('what only looks like it, among noise, does not outlive a ticket that is confirmed by its name', async () => {
  const transport = createScriptedTransport([
    {
      answer(bytes) {
        const reply = healthy(bytes)
        if (questionsIn(bytes)[0]?.kind !== 'process-id') return reply
        return Buffer.concat([Uint8Array.of(0x98, 0xff), coverOpen, reply ?? Uint8Array.of()])
      },
    },
  ])
  const bench = createBench({ transport, profile: epson })
  expect(await settle(bench.print())).toMatchObject({ kind: 'printed', evidence: 'process-id' })
  expect(bench.printer.last.state).toBe('ready')
})

it('is newer than the answer to GS r, in which a cover does not show', async () => {
  const transport = createScriptedTransport([
    {
      answer(bytes) {
        const reply = healthy(bytes)
        return questionsIn(bytes)[0]?.kind === 'paper' ? Buffer.concat([reply ?? Uint8Array.of(), coverOpen]) : reply
      },
    },
  ])
  const bench = createBench({ transport, profile: { ...epson, confirmation: 'status' } })
  expect(await settle(bench.print())).toMatchObject({ kind: 'printed', evidence: 'status' })
  expect(bench.printer.last.state).toBe('cover-open')
})

it('names the reason of a ticket that broke off, and counts only its own bytes', async () => {
  const statusBytes = 4 * 3 + 3
  const transport = createScriptedTransport([{ answer: healthy, stallAfterBytes: statusBytes + 3 + 20 }])
  const bench = createBench({ transport, profile: epson })
  const outcome = bench.print()
  await pass(1_000)
  transport.peers[0]?.say(paperOut)
  expect(await settle(outcome)).toMatchObject({
    kind: 'uncertain',
    bytes: 20,
    fault: { state: 'paper-out', code: 'paper-out' },
  })
  expect(bench.printer.last.state).toBe('paper-out')
})

it.each([0, 1, 2])('refused or torn within its first %i bytes it is counted right', async count => {
  const transport = createScriptedTransport([{ answer: healthy, dropAfterBytes: 4 * 3 + 3 + count }])
  const outcome = await settle(createBench({ transport, profile: epson }).print())
  if (count === 0) expect(outcome.kind).toBe('refused')
  else expect(outcome).toMatchObject({ kind: 'uncertain', bytes: count })
})

it('is ended before a shared device is given back: the next program may not read what it did not ask for', async () => {
  const transport = createScriptedTransport([{ answer: healthy }])
  const bench = createBench({ transport, profile: epson, lingerMs: 1000 })
  await settle(bench.print())
  await pass(1_100)
  expect(transport.peers[0]?.ended).toBe(true)
  expect([...(transport.peers[0]?.taken.subarray(-3) ?? [])]).toEqual([0x1d, 0x61, 0])
})
