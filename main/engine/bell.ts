import type { Topic } from '../../shared/domain/views.ts'

/** "Look again": rings after commits. It carries no state, so a listener that is late or was away misses nothing. */
export type Bell = {
  ring(...topics: Topic[]): void
  /** Topics since the last turn, gathered, until the signal fires. */
  listen(signal: AbortSignal): AsyncGenerator<Topic[]>
  /** how many listen now: open screens */
  readonly listeners: number
}

export function createBell(): Bell {
  const listeners = new Set<(topics: readonly Topic[]) => void>()
  return {
    ring(...topics) {
      for (const listener of listeners) listener(topics)
    },
    get listeners() {
      return listeners.size
    },
    async *listen(signal) {
      const pending = new Set<Topic>()
      let wake: () => void = () => {}
      const listener = (topics: readonly Topic[]) => {
        for (const topic of topics) pending.add(topic)
        wake()
      }
      const stop = () => wake()
      listeners.add(listener)
      signal.addEventListener('abort', stop)
      try {
        while (!signal.aborted) {
          if (pending.size === 0) {
            await new Promise<void>(resolve => {
              wake = resolve
              if (signal.aborted) resolve()
            })
            continue
          }
          const topics = [...pending]
          pending.clear()
          yield topics
        }
      } finally {
        listeners.delete(listener)
        signal.removeEventListener('abort', stop)
      }
    },
  }
}
