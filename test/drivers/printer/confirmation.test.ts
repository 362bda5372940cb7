import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createScriptedTransport } from '../../../drivers/transport/scripted.ts'
import { createBench, healthyAnswer, questionsIn, settle, useFakeTime, useRealTime } from './bench.ts'

// After the last byte: did paper come out?

beforeEach(useFakeTime)
afterEach(useRealTime)

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
