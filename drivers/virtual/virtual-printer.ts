import type { VirtualPrinterOrder } from '../../shared/domain/virtual-printer.ts'
import type { Token } from '../escpos/decoder.ts'
import type { Timers } from '../printer/timers.ts'
import type { Transport } from '../transport/transport.ts'
import type { PaperWidth } from './paper.ts'
import { createPaperRoll, type FinishedPaper } from './paper-roll.ts'
import { createReceiveBuffer } from './receive-buffer.ts'
import {
  automaticStatus,
  type Condition,
  isOffline,
  isReported,
  orderedStatus,
  processIdAnswer,
  realtimeStatus,
} from './status-answers.ts'
import { createVirtualTransport } from './virtual-transport.ts'

//   line ──► waiting ──► receive buffer ──► print head ──► paper
//            (no room)    │  decoded on arrival,  │ at `baud`, not while offline
//                         └► DLE EOT, at once     └► GS r, GS ( H, GS a, in order

/** What the printer tells the far end of a line. */
export type FarEnd = {
  send(bytes: Uint8Array): void
  /** so many of the bytes given to `receive` are in the receive buffer now */
  taken(count: number): void
  /** the line is dead: power off, or dropAfterBytes */
  dropped(): void
  /** the receive buffer is empty: all is printed and answered */
  drained?(): void
}
export type Line = {
  /** What finds no room waits; send no more before it was taken. */
  receive(bytes: Uint8Array): void
  /** Unplugs the line; bytes that wait are lost, the receive buffer is kept. */
  detach(): void
}

export type VirtualPrinter = {
  /** in this process; one connection at a time, others are `busy` */
  readonly transport: Transport
  /** null: switched off */
  attach(far: FarEnd): Line | null
  obey(order: VirtualPrinterOrder): void
  readonly condition: Readonly<Condition>
  /** bytes received and not printed yet */
  readonly buffered: number
  /** Switches off for good. */
  close(): void
}

export type VirtualPrinterOptions = {
  /** without a cutter, a person tears the paper off when it rests for a second, or when the next ticket begins */
  profile: PaperWidth & { cutter: boolean }
  confirm: Condition['confirm']
  clock: Timers
  onPaper(paper: FinishedPaper): void
  /** bytes; default 4096 */
  receiveBuffer?: number
  /** for people; default `virtual` */
  address?: string
}

/** how long paper hangs out of a printer without a cutter before someone takes it */
const restMs = 1000

type End = { far: FarEnd; waiting: Uint8Array }

