import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createScriptedTransport } from '../../../drivers/transport/scripted.ts'
import { createBench, healthyAnswer, questionsIn, settle, useFakeTime, useRealTime } from './bench.ts'

beforeEach(useFakeTime)
afterEach(useRealTime)

/** Replies to somebody else, to an older ticket, to nobody; and, where it comes too early, the very id of this one. */
const stray = fc.oneof(
  fc.uint8Array({ maxLength: 8 }),
  fc
    .constantFrom([0x00], [0x12], [0x0c], [0x14, 0, 0, 0], [0x37, 0x22], [0x00, 0x00])
    .map(bytes => Uint8Array.from(bytes)),
  fc.constantFrom('7"   I\0', '7#   J\0', '7"   I').map(text => Uint8Array.from(Buffer.from(text, 'latin1'))),
)
const tooEarly = fc.oneof(stray, fc.constant(Uint8Array.from(Buffer.from('7"   J\0', 'latin1'))))

const seldom = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.nat({ max: 120 }) },
)

const script = fc.record({
  confirmation: fc.constantFrom('auto' as const, 'process-id' as const, 'status' as const, 'none' as const),
  learned: fc.record({
    confirmation: fc.constantFrom(null, 'process-id' as const, 'status' as const, 'none' as const),
    answersStatus: fc.constantFrom(null, true, false),
    silences: fc.nat({ max: 2 }),
  }),
  proves: fc.boolean(),
  knows: fc.record({ status: fc.boolean(), paper: fc.boolean(), processId: fc.boolean() }),
  /** said by itself, this many milliseconds after the connection */
  noise: fc.array(fc.record({ afterMs: fc.nat({ max: 9000 }), bytes: stray }), { maxLength: 4 }),
  /** said in the middle of taking the ticket */
  early: tooEarly,
  dropAfterBytes: seldom,
  stallAfterBytes: seldom,
})

it('is printed only if the right confirmation came after all bytes were taken', async () => {
  await fc.assert(
    fc.asyncProperty(script, async ({ confirmation, learned, knows, proves, noise, early, ...limits }) => {
      let whole = false
      const saidAfter: number[] = []
      const say = (bytes: Uint8Array) => {
        if (whole) saidAfter.push(...bytes)
        transport.peers[0]?.say(bytes)
      }
      const { dropAfterBytes, stallAfterBytes } = limits
      const transport = createScriptedTransport([
        {
          ...(dropAfterBytes === undefined ? {} : { dropAfterBytes }),
          ...(stallAfterBytes === undefined ? {} : { stallAfterBytes }),
          answer(bytes) {
            if (bytes.length === bench.bytes.length) {
              say(early)
              whole = true
            }
            const reply = healthyAnswer(bytes, knows)
            if (reply !== null) setImmediate(() => say(reply))
            return null
          },
        },
      ])
      const bench = createBench({ transport, confirmation, learned })
      for (const { afterMs, bytes } of noise) setTimeout(() => say(bytes), afterMs)
      const outcome = await settle(proves ? bench.prove() : bench.print())

      const taken = transport.peers[0]?.taken ?? new Uint8Array()
      const ticketAt = Buffer.from(taken).indexOf(Buffer.from(bench.bytes))
      if (outcome.kind === 'refused')
        expect(Buffer.from(taken).indexOf(Buffer.from(bench.bytes.subarray(0, 1)))).toBe(-1)
      else expect(bench.intents).toBe(1)
      if (outcome.kind === 'sent' || outcome.kind === 'printed') expect(ticketAt).toBeGreaterThanOrEqual(0)
      if (outcome.kind !== 'printed') return
      const clean = saidAfter.filter(byte => byte !== 0x11 && byte !== 0x13)
      if (outcome.evidence === 'status') expect(clean.some(byte => (byte & 0x90) === 0)).toBe(true)
      else {
        const id = questionsIn(taken).find(question => question.kind === 'process-id')?.arg
        expect(Buffer.from(clean).toString('latin1')).toContain(`7"${id}\0`)
      }
    }),
    { numRuns: 400 },
  )
})
