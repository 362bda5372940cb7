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

export function createLineKeeper(options: LineKeeperOptions): LineKeeper {
  const { transport, timers, lingerMs, farewell } = options
  let line: Line | null = null
  let isIdle = true
  let cancelHangUp = () => {}
  let closing: Promise<unknown> = Promise.resolve()

  async function hangUp(): Promise<void> {
    cancelHangUp()
    if (line !== null) closing = isIdle && line.open ? leave(line) : line.close()
    line = null
    await closing
  }

  async function leave(left: Line): Promise<void> {
    await farewell(left)
    await left.close()
  }

  return {
    async dial(signal) {
      cancelHangUp()
      isIdle = false
      if (line?.open) return line
      // Most devices let in one at a time: us too.
      await closing
      try {
        line = createLine(await transport.connect(signal), options)
        return line
      } catch (error) {
        if (isTransportError(error)) return error
        throw error
      }
    },
    idle() {
      cancelHangUp()
      isIdle = true
      if (transport.shared && line !== null) cancelHangUp = timers.after(lingerMs, () => void hangUp())
    },
    hangUp,
  }
}
