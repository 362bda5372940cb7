import {
  type Connection,
  type PortStatus,
  type Transport,
  TransportError,
  type TransportErrorCode,
} from './transport.ts'

/** What one connection does. All silent, all taken, where nothing else is said. */
export type ConnectionScript = {
  /** the attempt to connect fails so */
  refuse?: TransportErrorCode
  /** called with the bytes of each write, once all are taken; what it gives is what the device sends back */
  answer?: (bytes: Uint8Array) => Uint8Array | null
  /** the connection breaks once this many bytes were taken, counted from its start */
  dropAfterBytes?: number
  /** what the pins of its port say */
  pins?: () => PortStatus | null
  /** no byte more than this is taken: the write waits for its `stallMs` */
  stallAfterBytes?: number
}

/** The device's end of a scripted connection, for tests to act on. */
export type ScriptedPeer = {
  readonly taken: Uint8Array
  readonly ended: boolean
  say(bytes: Uint8Array): void
  drop(): void
}

export type ScriptedTransport = Transport & {
  /** one for each connection that was opened, in order */
  readonly peers: readonly ScriptedPeer[]
  /** attempts to connect, refused ones too */
  readonly attempts: number
}

/**
 * A device that follows a script, strict about the law in transport.ts: an overlapping write or one after `close` throws
 * a plain Error, which no caller may take for a printer's doing. Connections use the scripts in turn; the last one repeats.
 */
export function createScriptedTransport(scripts: readonly ConnectionScript[], shared = true): ScriptedTransport {
  const peers: ScriptedPeer[] = []
  let attempts = 0
  return {
    address: 'scripted',
    shared,
    peers,
    get attempts() {
      return attempts
    },
    async connect(signal) {
      const script = scripts[Math.min(attempts, scripts.length - 1)] ?? {}
      attempts += 1
      if (signal.aborted) throw new TransportError('aborted', 'gave up connecting')
      if (script.refuse !== undefined) throw new TransportError(script.refuse, `scripted: ${script.refuse}`)
      const { connection, peer } = createScriptedConnection(script)
      peers.push(peer)
      return connection
    },
  }
}

function createScriptedConnection(script: ConnectionScript): { connection: Connection; peer: ScriptedPeer } {
  const { answer = () => null, dropAfterBytes = Infinity, stallAfterBytes = Infinity, pins } = script
  const ending = Promise.withResolvers<Awaited<Connection['ended']>>()
  const taken: number[] = []
  let writing = false
  let closed = false
  let ended = false
  let listener: ((bytes: Uint8Array) => void) | null = null
  let early: Uint8Array[] = []

  const end = (reason: 'closed' | 'lost', error: TransportError | null) => {
    if (ended) return
    ended = true
    ending.resolve({ reason, error })
  }
  const lost = (bytesTaken = 0) => new TransportError('lost', 'scripted: the connection broke', bytesTaken)
  const say = (bytes: Uint8Array) => {
    if (ended || bytes.length === 0) return
    if (listener === null) early.push(bytes)
    else listener(bytes)
  }
  const drop = () => end('lost', lost())

  const take = async (bytes: Uint8Array, stallMs: number): Promise<void> => {
    const room = Math.min(dropAfterBytes, stallAfterBytes) - taken.length
    const part = bytes.subarray(0, Math.max(0, room))
    taken.push(...part)
    if (taken.length >= dropAfterBytes) drop()
    if (part.length < bytes.length && !ended) {
      await Promise.race([ending.promise, new Promise(resolve => setTimeout(resolve, stallMs))])
      if (!ended) {
        const stalled = new TransportError('stalled', `scripted: no byte taken for ${stallMs} ms`, part.length)
        end('lost', stalled)
        throw stalled
      }
    }
    if (ended && part.length < bytes.length) throw lost(part.length)
  }

  const connection: Connection = {
    ended: ending.promise,
    ...(pins === undefined ? {} : { portStatus: async () => (ended ? null : pins()) }),
    onBytes(to) {
      listener = to
      for (const bytes of early) to(bytes)
      early = []
    },
    async write(bytes, { stallMs }) {
      if (writing) throw new Error('scripted: write while another write is pending')
      if (closed) throw new Error('scripted: write after close')
      if (ended) throw lost()
      writing = true
      try {
        await take(bytes, stallMs)
      } finally {
        writing = false
      }
      const reply = answer(bytes)
      if (reply !== null) setImmediate(() => say(reply))
    },
    async close() {
      closed = true
      end('closed', null)
    },
  }
  const peer: ScriptedPeer = {
    get taken() {
      return Uint8Array.from(taken)
    },
    get ended() {
      return ended
    },
    say,
    drop,
  }
  return { connection, peer }
}
