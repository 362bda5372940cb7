import type { Reply } from '../escpos/replies.ts'
import { isTransportError, type Transport, type TransportError } from '../transport/transport.ts'
import { createLine, type Line } from './line.ts'
import type { Timers } from './timers.ts'

/** Opens the line when it is needed and gives a shared device back when it is not. */
export type LineKeeper = {
  /** the open line, or a new one, or why there is none */
  dial(signal: AbortSignal): Promise<Line | TransportError>
  /** Nobody needs the line now: a shared device is given back after `lingerMs`. */
  idle(): void
  hangUp(): Promise<void>
}

export function createLineKeeper(options: {
  transport: Transport
  timers: Timers
  lingerMs: number
  /** was it asked for? */
  onReply(reply: Reply): boolean
}): LineKeeper {
  const { transport, timers, lingerMs, onReply } = options
  let line: Line | null = null
  let cancelHangUp = () => {}
  let closing: Promise<unknown> = Promise.resolve()

  async function hangUp(): Promise<void> {
    cancelHangUp()
    if (line !== null) closing = line.close()
    line = null
    await closing
  }

  return {
    async dial(signal) {
      cancelHangUp()
      if (line?.open) return line
      // Most devices let in one at a time: us too.
      await closing
      try {
        line = createLine(await transport.connect(signal), timers, onReply)
        return line
      } catch (error) {
        if (isTransportError(error)) return error
        throw error
      }
    },
    idle() {
      cancelHangUp()
      if (transport.shared && line !== null) cancelHangUp = timers.after(lingerMs, () => void hangUp())
    },
    hangUp,
  }
}
