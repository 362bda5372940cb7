import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createScriptedTransport } from '../../../drivers/transport/scripted.ts'
import { createBench, healthyAnswer, questionsIn, settle, useFakeTime, useRealTime } from './bench.ts'

// Before byte 1: is the printer there, and will it take a ticket?

beforeEach(useFakeTime)
afterEach(useRealTime)

describe('the gate', () => {
  it('refuses where nobody answers the call, without an intent', async () => {
    const bench = createBench({ transport: createScriptedTransport([{ refuse: 'unreachable' }]) })
    const outcome = await settle(bench.print())
    expect(outcome).toMatchObject({ kind: 'refused', fault: { state: 'offline', code: 'unreachable' } })
    expect(bench.intents).toBe(0)
    expect(bench.printer.last).toEqual({ state: 'offline', detail: 'unreachable' })
  })

  it.each([
    [[0x1a, 0x32, 0x12, 0x72], 'paper-out', 'paper-out'],
    [[0x1a, 0x16, 0x12, 0x12], 'cover-open', 'cover-open'],
    [[0x1a, 0x52, 0x1a, 0x12], 'error', 'cutter'],
    [[0x1a, 0x12, 0x12, 0x12], 'offline', 'offline'],
  ])('refuses by what DLE EOT says: %j', async (answers, state, code) => {
    let asked = 0
    const transport = createScriptedTransport([
      {
        answer: bytes => (questionsIn(bytes)[0]?.kind === 'status' ? Uint8Array.of(answers[asked++] as number) : null),
      },
    ])
    const bench = createBench({ transport })
    expect(await settle(bench.print())).toMatchObject({ kind: 'refused', fault: { state, code } })
    expect(bench.intents).toBe(0)
    expect(questionsIn(transport.peers[0]?.taken as Uint8Array).map(question => question.arg)).toEqual([
      '1',
      '2',
      '3',
      '4',
    ])
    expect(transport.peers[0]?.taken.length).toBe(12)
    expect(bench.learned.answersStatus).toBe(true)
  })

  it('goes on with paper near its end, and says so', async () => {
    const transport = createScriptedTransport([
      { answer: bytes => (questionsIn(bytes)[0]?.arg === '4' ? Uint8Array.of(0x1e) : healthyAnswer(bytes)) },
    ])
    const bench = createBench({ transport, confirmation: 'process-id' })
    expect(await settle(bench.print())).toMatchObject({ kind: 'printed' })
    expect(bench.printer.last).toEqual({ state: 'paper-near-end', detail: null })
  })

  it('asks nothing behind a ticket just confirmed on the same line, and all a little later', async () => {
    let online = true
    const transport = createScriptedTransport([
      {
        answer: bytes =>
          questionsIn(bytes)[0]?.kind === 'status' && !online ? Uint8Array.of(0x1a) : healthyAnswer(bytes),
      },
    ])
    const bench = createBench({ transport, confirmation: 'process-id', lingerMs: 60_000 })
    const asked = (peer = 0) =>
      questionsIn(transport.peers[peer]?.taken ?? Uint8Array.of())
        .filter(({ kind }) => kind === 'status')
        .map(({ arg }) => arg)
        .join('')
    expect(await settle(bench.print())).toMatchObject({ kind: 'printed' })
    expect(await settle(bench.print())).toMatchObject({ kind: 'printed' })
    expect(asked()).toBe('1234')
    await vi.advanceTimersByTimeAsync(250)
    online = false
    expect(await settle(bench.print())).toMatchObject({ kind: 'refused', fault: { state: 'error' } })
    expect(asked()).toMatch(/^12341+234$/)
    online = true
    expect(await settle(bench.print())).toMatchObject({ kind: 'printed' })
    await bench.printer.release()
    // Another line may lead to another printer.
    expect(await settle(bench.print())).toMatchObject({ kind: 'printed' })
    expect(asked(1)).toBe('1234')
  })

  it('asks only what tells them apart behind an answer without a name', async () => {
    const transport = createScriptedTransport([{ answer: healthyAnswer }])
    const learned = { confirmation: 'status' } as const
    const bench = createBench({ transport, confirmation: 'status', learned, lingerMs: 60_000 })
    const asked = (peer: number) =>
      questionsIn(transport.peers[peer]?.taken ?? Uint8Array.of()).filter(one => one.kind === 'status').length
    const counts: number[] = []
    for (const _ of [1, 2, 3]) {
      expect(await settle(bench.print())).toMatchObject({ kind: 'printed', evidence: 'status' })
      counts.push(asked(0))
    }
    // Before the first, one more: the run before may have left a question, and its answer has no name either.
    expect(counts).toEqual([5, 6, 7])
    await bench.printer.release()
    // Another line may lead to another printer.
    for (const _ of [1, 2]) await settle(bench.print())
    expect(asked(1)).toBe(5)
  })

  it('the answer to the ticket before, once more, proves nothing, also where it comes behind the question', async () => {
    let doubles = false
    const transport = createScriptedTransport([
      {
        answer(bytes) {
          const question = questionsIn(bytes)[0]?.kind
          // It is on its way since before the ticket, of which nothing arrives.
          if (doubles) return question === 'paper' ? Uint8Array.of(0x00) : null
          return healthyAnswer(bytes)
        },
      },
    ])
    const learned = { confirmation: 'status', answersStatus: true } as const
    const bench = createBench({ transport, learned, lingerMs: 60_000 })
    expect(await settle(bench.print())).toMatchObject({ kind: 'printed' })
    doubles = true
    expect(await settle(bench.print())).not.toMatchObject({ kind: 'printed' })
  })

  it.each([
    ['leaves DLE EOT for later while it prints', 5_000],
    ['loses an answer to DLE EOT', null],
  ] as const)('a printer that %s is heard all the same', async (_, laterMs) => {
    const transport = createScriptedTransport([
      {
        answer(bytes) {
          // Together with a ticket's question, which is answered first, if not alone.
          if (questionsIn(bytes).length < 2) return healthyAnswer(bytes)
          if (laterMs !== null) setTimeout(() => transport.peers[0]?.say(Uint8Array.of(0x12)), laterMs)
          return healthyAnswer(bytes, { status: false })
        },
      },
    ])
    const learned = { confirmation: 'status', answersStatus: true } as const
    const bench = createBench({ transport, learned, lingerMs: 60_000 })
    const printed = { kind: 'printed', evidence: 'status' }
    expect(await settle(bench.print())).toMatchObject(printed)
    for (const _ of [2, 3]) {
      const start = Date.now()
      expect(await settle(bench.print())).toMatchObject(printed)
      // What is left over of the ticket before is not waited for as long as a lost answer.
      expect(Date.now() - start).toBeLessThan(500)
    }
    await vi.advanceTimersByTimeAsync(3_000)
    const start = Date.now()
    expect(await settle(bench.print())).toMatchObject(printed)
    expect(Date.now() - start).toBeLessThanOrEqual(100)
  })

  it.each([
    ['had lost its answers to DLE EOT is known to answer again', true, true],
    ['knows no DLE EOT is asked once on a line', false, false],
  ] as const)('a printer that answers GS r and %s', async (_, status, answersStatus) => {
    const transport = createScriptedTransport([{ answer: bytes => healthyAnswer(bytes, { status }) }])
    const learned = { confirmation: 'status', answersStatus: false } as const
    const bench = createBench({ transport, learned, lingerMs: 60_000 })
    const asked = () => questionsIn(transport.peers[0]?.taken ?? Uint8Array.of()).filter(one => one.kind === 'status')
    const counts: number[] = []
    for (const _ of [1, 2, 3, 4]) {
      expect(await settle(bench.print())).toMatchObject({ kind: 'printed', evidence: 'status' })
      counts.push(asked().length)
    }
    expect(bench.learned).toMatchObject({ answersStatus })
    // One that answers is asked with each ticket from then on.
    expect(counts).toEqual(status ? [0, 1, 2, 3] : [0, 1, 1, 1])
  })

  it('asks ahead of a ticket that is about to come, and not again when it comes at once', async () => {
    const transport = createScriptedTransport([{ answer: healthyAnswer }])
    const bench = createBench({ transport, confirmation: 'process-id', lingerMs: 60_000 })
    const asked = () => questionsIn(transport.peers[0]?.taken ?? Uint8Array.of()).filter(one => one.kind === 'status')
    await settle(bench.printer.prepare(new AbortController().signal))
    expect(asked()).toHaveLength(4)
    expect(bench.intents).toBe(0)
    expect(await settle(bench.print())).toMatchObject({ kind: 'printed' })
    expect(asked()).toHaveLength(4)

    await vi.advanceTimersByTimeAsync(1_000)
    await settle(bench.printer.prepare(new AbortController().signal))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await settle(bench.print())).toMatchObject({ kind: 'printed' })
    expect(asked()).toHaveLength(12)
  })

  it('does not start a ticket on what it was told ahead where that is no good any more', async () => {
    const shut = [0x1a, 0x16, 0x12, 0x12]
    const transport = createScriptedTransport([
      {
        answer: bytes => {
          const [question] = questionsIn(bytes)
          return question?.kind === 'status' ? Uint8Array.of(shut[Number(question.arg) - 1] as number) : null
        },
      },
    ])
    const bench = createBench({ transport, confirmation: 'process-id', lingerMs: 60_000 })
    await settle(bench.printer.prepare(new AbortController().signal))
    expect(bench.printer.last.state).toBe('cover-open')
    expect(await settle(bench.print())).toMatchObject({ kind: 'refused', fault: { state: 'cover-open' } })

    const lost = createScriptedTransport([{ answer: healthyAnswer }])
    const other = createBench({ transport: lost, confirmation: 'process-id', lingerMs: 60_000 })
    await settle(other.printer.prepare(new AbortController().signal))
    lost.peers[0]?.drop()
    expect(await settle(other.print())).toMatchObject({ kind: 'refused', fault: { code: 'lost' } })
    expect([bench.intents, other.intents]).toEqual([0, 0])
  })

  it('asks nothing ahead of a printer that is known to be mute', async () => {
    const transport = createScriptedTransport([{}])
    const bench = createBench({ transport, learned: { answersStatus: false, confirmation: 'none' } })
    await settle(bench.printer.prepare(new AbortController().signal))
    expect(transport.peers[0]?.taken).toHaveLength(0)
  })

  it('refuses when a printer that used to answer is silent', async () => {
    const bench = createBench({ transport: createScriptedTransport([{}]), learned: { answersStatus: true } })
    const outcome = await settle(bench.print(), 3000)
    expect(outcome).toMatchObject({ kind: 'refused', fault: { state: 'offline', code: 'silent' } })
    expect(bench.intents).toBe(0)
  })

  it('meets a printer that stays silent as a stranger, under suspicion: it may be another, or dead', async () => {
    const bench = createBench({
      transport: createScriptedTransport([{}, {}, {}]),
      learned: { answersStatus: true, confirmation: 'status' },
    })
    for (const _ of [1, 2]) {
      expect(await settle(bench.print())).toMatchObject({ kind: 'refused', fault: { code: 'silent' } })
    }
    expect(bench.learned).toEqual({ answersStatus: null, confirmation: null, silences: 0 })
    expect(await settle(bench.print())).toMatchObject({ kind: 'sent' })
    expect(bench.intents).toBe(1)
    expect(bench.printer.last).toEqual({ state: 'unknown', detail: 'went-mute' })
  })

  it('says that the line takes nothing (CTS low, XOFF, switched off), without an intent', async () => {
    const bench = createBench({ transport: createScriptedTransport([{ stallAfterBytes: 0 }]) })
    for (const _ of [1, 2]) {
      const outcome = await settle(bench.print())
      expect(outcome).toMatchObject({ kind: 'refused', fault: { state: 'offline', code: 'stalled' } })
    }
    expect(bench.printer.last).toEqual({ state: 'offline', detail: 'stalled' })
    expect(bench.intents).toBe(0)
  })

  it('sends nothing when the intent cannot be committed', async () => {
    const transport = createScriptedTransport([{ answer: healthyAnswer }])
    const { printer, bytes } = createBench({ transport, confirmation: 'process-id' })
    const beforeFirstByte = () => {
      throw new Error('disk full')
    }
    const outcome = printer.print(bytes, { beforeFirstByte, signal: new AbortController().signal })
    await expect(settle(outcome)).rejects.toThrow('disk full')
    expect(transport.peers[0]?.taken.length).toBe(12)
  })

  it('stops before byte 1 when told to', async () => {
    const transport = createScriptedTransport([{ answer: healthyAnswer }])
    const bench = createBench({ transport })
    const stop = new AbortController()
    const outcome = bench.print(stop.signal)
    stop.abort()
    expect(await settle(outcome)).toMatchObject({ kind: 'refused', fault: { code: 'aborted' } })
    expect(bench.intents).toBe(0)
  })
})
