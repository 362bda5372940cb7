import { createDecoder, type Token } from '../escpos/decoder.ts'

/** A printer's memory between line and print head, emptied at a baud rate (10 bits a byte) or, with null, at once. */
export type ReceiveBuffer = {
  /** bytes received and not printed */
  readonly length: number
  readonly room: number
  /** the next byte to arrive begins a character or a command */
  readonly isBetweenTokens: boolean
  /** At most `room` bytes. Gives what they complete, which a printer with real-time commands knows on arrival. */
  receive(bytes: Uint8Array): Token[]
  /** The next token that is due, or null. */
  next(baud: number | null): Token | null
  /** whole milliseconds until `next` may have more; null: not before more arrives */
  waitFor(baud: number | null): number | null
  /** Printing starts now: after a standstill, or at another speed. */
  restart(): void
}

/** At a baud rate, bytes are printed in steps of this length. */
const stepMs = 20

export function createReceiveBuffer(capacity: number, elapsed: () => number): ReceiveBuffer {
  const decoder = createDecoder()
  const queue: Token[] = []
  // Positions in the stream since power on. A token may be longer than the buffer: its bytes leave it one by one too.
  let received = 0
  let printed = 0
  let start = { position: 0, at: elapsed() }

  const restart = () => {
    start = { position: printed, at: elapsed() }
  }
  return {
    get length() {
      return received - printed
    },
    get room() {
      return capacity - (received - printed)
    },
    get isBetweenTokens() {
      return decoder.isBetweenTokens
    },
    receive(bytes) {
      if (received === printed) restart()
      received += bytes.length
      const tokens = decoder.feed(bytes)
      queue.push(...tokens)
      return tokens
    },
    next(baud) {
      const due = baud === null ? received : start.position + Math.floor(((elapsed() - start.at) * baud) / 10_000)
      const [token] = queue
      const end = token ? token.offset + token.bytes.length : received
      printed = Math.max(printed, Math.min(due, end))
      return token && due >= end ? (queue.shift() ?? null) : null
    },
    waitFor(baud) {
      if (baud === null || printed === received) return null
      const target = Math.min(received, printed + Math.max(1, Math.floor((baud * stepMs) / 10_000)))
      const due = start.at + ((target - start.position) * 10_000) / baud
      return Math.max(1, Math.ceil(due - elapsed()))
    },
    restart,
  }
}
