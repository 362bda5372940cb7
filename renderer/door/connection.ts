import type { Topic } from '../../shared/domain/views/shop-views.ts'
import type { Door } from './door.ts'

// The one standing line to the engine: "look again" events, and whether the line stands at all. It comes back by
// itself after a restart, a sleep or a pulled cable.

export type Connection = {
  /** null: the line stands; else since when it does not (ms) */
  lostSince(): number | null
  subscribe(listener: () => void): () => void
  stop(): void
}

export type ConnectionEvents = {
  /** the line stands (again): everything may have changed meanwhile */
  onLive(): void
  onTopics(topics: Topic[]): void
}

/** Quick enough for a restart that takes a second, slow enough not to fill a log overnight. */
const backOffMs = [300, 600, 1000, 1500, 2000, 3000, 5000]
/** A line that was asked for and neither stood nor failed is given up. */
const patienceMs = 10_000

export function createConnection(rpc: Door['rpc'], events: ConnectionEvents): Connection {
  const listeners = new Set<() => void>()
  let lostSince: number | null = Date.now()
  let attempts = 0
  let stopped = false
  let end: () => void = () => {}
  let timer: ReturnType<typeof setTimeout> | undefined

  const become = (next: number | null) => {
    if (next === lostSince) return
    lostSince = next
    for (const listener of listeners) listener()
  }
  const again = () => {
    if (stopped) return
    become(lostSince ?? Date.now())
    clearTimeout(timer)
    timer = setTimeout(open, backOffMs[Math.min(attempts, backOffMs.length - 1)])
    attempts += 1
  }
  const open = () => {
    let over = false
    const finish = () => {
      if (over) return
      over = true
      clearTimeout(patience)
      // The link may be calling us from inside; it ends after it has returned.
      queueMicrotask(() => line.unsubscribe())
    }
    const fail = () => {
      if (over) return
      finish()
      again()
    }
    const patience = setTimeout(fail, patienceMs)
    const line = rpc.changes.subscribe(undefined, {
      onConnectionStateChange: ({ state, error }) => {
        if (over) return
        if (state === 'connecting' && error !== null) fail()
        if (state !== 'pending') return
        clearTimeout(patience)
        attempts = 0
        become(null)
        events.onLive()
      },
      onData: topics => {
        if (!over) events.onTopics(topics)
      },
      onError: fail,
      onComplete: fail,
      onStopped: fail,
    })
    end = finish
  }
  /** The machine woke up or the network came back: no reason to wait for the timer. */
  const hurry = () => {
    if (stopped || lostSince === null || document.visibilityState === 'hidden') return
    end()
    clearTimeout(timer)
    attempts = 0
    open()
  }
  window.addEventListener('online', hurry)
  document.addEventListener('visibilitychange', hurry)
  open()

  return {
    lostSince: () => lostSince,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop() {
      stopped = true
      window.removeEventListener('online', hurry)
      document.removeEventListener('visibilitychange', hurry)
      clearTimeout(timer)
      end()
    },
  }
}
