import { isTransportError, type Transport, type TransportError } from '../transport/transport.ts'
import { createLine, type Line, type LineOptions } from './line.ts'

/** Opens the line when it is needed and gives a shared device back when it is not. */
export type LineKeeper = {
  /** the open line, or a new one, or why there is none */
  dial(signal: AbortSignal): Promise<Line | TransportError>
  /** Nobody needs the line now: a shared device is given back after `lingerMs`. */
  idle(): void
  hangUp(): Promise<void>
}

export type LineKeeperOptions = LineOptions & {
  transport: Transport
  lingerMs: number
  /** the last words on a line that nobody is using */
  farewell(line: Line): Promise<unknown>
}

/** Most printers end their side at once. For the others nobody waits longer than this, while a ticket does. */
const yieldMs = 100

export function createLineKeeper(options: LineKeeperOptions): LineKeeper {
  const { transport, timers, lingerMs, farewell } = options
  let line: Line | null = null
  let isIdle = true
  let cancelHangUp = () => {}
  /** the end of the last line, until it has ended; `idle`: nothing of ours was left to be worked through */
  let ending: { done: Promise<unknown>; idle: boolean } | null = null

  async function hangUp(): Promise<void> {
    cancelHangUp()
    if (line !== null) {
      const idle = isIdle && line.open
      const mine = { done: idle ? leave(line) : line.close(), idle }
      ending = mine
      void mine.done.then(() => {
        if (ending === mine) ending = null
      })
    }
    line = null
    await ending?.done
  }

  async function leave(left: Line): Promise<void> {
    await farewell(left)
    await left.close()
  }

  async function connect(signal: AbortSignal): Promise<Line | TransportError> {
    try {
      return createLine(await transport.connect(signal), options)
    } catch (error) {
      if (isTransportError(error)) return error
      throw error
    }
  }

  /**
   * Most devices let in one at a time, us too; but a network printer need not end its side (tcp.ts waits 2 s for that),
   * and may let in another meanwhile: being refused is the sign to wait. Where a ticket was on the line that ends, its
   * rest must not meet what comes now.
   */
  async function open(signal: AbortSignal): Promise<Line | TransportError> {
    if (transport.shared && ending?.idle) {
      await within(yieldMs, ending.done)
      const opened = await connect(signal)
      if (!isTransportError(opened) || ending === null) return opened
    }
    await ending?.done
    return connect(signal)
  }

  function within(ms: number, done: Promise<unknown>): Promise<unknown> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const cancel = timers.after(ms, resolve)
    return Promise.race([done, promise]).finally(cancel)
  }

  return {
    async dial(signal) {
      cancelHangUp()
      isIdle = false
      if (line?.open) return line
      const opened = await open(signal)
      if (!isTransportError(opened)) line = opened
      return opened
    },
    idle() {
      cancelHangUp()
      isIdle = true
      if (transport.shared && line !== null) cancelHangUp = timers.after(lingerMs, () => void hangUp())
    },
    hangUp,
  }
}
