import { afterEach, beforeEach, expect, it } from 'vitest'
import { createScriptedTransport } from '../../../drivers/transport/scripted.ts'
import { createBench, healthyAnswer, questionsIn, settle, useFakeTime, useRealTime } from './bench.ts'

// A test page proves GS ( H (contract §2: by profile or after a test page proved it).

beforeEach(useFakeTime)
afterEach(useRealTime)

type Knows = Parameters<typeof healthyAnswer>[1]

function openBench(knows: Knows, over: Partial<Parameters<typeof createBench>[0]> = {}) {
  const transport = createScriptedTransport([{ answer: bytes => healthyAnswer(bytes, knows) }])
  const bench = createBench({ transport, lingerMs: 60_000, ...over })
  const asked = () =>
    questionsIn(transport.peers[0]?.taken ?? new Uint8Array())
      .map(({ kind }) => kind)
      .filter(kind => kind !== 'status')
  return { bench, transport, asked }
}

it('a printer that answers GS ( H confirms so from then on', async () => {
  const { bench, asked } = openBench({})
  expect(bench.printer.provable).toBe(true)
  expect(await settle(bench.prove())).toMatchObject({ kind: 'printed', evidence: 'process-id' })
  expect(bench.learned).toMatchObject({ confirmation: 'process-id' })
  expect(bench.printer.confirmation).toBe('process-id')
  expect(asked()).toEqual(['process-id', 'paper'])
  expect(await settle(bench.print())).toMatchObject({ kind: 'printed', evidence: 'process-id' })
  expect(asked()).toEqual(['process-id', 'paper', 'process-id'])
})

it('the id may come after the answer to GS r 1, while the paper still moves', async () => {
  const transport = createScriptedTransport([
    {
      answer(bytes) {
        const id = healthyAnswer(bytes, { status: false, paper: false })
        if (id !== null) setTimeout(() => transport.peers[0]?.say(id), 2_000)
        return healthyAnswer(bytes, { processId: false })
      },
    },
  ])
  const bench = createBench({ transport })
  expect(await settle(bench.prove())).toMatchObject({ kind: 'printed', evidence: 'process-id' })
})

it('one that does not, falls back to GS r 1, and is not asked again by tickets', async () => {
  const { bench, asked } = openBench({ processId: false })
  expect(await settle(bench.prove())).toMatchObject({ kind: 'printed', evidence: 'status' })
  expect(bench.learned).toMatchObject({ confirmation: 'status' })
  expect(await settle(bench.print())).toMatchObject({ kind: 'printed', evidence: 'status' })
  expect(asked()).toEqual(['process-id', 'paper', 'paper'])
})

it('one that answers neither is sent, and what was learned before is kept where it answered', async () => {
  const { bench } = openBench({ processId: false, paper: false })
  expect(await settle(bench.prove())).toMatchObject({ kind: 'sent' })
  expect(bench.learned).toMatchObject({ confirmation: 'none' })
  const { bench: other } = openBench({ processId: false, paper: false }, { learned: { confirmation: 'status' } })
  expect(await settle(other.prove())).toMatchObject({ kind: 'uncertain', fault: { code: 'unconfirmed' } })
  expect(other.learned).toMatchObject({ confirmation: 'status', silences: 1 })
})

it('one that was taken for mute is asked anew', async () => {
  const { bench } = openBench({}, { learned: { confirmation: 'none', answersStatus: false } })
  expect(await settle(bench.prove())).toMatchObject({ kind: 'printed', evidence: 'process-id' })
})

it.each([
  // the first settles what the run before may have left
  [{ confirmation: 'status' as const }, ['paper', 'paper']],
  [{ confirmation: 'none' as const }, []],
  [{ profile: { confirmation: 'process-id' as const } }, ['process-id']],
  [{ profile: { answers: false, confirmation: 'none' as const } }, []],
])('a person’s word and the profile’s stand: %j', async (over, questions) => {
  const { bench, asked } = openBench({}, over)
  expect(bench.printer.provable).toBe(false)
  await settle(bench.prove())
  expect(asked()).toEqual(questions)
})
