import { type ConnectionLife, createConnectionLife } from '../../../drivers/transport/connection-life.ts'
import { type Connection, type Transport, TransportError } from '../../../drivers/transport/transport.ts'
import type { Line, VirtualPrinter } from '../../../drivers/virtual/virtual-printer.ts'
import type { Clock } from '../../../main/engine/clock.ts'
import type { SimRandom } from './sim-random.ts'

// What lies between the engine and a printer, and what can happen to it. It keeps the law of transport.ts; everything
// else may go wrong.

/**
 * `socket`: the system takes bytes that the printer may never get (TCP, spooled USB), and goes on sending what a dead
 * program left. `wire`: bytes count as taken when the printer has them.
 */
export type Medium = 'socket' | 'wire'

export type Condition = {
  plugged: boolean
  /** another program holds the printer */
  heldByOther: boolean
  /** what becomes of the printer's answers */
  answers: 'heard' | 'lost' | 'late' | 'twice' | 'split' | 'halved'
  /** answers come among bytes that nobody sent */
  noisy: boolean
}

/** One write as it leaves the engine; `delivered` counts what the printer got of it. */
export type Sent = { bytes: Uint8Array; delivered: number }

export type Cable = {
  readonly condition: Condition
  /** No byte moves in either direction, and nobody is told. */
  stall(stalled: boolean): void
  /** for one run of the engine; `clock` is that run's */
  open(clock: Clock): Transport
  /** Pulls the plug when so many bytes more have gone to the printer. */
  pullAfter(bytes: number): void
  /** Calls once, when so many bytes more have gone to the printer. */
  trap(bytes: number, then: () => void): void
  /** What was to happen at a byte does not. */
  forgetTraps(): void
  /** The plug is out: whatever was connected is not any more. */
  pull(): void
  /** The engine is gone without a word. `power`: so is the system under it, with all that it had still to send. */
  engineDied(how: 'killed' | 'power'): void
}

const stepMs = 4
const bytesPerStep = 96
const connectMs = 2
const answerMs = 3
const latestMs = 2_800
const systemBuffer = 16_384

type Link = {
  life: ConnectionLife
  line: Line
  clock: Clock
  /** not yet in the printer, oldest first */
  queue: { sent: Sent; left: number }[]
  /** given to the printer and not taken yet, and what they are part of */
  unread: number
  arriving: Sent | null
  writing: { left: number; taken: number; done: PromiseWithResolvers<void>; progress(): void } | null
  engine: 'there' | 'closed' | 'dead'
}

