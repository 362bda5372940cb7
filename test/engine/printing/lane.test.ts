import { expect, test } from 'vitest'
import { createScriptedTransport } from '../../../drivers/transport/scripted.ts'
import { healthyAnswer, questionsIn } from '../../drivers/printer/bench.ts'
import { eventually } from '../../support/eventually.ts'
import { openLane } from '../../support/lane.ts'

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

/** Second by second, with a turn for what each of them sets off. */
async function passSeconds(clock: { pass(ms: number): void }, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    clock.pass(1_000)
    await new Promise(resolve => setImmediate(resolve))
  }
}

test('a printer that another program has is asked less and less often; the alarm says who has it and what to do', async () => {
  const trouble = { trouble: 'held', device: '/dev/usb/lp0', holders: 'lpd (pid 12)', type: '' } as const
  const transport = createScriptedTransport([{ refuse: 'busy', trouble }])
  const { clock, states, printer, alarms } = openLane({ transport, pages: ['第一'] })
  await eventually(() => expect(states()).toEqual(['waiting']))
  const before = transport.attempts
  await passSeconds(clock, 20)
  expect(transport.attempts - before).toBeLessThanOrEqual(6)
  await passSeconds(clock, 600)
  expect(transport.attempts - before).toBeLessThanOrEqual(6 + 120)
  expect(printer.last).toEqual({ state: 'busy', detail: 'busy' })
  const [alarm, ...others] = alarms.standing()
  expect(others).toEqual([])
  expect(alarm).toMatchObject({ code: 'printer-busy', subject: 'kitchen', facts: { trouble: 'held', waiting: 1 } })
  expect(alarm?.message).toBe('后厨打印机被别的程序占着：lpd (pid 12)')
  expect(alarm?.remedy).toContain('请关掉那个程序，1 张小票在等')
})

test('a printer that an earlier ticket of ours still holds: nobody is sent to look for another program', async () => {
  const transport = createScriptedTransport([{ refuse: 'busy', trouble: { trouble: 'ours', device: '/dev/ttyUSB0' } }])
  const { clock, states, alarms } = openLane({ transport, pages: ['第一'] })
  await eventually(() => expect(states()).toEqual(['waiting']))
  await passSeconds(clock, 20)
  const [alarm, ...others] = alarms.standing()
  expect(others).toEqual([])
  expect(alarm).toMatchObject({ code: 'printer-busy', facts: { trouble: 'ours', waiting: 1 } })
  expect(alarm?.message).toBe('后厨打印机还被本程序的上一张小票占着')
  expect(alarm?.remedy).toContain('会自己接着打')
  expect(`${alarm?.message}${alarm?.remedy}`).not.toMatch(/别的程序|那个程序/)
})

test.each([
  [
    'permission',
    { trouble: 'forbidden', device: '/dev/usb/lp0', user: 'shop', type: 'sudo usermod -aG lp shop' },
    'printer-forbidden',
    'sudo usermod -aG lp shop',
  ],
  ['unreachable', { trouble: 'alike', ports: '1-2, 1-3' }, 'printer-alike', '从 1-2, 1-3 里选一个'],
] as const)(
  '%s: what has to be set right is said although nobody waits, once it lasts',
  async (refuse, trouble, code, words) => {
    const transport = createScriptedTransport([{ refuse, trouble }])
    const { clock, alarms, printer } = openLane({ transport, pages: [] })
    await eventually(() => expect(printer.last.state).toBe('offline'))
    await passSeconds(clock, 3)
    expect(alarms.standing()).toEqual([])
    await passSeconds(clock, 4)
    expect(alarms.standing()).toMatchObject([{ code, remedy: expect.stringContaining(words) }])
  },
)

test('one that is unplugged: an alarm only when a ticket waits; plugged in it prints at once, whatever the back-off', async () => {
  const gone = { refuse: 'unreachable', trouble: { trouble: 'unplugged' } } as const
  const answers = { answer: (bytes: Uint8Array) => healthyAnswer(bytes) }
  // Until the back-off is at its longest; then once too early, when udev has not said yet who may open it.
  const early = { refuse: 'permission' } as const
  const scripts = [...Array.from({ length: 12 }, () => gone), early, answers]
  const transport = createScriptedTransport(scripts)
  const { clock, alarms, lane, states } = openLane({ transport, pages: ['第一'] })
  await eventually(() => expect(states()).toEqual(['waiting']))
  while (transport.attempts < 12) await passSeconds(clock, 1)
  expect(alarms.standing()).toMatchObject([{ code: 'printer-offline', message: '后厨打印机没插上，或者没开机' }])
  lane.nudge()
  await eventually(() => expect(transport.attempts).toBe(13))
  clock.pass(500)
  await eventually(() => expect(states()).toEqual(['printed']))
  await passSeconds(clock, 1)
  expect(alarms.standing()).toEqual([])
})
