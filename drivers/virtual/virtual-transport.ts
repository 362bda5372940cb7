import type { Timers } from '../printer/timers.ts'
import { type Connection, type Transport, TransportError } from '../transport/transport.ts'
import type { FarEnd, Line } from './virtual-printer.ts'

type Device = {
  address: string
  attach(far: FarEnd): Line | null
  isBusy(): boolean
  clock: Pick<Timers, 'after'>
}

/** The way to a virtual printer in this process, as strict as a cable: bytes count as left when the printer has them. */
export function createVirtualTransport(device: Device): Transport {
  return {
    address: device.address,
    shared: false,
    async connect(signal) {
      if (signal.aborted) throw new TransportError('aborted', 'gave up connecting')
      if (device.isBusy()) throw new TransportError('busy', `${device.address} has a connection already`)
      return connect(device)
    },
  }
}

type Writing = { left: number; taken: number; done: PromiseWithResolvers<void>; watch(): void; stop(): void }

function connect({ address, attach, clock }: Device): Connection {
  const ended = Promise.withResolvers<Awaited<Connection['ended']>>()
  let state: 'open' | 'closed' | 'lost' = 'open'
  let listener: ((bytes: Uint8Array) => void) | null = null
  const early: Uint8Array[] = []
  let writing: Writing | null = null
  /** until the caller of write was told how it went */
  let isPending = false

  const line = attach({
    // Never from inside of write(): an answer takes its time also here.
    send: bytes => queueMicrotask(() => (state === 'open' ? deliver(bytes) : undefined)),
    taken(count) {
      if (!writing) return
      writing.left -= count
      writing.taken += count
      if (writing.left > 0) writing.watch()
      else settle(null)
    },
    dropped() {
      const error = new TransportError('lost', `${address} is gone`)
      end('lost', error)
    },
  })
  if (!line) throw new TransportError('unreachable', `${address} is switched off`)

  function deliver(bytes: Uint8Array): void {
    if (listener) listener(bytes)
    else early.push(bytes)
  }
  function settle(error: TransportError | null): void {
    const ending = writing
    writing = null
    ending?.stop()
    if (error) ending?.done.reject(new TransportError(error.code, error.message, ending.taken))
    // As on a cable, others have their turn meanwhile: a hundred tickets printed here must not keep the door waiting.
    else setImmediate(() => ending?.done.resolve())
  }
  function end(reason: 'closed' | 'lost', error: TransportError | null): void {
    if (state !== 'open') return
    state = reason
    settle(error ?? new TransportError('lost', 'closed while writing'))
    ended.resolve({ reason, error })
  }

  return {
    ended: ended.promise,
    onBytes(to) {
      listener = to
      for (const bytes of early.splice(0)) to(bytes)
    },
    async write(bytes, { stallMs }) {
      if (isPending) throw new Error('write while another write is pending')
      if (state === 'closed') throw new Error('write after close')
      if (state === 'lost') throw new TransportError('lost', `${address} is gone`)
      if (bytes.length === 0) return
      const done = Promise.withResolvers<void>()
      let stop = () => {}
      const watch = () => {
        stop()
        stop = clock.after(stallMs, () => {
          // What waits must not be taken after the caller was told that it was not.
          line.detach()
          end('lost', new TransportError('stalled', `no byte taken for ${stallMs} ms`))
        })
      }
      writing = { left: bytes.length, taken: 0, done, watch, stop: () => stop() }
      isPending = true
      watch()
      line.receive(bytes)
      try {
        await done.promise
      } finally {
        isPending = false
      }
    },
    async close() {
      line.detach()
      end('closed', null)
    },
  }
}