/** A printer without hardware, as strict and as forgetful as a real one. */
export function createVirtualPrinter(options: VirtualPrinterOptions): VirtualPrinter {
  const { profile, confirm, clock, onPaper, receiveBuffer = 4096, address = 'virtual' } = options
  const condition: Condition = {
    power: 'on',
    paper: 'ok',
    cover: 'closed',
    dropAfterBytes: null,
    baud: null,
    confirm,
  }
  const ends = new Map<Line, End>()
  let board = powerUp()
  let running = false
  let closed = false
  let cancelStep = () => {}
  let cancelRest = () => {}

  /** All that is forgotten when the power goes; `automatic` are the bits of GS a. */
  function powerUp() {
    const buffer = createReceiveBuffer(receiveBuffer, clock.elapsed)
    return { buffer, roll: createPaperRoll(profile, onPaper), automatic: 0 }
  }

  /** Does all that can be done now: prints, takes in what found no room before, and plans what comes later. */
  function run(): void {
    if (running) return
    running = true
    try {
      do printDue()
      while (takeWaiting())
    } finally {
      running = false
    }
    cancelStep()
    cancelRest()
    if (isStill()) return
    const wait = board.buffer.waitFor(condition.baud)
    if (wait !== null) cancelStep = clock.after(wait, run)
    if (board.buffer.length > 0) return
    if (!profile.cutter) cancelRest = clock.after(restMs, () => board.roll.tear())
    for (const { far } of [...ends.values()]) far.drained?.()
  }

  function isStill(): boolean {
    return condition.power === 'off' || isOffline(condition)
  }

  function printDue(): void {
    while (!isStill()) {
      const token = board.buffer.next(condition.baud)
      if (token === null) return
      execute(token)
    }
  }

  function execute(token: Token): void {
    const name = token.type === 'command' ? token.name : null
    // Without a knife, the next ticket's beginning is the end of the one before.
    if (name === 'ESC @' && !profile.cutter) board.roll.tear()
    board.roll.print(token)
    if (token.type !== 'command') return
    const [n = 0] = token.args
    if (name === 'GS r') answer([orderedStatus(n, condition)])
    if (name === 'GS ( H' && condition.confirm === 'process-id') answer(processIdAnswer(token.args))
    // "remains effective until ESC @, printer reset or power cycling" (Bixolon SRP-332II, GS a)
    if (name === 'ESC @') board.automatic = 0
    if (name === 'GS a') {
      board.automatic = n
      if ((n & 0x0f) !== 0) answer(automaticStatus(condition))
    }
  }

  /** Moves bytes from the lines into the buffer. True: something came in. */
  function takeWaiting(): boolean {
    let moved = false
    for (const [line, end] of ends) {
      const untilDrop = condition.dropAfterBytes ?? Number.POSITIVE_INFINITY
      const count = Math.min(board.buffer.room, end.waiting.length, untilDrop)
      if (count > 0) take(end, count)
      else if (board.buffer.room <= 0) answerPastFullBuffer(end)
      moved ||= count > 0
      if (condition.dropAfterBytes === 0 && count + end.waiting.length > 0) {
        condition.dropAfterBytes = null
        drop(line)
      }
    }
    return moved
  }

  function take(end: End, count: number): void {
    if (condition.dropAfterBytes !== null) condition.dropAfterBytes -= count
    // Real time: answered on arrival, ahead of all that waits to be printed.
    for (const token of board.buffer.receive(end.waiting.subarray(0, count)))
      if (token.type === 'command' && token.name === 'DLE EOT') answer(realtimeStatus(token.args[0], condition))
    end.waiting = end.waiting.subarray(count)
    end.far.taken(count)
  }

  /** DLE EOT is heard also while nothing else finds room. */
  function answerPastFullBuffer(end: End): void {
    const [dle, eot, n] = end.waiting
    if (!board.buffer.isBetweenTokens || dle !== 0x10 || eot !== 0x04 || n === undefined) return
    answer(realtimeStatus(n, condition))
    end.waiting = end.waiting.subarray(3)
    end.far.taken(3)
    answerPastFullBuffer(end)
  }

  /** A printer does not remember who asked: whoever is on the line hears it. */
  function answer(bytes: readonly number[]): void {
    if (bytes.length === 0 || condition.confirm === 'none') return
    for (const { far } of [...ends.values()]) far.send(Uint8Array.from(bytes))
  }

  function attach(far: FarEnd): Line | null {
    if (condition.power === 'off') return null
    const end: End = { far, waiting: new Uint8Array() }
    const line: Line = {
      receive(bytes) {
        if (!ends.has(line)) return
        end.waiting = end.waiting.length === 0 ? bytes : Buffer.concat([end.waiting, bytes])
        run()
      },
      detach: () => void ends.delete(line),
    }
    ends.set(line, end)
    return line
  }

  function drop(line: Line): void {
    const end = ends.get(line)
    ends.delete(line)
    end?.far.dropped()
  }

  function obey(order: VirtualPrinterOrder): void {
    if (closed) return
    const before = automaticStatus(condition)
    for (const [key, value] of Object.entries(order))
      if (value !== undefined) Object.assign(condition, { [key]: value })
    if (condition.power === 'off') powerDown()
    const after = automaticStatus(condition)
    if (isReported(board.automatic, before, after)) answer(after)
    board.buffer.restart()
    run()
  }

  function powerDown(): void {
    for (const line of [...ends.keys()]) drop(line)
    const { roll } = board
    board = powerUp()
    roll.tear()
  }

  return {
    transport: createVirtualTransport({ address, attach, isBusy: () => ends.size > 0, clock }),
    attach,
    obey,
    condition,
    get buffered() {
      return board.buffer.length
    },
    close() {
      obey({ power: 'off' })
      closed = true
    },
  }
}