export function createCable(deps: {
  address: string
  medium: Medium
  printer: VirtualPrinter
  /** of the world, which outlives every engine */
  clock: Clock
  random: SimRandom
  onWrite(sent: Sent): void
}): Cable {
  const { medium, printer, clock, random } = deps
  const condition: Condition = { plugged: true, heldByOther: false, answers: 'heard', noisy: false }
  let link: Link | null = null
  let pulling: number | null = null
  let trapped: { left: number; then: () => void } | null = null
  let lastAnswerAt = 0
  let pumping = false
  let stalled = false

  function drop(reason: 'closed' | 'lost'): void {
    const gone = link
    if (gone === null) return
    link = null
    gone.line.detach()
    // They found no room in the printer, and are lost.
    if (gone.arriving !== null) gone.arriving.delivered -= gone.unread
    const error = reason === 'lost' ? new TransportError('lost', 'the line broke', gone.writing?.taken ?? 0) : null
    if (gone.engine === 'dead') return
    gone.writing?.done.reject(new TransportError('lost', 'the line broke', gone.writing.taken))
    gone.writing = null
    gone.life.end(reason, error)
  }

  /** Moves bytes on while there are some, no faster than the printer takes them. */
  function pump(): void {
    if (pumping || stalled) return
    pumping = true
    clock.after(stepMs, () => {
      pumping = false
      if (link === null || stalled) return
      if (link.unread === 0) step(link)
      if (link === null || link.unread > 0) return
      if (link.queue.length > 0) pump()
      else if (link.engine !== 'there') drop('closed')
    })
  }

  function step(to: Link): void {
    const [first] = to.queue
    if (first === undefined) return
    const { sent } = first
    const most = Math.min(bytesPerStep, first.left, pulling ?? first.left, trapped?.left ?? first.left)
    const from = sent.bytes.length - first.left
    first.left -= most
    sent.delivered += most
    if (first.left === 0) to.queue.shift()
    to.unread += most
    to.arriving = sent
    // What has gone on leaves room in the system's buffer.
    if (medium === 'socket') countTaken(to, most)
    if (pulling !== null) pulling -= most
    if (trapped !== null) trapped.left -= most
    to.line.receive(sent.bytes.subarray(from, from + most))
    const sprung = trapped?.left === 0 ? trapped : null
    if (sprung !== null) trapped = null
    if (pulling === 0) pull()
    sprung?.then()
  }

  function pull(): void {
    pulling = null
    condition.plugged = false
    drop('lost')
  }

  function answer(to: Link, bytes: Uint8Array): void {
    const { answers, noisy } = condition
    if (to.engine !== 'there' || stalled || answers === 'lost') return
    const deliver = (what: Uint8Array, inMs: number) => {
      lastAnswerAt = Math.max(lastAnswerAt, clock.elapsed() + inMs)
      to.clock.after(lastAnswerAt - clock.elapsed(), () => {
        if (to === link && condition.plugged) to.life.deliver(what)
      })
    }
    if (noisy) deliver(noise(random), 1)
    const middle = Math.ceil(bytes.length / 2)
    if (answers === 'split') {
      deliver(bytes.subarray(0, middle), answerMs)
      deliver(bytes.subarray(middle), answerMs + 40)
    } else if (answers === 'halved') deliver(bytes.subarray(0, bytes.length === 1 ? 1 : middle), answerMs)
    else deliver(bytes, answers === 'late' ? random.below(latestMs) : answerMs)
    if (answers === 'twice') deliver(bytes, 1)
  }

  function attach(engineClock: Clock): Connection {
    const life = createConnectionLife()
    const empty = { queue: [], unread: 0, arriving: null, writing: null }
    const made: Omit<Link, 'line'> = { life, clock: engineClock, ...empty, engine: 'there' }
    const line = printer.attach({
      send: bytes => answer(to, bytes),
      taken(count) {
        to.unread -= count
        if (medium === 'wire') countTaken(to, count)
        if (to.unread === 0) pump()
      },
      dropped() {
        if (link === to) drop('lost')
      },
    })
    if (line === null) throw new TransportError('unreachable', `${deps.address} is switched off`)
    const to: Link = Object.assign(made, { line })
    link = to
    return {
      onBytes: life.onBytes,
      ended: life.ended,
      write: (bytes, { stallMs }) => life.guard(() => write(to, bytes, stallMs)),
      async close() {
        if (life.beginClose()) {
          to.engine = 'closed'
          life.end('closed', null)
          // A wire forgets what it has not carried; a socket delivers what it took.
          if (link === to && (medium === 'wire' || to.queue.length === 0)) drop('closed')
        }
        await life.ended
      },
    }
  }

  function countTaken(to: Link, count: number): void {
    const { writing } = to
    if (writing === null) return
    const own = Math.min(count, writing.left)
    writing.left -= own
    writing.taken += own
    writing.progress()
    if (writing.left > 0) return
    to.writing = null
    writing.done.resolve()
  }

  async function write(to: Link, bytes: Uint8Array, stallMs: number): Promise<void> {
    if (bytes.length === 0) return
    // What a dead program still does in its last breath reaches nobody.
    if (link !== to || to.engine === 'dead') return new Promise(() => {})
    const sent: Sent = { bytes, delivered: 0 }
    deps.onWrite(sent)
    const waits = to.queue.reduce((sum, one) => sum + one.left, 0)
    to.queue.push({ sent, left: bytes.length })
    pump()
    if (medium === 'socket' && waits + bytes.length <= systemBuffer) return
    const done = Promise.withResolvers<void>()
    let cancel = () => {}
    const progress = () => {
      cancel()
      cancel = to.clock.after(stallMs, () => {
        const taken = to.writing?.taken ?? 0
        to.writing = null
        to.queue = []
        done.reject(new TransportError('stalled', `no byte taken for ${stallMs} ms`, taken))
        drop('lost')
      })
    }
    const left = medium === 'socket' ? waits + bytes.length - systemBuffer : bytes.length
    to.writing = { left, taken: Math.max(0, bytes.length - left), done, progress }
    progress()
    await done.promise.finally(() => cancel())
  }

  return {
    condition,
    open: engineClock => ({
      address: deps.address,
      shared: medium === 'socket',
      connect(signal) {
        return new Promise((resolve, reject) => {
          engineClock.after(connectMs, () => {
            try {
              resolve(connect(signal))
            } catch (error) {
              reject(error)
            }
          })
        })
        function connect(given: AbortSignal): Connection {
          if (given.aborted) throw new TransportError('aborted', 'gave up connecting')
          if (!condition.plugged) throw new TransportError('unreachable', `${deps.address} is not there`)
          if (condition.heldByOther || link !== null) throw new TransportError('busy', `${deps.address} is in use`)
          return attach(engineClock)
        }
      },
    }),
    stall(value) {
      stalled = value
      pump()
    },
    pullAfter(bytes) {
      pulling = bytes
      if (bytes === 0) pull()
    },
    trap(bytes, then) {
      trapped = { left: bytes, then }
    },
    forgetTraps() {
      pulling = null
      trapped = null
    },
    pull,
    engineDied(how) {
      if (link === null) return
      link.engine = 'dead'
      link.writing = null
      if (how === 'power') link.queue = []
      if (medium === 'wire' || link.queue.length === 0) drop('closed')
    },
  }
}

/** Begins with a byte that is no answer of any kind (bit 7 is set in none of them). */
function noise(random: SimRandom): Uint8Array {
  return Uint8Array.from({ length: 1 + random.below(10) }, (_, index) =>
    index === 0 ? 0x80 + random.below(0x80) : random.below(0x100),
  )
}
