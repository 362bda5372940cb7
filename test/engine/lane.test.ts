import { expect, test } from 'vitest'
import { createScriptedTransport } from '../../drivers/transport/scripted.ts'
import { healthyAnswer, questionsIn } from '../drivers/printer/bench.ts'
import { eventually } from '../support/eventually.ts'
import { openLane } from '../support/lane.ts'

test('a printer that says by itself that its paper is in gets its ticket at once, whatever the back-off', async () => {
  let paper = false
  const noPaper: Record<string, number> = { 1: 0x1a, 2: 0x32, 3: 0x12, 4: 0x7e }
  const transport = createScriptedTransport(
    [
      {
        answer(bytes) {
          const [question] = questionsIn(bytes)
          if (!paper && question?.kind === 'status') return Uint8Array.of(noPaper[question.arg] ?? 0x12)
          return healthyAnswer(bytes, { autoStatus: paper })
        },
      },
    ],
    false,
  )
  const { printer, states } = openLane({ transport, pages: ['第一'], profile: { autoStatus: true } })
  await eventually(() => expect(states()).toEqual(['waiting']))
  expect(printer.last.state).toBe('paper-out')
  paper = true
  transport.peers[0]?.say(Uint8Array.of(0x10, 0, 0, 0))
  // No time has passed.
  await eventually(() => expect(states()).toEqual(['printed']))
})

test('a printer that another program has is asked once a second, and is an alarm when a ticket waits', async () => {
  const transport = createScriptedTransport([{ refuse: 'busy' }])
  const { clock, states, printer, alarms } = openLane({ transport, pages: ['第一'] })
  await eventually(() => expect(states()).toEqual(['waiting']))
  const before = transport.attempts
  for (let second = 0; second < 20; second++) {
    clock.pass(1_000)
    await new Promise(resolve => setImmediate(resolve))
  }
  expect(transport.attempts - before).toBeLessThanOrEqual(20)
  expect(printer.last).toEqual({ state: 'busy', detail: 'busy' })
  expect(alarms.standing().map(({ code }) => code)).toEqual(['printer-busy'])
})
