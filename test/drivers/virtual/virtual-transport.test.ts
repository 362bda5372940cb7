import { beforeEach, expect, test } from 'vitest'
import type { Connection } from '../../../drivers/transport/transport.ts'
import { createVirtualPrinter, type FarEnd, type VirtualPrinter } from '../../../drivers/virtual/virtual-printer.ts'
import { createVirtualTransport } from '../../../drivers/virtual/virtual-transport.ts'
import { systemClock } from '../../../main/engine/clock.ts'
import { createHandClock, type HandClock } from '../../support/hand-clock.ts'
import { begin, cut, DLE, EOT, GS, LF, raw } from '../../support/raw-bytes.ts'
import { transportContract } from '../transport/contract.ts'

const never = new AbortController().signal
const patience = { stallMs: 1000 }
let clock: HandClock
let printer: VirtualPrinter
let connection: Connection
let texts: string[]
beforeEach(async () => {
  clock = createHandClock()
  texts = []
  printer = createVirtualPrinter({
    profile: { columns: 48, dots: 576, cutter: true },
    confirm: 'process-id',
    clock,
    receiveBuffer: 10,
    onPaper: ({ text }) => texts.push(text),
  })
  connection = await printer.transport.connect(never)
})

test('takes bytes and answers', async () => {
  const heard: number[] = []
  await connection.write(raw(DLE, EOT, 1), patience)
  connection.onBytes(bytes => heard.push(...bytes))
  await connection.write(raw(begin, '豆浆豆浆豆浆', LF, cut, GS, 'r', 1), patience)
  expect(heard).toEqual([0x12, 0x00])
  expect(texts).toEqual(['豆浆豆浆豆浆\n'])
  await connection.close()
  expect(await connection.ended).toEqual({ reason: 'closed', error: null })
  expect(clock.pending).toBe(0)
})

test('a write takes a turn of the event loop, so that a queue printed here keeps nobody waiting', async () => {
  let others = 0
  const look = () => setImmediate(() => (others += 1))
  for (let writes = 1; writes <= 3; writes += 1) {
    look()
    await connection.write(raw(begin, '豆浆', LF), patience)
    expect(others).toBe(writes)
  }
})

test('waits while the buffer is full, as long as bytes move', async () => {
  printer.obey({ baud: 9600 })
  const written = connection.write(raw('x'.repeat(50)), { stallMs: 25 })
  clock.pass(60)
  await written
  expect(clock.pending).toBe(0)
})

test('gives up when nothing moves, and says how much left', async () => {
  printer.obey({ paper: 'out' })
  const written = connection.write(raw('x'.repeat(50)), patience)
  clock.pass(1000)
  await expect(written).rejects.toMatchObject({ code: 'stalled', bytesTaken: 10 })
  expect(await connection.ended).toMatchObject({ reason: 'lost', error: { code: 'stalled' } })
  // and the rest is not taken behind the caller's back
  printer.obey({ paper: 'ok' })
  expect(printer.buffered).toBe(0)
  await expect(printer.transport.connect(never)).resolves.toBeDefined()
})

test('is lost when the line drops, with what was taken', async () => {
  printer.obey({ dropAfterBytes: 3 })
  await expect(connection.write(raw('abcdef'), patience)).rejects.toMatchObject({ code: 'lost', bytesTaken: 3 })
  expect(await connection.ended).toMatchObject({ reason: 'lost', error: { code: 'lost' } })
  await expect(connection.write(raw('a'), patience)).rejects.toMatchObject({ code: 'lost', bytesTaken: 0 })
})

test('power off loses the connection and refuses the next', async () => {
  printer.obey({ power: 'off' })
  expect((await connection.ended).reason).toBe('lost')
  await expect(printer.transport.connect(never)).rejects.toMatchObject({ code: 'unreachable', bytesTaken: 0 })
  printer.obey({ power: 'on' })
  await expect(printer.transport.connect(never)).resolves.toBeDefined()
})

test('one at a time, and misuse is refused', async () => {
  await expect(printer.transport.connect(never)).rejects.toMatchObject({ code: 'busy' })
  await expect(printer.transport.connect(AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' })
  printer.obey({ paper: 'out' })
  const first = connection.write(raw('x'.repeat(50)), patience)
  await expect(connection.write(raw('a'), patience)).rejects.toThrow('write while another write is pending')
  await connection.close()
  await expect(first).rejects.toMatchObject({ code: 'lost', bytesTaken: 10 })
  await expect(connection.write(raw('a'), patience)).rejects.toThrow('write after close')
})

/** A device that only takes bytes, a few of them while it is paused. */
transportContract('the virtual transport', async () => {
  const received: Uint8Array[] = []
  let waiting: Uint8Array = new Uint8Array()
  let far: FarEnd | null = null
  let room = Number.POSITIVE_INFINITY
  let isOn = true
  let look = () => {}
  const move = () => {
    const taken = waiting.subarray(0, room)
    waiting = waiting.subarray(taken.length)
    room -= taken.length
    if (taken.length === 0) return
    received.push(taken)
    look()
    far?.taken(taken.length)
  }
  const drop = () => {
    const end = far
    far = null
    end?.dropped()
  }
  const line = {
    receive(bytes: Uint8Array) {
      waiting = Buffer.concat([waiting, bytes])
      move()
    },
    detach() {
      far = null
      waiting = new Uint8Array()
    },
  }
  return {
    transport: createVirtualTransport({
      address: 'virtual',
      isBusy: () => far !== null,
      clock: systemClock,
      attach(end) {
        if (!isOn) return null
        far = end
        return line
      },
    }),
    received: count =>
      new Promise(resolve => {
        look = () => {
          const all = Buffer.concat(received)
          if (all.length >= count) resolve(all)
        }
        look()
      }),
    pause() {
      room = 10_000
    },
    resume() {
      room = Number.POSITIVE_INFINITY
      move()
    },
    say: bytes => far?.send(bytes),
    drop,
    end: null,
    async stop() {
      isOn = false
      drop()
    },
  }
})
