import { describe, expect, it } from 'vitest'
import type { Line } from '../../../drivers/printer/line.ts'
import { createLineKeeper } from '../../../drivers/printer/line-keeper.ts'
import { createScriptedTransport } from '../../../drivers/transport/scripted.ts'
import { type Transport, TransportError } from '../../../drivers/transport/transport.ts'
import { createHandClock } from '../../support/hand-clock.ts'

const lingerMs = 1000
/** what tcp.ts waits for the printer's own end */
const closeMs = 2000

/** A device that ends its side late, by a hand clock; it lets others in meanwhile, or not. */
function openKeeper({ letsIn = true, shared = true }: { letsIn?: boolean; shared?: boolean } = {}) {
  const clock = createHandClock()
  const scripted = createScriptedTransport([{}], shared)
  let closing = 0
  const transport: Transport = {
    address: 'late',
    shared,
    async connect(signal) {
      if (closing > 0 && !letsIn) throw new TransportError('unreachable', 'refused')
      const connection = await scripted.connect(signal)
      return {
        ...connection,
        async close() {
          closing += 1
          await new Promise<void>(resolve => clock.after(closeMs, resolve))
          closing -= 1
          await connection.close()
        },
      }
    },
  }
  const keeper = createLineKeeper({
    ...{ transport, timers: clock, lingerMs, autoStatus: false },
    onReply: () => 'asked',
    farewell: async () => {},
  })
  /** what came of a dial, as soon as it came */
  const dial = () => {
    const dialled: { line?: Line | TransportError; at?: number } = {}
    void keeper.dial(new AbortController().signal).then(line => Object.assign(dialled, { line, at: clock.now() }))
    return dialled
  }
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 10) {
      clock.pass(Math.min(10, left))
      await turn()
    }
  }
  return { keeper, dial, pass, clock, scripted }
}

const turn = () => new Promise(resolve => setImmediate(resolve))

describe('a ticket that comes while the line of an idle question is being given back', () => {
  it('does not wait for a printer that keeps its side open', async () => {
    const { keeper, dial, pass, clock, scripted } = openKeeper()
    dial()
    await turn()
    keeper.idle()
    await pass(lingerMs + 300)
    const ticket = dial()
    const askedAt = clock.now()
    await pass(200)
    expect(ticket.line).toMatchObject({ open: true })
    expect((ticket.at ?? Number.NaN) - askedAt).toBeLessThanOrEqual(100)
    expect(scripted.peers).toHaveLength(2)
  })

  it('waits where the device lets in one at a time, and is let in then', async () => {
    const { keeper, dial, pass, clock } = openKeeper({ letsIn: false })
    dial()
    await turn()
    keeper.idle()
    await pass(lingerMs + 300)
    const ticket = dial()
    await pass(closeMs - 400)
    expect(ticket.line).toBeUndefined()
    await pass(400)
    expect(ticket.line).toMatchObject({ open: true })
    expect(ticket.at).toBeLessThanOrEqual(clock.now())
  })
})

it('waits for the end of a line that broke off with a ticket: its rest must not meet the next', async () => {
  const { keeper, dial, pass } = openKeeper()
  dial()
  await turn()
  void keeper.hangUp()
  const ticket = dial()
  await pass(closeMs - 100)
  expect(ticket.line).toBeUndefined()
  await pass(200)
  expect(ticket.line).toMatchObject({ open: true })
})

it('waits for a device of its own to be free', async () => {
  const { keeper, dial, pass } = openKeeper({ shared: false })
  dial()
  await turn()
  keeper.idle()
  void keeper.hangUp()
  const ticket = dial()
  await pass(closeMs - 100)
  expect(ticket.line).toBeUndefined()
  await pass(200)
  expect(ticket.line).toMatchObject({ open: true })
})

it('says at once that nobody is there', async () => {
  const refusing = createLineKeeper({
    transport: createScriptedTransport([{ refuse: 'unreachable' }]),
    ...{ timers: createHandClock(), lingerMs, autoStatus: false },
    onReply: () => 'asked',
    farewell: async () => {},
  })
  expect(await refusing.dial(new AbortController().signal)).toMatchObject({ code: 'unreachable' })
})
