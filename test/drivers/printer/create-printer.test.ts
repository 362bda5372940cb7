import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createScriptedTransport } from '../../../drivers/transport/scripted.ts'
import { createBench, healthyAnswer, questionsIn, settle, useFakeTime, useRealTime } from './bench.ts'

beforeEach(useFakeTime)
afterEach(useRealTime)

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
