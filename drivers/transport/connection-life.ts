import { type Connection, TransportError } from './transport.ts'

/**
 * The part of the law in transport.ts that is the same for every medium: one end, one write at a time, nothing said by
 * the device is lost before somebody listens.
 */
export type ConnectionLife = Pick<Connection, 'onBytes' | 'ended'> & {
  readonly state: 'open' | 'closing' | 'ended'
  /** what the device said */
  deliver(bytes: Uint8Array): void
  /** True for the first call on an open connection: from now on nothing may be written. */
  beginClose(): boolean
  end(reason: 'closed' | 'lost', error: TransportError | null): void
  /** Runs one write, or refuses it. */
  guard(write: () => Promise<void>): Promise<void>
}

export function createConnectionLife(): ConnectionLife {
  const ending = Promise.withResolvers<Awaited<Connection['ended']>>()
  let state: ConnectionLife['state'] = 'open'
  let lost = false
  let writing = false
  let listener: ((bytes: Uint8Array) => void) | null = null
  let early: Uint8Array[] = []
  return {
    ended: ending.promise,
    get state() {
      return state
    },
    onBytes(to) {
      listener = to
      for (const bytes of early) to(bytes)
      early = []
    },
    deliver(bytes) {
      if (state === 'ended' || bytes.length === 0) return
      if (listener === null) early.push(bytes)
      else listener(bytes)
    },
    beginClose() {
      if (state !== 'open') return false
      state = 'closing'
      return true
    },
    end(reason, error) {
      if (state === 'ended') return
      state = 'ended'
      lost = reason === 'lost'
      ending.resolve({ reason, error })
    },
    async guard(write) {
      if (writing) throw new Error('write while another write is pending')
      if (lost) throw new TransportError('lost', 'the connection has ended')
      if (state !== 'open') throw new Error('write after close')
      writing = true
      try {
        await write()
      } finally {
        writing = false
      }
    },
  }
}
