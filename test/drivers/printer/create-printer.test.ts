import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createScriptedTransport } from '../../../drivers/transport/scripted.ts'
import { createBench, healthyAnswer, questionsIn, settle, useFakeTime, useRealTime } from './bench.ts'

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

  it('asks nothing behind an answer without a name either, once one was seen to come alone', async () => {
    const transport = createScriptedTransport([{ answer: healthyAnswer }])
    const bench = createBench({
      transport,
      confirmation: 'status',
      learned: { confirmation: 'status' },
      lingerMs: 60_000,
    })
    const asked = (peer: number) =>
      questionsIn(transport.peers[peer]?.taken ?? Uint8Array.of()).filter(one => one.kind === 'status').length
    const counts: number[] = []
    for (const _ of [1, 2, 3, 4]) {
      expect(await settle(bench.print())).toMatchObject({ kind: 'printed', evidence: 'status' })
      counts.push(asked(0))
    }
    expect(counts).toEqual([4, 8, 8, 8])
    await bench.printer.release()
    // Another line may lead to another printer.
    for (const _ of [1, 2]) await settle(bench.print())
    expect(asked(1)).toBe(8)
  })

  it('an answer without a name that comes once more meets the gate, not the next ticket', async () => {
    let printed = 0
    const transport = createScriptedTransport([
      {
        answer(bytes) {
          const kind = questionsIn(bytes)[0]?.kind
          if (printed === 0) return healthyAnswer(bytes)
          // The last answer to GS r again, at the first chance; and none of its own for this ticket.
          if (kind !== 'status') return null
          return printed++ === 1 ? Uint8Array.of(0x00, 0x12) : Uint8Array.of(0x12)
        },
      },
    ])
    const learned = { confirmation: 'status', answersStatus: true } as const
    const bench = createBench({ transport, learned, lingerMs: 60_000 })
    expect(await settle(bench.print())).toMatchObject({ kind: 'printed' })
    printed = 1
    expect(await settle(bench.print())).toMatchObject({ kind: 'refused' })
    expect(bench.intents).toBe(1)
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

describe('confirmation', () => {
  it('is printed by the ticket’s own process id', async () => {
    const transport = createScriptedTransport([{ answer: healthyAnswer }])
    const bench = createBench({ transport, profile: { confirmation: 'process-id' } })
    expect(await settle(bench.print())).toEqual({ kind: 'printed', bytes: bench.bytes.length, evidence: 'process-id' })
    const taken = transport.peers[0]?.taken as Uint8Array
    expect(Buffer.from(taken.subarray(12, 12 + bench.bytes.length))).toEqual(Buffer.from(bench.bytes))
    // 42 in base 95 is J (20 + 2A)
    expect(questionsIn(taken).at(-1)).toEqual({ kind: 'process-id', at: 12 + bench.bytes.length, arg: '   J' })
    expect(bench.learned.confirmation).toBe('process-id')
  })

  it.each([
    ['another id', [0x37, 0x22, 0x20, 0x20, 0x20, 0x49, 0x00]],
    ['offline, not printed', [0x37, 0x23, 0x20, 0x20, 0x20, 0x4a, 0x00]],
    ['the answer to GS r', [0x00]],
    ['the answer to DLE EOT', [0x12]],
  ])('is not printed by %s', async (_, reply) => {
    const transport = createScriptedTransport([
      {
        answer: bytes => (questionsIn(bytes)[0]?.kind === 'process-id' ? Uint8Array.from(reply) : healthyAnswer(bytes)),
      },
    ])
    const bench = createBench({ transport, confirmation: 'process-id' })
    expect(await settle(bench.print())).toMatchObject({ kind: 'uncertain', fault: { code: 'unconfirmed' } })
    expect(bench.learned.silences).toBe(1)
  })

  it('is printed once, however often its id comes back, and never by the ticket before', async () => {
    let last: Uint8Array = Uint8Array.of()
    const transport = createScriptedTransport([
      {
        answer(bytes) {
          const reply = healthyAnswer(bytes)
          if (questionsIn(bytes)[0]?.kind !== 'process-id' || reply === null) return reply
          // The id before once more, and this one's beginning; then this one twice.
          const torn = Buffer.concat([last, reply.subarray(0, 4), Uint8Array.of(0)])
          last = reply
          return Buffer.concat([torn, reply, reply])
        },
      },
    ])
    const bench = createBench({ transport, confirmation: 'process-id', lingerMs: 60_000 })
    for (const _ of [1, 2, 3]) expect(await settle(bench.print())).toMatchObject({ kind: 'printed' })
    transport.peers[0]?.say(last)
    expect(bench.printer.last.state).toBe('ready')
  })

  it.each([
    ['half of its id', (id: Uint8Array) => id.subarray(0, 5)],
    ['its id without an end', (id: Uint8Array) => id.subarray(0, 6)],
    ['the id of the ticket before', () => Uint8Array.of(0x37, 0x22, 0x20, 0x20, 0x20, 0x49, 0x00)],
  ])('is uncertain where only %s came', async (_, answer) => {
    const transport = createScriptedTransport([
      {
        answer(bytes) {
          const reply = healthyAnswer(bytes)
          return reply !== null && questionsIn(bytes)[0]?.kind === 'process-id' ? answer(reply) : reply
        },
      },
    ])
    const bench = createBench({ transport, confirmation: 'process-id' })
    expect(await settle(bench.print())).toMatchObject({ kind: 'uncertain' })
  })

  it('is uncertain where a printer says that all is well and its answer in order does not come: it may lie', async () => {
    const transport = createScriptedTransport([{ answer: bytes => healthyAnswer(bytes, { paper: false }) }])
    const bench = createBench({ transport, learned: { confirmation: 'status', answersStatus: true } })
    expect(await settle(bench.print())).toMatchObject({ kind: 'uncertain', fault: { code: 'unconfirmed' } })
    expect(bench.printer.last.state).toBe('ready')
  })

  it('auto: learns from the first ticket that GS r 1 is answered', async () => {
    const transport = createScriptedTransport([{ answer: healthyAnswer }])
    const bench = createBench({ transport })
    expect(bench.printer.confirmation).toBe(null)
    expect(await settle(bench.print())).toEqual({ kind: 'printed', bytes: bench.bytes.length, evidence: 'status' })
    expect(bench.learned).toEqual({ confirmation: 'status', answersStatus: true, silences: 0 })
    expect(bench.printer.confirmation).toBe('status')
    expect(await settle(bench.print())).toMatchObject({ kind: 'printed', evidence: 'status' })
    expect(transport.attempts).toBe(1)
  })

  it('auto: a mute printer is printed to, sent within 15 s, and not asked again', async () => {
    const transport = createScriptedTransport([{}])
    const bench = createBench({ transport })
    const start = Date.now()
    expect(await settle(bench.print(), 15_000)).toEqual({ kind: 'sent', bytes: bench.bytes.length })
    expect(Date.now() - start).toBeLessThan(5000)
    expect(bench.learned).toEqual({ confirmation: 'none', answersStatus: false, silences: 0 })
    expect(await settle(bench.print(), 1000)).toEqual({ kind: 'sent', bytes: bench.bytes.length })
    expect(Buffer.from(transport.peers[0]?.taken.subarray(-bench.bytes.length) as Uint8Array)).toEqual(
      Buffer.from(bench.bytes),
    )
  })

  describe('mute, on a port that has pins', () => {
    const well = { paperEmpty: false, selected: true, error: false }
    const open = (script: { pins: () => typeof well | null }) => {
      const transport = createScriptedTransport([script], false)
      return createBench({ transport, learned: { confirmation: 'none', answersStatus: false } })
    }

    it('is held up by what they say, and prints when all is well again', async () => {
      let pins = well
      const bench = open({ pins: () => pins })
      expect(await settle(bench.print())).toMatchObject({ kind: 'sent' })
      for (const [told, state] of [
        [{ ...well, paperEmpty: true, error: true }, 'paper-out'],
        [{ ...well, error: true }, 'error'],
        [{ ...well, selected: false }, 'offline'],
      ] as const) {
        pins = told
        expect(await settle(bench.print())).toMatchObject({ kind: 'refused', fault: { state } })
        expect(bench.printer.last.state).toBe(state)
      }
      pins = well
      expect(await settle(bench.print())).toMatchObject({ kind: 'sent' })
      expect(bench.printer.last).toEqual({ state: 'unknown', detail: 'mute' })
      expect(bench.intents).toBe(2)
    })

    it('is not held up by pins that never moved: cheap ones say the same whatever happens', async () => {
      const bench = open({ pins: () => ({ paperEmpty: true, selected: false, error: true }) })
      for (const _ of [1, 2]) expect(await settle(bench.print())).toMatchObject({ kind: 'sent' })
      expect(bench.printer.last.state).toBe('unknown')
    })

    it('is asked once on a line where they do not answer', async () => {
      let asked = 0
      const bench = open({
        pins() {
          asked += 1
          return null
        },
      })
      for (const _ of [1, 2, 3]) expect(await settle(bench.print())).toMatchObject({ kind: 'sent' })
      expect(asked).toBe(1)
    })
  })

  it('auto: answers that come after the probe was given up are learned from', async () => {
    const transport = createScriptedTransport([{ answer: bytes => healthyAnswer(bytes, { paper: false }) }])
    const bench = createBench({ transport })
    expect(await settle(bench.print())).toMatchObject({ kind: 'sent' })
    expect(bench.learned.confirmation).toBe('none')
    transport.peers[0]?.say(Uint8Array.of(0x00))
    expect(bench.learned.confirmation).toBe('status')
  })

  it('none: sent when all bytes are taken, uncertain when the line then breaks', async () => {
    const transport = createScriptedTransport([{ answer: healthyAnswer }])
    const bench = createBench({ transport, confirmation: 'none' })
    expect(await settle(bench.print())).toEqual({ kind: 'sent', bytes: bench.bytes.length })
    expect(questionsIn(transport.peers[0]?.taken as Uint8Array)).toHaveLength(4)
    const dropping = createScriptedTransport([{ dropAfterBytes: bench.bytes.length }])
    const other = createBench({ transport: dropping, confirmation: 'none', learned: { answersStatus: false } })
    expect(await settle(other.print())).toMatchObject({ kind: 'uncertain', bytes: bench.bytes.length })
  })

  it('asks anew after two silences in a row', async () => {
    const answersPaper = { now: false }
    const transport = createScriptedTransport([
      { answer: bytes => healthyAnswer(bytes, { paper: answersPaper.now, processId: false }) },
    ])
    const bench = createBench({ transport, profile: { confirmation: 'process-id' } })
    expect(await settle(bench.print())).toMatchObject({ kind: 'uncertain' })
    expect(bench.printer.confirmation).toBe('process-id')
    expect(await settle(bench.print())).toMatchObject({ kind: 'uncertain' })
    expect(bench.printer.confirmation).toBe(null)
    answersPaper.now = true
    expect(await settle(bench.print())).toMatchObject({ kind: 'printed', evidence: 'status' })
    expect(bench.learned).toEqual({ confirmation: 'status', answersStatus: true, silences: 0 })
  })

  describe('with an answer still owed to an older ticket', () => {
    /** Answers GS r in order, and none while it is stuck; the first ticket jams it. */
    function createJammingPrinter() {
      const printer = { stuck: false, tickets: 0, owed: 0 }
      const transport = createScriptedTransport([
        {
          answer(bytes) {
            const [question] = questionsIn(bytes)
            if (question === undefined) {
              printer.tickets += 1
              if (printer.tickets === 1) printer.stuck = true
              return null
            }
            if (question.kind === 'status') return healthyAnswer(bytes)
            printer.owed += 1
            if (printer.stuck) return null
            const answers = new Uint8Array(printer.owed)
            printer.owed = 0
            return answers
          },
        },
      ])
      return { printer, bench: createBench({ transport, confirmation: 'status', learned: { answersStatus: true } }) }
    }

    it('an answer that comes late, to a question asked before the ticket, does not confirm it', async () => {
      const late = 4500
      let stuck = false
      const transport = createScriptedTransport([
        {
          answer(bytes) {
            const [question] = questionsIn(bytes)
            if (question === undefined) {
              stuck = true
              return null
            }
            if (question.kind === 'status') return healthyAnswer(bytes)
            // What was asked before the ticket is answered in the end; the ticket jams, and with it all behind it.
            if (!stuck) setTimeout(() => transport.peers[0]?.say(Uint8Array.of(0)), late)
            return null
          },
        },
      ])
      const bench = createBench({
        transport,
        confirmation: 'status',
        learned: { answersStatus: true },
        lingerMs: 60_000,
      })
      await settle(bench.status())
      expect(await settle(bench.print())).toMatchObject({ kind: 'uncertain' })
    })

    it('settles the debt before the next ticket where it can', async () => {
      const { printer, bench } = createJammingPrinter()
      expect(await settle(bench.print())).toMatchObject({ kind: 'uncertain' })
      printer.stuck = false
      printer.owed = 1
      expect(await settle(bench.print())).toMatchObject({ kind: 'printed' })
    })

    it.each([
      [2, 'uncertain'],
      [3, 'printed'],
    ])('else %i answers leave the next ticket %s', async (answers, kind) => {
      const { printer, bench } = createJammingPrinter()
      await settle(bench.print())
      // Stuck while the debt is asked for; it moves again when the second ticket's own question comes.
      const second = bench.print()
      await settle(new Promise(resolve => setTimeout(resolve, 2900)))
      printer.stuck = false
      printer.owed = answers - 1
      expect(await settle(second)).toMatchObject({ kind })
    })
  })

  it.each([
    ['a line that echoes', (bytes: Uint8Array) => bytes],
    ['zeros for every packet', () => new Uint8Array(16)],
    ['talk of another program', () => new TextEncoder().encode('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])('%s proves nothing: sent, and no word of its state is believed', async (_, answer) => {
    const bench = createBench({ transport: createScriptedTransport([{ answer }, { answer }]) })
    for (const _ of [1, 2]) expect(await settle(bench.print())).toMatchObject({ kind: 'sent' })
    expect(bench.learned).toMatchObject({ confirmation: 'none', answersStatus: false })
    expect(bench.printer.last.state).toBe('unknown')
  })

  it('is uncertain when GS r says that the paper has ended', async () => {
    const transport = createScriptedTransport([
      {
        answer: bytes =>
          questionsIn(bytes).some(q => q.kind === 'paper') ? Uint8Array.of(0x0c) : healthyAnswer(bytes),
      },
    ])
    const bench = createBench({ transport })
    expect(await settle(bench.print())).toMatchObject({ kind: 'uncertain', fault: { state: 'paper-out' } })
  })
})

describe('trouble on the way', () => {
  it('waits while the printer says that it has no paper, and is printed once it has', async () => {
    const paper = { out: false }
    let heldBack: Uint8Array | null = null
    const transport = createScriptedTransport([
      {
        answer: bytes => {
          const [question] = questionsIn(bytes)
          if (question?.kind !== 'status') {
            paper.out = true
            heldBack = healthyAnswer(bytes)
            return null
          }
          if (!paper.out) return healthyAnswer(bytes)
          return Uint8Array.of({ 1: 0x1a, 2: 0x32, 3: 0x12, 4: 0x72 }[question.arg] ?? 0x12)
        },
      },
    ])
    const bench = createBench({ transport, confirmation: 'process-id' })
    const outcome = bench.print()
    await settle(new Promise(resolve => setTimeout(resolve, 3_600_000)))
    expect(bench.statuses.at(-1)).toEqual({ state: 'paper-out', detail: null })
    paper.out = false
    transport.peers[0]?.say(heldBack as unknown as Uint8Array)
    expect(await settle(outcome)).toMatchObject({ kind: 'printed', evidence: 'process-id' })
    expect(bench.printer.last.state).toBe('ready')
  })

  it('is uncertain when the printer falls silent, and counts no silence for that', async () => {
    const power = { on: true }
    const transport = createScriptedTransport([
      {
        answer: bytes => {
          if (questionsIn(bytes)[0]?.kind === 'process-id') power.on = false
          return power.on ? healthyAnswer(bytes) : null
        },
      },
    ])
    const bench = createBench({ transport, confirmation: 'process-id' })
    const outcome = await settle(bench.print(), 30_000)
    expect(outcome).toMatchObject({
      kind: 'uncertain',
      bytes: bench.bytes.length,
      fault: { state: 'offline', code: 'silent' },
    })
    expect(bench.learned.silences).toBe(0)
  })

  it('counts the bytes that left before the line broke', async () => {
    const transport = createScriptedTransport([{ answer: healthyAnswer, dropAfterBytes: 12 + 20 }])
    const bench = createBench({ transport })
    expect(await settle(bench.print())).toMatchObject({
      kind: 'uncertain',
      bytes: 20,
      fault: { state: 'offline', code: 'lost' },
    })
  })

  it('refuses when the line broke before the first byte', async () => {
    const transport = createScriptedTransport([{ dropAfterBytes: 0 }])
    const bench = createBench({ transport, learned: { answersStatus: false } })
    expect(await settle(bench.print())).toMatchObject({ kind: 'refused', fault: { state: 'offline', code: 'lost' } })
  })

  it('is uncertain when the printer takes no more', async () => {
    const transport = createScriptedTransport([{ answer: healthyAnswer, stallAfterBytes: 12 + 20 }])
    const bench = createBench({ transport })
    expect(await settle(bench.print())).toMatchObject({ kind: 'uncertain', bytes: 20, fault: { code: 'stalled' } })
  })

  it('is uncertain when it is told to let go of the device while waiting', async () => {
    const transport = createScriptedTransport([{ answer: bytes => healthyAnswer(bytes, { processId: false }) }])
    const bench = createBench({ transport, confirmation: 'process-id' })
    const outcome = bench.print()
    await settle(new Promise(resolve => setTimeout(resolve, 500)))
    await bench.printer.release()
    expect(await settle(outcome)).toMatchObject({ kind: 'uncertain', fault: { code: 'lost' } })
  })
})

describe('status and the line', () => {
  it('tells an answering, a mute and an absent printer apart', async () => {
    const healthy = createBench({ transport: createScriptedTransport([{ answer: healthyAnswer }]) })
    expect(await settle(healthy.status())).toEqual({ state: 'ready', detail: null })
    const mute = createBench({ transport: createScriptedTransport([{}]) })
    expect(await settle(mute.status())).toEqual({ state: 'unknown', detail: 'mute' })
    expect(mute.learned.answersStatus).toBe(false)
    const absent = createBench({ transport: createScriptedTransport([{ refuse: 'unreachable' }]) })
    expect(await settle(absent.status())).toEqual({ state: 'offline', detail: 'unreachable' })
    const taken = createBench({ transport: createScriptedTransport([{ refuse: 'busy' }]) })
    expect(await settle(taken.status())).toEqual({ state: 'busy', detail: 'busy' })
  })

  it('learns that a printer thought mute does answer', async () => {
    const bench = createBench({
      transport: createScriptedTransport([{}, { answer: healthyAnswer }]),
      lingerMs: 0,
    })
    await settle(bench.status())
    await settle(new Promise(resolve => setTimeout(resolve, 10)))
    expect(await settle(bench.status())).toEqual({ state: 'ready', detail: null })
    expect(bench.learned.answersStatus).toBe(true)
  })

  it('hears an automatic status', async () => {
    const transport = createScriptedTransport([{ answer: healthyAnswer }], false)
    const bench = createBench({ transport })
    await settle(bench.status())
    transport.peers[0]?.say(Uint8Array.of(0x38, 0x00, 0x00, 0x0f))
    expect(bench.printer.last).toEqual({ state: 'cover-open', detail: null })
  })

  it('gives a shared device back when idle, and keeps its own', async () => {
    const shared = createScriptedTransport([{ answer: healthyAnswer }])
    const bench = createBench({ transport: shared, lingerMs: 1000 })
    await settle(bench.status())
    await vi.advanceTimersByTimeAsync(900)
    expect(shared.peers[0]?.ended).toBe(false)
    await vi.advanceTimersByTimeAsync(200)
    expect(shared.peers[0]?.ended).toBe(true)
    const own = createScriptedTransport([{ answer: healthyAnswer }], false)
    const other = createBench({ transport: own })
    await settle(other.status())
    await vi.advanceTimersByTimeAsync(60_000)
    expect(own.peers[0]?.ended).toBe(false)
    await other.printer.release()
    expect(own.peers[0]?.ended).toBe(true)
  })
})
